//! The day tables in step with the leads: what happened on a day is its rollup, plus what changes add,
//! less what they take back.
//!
//! A change of a lead is noted in `day_change` in the transaction that changes the lead; `settle` folds
//! the notes into one rollup a day. A reader adds both, so numbers are right at any time. Must not live
//! here: questions (`funnel`).

use std::{collections::BTreeMap, ops::Range};

use kpi::stage::Ladder;
use sqlx::{Row, SqliteConnection};

use crate::{
    StoreError, WorkspaceId,
    day::{Day, PackedDay, Parts, pack_moves},
    days::Days,
    varint::{put, put_signed, take, take_signed},
};

/// Whether facts come to a day or go from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// They come.
    Added,
    /// They go.
    Taken,
}

/// Days whose changes stand in one row.
const BLOCK: i64 = 32;

/// The block of a day.
pub(crate) fn block_of(day: i64) -> i64 {
    day.div_euclid(BLOCK)
}

/// The days of a block.
pub(crate) fn days_of(block: i64) -> Range<i64> {
    block.saturating_mul(BLOCK)..block.saturating_add(1).saturating_mul(BLOCK)
}

/// Appends a day's change to its block. `start` is the day's first instant.
pub(crate) fn put_change(block: &mut Vec<u8>, day: i64, kind: Kind, mut facts: Day, start: i64) {
    put_signed(block, day);
    put(block, u64::from(kind == Kind::Taken));
    let packed = facts.facts.pack(start);
    PackedDay {
        facts: &packed.facts,
        cohorts: &packed.cohorts,
        moves: &pack_moves(&mut facts.moves, start),
    }
    .put(block);
}

fn take_change<'a>(input: &mut &'a [u8]) -> Option<(i64, Kind, PackedDay<'a>)> {
    let day = take_signed(input)?;
    let kind = if take(input)? == 0 {
        Kind::Added
    } else {
        Kind::Taken
    };
    Some((day, kind, PackedDay::take(input)?))
}

/// Facts that come to and go from a day or a span of days.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) added: Day,
    /// Rare: most changes are news.
    pub(crate) taken: Option<Day>,
}

impl Change {
    pub(crate) fn new(ladder: &Ladder) -> Self {
        Self {
            added: Day::new(ladder),
            taken: None,
        }
    }

    /// What comes or what goes.
    pub(crate) fn side(&mut self, kind: Kind, ladder: &Ladder) -> &mut Day {
        match kind {
            Kind::Added => &mut self.added,
            Kind::Taken => self.taken.get_or_insert_with(|| Day::new(ladder)),
        }
    }

    /// Brings a day up to date.
    pub(crate) fn apply_to(&self, day: &mut Day) {
        day.add(&self.added);
        if let Some(taken) = &self.taken {
            day.subtract(taken);
        }
    }
}

/// Changes of some days that are not folded yet.
#[derive(Debug)]
pub(crate) struct DayChanges {
    days: Range<i64>,
    blocks: Vec<Vec<u8>>,
}

impl DayChanges {
    pub(crate) async fn load(
        connection: &mut SqliteConnection,
        workspace: WorkspaceId,
        days: &Range<i64>,
    ) -> Result<Self, StoreError> {
        let rows = sqlx::query(include_str!("sql/day_change_range.sql"))
            .bind(workspace.0)
            .bind(block_of(days.start))
            .bind(block_of(days.end.saturating_sub(1)))
            .fetch_all(connection)
            .await?;
        let blocks = rows
            .iter()
            .map(|row| row.try_get(0))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            days: days.clone(),
            blocks,
        })
    }

    /// Calls back for each change of one of the days.
    fn each(
        &self,
        mut note: impl FnMut(i64, Kind, PackedDay<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for block in &self.blocks {
            let mut input = block.as_slice();
            while !input.is_empty() {
                let (day, kind, packed) = take_change(&mut input)
                    .ok_or_else(|| StoreError::unreadable("day_change", "changes"))?;
                if self.days.contains(&day) {
                    note(day, kind, packed)?;
                }
            }
        }
        Ok(())
    }

    /// The changes of each day, with all their parts.
    pub(crate) fn by_day(
        &self,
        ladder: &Ladder,
        days: &mut Days,
    ) -> Result<BTreeMap<i64, Change>, StoreError> {
        let mut changes = BTreeMap::new();
        self.each(|day, kind, packed| {
            let change = changes.entry(day).or_insert_with(|| Change::new(ladder));
            packed.add_to(
                change.side(kind, ladder),
                days.start(day),
                Parts::Everything,
            )
        })?;
        Ok(changes)
    }

    /// The changes of all the days together.
    pub(crate) fn sum(
        &self,
        ladder: &Ladder,
        days: &mut Days,
        parts: Parts,
    ) -> Result<Change, StoreError> {
        let mut sum = Change::new(ladder);
        self.each(|day, kind, packed| {
            packed.add_to(sum.side(kind, ladder), days.start(day), parts)
        })?;
        Ok(sum)
    }
}
