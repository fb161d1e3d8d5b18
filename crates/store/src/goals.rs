//! Goals that people set. Must not live here: how far a goal is (`kpi::goal`), which KPIs there are.

use jiff::Timestamp;
use kpi::{
    figure::{Figure, Mark, decimal_text},
    fraction::Fraction,
    goal::{Direction, Unit},
    period::Kind,
};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{Import, Run, Store, StoreError, WorkspaceId, outbox::snowflake, status::instant};

/// What a goal is set for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalKey {
    /// The KPI's id.
    pub kpi: String,
    /// The kind of period.
    pub kind: Kind,
    /// The period's own word, such as `2026-11`; `None` is every period of the kind.
    pub period: Option<String>,
}

/// What is aimed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalTarget {
    /// A finite decimal in `unit`.
    pub target: Fraction,
    /// What the number counts.
    pub unit: Unit,
    /// ISO 4217, of money alone.
    pub currency: Option<String>,
    /// Which side of the target is good.
    pub direction: Direction,
}

/// A goal as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalRecord {
    /// What for.
    pub key: GoalKey,
    /// How much.
    pub aim: GoalTarget,
    /// The chat's id of who set it; `None` at the terminal.
    pub set_by: Option<u64>,
    /// The file of targets that it stands in; `None` where a person set it.
    pub file: Option<String>,
    /// When.
    pub set_at: Timestamp,
    /// When it was replaced or removed; `None` while it is in force.
    pub ended_at: Option<Timestamp>,
}

/// What a file of targets says, and what it said before and no longer says.
#[derive(Debug, Clone, Copy)]
pub struct GoalFile<'a> {
    /// The file's name.
    pub name: &'a str,
    /// Its goals.
    pub goals: &'a [(GoalKey, GoalTarget)],
    /// Goals that end.
    pub gone: &'a [GoalKey],
}

impl Store {
    /// Sets a goal; the one that was in force for the same KPI and period ends and is given back.
    ///
    /// # Errors
    /// `ReadOnly`, `Full`, `Locked` or a failure of the file; `Unreadable` where the target has no finite decimal.
    pub async fn set_goal(
        &self,
        workspace: WorkspaceId,
        key: &GoalKey,
        aim: &GoalTarget,
        by: Option<u64>,
        now: Timestamp,
    ) -> Result<Option<GoalRecord>, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let replaced = replace(&mut tx, workspace, (key, aim), Origin::Member(by), now).await?;
        tx.commit().await?;
        Ok(replaced)
    }

    /// Takes in a file of goals as a whole, or nothing of it. Those in force as they are stay.
    ///
    /// # Errors
    /// As `set_goal`.
    pub async fn set_goals(
        &self,
        workspace: WorkspaceId,
        file: GoalFile<'_>,
        run: Run,
        now: Timestamp,
    ) -> Result<Import, StoreError> {
        let held = self.goals(workspace).await?;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let mut import = Import::default();
        for (key, aim) in file.goals {
            match held.iter().find(|goal| goal.key == *key) {
                Some(goal) if goal.aim == *aim => {
                    import.kept += 1;
                    continue;
                }
                Some(_) => import.changed += 1,
                None => import.added += 1,
            }
            let origin = Origin::File(file.name);
            replace(&mut tx, workspace, (key, aim), origin, now).await?;
        }
        for key in file.gone {
            let ended = end(&mut tx, workspace, key, None, now).await?;
            import.removed += usize::from(ended.is_some());
        }
        if run == Run::Real {
            tx.commit().await?;
        }
        Ok(import)
    }

    /// Ends a goal; `None` where none was in force.
    ///
    /// # Errors
    /// `ReadOnly`, `Full`, `Locked` or a failure of the file.
    pub async fn remove_goal(
        &self,
        workspace: WorkspaceId,
        key: &GoalKey,
        by: Option<u64>,
        now: Timestamp,
    ) -> Result<Option<GoalRecord>, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let removed = end(&mut tx, workspace, key, by, now).await?;
        tx.commit().await?;
        Ok(removed)
    }

    /// The goals in force, by KPI, kind and period.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn goals(&self, workspace: WorkspaceId) -> Result<Vec<GoalRecord>, StoreError> {
        let rows = sqlx::query(include_str!("sql/goals.sql"))
            .bind(workspace.0)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Every goal that was ever set for a KPI, the newest first.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn goal_history(
        &self,
        workspace: WorkspaceId,
        kpi: &str,
        limit: u32,
    ) -> Result<Vec<GoalRecord>, StoreError> {
        let rows = sqlx::query(include_str!("sql/goal_history.sql"))
            .bind(workspace.0)
            .bind(kpi)
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }
}

/// Where a goal comes from.
enum Origin<'a> {
    /// Somebody in the chat, or at the terminal.
    Member(Option<u64>),
    /// A file of targets.
    File(&'a str),
}

/// Puts a goal in force; gives back the one that was.
async fn replace(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
    (key, aim): (&GoalKey, &GoalTarget),
    origin: Origin<'_>,
    now: Timestamp,
) -> Result<Option<GoalRecord>, StoreError> {
    let (by, file) = match origin {
        Origin::Member(by) => (by, None),
        Origin::File(file) => (None, Some(file)),
    };
    let target = decimal_text(aim.target)
        .ok_or_else(|| StoreError::unreadable("goal", "a target without a finite decimal"))?;
    let replaced = end(tx, workspace, key, by, now).await?;
    sqlx::query(include_str!("sql/goal_insert.sql"))
        .bind(workspace.0)
        .bind(&key.kpi)
        .bind(key.kind.as_str())
        .bind(&key.period)
        .bind(target)
        .bind(aim.unit.as_str())
        .bind(&aim.currency)
        .bind(aim.direction.as_str())
        .bind(by.map(|id| id.to_string()))
        .bind(now.as_millisecond())
        .bind(file)
        .execute(tx)
        .await?;
    Ok(replaced)
}

async fn end(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
    key: &GoalKey,
    by: Option<u64>,
    now: Timestamp,
) -> Result<Option<GoalRecord>, StoreError> {
    let row = sqlx::query(include_str!("sql/goal_end.sql"))
        .bind(now.as_millisecond())
        .bind(by.map(|id| id.to_string()))
        .bind(workspace.0)
        .bind(&key.kpi)
        .bind(key.kind.as_str())
        .bind(&key.period)
        .fetch_optional(&mut *tx)
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &SqliteRow) -> Result<GoalRecord, StoreError> {
    let word = |column: &'static str| row.try_get::<String, _>(column);
    let unknown = |column: &str| StoreError::unreadable("goal", format!("{column} is unknown"));
    let target = Figure::read(&word("target")?)
        .filter(|figure| figure.mark == Mark::None)
        .ok_or_else(|| unknown("target"))?;
    Ok(GoalRecord {
        key: GoalKey {
            kpi: word("kpi")?,
            kind: Kind::parse(&word("kind")?).ok_or_else(|| unknown("kind"))?,
            period: row.try_get("period")?,
        },
        aim: GoalTarget {
            target: target.number,
            unit: Unit::parse(&word("unit")?).ok_or_else(|| unknown("unit"))?,
            currency: row.try_get("currency")?,
            direction: Direction::parse(&word("direction")?).ok_or_else(|| unknown("direction"))?,
        },
        set_by: snowflake(row, "set_by")?,
        file: row.try_get("file")?,
        set_at: instant(row, "set_at")?.ok_or_else(|| unknown("set_at"))?,
        ended_at: instant(row, "ended_at")?,
    })
}
