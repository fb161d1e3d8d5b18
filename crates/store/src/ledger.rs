//! What changes of leads' moves make of each day, in memory. Must not live here: where changes come from
//! (`move_log`), where days are kept (`settle`).

use std::{collections::BTreeMap, ops::Range};

use kpi::{stage::Ladder, timeline::Timeline};

use crate::{day::Day, days::Days, move_log::Change};

/// Changes of days.
#[derive(Debug)]
pub(crate) struct Ledger<'a> {
    ladder: &'a Ladder,
    days: &'a mut Days,
    only: Range<i64>,
    changes: BTreeMap<i64, Change>,
}

impl<'a> Ledger<'a> {
    /// Takes note of the days of `only`.
    pub(crate) fn new(ladder: &'a Ladder, days: &'a mut Days, only: Range<i64>) -> Self {
        Self {
            ladder,
            days,
            only,
            changes: BTreeMap::new(),
        }
    }

    /// From now on takes note of these days alone.
    pub(crate) fn only(&mut self, days: Range<i64>) {
        self.only = days;
    }

    /// A lead moved like `before` up to now and moves like `after` from now on.
    pub(crate) fn replace(&mut self, lead: i64, before: &Timeline, after: &Timeline) {
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
                change.taken(ladder).add(&was);
                change.added.add(&is);
            }
        }
    }

    fn change(&mut self, day: i64) -> &mut Change {
        self.changes
            .entry(day)
            .or_insert_with(|| Change::new(self.ladder))
    }

    /// The changes of each day.
    pub(crate) fn into_changes(self) -> BTreeMap<i64, Change> {
        self.changes
    }
}
