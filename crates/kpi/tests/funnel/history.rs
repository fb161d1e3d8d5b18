//! Random histories: skips, returns, equal instants, cleared and unmapped stages, deletions, restores.

use jiff::Timestamp;
use kpi::{
    funnel::{Basis, FunnelQuestion, Span},
    stage::{Ladder, Stage},
};
use proptest::prelude::*;

/// 2026-01-01 in Tokyo, ms.
const BEGIN: i64 = 1_767_193_200_000;
const HOUR: i64 = 3_600_000;
/// Acts fall on so many hours from the beginning.
const HOURS: i64 = 24 * 16;

/// What a tool knows of a lead, oldest first.
#[derive(Debug, Clone)]
pub(crate) struct Lead {
    pub(crate) acts: Vec<Act>,
}

#[derive(Debug, Clone)]
pub(crate) struct Act {
    /// In ms.
    pub(crate) at: i64,
    pub(crate) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// The tool's value; `None` is cleared.
    Set(Option<String>),
    Delete,
    Restore,
}

#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) ladder: Ladder,
    pub(crate) leads: Vec<Lead>,
}

pub(crate) fn world() -> impl Strategy<Value = World> {
    (2..=6usize).prop_flat_map(|stages| {
        prop::collection::vec(lead(stages), 0..12).prop_map(move |leads| World {
            ladder: ladder(stages),
            leads,
        })
    })
}

fn ladder(stages: usize) -> Ladder {
    let stage = |index| Stage {
        id: format!("s{index}"),
        names: std::collections::BTreeMap::new(),
        team: None,
        definition: None,
    };
    Ladder::new((0..stages).map(stage).collect()).unwrap()
}

pub(crate) fn lead(stages: usize) -> impl Strategy<Value = Lead> {
    prop::collection::vec((instant(), what(stages)), 0..14).prop_map(|acts| {
        let mut acts: Vec<Act> = acts
            .into_iter()
            .map(|(at, what)| Act { at, what })
            .collect();
        acts.sort_by_key(|act| act.at);
        Lead { acts }
    })
}

fn what(stages: usize) -> impl Strategy<Value = What> {
    let beside = [
        "recycled",
        "rejected",
        "lost",
        "churned",
        "outside",
        "alias-of-s1",
        "nobody-mapped-me",
    ];
    prop_oneof![
        8 => (0..stages).prop_map(|index| What::Set(Some(format!("s{index}")))),
        4 => prop::sample::select(beside.to_vec()).prop_map(|raw| What::Set(Some(raw.to_owned()))),
        1 => Just(What::Set(None)),
        1 => Just(What::Delete),
        1 => Just(What::Restore),
    ]
}

/// Few enough instants that many acts share one, some of them midnights, some a millisecond beside.
fn instant() -> impl Strategy<Value = i64> {
    (
        0..HOURS / 12,
        prop::sample::select(vec![0, 0, 0, 1, -1, 5 * HOUR]),
    )
        .prop_map(|(half_day, beside)| BEGIN + half_day * 12 * HOUR + beside)
}

/// Spans and as-ofs mostly fall on instants at which something happens, or on each other's ends.
pub(crate) fn question() -> impl Strategy<Value = FunnelQuestion> {
    let hours = || {
        prop_oneof![
            3 => (-2..HOURS / 12 + 4).prop_map(|half_day| BEGIN + half_day * 12 * HOUR),
            1 => (-24..HOURS + 48).prop_map(|hour| BEGIN + hour * HOUR),
        ]
    };
    let span =
        || (hours(), 0..10i64).prop_map(|(start, days)| span(start, start + days * 24 * HOUR));
    let basis = prop::sample::select(vec![Basis::Period, Basis::Cohort]);
    let window = prop::option::weighted(0.8, 0..6u32);
    (
        span(),
        prop::option::of(span()),
        hours(),
        0..4,
        basis,
        window,
    )
        .prop_map(|(period, comparison, hour, which, basis, window_days)| {
            let window = i64::from(window_days.unwrap_or(0)) * 24 * HOUR;
            let as_of = match which {
                0 => BEGIN + 100 * 24 * HOUR,
                1 => period.end.as_millisecond() + window,
                _ => hour,
            };
            FunnelQuestion {
                period,
                comparison,
                as_of: timestamp(as_of),
                basis,
                window_days,
            }
        })
}

fn span(start: i64, end: i64) -> Span {
    Span {
        start: timestamp(start),
        end: timestamp(end),
    }
}

fn timestamp(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap()
}
