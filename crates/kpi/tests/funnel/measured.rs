//! The way the product goes: histories to timelines to facts to the funnel.

use jiff::{Timestamp, tz::TimeZone};
use kpi::{
    funnel::{Funnel, FunnelQuestion, Span, SpanFacts, measure},
    model::StageEntry,
    period::{day_start, local_date},
    rollup::Facts,
    stage::{Ladder, Place},
    timeline::{Presence, Timeline},
};

use crate::history::{Lead, What, World};

pub(crate) fn funnel(world: &World, question: &FunnelQuestion) -> Funnel {
    let side = |span| {
        let counted = question.counted(span);
        SpanFacts {
            stock_start: stock(world, counted.start),
            facts: facts(world, counted),
        }
    };
    let previous = question.comparison.map(side);
    measure(&world.ladder, question, side(question.period), previous)
}

/// Stock of each rank just before `at`.
pub(crate) fn stock(world: &World, at: Timestamp) -> Vec<i64> {
    let since_ever = Span {
        start: Timestamp::MIN,
        end: at,
    };
    facts(world, since_ever).net()
}

pub(crate) fn facts(world: &World, span: Span) -> Facts {
    let range = span.start.as_millisecond()..span.end.as_millisecond();
    let mut facts = Facts::new(&world.ladder);
    for lead in &world.leads {
        facts.add(&timeline(&world.ladder, lead), &range);
    }
    facts
}

fn timeline(ladder: &Ladder, lead: &Lead) -> Timeline {
    let mut entries = Vec::new();
    let mut presence = Vec::new();
    for act in &lead.acts {
        let at = Timestamp::from_millisecond(act.at).unwrap();
        match &act.what {
            What::Set(raw) => entries.push(StageEntry {
                at,
                raw: raw.clone(),
                entry_id: None,
            }),
            What::Delete => presence.push(Presence::Removed(at)),
            What::Restore => presence.push(Presence::Restored(at)),
        }
    }
    let place = |raw: Option<&str>| match raw {
        Some("alias-of-s1") => Place::Ranked(1),
        Some(raw) => ladder.place(raw).unwrap_or(Place::Outside),
        None => Place::Outside,
    };
    Timeline::new(&entries, &presence, place)
}

/// `span` cut at local midnights of a zone whose clock changes at midnight.
pub(crate) fn days(span: Span) -> Vec<Span> {
    let zone = TimeZone::get("Africa/Cairo").unwrap();
    let mut days = Vec::new();
    let mut start = span.start;
    while start < span.end {
        let tomorrow = local_date(start, &zone).tomorrow().unwrap();
        let end = day_start(tomorrow, &zone).min(span.end);
        days.push(Span { start, end });
        start = end;
    }
    days
}

/// The same facts, whatever the order in which leads were added.
pub(crate) fn in_order(mut facts: Facts) -> Facts {
    for times in facts.visits.iter_mut().chain(&mut facts.lags) {
        times.sort_unstable();
    }
    for converted in &mut facts.conversions {
        converted.sort_unstable();
    }
    facts
}
