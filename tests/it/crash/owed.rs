//! What the bot owes: due times, streams, hot leads, and what of it is not done yet.

use std::collections::BTreeSet;

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Time, Weekday},
    tz::TimeZone,
};
use kpi::{
    definition::Definition,
    model::{Capability, Stream, Tool},
};
use sandbox::world::LeadKey;
use store::{PostRecord, PostState, Store, WorkspaceId};

use super::{company::Company, surroundings::Surroundings};

const WORKSPACE: WorkspaceId = WorkspaceId::DEFAULT;
/// The bot's own settle time, and a little of its start.
const SETTLED: SignedDuration = SignedDuration::from_mins(3);

/// What is left to pull, to post or to send.
pub(super) async fn unfinished(surroundings: &Surroundings, company: &Company) -> Vec<String> {
    let store = match Store::open_read_only(&surroundings.database_url()).await {
        Ok(store) => store,
        Err(fault) => return vec![fault.to_string()],
    };
    let now = surroundings.clock.now();
    let monday = super::MONDAY.parse().expect("a valid instant");
    let posts = posts(&store).await;
    let keys: BTreeSet<&str> = posts.iter().map(|post| post.key.as_str()).collect();
    store.consult(WORKSPACE, &Definition::default());
    let mut left = behind(&store, now).await;
    left.extend(untold(&store, surroundings.kind, company).await);
    left.extend(
        posts
            .iter()
            .filter(|post| !is_concluded(post))
            .map(|post| format!("{} is {}", post.key, post.state.as_str())),
    );
    left.extend(
        due_keys(monday, now)
            .into_iter()
            .filter(|key| !keys.contains(key.as_str()))
            .map(|key| format!("{key} has no row")),
    );
    store.close().await;
    left
}

/// Leads that are hot and of which sales was not told.
pub(super) async fn untold(store: &Store, tool: Tool, company: &Company) -> Vec<String> {
    let hot = store.hot_leads(WORKSPACE, u32::MAX).await;
    let hot = hot.expect("the hot leads can be read");
    let id = |key: LeadKey| match tool {
        Tool::Hubspot => key.hubspot_id(),
        Tool::Mautic => key.mautic_id(),
    };
    let is_told = |id: &String| {
        hot.iter()
            .any(|lead| lead.facts.ext_id.0 == *id && lead.ping.is_some())
    };
    company
        .hot()
        .map(id)
        .filter(|id| !is_told(id))
        .map(|id| format!("hot lead {id}"))
        .collect()
}

/// Streams that decide the numbers and are not pulled up to `now`; the others are asked for less often.
pub(super) async fn behind(store: &Store, now: Timestamp) -> Vec<String> {
    let streams = store.streams(WORKSPACE).await.unwrap_or_default();
    if streams.is_empty() {
        return vec!["nothing was pulled yet".to_owned()];
    }
    streams
        .iter()
        .filter(|state| Stream::FUNNEL.contains(&state.stream))
        .filter(|state| state.capability != Some(Capability::None))
        .filter(|state| {
            state
                .complete_to
                .is_none_or(|complete_to| complete_to < now - SETTLED)
        })
        .map(|state| {
            format!(
                "{} is complete to {:?} only, last failure: {:?}",
                state.stream.as_str(),
                state.complete_to,
                state.last_failure
            )
        })
        .collect()
}

fn is_concluded(post: &PostRecord) -> bool {
    matches!(
        post.state,
        PostState::Sent | PostState::Skipped | PostState::GivenUp
    )
}

pub(super) async fn posts(store: &Store) -> Vec<PostRecord> {
    let mut posts = Vec::new();
    for kind in ["weekly", "biweekly", "monthly", "ping"] {
        let of_kind = store.posts(WORKSPACE, kind, u32::MAX).await;
        posts.extend(of_kind.expect("the posts can be read"));
    }
    posts
}

/// The keys of all due times in the span, from the words of the team's file alone.
pub(super) fn due_keys(from: Timestamp, until: Timestamp) -> Vec<String> {
    let zone = TimeZone::get("Asia/Tokyo").expect("the zone is bundled");
    let anchor = Definition::default().biweek_anchor;
    let mut keys = Vec::new();
    let mut day = from.to_zoned_datetime(zone.clone()).date();
    loop {
        let midnight = zone
            .to_timestamp(day.to_datetime(Time::midnight()))
            .expect("a real day");
        if midnight > until {
            return keys;
        }
        let week = anchor.until(day).expect("a span").get_days().div_euclid(7);
        let is_workday = !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let due = [
            ("weekly", 9, is_workday),
            ("weekly", 15, is_workday),
            ("biweekly", 10, is_workday && week % 2 == 0),
            ("monthly", 11, day.weekday() == Weekday::Wednesday),
        ];
        for (kind, hour, _) in due.iter().filter(|(.., is_due)| *is_due) {
            let at = midnight + SignedDuration::from_hours(*hour);
            if at > from && at <= until {
                keys.push(format!("{kind}@{day}T{hour:02}:00"));
            }
        }
        day = day.checked_add(1.day()).expect("the next day");
    }
}
