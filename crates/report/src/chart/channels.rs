//! One number by channel: a bar each, the rest counted.

use super::{
    ChannelBar, ChannelsPlot,
    canvas::{Anchor, Canvas, Face, QUIET, SMALL},
    funnel::legend,
    header::MARGIN,
    legend::{self, BOTTOM},
    rows::{self, Row},
    trend::nothing,
};
use crate::{args, words::Words};

/// More bars than this cannot be told apart on a phone.
const MOST: usize = 7;

pub(super) fn draw(canvas: &mut Canvas, words: &Words, plot: &ChannelsPlot, top: f64) {
    if plot.channels.iter().all(|channel| channel.now.is_none()) {
        return nothing(canvas, words, top);
    }
    let shown = &plot.channels[..plot.channels.len().min(MOST)];
    let rows: Vec<Row> = shown
        .iter()
        .map(|channel| row(words, plot, channel))
        .collect();
    let entries = legend(words, &plot.now, plot.before.as_deref());
    let mut bottom = legend::draw(canvas, &entries, BOTTOM) - 14.0;
    let left_out = plot.channels.len() - shown.len();
    if left_out > 0 {
        let more = words.say("chart-more", args![count = left_out]);
        let face = Face::new(SMALL, QUIET, Anchor::Start);
        canvas.text((MARGIN, bottom - 8.0), &more, face);
        bottom -= SMALL * 1.4;
    }
    rows::draw(canvas, &rows, (top, bottom));
}

fn row(words: &Words, plot: &ChannelsPlot, channel: &ChannelBar) -> Row {
    let before = plot.before.as_ref().and(channel.before);
    let beside = before.map(|amount| {
        let value = plot.unit.written(words, amount);
        words.say("chart-before", args![value = value])
    });
    let written = channel.now.map(|amount| plot.unit.written(words, amount));
    Row {
        name: channel.name.clone(),
        now: channel.now,
        written: written.unwrap_or_else(|| words.word("none")),
        before,
        beside: beside.unwrap_or_default(),
        step: String::new(),
    }
}
