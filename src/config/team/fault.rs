//! Faults of the team's file, in words that name the key, the line and what was probably meant.

use kpi::{model::Tool, nearest::nearest, stage::Ladder};
use leads::{
    condition::ConditionFault,
    rule::{LONGEST_NAME, RuleFault},
    rules::RulesFault,
};

use super::place::Wrong;

/// What is wrong, with the line, and the nearest accepted key where one was mistyped.
pub(super) fn describe(text: &str, fault: &toml::de::Error) -> String {
    let place = fault.span().map_or_else(String::new, |span| {
        format!("line {}: ", line(text, span.start))
    });
    format!("{place}{}", message(fault))
}

/// The number of the line in which a byte stands.
pub(super) fn line(text: &str, byte: usize) -> usize {
    let before = text.get(..byte).unwrap_or(text);
    before.matches('\n').count() + 1
}

/// What is wrong, and the nearest accepted key or word where one was mistyped.
pub(super) fn message(fault: &toml::de::Error) -> String {
    let message = fault.message();
    // The parser names the accepted keys in backticks, after the one it found.
    let mut named = message.split('`').skip(1).step_by(2);
    let meant = named
        .next()
        .and_then(|found| nearest(found, named.collect::<Vec<_>>()))
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default();
    format!("{message}{meant}")
}

/// What is accepted, and what was probably meant.
pub(super) fn accepted<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    let meant = nearest(word, words.iter().copied())
        .map(|near| format!("; did you mean \"{near}\"?"))
        .unwrap_or_default();
    format!("accepted: {}{meant}", words.join(", "))
}

/// A mapping to a word that is neither a stage nor an exit.
pub(super) fn unknown_place(tool: Tool, raw: &str, word: &str, ladder: &Ladder) -> Wrong {
    Wrong::at(
        format!("mapping.{}.\"{raw}\"", tool.as_str()),
        no_stage(word, ladder),
    )
}

fn no_stage(word: &str, ladder: &Ladder) -> String {
    format!("\"{word}\" is no stage; {}", accepted(word, ladder.words()))
}

/// A rule that makes no sense.
pub(super) fn rule(fault: &RulesFault, ladder: &Ladder) -> Wrong {
    let (key, why) = match &fault.fault {
        RuleFault::Name => (
            ".name",
            format!(
                "\"{}\" is no name: a name has lower-case letters, digits and hyphens, {LONGEST_NAME} at the most; for example \"new-enterprise\"",
                fault.name
            ),
        ),
        RuleFault::Twice => (
            ".name",
            format!("\"{}\" is the name of an earlier rule", fault.name),
        ),
        RuleFault::NoCondition => (".when", "empty, so that everybody would match".to_owned()),
        RuleFault::Cooldown => (".cooldown_days", "at least 1".to_owned()),
        RuleFault::Condition(index, fault) => (
            ".when",
            format!("condition {}: {}", index + 1, condition(fault, ladder)),
        ),
    };
    Wrong::at(format!("rules#{}{key}", fault.index + 1), why)
}

fn condition(fault: &ConditionFault, ladder: &Ladder) -> String {
    match fault {
        ConditionFault::Threshold => "the threshold is negative or no number".to_owned(),
        ConditionFault::NoStage => "the list of stages is empty".to_owned(),
        ConditionFault::UnknownStage(word) => no_stage(word, ladder),
    }
}
