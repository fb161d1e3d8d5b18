//! How a KPI of the catalogue can have a goal, and what it is in a period.
//!
//! Lives here: from the catalogue's shapes to units, pace and odds; the one way to a goal's number. Must not live
//! here: what a KPI is (`kpi::catalogue`).

use kpi::{
    accrual::Accrual,
    catalogue::{
        Better, Kpi,
        measured::Measured,
        quantity::{Kind as Behaviour, Unit as Counted},
    },
    fraction::Fraction,
    goal::{Direction, Unit},
    period::{Compare, Period},
};
use report::locale::Locale;

use crate::{
    kpi::Counts,
    office::{Agreement, Office},
    reply::Error,
};

/// What the number of a goal for this KPI counts.
pub(crate) fn unit(kpi: &Kpi) -> Unit {
    match kpi.shape.unit {
        Counted::Rate => Unit::Share,
        Counted::Money => Unit::Money,
        Counted::Seconds => Unit::Seconds,
        Counted::Points => Unit::Points,
        Counted::Leads
        | Counted::Mails
        | Counted::Deals
        | Counted::Acts
        | Counted::Visitors
        | Counted::Automations => Unit::Count,
    }
}

/// How it comes about over time. Only leads and deals come one by one, so that there are odds; mails and page
/// views come in bunches, and what is made of several quantities can shrink.
pub(crate) fn accrual(kpi: &Kpi) -> Accrual {
    let is_one_quantity = kpi.formula.quantities().len() == 1 && kpi.family != "delta";
    match (kpi.shape.kind, kpi.shape.unit) {
        (Behaviour::Flow, Counted::Leads | Counted::Deals) if is_one_quantity => Accrual::Events,
        (Behaviour::Flow, _) => Accrual::Amount,
        (Behaviour::Stock | Behaviour::Ratio | Behaviour::Median, _) => Accrual::Level,
    }
}

/// Which side of a target is good where nobody says otherwise.
pub(crate) fn usual_direction(kpi: &Kpi) -> Direction {
    match kpi.better {
        Better::Lower => Direction::Lower,
        Better::Higher | Better::Neither => Direction::Higher,
    }
}

/// Whether its share can exceed 1: a return on costs can, a part of a whole cannot.
pub(crate) fn can_exceed_the_whole(kpi: &Kpi) -> bool {
    kpi.family == "roi" || kpi.own.is_some()
}

/// A measured KPI as goals need it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// The number, in the unit of the goal; `None` where there is none.
    pub(crate) value: Option<Fraction>,
    /// The counts that a rate stands on.
    pub(crate) base: Option<(i64, i64)>,
    /// The currency of money.
    pub(crate) currency: Option<String>,
    /// Why there is no number, as a sentence.
    pub(crate) reason: Option<String>,
    /// Whether leads of the cohort still have time to convert.
    pub(crate) maturing: bool,
}

/// The numbers of `period`, from which `kpis` are found.
///
/// # Errors
/// Nothing polled yet, or a store that cannot be read.
pub(crate) async fn counts(
    office: &Office,
    period: Period,
    kpis: &[&Kpi],
) -> Result<Counts, Error> {
    Counts::of(office, period, Compare::None, kpis).await
}

/// The KPI in the period of `counts`.
pub(crate) fn measured(counts: &Counts, agreement: &Agreement, locale: Locale, kpi: &Kpi) -> Found {
    if counts.as_of <= counts.period.span.start {
        return Found {
            value: None,
            base: None,
            currency: None,
            reason: Some(locale.words().word("goal-no-data")),
            maturing: false,
        };
    }
    let shown = counts.shown(kpi);
    let now = &shown.now;
    Found {
        value: exact(now),
        base: now.counts().filter(|_| unit(kpi) == Unit::Share),
        currency: now.currency.clone(),
        reason: report::kpi::reason(locale, &counts.setting(agreement), &shown),
        maturing: now.maturing,
    }
}

/// Exactly the quotient of the counts; a float to a millionth where there are none.
fn exact(measured: &Measured) -> Option<Fraction> {
    const MILLION: i64 = 1_000_000;
    let value = measured.value?;
    if let Some((above, below)) = measured.counts()
        && let Some(rate) = Fraction::new(above.into(), below.into())
        && (rate.to_f64() - value).abs() < f64::EPSILON
    {
        return Some(rate);
    }
    // Minor units, seconds and scores lie far below; beyond this a float holds no fractions.
    const MOST: f64 = 9e12;
    if value.is_nan() || value.abs() > MOST {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
    let millionths = (value * 1e6).round() as i64;
    Fraction::new(millionths.into(), MILLION.into())
}
