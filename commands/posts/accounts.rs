//! What a post tells of companies and of the mailing list: who became active, who went quiet, who left.

use jiff::Timestamp;
use kpi::{catalogue::measured::Missing, funnel::Span};
use report::posts::{
    biweekly::OptedOut,
    companies::{Companies, Moved},
};
use store::{StoreError, TallyQuestion};

use crate::office::Office;

/// Days without an act after which a company counts as quiet.
const QUIET_DAYS: i64 = 30;

/// The companies that became active or went quiet; `None` where no tool tells what leads do.
pub(super) async fn companies(
    office: &Office,
    span: Span,
    as_of: Timestamp,
) -> Result<Option<Companies>, StoreError> {
    let agreement = office.agreement();
    let question = TallyQuestion {
        span,
        as_of,
        definition: &agreement.definition,
        needed: &[],
    };
    let moved = office
        .store()
        .companies_moved(office.workspace(), &question, QUIET_DAYS)
        .await?;
    Ok(match moved {
        Ok(moved) => Some(Companies::Moved(Moved {
            days: QUIET_DAYS,
            targeted: moved.targeted,
            active: moved.active,
            quiet: moved.quiet,
        })),
        Err(Missing::OnlySince(ms)) => Timestamp::from_millisecond(ms)
            .ok()
            .map(|from| Companies::NotYet { from }),
        Err(_) => None,
    })
}

/// Who left the mailing list in a span, and in the comparison.
pub(super) async fn opted_out(
    office: &Office,
    span: Span,
    comparison: Option<Span>,
    as_of: Timestamp,
) -> Result<OptedOut, StoreError> {
    let Some(now) = left(office, span, as_of).await? else {
        return Ok(OptedOut::Unknown);
    };
    let previous = match comparison {
        Some(span) => left(office, span, as_of).await?,
        None => None,
    };
    Ok(OptedOut::Counted { now, previous })
}

async fn left(office: &Office, span: Span, as_of: Timestamp) -> Result<Option<u64>, StoreError> {
    let agreement = office.agreement();
    let question = TallyQuestion {
        span,
        as_of,
        definition: &agreement.definition,
        needed: &[],
    };
    office
        .store()
        .opted_out(office.workspace(), &question)
        .await
}
