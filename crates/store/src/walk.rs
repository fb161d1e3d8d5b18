//! Walking over every lead of a workspace, a page at a time. Must not live here: what the walk is for.

use kpi::{definition::Definition, model::Tool};
use sqlx::{Row, SqliteConnection};

use crate::{SourceId, StoreError, WorkspaceId, lead::Lead, raw_stages::RawStages};

/// Leads in memory at once.
const PAGE: i64 = 2_000;

/// The sources of a workspace.
pub(crate) async fn sources(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
) -> Result<Vec<(SourceId, Tool)>, StoreError> {
    let rows = sqlx::query(include_str!("sql/sources.sql"))
        .bind(workspace.0)
        .fetch_all(connection)
        .await?;
    let source = |row: &sqlx::sqlite::SqliteRow| {
        let tool: &str = row.try_get("tool")?;
        let tool = Tool::parse(tool).ok_or_else(|| StoreError::unreadable("source", tool))?;
        Ok((SourceId(row.try_get("id")?), tool))
    };
    rows.iter().map(source).collect()
}

/// A walk over the leads of one source under a definition.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    source: SourceId,
    definition: &'a Definition,
    pub(crate) stages: RawStages,
    after: i64,
}

/// A lead as the definition sees it.
#[derive(Debug)]
pub(crate) struct Walked {
    /// With `excluded` as the definition says.
    pub(crate) lead: Lead,
    /// Whether the stored row says otherwise.
    pub(crate) exclusion_changed: bool,
}

impl<'a> Walk<'a> {
    pub(crate) async fn start(
        connection: &mut SqliteConnection,
        (source, tool): (SourceId, Tool),
        definition: &'a Definition,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            source,
            definition,
            stages: RawStages::load(connection, source, tool, definition).await?,
            after: 0,
        })
    }

    /// The next leads; none at the end.
    pub(crate) async fn next(
        &mut self,
        connection: &mut SqliteConnection,
    ) -> Result<Vec<Walked>, StoreError> {
        let page = sqlx::query(include_str!("sql/leads_after.sql"))
            .bind(self.source.0)
            .bind(self.after)
            .bind(PAGE)
            .fetch_all(connection)
            .await?;
        let mut leads = Vec::with_capacity(page.len());
        for row in &page {
            let mut lead = Lead::read(row, &self.stages)?;
            self.after = lead.id;
            // The address of a deleted lead is not kept; what it said when it was there holds.
            let excluded = if lead.is_alive() {
                self.definition.excludes(row.try_get("email")?)
            } else {
                lead.excluded
            };
            let exclusion_changed = excluded != lead.excluded;
            lead.excluded = excluded;
            leads.push(Walked {
                lead,
                exclusion_changed,
            });
        }
        Ok(leads)
    }
}
