//! The picture of a post: which periods it shows, with which goals.
//!
//! Lives here: measuring the periods of a trend. Must not live here: what the picture says (`report::posts::pictures`).

use jiff::{Timestamp, civil::Date};
use kpi::{
    funnel::Basis,
    period::{Compare, Period},
};
use report::{
    chart::{Amount, GoalKind, PointState},
    notes::Note,
    picture::Picture,
    posts::{
        Edition,
        pictures::{self, PastPeriod},
        telling,
    },
};
use store::StoreError;

use super::{Order, PostKind};
use crate::{funnel::measure, goal_landing, goal_line::GoalLine, office::Office, reply::Error};

/// How many periods a trend shows: a quarter of weeks, a year of months.
const PERIODS: usize = 13;

/// The picture that goes with a post; `None` where the kind has none, nothing moved, or its periods cannot be
/// measured: a picture never stops a post.
pub(super) async fn of(
    office: &Office,
    order: &Order<'_>,
    edition: Edition<'_>,
    as_of: Timestamp,
) -> Option<Picture> {
    match order.kind {
        PostKind::Weekly => match trend(office, order, edition, as_of).await {
            Ok(picture) => picture,
            Err(fault) => {
                tracing::warn!(post = order.key, ?fault, "a post goes without its picture");
                None
            }
        },
        PostKind::Monthly => pictures::funnel(order.locale, edition),
        PostKind::Biweekly => goal_landing::of_day(office, order.locale, order.period.last).await,
    }
}

/// The stage of the verdict over the period and those before it, with the goals for it and the notes about them.
async fn trend(
    office: &Office,
    order: &Order<'_>,
    edition: Edition<'_>,
    as_of: Timestamp,
) -> Result<Option<Picture>, Error> {
    let agreement = office.agreement();
    let periods = periods(office, order.period);
    let mut past = Vec::with_capacity(periods.len());
    for period in &periods {
        past.push(measured(office, period, as_of).await?);
    }
    let stage = telling(edition).map(|stage| format!("entered-{stage}"));
    let kpi = stage.and_then(|id| agreement.catalogue.find(&id));
    let mut goal = GoalKind::Own;
    if let Some(kpi) = kpi {
        let line = GoalLine::read(office, &agreement, kpi).await?;
        let (kind, goals) = line.of(&periods);
        goal = kind;
        for (past, goal) in past.iter_mut().zip(goals) {
            past.goal = goal.and_then(Amount::new);
        }
    }
    let first = periods
        .first()
        .map_or(order.period.first, |oldest| oldest.first);
    let notes = notes_of(office, first, order.period.last).await?;
    Ok(pictures::trend(order.locale, edition, &past, goal, &notes))
}

/// The notes about some days, the oldest first.
pub(crate) async fn notes_of(
    office: &Office,
    first: Date,
    last: Date,
) -> Result<Vec<Note>, StoreError> {
    const MOST: u32 = 20;
    let store = office.store();
    let mut notes = store.notes(office.workspace(), first, last, MOST).await?;
    notes.reverse();
    let note = |kept: store::NoteRecord| Note {
        date: kept.note.date,
        text: kept.note.text,
    };
    Ok(notes.into_iter().map(note).collect())
}

/// The period and those before it, oldest first.
pub(crate) fn periods(office: &Office, newest: Period) -> Vec<Period> {
    let definition = &office.agreement().definition;
    let before = |period: &Period| period.other(Compare::Previous, definition);
    let mut periods: Vec<Period> = std::iter::successors(Some(newest), before)
        .take(PERIODS)
        .collect();
    periods.reverse();
    periods
}

async fn measured(
    office: &Office,
    period: &Period,
    as_of: Timestamp,
) -> Result<PastPeriod, StoreError> {
    let span = period.span;
    if as_of <= span.start {
        return Ok(PastPeriod {
            span,
            entered: Vec::new(),
            state: PointState::Open,
            goal: None,
        });
    }
    let funnel = measure(office, period, Compare::None, Basis::Period, as_of).await?;
    let stages = funnel.stages.iter();
    Ok(PastPeriod {
        span,
        entered: stages
            .map(|row| (row.id.clone(), row.now.entered))
            .collect(),
        state: if period.is_open(as_of) {
            PointState::Open
        } else {
            PointState::Settled
        },
        goal: None,
    })
}
