//! The picture of a goal: what was reached day by day, what was due, and where it lands.
//!
//! Must not live here: the numbers, how a landing is drawn (`chart::landing`).

use jiff::{SignedDuration, Timestamp};
use kpi::{
    definition::Definition,
    goal::{Landing, Unit},
    money::minor_digits,
};

use super::{Progress, Shown, as_of, dated, title};
use crate::{
    chart::{self, Amount, Chart, LandingPlot, Plot},
    locale::Locale,
    picture::Picture,
    plain,
};

/// Sums of a goal's period, in the unit of the goal.
#[derive(Debug, Clone, Copy)]
pub struct Days<'a> {
    /// What was reached by the end of each day that has begun.
    pub actual: &'a [f64],
    /// What is due by the end of each day.
    pub due: &'a [f64],
}

/// The picture; `None` where a number cannot be drawn.
pub fn landing_picture(
    locale: Locale,
    definition: &Definition,
    (progress, at): (&Progress, Timestamp),
    days: Days<'_>,
) -> Option<Picture> {
    let words = locale.words();
    let zone = &definition.zone;
    let period = progress.period;
    let shown = Shown {
        goals: std::slice::from_ref(progress),
        definition,
        as_of: at,
    };
    let amount = |value: f64| Amount::new(value / parts(progress));
    let last_day = period.span.end - SignedDuration::from_millis(1);
    let plot = LandingPlot {
        unit: unit(progress),
        ends: (
            words.day(period.span.start, zone),
            words.day(last_day, zone),
        ),
        days: days.due.len(),
        actual: days.actual.iter().map(|sum| amount(*sum)).collect(),
        pace: days
            .due
            .iter()
            .map(|sum| amount(*sum))
            .collect::<Option<_>>()?,
        target: amount(progress.goal.target.to_f64())?,
        landing: progress
            .standing
            .and_then(|standing| standing.landing)
            .and_then(|landing| drawn(landing, amount)),
    };
    let read = |text: &str| plain::line(text, words, zone);
    let under = [dated(words, &shown, progress), as_of(words, &shown)];
    let chart = Chart {
        title: read(&title(words, &shown)),
        under: read(&under.join(&words.word("sep"))),
        locale,
        plot: Plot::Landing(plot),
    };
    Some(Picture::new("goal", chart))
}

/// Where it lands, with the range of counts.
fn drawn(landing: Landing, amount: impl Fn(f64) -> Option<Amount>) -> Option<chart::Landing> {
    let (low, high) = landing.range?;
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let (low, high) = (low as f64, high as f64);
    Some(chart::Landing {
        expected: amount(landing.expected.to_f64())?,
        low: amount(low)?,
        high: amount(high)?,
    })
}

fn unit(progress: &Progress) -> chart::Unit {
    match (progress.goal.unit, &progress.goal.currency) {
        (Unit::Count, _) => chart::Unit::Count,
        (Unit::Share, _) => chart::Unit::Share,
        (Unit::Seconds, _) => chart::Unit::Seconds,
        (Unit::Money, Some(currency)) => chart::Unit::Money(currency.clone()),
        (Unit::Money, None) | (Unit::Points, _) => chart::Unit::Plain,
    }
}

/// How many of the goal's units make one of the chart's: money is kept in minor units.
fn parts(progress: &Progress) -> f64 {
    match (progress.goal.unit, &progress.goal.currency) {
        (Unit::Money, Some(currency)) => f64::from(10_u32.pow(minor_digits(currency))),
        _ => 1.0,
    }
}
