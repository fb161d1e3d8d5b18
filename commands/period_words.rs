//! Words for a period, as people type them in a command.
//!
//! Lives here: from words to a period word or a user error, and what is offered while typing. Must not live
//! here: what a word means (`kpi::period`).

use kpi::period::{ACCEPTED, PeriodFaultKind, PeriodWord};

use crate::{desk::Begun, goal_words, reply::UserError, table::OptionKind};

/// The word that was typed.
///
/// # Errors
/// Names the accepted forms and the nearest match.
pub(crate) fn parse(words: &str) -> Result<PeriodWord, UserError> {
    PeriodWord::parse(words).map_err(|fault| {
        UserError::new(key(fault.kind))
            .with("typed", words)
            .near(fault.nearest)
            .accepting(ACCEPTED.iter().copied())
    })
}

fn key(fault: PeriodFaultKind) -> &'static str {
    match fault {
        PeriodFaultKind::Unknown => "error-unknown-period",
        PeriodFaultKind::NoSuchDate => "error-no-such-date",
        PeriodFaultKind::YearOutside => "error-year-outside",
        PeriodFaultKind::DaysOutside => "error-days-outside",
        PeriodFaultKind::Reversed => "error-period-reversed",
    }
}

/// The most values that the chat shows while somebody types.
const OFFERED: usize = 25;

/// Period words that begin with, or contain, what was typed so far.
pub(crate) fn complete(begun: &Begun) -> Vec<String> {
    if begun.option.kind != OptionKind::Period {
        return Vec::new();
    }
    let typed = begun.typed.trim().to_lowercase();
    let known: &[&str] = match begun.spec.path {
        "goal set" | "goal remove" => &goal_words::FORMS,
        _ => &ACCEPTED,
    };
    let (begin, contain): (Vec<&str>, Vec<&str>) = known
        .iter()
        .copied()
        .filter(|word| word.to_lowercase().contains(&typed))
        .partition(|word| word.to_lowercase().starts_with(&typed));
    let known = begin.into_iter().chain(contain).map(str::to_owned);
    let own = PeriodWord::parse(&typed).ok().map(|word| word.to_string());
    let mut offered: Vec<String> = own.into_iter().chain(known).collect();
    offered.dedup();
    offered.truncate(OFFERED);
    offered
}
