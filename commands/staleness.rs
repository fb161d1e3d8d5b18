//! How old numbers may be before that is said (`kpi.md` §7).
//!
//! Lives here: the as-of that is fresh enough, and which answers own up to an older one. Must not live here: the
//! sentence (`report::staleness`), when the tool is asked for news.

use jiff::{SignedDuration, Timestamp};
use kpi::period::Period;
use store::StoreError;

use crate::{
    asked::Asked,
    office::Office,
    reply::Reply,
    table::{GOAL_SHOW, KPI_FUNNEL, KPI_PARTS, KPI_RECORDS, KPI_SHOW, LEADS_HOT, Spec},
};

/// The as-of that numbers of `period`, told at an instant, are fresh from: nothing of the period is missing, and nothing
/// is older than `freshness`.
pub fn wanted(freshness: SignedDuration, period: &Period, at: Timestamp) -> Timestamp {
    fresh_from(freshness, at).max(period.span.end.min(at))
}

fn fresh_from(freshness: SignedDuration, at: Timestamp) -> Timestamp {
    at.checked_sub(freshness).unwrap_or(Timestamp::MIN)
}

/// Whether a command tells numbers as they are now; posts own up to their age themselves, what was agreed has none.
fn tells_numbers(spec: &Spec) -> bool {
    let told = [&KPI_FUNNEL, &KPI_SHOW, &KPI_RECORDS, &LEADS_HOT, &GOAL_SHOW];
    told.into_iter()
        .chain(&KPI_PARTS)
        .any(|told| told.path == spec.path)
}

/// The reply; its first line says so where its numbers are older than agreed.
///
/// # Errors
/// Where the store cannot be read.
pub(crate) async fn owned_up(
    office: &Office,
    asked: &Asked,
    reply: Reply,
) -> Result<Reply, StoreError> {
    if !tells_numbers(asked.spec) {
        return Ok(reply);
    }
    let Some(as_of) = office.as_of().await? else {
        return Ok(reply);
    };
    let (now, agreement) = (office.now(), office.agreement());
    if as_of >= fresh_from(agreement.freshness, now) {
        return Ok(reply);
    }
    let zone = &agreement.definition.zone;
    Ok(Reply {
        message: report::staleness::marked(asked.locale, reply.message, zone, as_of, now),
        ..reply
    })
}
