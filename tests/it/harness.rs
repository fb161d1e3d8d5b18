//! Setting a stage for a test, and what has to be true when it ends.
//!
//! Lives here: instants as people write them, small worlds, the insistence at the end. Must not live here:
//! what is played.

use funnelbot::stage::{REPORTS, SALES, Stage, StageOptions};
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use kpi::model::Tool;
use sandbox::{
    discord::StoredMessage,
    world::{LeadKey, NewLead, World},
};
use store::{PostRecord, PostState, WorkspaceId};

/// Tokyo's wall clock: `2026-10-12 09:00`.
pub(crate) fn at(wall: &str) -> Timestamp {
    let wall: DateTime = wall.parse().expect("a date and a time");
    TimeZone::get("Asia/Tokyo")
        .expect("the zone database is bundled")
        .to_timestamp(wall)
        .expect("Tokyo has every time once")
}

pub(crate) fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// A stage that opens at that time of Tokyo's wall clock, with a poll every three hours.
pub(crate) fn opens(tool: Tool, world: &World, wall: &str, team: &str) -> StageOptions {
    StageOptions {
        team: team.to_owned(),
        poll_every: hours(3),
        ..StageOptions::new(tool, world.clone(), at(wall))
    }
}

pub(crate) async fn set(options: StageOptions) -> Stage {
    Stage::set(options).await.expect("the stage is set")
}

/// A lead that is in a stage since its creation.
pub(crate) fn lead_in(world: &World, stage: &str, wall: &str) -> LeadKey {
    let new = NewLead {
        stage: Some(stage.to_owned()),
        ..NewLead::default()
    };
    world.add_lead(new, at(wall))
}

/// What the bot said in the channel of reports, oldest first.
pub(crate) fn reports(stage: &Stage) -> Vec<StoredMessage> {
    stage.discord().messages(REPORTS)
}

/// What the bot said in the channel of pings, oldest first.
pub(crate) fn pings(stage: &Stage) -> Vec<StoredMessage> {
    stage.discord().messages(SALES)
}

/// Posts of one kind, newest first.
pub(crate) async fn posts(stage: &Stage, kind: &str) -> Vec<PostRecord> {
    let posts = stage.store().posts(WorkspaceId::DEFAULT, kind, 200).await;
    posts.expect("the posts can be read")
}

/// The post of that key.
pub(crate) async fn post(stage: &Stage, key: &str) -> Option<PostRecord> {
    let post = stage.store().post(WorkspaceId::DEFAULT, key).await;
    post.expect("the post can be read")
}

/// When reports of that kind were sent, in Tokyo, oldest first.
pub(crate) fn times(messages: &[StoredMessage], title: &str) -> Vec<String> {
    let of_kind = messages.iter().filter(|said| said.content.contains(title));
    let zone = TimeZone::get("Asia/Tokyo").expect("the zone database is bundled");
    of_kind
        .map(|said| {
            let wall = said.created_at.to_zoned_datetime(zone.clone());
            wall.strftime("%m-%d %H:%M").to_string()
        })
        .collect()
}

/// Ends the play. Whatever was played: no route was asked for that does not exist, nothing owed is stuck,
/// nobody was called, and no channel holds an e-mail address or a phone number.
pub(crate) async fn end(stage: Stage) {
    assert_eq!(stage.unknown_routes(), Vec::<String>::new());
    let now = stage.clock().now();
    let owed = stage.store().owed(WorkspaceId::DEFAULT, now).await;
    assert_eq!(owed.expect("readable"), Vec::new(), "still owed");
    for kind in ["weekly", "biweekly", "monthly", "ping", "alert"] {
        for post in posts(&stage, kind).await {
            let ended = matches!(post.state, PostState::Sent | PostState::Skipped);
            assert!(ended, "{} is {:?}: {:?}", post.key, post.state, post.reason);
        }
    }
    for said in reports(&stage).iter().chain(&pings(&stage)) {
        keeps_quiet(said);
    }
    stage.strike().await;
}

/// Nobody is notified, the chat's limits hold, and nothing personal stands in the message.
pub(crate) fn keeps_quiet(said: &StoredMessage) {
    let text = said.text();
    assert!(said.notified.is_empty(), "{:?}: {text}", said.notified);
    assert!(said.content.chars().count() <= 2000, "{text}");
    let address = text
        .split_whitespace()
        .find(|word| word.contains("@example") || word.contains(".example.jp"));
    assert_eq!(address, None, "{text}");
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).count();
    let phone = text
        .split(|c: char| !(c.is_ascii_digit() || c == '-' || c == '+'))
        .find(|word| (word.starts_with('0') || word.starts_with('+')) && digits(word) >= 10);
    assert_eq!(phone, None, "{text}");
}
