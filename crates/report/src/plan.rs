//! A plan in words: the answer to `/goal plan`.
//!
//! Lives here: its lines. Must not live here: the arithmetic (`kpi::plan`), where rates come from.

use jiff::Timestamp;
use kpi::{definition::Definition, fraction::Fraction, period::Period};

use crate::{
    args,
    format::numbers::{column, count, decimal},
    frame::stage_name,
    funnel::join,
    goal::period_name,
    locale::Locale,
    message::Message,
    words::Words,
};

/// A rate from one stage to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanRate {
    /// Above 0, at most 1.
    pub rate: Fraction,
    /// Leads that converted and leads that could, where the rate is the team's own; `None` where it was typed.
    pub counted: Option<(i64, i64)>,
}

/// The highest cost of one lead of each stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Costs {
    /// Gross margin of a customer a month.
    pub margin: Fraction,
    /// Months of payback.
    pub months: Fraction,
    /// First stage first.
    pub by_stage: Vec<Fraction>,
}

/// The leads that each stage needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// New monthly recurring revenue.
    pub new_mrr: Fraction,
    /// Average revenue of a customer a month.
    pub arpa: Fraction,
    /// First stage first.
    pub by_stage: Vec<i64>,
}

/// The cohort that the team's own rates come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnRates {
    /// Its period.
    pub period: Period,
    /// As of when it was measured.
    pub as_of: Timestamp,
}

/// What an answer to `/goal plan` is made of. Amounts are in major units of one currency.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The agreement.
    pub definition: &'a Definition,
    /// The currency, where one was typed.
    pub currency: Option<&'a str>,
    /// Back from the gross margin.
    pub costs: Option<&'a Costs>,
    /// Back from new recurring revenue.
    pub counts: Option<&'a Counts>,
    /// Between neighbours, first pair first.
    pub rates: &'a [PlanRate],
    /// Where those that were not typed come from.
    pub own: Option<OwnRates>,
}

/// The answer to `/goal plan`.
pub fn answer(locale: Locale, plan: &Plan<'_>) -> Message {
    let words = locale.words();
    let mut titles = Vec::new();
    let mut blocks: Vec<Vec<String>> = Vec::new();
    let mut notes = Vec::new();
    if let Some(costs) = plan.costs {
        titles.push(cost_title(words, plan, costs));
        let figures: Vec<String> = (costs.by_stage.iter())
            .map(|cost| words.exact_amount(*cost, plan.currency))
            .collect();
        blocks.push(rows(words, plan, "plan-costs", &figures));
    }
    if let Some(counts) = plan.counts {
        titles.push(count_title(words, plan, counts));
        let figures: Vec<String> = counts.by_stage.iter().map(|leads| count(*leads)).collect();
        blocks.push(rows(words, plan, "plan-counts", &figures));
        notes.push(words.word("plan-up"));
    }
    notes.insert(0, source(words, plan));
    blocks.push(notes);
    Message {
        content: titles.join("\n"),
        body: Some(join(&blocks)),
        ..Message::default()
    }
    .bounded()
}

fn cost_title(words: &Words, plan: &Plan<'_>, costs: &Costs) -> String {
    let cost = costs.by_stage.last().copied().unwrap_or(Fraction::ZERO);
    let told = args![
        stage = last_stage(words, plan),
        cost = words.exact_amount(cost, plan.currency),
        margin = words.exact_amount(costs.margin, plan.currency),
        months = decimal(costs.months.to_f64()).unwrap_or_default()
    ];
    words.say("plan-title-cost", told)
}

fn count_title(words: &Words, plan: &Plan<'_>, counts: &Counts) -> String {
    let told = args![
        amount = words.exact_amount(counts.new_mrr, plan.currency),
        stage = last_stage(words, plan),
        count = counts.by_stage.last().copied().unwrap_or(0),
        arpa = words.exact_amount(counts.arpa, plan.currency)
    ];
    words.say("plan-title-count", told)
}

fn stages(words: &Words, plan: &Plan<'_>) -> Vec<String> {
    let stages = plan.definition.ladder.stages().iter();
    stages
        .map(|stage| stage_name(words, plan.definition, &stage.id))
        .collect()
}

fn last_stage(words: &Words, plan: &Plan<'_>) -> String {
    stages(words, plan).pop().unwrap_or_default()
}

/// From the customer back to the first stage, each with its rate to the next.
fn rows(words: &Words, plan: &Plan<'_>, title: &str, figures: &[String]) -> Vec<String> {
    let stages = stages(words, plan);
    let figures = column(figures);
    let row = |index: usize| {
        let (stage, figure) = (stages[index].clone(), figures[index].clone());
        let Some((rate, next)) = plan.rates.get(index).zip(stages.get(index + 1)) else {
            return words.say("plan-row", args![figure = figure, stage = stage]);
        };
        let rate = match rate.counted {
            Some((numerator, denominator)) => words.rate(numerator, denominator),
            None => words.share(rate.rate),
        };
        words.say(
            "plan-row-rate",
            args![figure = figure, stage = stage, next = next, rate = rate],
        )
    };
    let count = stages.len().min(figures.len());
    std::iter::once(words.word(title))
        .chain((0..count).rev().map(row))
        .collect()
}

fn source(words: &Words, plan: &Plan<'_>) -> String {
    let Some(own) = plan.own else {
        return words.word("plan-typed");
    };
    let period = period_name(words, plan.definition, &own.period);
    let at = words.instant(own.as_of, &plan.definition.zone, own.as_of);
    if plan.rates.iter().any(|rate| rate.counted.is_none()) {
        return words.say("plan-mixed", args![period = period, at = at]);
    }
    match plan.definition.window_days {
        Some(days) => words.say("plan-cohort", args![period = period, days = days, at = at]),
        None => words.say("plan-cohort-unlimited", args![period = period, at = at]),
    }
}
