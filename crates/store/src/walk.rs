//! Walking over every lead of a workspace, a page at a time. Must not live here: what the walk is for.

use kpi::{definition::Definition, model::Tool, timeline::Timeline};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{
    SourceId, StoreError, WorkspaceId, history::Places, presence::Turns, raw_stages::RawStages,
};

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
    pub(crate) id: i64,
    /// None where it is not counted or was never in a ranked stage.
    pub(crate) timeline: Timeline,
    /// Code of the value that it adds to the count of leads with that value.
    pub(crate) shown: Option<u64>,
    /// Whether that value is not the newest of its history.
    pub(crate) differs: bool,
    /// Whether it is a test contact.
    pub(crate) excluded: bool,
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
        let page = sqlx::query(include_str!("sql/leads_walk.sql"))
            .bind(!self.definition.excluded_domains.is_empty())
            .bind(self.source.0)
            .bind(self.after)
            .bind(PAGE)
            .fetch_all(connection)
            .await?;
        let leads = page.iter().map(|row| self.read(row));
        let leads = leads.collect::<Result<Vec<_>, _>>()?;
        self.after = leads.last().map_or(self.after, |lead| lead.id);
        Ok(leads)
    }

    fn read(&self, row: &SqliteRow) -> Result<Walked, StoreError> {
        let id: i64 = row.try_get(0)?;
        let (known, was_excluded): (bool, bool) = (row.try_get(1)?, row.try_get(2)?);
        let merged: bool = row.try_get(3)?;
        let (turns, places) = read_history(row, (4, 5), &self.stages)?;
        let stage: Option<i64> = row.try_get(6)?;
        let stage = stage.map_or(0, i64::unsigned_abs);
        let is_alive = known && !merged && turns.removed_at().is_none();
        // The address of a deleted lead is not kept; what it said when it was there holds.
        let excluded = if is_alive {
            self.definition.excludes(row.try_get(7)?)
        } else {
            was_excluded
        };
        let is_counted = known && !merged && !excluded;
        let timeline = if is_counted {
            places.timeline(&turns)
        } else {
            Timeline::default()
        };
        Ok(Walked {
            id,
            timeline,
            shown: (is_counted && is_alive && stage != 0).then_some(stage),
            differs: is_counted && is_alive && places.differ_from(stage),
            excluded,
            exclusion_changed: excluded != was_excluded,
        })
    }
}

/// Deletions and history of a lead, from the columns `presence` and `history`.
pub(crate) fn read_history(
    row: &SqliteRow,
    (presence, history): (usize, usize),
    stages: &RawStages,
) -> Result<(Turns, Places), StoreError> {
    let turns = match row.try_get::<Option<&[u8]>, _>(presence)? {
        None => Some(Turns::default()),
        Some(bytes) => Turns::unpack(bytes),
    };
    let places = match row.try_get::<Option<&[u8]>, _>(history)? {
        None => Some(Places::default()),
        Some(bytes) => Places::unpack(bytes, stages),
    };
    turns
        .zip(places)
        .ok_or_else(|| StoreError::unreadable("lead", "presence or history"))
}
