//! KPIs of the team's own, and KPIs that do not exist.

use funnelbot::stage::MARKETER;
use kpi::model::Tool;
use sandbox::world::World;

use crate::harness::{end, lead_in, opens, set};

const TEAM: &str = r#"
[kpi.sql-a-lead]
formula = "entered:sql / entered:lead"
names = { en = "SQL a lead" }
[kpi.odd]
formula = "stock:mql / sent"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn one_wrong_kpi_says_its_line_and_the_others_go_on() {
    let world = World::empty();
    lead_in(&world, "sql", "2026-11-10 10:00");
    lead_in(&world, "lead", "2026-11-11 10:00");
    let mut stage = set(opens(Tool::Hubspot, &world, "2026-11-16 09:00", TEAM)).await;
    stage.tick().await;
    let line = "/kpi show kpi:sql-a-lead period:this-month";
    let told = stage.figures(line).await.expect("it goes on");
    assert_eq!(
        (&told["numerator"], &told["denominator"]),
        (&1.into(), &2.into())
    );
    for line in ["/kpi show kpi:odd", "/status"] {
        let text = stage.ask(MARKETER, line).await.expect("an answer").text();
        let text = text.replace('\\', "");
        assert!(text.contains("line 6: kpi.odd.formula: "), "{text}");
        assert!(text.contains("do not belong to the same periods"), "{text}");
        assert!(text.contains("funnelbot.toml"), "{text}");
    }
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kpi_that_does_not_exist_gets_those_that_are_like_it() {
    let world = World::empty();
    lead_in(&world, "lead", "2026-11-11 10:00");
    let mut stage = set(opens(Tool::Mautic, &world, "2026-11-16 09:00", "")).await;
    stage.tick().await;
    for (typed, near) in [
        ("open-rat", "open-rate"),
        ("sql-cohort-mql", "cohort-mql-sql"),
    ] {
        let line = format!("/kpi show kpi:{typed}");
        let text = stage.ask(MARKETER, &line).await.expect("an answer").text();
        for part in [typed, near, "/kpi list"] {
            assert!(text.contains(part), "no {part:?} in:\n{text}");
        }
    }
    end(stage).await;
}
