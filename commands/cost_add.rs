//! `/cost add`: a cost that no tool knows, spread evenly over its period.

use kpi::{fraction::Fraction, model::Money, money::of_major_exactly};
use serde_json::json;
use store::CostEntry;

use crate::{
    asked::Asked,
    goal_set::{member, written},
    goal_words::{amount, too_fine},
    office::Office,
    reply::{Error, Reply, UserError},
};

/// The period where none is named.
const USUAL_PERIOD: &str = "this-month";
/// The currency of an amount that names none.
const USUAL_CURRENCY: &str = "JPY";
/// The longest text.
const MOST: usize = 100;

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let typed = asked.values.text("amount").unwrap_or_default();
    let (number, currency) = amount("amount", typed)?;
    let amount = money(number, currency.as_deref().unwrap_or(USUAL_CURRENCY), typed)?;
    let words = asked.values.period("period").unwrap_or(USUAL_PERIOD);
    let period = office.period(words)?;
    if period.span.start > office.now() {
        return Err(UserError::new("error-cost-future")
            .with("typed", words)
            .into());
    }
    let cost = CostEntry {
        first: period.first,
        last: period.last,
        amount,
        channel: text(asked, "channel")?,
        campaign: None,
        note: text(asked, "note")?,
    };
    let kept = office
        .store()
        .add_cost(office.workspace(), &cost, member(asked), office.now())
        .await;
    written(asked, kept)?;
    let message = report::cost::added(
        asked.locale,
        &agreement.definition,
        &period,
        &cost.amount,
        period.days(),
        cost.channel.as_deref(),
    );
    Ok(Reply {
        json: Some(json!({
            "amount": cost.amount.minor,
            "currency": cost.amount.currency,
            "first": cost.first.to_string(),
            "last": cost.last.to_string(),
        })),
        ..Reply::ephemeral(message)
    })
}

fn money(number: Fraction, currency: &str, typed: &str) -> Result<Money, UserError> {
    of_major_exactly(number, currency).ok_or_else(|| too_fine(typed, currency))
}

fn text(asked: &Asked, name: &'static str) -> Result<Option<String>, UserError> {
    let text = asked.values.text(name).unwrap_or_default().trim();
    if text.chars().count() > MOST {
        return Err(UserError::new("error-text-long")
            .with("option", name)
            .with("most", MOST.to_string()));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}
