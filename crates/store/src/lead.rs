//! What the counts need of one lead, in memory. Must not live here: the person (columns that only
//! `absorb` writes and `hot` reads).

use jiff::Timestamp;
use kpi::{stage::Place, timeline::Timeline};
use sqlx::{Row, sqlite::SqliteRow};

use crate::{StoreError, history::History, presence::Turns, raw_stages::RawStages};

/// One lead's row without the person.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Lead {
    pub(crate) id: i64,
    pub(crate) ext_id: String,
    /// The tool showed the lead itself, alive or in its bin.
    pub(crate) known: bool,
    /// A test contact.
    pub(crate) excluded: bool,
    /// The lead that goes on in its place.
    pub(crate) merged_into: Option<i64>,
    pub(crate) turns: Turns,
    pub(crate) history: History,
    /// The value it shows now.
    pub(crate) stage: Option<String>,
    pub(crate) first_seen_at: Option<i64>,
    pub(crate) fingerprint: Option<i64>,
    pub(crate) modified_at: Option<i64>,
}

impl Lead {
    /// Whether it is in any number at all.
    pub(crate) fn is_counted(&self) -> bool {
        self.known && !self.excluded && self.merged_into.is_none()
    }

    /// Since when it is deleted.
    pub(crate) fn removed_at(&self) -> Option<Timestamp> {
        self.turns.removed_at()
    }

    /// Whether the tool has it as a lead of its own.
    pub(crate) fn is_alive(&self) -> bool {
        self.known && self.merged_into.is_none() && self.removed_at().is_none()
    }

    /// Whether `/status` has to name it.
    pub(crate) fn differs(&self) -> bool {
        self.is_counted() && self.is_alive() && self.history.differs_from(self.stage.as_deref())
    }

    /// The value that it adds to the count of leads with that value, if it counts.
    pub(crate) fn shown(&self) -> Option<&str> {
        (self.is_counted() && self.is_alive())
            .then_some(self.stage.as_deref())
            .flatten()
    }

    /// Its moves; none where it is not counted or was never in a ranked stage.
    pub(crate) fn timeline(&self, stages: &RawStages) -> Timeline {
        if !self.is_counted() {
            return Timeline::default();
        }
        timeline(&self.history, &self.turns, stages)
    }

    /// Reads a row of `leads_*.sql`.
    pub(crate) fn read(row: &SqliteRow, stages: &RawStages) -> Result<Self, StoreError> {
        let ext_id: String = row.try_get("ext_id")?;
        let garbled = |what: &str| StoreError::unreadable("lead", format!("{what} of {ext_id}"));
        let history = match row.try_get::<Option<&[u8]>, _>("history")? {
            None => History::default(),
            Some(bytes) => History::unpack(bytes, stages).ok_or_else(|| garbled("history"))?,
        };
        let turns = match row.try_get::<Option<&[u8]>, _>("presence")? {
            None => Turns::default(),
            Some(bytes) => Turns::unpack(bytes).ok_or_else(|| garbled("presence"))?,
        };
        let stage = match row.try_get::<Option<i64>, _>("stage")? {
            None => None,
            Some(code) => u64::try_from(code)
                .ok()
                .and_then(|code| stages.raw(code))
                .ok_or_else(|| garbled("stage"))?
                .map(str::to_owned),
        };
        Ok(Self {
            id: row.try_get("id")?,
            known: row.try_get("known")?,
            excluded: row.try_get("excluded")?,
            merged_into: row.try_get("merged_into")?,
            turns,
            history,
            stage,
            first_seen_at: row.try_get("first_seen_at")?,
            fingerprint: row.try_get("fingerprint")?,
            modified_at: row.try_get("modified_at")?,
            ext_id,
        })
    }
}

/// Moves of a counted lead; none where it was never in a ranked stage.
pub(crate) fn timeline(history: &History, turns: &Turns, stages: &RawStages) -> Timeline {
    let all = Timeline::new(&history.entries, &turns.all(), |raw| stages.place(raw));
    if all.is_ranked_ever() {
        all
    } else {
        Timeline::default()
    }
}

/// Where a lead stands now.
pub(crate) fn place(lead: &Lead, stages: &RawStages) -> Place {
    Timeline::new(&lead.history.entries, &lead.turns.all(), |raw| {
        stages.place(raw)
    })
    .place()
}
