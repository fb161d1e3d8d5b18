//! Numbers that were posted and are different now (`kpi.md` §7): one line for each stage of each period.
//!
//! Lives here: what such a number is and how it reads, in the next post and in the one that claimed it. Must not
//! live here: which numbers differ (`commands::posts`).

use jiff::Timestamp;
use kpi::{definition::Definition, funnel::Span};
use serde::{Deserialize, Serialize};

use super::{Draft, part::Part};
use crate::{
    args,
    format::numbers::{count, signed},
    frame::stage_name,
    locale::Locale,
    words::Words,
};

/// A number that was posted and is different now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restated {
    /// The stage's id; of a conversion the stage that it leads to.
    pub stage: String,
    /// The period it was posted for.
    pub span: Span,
    /// Which number of that stage.
    pub number: Number,
    /// What the post said.
    pub was: Said,
    /// What it is.
    pub is: Said,
}

/// Which number of a stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Number {
    /// Leads that reached it for the first time.
    #[default]
    Entered,
    /// Leads that came back to it.
    Returned,
    /// Leads in it at the end.
    Stock,
    /// The change of the stock.
    Delta,
    /// Leads that went back.
    Back,
    /// Leads that left.
    Exit,
    /// Leads that were deleted.
    Removed,
    /// The conversion from the stage of this id.
    Conversion(String),
}

/// What a post said of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Said {
    /// A count, or a change of one.
    Count(i64),
    /// A rate by its counts: of so many (the second) so many (the first).
    Rate(i64, i64),
}

/// What a post says of itself once some of its numbers are different: a line a stage.
pub fn restated_here(
    locale: Locale,
    definition: &Definition,
    restated: &[Restated],
    as_of: Timestamp,
) -> Vec<String> {
    let words = locale.words();
    let line = |group: &[Restated]| {
        words.say(
            "restated-here",
            args![
                at = words.day_near(as_of, &definition.zone, group[0].span.end),
                stage = stage_name(words, definition, &group[0].stage),
                numbers = numbers(words, definition, group)
            ],
        )
    };
    groups(restated).map(line).collect()
}

impl Draft<'_> {
    /// What was posted earlier and is different now. What has no room here stands in the posts concerned.
    pub(super) fn restated(&self) -> Part {
        Part::from(self.restated_lines(5))
            .or(self.restated_lines(2))
            .or(self.restated_lines(0))
    }

    /// At most `most` lines, then how many numbers more.
    fn restated_lines(&self, most: usize) -> Vec<String> {
        let (words, definition) = (self.words(), self.edition.frame.definition);
        let line = |group: &[Restated]| {
            words.say(
                "restated",
                args![
                    span = words.span(group[0].span, self.sheet.zone()),
                    stage = self.sheet.stage(&group[0].stage),
                    numbers = numbers(words, definition, group)
                ],
            )
        };
        let all = self.edition.restated;
        let mut lines: Vec<String> = groups(all).take(most).map(line).collect();
        let more: usize = groups(all).skip(most).map(<[Restated]>::len).sum();
        if more > 0 {
            let key = if lines.is_empty() {
                "restated-only"
            } else {
                "restated-more"
            };
            lines.push(words.say(key, args![count = more]));
        }
        lines
    }
}

/// The numbers of one stage in one period belong together.
fn groups(restated: &[Restated]) -> impl Iterator<Item = &[Restated]> {
    restated.chunk_by(|one, other| one.span == other.span && one.stage == other.stage)
}

fn numbers(words: &Words, definition: &Definition, group: &[Restated]) -> String {
    let told = group.iter().map(|restated| {
        words.say(
            "restated-number",
            args![
                name = name(words, definition, &restated.number),
                was = said(&restated.number, restated.was),
                is = said(&restated.number, restated.is)
            ],
        )
    });
    told.collect::<Vec<_>>().join(&words.word("comma"))
}

fn name(words: &Words, definition: &Definition, number: &Number) -> String {
    let key = match number {
        Number::Entered => "restated-entered",
        Number::Returned => "restated-returned",
        Number::Stock => "restated-stock",
        Number::Delta => "restated-delta",
        Number::Back => "restated-back",
        Number::Exit => "restated-exit",
        Number::Removed => "restated-removed",
        Number::Conversion(from) => {
            let from = stage_name(words, definition, from);
            return words.say("restated-conversion", args![from = from]);
        }
    };
    words.word(key)
}

fn said(number: &Number, said: Said) -> String {
    match (number, said) {
        (Number::Delta, Said::Count(change)) => signed(change),
        (_, Said::Count(leads)) => count(leads),
        (_, Said::Rate(numerator, denominator)) => {
            format!("{}/{}", count(numerator), count(denominator))
        }
    }
}
