//! What alerts would have said over past weeks.
//!
//! Lives here: which weeks are looked at, and the numbers of each. Must not live here: what is out of the ordinary
//! (`kpi::anomaly`), what is beyond a border (`kpi::alert`).

use std::collections::BTreeMap;

use jiff::Timestamp;
use kpi::{
    alert::Threshold,
    anomaly::{Point, Side, Watch, episodes},
    catalogue::{
        Age, Kpi,
        counted::{self, Counted},
        measured::Measured,
        quantity::{Kind, Quantity, Unit},
    },
    funnel::Basis,
    period::{Compare, Kind as PeriodKind, Period, local_date},
};
use report::alerts::{Cause, Fired};

use super::{goals::pace, unsubscribes};
use crate::{
    funnel::measure,
    goal_kpi::accrual,
    goal_show::{held_on, progress},
    kpi::Counts,
    office::{Agreement, Office},
    reply::Error,
};

/// The newest weeks that had ended at the as-of, oldest first.
pub(crate) fn complete_weeks(agreement: &Agreement, as_of: Timestamp, count: usize) -> Vec<Period> {
    let definition = &agreement.definition;
    let today = local_date(as_of, &definition.zone);
    let mut next = Period::containing(PeriodKind::Week, today, definition)
        .other(Compare::Previous, definition);
    let mut weeks = Vec::with_capacity(count);
    while let Some(week) = next.filter(|_| weeks.len() < count) {
        weeks.push(week);
        next = week.other(Compare::Previous, definition);
    }
    weeks.reverse();
    weeks
}

/// Whether a KPI can be watched: a rate, or a count of what happens in a period.
pub(crate) fn is_watched(kpi: &Kpi) -> bool {
    let is_counted = match kpi.shape.unit {
        Unit::Rate => true,
        Unit::Leads | Unit::Mails | Unit::Deals | Unit::Acts => kpi.shape.kind == Kind::Flow,
        _ => false,
    };
    is_counted && !kpi.is_cohort()
}

/// Past weeks, oldest first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    /// The weeks; those before the shown ones tell what is normal.
    pub(crate) weeks: &'a [Period],
    /// The index of the first one that is shown.
    pub(crate) from: usize,
    /// Nothing at or after this instant counts.
    pub(crate) as_of: Timestamp,
}

/// What would have been raised of a KPI.
pub(crate) async fn of_kpi<'a>(
    office: &Office,
    agreement: &'a Agreement,
    kpi: &'a Kpi,
    look: Look<'_>,
) -> Result<Vec<Fired<'a>>, Error> {
    if kpi.id == unsubscribes::KPI {
        let measured = of_weeks(office, kpi, look).await?;
        let limit = &agreement.alerts.limits.unsubscribes;
        let rates = measured
            .iter()
            .map(|measured| measured.as_ref().and_then(unsubscribes::founded));
        let cause = Cause::Limit(limit.raise());
        return Ok(beyond(
            look,
            limit,
            &rates.collect::<Vec<_>>(),
            (kpi, cause),
        ));
    }
    let points = points(office, kpi, look).await?;
    Ok(odd(agreement, kpi, &points, look.from))
}

/// What would have been raised of the goals in force, seen from the end of each week; of one KPI alone where one is
/// named.
pub(crate) async fn of_goals<'a>(
    office: &Office,
    agreement: &'a Agreement,
    only: Option<&Kpi>,
    look: Look<'_>,
) -> Result<Vec<Fired<'a>>, Error> {
    let mut paces: BTreeMap<(String, String), Vec<Option<f64>>> = BTreeMap::new();
    for (index, week) in look.weeks.iter().enumerate().skip(look.from) {
        for (held, period) in held_on(office, week.last).await? {
            let end = week.span.end;
            if !period.is_open(end) || only.is_some_and(|kpi| kpi.id != held.kpi.id) {
                continue;
            }
            let counts = Counts::at(office, period, Compare::None, &[&held.kpi], end).await?;
            let progress = progress(office, agreement.locale, &held, &counts);
            let of = (
                held.kpi.id.clone(),
                period.word(&agreement.definition).to_string(),
            );
            let known = paces
                .entry(of)
                .or_insert_with(|| vec![None; look.weeks.len()]);
            known[index] = pace(&progress);
        }
    }
    let limit = &agreement.alerts.limits.goals;
    let mut fired = Vec::new();
    for ((kpi, period), paces) in paces {
        if let Some(kpi) = agreement.catalogue.find(&kpi) {
            let cause = Cause::Pace {
                limit: limit.raise(),
                period,
            };
            fired.extend(beyond(look, limit, &paces, (kpi, cause)));
        }
    }
    Ok(fired)
}

/// Runs of weeks beyond a border, each once.
fn beyond<'a>(
    look: Look<'_>,
    limit: &Threshold,
    values: &[Option<f64>],
    (kpi, cause): (&'a Kpi, Cause),
) -> Vec<Fired<'a>> {
    let history: Vec<(usize, Option<f64>)> = values.iter().copied().enumerate().collect();
    let raised = limit.episodes(&history).into_iter();
    raised
        .filter(|episode| episode.raised >= look.from)
        .map(|episode| Fired {
            kpi,
            first: look.weeks[episode.raised],
            last: look.weeks[episode.last],
            value: episode.worst,
            cause: cause.clone(),
        })
        .collect()
}

/// Weeks out of the ordinary, each run once.
fn odd<'a>(agreement: &Agreement, kpi: &'a Kpi, points: &[Point], from: usize) -> Vec<Fired<'a>> {
    let readings = Watch::default().judge(points, accrual(kpi), &agreement.calendar);
    let shown = episodes(&readings).into_iter();
    shown
        .filter(|episode| episode.first >= from)
        .filter_map(|episode| {
            let (point, reading) = (points[episode.first], readings[episode.first]);
            let band = reading.band?;
            Some(Fired {
                kpi,
                first: point.period,
                last: points[episode.last].period,
                value: point.value?,
                cause: Cause::Odd {
                    low: band.low,
                    high: band.high,
                    is_high: episode.side == Side::High,
                },
            })
        })
        .collect()
}

/// The weeks as points of a series.
pub(super) async fn points(
    office: &Office,
    kpi: &Kpi,
    look: Look<'_>,
) -> Result<Vec<Point>, Error> {
    let measured = of_weeks(office, kpi, look).await?;
    let weeks = look.weeks.iter().zip(&measured);
    Ok(weeks
        .map(|(week, measured)| point(*week, kpi, measured.as_ref()))
        .collect())
}

/// The number of each week. Weeks before the first happening are from before the records begin.
async fn of_weeks(
    office: &Office,
    kpi: &Kpi,
    look: Look<'_>,
) -> Result<Vec<Option<Measured>>, Error> {
    let agreement = office.agreement();
    let needed = kpi.formula.quantities();
    let of_funnel = |quantity: &Quantity| {
        matches!(
            quantity,
            Quantity::Entered(_) | Quantity::Returned(_) | Quantity::Delta(_)
        )
    };
    let needs_tally = !needed.iter().all(of_funnel);
    let mut numbers = Vec::with_capacity(look.weeks.len());
    let mut begun = false;
    for week in look.weeks {
        let funnel = measure(office, week, Compare::None, Basis::Period, look.as_of).await?;
        let definition = &agreement.definition;
        let mut counted = Counted::aged(Age::of(week.span, look.as_of, definition));
        counted.put_funnel(&definition.ladder, &funnel, counted::Side::Now);
        if needs_tally {
            office
                .tally(week.span, look.as_of, &needed, &mut counted)
                .await?;
        }
        let measured = counted.measure(kpi);
        begun |= measured.value.is_some_and(|value| value != 0.0);
        numbers.push(Some(measured).filter(|_| begun));
    }
    Ok(numbers)
}

fn point(period: Period, kpi: &Kpi, measured: Option<&Measured>) -> Point {
    let is_rate = kpi.shape.unit == Unit::Rate;
    Point {
        period,
        value: measured.and_then(|measured| measured.value),
        base: measured
            .and_then(Measured::counts)
            .filter(|_| is_rate)
            .map(|(_, below)| below),
        complete: measured.is_none_or(|measured| !measured.maturing),
    }
}
