//! Stock and its change: how many leads stand in each stage, and where they came from and went.

use kpi::funnel::{StageNumbers, StageRow};

use crate::{
    args,
    format::numbers::{column, count, signed},
    frame::Sheet,
};

impl Sheet<'_> {
    /// One line a stage: stock at the end, its change, inflow, outflow by kind. Kinds without any are left out.
    pub(crate) fn stock(&self) -> Vec<String> {
        let stocks: Vec<String> = self
            .funnel
            .stages
            .iter()
            .map(|row| count(row.now.stock_end))
            .collect();
        let rows = self.funnel.stages.iter().zip(column(&stocks));
        let title = if self.funnel.period.open {
            "stock-title-open"
        } else {
            "stock-title"
        };
        std::iter::once(self.words.word(title))
            .chain(rows.map(|(row, figure)| self.stock_row(row, &figure)))
            .collect()
    }

    fn stock_row(&self, row: &StageRow, figure: &str) -> String {
        let (stage, delta) = (self.stage(&row.id), signed(row.now.delta));
        let flows = self.flows(row.now);
        if flows.is_empty() {
            let told = args![figure = figure, stage = stage, delta = delta];
            return self.words.say("stock-row-still", told);
        }
        self.words.say(
            "stock-row",
            args![figure = figure, stage = stage, delta = delta, flows = flows],
        )
    }

    fn flows(&self, stage: StageNumbers) -> String {
        let flows = [
            (stage.inflow, "flow-in"),
            (stage.outflow.forward, "flow-forward"),
            (stage.outflow.back, "flow-back"),
            (stage.outflow.exit, "flow-exit"),
            (stage.outflow.removed, "flow-removed"),
        ];
        let moved = flows.into_iter().filter(|(leads, _)| *leads > 0);
        let said: Vec<String> = moved
            .map(|(leads, key)| self.words.say(key, args![count = leads]))
            .collect();
        said.join(&self.words.word("comma"))
    }

    /// All stages in one line: `リード 1,204（+37）・MQL 131（−4）`.
    pub(crate) fn stock_line(&self) -> String {
        let of = |row: &StageRow| {
            self.words.say(
                "stock-of",
                args![
                    stage = self.stage(&row.id),
                    stock = row.now.stock_end,
                    delta = signed(row.now.delta)
                ],
            )
        };
        let stages: Vec<String> = self.funnel.stages.iter().map(of).collect();
        let stages = stages.join(&self.words.word("comma"));
        self.words.say("stock-line", args![stages = stages])
    }
}
