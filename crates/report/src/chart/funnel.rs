//! The funnel: one bar a stage, the conversion between two stages at the right.

use super::{
    FunnelPlot, FunnelStage,
    canvas::{BEFORE, Canvas, NOW},
    legend::{self, BOTTOM, Entry, Sign},
    rows::{self, Row},
    trend::nothing,
    unit::Amount,
};
use crate::{args, format::numbers::count, words::Words};

/// More stages than this cannot be told apart on a phone; a ladder has five.
const MOST: usize = 8;

pub(super) fn draw(canvas: &mut Canvas, words: &Words, plot: &FunnelPlot, top: f64) {
    let stages = &plot.stages[..plot.stages.len().min(MOST)];
    if stages.iter().all(|stage| stage.now.is_none()) {
        return nothing(canvas, words, top);
    }
    let rows: Vec<Row> = stages
        .iter()
        .map(|stage| row(words, stage, plot.before.as_deref()))
        .collect();
    let entries = legend(words, &plot.now, plot.before.as_deref());
    let bottom = legend::draw(canvas, &entries, BOTTOM);
    rows::draw(canvas, &rows, (top, bottom - 14.0));
}

/// What the two kinds of bars are.
pub(super) fn legend(words: &Words, now: &str, before: Option<&str>) -> Vec<Entry> {
    let before = before.map(|label| {
        let label = words.say("chart-before-sign", args![label = label]);
        (Sign::ThinBlock(BEFORE), label)
    });
    std::iter::once((Sign::Block(NOW), now.to_owned()))
        .chain(before)
        .collect()
}

fn row(words: &Words, stage: &FunnelStage, before: Option<&str>) -> Row {
    let compared = before.and(stage.before);
    let beside = compared.map(|number| words.say("chart-before", args![value = count(number)]));
    let step = stage.conversion.map(|ratio| {
        let rate = words.rate(ratio.numerator, ratio.denominator);
        words.say("chart-step", args![rate = rate])
    });
    Row {
        name: stage.name.clone(),
        now: stage.now.map(Amount::count),
        written: stage.now.map_or_else(|| words.word("none"), count),
        before: compared.map(Amount::count),
        beside: beside.unwrap_or_default(),
        step: step.unwrap_or_default(),
    }
}
