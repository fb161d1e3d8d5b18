//! A KPI is found by what people call it: its id, its name in either language, the short words of the trade.

use funnelbot::stage::{MARKETER, SELLER};
use kpi::model::Tool;
use sandbox::world::World;

use crate::harness::{end, lead_in, opens, set};

#[tokio::test(flavor = "multi_thread")]
async fn a_kpi_is_found_by_its_names() {
    let world = World::empty();
    lead_in(&world, "lead", "2026-11-10 10:00");
    let mut stage = set(opens(Tool::Mautic, &world, "2026-11-18 10:00", "")).await;
    stage.tick().await;
    for (typed, id) in [
        ("CPL", "cpa-lead"),
        ("ＣＡＣ", "cpa-customer"),
        ("ctor", "click-to-open"),
        ("Click-to-open rate", "click-to-open"),
        ("リード到達数", "entered-lead"),
        ("lead ENTERED", "entered-lead"),
    ] {
        let told = stage.figures(&format!("/kpi show kpi:\"{typed}\"")).await;
        let told = told.unwrap_or_else(|fault| panic!("{typed}: {fault}"));
        assert_eq!(told["kpi"], id, "{typed}");
    }
    let told = stage
        .ask(SELLER, "/kpi show kpi:開封立")
        .await
        .expect("an answer")
        .text();
    assert!(told.contains("open-rate"), "{told}");
    for (member, typed, name) in [
        (SELLER, "/kpi show kpi:開封", "開封率 (open-rate)"),
        (MARKETER, "/kpi show kpi:open", "Open rate (open-rate)"),
        (
            SELLER,
            "/kpi show kpi:cac",
            "成約獲得単価（CPA） (cpa-customer)",
        ),
    ] {
        let typing = stage.discord().autocomplete(member, typed);
        let answer = typing.expect("it can be typed").answer().await;
        let offered = answer.expect("suggestions").choices;
        assert_eq!(offered[0].name, name, "{offered:?}");
    }
    end(stage).await;
}
