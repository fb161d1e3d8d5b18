//! How a server follows the world: every event once, in the order in which it becomes visible.
//!
//! Lives here: the walk along the events. Must not live here: what a server makes of them.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{Inner, event::Event};

/// A place in the world's events.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    now: Option<i64>,
    seeded: usize,
    heard: usize,
    ahead: BinaryHeap<Reverse<(i64, u32)>>,
}

/// Which way the clock went since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Back: what was made of the events so far must be forgotten, all of them follow again.
    Back,
    /// On, or it stood still.
    Onward,
}

impl Reader {
    /// Sets the instant up to and with which `next` tells events.
    pub(crate) fn look(&mut self, world: &Inner, now: i64) -> Turn {
        let back = self.now.is_some_and(|before| now < before);
        if back {
            *self = Self::default();
        }
        for (index, event) in world.live.iter().enumerate().skip(self.heard) {
            self.ahead.push(Reverse((event.at, index as u32)));
        }
        self.heard = world.live.len();
        self.now = Some(now);
        if back { Turn::Back } else { Turn::Onward }
    }

    /// The next event in the order of time; what was added late with an earlier time comes first.
    pub(crate) fn next(&mut self, world: &Inner) -> Option<Event> {
        let now = self.now?;
        let seeded = world
            .order
            .get(self.seeded)
            .map(|index| world.base[*index as usize]);
        let seeded = seeded.filter(|event| event.at <= now);
        let added = self
            .ahead
            .peek()
            .map(|Reverse(first)| *first)
            .filter(|(at, _)| *at <= now);
        match (seeded, added) {
            (Some(event), rival) if rival.is_none_or(|(at, _)| event.at <= at) => {
                self.seeded += 1;
                Some(event)
            }
            (_, Some((_, index))) => {
                self.ahead.pop();
                Some(world.live[index as usize])
            }
            _ => None,
        }
    }
}
