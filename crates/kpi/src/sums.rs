//! What the facts of one span come to: counts as they are, times as their medians.
//!
//! Lives here: the sums, and their compact form for a span that is over. Must not live here: facts that still add up
//! (`rollup`), the numbers people read (`funnel`).

use std::collections::BTreeMap;

use crate::{
    funnel::{MedianTime, SpanFacts, StageTime},
    rollup::{Converted, put, take, take_i64},
    stage::{Ladder, Place},
    stats::quantile_of,
};

/// The facts of one span, with every quantile worked out once. Sums of two spans do not add up.
#[derive(Debug, Clone, PartialEq)]
pub struct SpanSums {
    /// Stock of each rank just before the span's start.
    pub stock_start: Vec<i64>,
    /// Changes of place, by from and to.
    pub flows: BTreeMap<(Place, Place), i64>,
    /// Leads that reached each rank for the first time; index is the rank.
    pub entered: Vec<i64>,
    /// Further arrivals at each rank by leads that had reached it before.
    pub returned: Vec<i64>,
    /// Time in stage of the visits to each rank that ended by a change (`kpi.md` §3).
    pub visits: Vec<StageTime>,
    /// Velocity of each pair (`kpi.md` §3).
    pub lags: Vec<MedianTime>,
    /// Leads of each pair's cohort that ever converted; empty where nobody asked for cohorts.
    pub conversions: Vec<Vec<Converted>>,
}

impl From<SpanFacts> for SpanSums {
    fn from(span: SpanFacts) -> Self {
        let SpanFacts {
            stock_start,
            mut facts,
        } = span;
        let visits = facts.visits.iter_mut().map(|spans| StageTime {
            median_seconds: seconds(spans, 0.5),
            p90_seconds: seconds(spans, 0.9),
            n: spans.len(),
        });
        let lags = facts.lags.iter_mut().map(|spans| MedianTime {
            median_seconds: seconds(spans, 0.5),
            n: spans.len(),
        });
        Self {
            stock_start,
            visits: visits.collect(),
            lags: lags.collect(),
            flows: facts.flows,
            entered: facts.entered,
            returned: facts.returned,
            conversions: facts.conversions,
        }
    }
}

fn seconds(spans_ms: &mut [i64], p: f64) -> Option<f64> {
    quantile_of(spans_ms, p).map(|ms| ms / 1000.0)
}

impl SpanSums {
    /// Packs what does not depend on the question: all but the stock and the conversions.
    pub fn pack(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put(&mut out, self.flows.len() as u64);
        for ((from, to), count) in &self.flows {
            out.extend([from.code(), to.code()]);
            put(&mut out, count.unsigned_abs());
        }
        for count in self.entered.iter().chain(&self.returned) {
            put(&mut out, count.unsigned_abs());
        }
        for visits in &self.visits {
            put(&mut out, visits.n as u64);
            put_seconds(&mut out, visits.median_seconds);
            put_seconds(&mut out, visits.p90_seconds);
        }
        for lags in &self.lags {
            put(&mut out, lags.n as u64);
            put_seconds(&mut out, lags.median_seconds);
        }
        out
    }

    /// Packed sums of the same ladder, beside the stock before them; they know of no cohorts. `None` where the bytes
    /// are no such sums.
    pub fn unpack(ladder: &Ladder, mut bytes: &[u8], stock_start: Vec<i64>) -> Option<Self> {
        let input = &mut bytes;
        let ranks = || 0..ladder.len();
        let pairs = ladder.pairs().len();
        let sums = Self {
            stock_start,
            flows: take_flows(input)?,
            entered: ranks().map(|_| take_i64(input)).collect::<Option<_>>()?,
            returned: ranks().map(|_| take_i64(input)).collect::<Option<_>>()?,
            visits: ranks().map(|_| take_visits(input)).collect::<Option<_>>()?,
            lags: (0..pairs)
                .map(|_| take_lags(input))
                .collect::<Option<_>>()?,
            conversions: vec![Vec::new(); pairs],
        };
        input.is_empty().then_some(sums)
    }
}

fn take_flows(input: &mut &[u8]) -> Option<BTreeMap<(Place, Place), i64>> {
    let mut flows = BTreeMap::new();
    for _ in 0..take(input)? {
        let (codes, rest) = input.split_at_checked(2)?;
        *input = rest;
        let flow = (Place::from_code(codes[0])?, Place::from_code(codes[1])?);
        flows.insert(flow, take_i64(input)?);
    }
    Some(flows)
}

fn take_visits(input: &mut &[u8]) -> Option<StageTime> {
    let n = usize::try_from(take(input)?).ok()?;
    Some(StageTime {
        median_seconds: take_seconds(input, n)?,
        p90_seconds: take_seconds(input, n)?,
        n,
    })
}

fn take_lags(input: &mut &[u8]) -> Option<MedianTime> {
    let n = usize::try_from(take(input)?).ok()?;
    Some(MedianTime {
        median_seconds: take_seconds(input, n)?,
        n,
    })
}

// Nothing is written where there are no values: their number tells.
fn put_seconds(out: &mut Vec<u8>, seconds: Option<f64>) {
    out.extend(seconds.into_iter().flat_map(f64::to_le_bytes));
}

fn take_seconds(input: &mut &[u8], n: usize) -> Option<Option<f64>> {
    if n == 0 {
        return Some(None);
    }
    let (bytes, rest) = input.split_first_chunk()?;
    *input = rest;
    Some(Some(f64::from_le_bytes(*bytes)))
}

#[cfg(test)]
mod tests {
    use super::SpanSums;
    use crate::{
        funnel::SpanFacts,
        rollup::Facts,
        stage::{Ladder, Place},
    };

    fn sums() -> (Ladder, SpanSums) {
        let ladder = Ladder::default();
        let mut facts = Facts::new(&ladder);
        facts
            .flows
            .insert((Place::Ranked(0), Place::Ranked(1)), 300);
        facts.flows.insert((Place::Ranked(1), Place::Gone), 1);
        facts.entered[1] = 300;
        facts.returned[0] = 7;
        facts.visits[0] = vec![5_000, 1_000, 86_400_001];
        facts.lags[0] = vec![1, 2];
        let stock_start = vec![9; ladder.len()];
        (ladder, SpanFacts { stock_start, facts }.into())
    }

    #[test]
    fn sums_come_back_as_they_went_in() {
        let (ladder, sums) = sums();
        assert_eq!(sums.visits[0].median_seconds, Some(5.0));
        let back = SpanSums::unpack(&ladder, &sums.pack(), sums.stock_start.clone());
        assert_eq!(back, Some(sums));
    }

    #[test]
    fn what_is_cut_short_or_too_long_is_no_sum() {
        let (ladder, sums) = sums();
        let mut bytes = sums.pack();
        for length in 0..bytes.len() {
            let cut = SpanSums::unpack(&ladder, &bytes[..length], Vec::new());
            assert_eq!(cut, None, "{length} bytes");
        }
        bytes.push(0);
        assert_eq!(SpanSums::unpack(&ladder, &bytes, Vec::new()), None);
    }
}
