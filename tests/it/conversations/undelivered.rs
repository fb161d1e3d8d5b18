//! Messages that do not arrive: `/status` tells why, and how to mend it.

use funnelbot::stage::{REPORTS, SELLER, Stage};
use kpi::model::Tool;
use report::LOCALES;
use sandbox::{discord::Permissions, world::World};
use store::Setback;

use crate::harness::{at, end, lead_in, opens, reports, set};

async fn status(stage: &Stage) -> String {
    let told = stage.ask(SELLER, "/status").await;
    told.expect("an answer").text()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_closed_to_the_bot_is_named_until_it_is_open() {
    let world = World::empty();
    lead_in(&world, "lead", "2026-10-13 10:00");
    let mut stage = set(opens(Tool::Hubspot, &world, "2026-10-18 18:00", "")).await;
    stage.live_until(at("2026-10-19 08:30")).await;
    let faults = stage.discord().faults();
    faults.deny(REPORTS, Permissions::SEND_MESSAGES);
    stage.live_until(at("2026-10-19 10:10")).await;
    let told = status(&stage).await;
    assert!(told.starts_with("🟡"), "{told}");
    assert!(told.contains("届かなかったメッセージ"), "{told}");
    assert!(told.contains("週次（予定"), "{told}");
    assert!(
        told.contains(&format!("<#{REPORTS}> に書き込めません")),
        "{told}"
    );
    assert!(told.contains("funnelbot check"), "{told}");
    stage.discord().faults().deny(REPORTS, Permissions::NONE);
    stage.live_until(at("2026-10-19 12:10")).await;
    assert_eq!(reports(&stage).len(), 2, "the weekly and the biweekly post");
    let told = status(&stage).await;
    assert!(!told.contains("届かなかった"), "{told}");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_skipped_is_named_for_a_week() {
    let world = World::empty();
    lead_in(&world, "lead", "2026-10-13 10:00");
    let mut stage = set(opens(Tool::Hubspot, &world, "2026-10-16 18:00", "")).await;
    stage.live_until(at("2026-10-16 19:00")).await;
    let mut stage = stage
        .restart(at("2026-10-23 10:00"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-10-23 14:00")).await;
    let told = status(&stage).await;
    assert!(told.contains("は見送りました"), "{told}");
    assert!(told.contains("/report post"), "{told}");
    stage.live_until(at("2026-10-31 14:00")).await;
    let told = status(&stage).await;
    assert!(!told.contains("見送りました"), "{told}");
    end(stage).await;
}

#[test]
fn every_setback_has_words() {
    for locale in LOCALES {
        for setback in Setback::ALL {
            let key = format!("setback-{}", setback.as_str());
            assert!(locale.words().has(&key), "{key} in {}", locale.code());
        }
    }
}
