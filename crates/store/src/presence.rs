//! When a lead was deleted in its tool and when it came back. Must not live here: its stages.

use jiff::Timestamp;
use kpi::timeline::Presence;

use crate::varint::{put, put_signed, take, take_signed};

/// How we know of a deletion or a restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trace {
    /// The tool says when.
    Told,
    /// A scan or a poll noticed.
    Observed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Turn {
    presence: Presence,
    trace: Trace,
}

/// The deletions and restores of one lead, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Turns(Vec<Turn>);

impl Turns {
    /// Notes a deletion or a restore. Told again it changes nothing; what the tool tells exactly takes
    /// the place of what was only noticed.
    pub(crate) fn note(&mut self, presence: Presence, trace: Trace) {
        let presence = whole_milliseconds(presence);
        if self.0.iter().any(|turn| turn.presence == presence) {
            return;
        }
        let at = instant(presence);
        let index = self.0.partition_point(|turn| instant(turn.presence) <= at);
        self.0.insert(index, Turn { presence, trace });
        if trace == Trace::Told {
            self.drop_guess(index + 1, presence);
            if let Some(before) = index.checked_sub(1) {
                self.drop_guess(before, presence);
            }
        }
    }

    fn drop_guess(&mut self, index: usize, told: Presence) {
        let is_guess = self.0.get(index).is_some_and(|turn| {
            turn.trace == Trace::Observed && is_removal(turn.presence) == is_removal(told)
        });
        if is_guess {
            self.0.remove(index);
        }
    }

    /// Since when the lead is deleted; `None` while it is there.
    pub(crate) fn removed_at(&self) -> Option<Timestamp> {
        match self.0.last()?.presence {
            Presence::Removed(at) => Some(at),
            Presence::Restored(_) => None,
        }
    }

    /// For `Timeline::new`.
    pub(crate) fn all(&self) -> Vec<Presence> {
        self.0.iter().map(|turn| turn.presence).collect()
    }

    /// For the table; `None` where nothing ever happened.
    pub(crate) fn pack(&self) -> Option<Vec<u8>> {
        if self.0.is_empty() {
            return None;
        }
        let mut out = Vec::new();
        for turn in &self.0 {
            let removal = u64::from(is_removal(turn.presence));
            let told = u64::from(turn.trace == Trace::Told);
            put(&mut out, removal | told << 1);
            put_signed(&mut out, instant(turn.presence).as_millisecond());
        }
        Some(out)
    }

    /// Reads the table's bytes back; `None` where they are none of ours.
    pub(crate) fn unpack(mut bytes: &[u8]) -> Option<Self> {
        let mut turns = Vec::new();
        while !bytes.is_empty() {
            let kind = take(&mut bytes)?;
            let at = Timestamp::from_millisecond(take_signed(&mut bytes)?).ok()?;
            let trace = if kind & 2 == 0 {
                Trace::Observed
            } else {
                Trace::Told
            };
            let presence = if kind & 1 == 0 {
                Presence::Restored(at)
            } else {
                Presence::Removed(at)
            };
            turns.push(Turn { presence, trace });
        }
        Some(Self(turns))
    }
}

fn instant(presence: Presence) -> Timestamp {
    match presence {
        Presence::Removed(at) | Presence::Restored(at) => at,
    }
}

fn is_removal(presence: Presence) -> bool {
    matches!(presence, Presence::Removed(_))
}

fn whole_milliseconds(presence: Presence) -> Presence {
    match presence {
        Presence::Removed(at) => Presence::Removed(crate::history::whole_milliseconds(at)),
        Presence::Restored(at) => Presence::Restored(crate::history::whole_milliseconds(at)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Presence, Timestamp, Trace, Turns};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn turns(list: &[(Presence, Trace)]) -> Turns {
        let mut turns = Turns::default();
        for (presence, trace) in list {
            turns.note(*presence, *trace);
        }
        turns
    }

    #[test]
    fn a_deletion_told_twice_is_one_also_after_a_restore() {
        let removed = (Presence::Removed(at(5)), Trace::Told);
        let restored = (Presence::Restored(at(9)), Trace::Observed);
        let turns = turns(&[removed, restored, removed]);
        assert_eq!(
            turns.all(),
            [Presence::Removed(at(5)), Presence::Restored(at(9))]
        );
        assert_eq!(turns.removed_at(), None);
    }

    #[test]
    fn an_exact_deletion_replaces_the_one_a_scan_noticed() {
        for told in [at(5), at(25)] {
            let noticed = (Presence::Removed(at(20)), Trace::Observed);
            let turns = turns(&[noticed, (Presence::Removed(told), Trace::Told)]);
            assert_eq!(turns.all(), [Presence::Removed(told)]);
        }
    }

    #[test]
    fn bytes_come_back_as_they_went_in() {
        let turns = turns(&[
            (Presence::Removed(at(-5)), Trace::Told),
            (Presence::Restored(at(9)), Trace::Observed),
        ]);
        let bytes = turns.pack().expect("not empty");
        assert_eq!(Turns::unpack(&bytes), Some(turns));
        assert_eq!(Turns::unpack(&[1]), None);
    }
}
