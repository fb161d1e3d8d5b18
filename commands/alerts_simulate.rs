//! `/alerts simulate`: what would have been flagged in the last weeks, before anybody switches alerts on.
//!
//! Lives here: which weeks are looked at. Must not live here: what is out of the ordinary (`kpi::anomaly`,
//! `kpi::alert`).

use jiff::Timestamp;
use kpi::{
    alert::{Bad, Threshold},
    anomaly::{Point, Side, Watch, episodes},
    catalogue::{
        Age, Kpi,
        counted::{self, Counted},
        quantity::{Kind, Quantity, Unit},
    },
    funnel::Basis,
    period::{Compare, Kind as PeriodKind, Period, local_date},
};
use report::alerts::{Fired, Simulated};
use serde_json::json;

use crate::{
    asked::Asked,
    funnel::{measure, nothing_yet},
    goal_kpi::accrual,
    kpi::find,
    office::{Agreement, Office},
    reply::{Error, Reply, UserError},
};

/// How many weeks are looked at where nobody says.
const USUAL_WEEKS: i64 = 52;
/// The most weeks that may be asked for.
const MOST_WEEKS: i64 = 104;
/// Above this rate of unsubscribes an alert is raised (`kpi.md` §4), at that one it is cleared.
const UNSUBSCRIBES: (f64, f64) = (0.01, 0.008);

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let kpis = chosen(&agreement, asked)?;
    let weeks = asked.values.integer("weeks").unwrap_or(USUAL_WEEKS);
    let weeks = usize::try_from(weeks)
        .ok()
        .filter(|weeks| (1..=MOST_WEEKS as usize).contains(weeks))
        .ok_or_else(|| UserError::new("error-weeks").with("most", MOST_WEEKS.to_string()))?;
    let as_of = office.as_of().await?.ok_or_else(nothing_yet)?;
    let memory = Watch::default().memory;
    let periods = complete_weeks(&agreement, as_of, weeks + memory);
    let mut fired = Vec::new();
    for kpi in &kpis {
        let points = points(office, kpi, &periods, as_of).await?;
        let shown_from = periods.len().saturating_sub(weeks);
        fired.extend(judge(&agreement, kpi, &points, shown_from));
    }
    fired.sort_by_key(|fired| std::cmp::Reverse(fired.first.span.start));
    let simulated = Simulated {
        definition: &agreement.definition,
        kpis: &kpis,
        weeks,
        as_of,
        fired: &fired,
    };
    let told = fired.iter().map(|fired| {
        json!({
            "kpi": fired.kpi.id,
            "week": fired.first.word(&agreement.definition).to_string(),
            "until": fired.last.word(&agreement.definition).to_string(),
            "value": fired.value,
            "low": fired.normal.map(|(low, _)| low),
            "high": fired.normal.map(|(_, high)| high),
            "limit": fired.limit,
            "side": if fired.is_high { "high" } else { "low" },
        })
    });
    let json = json!({
        "weeks": weeks,
        "as_of": as_of,
        "kpis": kpis.iter().map(|kpi| &kpi.id).collect::<Vec<_>>(),
        "fired": told.collect::<Vec<_>>(),
    });
    Ok(Reply {
        json: Some(json),
        ..Reply::ephemeral(report::alerts::simulated(asked.locale, &simulated))
    })
}

/// The KPI asked for, or the arrivals at every stage.
fn chosen<'a>(agreement: &'a Agreement, asked: &Asked) -> Result<Vec<&'a Kpi>, UserError> {
    let Some(word) = asked.values.text("kpi") else {
        let all = agreement.catalogue.iter();
        return Ok(all.filter(|kpi| kpi.family == "entered").collect());
    };
    let kpi = find(agreement, word)?;
    let is_watched = match kpi.shape.unit {
        Unit::Rate => true,
        Unit::Leads | Unit::Mails | Unit::Deals | Unit::Acts => kpi.shape.kind == Kind::Flow,
        _ => false,
    };
    if !is_watched || kpi.is_cohort() {
        return Err(UserError::new("error-kpi-unwatched").with("kpi", &kpi.id));
    }
    Ok(vec![kpi])
}

/// The newest weeks that had ended at the as-of, oldest first.
fn complete_weeks(agreement: &Agreement, as_of: Timestamp, count: usize) -> Vec<Period> {
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

/// The number of each week. Weeks before the first happening are from before the records begin.
async fn points(
    office: &Office,
    kpi: &Kpi,
    weeks: &[Period],
    as_of: Timestamp,
) -> Result<Vec<Point>, Error> {
    let agreement = office.agreement();
    let of_funnel = |quantity: &Quantity| {
        matches!(
            quantity,
            Quantity::Entered(_) | Quantity::Returned(_) | Quantity::Delta(_)
        )
    };
    let needs_tally = !kpi.formula.quantities().iter().all(of_funnel);
    let mut points = Vec::with_capacity(weeks.len());
    let mut begun = false;
    for week in weeks {
        let funnel = measure(office, week, Compare::None, Basis::Period, as_of).await?;
        let definition = &agreement.definition;
        let mut counted = Counted::aged(Age::of(week.span, as_of, definition));
        counted.put_funnel(&definition.ladder, &funnel, counted::Side::Now);
        if needs_tally {
            let needed = kpi.formula.quantities();
            office
                .tally(week.span, as_of, &needed, &mut counted)
                .await?;
        }
        let measured = counted.measure(kpi);
        begun |= measured.value.is_some_and(|value| value != 0.0);
        points.push(Point {
            period: *week,
            value: measured.value.filter(|_| begun),
            base: measured
                .counts()
                .filter(|_| kpi.shape.unit == Unit::Rate)
                .map(|(_, below)| below),
            complete: !measured.maturing,
        });
    }
    Ok(points)
}

/// What would have been flagged from that week on, each episode once.
fn judge<'a>(
    agreement: &Agreement,
    kpi: &'a Kpi,
    points: &[Point],
    shown_from: usize,
) -> Vec<Fired<'a>> {
    if kpi.id == "unsubscribe-rate" {
        return over_the_limit(kpi, points, shown_from);
    }
    let readings = Watch::default().judge(points, accrual(kpi), &agreement.calendar);
    let shown = episodes(&readings)
        .into_iter()
        .filter(|episode| episode.first >= shown_from);
    shown
        .filter_map(|episode| {
            let (point, reading) = (points[episode.first], readings[episode.first]);
            Some(Fired {
                kpi,
                first: point.period,
                last: points[episode.last].period,
                value: point.value?,
                normal: reading.band.map(|band| (band.low, band.high)),
                limit: None,
                is_high: episode.side == Side::High,
            })
        })
        .collect()
}

fn over_the_limit<'a>(kpi: &'a Kpi, points: &[Point], shown_from: usize) -> Vec<Fired<'a>> {
    let (raise, clear) = UNSUBSCRIBES;
    let Some(threshold) = Threshold::new(Bad::Above, raise, clear) else {
        return Vec::new();
    };
    let history: Vec<(usize, Option<f64>)> =
        points.iter().map(|point| point.value).enumerate().collect();
    let raised = threshold.episodes(&history).into_iter();
    raised
        .filter(|episode| episode.raised >= shown_from)
        .map(|episode| Fired {
            kpi,
            first: points[episode.raised].period,
            last: points[episode.last].period,
            value: episode.worst,
            normal: None,
            limit: Some(raise),
            is_high: true,
        })
        .collect()
}
