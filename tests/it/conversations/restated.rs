//! Numbers that were posted and are different now.

use funnelbot::stage::{MARKETER, SELLER};
use kpi::model::Tool;
use sandbox::{discord::On, world::World};

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
    let told: Vec<bool> = posted.iter().map(|text| text.contains("訂正：")).collect();
    assert_eq!(told, [false, true, false, false], "{posted:#?}");
    for line in [
        "訂正：10/12–10/18のリード｜在庫 2→1・増減 +2→+1",
        "訂正：10/12–10/18のMQL｜到達 0→1・在庫 0→1・増減 ±0→+1・リードからの転換 0/2→1/2",
    ] {
        assert!(posted[1].contains(line), "{}", posted[1]);
    }
    // The post that said it says so too: once, and nothing else of it has changed.
    let said = &reports(&stage)[0];
    assert!(said.edited_at.is_some());
    assert_eq!(
        said.text()
            .matches("訂正（10/26）：MQL｜到達 0→1・在庫 0→1")
            .count(),
        1,
        "{}",
        said.text()
    );
    assert!(said.text().contains("weekly@2026-10-19T09:00"));
    assert!(
        reports(&stage)[1..]
            .iter()
            .all(|said| said.edited_at.is_none())
    );
    let asked = "/kpi history kpi:entered-mql";
    let claims = stage.figures(asked).await.expect("an answer")["claims"].clone();
    assert_eq!(claims.as_array().map(Vec::len), Some(4), "{claims:#}");
    assert_eq!(
        (&claims[3]["claimed"], &claims[3]["now"]),
        (&0.into(), &1.into())
    );
    assert_eq!(claims[2]["difference"], 0);
    let told = stage.ask(SELLER, asked).await.expect("an answer").text();
    assert!(
        told.contains("4件の数字のうち1件が今は違います") && told.contains("今は **1**（+1）"),
        "{told}"
    );
    let told = stage
        .ask(MARKETER, "/kpi history kpi:entered-mql period:2026-W43")
        .await;
    let told = told.expect("an answer").text();
    assert!(
        told.contains("the one number posted is still the same"),
        "{told}"
    );
    let told = stage
        .ask(SELLER, "/kpi history kpi:open-rate")
        .await
        .expect("an answer");
    assert!(told.text().contains("投稿ごとの記録がありません"));
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_edited_after_a_restart_where_the_chat_was_away() {
    let world = World::empty();
    let loser = lead_in(&world, "lead", "2026-10-13 10:00");
    let survivor = lead_in(&world, "lead", "2026-10-14 10:00");
    let mut options = opens(Tool::Mautic, &world, "2026-10-16 18:00", ONLY_WEEKLY);
    options.poll_every = hours(6);
    let mut stage = set(options).await;
    stage.live_until(at("2026-10-20 12:00")).await;
    world.merge(loser, survivor, at("2026-10-20 13:00"));
    stage.live_until(at("2026-10-26 08:30")).await;
    stage.discord().faults().fail(On::Editing, 503, 1);
    stage.clock().set(at("2026-10-26 09:00"));
    stage.tick().await;
    assert!(reports(&stage)[0].edited_at.is_none(), "the chat was away");
    let mut stage = stage
        .restart(at("2026-10-26 09:05"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-10-27 12:00")).await;
    let said = &reports(&stage)[0];
    assert_eq!(
        said.text().matches("訂正（10/26）：リード").count(),
        1,
        "{}",
        said.text()
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
            text.contains("10/12–10/18のリード｜到達 2→1・在庫 2→1・増減 +2→+1"),
            "{text}"
        );
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_from_the_past_knows_no_later_post() {
    let world = World::empty();
    lead_in(&world, "lead", "2026-10-13 10:00");
    let lead = lead_in(&world, "lead", "2026-10-21 10:00");
    world.set_stage(lead, "mql", at("2026-10-22 15:00"));
    let mut options = opens(Tool::Hubspot, &world, "2026-10-16 18:00", ONLY_WEEKLY);
    options.poll_every = hours(6);
    let mut stage = set(options).await;
    stage.live_until(at("2026-11-02 10:00")).await;
    assert_eq!(reports(&stage).len(), 3);
    stage.clock().set(at("2026-10-20 09:00"));
    let told = stage.ask(SELLER, "/report preview kind:weekly").await;
    let told = told.expect("an answer").text();
    assert!(told.contains("10/12–10/18"), "{told}");
    assert!(!told.contains("訂正"), "{told}");
    stage.clock().set(at("2026-11-02 10:00"));
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_posts_of_one_period_are_restated_once_and_both_say_so() {
    let world = World::empty();
    let lead = lead_in(&world, "lead", "2026-10-13 10:00");
    let mut options = opens(Tool::Hubspot, &world, "2026-10-16 18:00", ONLY_WEEKLY);
    options.poll_every = hours(6);
    let mut stage = set(options).await;
    stage.live_until(at("2026-10-20 12:00")).await;
    stage
        .ask(MARKETER, "/report post kind:weekly")
        .await
        .expect("an answer");
    stage.live_until(at("2026-10-20 13:00")).await;
    world.set_stage(lead, "mql", at("2026-10-15 15:00"));
    world.touch(lead, at("2026-10-20 14:00"));
    stage.live_until(at("2026-10-26 10:00")).await;
    let posted: Vec<String> = reports(&stage).iter().map(|said| said.text()).collect();
    let [scheduled, asked, next] = &posted[..] else {
        panic!("{posted:#?}");
    };
    let times = next.matches("訂正：10/12–10/18のMQL").count();
    assert_eq!(times, 1, "{next}");
    for said in [scheduled, asked] {
        let times = said.matches("訂正（10/26）：MQL｜到達 0→1").count();
        assert_eq!(times, 1, "{said}");
    }
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_restates_a_post_of_long_ago_although_some_were_skipped() {
    let world = World::empty();
    let loser = lead_in(&world, "lead", "2026-10-13 10:00");
    let survivor = lead_in(&world, "lead", "2026-10-14 10:00");
    let mut options = opens(Tool::Hubspot, &world, "2026-10-16 18:00", ONLY_WEEKLY);
    options.poll_every = hours(6);
    let mut stage = set(options).await;
    stage.live_until(at("2026-10-20 12:00")).await;
    // The bot is away for five weeks, whose posts are skipped.
    world.merge(loser, survivor, at("2026-11-24 13:00"));
    let mut stage = stage
        .restart(at("2026-11-28 12:00"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-11-30 10:00")).await;
    let text = reports(&stage).last().expect("a post").text();
    assert!(
        text.contains("訂正：10/12–10/18のリード｜到達 2→1"),
        "{text}"
    );
    end(stage).await;
}
