//! Discord in trouble: whatever it does, each post stands in the channel once.

use std::time::Duration;

use funnelbot::stage::{SELLER, Stage};
use kpi::model::Tool;
use sandbox::{
    discord::{Discord, On},
    world::World,
};
use serde_json::Value;

use crate::harness::{at, end, lead_in, opens, reports, set, times};

async fn company() -> Stage {
    let world = World::empty();
    lead_in(&world, "lead", "2026-10-13 10:00");
    let mut stage = set(opens(Tool::Hubspot, &world, "2026-10-18 18:00", "")).await;
    stage.live_until(at("2026-10-19 08:30")).await;
    stage
}

async fn posts_once_in_spite_of(trouble: impl FnOnce(&Discord)) {
    let mut stage = company().await;
    trouble(stage.discord());
    stage.live_until(at("2026-10-19 18:00")).await;
    let posted = reports(&stage);
    assert_eq!(times(&posted, "週次").len(), 1, "{posted:?}");
    assert_eq!(times(&posted, "振り返り").len(), 1, "{posted:?}");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_is_waited_for() {
    posts_once_in_spite_of(|discord| {
        discord
            .faults()
            .throttle(On::Sending, Duration::from_secs(77), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_error_is_tried_again() {
    posts_once_in_spite_of(|discord| discord.faults().fail(On::Sending, 503, 2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_after_the_message_was_stored_doubles_nothing() {
    posts_once_in_spite_of(|discord| discord.faults().lose_answer(On::Sending, 1)).await;
    // Nor where the history cannot be read at first.
    posts_once_in_spite_of(|discord| {
        discord.faults().lose_answer(On::Sending, 1);
        discord.faults().fail(On::History, 500, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_never_arrived_is_sent_again() {
    posts_once_in_spite_of(|discord| discord.faults().lose_request(On::Sending, 2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lost_just_before_a_restart_doubles_nothing() {
    let mut stage = company().await;
    stage.discord().faults().lose_answer(On::Sending, 2);
    stage.clock().set(at("2026-10-19 09:00"));
    stage.tick().await;
    let mut stage = stage
        .restart(at("2026-10-19 10:00"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-10-19 18:00")).await;
    let posted = reports(&stage);
    assert_eq!(posted.len(), 2, "{posted:?}");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_gateway_is_taken_up_again() {
    let stage = company().await;
    stage.discord().faults().ask_reconnect();
    let mut told = stage.ask(SELLER, "/status").await;
    for _ in 0..3 {
        if told.is_ok() {
            break;
        }
        told = stage.ask(SELLER, "/status").await;
    }
    assert!(told.expect("an answer").text().contains("データ"));
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_can_be_recorded() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sent.jsonl");
    let world = World::empty();
    lead_in(&world, "lead", "2026-10-13 10:00");
    let mut options = opens(Tool::Mautic, &world, "2026-10-18 18:00", "");
    options.record = Some(file.clone());
    let mut stage = set(options).await;
    stage.live_until(at("2026-10-19 09:00")).await;
    stage.ask(SELLER, "/status").await.expect("an answer");
    end(stage).await;
    let text = std::fs::read_to_string(&file).expect("it is there");
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let sent: Vec<&Value> = lines
        .iter()
        .filter(|line| {
            let path = line["path"].as_str().expect("a path");
            line["method"] == "POST" && path.ends_with("/messages")
        })
        .collect();
    assert_eq!(sent.len(), 3, "the baseline and two posts");
    for line in sent {
        let allowed = &line["body"]["allowed_mentions"]["parse"];
        assert_eq!(allowed.as_array().map(Vec::len), Some(0), "{line}");
        assert_eq!(line["body"]["enforce_nonce"], true);
        // Discord's published description knows ids as text alone.
        let files = line["body"]["attachments"].as_array();
        for file in files.into_iter().flatten() {
            assert_eq!(file["id"], "0", "{line}");
        }
    }
    assert!(!text.contains("stage-token"), "no token is recorded");
}
