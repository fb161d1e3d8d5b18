//! Changes of days that come from changes of leads, collected in memory. Must not live here: folding them
//! into rollups (`settle`), reading them (`day_changes`).

use std::{collections::BTreeMap, ops::Range};

use kpi::{stage::Ladder, timeline::Timeline};

use crate::{
    WorkspaceId,
    bulk::Bulk,
    day::Day,
    day_changes::{Change, Kind, block_of, put_change},
    days::Days,
};

/// The changes, a day at a time.
#[derive(Debug)]
pub(crate) struct Ledger<'a> {
    ladder: &'a Ladder,
    days: Days,
    only: Range<i64>,
    changes: BTreeMap<i64, Change>,
}

impl<'a> Ledger<'a> {
    pub(crate) fn new(ladder: &'a Ladder, days: Days) -> Self {
        Self {
            ladder,
            days,
            only: i64::MIN..i64::MAX,
            changes: BTreeMap::new(),
        }
    }

    /// Takes note of these days alone.
    pub(crate) fn only(self, days: Range<i64>) -> Self {
        Self { only: days, ..self }
    }

    /// A lead moved like `before` up to now and moves like `after` from now on.
    pub(crate) fn replace(&mut self, lead: i64, before: &Timeline, after: &Timeline) {
        if before == after {
            return;
        }
        let moves = before.moves.iter().chain(&after.moves);
        let mut days: Vec<i64> = moves.map(|change| self.days.of(change.at)).collect();
        days.sort_unstable();
        days.dedup();
        days.retain(|day| self.only.contains(day));
        for day in days {
            let range = self.days.range(day);
            if before.moves.is_empty() {
                self.change(day).added.add_lead(lead, after, &range);
                continue;
            }
            let (mut was, mut is) = (Day::new(self.ladder), Day::new(self.ladder));
            was.add_lead(lead, before, &range);
            is.add_lead(lead, after, &range);
            was.sort();
            is.sort();
            if was != is {
                let ladder = self.ladder;
                let change = self.change(day);
                change.side(Kind::Taken, ladder).add(&was);
                change.added.add(&is);
            }
        }
    }

    fn change(&mut self, day: i64) -> &mut Change {
        self.changes
            .entry(day)
            .or_insert_with(|| Change::new(self.ladder))
    }

    /// How many moves are held in memory.
    pub(crate) fn weight(&self) -> usize {
        self.changes
            .values()
            .map(|change| {
                let taken = change.taken.as_ref().map_or(0, |taken| taken.moves.len());
                change.added.moves.len() + taken
            })
            .sum()
    }

    /// How many days a write would touch.
    pub(crate) fn len(&self) -> usize {
        self.changes.len()
    }

    /// Rows for `day_change`; the ledger is empty afterwards.
    pub(crate) fn rows(&mut self, workspace: WorkspaceId) -> Bulk {
        let mut blocks: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
        for (day, change) in std::mem::take(&mut self.changes) {
            let start = self.days.start(day);
            let block = blocks.entry(block_of(day)).or_default();
            if !change.added.is_empty() {
                put_change(block, day, Kind::Added, change.added, start);
            }
            if let Some(taken) = change.taken.filter(|taken| !taken.is_empty()) {
                put_change(block, day, Kind::Taken, taken, start);
            }
        }
        let mut rows = Bulk::new(include_str!("sql/day_change_insert.sql"));
        for (block, changes) in blocks {
            rows.row().bind(workspace.0).bind(block).bind(changes);
        }
        rows
    }

    /// The days' facts themselves, sorted, where nothing was ever taken back.
    pub(crate) fn into_days(self) -> BTreeMap<i64, Day> {
        let added = |(day, mut change): (i64, Change)| {
            change.added.sort();
            (day, change.added)
        };
        self.changes.into_iter().map(added).collect()
    }
}
