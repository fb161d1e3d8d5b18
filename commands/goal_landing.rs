//! The picture of a goal's landing: what was reached by the end of each day, and what was due.
//!
//! Must not live here: how a goal stands (`kpi::goal`), what the picture says (`report::goal::landing_picture`).

use jiff::civil::Date;
use kpi::{
    accrual::Accrual,
    catalogue::Kpi,
    goal::{State, Workdays},
    period::{Kind, Period, day_start},
};
use report::{
    goal::{Days, Progress, landing_picture},
    locale::Locale,
    picture::Picture,
};

use crate::{
    goal_kpi::{accrual, counts},
    goal_show::standing_goals,
    office::Office,
    reply::Error,
};

/// Days of a longer period are not told one by one.
const MOST_DAYS: i64 = 100;

/// The landing of the goal that needs a hand first, among those of the periods that a day lies in; `None` where none
/// can be drawn: a picture never stops a post.
pub(crate) async fn of_day(office: &Office, locale: Locale, day: Date) -> Option<Picture> {
    match standing_goals(office, locale, day).await {
        Ok(goals) => most_pressing(office, locale, &goals).await,
        Err(fault) => {
            tracing::warn!(?fault, "a post goes without its picture");
            None
        }
    }
}

/// The landing of the first goal that can be drawn; those that need a hand stand first.
pub(crate) async fn most_pressing(
    office: &Office,
    locale: Locale,
    goals: &[(Kpi, Progress)],
) -> Option<Picture> {
    for (kpi, progress) in goals {
        match drawn(office, locale, kpi, progress).await {
            Ok(Some(picture)) => return Some(picture),
            Ok(None) => {}
            Err(fault) => {
                tracing::warn!(kpi = kpi.id, ?fault, "an answer goes without its picture");
                return None;
            }
        }
    }
    None
}

async fn drawn(
    office: &Office,
    locale: Locale,
    kpi: &Kpi,
    progress: &Progress,
) -> Result<Option<Picture>, Error> {
    let agreement = office.agreement();
    let period = progress.period;
    let has_begun = progress
        .standing
        .is_some_and(|standing| standing.state != State::Early);
    if accrual(kpi) == Accrual::Level || !has_begun || period.days() > MOST_DAYS {
        return Ok(None);
    }
    let Some(actual) = sums(office, kpi, period).await? else {
        return Ok(None);
    };
    // What does not add up day by day is drawn nowhere: it would say another number than the answer.
    let reached = actual.last().copied().zip(progress.actual);
    let adds_up = |(drawn, told): (f64, kpi::fraction::Fraction)| {
        (drawn - told.to_f64()).abs() <= 1e-6 * drawn.abs().max(1.0)
    };
    if !reached.is_some_and(adds_up) {
        return Ok(None);
    }
    let definition = &agreement.definition;
    let ends =
        dates(period).filter_map(|date| Some(day_start(date.tomorrow().ok()?, &definition.zone)));
    let due = ends.map(|end| {
        let workdays = Workdays::of(&period, &agreement.calendar, &definition.zone, end);
        progress.goal.target.to_f64() * workdays.share().to_f64()
    });
    let days = Days {
        actual: &actual,
        due: &due.collect::<Vec<_>>(),
    };
    let as_of = office.as_of().await?.unwrap_or(period.span.start);
    Ok(landing_picture(locale, definition, (progress, as_of), days))
}

fn dates(period: Period) -> impl Iterator<Item = Date> {
    let dates = period.first.series(jiff::Span::new().days(1));
    dates.take_while(move |date| *date <= period.last)
}

/// What was reached by the end of each day that has begun; `None` where a day has no number.
async fn sums(office: &Office, kpi: &Kpi, period: Period) -> Result<Option<Vec<f64>>, Error> {
    let definition = &office.agreement().definition;
    let mut sums = Vec::new();
    let mut sum = 0.0;
    for date in dates(period) {
        let day = Period::containing(Kind::Day, date, definition);
        let counts = counts(office, day, &[kpi]).await?;
        if counts.as_of <= day.span.start {
            break;
        }
        let Some(value) = counts.measured(kpi).value else {
            return Ok(None);
        };
        sum += value;
        sums.push(sum);
    }
    Ok(Some(sums))
}
