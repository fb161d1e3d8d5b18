//! What would have been out of the ordinary, and the leads behind a number.

use funnelbot::stage::{MARKETER, SELLER};
use jiff::ToSpan;
use kpi::model::Tool;
use sandbox::world::{NewLead, World};

use crate::harness::{at, end, hours, lead_in, opens, set};

#[tokio::test(flavor = "multi_thread")]
async fn a_week_out_of_the_ordinary_is_found_once() {
    let world = World::empty();
    // Thirty weeks of about thirteen leads; then two weeks of forty, and an ordinary one.
    let sizes = (0..30).map(|week| 12 + week % 3).chain([40, 41, 13]);
    let first = at("2026-03-30 10:00");
    for (week, leads) in (0_i64..).zip(sizes) {
        for lead in 0..leads {
            let new = NewLead {
                stage: Some("lead".to_owned()),
                ..NewLead::default()
            };
            let when = first + (week * 7 * 24).hours() + (i64::from(lead) * 2).hours();
            world.add_lead(new, when);
        }
    }
    let mut options = opens(
        Tool::Hubspot,
        &world,
        "2026-11-16 10:00",
        "[calendar]\nholidays = \"none\"\n",
    );
    options.poll_every = hours(12);
    let mut stage = set(options).await;
    stage.tick().await;
    let told = stage
        .figures("/alerts simulate kpi:entered-lead")
        .await
        .expect("an answer");
    let fired = told["fired"].as_array().expect("a list");
    assert_eq!(fired.len(), 1, "{told:#}");
    assert_eq!(
        (&fired[0]["week"], &fired[0]["until"]),
        (&"2026-W44".into(), &"2026-W45".into())
    );
    assert_eq!(
        (&fired[0]["side"], &fired[0]["value"]),
        (&"high".into(), &40.0.into())
    );
    let text = stage
        .ask(SELLER, "/alerts simulate")
        .await
        .expect("an answer")
        .text();
    for part in ["52週を試算：通知は1回", "2026-W44", "`40` 高い（平常"] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    assert!(text.chars().count() <= 1_200);
    let text = stage
        .ask(MARKETER, "/alerts simulate kpi:entered-lead weeks:4")
        .await;
    let text = text.expect("an answer").text();
    assert!(text.contains("Over the last 4 weeks: one alert"), "{text}");
    for wrong in ["/alerts simulate kpi:mrr", "/alerts simulate weeks:0"] {
        let text = stage.ask(SELLER, wrong).await.expect("an answer").text();
        assert!(text.contains('⚠'), "{text}");
    }
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_leads_behind_a_number_are_for_those_who_manage() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let world = World::empty();
        for day in 9..=15 {
            for hour in 10..14 {
                lead_in(&world, "mql", &format!("2026-11-{day:02} {hour}:00"));
            }
        }
        let gone = lead_in(&world, "mql", "2026-11-10 09:00");
        let mut options = opens(tool, &world, "2026-11-16 10:00", "");
        options.poll_every = hours(12);
        let mut stage = set(options).await;
        stage.tick().await;
        world.delete(gone, at("2026-11-16 11:00"));
        stage.live_until(at("2026-11-17 10:30")).await;
        let asked = "/kpi records kpi:entered-mql period:2026-W46";
        let refused = stage.ask(SELLER, asked).await.expect("an answer");
        assert!(
            refused.text().contains("権限のある人だけ"),
            "{}",
            refused.text()
        );
        let answer = stage.ask(MARKETER, asked).await.expect("an answer");
        assert!(answer.ephemeral);
        let text = answer.text();
        assert!(
            text.contains("29 leads") && text.contains(" more"),
            "{text}"
        );
        assert!(text.contains("15 Nov") && text.contains("owner"), "{text}");
        assert!(
            !text.contains('@') && text.chars().count() <= 1_200,
            "{text}"
        );
        let told = stage.figures(asked).await.expect("an answer");
        assert_eq!(told["total"], 29);
        assert_eq!(told["leads"].as_array().map(Vec::len), Some(20));
        // The next page begins where this one ended.
        let rest = format!("{asked} from:21");
        let told = stage.figures(&rest).await.expect("an answer");
        assert_eq!(told["leads"].as_array().map(Vec::len), Some(9));
        let shown = text.lines().filter(|line| line.starts_with('•')).count();
        let next = format!("from:{}", shown + 1);
        assert!(text.contains(&next), "{next} in {text}");
        let page = stage.ask(MARKETER, &format!("{asked} {next}")).await;
        let page = page.expect("an answer").text();
        assert!(
            page.contains("29 leads") && !page.contains("15 Nov"),
            "{page}"
        );
        for wrong in ["from:0", "from:-3"] {
            let told = stage.ask(MARKETER, &format!("{asked} {wrong}")).await;
            let told = told.expect("an answer").text();
            assert!(told.contains("from is a place"), "{told}");
        }
        for (kpi, total) in [
            ("conversion-lead-mql", 29),
            ("cohort-lead-mql", 29),
            ("returned-mql", 0),
            ("cohort-mql-sql", 0),
        ] {
            let asked = format!("/kpi records kpi:{kpi} period:2026-W46");
            let told = stage.figures(&asked).await.expect("an answer");
            assert_eq!(told["total"], total, "{kpi}: {told:#}");
        }
        let stock = "/kpi records kpi:stock-mql period:2026-11";
        let told = stage.figures(stock).await.expect("an answer");
        assert_eq!(told["total"], 28, "{told:#}");
        let refused = stage.ask(MARKETER, "/kpi records kpi:open-rate").await;
        assert!(
            refused
                .expect("an answer")
                .text()
                .contains("no leads to list")
        );
        end(stage).await;
    }
}
