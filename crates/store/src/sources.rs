//! Which accounts of which tools a workspace's leads come from. Must not live here: how far each was read
//! (`sync_state`), whether an account may be another one tomorrow (the program's business).

use kpi::model::Tool;
use sqlx::Row;

use crate::{SourceId, Store, StoreError, WorkspaceId};

/// An account whose leads are in this database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSource {
    /// Its number here.
    pub id: SourceId,
    /// What it is an account of.
    pub tool: Tool,
    /// What tells accounts apart, such as the base URL.
    pub account: String,
}

impl Store {
    /// The accounts of a workspace, the oldest first.
    ///
    /// # Errors
    /// `Unreadable` for a tool that this release does not know, or a failure of the file.
    pub async fn sources(&self, workspace: WorkspaceId) -> Result<Vec<KnownSource>, StoreError> {
        let rows = sqlx::query(include_str!("sql/sources.sql"))
            .bind(workspace.0)
            .fetch_all(self.readers())
            .await?;
        let known = |row: &sqlx::sqlite::SqliteRow| {
            let tool: &str = row.try_get("tool")?;
            Ok(KnownSource {
                id: SourceId(row.try_get("id")?),
                tool: Tool::parse(tool).ok_or_else(|| StoreError::unreadable("source", tool))?,
                account: row.try_get("account")?,
            })
        };
        rows.iter().map(known).collect()
    }

    /// The same account answers at another address from now on.
    ///
    /// # Errors
    /// `NoSource`, `Full`, `Locked` or a failure of the file.
    pub async fn move_source(&self, source: SourceId, account: &str) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let moved = sqlx::query(include_str!("sql/source_move.sql"))
            .bind(account)
            .bind(source.0)
            .execute(&mut *tx)
            .await?;
        if moved.rows_affected() == 0 {
            return Err(StoreError::NoSource {
                source_id: source.0,
            });
        }
        tx.commit().await?;
        Ok(())
    }

    /// The source that is this account of that tool, made if it is new. `account` is what tells accounts
    /// apart, such as the base URL.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn source(
        &self,
        workspace: WorkspaceId,
        tool: Tool,
        account: &str,
    ) -> Result<SourceId, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("sql/workspace_insert.sql"))
            .bind(workspace.0)
            .execute(&mut *tx)
            .await?;
        sqlx::query(include_str!("sql/source_insert.sql"))
            .bind(workspace.0)
            .bind(tool.as_str())
            .bind(account)
            .execute(&mut *tx)
            .await?;
        let row = sqlx::query(include_str!("sql/source_find.sql"))
            .bind(workspace.0)
            .bind(tool.as_str())
            .bind(account)
            .fetch_one(&mut *tx)
            .await?;
        let source = SourceId(row.try_get(0)?);
        tx.commit().await?;
        Ok(source)
    }
}
