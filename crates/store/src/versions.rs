//! Every agreement that was ever in force. Must not live here: what changed between two (`kpi::definition`).

use jiff::Timestamp;
use kpi::definition::{Definition, Terms};
use sqlx::{Row, SqliteConnection};

use crate::{Store, StoreError, WorkspaceId, stage_versions, status::instant};

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
    /// Notes that `definition` is in force at `now`, and what each stage means. Nothing changes where it was so already.
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
        let mut known = versions(&mut tx, workspace).await?;
        let is_new = known.last().is_none_or(|last| last.terms != terms);
        if is_new {
            let version = known.last().map_or(1, |last| last.version + 1);
            known.push(DefinitionVersion {
                version,
                since: now,
                terms,
            });
        }
        stage_versions::keep(&mut tx, workspace, definition, &known, now).await?;
        let Some(newest) = known.last().filter(|_| is_new) else {
            tx.commit().await?;
            return Ok(());
        };
        sqlx::query(include_str!("sql/definition_version_insert.sql"))
            .bind(workspace.0)
            .bind(newest.version)
            .bind(now.as_millisecond())
            .bind(serde_json::json!(newest.terms).to_string())
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
