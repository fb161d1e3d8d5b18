//! What needs a decision: at most three questions, chosen in a fixed order from what is known.

use kpi::funnel::TimeInStageRow;

use super::{Draft, Pings, Unmapped, stream_name};
use crate::args;

/// More than this, and nobody decides anything.
const MOST: usize = 3;
/// A median on fewer visits says nothing.
const ENOUGH_VISITS: usize = 10;
/// How much longer a stay has to be than before to be worth a question.
const SLOWER: f64 = 1.5;

impl Draft<'_> {
    /// Numbered questions under a heading; nothing where there is none. In this order: what fails, who waits,
    /// what is unmapped, what has slowed down.
    pub(super) fn decisions(&self, title: &str, pings: Option<&Pings>) -> Vec<String> {
        let questions: Vec<String> = [
            self.ask_about_failing(),
            pings.and_then(|pings| self.ask_about_pings(pings)),
            self.ask_about_unmapped(),
            self.ask_about_slow(),
        ]
        .into_iter()
        .flatten()
        .take(MOST)
        .collect();
        if questions.is_empty() {
            return questions;
        }
        let numbered = questions
            .iter()
            .enumerate()
            .map(|(index, asked)| format!("{}. {asked}", index + 1));
        std::iter::once(self.words().word(title))
            .chain(numbered)
            .collect()
    }

    fn ask_about_failing(&self) -> Option<String> {
        let words = self.words();
        let failing = self.edition.sources.failing.first()?;
        let since = words.instant(failing.since, self.sheet.zone(), self.edition.funnel.as_of);
        let stream = stream_name(words, failing.stream);
        Some(words.say("decide-failing", args![stream = stream, since = since]))
    }

    fn ask_about_pings(&self, pings: &Pings) -> Option<String> {
        let longest = pings
            .now
            .longest_open_seconds
            .filter(|_| pings.now.open() > 0)?;
        let longest = self.words().duration(longest);
        Some(self.words().say(
            "decide-pings",
            args![count = pings.now.open(), longest = longest],
        ))
    }

    fn ask_about_unmapped(&self) -> Option<String> {
        let unmapped: &[Unmapped] = &self.edition.sources.unmapped;
        let first = unmapped.first()?;
        let name = first.name(40);
        Some(if unmapped.len() > 1 {
            let told = args![name = name, leads = first.leads, more = unmapped.len() - 1];
            self.words().say("decide-unmapped-more", told)
        } else {
            self.words()
                .say("decide-unmapped", args![name = name, leads = first.leads])
        })
    }

    /// The stage whose median stay has grown the most, if by half at least.
    fn ask_about_slow(&self) -> Option<String> {
        let slowed = self
            .edition
            .funnel
            .time_in_stage
            .iter()
            .filter_map(|row| slowdown(row).map(|slowdown| (slowdown, row)));
        let (slowdown, row) =
            slowed.max_by(|one, other| one.0.ratio().total_cmp(&other.0.ratio()))?;
        let words = self.words();
        Some(words.say(
            "decide-slow",
            args![
                stage = self.sheet.stage(&row.stage),
                now = words.duration(slowdown.now),
                label = self.sheet.before(),
                before = words.duration(slowdown.before)
            ],
        ))
    }
}

/// Median stays of a stage that has slowed down, in seconds.
struct Slowdown {
    now: f64,
    before: f64,
}

impl Slowdown {
    fn ratio(&self) -> f64 {
        self.now / self.before
    }
}

fn slowdown(row: &TimeInStageRow) -> Option<Slowdown> {
    let previous = row
        .previous
        .filter(|previous| previous.n >= ENOUGH_VISITS)?;
    let (now, before) = (row.now.median_seconds?, previous.median_seconds?);
    let slowdown = Slowdown { now, before };
    let is_slower = row.now.n >= ENOUGH_VISITS && before > 0.0 && slowdown.ratio() >= SLOWER;
    is_slower.then_some(slowdown)
}
