//! What a batch is absorbed into: its source, the agreement, the polls before. Must not live here: what
//! the batch tells.

use std::sync::Arc;

use jiff::Timestamp;
use kpi::model::{Stream, Tool};
use sqlx::{Row, SqliteConnection};

use crate::{SourceId, Store, StoreError, WorkspaceId, agreement::Agreement};

/// The circumstances of one batch.
#[derive(Debug)]
pub(super) struct Poll {
    pub(super) source: SourceId,
    pub(super) workspace: WorkspaceId,
    pub(super) tool: Tool,
    pub(super) stream: Stream,
    pub(super) agreement: Arc<Agreement>,
    pub(super) now: Timestamp,
    /// Up to when the leads were known to be complete before.
    pub(super) previous: Option<Timestamp>,
    /// The last change number given.
    pub(super) changes: i64,
    /// The last key given to a lead.
    pub(super) last_lead: i64,
}

impl Poll {
    pub(super) async fn load(
        store: &Store,
        connection: &mut SqliteConnection,
        source: SourceId,
        stream: Stream,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let row = sqlx::query(include_str!("../sql/poll.sql"))
            .bind(source.0)
            .fetch_optional(connection)
            .await?
            .ok_or(StoreError::NoSource {
                source_id: source.0,
            })?;
        let workspace = WorkspaceId(row.try_get("workspace")?);
        let agreement = store.agreement(workspace)?;
        // While the day tables are rebuilt, or hold under another agreement, nothing may be added to them.
        let derived: Option<&str> = row.try_get("agreement")?;
        if derived != Some(agreement.fingerprint.as_str()) {
            return Err(StoreError::NoAgreement {
                workspace: workspace.0,
            });
        }
        let tool: &str = row.try_get("tool")?;
        let previous: Option<i64> = row.try_get("complete_to")?;
        Ok(Self {
            source,
            workspace,
            tool: Tool::parse(tool).ok_or_else(|| StoreError::unreadable("source", tool))?,
            stream,
            agreement,
            now,
            previous: previous.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            changes: row.try_get("changes")?,
            last_lead: row.try_get("last_lead")?,
        })
    }
}
