//! What `/status` tells of the data. Must not live here: how it is worded.

use jiff::Timestamp;
use kpi::{
    definition::Definition,
    model::{BrokenRecord, Capability, ExtId, Stream, Tool},
};
use sqlx::{Row, sqlite::SqliteRow};

use crate::{
    FailureKind, SourceId, Store, StoreError, WorkspaceId, history::History, raw_stages::RawStages,
    sync_state::capability_of, walk::sources,
};

/// Where one stream of one source stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamState {
    /// The source.
    pub source: SourceId,
    /// Its tool.
    pub tool: Tool,
    /// The stream.
    pub stream: Stream,
    /// How far the tool gives it; `None` before it was declared.
    pub capability: Option<Capability>,
    /// Complete up to (not including) this instant.
    pub complete_to: Option<Timestamp>,
    /// The last batch that was absorbed.
    pub last_ok_at: Option<Timestamp>,
    /// The last failure and its sentence, also where the stream has worked since.
    pub last_failure: Option<(Timestamp, String)>,
    /// What kind of failure that was.
    pub failure_kind: Option<FailureKind>,
    /// Records kept from it.
    pub rows: u64,
    /// Records that could not be read (counted up to 1,000).
    pub broken: u64,
}

impl StreamState {
    /// Whether the last pull failed, also where batches of the same poll went in before.
    pub fn is_failing(&self) -> bool {
        self.last_failure
            .as_ref()
            .is_some_and(|(failed_at, _)| self.last_ok_at.is_none_or(|ok| ok <= *failed_at))
    }

    /// Whether the stream can be waited for: the tool gives it and the credentials may read it. Leads
    /// are always waited for.
    pub(crate) fn is_given(&self) -> bool {
        let is_barred = self.is_failing() && self.failure_kind == Some(FailureKind::Unavailable);
        let is_none = self.capability == Some(Capability::None);
        self.stream == Stream::Leads || !(is_barred || is_none)
    }
}

/// A value of the tool that the mapping does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmappedStage {
    /// The tool.
    pub tool: Tool,
    /// The value.
    pub raw: String,
    /// What people see in the tool.
    pub label: Option<String>,
    /// Leads that have it now; it may also stand in histories alone.
    pub leads: u64,
}

/// A lead whose present value is not the newest of its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// The tool.
    pub tool: Tool,
    /// The lead's id in the tool.
    pub lead: ExtId,
    /// The value it shows now.
    pub shown: Option<String>,
    /// The newest of its history, which is the one that counts.
    pub newest: Option<String>,
    /// Link to the lead in the tool.
    pub link: Option<String>,
}

impl Store {
    /// Where every stream stands, in the order of `Stream::ALL` within each source.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn streams(&self, workspace: WorkspaceId) -> Result<Vec<StreamState>, StoreError> {
        let rows = sqlx::query(include_str!("sql/streams.sql"))
            .bind(workspace.0)
            .fetch_all(self.readers())
            .await?;
        let mut states = rows.iter().map(read_state).collect::<Result<Vec<_>, _>>()?;
        let order = |stream| Stream::ALL.iter().position(|known| *known == stream);
        states.sort_by_key(|state| (state.source, order(state.stream)));
        Ok(states)
    }

    /// Records that could not be read, the newest first.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn broken(
        &self,
        workspace: WorkspaceId,
        limit: u32,
    ) -> Result<Vec<(Stream, BrokenRecord, Timestamp)>, StoreError> {
        let rows = sqlx::query(include_str!("sql/broken.sql"))
            .bind(workspace.0)
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        let read = |row: &SqliteRow| {
            let broken = BrokenRecord {
                id: row.try_get("record")?,
                why: row.try_get("why")?,
            };
            Ok((
                stream_of(row)?,
                broken,
                instant(row, "seen_at")?.unwrap_or_default(),
            ))
        };
        rows.iter().map(read).collect()
    }

    /// Values of the tool, now or in histories, that the adopted mapping does not know; those with the
    /// most leads first. Before an agreement is adopted, the default one is taken.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn unmapped(&self, workspace: WorkspaceId) -> Result<Vec<UnmappedStage>, StoreError> {
        let definition = self.agreement(workspace).map_or_else(
            |_| Definition::default(),
            |agreement| agreement.definition.clone(),
        );
        self.unmapped_under(workspace, &definition).await
    }

    /// As `unmapped`, under a definition that need not be adopted.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn unmapped_under(
        &self,
        workspace: WorkspaceId,
        definition: &Definition,
    ) -> Result<Vec<UnmappedStage>, StoreError> {
        let mut tx = self.snapshot().await?;
        let mut unmapped = Vec::new();
        for (source, tool) in sources(&mut tx, workspace).await? {
            let stages = RawStages::load(&mut tx, source, tool, definition).await?;
            let rows = sqlx::query(include_str!("sql/raw_stage_leads.sql"))
                .bind(source.0)
                .fetch_all(&mut *tx)
                .await?;
            for row in rows {
                let raw: String = row.try_get("raw")?;
                if stages.is_unmapped(&raw) {
                    unmapped.push(UnmappedStage {
                        tool,
                        label: stages.label(&raw).map(str::to_owned),
                        leads: row.try_get::<i64, _>("leads")?.unsigned_abs(),
                        raw,
                    });
                }
            }
        }
        unmapped.sort_by(|a, b| b.leads.cmp(&a.leads).then_with(|| a.raw.cmp(&b.raw)));
        Ok(unmapped)
    }

    /// Leads whose present value differs from the newest entry of their history.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn differing(
        &self,
        workspace: WorkspaceId,
        limit: u32,
    ) -> Result<Vec<Differing>, StoreError> {
        let mut tx = self.snapshot().await?;
        let mut differing = Vec::new();
        for (source, tool) in sources(&mut tx, workspace).await? {
            // Only the values are wanted, which are the same under every agreement.
            let stages = RawStages::load(&mut tx, source, tool, &Definition::default()).await?;
            let rows = sqlx::query(include_str!("sql/leads_differing.sql"))
                .bind(source.0)
                .bind(limit)
                .fetch_all(&mut *tx)
                .await?;
            for row in rows {
                differing.push(read_differing(&row, tool, &stages)?);
            }
        }
        differing.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(differing)
    }
}

fn read_differing(
    row: &SqliteRow,
    tool: Tool,
    stages: &RawStages,
) -> Result<Differing, StoreError> {
    let lead: String = row.try_get("ext_id")?;
    let garbled = || StoreError::unreadable("lead", format!("stage or history of {lead}"));
    let history: &[u8] = row.try_get("history")?;
    let newest = History::unpack(history, stages)
        .ok_or_else(garbled)?
        .entries
        .pop();
    let code: Option<i64> = row.try_get("stage")?;
    let code = u64::try_from(code.unwrap_or(0)).unwrap_or(u64::MAX);
    let shown = stages.raw(code).ok_or_else(garbled)?.map(str::to_owned);
    Ok(Differing {
        tool,
        shown,
        newest: newest.and_then(|entry| entry.raw),
        link: row.try_get("link")?,
        lead: ExtId(lead),
    })
}

fn read_state(row: &SqliteRow) -> Result<StreamState, StoreError> {
    let tool: &str = row.try_get("tool")?;
    let capability: Option<&str> = row.try_get("capability")?;
    let kind: Option<&str> = row.try_get("failure_kind")?;
    let failure: Option<String> = row.try_get("failure")?;
    Ok(StreamState {
        source: SourceId(row.try_get("source")?),
        tool: Tool::parse(tool).ok_or_else(|| StoreError::unreadable("source", tool))?,
        stream: stream_of(row)?,
        capability: capability.and_then(capability_of),
        complete_to: instant(row, "complete_to")?,
        last_ok_at: instant(row, "last_ok_at")?,
        last_failure: instant(row, "failed_at")?.zip(failure),
        failure_kind: kind.and_then(FailureKind::parse),
        rows: row.try_get::<i64, _>("kept")?.unsigned_abs(),
        broken: row.try_get::<i64, _>("broken")?.unsigned_abs(),
    })
}

fn stream_of(row: &SqliteRow) -> Result<Stream, StoreError> {
    let word: &str = row.try_get("stream")?;
    Stream::parse(word).ok_or_else(|| StoreError::unreadable("sync_state", word))
}

/// A column of milliseconds as an instant.
pub(crate) fn instant(row: &SqliteRow, column: &str) -> Result<Option<Timestamp>, StoreError> {
    let ms: Option<i64> = row.try_get(column)?;
    Ok(ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}
