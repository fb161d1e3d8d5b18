//! What the signs of a chart mean, in a row at its foot.

use super::{
    HEIGHT,
    canvas::{Anchor, Canvas, Face, INK, PAPER, Pen, SMALL},
    header::{MARGIN, ROOM},
    text::fit,
};
use crate::typeface::width;

/// A sign of a chart.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sign {
    /// A filled point on a line.
    Point(&'static str),
    /// A hollow one.
    Hollow(&'static str),
    /// A line.
    Line(Pen),
    /// An area or a bar.
    Block(&'static str),
    /// A bar thinner than the others.
    ThinBlock(&'static str),
    /// Nothing, where a number is not available.
    Missing,
}

/// A sign and its meaning.
pub(super) type Entry = (Sign, String);

const SIGN: f64 = 44.0;
const GAP: f64 = 34.0;
const LINE: f64 = 40.0;

fn rows(entries: &[Entry]) -> Vec<Vec<(f64, &Entry)>> {
    let mut rows: Vec<Vec<(f64, &Entry)>> = Vec::new();
    let mut used = f64::INFINITY;
    for entry in entries {
        let wide = SIGN + 10.0 + width(&entry.1, SMALL).min(ROOM - SIGN - 10.0);
        if used + wide > ROOM {
            rows.push(Vec::new());
            used = 0.0;
        }
        if let Some(row) = rows.last_mut() {
            row.push((used, entry));
        }
        used += wide + GAP;
    }
    rows
}

/// Draws the entries above `bottom`; tells where they begin.
pub(super) fn draw(canvas: &mut Canvas, entries: &[Entry], bottom: f64) -> f64 {
    let rows = rows(entries);
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let top = bottom - rows.len() as f64 * LINE;
    let mut y = top;
    for row in rows {
        for (x, (sign, meaning)) in row {
            let x = MARGIN + x;
            draw_sign(canvas, *sign, (x, y + LINE / 2.0));
            let meaning = fit(meaning, SMALL, ROOM - SIGN - 10.0);
            canvas.text(
                (x + SIGN + 10.0, y + LINE / 2.0 + SMALL * 0.36),
                &meaning,
                Face::new(SMALL, INK, Anchor::Start),
            );
        }
        y += LINE;
    }
    top
}

fn draw_sign(canvas: &mut Canvas, sign: Sign, (x, y): (f64, f64)) {
    let (from, to, middle) = ((x, y), (x + SIGN, y), (x + SIGN / 2.0, y));
    match sign {
        Sign::Point(ink) => {
            canvas.line(from, to, Pen::whole(ink, 5.0));
            canvas.disc(middle, 9.0, ink, Pen::whole(ink, 4.0));
        }
        Sign::Hollow(ink) => {
            canvas.line(from, to, Pen::dashed(ink, 5.0, (9, 7)));
            canvas.disc(middle, 9.0, PAPER, Pen::whole(ink, 4.0));
        }
        Sign::Line(pen) => canvas.line(from, to, pen),
        Sign::Block(ink) => canvas.rect((x + 6.0, y - 14.0), (SIGN - 12.0, 28.0), ink),
        Sign::Missing => {
            let face = Face::new(SMALL, INK, Anchor::Middle).strong();
            canvas.text((x + SIGN / 2.0, y + SMALL * 0.36), "—", face);
        }
        Sign::ThinBlock(ink) => canvas.rect((x + 6.0, y - 5.0), (SIGN - 12.0, 10.0), ink),
    }
}

/// Where the foot of a chart ends.
pub(super) const BOTTOM: f64 = HEIGHT - 22.0;
