//! The answer to `/cost add`.

use kpi::{definition::Definition, funnel::Span, model::Money, period::Period};

use crate::{args, escape, locale::Locale, message::Message};

/// What was entered, and over which days it is spread.
pub fn added(
    locale: Locale,
    definition: &Definition,
    period: &Period,
    amount: &Money,
    days: i64,
    channel: Option<&str>,
) -> Message {
    let words = locale.words();
    let Span { start, end } = period.span;
    let span = words.span_with_year(Span { start, end }, &definition.zone);
    let amount = words.money(amount);
    let told = match channel {
        None => words.say(
            "cost-added",
            args![amount = amount, span = span, days = days],
        ),
        Some(channel) => words.say(
            "cost-added-channel",
            args![
                amount = amount,
                span = span,
                days = days,
                channel = escape::inline(channel, 40)
            ],
        ),
    };
    Message::line(told)
}
