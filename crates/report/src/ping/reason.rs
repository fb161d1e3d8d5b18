//! What is told of a hot lead: its company, its profile, and why it is hot, with the actual values.

use kpi::{definition::Definition, stage::Place};
use leads::{
    condition::{Actual, Condition, Reason},
    facts::LeadFacts,
    rule::ACTIONS,
};

use super::industry;
use crate::{args, escape, format::numbers::decimal, frame::stage_name, link, words::Words};

pub(crate) fn company(words: &Words, lead: &LeadFacts) -> String {
    let name = lead.company.as_deref().map(|name| escape::inline(name, 48));
    name.filter(|name| !name.is_empty())
        .unwrap_or_else(|| words.word("hot-company-none"))
}

/// Who has the lead in the tool.
pub(crate) fn owner(words: &Words, lead: &LeadFacts) -> String {
    match &lead.owner {
        Some(owner) => escape::inline(owner, 24),
        None => words.word("hot-owner-none"),
    }
}

/// A row of a list with the link into the tool at its end, where there is one that may stand in a message.
pub(crate) fn opened(words: &Words, row: &str, lead: &LeadFacts) -> String {
    match lead.link.as_deref().and_then(link::safe) {
        Some(url) => {
            let (sep, label) = (words.word("sep"), words.word("link-open"));
            format!("{row}{sep}[{label}]({url})")
        }
        None => row.to_owned(),
    }
}

/// Industry, size and job title, as far as they are known.
pub(super) fn profile(words: &Words, lead: &LeadFacts) -> Vec<String> {
    let industry = lead
        .industry
        .as_deref()
        .map(|industry| industry::told(words, industry));
    let employees = lead
        .employees
        .map(|count| words.say("hot-employees", args![count = count]));
    let title = lead
        .job_title
        .as_deref()
        .map(|title| escape::inline(title, 32));
    [industry, employees, title]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect()
}

pub(crate) fn profile_in_brackets(words: &Words, lead: &LeadFacts) -> String {
    let parts = profile(words, lead);
    if parts.is_empty() {
        return String::new();
    }
    words.say("list-profile", args![profile = join(words, &parts)])
}

/// All reasons behind a separator, without thresholds and without what the profile shows; nothing where
/// the profile shows them all.
pub(crate) fn brief(words: &Words, definition: &Definition, reasons: &[Reason]) -> String {
    let said = reasons.iter().filter_map(|reason| match &reason.actual {
        Actual::Employees(_) => None,
        Actual::AnnualRevenue(own) => {
            Some(words.say("brief-revenue", args![revenue = words.amount(*own, None)]))
        }
        Actual::FirstContact(at) => {
            let date = words.day(*at, &definition.zone);
            Some(words.say("brief-first-contact", args![date = date]))
        }
        Actual::Score(own) => Some(words.say("brief-score", args![score = number(words, *own)])),
        Actual::TargetList(_) | Actual::Place(_) => Some(why(words, definition, reason)),
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        return String::new();
    }
    format!("{}{}", words.word("sep"), join(words, &said))
}

pub(super) fn join(words: &Words, parts: &[String]) -> String {
    parts.join(&words.word("comma"))
}

/// One met condition with the lead's own value.
pub(super) fn why(words: &Words, definition: &Definition, reason: &Reason) -> String {
    match (&reason.condition, &reason.actual) {
        (Condition::EmployeesAtLeast(least), Actual::Employees(own)) => {
            words.say("why-employees", args![employees = *own, threshold = *least])
        }
        (Condition::EmployeesBelow(limit), Actual::Employees(own)) => words.say(
            "why-employees-below",
            args![employees = *own, threshold = *limit],
        ),
        (Condition::AnnualRevenueAtLeast(least), Actual::AnnualRevenue(own)) => {
            let (revenue, threshold) = (words.amount(*own, None), words.amount(*least, None));
            words.say(
                "why-revenue",
                args![revenue = revenue, threshold = threshold],
            )
        }
        (Condition::FirstContactWithinMonths(months), Actual::FirstContact(at)) => {
            let date = words.day(*at, &definition.zone);
            words.say(
                "why-first-contact",
                args![date = date, months = u32::from(*months)],
            )
        }
        (Condition::ScoreAtLeast(least), Actual::Score(own)) => {
            let (score, threshold) = (number(words, *own), number(words, *least));
            words.say("why-score", args![score = score, threshold = threshold])
        }
        (_, Actual::TargetList(true)) => words.word("why-target-list"),
        (_, Actual::TargetList(false)) => words.word("why-no-target-list"),
        (_, Actual::Place(own)) => {
            words.say("why-stage", args![stage = place(words, definition, *own)])
        }
        // A condition never gives a value of another kind.
        (_, Actual::Employees(own)) => words.say("hot-employees", args![count = *own]),
        (_, Actual::AnnualRevenue(own)) => words.amount(*own, None),
        (_, Actual::FirstContact(at)) => words.day(*at, &definition.zone),
        (_, Actual::Score(own)) => number(words, *own),
    }
}

pub(crate) fn number(words: &Words, number: f64) -> String {
    decimal(number).unwrap_or_else(|| words.word("none"))
}

pub(super) fn place(words: &Words, definition: &Definition, place: Place) -> String {
    match place {
        Place::Ranked(rank) => {
            let stage = definition.ladder.stage(rank);
            stage_name(words, definition, stage.map_or("", |stage| &stage.id))
        }
        Place::Recycled => words.word("place-recycled"),
        Place::Rejected => words.word("place-rejected"),
        Place::Lost => words.word("place-lost"),
        Place::Churned => words.word("place-churned"),
        Place::Outside | Place::Gone => words.word("place-outside"),
    }
}

pub(super) fn action(words: &Words, action: &str) -> String {
    if ACTIONS.contains(&action) {
        words.word(&format!("action-{action}"))
    } else {
        escape::inline(action, 40)
    }
}
