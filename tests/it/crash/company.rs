//! What happens in the marketing tool while the bot lives and dies.
//!
//! Nobody is deleted or merged: a bot that starts anew never hears of those who went before, so its numbers
//! could rightly differ from those of a bot that was there.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sandbox::world::{LeadKey, NewLead, World};

use super::luck::Luck;

const FIRST: usize = 250;
const STAGES: [&str; 7] = [
    "subscriber",
    "lead",
    "mql",
    "sql",
    "opportunity",
    "customer",
    "recycled",
];

/// The world and what we did to it.
pub(super) struct Company {
    world: World,
    leads: Vec<LeadKey>,
    /// Leads whose score was raised while the bot lived and died, and not lowered since.
    raised: BTreeSet<LeadKey>,
    /// Leads that sales talks to already: no rule is asked about them.
    with_sales: BTreeSet<LeadKey>,
}

impl Company {
    /// A company with some leads and half a year of history.
    pub(super) fn found(luck: &mut Luck, opening: Timestamp) -> Self {
        let mut company = Self {
            world: World::empty(),
            leads: Vec::new(),
            raised: BTreeSet::new(),
            with_sales: BTreeSet::new(),
        };
        for _ in 0..FIRST {
            let mut at = opening - SignedDuration::from_hours(luck.between(48, 180 * 24));
            let key = company.enrol(luck, at);
            for stage in &STAGES[2..] {
                at += SignedDuration::from_hours(luck.between(6, 40 * 24));
                if at >= opening || luck.one_in(4) {
                    break;
                }
                company.move_to(key, stage, at);
            }
        }
        for _ in 0..10 {
            let key = company.anyone(luck);
            company
                .world
                .set_score(key, 90, opening - SignedDuration::from_hours(30));
        }
        company
    }

    /// The world itself; copies are the same one.
    pub(super) fn world(&self) -> World {
        self.world.clone()
    }

    /// Leads that must be hot now, and must have been told of.
    pub(super) fn hot(&self) -> impl Iterator<Item = LeadKey> {
        self.raised.difference(&self.with_sales).copied()
    }

    /// A few things happen between two instants.
    pub(super) fn live(&mut self, luck: &mut Luck, from: Timestamp, to: Timestamp) {
        let seconds = to.duration_since(from).as_secs();
        let count = luck.between(0, 7);
        let mut times: Vec<i64> = (0..count).map(|_| luck.between(0, seconds)).collect();
        times.sort_unstable();
        for after in times {
            self.happen(luck, from + SignedDuration::from_secs(after));
        }
    }

    fn happen(&mut self, luck: &mut Luck, at: Timestamp) {
        let key = self.anyone(luck);
        match luck.between(0, 10) {
            0 | 1 => {
                self.world.set_score(key, 95, at);
                self.raised.insert(key);
            }
            2 => {
                self.world.set_score(key, 20, at);
                self.raised.remove(&key);
            }
            3 => {
                self.enrol(luck, at);
            }
            4 => self.world.touch(key, at),
            5 => self.world.set_owner(key, Some(1), at),
            _ => {
                let stage = STAGES[usize::try_from(luck.between(1, 7)).expect("an index")];
                self.move_to(key, stage, at);
            }
        }
    }

    fn move_to(&mut self, key: LeadKey, stage: &str, at: Timestamp) {
        self.world.set_stage(key, stage, at);
        if ["opportunity", "customer"].contains(&stage) {
            self.with_sales.insert(key);
        } else {
            self.with_sales.remove(&key);
        }
    }

    fn enrol(&mut self, luck: &mut Luck, at: Timestamp) -> LeadKey {
        let stage = STAGES[usize::try_from(luck.between(0, 2)).expect("an index")];
        let lead = NewLead {
            score: Some(i32::try_from(luck.between(0, 60)).expect("a small number")),
            stage: Some(stage.to_owned()),
            ..NewLead::default()
        };
        let key = self.world.add_lead(lead, at);
        self.leads.push(key);
        key
    }

    fn anyone(&self, luck: &mut Luck) -> LeadKey {
        let count = i64::try_from(self.leads.len()).expect("a small number");
        self.leads[usize::try_from(luck.between(0, count)).expect("an index")]
    }
}
