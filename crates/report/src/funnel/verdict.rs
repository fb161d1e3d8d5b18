//! The one thing to know of a funnel, chosen by rule and not by taste.
//!
//! Where the arrivals at some stage changed beyond their ordinary spread, the stage whose change is the
//! clearest; else the stage nearest to the customer that has enough arrivals to say anything.

use kpi::{
    funnel::StageRow,
    significance::{Evidence, compare_counts},
};

use crate::{args, frame::Sheet};

/// With fewer arrivals in both periods together, a stage says nothing of its own.
const ENOUGH: i64 = 10;

impl Sheet<'_> {
    /// The verdict, without a full stop.
    pub(crate) fn verdict(&self) -> String {
        if !self.is_reached() {
            return self.words.word("verdict-no-data");
        }
        if self.is_still() {
            return self.words.word("verdict-still");
        }
        self.telling().map_or_else(
            || self.words.word("verdict-still"),
            |row| self.verdict_on(row),
        )
    }

    /// Whether nothing moved at all, as far as the data reaches.
    pub(crate) fn is_still(&self) -> bool {
        self.funnel.stages.iter().all(|row| {
            let now = row.now;
            now.inflow == 0 && now.outflow.total() == 0 && now.entered == 0 && now.returned == 0
        })
    }

    fn verdict_on(&self, row: &StageRow) -> String {
        let stage = self.stage(&row.id);
        let now = row.now.entered;
        let Some(before) = row.previous.map(|previous| previous.entered) else {
            return self
                .words
                .say("verdict-alone", args![stage = stage, count = now]);
        };
        let told = args![
            stage = stage,
            count = now,
            label = self.before(),
            before = before
        ];
        match compare_counts(now, before) {
            Evidence::Up => self.words.say("verdict-up", told),
            Evidence::Down => self.words.say("verdict-down", told),
            Evidence::Unclear => self.words.say("verdict-level", told),
        }
    }

    /// Whether the arrivals at some stage changed beyond their ordinary spread.
    pub(crate) fn has_clear_change(&self) -> bool {
        self.funnel.stages.iter().any(|row| clarity(row).is_some())
    }

    /// The stage that the verdict is about.
    pub(crate) fn telling(&self) -> Option<&StageRow> {
        let stages = &self.funnel.stages;
        let changed = stages
            .iter()
            .filter_map(|row| clarity(row).map(|clarity| (clarity, row)))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        let eloquent = || stages.iter().rev().find(|row| arrivals(row) >= ENOUGH);
        changed
            .map(|(_, row)| row)
            .or_else(eloquent)
            .or_else(|| stages.first())
    }
}

fn arrivals(row: &StageRow) -> i64 {
    row.now.entered + row.previous.map_or(0, |previous| previous.entered)
}

/// How far a clear change lies beyond its ordinary spread; `None` where it is not clear.
fn clarity(row: &StageRow) -> Option<f64> {
    let before = row.previous?.entered;
    if compare_counts(row.now.entered, before) == Evidence::Unclear {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let [difference, both] = [row.now.entered - before, arrivals(row)].map(|count| count as f64);
    Some(difference.abs() / both.sqrt())
}
