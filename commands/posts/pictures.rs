//! The picture of a post: which periods it shows.
//!
//! Lives here: measuring the periods of a trend. Must not live here: what the picture says (`report::posts::pictures`).

use jiff::{Timestamp, civil::Date};
use kpi::{
    funnel::Basis,
    period::{Compare, Period, local_date},
};
use report::{
    chart::PointState,
    notes::Note,
    picture::Picture,
    posts::{
        Edition,
        pictures::{self, PastPeriod},
    },
};
use store::StoreError;

use super::{Order, PostKind};
use crate::{funnel::measure, office::Office};

/// How many periods a trend shows: a quarter of weeks.
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
        PostKind::Weekly => match past_and_notes(office, &order.period, as_of).await {
            Ok((past, notes)) => pictures::trend(order.locale, edition, &past, &notes),
            Err(fault) => {
                tracing::warn!(post = order.key, %fault, "a post goes without its picture");
                None
            }
        },
        PostKind::Monthly => pictures::funnel(order.locale, edition),
        PostKind::Biweekly => None,
    }
}

/// The period and those before it, oldest first, with the notes about them.
async fn past_and_notes(
    office: &Office,
    newest: &Period,
    as_of: Timestamp,
) -> Result<(Vec<PastPeriod>, Vec<Note>), StoreError> {
    let past = past(office, newest, as_of).await?;
    let zone = &office.agreement().definition.zone;
    let first = past
        .first()
        .map_or(newest.first, |oldest| local_date(oldest.span.start, zone));
    let notes = notes_of(office, first, newest.last).await?;
    Ok((past, notes))
}

/// The notes about some days, the oldest first.
pub(super) async fn notes_of(
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
async fn past(
    office: &Office,
    newest: &Period,
    as_of: Timestamp,
) -> Result<Vec<PastPeriod>, StoreError> {
    let definition = &office.agreement().definition;
    let mut past = Vec::with_capacity(PERIODS);
    let mut next = Some(*newest);
    while let Some(period) = next.filter(|_| past.len() < PERIODS) {
        past.push(measured(office, &period, as_of).await?);
        next = period.other(Compare::Previous, definition);
    }
    past.reverse();
    Ok(past)
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
    })
}
