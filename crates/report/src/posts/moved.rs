//! What moved: the stages whose stock changed most, the ways that leads took out of the order, and why.

use kpi::funnel::{StageNumbers, StageRow};

use super::{Draft, part::Part};
use crate::{
    args,
    format::numbers::signed,
    kpi::{Why, explained_shortly},
};

/// A movement that is no step forward: the key of its line, and its number in a stage.
type Way = (&'static str, fn(StageNumbers) -> i64);

/// Ways back and out.
const OUT: [Way; 3] = [
    ("moved-back", |stage| stage.outflow.back),
    ("moved-exit", |stage| stage.outflow.exit),
    ("moved-removed", |stage| stage.outflow.removed),
];

/// The way in again.
const RETURNED: Way = ("moved-returned", |stage| stage.returned);

/// Whether the comparison stands beside each number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Before,
    Nothing,
}

impl Draft<'_> {
    /// Why the stage of the verdict moved, in one line; nothing where that cannot be said.
    pub(super) fn why(&self, why: Option<&Why>) -> Option<String> {
        let definition = self.edition.frame.definition;
        why.map(|why| explained_shortly(self.words(), definition, why))
    }

    /// The stages that grew and shrank most, and every way out of the order that somebody took.
    pub(super) fn moved(&self) -> Part {
        // Who came back stands beside the arrivals already.
        let out: Vec<String> = OUT
            .into_iter()
            .filter_map(|way| self.way(way, Beside::Nothing))
            .collect();
        let most = self.most_moved();
        let titled = |lines: &[String]| match lines {
            [] => Vec::new(),
            lines => {
                let title = self.words().word("moved-title");
                std::iter::once(title).chain(lines.to_vec()).collect()
            }
        };
        // The line of stocks has every change: it can spare the greatest.
        let shorter = if out.is_empty() { &most } else { &out };
        let shorter = titled(shorter);
        Part::from(titled(&[most, out].concat())).or(shorter)
    }

    fn most_moved(&self) -> Vec<String> {
        let stages = &self.edition.funnel.stages;
        // On a tie the stage nearer to the customer is told.
        let grown = stages
            .iter()
            .max_by_key(|row| row.now.delta)
            .filter(|row| row.now.delta > 0);
        let shrunk = stages
            .iter()
            .rev()
            .min_by_key(|row| row.now.delta)
            .filter(|row| row.now.delta < 0);
        let grown = grown.map(|row| self.most("moved-most-up", row));
        let shrunk = shrunk.map(|row| self.most("moved-most-down", row));
        grown.into_iter().chain(shrunk).collect()
    }

    fn most(&self, key: &str, row: &StageRow) -> String {
        self.words().say(
            key,
            args![
                stage = self.sheet.stage(&row.id),
                delta = signed(row.now.delta),
                from = row.now.stock_start,
                to = row.now.stock_end
            ],
        )
    }

    /// One way with the stages where somebody took it.
    fn way(&self, (key, number): Way, beside: Beside) -> Option<String> {
        let rows = self.edition.funnel.stages.iter();
        let stages: Vec<String> = rows
            .filter_map(|row| self.way_of(row, number, beside))
            .collect();
        if stages.is_empty() {
            return None;
        }
        let stages = stages.join(&self.words().word("comma"));
        Some(self.words().say(key, args![stages = stages]))
    }

    fn way_of(
        &self,
        row: &StageRow,
        number: fn(StageNumbers) -> i64,
        beside: Beside,
    ) -> Option<String> {
        let count = number(row.now);
        let before = row
            .previous
            .filter(|_| beside == Beside::Before)
            .map(number);
        if count == 0 && before.unwrap_or(0) == 0 {
            return None;
        }
        let stage = self.sheet.stage(&row.id);
        Some(match before {
            Some(before) => self.words().say(
                "moved-of-before",
                args![stage = stage, count = count, before = before],
            ),
            None => self
                .words()
                .say("moved-of", args![stage = stage, count = count]),
        })
    }

    /// How well leads are handed over: every way back, out or in again, beside the comparison.
    pub(super) fn handover(&self) -> Part {
        let alone = self.words().word("handover-title-alone");
        let title = match self.edition.funnel.comparison {
            Some(_) => self
                .words()
                .say("handover-title", args![label = self.sheet.before()]),
            None => alone.clone(),
        };
        Part::from(self.ways(title, Beside::Before)).or(self.ways(alone, Beside::Nothing))
    }

    fn ways(&self, title: String, beside: Beside) -> Vec<String> {
        let every = OUT.into_iter().chain([RETURNED]);
        let mut ways: Vec<String> = every.filter_map(|way| self.way(way, beside)).collect();
        if ways.is_empty() {
            ways.push(self.words().word("handover-still"));
        }
        std::iter::once(title).chain(ways).collect()
    }
}
