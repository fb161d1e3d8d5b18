//! Rounds and cursors: a round is one walk over all that changed since the round before.
//!
//! Lives here: when a round began, from where it reads again, what its end claims. Must not live here:
//! tables and columns.
//!
//! A log is followed by id, but a row can become visible late with a lower id, when its transaction took
//! longer than its neighbour's. So each round begins at the *floor*: the highest id that is older than the
//! overlap. What lies above is read again; its rows have ids of their own, so that nothing counts twice.

use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, Unit};
use kpi::model::{Batch, BrokenRecord, Cursor, Record};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::site::Rows;

/// Which round is under way, and when the last whole one began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Round {
    began: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl Round {
    /// Goes on with the round under way, or begins one. Returns when it began.
    pub(super) fn enter(&mut self, now: Timestamp) -> Timestamp {
        *self.began.get_or_insert(now)
    }

    /// When the last whole round began, less the overlap; `None` in the first round.
    pub(super) fn since(&self, overlap: SignedDuration) -> Option<Timestamp> {
        Some(
            self.last?
                .checked_sub(overlap)
                .unwrap_or(Timestamp::UNIX_EPOCH),
        )
    }

    /// Between rounds, where the last one began less than `good_for` ago: up to when the stream is complete.
    pub(super) fn still_fresh(
        &self,
        now: Timestamp,
        good_for: SignedDuration,
    ) -> Option<Timestamp> {
        let last = self.last.filter(|_| self.began.is_none())?;
        (now.duration_since(last) < good_for).then(|| whole_second(last))
    }

    /// Ends the round. Returns up to when the stream is now complete: Mautic writes whole seconds, so a
    /// row of the second in which the round began may still come.
    pub(super) fn end(&mut self) -> Option<Timestamp> {
        self.last = self.began.take();
        self.last.map(whole_second)
    }
}

fn whole_second(instant: Timestamp) -> Timestamp {
    let down = TimestampRound::new()
        .smallest(Unit::Second)
        .mode(RoundMode::Floor);
    instant.round(down).unwrap_or(instant)
}

/// A place in a log that is followed by id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Follow {
    /// Where the next round begins.
    floor: u64,
    /// The last id read in this round.
    after: u64,
    /// The floor that this round has found so far.
    settled: u64,
}

impl Follow {
    /// The id to read on from.
    pub(super) fn after(&self) -> u64 {
        self.after
    }

    /// Whether nothing settled is known yet.
    pub(super) fn is_new(&self) -> bool {
        self.floor == 0
    }

    /// Takes note of a row, dated `at`, in a round that began at `began`.
    pub(super) fn saw(
        &mut self,
        id: u64,
        at: Option<Timestamp>,
        began: Timestamp,
        overlap: SignedDuration,
    ) {
        self.after = self.after.max(id);
        let settled_before = began.checked_sub(overlap).unwrap_or(Timestamp::UNIX_EPOCH);
        if at.is_some_and(|at| at < settled_before) {
            self.settled = self.settled.max(id);
        }
    }

    /// Ends the round: the next one begins above what is settled.
    pub(super) fn end(&mut self) {
        self.floor = self.floor.max(self.settled);
        self.after = self.floor;
    }
}

/// The place that a cursor holds; from the beginning without one, or where it is not ours.
pub(super) fn resume<T: DeserializeOwned + Default>(cursor: Option<&Cursor>) -> T {
    cursor
        .and_then(|cursor| serde_json::from_str(&cursor.0).ok())
        .unwrap_or_default()
}

/// What a pull has gathered.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Records in the tool's order.
    pub(super) records: Vec<Record>,
    /// What could not be read.
    pub(super) broken: Vec<BrokenRecord>,
    /// Names of what was broken before and is whole again.
    pub(super) mended: Vec<String>,
}

impl Gathered {
    /// Names what of a page could not be read at all.
    pub(super) fn unread<T>(&mut self, page: &Rows<T>, place: &str, after: u64) {
        self.nameless(page.nameless, place, after);
        self.broken.extend(page.too_large.map(|id| BrokenRecord {
            id: format!("{place} {id}"),
            why: "it is larger than can be read".to_owned(),
        }));
    }

    /// Names elements of a page that have no id.
    pub(super) fn nameless(&mut self, count: usize, place: &str, after: u64) {
        if count > 0 {
            let why = format!("{count} rows have no readable id");
            self.broken.push(BrokenRecord {
                id: format!("{place} after {after}"),
                why,
            });
        }
    }

    /// The batch of these at `place`; more follows.
    pub(super) fn more<T: Serialize>(self, place: &T) -> Batch {
        self.batch(place, true, None)
    }

    /// The last batch of a round, at `place`. `complete_to` is what the round's end claims.
    pub(super) fn last<T: Serialize>(self, place: &T, complete_to: Option<Timestamp>) -> Batch {
        self.batch(place, false, complete_to)
    }

    fn batch<T: Serialize>(self, place: &T, more: bool, complete_to: Option<Timestamp>) -> Batch {
        let text =
            serde_json::to_string(place).expect("places hold only numbers, text and instants");
        Batch {
            records: self.records,
            broken: self.broken,
            mended: self.mended,
            cursor: Some(Cursor(text)),
            complete_to,
            more,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{Follow, Round};

    const OVERLAP: SignedDuration = SignedDuration::from_mins(5);

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_round_claims_only_the_whole_seconds_before_it_began() {
        let mut round = Round::default();
        assert_eq!(round.since(OVERLAP), None);
        assert_eq!(
            round.enter(at("2026-11-22T12:00:00.7Z")),
            at("2026-11-22T12:00:00.7Z")
        );
        assert_eq!(
            round.enter(at("2026-11-22T12:30:00Z")),
            at("2026-11-22T12:00:00.7Z"),
            "still the same round"
        );
        assert_eq!(round.end(), Some(at("2026-11-22T12:00:00Z")));
        assert_eq!(round.since(OVERLAP), Some(at("2026-11-22T11:55:00.7Z")));
    }

    #[test]
    fn rows_younger_than_the_overlap_are_read_again() {
        let began = at("2026-11-22T12:00:00Z");
        let mut follow = Follow::default();
        follow.saw(7, Some(at("2026-11-22T11:00:00Z")), began, OVERLAP);
        follow.saw(9, Some(at("2026-11-22T11:58:00Z")), began, OVERLAP);
        assert_eq!(follow.after(), 9);
        follow.end();
        assert_eq!(follow.after(), 7);
        // A round that sees nothing settled stays where it is.
        follow.saw(9, None, began, OVERLAP);
        follow.end();
        assert_eq!(follow.after(), 7);
    }
}
