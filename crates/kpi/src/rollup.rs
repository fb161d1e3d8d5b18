//! What happened in a span of time, summed over leads so that disjoint spans add up.
//!
//! Lives here: the additive facts of the funnel and their compact form for storage. Must not live here:
//! ratios, medians and words (`funnel`): those do not add up.

use std::{collections::BTreeMap, ops::Range};

use crate::{
    stage::{Ladder, Place, Rank},
    timeline::{Timeline, arrivals},
};

/// The additive facts of one span, in milliseconds since the epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pairs: Vec<(Rank, Rank)>,
    /// Changes of place, by from and to.
    pub flows: BTreeMap<(Place, Place), i64>,
    /// Leads that reached each rank for the first time; index is the rank.
    pub entered: Vec<i64>,
    /// Further arrivals at each rank by leads that had reached it before.
    pub returned: Vec<i64>,
    /// Lengths in ms of the visits to each rank that ended by a change (not by a deletion).
    pub visits: Vec<Vec<i64>>,
    /// `reached(b) − reached(a)` in ms over leads with `reached(b)` in the span; index is the pair.
    pub lags: Vec<Vec<i64>>,
    /// Over leads with `reached(a)` in the span that ever reached b; index is the pair.
    pub conversions: Vec<Vec<Converted>>,
}

/// A lead of a cohort that converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Converted {
    /// When it reached the first stage of the pair, ms.
    pub reached: i64,
    /// How long after that it reached the second, ms.
    pub lag: i64,
}

impl Facts {
    /// Nothing happened, on this ladder.
    pub fn new(ladder: &Ladder) -> Self {
        let pairs = ladder.pairs();
        Self {
            flows: BTreeMap::new(),
            entered: vec![0; ladder.len()],
            returned: vec![0; ladder.len()],
            visits: vec![Vec::new(); ladder.len()],
            lags: vec![Vec::new(); pairs.len()],
            conversions: vec![Vec::new(); pairs.len()],
            pairs,
        }
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.flows.is_empty()
    }

    /// Adds what one lead did in `span`. All facts of a lead fall on instants of its moves.
    pub fn add(&mut self, lead: &Timeline, span: &Range<i64>) {
        self.add_moves(lead, span);
        self.add_first_times(lead, span);
    }

    fn add_moves(&mut self, lead: &Timeline, span: &Range<i64>) {
        for change in lead.moves.iter().filter(|change| span.contains(&change.at)) {
            *self.flows.entry((change.from, change.to)).or_default() += 1;
            if let (Some(rank), Some(since)) = (change.from.rank(), change.since)
                && change.to != Place::Gone
            {
                self.visits[usize::from(rank)].push(change.at - since);
            }
        }
        for (rank, returned) in (0..).zip(&mut self.returned) {
            let again = arrivals(&lead.moves, rank).skip(1);
            let inside = again.filter(|change| span.contains(&change.at)).count();
            *returned += i64::try_from(inside).unwrap_or(i64::MAX);
        }
    }

    fn add_first_times(&mut self, lead: &Timeline, span: &Range<i64>) {
        let reached = lead.reached();
        for (entered, at) in self.entered.iter_mut().zip(&reached) {
            *entered += i64::from(at.is_some_and(|at| span.contains(&at)));
        }
        for (index, (from, to)) in self.pairs.iter().enumerate() {
            let (Some(first), Some(second)) =
                (reached[usize::from(*from)], reached[usize::from(*to)])
            else {
                continue;
            };
            let lag = second - first;
            if span.contains(&second) {
                self.lags[index].push(lag);
            }
            if span.contains(&first) {
                self.conversions[index].push(Converted {
                    reached: first,
                    lag,
                });
            }
        }
    }

    /// Adds the facts of another, disjoint span of the same ladder.
    pub fn merge(&mut self, other: &Self) {
        for (flow, count) in &other.flows {
            *self.flows.entry(*flow).or_default() += count;
        }
        add_all(&mut self.entered, &other.entered);
        add_all(&mut self.returned, &other.returned);
        extend_all(&mut self.visits, &other.visits);
        extend_all(&mut self.lags, &other.lags);
        extend_all(&mut self.conversions, &other.conversions);
    }

    /// Takes back facts that were added or merged before; what was never added stays as it is.
    pub fn subtract(&mut self, other: &Self) {
        for (flow, count) in &other.flows {
            *self.flows.entry(*flow).or_default() -= count;
        }
        self.flows.retain(|_, count| *count != 0);
        subtract_all(&mut self.entered, &other.entered);
        subtract_all(&mut self.returned, &other.returned);
        remove_all(&mut self.visits, &other.visits);
        remove_all(&mut self.lags, &other.lags);
        remove_all(&mut self.conversions, &other.conversions);
    }

    /// Net change of the stock of each rank.
    pub fn net(&self) -> Vec<i64> {
        let mut net = vec![0; self.entered.len()];
        for ((from, to), count) in &self.flows {
            if let Some(rank) = from.rank() {
                net[usize::from(rank)] -= count;
            }
            if let Some(rank) = to.rank() {
                net[usize::from(rank)] += count;
            }
        }
        net
    }
}

fn add_all(mine: &mut [i64], theirs: &[i64]) {
    for (mine, theirs) in mine.iter_mut().zip(theirs) {
        *mine += theirs;
    }
}

fn subtract_all(mine: &mut [i64], theirs: &[i64]) {
    for (mine, theirs) in mine.iter_mut().zip(theirs) {
        *mine -= theirs;
    }
}

// As multisets: each value of theirs takes away one equal value of mine.
fn remove_all<T: Copy + Ord>(mine: &mut [Vec<T>], theirs: &[Vec<T>]) {
    for (mine, theirs) in mine
        .iter_mut()
        .zip(theirs)
        .filter(|(_, theirs)| !theirs.is_empty())
    {
        let mut gone = theirs.clone();
        gone.sort_unstable();
        mine.sort_unstable();
        let mut gone = gone.into_iter().peekable();
        mine.retain(|value| {
            while gone.next_if(|lost| lost < value).is_some() {}
            gone.next_if_eq(value).is_none()
        });
    }
}

fn extend_all<T: Clone>(mine: &mut [Vec<T>], theirs: &[Vec<T>]) {
    for (mine, theirs) in mine.iter_mut().zip(theirs) {
        mine.extend_from_slice(theirs);
    }
}

/// Compact form of a day's facts: numbers as base-128 varints, times sorted and as differences.
/// The parts that only a cohort needs stand apart, so that nobody else reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Flows, entered, returned, visits and lags.
    pub facts: Vec<u8>,
    /// Conversions.
    pub cohorts: Vec<u8>,
}

impl Facts {
    /// Packs the facts of the span that begins at `start` ms.
    pub fn pack(&self, start: i64) -> Packed {
        let mut facts = Vec::new();
        put(&mut facts, self.flows.len() as u64);
        for ((from, to), count) in &self.flows {
            facts.extend([from.code(), to.code()]);
            put(&mut facts, count.unsigned_abs());
        }
        for count in self.entered.iter().chain(&self.returned) {
            put(&mut facts, count.unsigned_abs());
        }
        for spans in self.visits.iter().chain(&self.lags) {
            put_sorted(&mut facts, spans.clone());
        }
        let mut cohorts = Vec::new();
        for pair in &self.conversions {
            put_conversions(&mut cohorts, pair.clone(), start);
        }
        Packed { facts, cohorts }
    }

    /// Adds packed facts of the same ladder; `None` where the bytes are not such facts, and then these facts
    /// are of no use either. `cohorts` and its `start` are given only by who needs conversions.
    #[must_use]
    pub fn merge_packed(&mut self, facts: &[u8], cohorts: Option<(&[u8], i64)>) -> Option<()> {
        let mut input = facts;
        for _ in 0..take(&mut input)? {
            let (codes, rest) = input.split_at_checked(2)?;
            input = rest;
            let flow = (Place::from_code(codes[0])?, Place::from_code(codes[1])?);
            let count = self.flows.entry(flow).or_default();
            *count = count.checked_add(take_i64(&mut input)?)?;
        }
        for count in self.entered.iter_mut().chain(&mut self.returned) {
            *count = count.checked_add(take_i64(&mut input)?)?;
        }
        for spans in self.visits.iter_mut().chain(&mut self.lags) {
            take_sorted(&mut input, spans)?;
        }
        if let Some((cohorts, start)) = cohorts {
            self.merge_cohorts(cohorts, start)?;
        }
        input.is_empty().then_some(())
    }

    /// Adds packed conversions alone, of a day that begins at `start` ms; `None` where the bytes are not such.
    #[must_use]
    pub fn merge_cohorts(&mut self, mut cohorts: &[u8], start: i64) -> Option<()> {
        for pair in &mut self.conversions {
            take_conversions(&mut cohorts, pair, start)?;
        }
        cohorts.is_empty().then_some(())
    }
}

pub(crate) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub(crate) fn take(input: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for (index, byte) in input.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if *byte < 0x80 {
            *input = &input[index + 1..];
            return Some(number);
        }
    }
    None
}

pub(crate) fn take_i64(input: &mut &[u8]) -> Option<i64> {
    i64::try_from(take(input)?).ok()
}

fn put_sorted(out: &mut Vec<u8>, mut spans: Vec<i64>) {
    spans.sort_unstable();
    put(out, spans.len() as u64);
    let mut before = 0;
    for span in spans {
        put(out, span.abs_diff(before));
        before = span;
    }
}

fn take_sorted(input: &mut &[u8], spans: &mut Vec<i64>) -> Option<()> {
    let mut span = 0;
    let count = take(input)?;
    spans.reserve(usize::try_from(count).ok()?.min(input.len()));
    for _ in 0..count {
        span = take_i64(input)?.checked_add(span)?;
        spans.push(span);
    }
    Some(())
}

fn put_conversions(out: &mut Vec<u8>, mut pair: Vec<Converted>, start: i64) {
    pair.sort_unstable();
    put(out, pair.len() as u64);
    let mut before = start;
    for converted in pair {
        put(out, converted.reached.abs_diff(before));
        put(out, converted.lag.unsigned_abs());
        before = converted.reached;
    }
}

fn take_conversions(input: &mut &[u8], pair: &mut Vec<Converted>, start: i64) -> Option<()> {
    let mut reached = start;
    for _ in 0..take(input)? {
        reached = take_i64(input)?.checked_add(reached)?;
        let lag = take_i64(input)?;
        pair.push(Converted { reached, lag });
    }
    Some(())
}
