//! Many targets at once, as a file brings them: read as `/goal set` reads each.
//!
//! Lives here: what a file changes of the goals in force. Must not live here: columns and cells.

use jiff::Timestamp;
use kpi::{goal::Direction, nearest::nearest};
use store::{
    GoalFile, GoalKey, GoalRecord, GoalTarget, Import, Run, Store, StoreError, WorkspaceId,
};

use crate::{
    goal_set::{aim, refuse_past},
    goal_words::GoalPeriod,
    kpi::find,
    office::Agreement,
    reply::UserError,
};

/// A target as written, with its line in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line.
    pub line: u32,
    /// Id of the KPI.
    pub kpi: String,
    /// For which period, or for every one of a kind.
    pub period: String,
    /// How much.
    pub target: String,
    /// Which side of it is good; the KPI's own where nothing is said.
    pub direction: Option<String>,
}

/// Lines that cannot be taken, and why.
pub type Refused = Vec<(u32, UserError)>;

/// Sets the goals of all rows of a file, or none of them. A goal that is in force as it is stays as it is; one that the
/// file of that name said before and no longer says ends, unless its period is over.
///
/// # Errors
/// Where the store cannot be read or written; the inner error names the lines that are wrong.
pub async fn set_targets(
    store: &Store,
    workspace: WorkspaceId,
    agreement: &Agreement,
    (file, rows): (&str, &[Row]),
    run: Run,
    now: Timestamp,
) -> Result<Result<Import, Refused>, StoreError> {
    let known = store.goals(workspace).await?;
    let (mut goals, mut refused) = (Vec::new(), Vec::new());
    for row in rows {
        match read(agreement, &known, row, now) {
            Ok(goal) if goals.iter().any(|(key, _)| *key == goal.0) => {
                let twice = UserError::new("error-target-twice").with("typed", row.kpi.as_str());
                refused.push((row.line, twice));
            }
            Ok(goal) => goals.push(goal),
            Err(error) => refused.push((row.line, error)),
        }
    }
    if !refused.is_empty() {
        return Ok(Err(refused));
    }
    let gone: Vec<GoalKey> = known
        .into_iter()
        .filter(|goal| goal.file.as_deref() == Some(file) && !is_over(agreement, &goal.key, now))
        .map(|goal| goal.key)
        .filter(|key| goals.iter().all(|(said, _)| said != key))
        .collect();
    let file = GoalFile {
        name: file,
        goals: &goals,
        gone: &gone,
    };
    store.set_goals(workspace, file, run, now).await.map(Ok)
}

/// Whether the period of a goal has ended, so that what was aimed at is history.
fn is_over(agreement: &Agreement, key: &GoalKey, now: Timestamp) -> bool {
    let period = key.period.as_deref();
    let period = period.and_then(|word| GoalPeriod::read_at(agreement, now, word).ok());
    matches!(period, Some(GoalPeriod::One(period)) if period.span.end <= now)
}

fn read(
    agreement: &Agreement,
    known: &[GoalRecord],
    row: &Row,
    now: Timestamp,
) -> Result<(GoalKey, GoalTarget), UserError> {
    let kpi = find(agreement, &row.kpi)?;
    let period = GoalPeriod::read_at(agreement, now, &row.period)?;
    let direction = row.direction.as_deref().map(direction).transpose()?;
    let goal = (
        period.key(agreement, kpi),
        aim(kpi, &row.target, direction)?,
    );
    // A line that only says again what was aimed at in a period that is over changes nothing.
    let stands = |known: &GoalRecord| known.key == goal.0 && known.aim == goal.1;
    if !known.iter().any(stands) {
        refuse_past(period, &row.period, now)?;
    }
    Ok(goal)
}

fn direction(typed: &str) -> Result<Direction, UserError> {
    const FORMS: [&str; 2] = ["higher", "lower"];
    let word = typed.trim().to_lowercase();
    Direction::parse(&word).ok_or_else(|| {
        UserError::new("error-unknown-choice")
            .with("option", "direction")
            .with("typed", typed)
            .near(nearest(&word, FORMS))
            .accepting(FORMS)
    })
}
