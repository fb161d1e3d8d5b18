//! One day's facts in memory and in bytes. Must not live here: which days changed (`ledger`).

use std::ops::Range;

use kpi::{rollup::Facts, stage::Ladder, timeline::Timeline};
use sqlx::{Row, sqlite::SqliteRow};

use crate::{
    StoreError,
    varint::{put, put_signed, take, take_signed},
};

/// Facts of one day and who moved in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) facts: Facts,
    /// Instant in ms and lead of every move.
    pub(crate) moves: Vec<(i64, i64)>,
}

impl Day {
    pub(crate) fn new(ladder: &Ladder) -> Self {
        Self {
            facts: Facts::new(ladder),
            moves: Vec::new(),
        }
    }

    /// Adds what one lead did in `range`.
    pub(crate) fn add_lead(&mut self, lead: i64, timeline: &Timeline, range: &Range<i64>) {
        self.facts.add(timeline, range);
        let inside = timeline
            .moves
            .iter()
            .filter(|change| range.contains(&change.at));
        self.moves.extend(inside.map(|change| (change.at, lead)));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.moves.is_empty()
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.facts.merge(&other.facts);
        self.moves.extend_from_slice(&other.moves);
    }

    pub(crate) fn subtract(&mut self, other: &Self) {
        self.facts.subtract(&other.facts);
        let mut gone = other.moves.clone();
        gone.sort_unstable();
        self.moves.sort_unstable();
        let mut gone = gone.into_iter().peekable();
        self.moves.retain(|kept| {
            while gone.next_if(|lost| lost < kept).is_some() {}
            gone.next_if_eq(kept).is_none()
        });
    }

    /// Everything in order, so that equal days compare equal.
    pub(crate) fn sort(&mut self) {
        self.moves.sort_unstable();
        for spans in self.facts.visits.iter_mut().chain(&mut self.facts.lags) {
            spans.sort_unstable();
        }
        for pair in &mut self.facts.conversions {
            pair.sort_unstable();
        }
    }
}

/// Which parts of a day's row are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parts {
    /// What a funnel on basis `period` needs.
    Facts,
    /// With the conversions of cohorts.
    Cohorts,
    /// All, to take the day apart.
    Everything,
}

/// A day's facts as bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PackedDay<'a> {
    pub(crate) facts: &'a [u8],
    /// Empty where they were not asked for.
    pub(crate) cohorts: &'a [u8],
    /// Empty where they were not asked for.
    pub(crate) moves: &'a [u8],
}

impl<'a> PackedDay<'a> {
    /// The parts of a row of `day_rollup`.
    pub(crate) fn read(row: &'a SqliteRow, parts: Parts) -> Result<Self, StoreError> {
        let wanted = |column, is_wanted| {
            if is_wanted {
                row.try_get(column)
            } else {
                Ok(&[][..])
            }
        };
        Ok(Self {
            facts: row.try_get("facts")?,
            cohorts: wanted("cohorts", parts != Parts::Facts)?,
            moves: wanted("moves", parts == Parts::Everything)?,
        })
    }

    /// Adds them to a day (or to a span of days). `start` is the first instant of the packed day.
    pub(crate) fn add_to(&self, day: &mut Day, start: i64, parts: Parts) -> Result<(), StoreError> {
        let cohorts = (parts != Parts::Facts).then_some((self.cohorts, start));
        day.facts
            .merge_packed(self.facts, cohorts)
            .ok_or_else(|| StoreError::unreadable("day_rollup", "facts"))?;
        if parts == Parts::Everything {
            unpack_moves(self.moves, start, &mut day.moves)
                .ok_or_else(|| StoreError::unreadable("day_rollup", "moves"))?;
        }
        Ok(())
    }
}

pub(crate) fn pack_moves(moves: &mut [(i64, i64)], start: i64) -> Vec<u8> {
    moves.sort_unstable();
    let mut out = Vec::with_capacity(moves.len() * 6);
    let (mut instant, mut near) = (start, 0);
    for (at, lead) in moves {
        put(&mut out, at.abs_diff(instant));
        put_signed(&mut out, *lead - near);
        (instant, near) = (*at, *lead);
    }
    out
}

fn unpack_moves(mut bytes: &[u8], start: i64, moves: &mut Vec<(i64, i64)>) -> Option<()> {
    let (mut at, mut lead) = (start, 0_i64);
    while !bytes.is_empty() {
        at = at.checked_add_unsigned(take(&mut bytes)?)?;
        lead = lead.checked_add(take_signed(&mut bytes)?)?;
        moves.push((at, lead));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{pack_moves, unpack_moves};

    #[test]
    fn moves_come_back_in_order() {
        let mut moves = vec![(1_500, 9), (1_000, 3), (1_000, 2), (1_500, 9)];
        let bytes = pack_moves(&mut moves, 1_000);
        let mut back = Vec::new();
        assert_eq!(unpack_moves(&bytes, 1_000, &mut back), Some(()));
        assert_eq!(back, [(1_000, 2), (1_000, 3), (1_500, 9), (1_500, 9)]);
    }
}
