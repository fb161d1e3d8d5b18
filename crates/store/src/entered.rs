//! What the team enters because no tool knows it: costs, visitors, deals.
//!
//! Lives here: whole files taken in at once, single costs, and what they say of days. Must not live here: how a
//! file is read, what the numbers mean (`kpi`).

mod twins;

use jiff::{Timestamp, civil::Date};
use kpi::model::Money;
use sqlx::{Row, SqliteConnection};

pub use self::twins::Twin;
use crate::{Store, StoreError, WorkspaceId, bulk::Bulk};

/// A cost, spread evenly over its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostEntry {
    /// First local day.
    pub first: Date,
    /// Last local day.
    pub last: Date,
    /// The whole amount.
    pub amount: Money,
    /// The channel that it was spent on.
    pub channel: Option<String>,
    /// The campaign that it was spent on.
    pub campaign: Option<String>,
    /// What it was for.
    pub note: Option<String>,
}

/// Visitors of some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrafficEntry {
    /// First local day.
    pub first: Date,
    /// Last local day.
    pub last: Date,
    /// People, each once in these days.
    pub visitors: i64,
    /// Where they came from.
    pub channel: Option<String>,
}

/// A deal that no tool knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealEntry {
    /// Its id in the team's books.
    pub deal: String,
    /// The customer's id in the team's books.
    pub customer: Option<String>,
    /// The local day on which it was won.
    pub won: Option<Date>,
    /// Its amount.
    pub amount: Option<Money>,
    /// What it brings each month while it runs.
    pub monthly: Option<Money>,
    /// First local day of its contract.
    pub starts: Option<Date>,
    /// Last local day of its contract.
    pub ends: Option<Date>,
}

/// The rows of a file, each with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entries {
    /// Costs.
    Costs(Vec<(u32, CostEntry)>),
    /// Visitors.
    Traffic(Vec<(u32, TrafficEntry)>),
    /// Deals.
    Deals(Vec<(u32, DealEntry)>),
}

/// What taking in a file changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Import {
    /// Rows that were not there.
    pub added: usize,
    /// Rows that say something else than before.
    pub changed: usize,
    /// Rows that stay as they are.
    pub kept: usize,
    /// Rows of the same file that it no longer has.
    pub removed: usize,
}

/// Whether an import is really done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// It is.
    Real,
    /// Only what it would change is told.
    Dry,
}

impl Store {
    /// Takes in a file as a whole: afterwards the rows known from a file of that name are these.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; nothing is taken in then.
    pub async fn import(
        &self,
        workspace: WorkspaceId,
        file: &str,
        entries: &Entries,
        now: Timestamp,
        run: Run,
    ) -> Result<Import, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let before = known(&mut tx, workspace, file, entries).await?;
        let rows = entries.rows();
        let import = compare(&before, &rows);
        if run == Run::Real
            && import
                != (Import {
                    kept: import.kept,
                    ..Import::default()
                })
        {
            replace(&mut tx, workspace, file, entries, rows, now).await?;
            tx.commit().await?;
        }
        Ok(import)
    }

    /// Adds one cost that somebody told in the chat.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn add_cost(
        &self,
        workspace: WorkspaceId,
        cost: &CostEntry,
        by: Option<u64>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("sql/cost_insert.sql"))
            .bind(workspace.0)
            .bind(cost.first.to_string())
            .bind(cost.last.to_string())
            .bind(cost.amount.minor)
            .bind(&cost.amount.currency)
            .bind(&cost.channel)
            .bind(&cost.campaign)
            .bind(&cost.note)
            .bind(by.map(|id| id.to_string()))
            .bind(now.as_millisecond())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A row as text, by its line: enough to tell whether it changed.
type Lines = Vec<(u32, Vec<Option<String>>)>;

impl Entries {
    fn rows(&self) -> Lines {
        match self {
            Self::Costs(rows) => rows
                .iter()
                .map(|(line, cost)| (*line, cost.cells()))
                .collect(),
            Self::Traffic(rows) => rows
                .iter()
                .map(|(line, row)| (*line, row.cells()))
                .collect(),
            Self::Deals(rows) => rows
                .iter()
                .map(|(line, deal)| (*line, deal.cells()))
                .collect(),
        }
    }

    fn known_sql(&self) -> &'static str {
        match self {
            Self::Costs(_) => include_str!("sql/cost_of_file.sql"),
            Self::Traffic(_) => include_str!("sql/traffic_of_file.sql"),
            Self::Deals(_) => include_str!("sql/deal_of_file.sql"),
        }
    }

    fn forget_sql(&self) -> &'static str {
        match self {
            Self::Costs(_) => include_str!("sql/cost_forget_file.sql"),
            Self::Traffic(_) => include_str!("sql/traffic_forget_file.sql"),
            Self::Deals(_) => include_str!("sql/deal_forget_file.sql"),
        }
    }

    fn insert_sql(&self) -> &'static str {
        match self {
            Self::Costs(_) => include_str!("sql/cost_import.sql"),
            Self::Traffic(_) => include_str!("sql/traffic_import.sql"),
            Self::Deals(_) => include_str!("sql/deal_import.sql"),
        }
    }
}

impl CostEntry {
    fn cells(&self) -> Vec<Option<String>> {
        vec![
            Some(self.first.to_string()),
            Some(self.last.to_string()),
            Some(self.amount.minor.to_string()),
            Some(self.amount.currency.clone()),
            self.channel.clone(),
            self.campaign.clone(),
            self.note.clone(),
        ]
    }
}

impl TrafficEntry {
    fn cells(&self) -> Vec<Option<String>> {
        vec![
            Some(self.first.to_string()),
            Some(self.last.to_string()),
            Some(self.visitors.to_string()),
            self.channel.clone(),
        ]
    }
}

impl DealEntry {
    fn cells(&self) -> Vec<Option<String>> {
        let minor = |money: &Option<Money>| money.as_ref().map(|money| money.minor.to_string());
        let currency = |money: &Option<Money>| money.as_ref().map(|money| money.currency.clone());
        vec![
            Some(self.deal.clone()),
            self.customer.clone(),
            self.won.map(|date| date.to_string()),
            minor(&self.amount),
            currency(&self.amount),
            minor(&self.monthly),
            currency(&self.monthly),
            self.starts.map(|date| date.to_string()),
            self.ends.map(|date| date.to_string()),
        ]
    }
}

async fn known(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
    file: &str,
    entries: &Entries,
) -> Result<Lines, StoreError> {
    let rows = sqlx::query(entries.known_sql())
        .bind(workspace.0)
        .bind(file)
        .fetch_all(tx)
        .await?;
    let read = |row: &sqlx::sqlite::SqliteRow| {
        let line: u32 = row.try_get(0)?;
        let cells = (1..row.len()).map(|cell| row.try_get::<Option<String>, _>(cell));
        Ok((line, cells.collect::<Result<Vec<_>, _>>()?))
    };
    rows.iter().map(read).collect()
}

fn compare(before: &Lines, after: &Lines) -> Import {
    let mut import = Import::default();
    for (line, cells) in after {
        match before.iter().find(|(known, _)| known == line) {
            None => import.added += 1,
            Some((_, known)) if known == cells => import.kept += 1,
            Some(_) => import.changed += 1,
        }
    }
    import.removed = before.len() - import.kept - import.changed;
    import
}

async fn replace(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
    file: &str,
    entries: &Entries,
    rows: Lines,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(entries.forget_sql())
        .bind(workspace.0)
        .bind(file)
        .execute(&mut *tx)
        .await?;
    let mut bulk = Bulk::new(entries.insert_sql());
    for (line, cells) in rows {
        let mut row = bulk.row().bind(workspace.0);
        for cell in cells {
            row = row.bind(cell);
        }
        row.bind(file.to_owned())
            .bind(line)
            .bind(now.as_millisecond());
    }
    bulk.run(tx).await?;
    Ok(())
}
