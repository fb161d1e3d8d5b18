//! Bars that lie one under the other, each with its name, its number and the comparison.

use super::{
    WIDTH,
    canvas::{Anchor, At, BEFORE, Canvas, Face, INK, NOW, Pen, QUIET, SMALL},
    header::MARGIN,
    scale::Axis,
    text::fit,
    unit::Amount,
};
use crate::typeface::width;

/// One bar with its words.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) now: Option<Amount>,
    /// The number in words; `—` where it is not available.
    pub(super) written: String,
    pub(super) before: Option<Amount>,
    /// The comparison in words, beside the number.
    pub(super) beside: String,
    /// What stands at the right, between this row and the one above.
    pub(super) step: String,
}

const NAME: f64 = 32.0;
const LONGEST_NAME: f64 = 320.0;
const STEP: f64 = 30.0;
const GAP: f64 = 18.0;
const TALLEST: f64 = 112.0;
const ROOMY: f64 = 86.0;

/// Where the parts of all rows lie.
struct Columns {
    bars: f64,
    axis: Axis,
    figure: f64,
}

/// Draws the rows between `top` and `bottom`.
pub(super) fn draw(canvas: &mut Canvas, rows: &[Row], (top, bottom): At) {
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let height = ((bottom - top) / rows.len().max(1) as f64).min(TALLEST);
    let columns = columns(rows, height);
    let zero = columns.axis.place(Amount::ZERO);
    let mut y = top;
    for (index, row) in rows.iter().enumerate() {
        if index > 0 && !row.step.is_empty() {
            let face = Face::new(STEP, INK, Anchor::End);
            canvas.text((WIDTH - MARGIN, y + STEP * 0.36), &row.step, face);
        }
        draw_row(canvas, row, &columns, (y, height));
        y += height;
    }
    canvas.line((zero, top), (zero, y), Pen::whole(QUIET, 2.0));
}

fn columns(rows: &[Row], height: f64) -> Columns {
    let widest = |size: f64, of: fn(&Row) -> &str| {
        rows.iter()
            .map(|row| width(of(row), size))
            .fold(0.0, f64::max)
    };
    let figure = (height * 0.5).clamp(SMALL, 42.0);
    let names = widest(NAME, |row| &row.name).min(LONGEST_NAME);
    // Tall rows leave room between two bars; else the steps have a column of their own.
    let step = match widest(STEP, |row| &row.step) {
        step if step > 0.0 && height < ROOMY => step + GAP,
        _ => 0.0,
    };
    let words = rows
        .iter()
        .map(|row| width(&row.written, figure) + GAP + width(&row.beside, SMALL))
        .fold(0.0, f64::max);
    let bars = MARGIN + names + GAP;
    let end = (WIDTH - MARGIN - step - words - GAP).max(bars + 60.0);
    let values: Vec<Amount> = rows
        .iter()
        .flat_map(|row| [row.now, row.before])
        .flatten()
        .collect();
    Columns {
        bars,
        axis: Axis::from_zero(&values, (bars, end)),
        figure,
    }
}

fn draw_row(canvas: &mut Canvas, row: &Row, columns: &Columns, (y, height): At) {
    let thick = (height * 0.42).min(48.0);
    let thin = if row.before.is_some() { 10.0 } else { 0.0 };
    let top = y + (height - thick - thin) / 2.0;
    let middle = top + thick / 2.0;
    let room = columns.bars - MARGIN - GAP;
    let is_long = width(&row.name, NAME) > room;
    let size = if is_long { SMALL } else { NAME };
    let name = fit(&row.name, size, room);
    let name_face = Face::new(size, INK, Anchor::Start);
    canvas.text((MARGIN, middle + NAME * 0.36), &name, name_face);
    let zero = columns.axis.place(Amount::ZERO);
    let mut bar = |amount: Option<Amount>, at: f64, tall: f64, ink: &str| -> f64 {
        let Some(amount) = amount else { return zero };
        let end = columns.axis.place(amount);
        // What is there is seen, however little it is.
        let length = if amount == Amount::ZERO {
            0.0
        } else {
            (end - zero).abs().max(3.0)
        };
        canvas.rect((zero.min(end), at), (length, tall), ink);
        zero.max(end)
    };
    let end = bar(row.now, top, thick, NOW);
    let end = end.max(bar(row.before, top + thick + 2.0, thin, BEFORE));
    let figure = Face::new(columns.figure, INK, Anchor::Start).strong();
    let x = end + GAP * 0.7;
    canvas.text((x, middle + columns.figure * 0.36), &row.written, figure);
    let x = x + width(&row.written, columns.figure) + GAP * 0.8;
    let beside = Face::new(SMALL, QUIET, Anchor::Start);
    canvas.text((x, middle + columns.figure * 0.36), &row.beside, beside);
}
