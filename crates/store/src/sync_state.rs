//! Where each stream stands: cursor, watermark, capability, last failure. Must not live here: rows of
//! records (`absorb`).

use std::fmt;

use jiff::Timestamp;
use kpi::model::{Capabilities, Capability, Cursor, Stream};
use sqlx::Row;

use crate::{SourceId, Store, StoreError, WorkspaceId};

/// Why a stream could not be pulled, by remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The tool refuses the credentials.
    Denied,
    /// This stream needs a permission that the credentials lack.
    Unavailable,
    /// The tool asks for patience.
    Throttled,
    /// No answer.
    Unreachable,
    /// An answer that makes no sense.
    Garbled,
}

impl FailureKind {
    const ALL: [Self; 5] = [
        Self::Denied,
        Self::Unavailable,
        Self::Throttled,
        Self::Unreachable,
        Self::Garbled,
    ];

    /// The word used in tables, log fields and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Unavailable => "unavailable",
            Self::Throttled => "throttled",
            Self::Unreachable => "unreachable",
            Self::Garbled => "garbled",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A failed pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamFailure {
    /// What kind it is.
    pub kind: FailureKind,
    /// What happened and how to mend it, without secrets or personal data; of `Unavailable` the scope or
    /// permission alone.
    pub sentence: String,
}

impl Store {
    /// Where the stream's next pull goes on; `None` before the first batch.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn cursor(
        &self,
        source: SourceId,
        stream: Stream,
    ) -> Result<Option<Cursor>, StoreError> {
        let row = sqlx::query(include_str!("sql/cursor.sql"))
            .bind(source.0)
            .bind(stream.as_str())
            .fetch_optional(self.readers())
            .await?;
        let cursor: Option<String> = match row {
            Some(row) => row.try_get(0)?,
            None => None,
        };
        Ok(cursor.map(Cursor))
    }

    /// Notes a failed pull; the cursor and all that was absorbed stay.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn stream_failed(
        &self,
        source: SourceId,
        stream: Stream,
        failure: &StreamFailure,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("sql/sync_state_fail.sql"))
            .bind(source.0)
            .bind(stream.as_str())
            .bind(now.as_millisecond())
            .bind(failure.kind.as_str())
            .bind(&failure.sentence)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Notes how far the tool gives each stream.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn declare(
        &self,
        source: SourceId,
        capabilities: &Capabilities,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        for stream in Stream::ALL {
            sqlx::query(include_str!("sql/sync_state_declare.sql"))
                .bind(source.0)
                .bind(stream.as_str())
                .bind(capability_word(capabilities.of(stream)))
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The instant up to which the funnel's data is complete in every source: the earliest watermark of
    /// the streams that decide it, without those that the tool cannot give. `None` before they were all
    /// pulled once.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn as_of(&self, workspace: WorkspaceId) -> Result<Option<Timestamp>, StoreError> {
        let states = self.streams(workspace).await?;
        let mut deciding = states
            .iter()
            .filter(|state| Stream::FUNNEL.contains(&state.stream) && state.is_given());
        let Some(first) = deciding.next() else {
            return Ok(None);
        };
        Ok(deciding
            .try_fold(first.complete_to, |earliest, state| {
                let complete_to = state.complete_to?;
                Some(earliest.map(|earliest| earliest.min(complete_to)))
            })
            .flatten())
    }
}

pub(crate) fn capability_word(capability: Capability) -> &'static str {
    match capability {
        Capability::Native => "native",
        Capability::Derived => "derived",
        Capability::Snapshot => "snapshot",
        Capability::None => "none",
    }
}

pub(crate) fn capability_of(word: &str) -> Option<Capability> {
    [
        Capability::Native,
        Capability::Derived,
        Capability::Snapshot,
        Capability::None,
    ]
    .into_iter()
    .find(|capability| capability_word(*capability) == word)
}
