//! How many leads reached each stage for the first time, beside the comparison.

use kpi::funnel::StageRow;

use crate::{
    args,
    format::numbers::{change, column, count},
    frame::Sheet,
};

impl Sheet<'_> {
    /// One line a stage, number first; leads that came back stand beside, never inside.
    pub(crate) fn entered(&self) -> Vec<String> {
        let counts: Vec<String> = self
            .funnel
            .stages
            .iter()
            .map(|row| count(row.now.entered))
            .collect();
        let rows = self.funnel.stages.iter().zip(column(&counts));
        let title = match self.funnel.comparison {
            Some(_) => self
                .words
                .say("entered-title", args![label = self.before()]),
            None => self.words.word("entered-title-alone"),
        };
        std::iter::once(title)
            .chain(rows.map(|(row, figure)| self.entered_row(row, figure)))
            .collect()
    }

    fn entered_row(&self, row: &StageRow, figure: String) -> String {
        let stage = self.stage(&row.id);
        let before = row.previous.map(|previous| previous.entered);
        let change = before.and_then(|before| change(row.now.entered, before));
        let line = match (before, change) {
            (Some(before), Some(change)) => self.words.say(
                "entered-row",
                args![
                    figure = figure,
                    stage = stage,
                    before = before,
                    change = change
                ],
            ),
            (Some(before), None) => self.words.say(
                "entered-row-from-zero",
                args![figure = figure, stage = stage, before = before],
            ),
            (None, _) => self
                .words
                .say("entered-row-alone", args![figure = figure, stage = stage]),
        };
        if row.now.returned == 0 {
            return line;
        }
        self.words.say(
            "entered-returned",
            args![row = line, count = row.now.returned],
        )
    }
}
