//! Cursors: where each stream goes on.
//!
//! Lives here: what is kept between pulls, and how a round of pulls begins and ends. Must not live here:
//! requests.

use jiff::{SignedDuration, Timestamp};
use kpi::model::Cursor;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tracing::warn;

use super::trail::Trail;

/// Reads a cursor that this connector wrote. One that it cannot read begins the stream anew, which
/// is safe: what comes again changes nothing.
pub(super) fn read<T: DeserializeOwned + Default>(cursor: Option<&Cursor>) -> T {
    let Some(cursor) = cursor else {
        return T::default();
    };
    serde_json::from_str(&cursor.0).unwrap_or_else(|_error| {
        warn!("a stored cursor is of another version; the stream is read from its beginning");
        T::default()
    })
}

/// Writes a cursor.
pub(super) fn write<T: Serialize>(state: &T) -> Cursor {
    Cursor(serde_json::to_string(state).expect("a cursor is plain words and numbers"))
}

/// A stream read by search: records changed since an instant, in the order of their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Changes {
    /// The stream is complete up to here.
    watermark: Option<Timestamp>,
    /// The round that is under way.
    round: Option<Round>,
    /// When all open deals were last read again.
    #[serde(default)]
    open_read_at: Option<Timestamp>,
    /// When the bin was last read, where the stream reads one.
    #[serde(default)]
    bin_read_at: Option<Timestamp>,
}

/// One round: everything that changed since an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Round {
    /// From here on; `None` is "ever".
    pub(super) from: Option<Timestamp>,
    /// The watermark once the round has ended: what is newer may come too, but not for certain.
    pub(super) to: Timestamp,
    /// The highest id seen so far.
    pub(super) last: u64,
    /// Whether records that are still open are read whatever their time.
    #[serde(default)]
    pub(super) open_too: bool,
    /// How far leads of changed companies are read, once all changed leads are.
    #[serde(default)]
    pub(super) companies: Option<CompanyWalk>,
}

/// A walk over companies that changed, and over the leads of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CompanyWalk {
    /// Companies whose leads are still to be read.
    pub(super) left: Vec<u64>,
    /// The last company found.
    pub(super) last: u64,
    /// Whether every changed company is found.
    pub(super) all_found: bool,
    /// The last lead read of the companies at hand.
    pub(super) lead: u64,
}

impl Changes {
    /// The round that is under way, or a new one that ends `settle` before `now` and reads again
    /// what lies `overlap` behind the watermark.
    pub(super) fn round(
        &self,
        now: Timestamp,
        settle: SignedDuration,
        overlap: SignedDuration,
    ) -> Round {
        if let Some(round) = &self.round {
            return round.clone();
        }
        let settled = minus(now, settle);
        Round {
            from: self.watermark.map(|watermark| minus(watermark, overlap)),
            // A clock that was set back does not take back what is known.
            to: self
                .watermark
                .map_or(settled, |watermark| watermark.max(settled)),
            last: 0,
            open_too: false,
            companies: None,
        }
    }

    /// Whether `round` is the first of its day, and so reads open records again.
    pub(super) fn open_is_due(&self, round: &Round) -> bool {
        let day = SignedDuration::from_hours(24);
        self.open_read_at
            .is_some_and(|at| round.to.duration_since(at) >= day)
    }

    /// Whether the bin was not read for `every`.
    pub(super) fn bin_is_due(&self, round: &Round, every: SignedDuration) -> bool {
        self.bin_read_at
            .is_none_or(|at| round.to.duration_since(at) >= every)
    }

    /// The same, with the bin read in this round.
    pub(super) fn with_bin_read(self, round: &Round) -> Self {
        Self {
            bin_read_at: Some(round.to),
            ..self
        }
    }

    /// The state after a batch that went up to the id `last`.
    pub(super) fn under_way(&self, round: Round, last: u64) -> Self {
        Self {
            round: Some(Round { last, ..round }),
            ..self.clone()
        }
    }

    /// The state after the round's last batch.
    pub(super) fn ended(&self, round: &Round) -> Self {
        let all_read = round.from.is_none() || round.open_too;
        Self {
            watermark: Some(round.to),
            round: None,
            open_read_at: if all_read {
                Some(round.to)
            } else {
                self.open_read_at
            },
            bin_read_at: self.bin_read_at,
        }
    }
}

/// A stream read by going through a whole list, now and then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Scans {
    /// When the last whole scan began.
    pub(super) last: Option<Timestamp>,
    /// How many pages it had.
    #[serde(default)]
    pub(super) pages: u32,
    /// Up to here every row was readable.
    #[serde(default)]
    pub(super) sure_to: Option<Timestamp>,
    /// The scan that is under way.
    #[serde(default)]
    pub(super) scan: Option<Scan>,
}

/// A scan under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Scan {
    /// When it began.
    pub(super) began: Timestamp,
    /// How far it is.
    pub(super) trail: Trail,
    /// Whether a row could not be read: then nothing may be concluded from what was not seen.
    #[serde(default)]
    pub(super) doubtful: bool,
}

impl Scans {
    /// The scan under way, or a new one if `every` has passed since the last began.
    pub(super) fn due(&self, now: Timestamp, every: SignedDuration) -> Option<Scan> {
        if let Some(scan) = &self.scan {
            return Some(scan.clone());
        }
        let due = self
            .last
            .is_none_or(|last| now.duration_since(last) >= every);
        due.then(|| Scan {
            began: now,
            trail: Trail::default(),
            doubtful: false,
        })
    }

    /// The state after a batch that did not end the scan.
    pub(super) fn under_way(&self, scan: Scan) -> Self {
        Self {
            scan: Some(scan),
            ..self.clone()
        }
    }

    /// The state after the scan's last batch, which read everything up to `to`.
    pub(super) fn ended(&self, scan: &Scan, to: Timestamp) -> Self {
        Self {
            last: Some(scan.began),
            pages: scan.trail.pages(),
            sure_to: if scan.doubtful {
                self.sure_to
            } else {
                Some(to)
            },
            scan: None,
        }
    }
}

/// `at` less `span`, or the first instant there is.
pub(super) fn minus(at: Timestamp, span: SignedDuration) -> Timestamp {
    at.checked_sub(span).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLE: SignedDuration = SignedDuration::from_mins(2);
    const OVERLAP: SignedDuration = SignedDuration::from_hours(1);

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_round_keeps_its_window_over_its_batches_and_the_next_one_overlaps_it() {
        let first = Changes::default().round(at("2026-11-16T09:00:00Z"), SETTLE, OVERLAP);
        assert_eq!((first.from, first.to), (None, at("2026-11-16T08:58:00Z")));
        let state: Changes = read(Some(&write(
            &Changes::default().under_way(first.clone(), 700),
        )));
        let second = state.round(at("2026-11-16T09:30:00Z"), SETTLE, OVERLAP);
        assert_eq!(
            second,
            Round {
                last: 700,
                ..first.clone()
            }
        );
        let ended = state.ended(&second);
        let third = ended.round(at("2026-11-16T10:00:00Z"), SETTLE, OVERLAP);
        assert_eq!(
            (third.from, third.last),
            (Some(at("2026-11-16T07:58:00Z")), 0)
        );
    }

    #[test]
    fn a_clock_set_back_does_not_move_the_watermark_back() {
        let state = Changes {
            watermark: Some(at("2026-11-16T09:00:00Z")),
            ..Changes::default()
        };
        assert_eq!(
            state.round(at("2026-11-15T09:00:00Z"), SETTLE, OVERLAP).to,
            at("2026-11-16T09:00:00Z")
        );
    }

    #[test]
    fn a_cursor_that_cannot_be_read_begins_anew() {
        assert_eq!(
            read::<Changes>(Some(&Cursor("page 7".to_owned()))),
            Changes::default()
        );
    }
}
