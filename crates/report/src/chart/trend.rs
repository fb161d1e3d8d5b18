//! The trend: one number over successive periods.
//!
//! What can still change is hollow and joined by a dashed line; what is not available is a gap with a dash on
//! the axis, never a zero.

use super::{
    Band, GoalKind, PointState, TrendPlot, TrendPoint, WIDTH,
    canvas::{Anchor, At, Canvas, Face, GOAL, INK, NORMAL, NOTE, NOW, PAPER, Pen, QUIET, SMALL},
    grid,
    header::{MARGIN, ROOM},
    legend::{self, BOTTOM, Entry, Sign},
    scale::Axis,
    text::{fit, wrap},
    unit::Amount,
};
use crate::{args, typeface::width, words::Words};

/// More flags than this would cover the line.
const MOST_NOTES: usize = 5;
/// A flag, and the room for its pole above the plot.
const FLAG: f64 = 36.0;
/// What stands under a point is no wider.
const LONGEST_LABEL: f64 = 240.0;
/// The number at a point.
const FIGURE: f64 = 42.0;

/// Where things lie.
struct Field<'a> {
    words: &'a Words,
    plot: &'a TrendPlot,
    axis: Axis,
    top: f64,
    bottom: f64,
    left: f64,
    right: f64,
}

pub(super) fn draw(canvas: &mut Canvas, words: &Words, plot: &TrendPlot, top: f64) {
    if plot.points.iter().all(|point| point.value.is_none()) {
        return nothing(canvas, words, top);
    }
    let foot = legend::draw(canvas, &entries(words, plot), BOTTOM);
    let foot = draw_note_texts(canvas, plot, foot);
    let field = Field::new(words, plot, (top, foot - 12.0));
    field.draw_band(canvas);
    field.draw_grid(canvas);
    field.draw_labels(canvas);
    field.draw_goals(canvas);
    field.draw_flags(canvas);
    field.draw_line(canvas);
    field.draw_figures(canvas);
}

/// What is shown where there is no number at all.
pub(super) fn nothing(canvas: &mut Canvas, words: &Words, top: f64) {
    let middle = (top + BOTTOM) / 2.0;
    canvas.text(
        (WIDTH / 2.0, middle),
        &words.word("chart-nothing"),
        Face::new(36.0, QUIET, Anchor::Middle),
    );
}

fn entries(words: &Words, plot: &TrendPlot) -> Vec<Entry> {
    let any = |state: PointState| {
        let mut points = plot.points.iter();
        points.any(|point| point.state == state && point.value.is_some())
    };
    let mut entries = vec![(Sign::Point(NOW), plot.name.clone())];
    if any(PointState::Open) {
        entries.push((Sign::Hollow(NOW), words.word("chart-open")));
    }
    if any(PointState::Maturing) {
        entries.push((Sign::Hollow(NOW), words.word("chart-maturing")));
    }
    let goals: Vec<Amount> = plot.points.iter().filter_map(|point| point.goal).collect();
    if let Some(last) = goals.last() {
        let is_one = goals.iter().all(|goal| goal == last);
        let goal = match plot.goal {
            GoalKind::Share => words.word("chart-goal-share"),
            GoalKind::Own if is_one => {
                let value = plot.unit.written(words, *last);
                words.say("chart-goal", args![value = value])
            }
            GoalKind::Own => words.word("chart-goals"),
        };
        entries.push((Sign::Line(goal_pen()), goal));
    }
    if let Some(band) = plot.band {
        let [low, high] = [band.low, band.high].map(|end| plot.unit.written(words, end));
        let range = words.say("chart-band", args![low = low, high = high]);
        entries.push((Sign::Block(NORMAL), range));
    }
    if plot.points.iter().any(|point| point.value.is_none()) {
        entries.push((Sign::Missing, words.word("chart-missing")));
    }
    entries
}

fn goal_pen() -> Pen {
    Pen::dashed(GOAL, 5.0, (16, 8))
}

/// The texts of the flags, numbered, above `bottom`; tells where they begin.
fn draw_note_texts(canvas: &mut Canvas, plot: &TrendPlot, bottom: f64) -> f64 {
    let notes = plot.notes.iter().take(MOST_NOTES).enumerate();
    let texts: Vec<String> = notes
        .map(|(index, note)| format!("[{}] {}", index + 1, note.text))
        .collect();
    let lines = wrap(&texts.join("  "), SMALL, ROOM, 2);
    let mut y = bottom - 6.0;
    for line in lines.iter().rev() {
        canvas.text((MARGIN, y), line, Face::new(SMALL, NOTE, Anchor::Start));
        y -= SMALL * 1.3;
    }
    if lines.is_empty() { bottom } else { y + 2.0 }
}

impl<'a> Field<'a> {
    fn new(words: &'a Words, plot: &'a TrendPlot, (top, foot): At) -> Self {
        let flags = if plot.notes.is_empty() { 0.0 } else { FLAG };
        let (top, bottom) = (top + flags + FIGURE * 0.6, foot - SMALL * 1.5);
        let band = plot.band.map(|Band { low, high }| [low, high]);
        let values: Vec<Amount> = plot
            .points
            .iter()
            .flat_map(|point| [point.value, point.goal])
            .flatten()
            .chain(band.into_iter().flatten())
            .collect();
        let axis = Axis::around(&values, plot.unit.is_whole(), (bottom, top));
        let widest = grid::widest(&axis, &plot.unit, words);
        Self {
            words,
            plot,
            axis,
            top,
            bottom,
            left: MARGIN + widest + 16.0,
            right: WIDTH - MARGIN,
        }
    }

    /// Where the period of that place lies.
    fn x(&self, index: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a handful of periods")]
        let (index, all) = (index as f64, self.plot.points.len() as f64);
        self.left + (self.right - self.left) * (index + 0.5) / all.max(1.0)
    }

    fn pitch(&self) -> f64 {
        self.x(1) - self.x(0)
    }

    fn places(&self) -> impl DoubleEndedIterator<Item = (usize, &TrendPoint, Option<At>)> {
        self.plot.points.iter().enumerate().map(|(index, point)| {
            let at = point
                .value
                .map(|value| (self.x(index), self.axis.place(value)));
            (index, point, at)
        })
    }

    fn draw_band(&self, canvas: &mut Canvas) {
        if let Some(band) = self.plot.band {
            let (low, high) = (self.axis.place(band.low), self.axis.place(band.high));
            let size = (self.right - self.left, (low - high).abs().max(2.0));
            canvas.rect((self.left, low.min(high)), size, NORMAL);
        }
    }

    fn draw_grid(&self, canvas: &mut Canvas) {
        let ends = (self.left, self.right);
        grid::draw(canvas, &self.axis, &self.plot.unit, self.words, ends);
    }

    /// The periods, as many as fit, counted back from the newest.
    fn draw_labels(&self, canvas: &mut Canvas) {
        let points = &self.plot.points;
        let wide = |point: &TrendPoint| width(&point.label, SMALL).min(LONGEST_LABEL);
        let widest = points.iter().map(wide).fold(0.0, f64::max);
        let every = (1..=points.len().max(1))
            .find(|every| {
                #[expect(clippy::cast_precision_loss, reason = "a handful of periods")]
                let room = self.pitch() * *every as f64;
                widest + 14.0 <= room
            })
            .unwrap_or(points.len().max(1));
        for (index, point, at) in self.places() {
            let x = self.x(index);
            if at.is_none() {
                let face = Face::new(SMALL, INK, Anchor::Middle).strong();
                canvas.text((x, self.bottom - 8.0), &self.words.word("none"), face);
            }
            if (points.len() - 1 - index).is_multiple_of(every) {
                let x = x.min(WIDTH - MARGIN - wide(point) / 2.0 + 20.0);
                let face = Face::new(SMALL, QUIET, Anchor::Middle);
                let label = fit(&point.label, SMALL, LONGEST_LABEL);
                canvas.text((x, self.bottom + SMALL * 1.3), &label, face);
            }
        }
    }

    /// The goal of each period, as steps.
    fn draw_goals(&self, canvas: &mut Canvas) {
        let half = self.pitch() / 2.0;
        let mut steps: Vec<At> = Vec::new();
        for (index, point, _) in self.places() {
            match point.goal {
                Some(goal) => {
                    let (x, y) = (self.x(index), self.axis.place(goal));
                    steps.extend([(x - half, y), (x + half, y)]);
                }
                None => canvas.path(&std::mem::take(&mut steps), goal_pen()),
            }
        }
        canvas.path(&steps, goal_pen());
    }

    fn draw_flags(&self, canvas: &mut Canvas) {
        let mut standing: Vec<usize> = Vec::new();
        let notes = self.plot.notes.iter().take(MOST_NOTES).enumerate();
        for (number, note) in notes {
            if note.at >= self.plot.points.len() {
                continue;
            }
            let x = self.x(note.at);
            let already = standing.iter().filter(|at| **at == note.at).count();
            standing.push(note.at);
            #[expect(clippy::cast_precision_loss, reason = "five flags at the most")]
            let shift = already as f64 * (FLAG + 4.0);
            let top = self.top - FIGURE * 0.6 - FLAG + 4.0;
            let pole = Pen::dashed(NOTE, 2.5, (4, 5));
            canvas.line((x, top), (x, self.bottom), pole);
            let left = (x + shift).min(WIDTH - MARGIN - FLAG);
            canvas.rect((left, top), (FLAG, FLAG - 2.0), NOTE);
            let face = Face::new(SMALL, PAPER, Anchor::Middle).strong();
            let at = (left + FLAG / 2.0, top + FLAG / 2.0 + SMALL * 0.34);
            canvas.text(at, &(number + 1).to_string(), face);
        }
    }

    fn draw_line(&self, canvas: &mut Canvas) {
        let mut last: Option<(At, PointState)> = None;
        for (_, point, at) in self.places() {
            if let (Some((from, state)), Some(to)) = (last, at) {
                let settled = [state, point.state] == [PointState::Settled; 2];
                let pen = if settled {
                    Pen::whole(NOW, 5.0)
                } else {
                    Pen::dashed(NOW, 5.0, (10, 8))
                };
                canvas.line(from, to, pen);
            }
            last = at.map(|at| (at, point.state));
        }
        for (_, point, at) in self.places() {
            if let Some(at) = at {
                let fill = match point.state {
                    PointState::Settled => NOW,
                    PointState::Open | PointState::Maturing => PAPER,
                };
                canvas.disc(at, 9.0, fill, Pen::whole(NOW, 4.5));
            }
        }
    }

    /// The numbers of the newest period and, where there is room, of the one before.
    fn draw_figures(&self, canvas: &mut Canvas) {
        let mut known = self.places().filter_map(|(index, point, at)| {
            let written = self.plot.unit.written(self.words, point.value?);
            Some((index, at?, written))
        });
        let Some((newest, at, written)) = known.next_back() else {
            return;
        };
        let before = known.next_back().filter(|(index, ..)| index + 1 == newest);
        let half = width(&written, FIGURE) / 2.0;
        let x = at.0.min(WIDTH - MARGIN - half + 14.0);
        let other = before.as_ref().map(|(_, other, _)| *other);
        self.draw_figure(canvas, (x, at.1), other, &written, FIGURE);
        if let Some((_, other, written)) = before {
            const BESIDE: f64 = 32.0;
            let apart = x - half - other.0 - width(&written, BESIDE) / 2.0;
            if apart > 8.0 {
                self.draw_figure(canvas, other, Some(at), &written, BESIDE);
            }
        }
    }

    /// A number at its point, on the side where the line to the `other` point is not.
    fn draw_figure(
        &self,
        canvas: &mut Canvas,
        (x, y): At,
        other: Option<At>,
        written: &str,
        size: f64,
    ) {
        let is_under_line = other.is_some_and(|other| other.1 < y - 4.0);
        let under = y + size * 0.74 + 21.0;
        let y = if is_under_line && under < self.bottom - 4.0 {
            under
        } else {
            y - 20.0
        };
        let face = Face::new(size, INK, Anchor::Middle).strong();
        canvas.text_on_lines((x, y), written, face);
    }
}
