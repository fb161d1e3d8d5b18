//! Leads whose moves changed and which the rollups do not know of yet.
//!
//! A change is noted in the transaction that changes the lead, as its moves before and after; `settle`
//! works it into the rollups of its days. A reader adds what the notes say to the rollups, so numbers are
//! right at any time. Notes stand in blocks of days: one is worked in, and gone, at once. Must not live
//! here: rollups (`settle`), questions (`funnel`).

use std::{collections::BTreeMap, ops::Range};

use kpi::{
    stage::{Ladder, Place},
    timeline::{Move, Timeline},
};
use sqlx::{Row, SqliteConnection};

use crate::{
    StoreError, WorkspaceId,
    bulk::Bulk,
    day::Day,
    days::Days,
    varint::{put, put_signed, take, take_signed},
};

/// Days of a block.
const BLOCK: i64 = 32;

/// The block of a day.
fn block_of(day: i64) -> i64 {
    day.div_euclid(BLOCK)
}

/// The days of a block.
pub(crate) fn days_of(block: i64) -> Range<i64> {
    block.saturating_mul(BLOCK)..block.saturating_add(1).saturating_mul(BLOCK)
}

/// Notes collected in memory.
#[derive(Debug, Default)]
pub(crate) struct MoveLog {
    blocks: BTreeMap<i64, Vec<u8>>,
    leads: u64,
}

impl MoveLog {
    /// A lead moved like `before` up to now and moves like `after` from now on.
    pub(crate) fn note(&mut self, lead: i64, before: &Timeline, after: &Timeline, days: &mut Days) {
        if before == after {
            return;
        }
        self.leads += 1;
        let moves = before.moves.iter().chain(&after.moves);
        let mut blocks: Vec<i64> = moves.map(|change| block_of(days.of(change.at))).collect();
        blocks.sort_unstable();
        blocks.dedup();
        for block in blocks {
            let out = self.blocks.entry(block).or_default();
            put_signed(out, lead);
            put_moves(out, before);
            put_moves(out, after);
        }
    }

    /// How many leads are noted.
    pub(crate) fn len(&self) -> u64 {
        self.leads
    }

    /// Rows of the table; nothing is noted afterwards.
    pub(crate) fn rows(&mut self, workspace: WorkspaceId) -> Bulk {
        self.leads = 0;
        let mut rows = Bulk::new(include_str!("sql/move_change_insert.sql"));
        for (block, changes) in std::mem::take(&mut self.blocks) {
            rows.row().bind(workspace.0).bind(block).bind(changes);
        }
        rows
    }
}

/// Facts that come and facts that go.
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

    /// What goes.
    pub(crate) fn taken(&mut self, ladder: &Ladder) -> &mut Day {
        self.taken.get_or_insert_with(|| Day::new(ladder))
    }

    /// Brings a day up to date.
    pub(crate) fn apply_to(&self, day: &mut Day) {
        day.add(&self.added);
        if let Some(taken) = &self.taken {
            day.subtract(taken);
        }
    }
}

/// Notes that touch some days.
#[derive(Debug, Default)]
pub(crate) struct Unsettled {
    blocks: Vec<(i64, Vec<u8>)>,
}

impl Unsettled {
    pub(crate) async fn load(
        connection: &mut SqliteConnection,
        workspace: WorkspaceId,
        days: &Range<i64>,
    ) -> Result<Self, StoreError> {
        let rows = sqlx::query(include_str!("sql/move_change_range.sql"))
            .bind(workspace.0)
            .bind(block_of(days.start))
            .bind(block_of(days.end.saturating_sub(1)))
            .fetch_all(connection)
            .await?;
        let block = |row: &sqlx::sqlite::SqliteRow| Ok((row.try_get(0)?, row.try_get(1)?));
        Ok(Self {
            blocks: rows.iter().map(block).collect::<Result<_, StoreError>>()?,
        })
    }

    /// Calls back for each note that touches `days`, with those of them that it is about.
    pub(crate) fn each(
        &self,
        days: &Range<i64>,
        mut note: impl FnMut(i64, &Timeline, &Timeline, &Range<i64>),
    ) -> Result<(), StoreError> {
        for (block, changes) in &self.blocks {
            let all = days_of(*block);
            let days = all.start.max(days.start)..all.end.min(days.end);
            if days.is_empty() {
                continue;
            }
            let mut input = changes.as_slice();
            while !input.is_empty() {
                let (lead, before, after) = take_note(&mut input)
                    .ok_or_else(|| StoreError::unreadable("move_change", "changes"))?;
                note(lead, &before, &after, &days);
            }
        }
        Ok(())
    }

    /// Whether no note is about any of `days`.
    pub(crate) fn is_silent(&self, days: &Range<i64>) -> bool {
        !self.blocks.iter().any(|(block, _)| {
            let all = days_of(*block);
            all.start < days.end && days.start < all.end
        })
    }

    /// What the notes add to and take from all the days of `of` together.
    pub(crate) fn sum(
        &self,
        of: &Range<i64>,
        ladder: &Ladder,
        days: &mut Days,
    ) -> Result<Change, StoreError> {
        let mut sum = Change::new(ladder);
        self.each(of, |lead, before, after, of| {
            let range = days.start(of.start)..days.start(of.end);
            sum.added.add_lead(lead, after, &range);
            if !before.moves.is_empty() {
                sum.taken(ladder).add_lead(lead, before, &range);
            }
        })?;
        Ok(sum)
    }
}

fn take_note(input: &mut &[u8]) -> Option<(i64, Timeline, Timeline)> {
    Some((take_signed(input)?, take_moves(input)?, take_moves(input)?))
}

// A visit begins with the move before, except after a restore.
const NO_VISIT: u64 = 0;
const SINCE_LAST_MOVE: u64 = 1;
const SINCE_THEN: u64 = 2;

fn put_moves(out: &mut Vec<u8>, timeline: &Timeline) {
    put(out, timeline.moves.len() as u64);
    let mut last = 0;
    for (index, change) in timeline.moves.iter().enumerate() {
        put_signed(out, change.at - last);
        out.extend([change.from.code(), change.to.code()]);
        match change.since {
            None => put(out, NO_VISIT),
            Some(since) if since == last && index > 0 => put(out, SINCE_LAST_MOVE),
            Some(since) => {
                put(out, SINCE_THEN);
                put_signed(out, change.at - since);
            }
        }
        last = change.at;
    }
}

fn take_moves(input: &mut &[u8]) -> Option<Timeline> {
    let count = usize::try_from(take(input)?).ok()?;
    let mut moves: Vec<Move> = Vec::with_capacity(count.min(input.len()));
    let mut last = 0_i64;
    for _ in 0..count {
        let at = last.checked_add(take_signed(input)?)?;
        let (places, rest) = input.split_at_checked(2)?;
        *input = rest;
        let since = match take(input)? {
            NO_VISIT => None,
            SINCE_LAST_MOVE => Some(last),
            _ => Some(at.checked_sub(take_signed(input)?)?),
        };
        let before = moves.last().filter(|before| before.at == at);
        let position = before.map_or(0, |before| before.position + 1);
        moves.push(Move {
            at,
            from: Place::from_code(places[0])?,
            to: Place::from_code(places[1])?,
            since,
            position,
        });
        last = at;
    }
    Some(Timeline { moves })
}

#[cfg(test)]
mod tests {
    use kpi::{
        model::StageEntry,
        stage::Place,
        timeline::{Presence, Timeline},
    };

    use super::{put_moves, take_moves};

    #[test]
    fn moves_come_back_as_they_went_in() {
        let at = |ms| jiff::Timestamp::from_millisecond(ms).expect("in range");
        let entries: Vec<StageEntry> = [(0, 0), (0, 2), (5, 1), (9, 3), (40, 0)]
            .map(|(ms, rank)| StageEntry {
                at: at(ms),
                raw: Some(rank.to_string()),
                entry_id: None,
            })
            .into();
        let presence = [Presence::Removed(at(10)), Presence::Restored(at(30))];
        let place =
            |raw: Option<&str>| Place::Ranked(raw.and_then(|raw| raw.parse().ok()).unwrap_or(0));
        for timeline in [
            Timeline::default(),
            Timeline::new(&entries, &presence, place),
        ] {
            let mut bytes = Vec::new();
            put_moves(&mut bytes, &timeline);
            let mut input = bytes.as_slice();
            assert_eq!(take_moves(&mut input), Some(timeline));
            assert!(input.is_empty());
        }
    }
}
