//! The agreement changes: every place says which one is in force, and the next post has both values.

use funnelbot::stage::{MARKETER, SELLER};
use kpi::model::Tool;
use sandbox::world::World;

use crate::harness::{at, end, hours, lead_in, opens, reports, set};

const ONLY_WEEKLY: &str =
    "[schedules.biweekly]\nenabled = false\n[schedules.monthly]\nenabled = false\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_next_post_says_both_values_and_restates_nothing() {
    let world = World::empty();
    lead_in(&world, "lead", "2026-10-13 10:00");
    lead_in(&world, "mql", "2026-10-14 10:00");
    lead_in(&world, "mql", "2026-10-21 10:00");
    lead_in(&world, "sql", "2026-10-22 10:00");
    let mut options = opens(Tool::Hubspot, &world, "2026-10-16 18:00", ONLY_WEEKLY);
    options.poll_every = hours(6);
    let mut stage = set(options).await;
    stage.live_until(at("2026-10-20 12:00")).await;
    let told = stage.ask(SELLER, "/kpi define kpi:mql").await;
    let told = told.expect("an answer").text();
    assert!(told.contains("定義 v1（10/16から）"), "{told}");
    // From now on the tool's MQL is only a lead.
    let team = format!("{ONLY_WEEKLY}[mapping.hubspot]\nmarketingqualifiedlead = \"lead\"\n");
    let back = at("2026-10-20 12:10");
    let mut stage = stage
        .restart_under(back, &team)
        .await
        .expect("it starts again");
    stage.live_until(at("2026-11-03 12:00")).await;
    let told = stage.ask(SELLER, "/kpi define kpi:mql").await;
    let told = told.expect("an answer").text();
    assert!(told.contains("定義 v2（10/20から）"), "{told}");
    // What SQL means is what it meant.
    let told = stage.ask(SELLER, "/kpi define kpi:sql").await;
    let told = told.expect("an answer").text();
    assert!(told.contains("定義 v1（10/16から）"), "{told}");
    assert!(
        told.contains("インサイドセールス") && told.contains("[[stages]]"),
        "{told}"
    );
    let told = stage
        .ask(MARKETER, "/status")
        .await
        .expect("an answer")
        .text();
    assert!(told.contains("definition v2 since 20 Oct"), "{told}");
    let posted: Vec<String> = reports(&stage).iter().map(|said| said.text()).collect();
    let said: Vec<bool> = posted
        .iter()
        .map(|text| text.contains("定義が変わりました"))
        .collect();
    assert_eq!(said, [false, true, false], "{posted:#?}");
    let line = "定義が変わりました（10/20から v2：ステージの対応づけ）。この期間の到達数：MQL 前の定義2件・今の定義1件";
    assert!(posted[1].contains(line), "{}", posted[1]);
    assert!(
        posted.iter().all(|text| !text.contains("訂正")),
        "{posted:#?}"
    );
    end(stage).await;
}
