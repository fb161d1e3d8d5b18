//! One lead's stage history as raw values, and its packed form. Must not live here: what a value means
//! (`raw_stages`), moves between places (`kpi::timeline`).

use jiff::Timestamp;
use kpi::{
    model::{ExtId, StageEntry, StageHistory},
    stage::Place,
    timeline::{Timeline, reconcile},
};

use crate::{
    presence::Turns,
    raw_stages::RawStages,
    varint::{put, put_bytes, put_signed, take, take_bytes, take_signed},
};

/// Where the entries come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The tool keeps a history.
    #[default]
    Told,
    /// We compared two polls.
    Observed,
}

/// A stage history, oldest entry first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct History {
    pub(crate) origin: Origin,
    pub(crate) entries: Vec<StageEntry>,
}

impl History {
    /// Takes in what the tool tells. What it tells replaces what we observed.
    pub(crate) fn tell(&mut self, told: &StageHistory) {
        if told.entries.is_empty() {
            return;
        }
        if self.origin == Origin::Observed {
            *self = Self::default();
        }
        if told.whole {
            self.replace(&told.entries);
        } else {
            self.append(&told.entries);
        }
    }

    fn replace(&mut self, told: &[StageEntry]) {
        let mut theirs: Vec<StageEntry> = told.iter().map(stored).collect();
        theirs.sort_by_key(|entry| entry.at);
        self.entries = if self.entries.is_empty() {
            theirs
        } else {
            reconcile(&self.entries, &theirs)
        };
    }

    fn append(&mut self, news: &[StageEntry]) {
        for entry in news.iter().map(stored) {
            let known =
                self.entries
                    .iter_mut()
                    .find(|ours| match (&ours.entry_id, &entry.entry_id) {
                        (Some(ours), Some(theirs)) => ours == theirs,
                        _ => ours.at == entry.at && ours.raw == entry.raw,
                    });
            match known {
                Some(known) => *known = entry,
                None => self.entries.push(entry),
            }
        }
        // Rows of a log are numbered as they happened, whatever the order in which they were read.
        self.entries
            .sort_by_cached_key(|entry| (entry.at, log_number(entry)));
    }

    /// Takes in the value that the lead shows at a poll, where the tool tells no history: the first one
    /// counts from the record's creation, a later one from its change, as far as the polls allow it.
    pub(crate) fn observe(&mut self, raw: Option<&str>, seen: &Sighting) {
        if self.origin == Origin::Told && !self.entries.is_empty() {
            return;
        }
        self.origin = Origin::Observed;
        let at = match self.entries.last() {
            None => seen
                .created_at
                .or(seen.modified_at)
                .unwrap_or(seen.now)
                .min(seen.now),
            Some(last) if last.raw.as_deref() == raw => return,
            Some(last) => {
                let earliest = seen
                    .previous_poll
                    .map_or(last.at, |poll| poll.max(last.at))
                    .min(seen.now);
                seen.modified_at
                    .unwrap_or(seen.now)
                    .clamp(earliest, seen.now)
                    .max(last.at)
            }
        };
        self.entries.push(StageEntry {
            at: whole_milliseconds(at),
            raw: raw.map(str::to_owned),
            entry_id: None,
        });
    }

    /// Whether the value a lead shows is not the newest that the tool's history tells.
    pub(crate) fn differs_from(&self, raw: Option<&str>) -> bool {
        self.origin == Origin::Told
            && self
                .entries
                .last()
                .is_some_and(|newest| newest.raw.as_deref() != raw)
    }

    /// For the table; `None` where there is no entry. New values are numbered on the way.
    pub(crate) fn pack(&self, stages: &mut RawStages) -> Option<Vec<u8>> {
        if self.entries.is_empty() {
            return None;
        }
        let mut out = Vec::with_capacity(2 + self.entries.len() * 10);
        out.push(u8::from(self.origin == Origin::Observed));
        let mut before = 0;
        for entry in &self.entries {
            let at = entry.at.as_millisecond();
            put_signed(&mut out, at - before);
            before = at;
            put(&mut out, stages.code(entry.raw.as_deref()));
            let id = entry.entry_id.as_ref().map_or("", ExtId::as_str);
            put_bytes(&mut out, id.as_bytes());
        }
        Some(out)
    }

    /// Reads the table's bytes back; `None` where they are none of ours.
    pub(crate) fn unpack(mut bytes: &[u8], stages: &RawStages) -> Option<Self> {
        let origin = origin_of(take(&mut bytes)?);
        let mut entries = Vec::new();
        let mut at = 0;
        while !bytes.is_empty() {
            at += take_signed(&mut bytes)?;
            let raw = stages.raw(take(&mut bytes)?)?.map(str::to_owned);
            let entry_id = match take_bytes(&mut bytes)? {
                [] => None,
                id => Some(ExtId(String::from_utf8_lossy(id).into_owned())),
            };
            entries.push(StageEntry {
                at: Timestamp::from_millisecond(at).ok()?,
                raw,
                entry_id,
            });
        }
        Some(Self { origin, entries })
    }

    /// The codes that packed bytes name; `None` where they are none of ours.
    pub(crate) fn names_any(mut bytes: &[u8], codes: &[u64]) -> Option<bool> {
        take(&mut bytes)?;
        while !bytes.is_empty() {
            take_signed(&mut bytes)?;
            if codes.contains(&take(&mut bytes)?) {
                return Some(true);
            }
            take_bytes(&mut bytes)?;
        }
        Some(false)
    }
}

/// A history as places alone, for who walks over all leads and needs no values.
#[derive(Debug, Default)]
pub(crate) struct Places {
    origin: Origin,
    entries: Vec<(Timestamp, Place)>,
    newest: u64,
}

impl Places {
    /// Reads the table's bytes; `None` where they are none of ours.
    pub(crate) fn unpack(mut bytes: &[u8], stages: &RawStages) -> Option<Self> {
        let mut places = Self {
            origin: origin_of(take(&mut bytes)?),
            ..Self::default()
        };
        let mut at = 0;
        while !bytes.is_empty() {
            at += take_signed(&mut bytes)?;
            places.newest = take(&mut bytes)?;
            take_bytes(&mut bytes)?;
            let place = stages.place_of_code(places.newest);
            places
                .entries
                .push((Timestamp::from_millisecond(at).ok()?, place));
        }
        Some(places)
    }

    /// The moves; none where the lead was never in a ranked stage.
    pub(crate) fn timeline(&self, turns: &Turns) -> Timeline {
        if !self.entries.iter().any(|(_, place)| place.rank().is_some()) {
            return Timeline::default();
        }
        let all = Timeline::of_places(self.entries.iter().copied(), &turns.all());
        if all.is_ranked_ever() {
            all
        } else {
            Timeline::default()
        }
    }

    /// As `History::differs_from`, by code.
    pub(crate) fn differ_from(&self, code: u64) -> bool {
        self.origin == Origin::Told && !self.entries.is_empty() && self.newest != code
    }
}

fn origin_of(byte: u64) -> Origin {
    match byte {
        0 => Origin::Told,
        _ => Origin::Observed,
    }
}

/// A lead's record as a poll saw it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sighting {
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) modified_at: Option<Timestamp>,
    /// When the poll before was complete.
    pub(crate) previous_poll: Option<Timestamp>,
    pub(crate) now: Timestamp,
}

/// Instants are kept to the millisecond.
pub(crate) fn whole_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

fn stored(entry: &StageEntry) -> StageEntry {
    StageEntry {
        at: whole_milliseconds(entry.at),
        ..entry.clone()
    }
}

fn log_number(entry: &StageEntry) -> Option<u64> {
    entry.entry_id.as_ref()?.as_str().parse().ok()
}
