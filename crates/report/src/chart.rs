//! Charts: numbers and the few words around them, typed, and their drawing as SVG.
//!
//! Lives here: what each kind of chart is made of. Must not live here: how each is drawn (one file each), pixels
//! (`picture`), where the numbers come from.
//!
//! A chart is frozen with its post: whatever is drawn again later shows the same numbers.

mod canvas;
mod channels;
mod funnel;
mod grid;
mod header;
mod landing;
mod legend;
mod rows;
mod scale;
mod text;
mod trend;
mod unit;

use serde::{Deserialize, Serialize};

use crate::locale::Locale;
use canvas::Canvas;
pub use unit::{Amount, Unit};

/// Width of every chart.
pub const WIDTH: f64 = 1200.0;
/// Height of every chart.
pub const HEIGHT: f64 = 675.0;

/// A chart with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// The verdict.
    pub title: String,
    /// Period, zone and as-of.
    pub under: String,
    /// The language of its numbers and signs.
    pub locale: Locale,
    /// What is drawn.
    pub plot: Plot,
}

/// The kinds of charts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Plot {
    /// The stages of a period, one bar each.
    Funnel(FunnelPlot),
    /// One number over successive periods.
    Trend(TrendPlot),
    /// One number by channel.
    Channels(ChannelsPlot),
    /// Where an open period will land.
    Landing(LandingPlot),
}

/// The stages of a period, from the first to the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelPlot {
    /// What the period is called: `2026-10`.
    pub now: String,
    /// What it is compared with: `前月`; `None` where with nothing.
    pub before: Option<String>,
    /// The stages in their order.
    pub stages: Vec<FunnelStage>,
}

/// One stage of a funnel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelStage {
    /// Its name: text from outside.
    pub name: String,
    /// Its count; `None` where it is not available.
    pub now: Option<i64>,
    /// Its count in the comparison.
    pub before: Option<i64>,
    /// The conversion into it from the stage before.
    pub conversion: Option<Ratio>,
}

/// A rate with its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// Those that did.
    pub numerator: i64,
    /// Those that could.
    pub denominator: i64,
}

/// One number over successive periods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendPlot {
    /// What is counted: `MQL`; text from outside.
    pub name: String,
    /// The number's unit.
    pub unit: Unit,
    /// The periods, oldest first.
    pub points: Vec<TrendPoint>,
    /// The normal range, where enough is known to say one.
    pub band: Option<Band>,
    /// Dated notes.
    pub notes: Vec<NoteFlag>,
    /// What the goals of the points are.
    #[serde(default)]
    pub goal: GoalKind,
}

/// What the goal of a period is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GoalKind {
    /// It was set for such periods.
    #[default]
    Own,
    /// It is the period's share, by business days, of what was set for a longer one.
    Share,
}

/// One period of a trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendPoint {
    /// What stands under it: `11/9`.
    pub label: String,
    /// The number; `None` where it is not available.
    pub value: Option<Amount>,
    /// Whether it can still change.
    pub state: PointState,
    /// The goal of this period.
    pub goal: Option<Amount>,
}

/// Whether the number of a period can still change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PointState {
    /// It is settled.
    #[default]
    Settled,
    /// The period has not ended.
    Open,
    /// Its leads still have time to convert.
    Maturing,
}

/// A normal range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Its lower end.
    pub low: Amount,
    /// Its upper end.
    pub high: Amount,
}

impl Band {
    /// What is normal by the counts of earlier complete periods; `None` where they are too few to say.
    pub(crate) fn of(earlier: &[i64]) -> Option<Self> {
        let (low, high) = kpi::normal::range(earlier)?;
        Some(Self {
            low: Amount::new(low)?,
            high: Amount::new(high)?,
        })
    }
}

/// A dated note on a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteFlag {
    /// The place of its period in the trend, from 0.
    pub at: usize,
    /// What it says: text from outside.
    pub text: String,
}

/// One number by channel, in the order in which the channels are to stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelsPlot {
    /// The number's unit.
    pub unit: Unit,
    /// What the period is called.
    pub now: String,
    /// What it is compared with; `None` where with nothing.
    pub before: Option<String>,
    /// The channels.
    pub channels: Vec<ChannelBar>,
}

/// One channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelBar {
    /// Its name: text from outside.
    pub name: String,
    /// Its number; `None` where it is not available.
    pub now: Option<Amount>,
    /// Its number in the comparison.
    pub before: Option<Amount>,
}

/// Where an open period will land.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandingPlot {
    /// The number's unit.
    pub unit: Unit,
    /// What stands under the first day and under the last: `11/1`, `11/30`.
    pub ends: (String, String),
    /// How many days the period has.
    pub days: usize,
    /// The sum reached by the end of each day so far.
    pub actual: Vec<Option<Amount>>,
    /// The sum that is due by the end of each day to reach the target; empty for an even pace.
    pub pace: Vec<Amount>,
    /// What is to be reached.
    pub target: Amount,
    /// Where it will land, once that can be said.
    pub landing: Option<Landing>,
}

/// An estimate of where a period lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landing {
    /// The estimate.
    pub expected: Amount,
    /// Lower end of its 80% range.
    pub low: Amount,
    /// Upper end of its 80% range.
    pub high: Amount,
}

impl Chart {
    /// The chart as an SVG document of 1200 × 675. Text is made harmless and legible here, whatever it is.
    pub fn svg(&self) -> String {
        let mut canvas = Canvas::new(&self.title);
        let top = header::draw(&mut canvas, &self.title, &self.under);
        let words = self.locale.words();
        match &self.plot {
            Plot::Funnel(plot) => funnel::draw(&mut canvas, words, plot, top),
            Plot::Trend(plot) => trend::draw(&mut canvas, words, plot, top),
            Plot::Channels(plot) => channels::draw(&mut canvas, words, plot, top),
            Plot::Landing(plot) => landing::draw(&mut canvas, words, plot, top),
        }
        canvas.finish()
    }
}
