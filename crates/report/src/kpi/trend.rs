//! The picture of `/kpi show`: one KPI over its periods up to the one that was asked for.
//!
//! Must not live here: which periods are measured, how a trend is drawn (`chart::trend`).

use kpi::{
    catalogue::{measured::Measured, quantity::Unit},
    funnel::Span,
    money::minor_digits,
    period::{Kind, Period},
};

use super::{Setting, Shown, Told, told};
use crate::{
    chart::{self, Amount, Band, Chart, GoalKind, Plot, PointState, TrendPlot, TrendPoint},
    locale::Locale,
    notes::{Note, flags},
    picture::Picture,
    plain,
};

/// A KPI in one of its periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The period.
    pub period: Period,
    /// The KPI in it; without a value where it has none.
    pub measured: Measured,
    /// What was aimed at, in the unit of the KPI.
    pub goal: Option<f64>,
}

/// The periods of a trend, the oldest first, the last the one that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Trend<'a> {
    /// The periods.
    pub past: &'a [Past],
    /// What their goals are.
    pub goal: GoalKind,
    /// Notes about them.
    pub notes: &'a [Note],
}

/// The picture; `None` where there are no two numbers to compare.
pub fn trend(
    locale: Locale,
    setting: &Setting<'_>,
    shown: &Shown<'_>,
    trend: Trend<'_>,
) -> Option<Picture> {
    let told = told(locale, setting, shown);
    let known = trend
        .past
        .iter()
        .filter(|past| past.measured.value.is_some());
    if known.count() < 2 {
        return None;
    }
    let heading = setting.heading(locale);
    let zone = heading.zone();
    let spans: Vec<Span> = trend.past.iter().map(|past| past.period.span).collect();
    let currency = shown.now.currency.as_deref();
    let points = trend.past.iter().map(|past| TrendPoint {
        label: told.period_label(&past.period),
        value: told.amount(
            past.measured
                .value
                .filter(|_| same(&past.measured, currency)),
        ),
        state: state(past, setting),
        goal: told.amount(past.goal),
    });
    let read = |text: &str| plain::line(text, told.words, zone);
    let plot = TrendPlot {
        name: read(&told.name()),
        unit: told.chart_unit(),
        points: points.collect(),
        band: told.band(trend.past, setting),
        notes: flags(zone, &spans, trend.notes),
        goal: trend.goal,
    };
    let chart = Chart {
        title: read(&told.verdict()),
        under: read(&heading.line(None)),
        locale,
        plot: Plot::Trend(plot),
    };
    Some(Picture::new("trend", chart))
}

/// Amounts of two currencies do not stand on one axis.
fn same(measured: &Measured, currency: Option<&str>) -> bool {
    measured.currency.as_deref() == currency
}

fn state(past: &Past, setting: &Setting<'_>) -> PointState {
    if past.measured.maturing {
        PointState::Maturing
    } else if past.period.is_open(setting.as_of) {
        PointState::Open
    } else {
        PointState::Settled
    }
}

impl Told<'_> {
    fn period_label(&self, period: &Period) -> String {
        let definition = self.setting.frame.definition;
        match period.kind {
            Kind::Month | Kind::Quarter | Kind::Year => period.word(definition).to_string(),
            Kind::Day | Kind::Week | Kind::Biweek | Kind::Range => {
                self.words.day(period.span.start, &definition.zone)
            }
        }
    }

    fn chart_unit(&self) -> chart::Unit {
        match self.shown.kpi.shape.unit {
            Unit::Rate => chart::Unit::Share,
            Unit::Seconds => chart::Unit::Seconds,
            Unit::Points => chart::Unit::Plain,
            Unit::Money => chart::Unit::Money(self.shown.now.currency.clone().unwrap_or_default()),
            Unit::Leads
            | Unit::Mails
            | Unit::Deals
            | Unit::Acts
            | Unit::Visitors
            | Unit::Automations => chart::Unit::Count,
        }
    }

    /// A number of the KPI as a chart takes it: money in major units.
    fn amount(&self, value: Option<f64>) -> Option<Amount> {
        let parts = match (self.shown.kpi.shape.unit, &self.shown.now.currency) {
            (Unit::Money, Some(currency)) => f64::from(10_u32.pow(minor_digits(currency))),
            _ => 1.0,
        };
        Amount::new(value? / parts)
    }

    /// What is normal by the complete periods before; of counts alone.
    fn band(&self, past: &[Past], setting: &Setting<'_>) -> Option<Band> {
        if self.chart_unit() != chart::Unit::Count {
            return None;
        }
        let (_, earlier) = past.split_last()?;
        let settled = earlier
            .iter()
            .filter(|past| state(past, setting) == PointState::Settled);
        #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
        let counts: Vec<i64> = settled
            .filter_map(|past| past.measured.value)
            .map(|value| value.round() as i64)
            .collect();
        Band::of(&counts)
    }
}
