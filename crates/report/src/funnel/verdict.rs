//! The one thing to know of a funnel, chosen by rule and not by taste.
//!
//! Where the arrivals at some stage changed beyond their ordinary spread, the stage whose change is the
//! clearest; else the stage nearest to the customer that has enough arrivals to say anything.

use kpi::{funnel::StageRow, significance::clear_change};

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
        match self.clarity(row) {
            Some(clarity) if clarity > 0.0 => self.words.say("verdict-up", told),
            Some(_) => self.words.say("verdict-down", told),
            None => self.words.say("verdict-level", told),
        }
    }

    /// Whether the arrivals at some stage changed beyond their ordinary spread.
    pub(crate) fn has_clear_change(&self) -> bool {
        let mut stages = self.funnel.stages.iter();
        stages.any(|row| self.clarity(row).is_some())
    }

    /// The stage that the verdict is about.
    pub(crate) fn telling(&self) -> Option<&StageRow> {
        let stages = &self.funnel.stages;
        let changed = stages
            .iter()
            .filter_map(|row| Some((self.clarity(row)?.abs(), row)))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        let eloquent = || stages.iter().rev().find(|row| arrivals(row) >= ENOUGH);
        changed
            .map(|(_, row)| row)
            .or_else(eloquent)
            .or_else(|| stages.first())
    }

    /// How far a clear change of the arrivals lies beyond their ordinary spread, below zero where there are fewer; `None`
    /// where it is not clear. Of all stages the clearest is told, and so each has to be clearer than one alone.
    fn clarity(&self, row: &StageRow) -> Option<f64> {
        let exposures = self.heading().exposures()?;
        let stages = self.funnel.stages.len();
        clear_change(row.now.entered, row.previous?.entered, &exposures, stages)
    }
}

fn arrivals(row: &StageRow) -> i64 {
    row.now.entered + row.previous.map_or(0, |previous| previous.entered)
}
