//! Every agreement that was ever in force. Must not live here: what changed between two (`kpi::definition`).

use jiff::Timestamp;
use kpi::definition::{Definition, Terms};
use sqlx::{Row, SqliteConnection};

use crate::{Store, StoreError, WorkspaceId, status::instant};

/// An agreement as it was in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionVersion {
    /// Counted from 1.
    pub version: u32,
    /// Since when; until the next one.
    pub since: Timestamp,
    /// What numbers depend on.
    pub terms: Terms,
}

impl Store {
    /// Notes that `definition` is in force at `now`. Nothing changes where it was in force already.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn keep_definition(
        &self,
        workspace: WorkspaceId,
        definition: &Definition,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let terms = Terms::of(definition);
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let last = versions(&mut tx, workspace).await?.pop();
        if last.as_ref().is_some_and(|last| last.terms == terms) {
            return Ok(());
        }
        sqlx::query(include_str!("sql/definition_version_insert.sql"))
            .bind(workspace.0)
            .bind(last.map_or(1, |last| last.version + 1))
            .bind(now.as_millisecond())
            .bind(serde_json::json!(terms).to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Every agreement that was in force, the one that is so now last.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn definition_versions(
        &self,
        workspace: WorkspaceId,
    ) -> Result<Vec<DefinitionVersion>, StoreError> {
        let mut tx = self.snapshot().await?;
        versions(&mut tx, workspace).await
    }
}

async fn versions(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
) -> Result<Vec<DefinitionVersion>, StoreError> {
    let rows = sqlx::query(include_str!("sql/definition_versions.sql"))
        .bind(workspace.0)
        .fetch_all(connection)
        .await?;
    let mut versions = Vec::with_capacity(rows.len());
    for row in &rows {
        let unreadable = |what: String| StoreError::unreadable("definition_version", what);
        versions.push(DefinitionVersion {
            version: row.try_get("version")?,
            since: instant(row, "since")?.ok_or_else(|| unreadable("since".to_owned()))?,
            terms: serde_json::from_str(row.try_get("terms")?)
                .map_err(|fault| unreadable(fault.to_string()))?,
        });
    }
    Ok(versions)
}
