//! The trend under `/kpi show`: which periods it shows, with their goals and notes.
//!
//! Must not live here: what the picture says (`report::kpi::trend`).

use kpi::{
    catalogue::{
        Kpi,
        measured::Measured,
        quantity::{Base, Quantity},
    },
    period::{Compare, Period},
};
use report::{
    kpi::{Past, Setting, Shown, Trend, trend},
    locale::Locale,
    picture::Picture,
};

use crate::{
    goal_line::GoalLine,
    kpi::Counts,
    office::Office,
    posts::{notes_of, periods},
    reply::Error,
};

/// The picture; `None` where the KPI has none or its periods cannot be measured: a picture never stops an answer.
pub(crate) async fn picture(
    office: &Office,
    locale: Locale,
    counts: &Counts,
    (setting, shown): (&Setting<'_>, &Shown<'_>),
) -> Option<Picture> {
    if !has_trend(shown.kpi) || shown.now.missing.is_some() {
        return None;
    }
    match drawn(office, locale, counts, (setting, shown)).await {
        Ok(picture) => picture,
        Err(fault) => {
            tracing::warn!(
                kpi = shown.kpi.id,
                ?fault,
                "an answer goes without its picture"
            );
            None
        }
    }
}

/// What stands at an instant beside the funnel, such as contacts, is counted over everybody for each period.
fn has_trend(kpi: &Kpi) -> bool {
    let is_quick = |quantity: &Quantity| {
        matches!(quantity, Quantity::Stock(_)) || quantity.shape().base != Base::Instant
    };
    kpi.formula.quantities().iter().all(is_quick)
}

async fn drawn(
    office: &Office,
    locale: Locale,
    counts: &Counts,
    (setting, shown): (&Setting<'_>, &Shown<'_>),
) -> Result<Option<Picture>, Error> {
    let agreement = office.agreement();
    let periods = periods(office, counts.period);
    let line = GoalLine::read(office, &agreement, shown.kpi).await?;
    let (goal, goals) = line.of(&periods);
    let mut past = Vec::with_capacity(periods.len());
    for (period, goal) in periods.iter().zip(goals) {
        past.push(Past {
            period: *period,
            measured: measured(office, counts, *period, shown).await?,
            goal,
        });
    }
    let first = periods
        .first()
        .map_or(counts.period.first, |oldest| oldest.first);
    let notes = notes_of(office, first, counts.period.last).await?;
    let told = Trend {
        past: &past,
        goal,
        notes: &notes,
    };
    Ok(trend(locale, setting, shown, told))
}

async fn measured(
    office: &Office,
    counts: &Counts,
    period: Period,
    shown: &Shown<'_>,
) -> Result<Measured, Error> {
    if period == counts.period {
        return Ok(shown.now.clone());
    }
    if counts.as_of <= period.span.start {
        return Ok(Measured::default());
    }
    let of_period = Counts::of(office, period, Compare::None, &[shown.kpi]).await?;
    Ok(of_period.measured(shown.kpi))
}
