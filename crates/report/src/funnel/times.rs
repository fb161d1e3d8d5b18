//! How long leads stay and how long they take.

use kpi::funnel::{MedianTime, TimeInStageRow, VelocityRow};

use crate::{args, frame::Sheet};

impl Sheet<'_> {
    /// Time in each stage, time to the next one, and the whole way, each in a line.
    pub(crate) fn times(&self) -> Vec<String> {
        let mut lines = vec![self.words.word("time-title"), self.time_line()];
        lines.push(self.words.word("velocity-title"));
        lines.push(self.velocity_line());
        lines.extend(self.cycle());
        lines
    }

    pub(crate) fn time_line(&self) -> String {
        let stages: Vec<String> = self
            .funnel
            .time_in_stage
            .iter()
            .map(|row| self.time_of(row))
            .collect();
        stages.join(&self.words.word("comma"))
    }

    fn time_of(&self, row: &TimeInStageRow) -> String {
        let stage = self.stage(&row.stage);
        if row.now.n == 0 {
            return self.words.say("time-none", args![stage = stage]);
        }
        self.words.say(
            "time-of",
            args![
                stage = stage,
                median = self.words.duration_or_none(row.now.median_seconds),
                slowest = self.words.duration_or_none(row.now.p90_seconds),
                count = row.now.n
            ],
        )
    }

    /// Neighbours only: first to last is the sales cycle, which has a line of its own.
    pub(crate) fn velocity_line(&self) -> String {
        let neighbours = self.funnel.stages.len().saturating_sub(1);
        let pairs: Vec<String> = self
            .funnel
            .velocity
            .iter()
            .take(neighbours)
            .map(|row| self.velocity_of(row))
            .collect();
        pairs.join(&self.words.word("comma"))
    }

    fn velocity_of(&self, row: &VelocityRow) -> String {
        let (from, to) = (self.stage(&row.from), self.stage(&row.to));
        if row.now.n == 0 {
            return self.words.say("velocity-none", args![from = from, to = to]);
        }
        let median = self.words.duration_or_none(row.now.median_seconds);
        self.words.say(
            "velocity-of",
            args![from = from, to = to, median = median, count = row.now.n],
        )
    }

    /// The way from the first stage to the last, beside the comparison; nothing where no lead made it.
    pub(crate) fn cycle(&self) -> Option<String> {
        let cycle = self.funnel.sales_cycle;
        if cycle.now.n == 0 {
            return None;
        }
        let (first, last) = (self.funnel.stages.first()?, self.funnel.stages.last()?);
        let row = self.words.say(
            "cycle",
            args![
                from = self.stage(&first.id),
                to = self.stage(&last.id),
                median = self.words.duration_or_none(cycle.now.median_seconds),
                count = cycle.now.n
            ],
        );
        Some(match cycle.previous {
            Some(previous) if previous.n > 0 => self.cycle_beside(&row, previous),
            _ => row,
        })
    }

    fn cycle_beside(&self, row: &str, previous: MedianTime) -> String {
        self.words.say(
            "cycle-before",
            args![
                row = row,
                label = self.before(),
                median = self.words.duration_or_none(previous.median_seconds),
                count = previous.n
            ],
        )
    }
}
