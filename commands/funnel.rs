//! `/kpi funnel`: the funnel of a period.
//!
//! Lives here: from the options to the question. Must not live here: how it is measured (`kpi::funnel`), where
//! from (the store), how it reads (`report::funnel`).

use std::sync::Arc;

use jiff::Timestamp;
use kpi::{
    funnel::{Basis, Funnel, FunnelQuestion},
    period::{Compare, Period},
};
use report::frame::Frame;

use crate::{
    asked::Asked,
    office::Office,
    reply::{Error, Reply, UserError},
};

/// The period where none is asked for.
const USUAL_PERIOD: &str = "this-month";

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let period = office.period(asked.values.period("period").unwrap_or(USUAL_PERIOD))?;
    let compare = asked
        .values
        .choice("compare")
        .and_then(Compare::parse)
        .unwrap_or(Compare::Previous);
    let basis = match asked.values.choice("basis") {
        Some("cohort") => Basis::Cohort,
        _ => Basis::Period,
    };
    let as_of = office.as_of().await?.ok_or_else(nothing_yet)?;
    let funnel = measure(office, &period, compare, basis, as_of).await?;
    let agreement = office.agreement();
    let frame = Frame {
        definition: &agreement.definition,
        calendar: &agreement.calendar,
        period,
        compare,
    };
    let message = report::funnel::answer(asked.locale, frame, &funnel);
    Ok(Reply {
        json: Some(serde_json::to_value(&*funnel)?),
        ..Reply::ephemeral(message)
    })
}

/// Before the first poll there is no number, not even zero.
pub(crate) fn nothing_yet() -> UserError {
    UserError::new("error-nothing-yet")
}

/// Measures the funnel of `period` at `as_of` under the agreement that holds now.
///
/// # Errors
/// Where the store cannot be read.
pub(crate) async fn measure(
    office: &Office,
    period: &Period,
    compare: Compare,
    basis: Basis,
    as_of: Timestamp,
) -> Result<Arc<Funnel>, store::StoreError> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let question = FunnelQuestion {
        period: period.span,
        comparison: period.comparison(compare, definition, as_of),
        as_of,
        basis,
        window_days: definition.window_days,
    };
    office.funnel(&question).await
}
