//! The picture of a post: which periods it shows.
//!
//! Lives here: measuring the periods of a trend. Must not live here: what the picture says (`report::posts::pictures`).

use jiff::Timestamp;
use kpi::{
    funnel::Basis,
    period::{Compare, Period},
};
use report::{
    chart::PointState,
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
        PostKind::Weekly => match past(office, &order.period, as_of).await {
            Ok(past) => pictures::trend(order.locale, edition, &past),
            Err(fault) => {
                tracing::warn!(post = order.key, %fault, "a post goes without its picture");
                None
            }
        },
        PostKind::Monthly => pictures::funnel(order.locale, edition),
        PostKind::Biweekly => None,
    }
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
