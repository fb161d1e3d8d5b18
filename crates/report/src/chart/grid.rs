//! The steps of an axis as lines with their numbers. Must not live here: where an axis lies (`scale`).

use super::{
    canvas::{Anchor, Canvas, Face, GRID, Pen, QUIET, SMALL},
    scale::Axis,
    unit::{Amount, Unit},
};
use crate::{typeface::width, words::Words};

/// How wide the widest number of the axis is.
pub(super) fn widest(axis: &Axis, unit: &Unit, words: &Words) -> f64 {
    let labels = axis.steps().into_iter();
    labels
        .map(|step| width(&unit.on_axis(words, step), SMALL))
        .fold(0.0, f64::max)
}

/// A line for each step from `left` to `right`, its number at the left of it.
pub(super) fn draw(
    canvas: &mut Canvas,
    axis: &Axis,
    unit: &Unit,
    words: &Words,
    (left, right): (f64, f64),
) {
    for step in axis.steps() {
        let y = axis.place(step);
        let pen = if step == Amount::ZERO {
            Pen::whole(QUIET, 2.0)
        } else {
            Pen::whole(GRID, 1.5)
        };
        canvas.line((left, y), (right, y), pen);
        let face = Face::new(SMALL, QUIET, Anchor::End);
        let label = unit.on_axis(words, step);
        canvas.text((left - 12.0, y + SMALL * 0.36), &label, face);
    }
}
