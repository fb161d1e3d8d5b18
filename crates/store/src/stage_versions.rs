//! What each stage meant, and since when. Must not live here: what a meaning is made of (`kpi::definition`).

use jiff::Timestamp;
use kpi::definition::{Definition, StageTerms};
use sqlx::{Row, SqliteConnection};

use crate::{DefinitionVersion, Store, StoreError, WorkspaceId, status::instant};

/// The meaning of a stage that is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageVersion {
    /// Counted from 1.
    pub version: u32,
    /// Since when.
    pub since: Timestamp,
}

impl Store {
    /// What the stage means now: its number and since when; `None` where it was never in force.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn stage_version(
        &self,
        workspace: WorkspaceId,
        stage: &str,
    ) -> Result<Option<StageVersion>, StoreError> {
        let mut connection = self.readers().acquire().await?;
        let last = last(&mut connection, workspace, stage).await?;
        Ok(last.map(|(version, _)| version))
    }
}

/// Notes what each stage means at `now`, where that is something else than before. A stage that was never noted means
/// what it means since the oldest of `versions` after which it always counted so.
pub(crate) async fn keep(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    definition: &Definition,
    versions: &[DefinitionVersion],
    now: Timestamp,
) -> Result<(), StoreError> {
    for rank in definition.ladder.ranks() {
        let Some(terms) = StageTerms::of(definition, rank) else {
            continue;
        };
        let Some(id) = terms.stages.first() else {
            continue;
        };
        let (version, since) = match last(connection, workspace, id).await? {
            Some((_, known)) if known == terms => continue,
            Some((last, _)) => (last.version + 1, now),
            None => (1, first_so(versions, &terms).unwrap_or(now)),
        };
        sqlx::query(include_str!("sql/stage_version_insert.sql"))
            .bind(workspace.0)
            .bind(id)
            .bind(version)
            .bind(since.as_millisecond())
            .bind(serde_json::json!(terms).to_string())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn first_so(versions: &[DefinitionVersion], terms: &StageTerms) -> Option<Timestamp> {
    let newest_first = versions.iter().rev();
    let same = newest_first.take_while(|version| terms.counts_like(&version.terms));
    same.last().map(|version| version.since)
}

async fn last(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    stage: &str,
) -> Result<Option<(StageVersion, StageTerms)>, StoreError> {
    let row = sqlx::query(include_str!("sql/stage_version_last.sql"))
        .bind(workspace.0)
        .bind(stage)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let unreadable = |what: String| StoreError::unreadable("stage_version", what);
    let version = StageVersion {
        version: row.try_get("version")?,
        since: instant(&row, "since")?.ok_or_else(|| unreadable("since".to_owned()))?,
    };
    let terms = serde_json::from_str(row.try_get("terms")?)
        .map_err(|fault| unreadable(fault.to_string()))?;
    Ok(Some((version, terms)))
}
