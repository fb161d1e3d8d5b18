//! A goal's landing: what was reached so far, the pace that was due, and where the period will end.

use super::{
    Landing, LandingPlot, WIDTH,
    canvas::{Anchor, At, Canvas, ESTIMATE, Face, GOAL, INK, NOW, PAPER, Pen, QUIET, SMALL},
    grid,
    header::MARGIN,
    legend::{self, BOTTOM, Entry, Sign},
    scale::Axis,
    trend::nothing,
    unit::Amount,
};
use crate::{args, typeface::width, words::Words};

/// The estimate at the right.
const FIGURE: f64 = 42.0;

/// Where things lie.
struct Field<'a> {
    words: &'a Words,
    plot: &'a LandingPlot,
    axis: Axis,
    left: f64,
    right: f64,
    bottom: f64,
}

pub(super) fn draw(canvas: &mut Canvas, words: &Words, plot: &LandingPlot, top: f64) {
    let reached = plot.actual.iter().any(Option::is_some);
    if plot.days == 0 || !reached && plot.landing.is_none() {
        return nothing(canvas, words, top);
    }
    let foot = legend::draw(canvas, &entries(words, plot), BOTTOM);
    let field = Field::new(words, plot, (top, foot - 12.0));
    field.draw_grid(canvas);
    if let Some(landing) = plot.landing {
        field.draw_fan(canvas, landing);
    }
    field.draw_target(canvas);
    field.draw_pace(canvas);
    field.draw_actual(canvas);
    if let Some(landing) = plot.landing {
        field.draw_landing(canvas, landing);
    }
}

fn entries(words: &Words, plot: &LandingPlot) -> Vec<Entry> {
    let mut entries = vec![
        (Sign::Line(Pen::whole(NOW, 7.0)), words.word("chart-actual")),
        (Sign::Line(pace_pen()), words.word("chart-pace")),
        (Sign::Line(target_pen()), words.word("chart-goals")),
    ];
    if plot.landing.is_some() {
        entries.push((Sign::Block(ESTIMATE), words.word("chart-landing")));
    }
    entries
}

fn pace_pen() -> Pen {
    Pen::dashed(QUIET, 4.0, (4, 8))
}

fn target_pen() -> Pen {
    Pen::dashed(GOAL, 5.0, (16, 8))
}

impl<'a> Field<'a> {
    fn new(words: &'a Words, plot: &'a LandingPlot, (top, foot): At) -> Self {
        let (top, bottom) = (top + FIGURE * 0.7, foot - SMALL * 1.5);
        let range = plot
            .landing
            .map(|landing| [landing.low, landing.high, landing.expected]);
        let values: Vec<Amount> = plot
            .actual
            .iter()
            .flatten()
            .copied()
            .chain(range.into_iter().flatten())
            .chain([plot.target, Amount::ZERO])
            .collect();
        let axis = Axis::around(&values, plot.unit.is_whole(), (bottom, top));
        let widest = grid::widest(&axis, &plot.unit, words);
        let beside = plot.landing.map_or(20.0, |landing| {
            let [main, range] = estimate(words, plot, landing);
            width(&main, FIGURE).max(width(&range, SMALL)) + 40.0
        });
        Self {
            words,
            plot,
            axis,
            left: MARGIN + widest + 16.0,
            right: WIDTH - MARGIN - beside,
            bottom,
        }
    }

    /// Where the end of that day lies; 0 is the beginning.
    fn x(&self, day: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "days of a period")]
        let share = day as f64 / self.plot.days as f64;
        self.left + (self.right - self.left) * share.min(1.0)
    }

    fn draw_grid(&self, canvas: &mut Canvas) {
        let ends = (self.left, self.right);
        grid::draw(canvas, &self.axis, &self.plot.unit, self.words, ends);
        let y = self.bottom + SMALL * 1.3;
        let (first, last) = &self.plot.ends;
        let first_face = Face::new(SMALL, QUIET, Anchor::Start);
        canvas.text((self.left, y), first, first_face);
        let last_face = Face::new(SMALL, QUIET, Anchor::End);
        canvas.text((self.right, y), last, last_face);
    }

    /// The newest sum and where it lies; the beginning where there is none.
    fn newest(&self) -> (At, Option<Amount>) {
        let known = self.plot.actual.iter().enumerate();
        let newest = known
            .filter_map(|(day, sum)| sum.map(|sum| (day, sum)))
            .next_back();
        match newest {
            Some((day, sum)) => ((self.x(day + 1), self.axis.place(sum)), Some(sum)),
            None => ((self.left, self.axis.place(Amount::ZERO)), None),
        }
    }

    /// Everything between here and the two ends of the range.
    fn draw_fan(&self, canvas: &mut Canvas, landing: Landing) {
        let (here, _) = self.newest();
        let [low, high, expected] = [landing.low, landing.high, landing.expected]
            .map(|amount| (self.right, self.axis.place(amount)));
        canvas.area(&[here, high, low], ESTIMATE);
        canvas.line(here, expected, Pen::dashed(NOW, 4.0, (10, 8)));
    }

    fn draw_target(&self, canvas: &mut Canvas) {
        let y = self.axis.place(self.plot.target);
        canvas.line((self.left, y), (self.right, y), target_pen());
        let value = self.plot.unit.written(self.words, self.plot.target);
        let label = self.words.say("chart-goal", args![value = value]);
        let face = Face::new(34.0, GOAL, Anchor::Start).strong();
        canvas.text_on_lines((self.left + 14.0, y - 12.0), &label, face);
    }

    fn draw_pace(&self, canvas: &mut Canvas) {
        let zero = (self.left, self.axis.place(Amount::ZERO));
        let mut due = vec![zero];
        if self.plot.pace.is_empty() {
            due.push((self.right, self.axis.place(self.plot.target)));
        } else {
            let days = self.plot.pace.iter().enumerate().take(self.plot.days);
            due.extend(days.map(|(day, sum)| (self.x(day + 1), self.axis.place(*sum))));
        }
        canvas.path(&due, pace_pen());
    }

    fn draw_actual(&self, canvas: &mut Canvas) {
        let mut run = vec![(self.left, self.axis.place(Amount::ZERO))];
        for (day, sum) in self.plot.actual.iter().enumerate().take(self.plot.days) {
            match sum {
                Some(sum) => run.push((self.x(day + 1), self.axis.place(*sum))),
                None => canvas.path(&std::mem::take(&mut run), Pen::whole(NOW, 7.0)),
            }
        }
        canvas.path(&run, Pen::whole(NOW, 7.0));
        let (at, sum) = self.newest();
        let Some(sum) = sum else { return };
        canvas.disc(at, 10.0, NOW, Pen::whole(PAPER, 3.0));
        let written = self.plot.unit.written(self.words, sum);
        let half = width(&written, FIGURE) / 2.0;
        // Beside the line, which climbs to the right.
        let x = (at.0 + half + 16.0).min(self.right - half - 6.0);
        let y = (at.1 + FIGURE).min(self.bottom - 10.0);
        let face = Face::new(FIGURE, INK, Anchor::Middle).strong();
        canvas.text_on_lines((x, y), &written, face);
    }

    fn draw_landing(&self, canvas: &mut Canvas, landing: Landing) {
        let [low, high, expected] =
            [landing.low, landing.high, landing.expected].map(|amount| self.axis.place(amount));
        let pen = Pen::whole(INK, 6.0);
        canvas.line((self.right, low), (self.right, high), pen);
        for end in [low, high] {
            canvas.line((self.right - 12.0, end), (self.right + 12.0, end), pen);
        }
        let ring = Pen::whole(INK, 5.0);
        canvas.disc((self.right, expected), 11.0, PAPER, ring);
        let [main, range] = estimate(self.words, self.plot, landing);
        let x = self.right + 30.0;
        let main_face = Face::new(FIGURE, INK, Anchor::Start).strong();
        canvas.text((x, expected + FIGURE * 0.36), &main, main_face);
        let range_face = Face::new(SMALL, QUIET, Anchor::Start);
        canvas.text(
            (x, expected + FIGURE * 0.36 + SMALL * 1.35),
            &range,
            range_face,
        );
    }
}

/// The estimate and its range in words.
fn estimate(words: &Words, plot: &LandingPlot, landing: Landing) -> [String; 2] {
    let written = |amount| plot.unit.written(words, amount);
    let range = args![low = written(landing.low), high = written(landing.high)];
    [
        words.say("chart-lands", args![value = written(landing.expected)]),
        words.say("chart-range", range),
    ]
}
