//! The funnel of a period (`kpi.md` §2–3): stock, flows, conversions, times, each beside its comparison.
//!
//! Lives here: from the facts of spans to the numbers people read; the shape of the JSON answer.
//! Must not live here: where facts come from (the store), words and formats (`report`).

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    rollup::Facts,
    stage::{Ladder, Outflow, Rank},
    sums::SpanSums,
};

/// A half-open span of instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Span {
    /// First instant inside.
    pub start: Timestamp,
    /// First instant after.
    pub end: Timestamp,
}

/// How a conversion is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// `entered(b) / entered(a)` of the period.
    Period,
    /// Of the leads that reached a in the period, those that reached b within the window.
    Cohort,
}

/// What is asked of the funnel.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FunnelQuestion {
    /// The whole period, also while it is open.
    pub period: Span,
    /// The span really compared.
    pub comparison: Option<Span>,
    /// Nothing at or after this instant counts.
    pub as_of: Timestamp,
    /// How conversions are counted.
    pub basis: Basis,
    /// Conversion window in days of 24 hours; `None` is up to the as-of.
    pub window_days: Option<u32>,
}

impl FunnelQuestion {
    /// The part of `span` that counts: cut at the as-of.
    pub fn counted(&self, span: Span) -> Span {
        Span {
            start: span.start.min(self.as_of),
            end: span.end.min(self.as_of),
        }
    }

    /// Whether the period has not ended at the as-of.
    pub fn is_open(&self) -> bool {
        self.period.end > self.as_of
    }

    fn window_ms(&self) -> Option<i64> {
        self.window_days.map(|days| i64::from(days) * 86_400_000)
    }

    fn is_maturing(&self, end: Timestamp) -> bool {
        match (self.basis, self.window_ms()) {
            (Basis::Cohort, Some(window)) => {
                self.as_of.as_millisecond() < end.as_millisecond().saturating_add(window)
            }
            _ => false,
        }
    }
}

/// What the store knows of one span: stock just before it and the facts inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanFacts {
    /// Stock of each rank just before the span's start.
    pub stock_start: Vec<i64>,
    /// What happened inside.
    pub facts: Facts,
}

/// The answer: the JSON of `/kpi funnel`, word for word.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Funnel {
    /// The whole period.
    pub period: FunnelPeriod,
    /// The span really compared.
    pub comparison: Option<Span>,
    /// Nothing at or after this instant counts.
    pub as_of: Timestamp,
    /// Exactly the ranked stages, in order.
    pub stages: Vec<StageRow>,
    /// Neighbours in order, then first to last.
    pub conversions: Vec<ConversionRow>,
    /// Same pairs.
    pub velocity: Vec<VelocityRow>,
    /// One per ranked stage.
    pub time_in_stage: Vec<TimeInStageRow>,
    /// From the first stage to the last.
    pub sales_cycle: SalesCycle,
}

/// The period of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FunnelPeriod {
    /// First instant inside.
    pub start: Timestamp,
    /// First instant after, also while the period is open.
    pub end: Timestamp,
    /// Whether it has not ended at the as-of.
    pub open: bool,
}

/// Numbers of one stage and of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageRow {
    /// The stage's id.
    pub id: String,
    /// Numbers of the period.
    #[serde(flatten)]
    pub now: StageNumbers,
    /// Numbers of the comparison.
    pub previous: Option<StageNumbers>,
}

/// Numbers of one stage in one span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StageNumbers {
    /// Leads there just before the start.
    pub stock_start: i64,
    /// Leads there just before the end, or before the as-of while the period is open.
    pub stock_end: i64,
    /// `stock_end − stock_start`.
    pub delta: i64,
    /// Changes into it.
    pub inflow: i64,
    /// Changes out of it.
    pub outflow: OutflowNumbers,
    /// Leads that reached it, or a higher one, for the first time.
    pub entered: i64,
    /// Further arrivals by leads that had reached it before.
    pub returned: i64,
}

/// Changes out of a stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct OutflowNumbers {
    /// To a higher rank.
    pub forward: i64,
    /// To a lower rank, back to nurturing, or refused.
    pub back: i64,
    /// Lost, churned or outside.
    pub exit: i64,
    /// Deleted.
    pub removed: i64,
}

impl OutflowNumbers {
    /// All changes out.
    pub fn total(&self) -> i64 {
        self.forward + self.back + self.exit + self.removed
    }
}

/// One conversion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConversionRow {
    /// Stage id.
    pub from: String,
    /// Stage id.
    pub to: String,
    /// How it is counted.
    pub basis: Basis,
    /// Conversion of the period.
    #[serde(flatten)]
    pub now: Conversion,
    /// Conversion of the comparison.
    pub previous: Option<Conversion>,
}

/// A rate with its counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Conversion {
    /// Leads that converted.
    pub numerator: i64,
    /// Leads that could.
    pub denominator: i64,
    /// The rate, 0–1 on basis cohort; `None` where the denominator is 0.
    pub rate: Option<f64>,
    /// Whether leads of the cohort still have time to convert.
    pub maturing: bool,
}

impl Conversion {
    fn new(numerator: i64, denominator: i64, maturing: bool) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let rate = (denominator > 0).then(|| numerator as f64 / denominator as f64);
        Self {
            numerator,
            denominator,
            rate,
            maturing,
        }
    }
}

/// One velocity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VelocityRow {
    /// Stage id.
    pub from: String,
    /// Stage id.
    pub to: String,
    /// Of the period.
    #[serde(flatten)]
    pub now: MedianTime,
    /// Of the comparison.
    pub previous: Option<MedianTime>,
}

/// Time in one stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimeInStageRow {
    /// Stage id.
    pub stage: String,
    /// Of the period.
    #[serde(flatten)]
    pub now: StageTime,
    /// Of the comparison.
    pub previous: Option<StageTime>,
}

/// The sales cycle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SalesCycle {
    /// Of the period.
    #[serde(flatten)]
    pub now: MedianTime,
    /// Of the comparison.
    pub previous: Option<MedianTime>,
}

/// A median with its count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MedianTime {
    /// Seconds; `None` where `n` is 0.
    pub median_seconds: Option<f64>,
    /// How many leads.
    pub n: usize,
}

/// Median and 90th percentile with their count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StageTime {
    /// Seconds; `None` where `n` is 0.
    pub median_seconds: Option<f64>,
    /// Seconds; `None` where `n` is 0.
    pub p90_seconds: Option<f64>,
    /// How many visits ended.
    pub n: usize,
}

/// Measures the funnel. `previous` is `None` exactly where `question.comparison` is.
pub fn measure(
    ladder: &Ladder,
    question: &FunnelQuestion,
    now: impl Into<SpanSums>,
    previous: Option<impl Into<SpanSums>>,
) -> Funnel {
    let sides = Sides {
        ladder,
        now: Side::new(question, question.period.end, now.into()),
        previous: previous
            .zip(question.comparison)
            .map(|(sums, span)| Side::new(question, span.end, sums.into())),
    };
    Funnel {
        period: FunnelPeriod {
            start: question.period.start,
            end: question.period.end,
            open: question.is_open(),
        },
        comparison: question.comparison,
        as_of: question.as_of,
        stages: sides.stages(),
        conversions: sides.conversions(question.basis),
        velocity: sides.velocity(),
        time_in_stage: sides.time_in_stage(),
        sales_cycle: sides.sales_cycle(),
    }
}

/// One span, and how it is asked for.
struct Side {
    sums: SpanSums,
    basis: Basis,
    window: Option<i64>,
    as_of: i64,
    maturing: bool,
}

impl Side {
    fn new(question: &FunnelQuestion, end: Timestamp, sums: SpanSums) -> Self {
        Self {
            sums,
            basis: question.basis,
            window: question.window_ms(),
            as_of: question.as_of.as_millisecond(),
            maturing: question.is_maturing(end),
        }
    }

    fn stage(&self, rank: Rank) -> StageNumbers {
        let mut inflow = 0;
        let mut outflow = OutflowNumbers::default();
        for ((from, to), count) in &self.sums.flows {
            if to.rank() == Some(rank) {
                inflow += count;
            }
            if from.rank() == Some(rank) {
                match Outflow::of(rank, *to) {
                    Outflow::Forward => outflow.forward += count,
                    Outflow::Back => outflow.back += count,
                    Outflow::Exit => outflow.exit += count,
                    Outflow::Removed => outflow.removed += count,
                }
            }
        }
        let index = usize::from(rank);
        let stock_start = self.sums.stock_start[index];
        let delta = inflow - outflow.total();
        StageNumbers {
            stock_start,
            stock_end: stock_start + delta,
            delta,
            inflow,
            outflow,
            entered: self.sums.entered[index],
            returned: self.sums.returned[index],
        }
    }

    fn conversion(&self, pair: usize, (from, to): (Rank, Rank)) -> Conversion {
        let entered = &self.sums.entered;
        let denominator = entered[usize::from(from)];
        let numerator = match self.basis {
            Basis::Period => entered[usize::from(to)],
            Basis::Cohort => self.converted(pair),
        };
        Conversion::new(numerator, denominator, self.maturing)
    }

    fn converted(&self, pair: usize) -> i64 {
        let in_time = self.sums.conversions[pair].iter().filter(|lead| {
            self.window.is_none_or(|window| lead.lag <= window)
                && lead.reached + lead.lag < self.as_of
        });
        i64::try_from(in_time.count()).unwrap_or(i64::MAX)
    }

    fn lag(&self, pair: usize) -> MedianTime {
        self.sums.lags[pair]
    }

    fn visits(&self, rank: Rank) -> StageTime {
        self.sums.visits[usize::from(rank)]
    }
}

struct Sides<'a> {
    ladder: &'a Ladder,
    now: Side,
    previous: Option<Side>,
}

impl Sides<'_> {
    fn both<T>(&self, of: impl Fn(&Side) -> T) -> (T, Option<T>) {
        (of(&self.now), self.previous.as_ref().map(of))
    }

    fn id(&self, rank: Rank) -> String {
        self.ladder
            .stage(rank)
            .map(|stage| stage.id.clone())
            .unwrap_or_default()
    }

    fn stages(&self) -> Vec<StageRow> {
        let row = |rank| {
            let (now, previous) = self.both(|side| side.stage(rank));
            StageRow {
                id: self.id(rank),
                now,
                previous,
            }
        };
        self.ladder.ranks().map(row).collect()
    }

    fn conversions(&self, basis: Basis) -> Vec<ConversionRow> {
        let row = |(index, pair): (usize, (Rank, Rank))| {
            let (now, previous) = self.both(|side| side.conversion(index, pair));
            ConversionRow {
                from: self.id(pair.0),
                to: self.id(pair.1),
                basis,
                now,
                previous,
            }
        };
        self.ladder
            .pairs()
            .into_iter()
            .enumerate()
            .map(row)
            .collect()
    }

    fn velocity(&self) -> Vec<VelocityRow> {
        let row = |(index, (from, to)): (usize, (Rank, Rank))| {
            let (now, previous) = self.both(|side| side.lag(index));
            VelocityRow {
                from: self.id(from),
                to: self.id(to),
                now,
                previous,
            }
        };
        self.ladder
            .pairs()
            .into_iter()
            .enumerate()
            .map(row)
            .collect()
    }

    fn time_in_stage(&self) -> Vec<TimeInStageRow> {
        let row = |rank| {
            let (now, previous) = self.both(|side| side.visits(rank));
            TimeInStageRow {
                stage: self.id(rank),
                now,
                previous,
            }
        };
        self.ladder.ranks().map(row).collect()
    }

    fn sales_cycle(&self) -> SalesCycle {
        // First to last is the last pair, also on a ladder of two stages.
        let whole = self.ladder.pairs().len() - 1;
        let (now, previous) = self.both(|side| side.lag(whole));
        SalesCycle { now, previous }
    }
}
