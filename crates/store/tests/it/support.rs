//! A database of its own for each test, and records in few words.

use jiff::Timestamp;
use kpi::{
    definition::Definition,
    funnel::{Basis, Funnel, FunnelQuestion, Span},
    model::{
        Batch, Cursor, ExtId, LeadRecord, Record, Removed, StageEntry, StageHistory, Stream, Tool,
    },
};
use store::{Absorbed, SourceId, Store, WorkspaceId};
use tempfile::TempDir;

pub(crate) const WS: WorkspaceId = WorkspaceId::DEFAULT;

pub(crate) struct Home {
    pub(crate) dir: TempDir,
    pub(crate) store: Store,
    pub(crate) source: SourceId,
    pub(crate) definition: Definition,
}

impl Home {
    pub(crate) async fn new() -> Self {
        Self::under(Definition::default()).await
    }

    pub(crate) async fn under(definition: Definition) -> Self {
        let dir = TempDir::new().unwrap();
        let store = Store::open(&url(&dir)).await.unwrap();
        store.adopt(WS, &definition).await.unwrap();
        let source = store
            .source(WS, Tool::Hubspot, "https://a.test")
            .await
            .unwrap();
        Self {
            dir,
            store,
            source,
            definition,
        }
    }

    /// With one source of that tool.
    pub(crate) async fn of(tool: Tool) -> Self {
        let home = Self::new().await;
        let source = home.store.source(WS, tool, "https://t.test").await.unwrap();
        Self { source, ..home }
    }

    pub(crate) fn url(&self) -> String {
        url(&self.dir)
    }

    /// Closes the database and opens it again, as after a restart.
    pub(crate) async fn restart(&mut self) {
        self.store.close().await;
        self.store = Store::open(&self.url()).await.unwrap();
        self.store.adopt(WS, &self.definition).await.unwrap();
    }

    pub(crate) async fn absorb(
        &self,
        stream: Stream,
        records: Vec<Record>,
        now: Timestamp,
    ) -> Absorbed {
        let batch = Batch {
            records,
            cursor: Some(Cursor(now.to_string())),
            complete_to: Some(now),
            ..Batch::default()
        };
        self.store
            .absorb(self.source, stream, &batch, now)
            .await
            .unwrap()
    }

    pub(crate) async fn funnel(&self, start: &str, end: &str) -> Funnel {
        self.funnel_as_of(start, end, "2030-01-01T00:00:00Z").await
    }

    pub(crate) async fn funnel_as_of(&self, start: &str, end: &str, as_of: &str) -> Funnel {
        let question = FunnelQuestion {
            period: Span {
                start: at(start),
                end: at(end),
            },
            comparison: None,
            as_of: at(as_of),
            basis: Basis::Period,
            window_days: None,
        };
        self.store
            .funnel(WS, &self.definition, &question)
            .await
            .unwrap()
    }

    /// Stock at the end, inflow and removed of each stage over all of time.
    pub(crate) async fn stages(&self) -> Vec<(i64, i64, i64)> {
        let funnel = self
            .funnel("2000-01-01T00:00:00Z", "2029-01-01T00:00:00Z")
            .await;
        let row = |row: &kpi::funnel::StageRow| {
            (row.now.stock_end, row.now.inflow, row.now.outflow.removed)
        };
        funnel.stages.iter().map(row).collect()
    }

    pub(crate) async fn connection(&self) -> sqlx::SqliteConnection {
        use sqlx::Connection;
        sqlx::SqliteConnection::connect(&self.url()).await.unwrap()
    }

    /// One number straight from the file.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&mut self.connection().await)
            .await
            .unwrap()
    }

    pub(crate) async fn assert_proven(&self) {
        let verified = self.store.verify(WS).await.unwrap();
        assert_eq!(verified.faults, []);
    }
}

fn url(dir: &TempDir) -> String {
    format!("sqlite://{}", dir.path().join("funnelbot.db").display())
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A day of November 2026, at noon UTC.
pub(crate) fn day(day: u8) -> Timestamp {
    at(&format!("2026-11-{day:02}T12:00:00Z"))
}

pub(crate) fn lead(id: &str, stage: &str) -> LeadRecord {
    LeadRecord {
        id: id.into(),
        created_at: Some(day(1)),
        modified_at: Some(day(1)),
        stage_raw: Some(stage.to_owned()),
        email: Some(format!("{id}@example.test")),
        name: Some(format!("Name of {id}")),
        company: Some("Example KK".to_owned()),
        ..LeadRecord::default()
    }
}

pub(crate) fn told(record: LeadRecord) -> Record {
    Record::Lead(Box::new(record))
}

pub(crate) fn history(id: &str, entries: &[(u8, &str)]) -> Record {
    Record::StageHistory(StageHistory {
        lead: id.into(),
        whole: true,
        entries: entries
            .iter()
            .map(|(on, raw)| entry(day(*on), raw, None))
            .collect(),
    })
}

pub(crate) fn entry(at: Timestamp, raw: &str, id: Option<&str>) -> StageEntry {
    StageEntry {
        at,
        raw: (!raw.is_empty()).then(|| raw.to_owned()),
        entry_id: id.map(ExtId::from),
    }
}

pub(crate) fn removed(id: &str, at: Timestamp) -> Record {
    Record::Removed(Removed {
        lead: id.into(),
        at,
    })
}

pub(crate) fn merged(loser: &str, survivor: &str, at: Timestamp) -> Record {
    Record::Merged {
        loser: loser.into(),
        survivor: survivor.into(),
        at,
    }
}
