//! Numbers that were posted and are different now.

use kpi::model::Tool;
use sandbox::world::World;

use crate::harness::{at, end, hours, lead_in, opens, reports, set};

const ONLY_WEEKLY: &str =
    "[schedules.biweekly]\nenabled = false\n[schedules.monthly]\nenabled = false\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_late_data_changed_is_named_once() {
    let world = World::empty();
    let lead = lead_in(&world, "lead", "2026-10-13 10:00");
    lead_in(&world, "lead", "2026-10-14 10:00");
    let mut options = opens(Tool::Hubspot, &world, "2026-10-16 18:00", ONLY_WEEKLY);
    options.poll_every = hours(6);
    let mut stage = set(options).await;
    stage.live_until(at("2026-10-20 12:00")).await;
    // Somebody enters on Tuesday what happened on Thursday of the week before.
    world.set_stage(lead, "mql", at("2026-10-15 15:00"));
    world.touch(lead, at("2026-10-20 13:00"));
    stage.live_until(at("2026-11-09 10:00")).await;
    let posted: Vec<String> = reports(&stage).iter().map(|said| said.text()).collect();
    assert_eq!(posted.len(), 4, "{posted:?}");
    let told: Vec<bool> = posted.iter().map(|text| text.contains("訂正")).collect();
    assert_eq!(told, [false, true, false, false], "{posted:#?}");
    assert!(
        posted[1].contains("10/12–10/18のMQLは0件としましたが1件でした"),
        "{}",
        posted[1]
    );
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_restates_what_was_posted() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let world = World::empty();
        let loser = lead_in(&world, "lead", "2026-10-13 10:00");
        let survivor = lead_in(&world, "lead", "2026-10-14 10:00");
        let mut options = opens(tool, &world, "2026-10-16 18:00", ONLY_WEEKLY);
        options.poll_every = hours(6);
        let mut stage = set(options).await;
        stage.live_until(at("2026-10-20 12:00")).await;
        world.merge(loser, survivor, at("2026-10-20 13:00"));
        stage.live_until(at("2026-10-26 10:00")).await;
        let posted = reports(&stage);
        let text = posted.last().expect("a post").text();
        assert!(
            text.contains("10/12–10/18のリードは2件としましたが1件でした"),
            "{text}"
        );
        end(stage).await;
    }
}
