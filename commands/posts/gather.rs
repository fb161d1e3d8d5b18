//! The numbers of a post beside its funnel: how pings were answered, the cohort that can be judged.

use std::sync::Arc;

use jiff::Timestamp;
use kpi::{
    by::By,
    definition::Definition,
    funnel::{Basis, Funnel, FunnelQuestion, Span},
    period::{Compare, Kind, Period},
    stats::quantile,
};
use report::{
    frame::Frame,
    kpi::Why,
    posts::{Edition, PingNumbers, Pings, monthly::Cohort, telling},
};
use store::{PingResponse, Reach, StoreError};

use crate::{funnel::measure, kpi_by, office::Office};

/// How the pings of a span were answered, beside the comparison; `None` where no rule pings.
pub(super) async fn pings(
    office: &Office,
    span: Span,
    comparison: Option<Span>,
) -> Result<Option<Pings>, StoreError> {
    let agreement = office.agreement();
    if !agreement
        .rules
        .iter()
        .any(|rule| rule.heat == leads::rule::Heat::Hot)
    {
        return Ok(None);
    }
    let now = ping_numbers(office, span).await?;
    let previous = match comparison {
        Some(span) => Some(ping_numbers(office, span).await?),
        None => None,
    };
    Ok(Some(Pings { now, previous }))
}

/// The answer to the pings sent in a span, as far as it was known by now; times in business time (`kpi.md` §8).
async fn ping_numbers(office: &Office, span: Span) -> Result<PingNumbers, StoreError> {
    let (now, agreement) = (office.now(), office.agreement());
    let pings = office
        .store()
        .ping_responses(office.workspace(), span.start, span.end.min(now))
        .await?;
    let claimed_at = |ping: &PingResponse| ping.claimed_at.filter(|at| *at <= now);
    let zone = &agreement.definition.zone;
    let mut times: Vec<i64> = pings
        .iter()
        .filter_map(|ping| {
            let worked = agreement
                .calendar
                .business_time(ping.sent_at, claimed_at(ping)?, zone);
            i64::try_from(worked.as_millis()).ok()
        })
        .collect();
    times.sort_unstable();
    let mut open = pings.iter().filter(|ping| claimed_at(ping).is_none());
    let waiting = |ping: &PingResponse| now.duration_since(ping.sent_at).as_secs_f64();
    let seconds = |p: f64| quantile(&times, p).map(|ms| ms / 1000.0);
    Ok(PingNumbers {
        sent: pings.len() as u64,
        claimed: times.len() as u64,
        median_seconds: seconds(0.5),
        p90_seconds: seconds(0.9),
        longest_open_seconds: open.next().map(waiting),
        judged: None,
    })
}

/// Why the stage of the verdict moved, by channel.
pub(super) async fn why(
    office: &Office,
    edition: Edition<'_>,
    as_of: Timestamp,
) -> Result<Option<Why>, StoreError> {
    let definition = edition.frame.definition;
    let Some(rank) = telling(edition).and_then(|id| definition.ladder.rank_of(id)) else {
        return Ok(None);
    };
    let question = FunnelQuestion {
        period: edition.frame.period.span,
        comparison: edition.funnel.comparison,
        as_of,
        basis: Basis::Period,
        window_days: definition.window_days,
    };
    let groups = office
        .store()
        .funnel_by(
            office.workspace(),
            definition,
            &question,
            By::Channel,
            Reach::Moves,
        )
        .await?;
    Ok(kpi_by::why(&groups, rank))
}

/// The newest month whose cohort can be judged at an instant, or when the first one can.
#[derive(Debug)]
pub(super) enum MatureCohort {
    Month(Period, Arc<Funnel>),
    Awaited(Option<Timestamp>),
}

impl MatureCohort {
    pub(super) fn as_cohort<'a>(&'a self, frame: Frame<'a>) -> Cohort<'a> {
        match self {
            Self::Month(period, funnel) => Cohort::Mature {
                frame: Frame {
                    period: *period,
                    compare: Compare::Previous,
                    ..frame
                },
                funnel,
            },
            Self::Awaited(from) => Cohort::Awaited { from: *from },
        }
    }
}

/// How many months back a mature cohort is looked for.
const MONTHS_BACK: usize = 13;

/// The newest month, not after `period`, whose cohort is mature at the as-of (`kpi.md` §3) and has anybody in it.
pub(super) async fn mature_cohort(
    office: &Office,
    period: &Period,
    as_of: Timestamp,
) -> Result<MatureCohort, StoreError> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let mut month = *period;
    let mut awaited = None;
    for _ in 0..MONTHS_BACK {
        if matures_at(&month, definition).is_none_or(|at| at <= as_of) {
            let funnel = measure(office, &month, Compare::Previous, Basis::Cohort, as_of).await?;
            let is_empty = funnel.stages.iter().all(|row| row.now.entered == 0);
            if !is_empty {
                return Ok(MatureCohort::Month(month, funnel));
            }
            break;
        }
        awaited = matures_at(&month, definition);
        let before = month.first.yesterday().unwrap_or(month.first);
        month = Period::containing(Kind::Month, before, definition);
    }
    Ok(MatureCohort::Awaited(awaited))
}

fn matures_at(period: &Period, definition: &Definition) -> Option<Timestamp> {
    let days = definition.window_days?;
    let window = jiff::SignedDuration::from_hours(i64::from(days) * 24);
    period.span.end.checked_add(window).ok()
}
