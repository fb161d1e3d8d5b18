//! Writing SVG: shapes and text, with the palette that all charts share.
//!
//! Lives here: elements and colours. Must not live here: what is drawn where.
//!
//! Colours are Okabe and Ito's, which people with any colour vision tell apart; still no meaning hangs on a
//! colour alone.

use std::fmt::Write as _;

use super::{HEIGHT, WIDTH, text::fit};
use crate::{
    escape::markup,
    typeface::{FAMILY, legible},
};

/// Paper.
pub(super) const PAPER: &str = "#ffffff";
/// Text and axes.
pub(super) const INK: &str = "#1f1f1f";
/// Text that stands back.
pub(super) const QUIET: &str = "#595959";
/// Grid lines.
pub(super) const GRID: &str = "#d4d4d4";
/// The comparison.
pub(super) const BEFORE: &str = "#8f8f8f";
/// The period itself.
pub(super) const NOW: &str = "#0072b2";
/// The normal range.
pub(super) const NORMAL: &str = "#dcecf6";
/// Goals and targets.
pub(super) const GOAL: &str = "#c04e00";
/// Estimates.
pub(super) const ESTIMATE: &str = "#f6dcb4";
/// Notes.
pub(super) const NOTE: &str = "#7a4a68";

/// The smallest text: legible on a phone, where a chart is a third of its size.
pub(super) const SMALL: f64 = 28.0;

/// A point.
pub(super) type At = (f64, f64);

/// Where a text hangs on its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// How thick letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Strong,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    pub(super) size: f64,
    pub(super) ink: &'static str,
    pub(super) anchor: Anchor,
    pub(super) weight: Weight,
}

impl Face {
    pub(super) fn new(size: f64, ink: &'static str, anchor: Anchor) -> Self {
        Self {
            size,
            ink,
            anchor,
            weight: Weight::Regular,
        }
    }

    pub(super) fn strong(self) -> Self {
        Self {
            weight: Weight::Strong,
            ..self
        }
    }
}

/// How a line looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    pub(super) ink: &'static str,
    pub(super) width: f64,
    /// Lengths of dash and gap; `None` for a whole line.
    pub(super) dash: Option<(u8, u8)>,
}

impl Pen {
    pub(super) fn whole(ink: &'static str, width: f64) -> Self {
        Self {
            ink,
            width,
            dash: None,
        }
    }

    pub(super) fn dashed(ink: &'static str, width: f64, dash: (u8, u8)) -> Self {
        Self {
            ink,
            width,
            dash: Some(dash),
        }
    }
}

/// An SVG document in the making.
#[derive(Debug)]
pub(super) struct Canvas {
    svg: String,
}

impl Canvas {
    /// White paper; `title` is read aloud to those who do not see it.
    pub(super) fn new(title: &str) -> Self {
        let title = markup(&legible(title));
        let mut canvas = Self {
            svg: format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
                 width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\" font-family=\"'{FAMILY}', \
                 'Hiragino Sans', 'Noto Sans CJK JP', 'Noto Sans JP', sans-serif\">\
                 <title>{title}</title>"
            ),
        };
        canvas.rect((0.0, 0.0), (WIDTH, HEIGHT), PAPER);
        canvas
    }

    pub(super) fn finish(mut self) -> String {
        self.svg.push_str("</svg>");
        self.svg
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        self.svg
            .write_fmt(element)
            .expect("writing to memory does not fail");
    }

    pub(super) fn rect(&mut self, at: At, (width, height): At, fill: &str) {
        let (x, y, w, h) = (n(at.0), n(at.1), n(width.max(0.0)), n(height.max(0.0)));
        self.add(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{fill}\" \
             shape-rendering=\"crispEdges\"/>"
        ));
    }

    pub(super) fn line(&mut self, from: At, to: At, pen: Pen) {
        self.path(&[from, to], pen);
    }

    pub(super) fn path(&mut self, points: &[At], pen: Pen) {
        if points.len() < 2 {
            return;
        }
        let (points, ink, width, dash) = (joined(points), pen.ink, n(pen.width), dash(pen));
        self.add(format_args!(
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{width}\" \
             stroke-linejoin=\"round\"{dash}/>"
        ));
    }

    pub(super) fn area(&mut self, points: &[At], fill: &str) {
        let points = joined(points);
        self.add(format_args!(
            "<polygon points=\"{points}\" fill=\"{fill}\"/>"
        ));
    }

    pub(super) fn disc(&mut self, at: At, radius: f64, fill: &str, pen: Pen) {
        let (x, y, r) = (n(at.0), n(at.1), n(radius));
        let (ink, width) = (pen.ink, n(pen.width));
        self.add(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"{fill}\" stroke=\"{ink}\" \
             stroke-width=\"{width}\"/>"
        ));
    }

    /// Text on the baseline `at`; what would run off the paper is cut.
    pub(super) fn text(&mut self, at: At, text: &str, face: Face) {
        if room(at, face) < face.size {
            return;
        }
        let text = markup(&fit(text, face.size, room(at, face)));
        if text.is_empty() {
            return;
        }
        let (x, y, size, ink) = (n(at.0), n(at.1), n(face.size), face.ink);
        let anchor = face.anchor.word();
        // One font file is carried, so that strong letters are its own with a thin edge.
        let edge = match face.weight {
            Weight::Regular => String::new(),
            Weight::Strong => format!(" stroke=\"{ink}\" stroke-width=\"{}\"", n(face.size / 28.0)),
        };
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{ink}\" \
             text-anchor=\"{anchor}\"{edge}>{text}</text>"
        ));
    }

    /// Text with a rim of paper, readable across lines.
    pub(super) fn text_on_lines(&mut self, at: At, text: &str, face: Face) {
        if room(at, face) < face.size {
            return;
        }
        let shown = markup(&fit(text, face.size, room(at, face)));
        let (x, y, size, anchor) = (n(at.0), n(at.1), n(face.size), face.anchor.word());
        if !shown.is_empty() {
            self.add(format_args!(
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{PAPER}\" stroke=\"{PAPER}\" \
                 stroke-width=\"9\" stroke-linejoin=\"round\" text-anchor=\"{anchor}\" \
                 aria-hidden=\"true\">{shown}</text>"
            ));
        }
        self.text(at, text, face);
    }
}

/// How wide a text may be that hangs on that point; where not even a letter has room, none is written.
fn room(at: At, face: Face) -> f64 {
    match face.anchor {
        Anchor::Start => WIDTH - at.0,
        Anchor::Middle => 2.0 * at.0.min(WIDTH - at.0),
        Anchor::End => at.0,
    }
}

fn dash(pen: Pen) -> String {
    pen.dash.map_or_else(String::new, |(dash, gap)| {
        format!(" stroke-dasharray=\"{dash} {gap}\"")
    })
}

fn joined(points: &[At]) -> String {
    let points: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{},{}", n(*x), n(*y)))
        .collect();
    points.join(" ")
}

/// A coordinate with one decimal at the most.
fn n(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0")
        .map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Anchor, Canvas, Face, INK};

    #[test]
    fn text_cannot_become_markup() {
        let mut canvas = Canvas::new("a<script>");
        canvas.text(
            (0.0, 0.0),
            "</text><script>alert('\"&')</script>",
            Face::new(28.0, INK, Anchor::Start),
        );
        let svg = canvas.finish();
        assert!(!svg.contains("<script"), "{svg}");
        assert!(
            svg.contains("&lt;script&gt;alert(&#39;&quot;&amp;&#39;)"),
            "{svg}"
        );
    }
}
