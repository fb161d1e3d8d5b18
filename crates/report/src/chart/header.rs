//! The head of every chart: the verdict, and under it period, zone and as-of.

use super::{
    WIDTH,
    canvas::{Anchor, Canvas, Face, INK, QUIET, SMALL},
    text::wrap,
};
use crate::{
    cut::ELLIPSIS,
    typeface::{legible, width},
};

/// What is left free on every side.
pub(super) const MARGIN: f64 = 40.0;
/// What can be drawn on, from left to right.
pub(super) const ROOM: f64 = WIDTH - 2.0 * MARGIN;

/// Sizes of a verdict that stands on one line; from the best to the least.
const SIZES: [f64; 4] = [48.0, 44.0, 40.0, 37.0];
/// The size of a verdict on two lines.
const TWO_LINES: f64 = 40.0;

/// A verdict on two lines of about the same length: one word alone on the second would look lost.
fn balanced(title: &str, size: f64) -> Vec<String> {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    (10..20)
        .map(|twentieths| wrap(title, size, ROOM * f64::from(twentieths) / 20.0, 2))
        .find(|lines| lines.iter().map(|line| letters(line)).sum::<usize>() == letters(title))
        .filter(|lines| lines.iter().all(|line| !line.ends_with(ELLIPSIS)))
        .unwrap_or_else(|| wrap(title, size, ROOM, 2))
}

/// Draws the head; tells where the rest begins.
pub(super) fn draw(canvas: &mut Canvas, title: &str, under: &str) -> f64 {
    let title = legible(title);
    let fits = |size: &f64| width(&title, *size) <= ROOM;
    let size = SIZES.into_iter().find(fits).unwrap_or(TWO_LINES);
    let lines = if width(&title, size) <= ROOM {
        vec![title]
    } else {
        balanced(&title, size)
    };
    let mut y = 28.0;
    for line in lines {
        y += size * 1.12;
        let face = Face::new(size, INK, Anchor::Start).strong();
        canvas.text((MARGIN, y - size * 0.12), &line, face);
    }
    y += 6.0;
    for line in wrap(under, SMALL, ROOM, 2) {
        y += SMALL * 1.25;
        canvas.text((MARGIN, y), &line, Face::new(SMALL, QUIET, Anchor::Start));
    }
    y + 22.0
}
