//! Many targets at once, as a file brings them: read as `/goal set` reads each.

use jiff::Timestamp;
use kpi::{goal::Direction, nearest::nearest};
use store::{GoalKey, GoalTarget, Import, Run, Store, StoreError, WorkspaceId};

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

/// Sets the goals of all rows, or none of them. A goal that is in force as it is stays as it is.
///
/// # Errors
/// Where the store cannot be read or written; the inner error names the lines that are wrong.
pub async fn set_targets(
    store: &Store,
    workspace: WorkspaceId,
    agreement: &Agreement,
    rows: &[Row],
    run: Run,
    now: Timestamp,
) -> Result<Result<Import, Refused>, StoreError> {
    let (mut goals, mut refused) = (Vec::new(), Vec::new());
    for row in rows {
        match read(agreement, row, now) {
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
    store.set_goals(workspace, &goals, run, now).await.map(Ok)
}

fn read(
    agreement: &Agreement,
    row: &Row,
    now: Timestamp,
) -> Result<(GoalKey, GoalTarget), UserError> {
    let kpi = find(agreement, &row.kpi)?;
    let period = GoalPeriod::read_at(agreement, now, &row.period)?;
    refuse_past(period, &row.period, now)?;
    let direction = row.direction.as_deref().map(direction).transpose()?;
    Ok((
        period.key(agreement, kpi),
        aim(kpi, &row.target, direction)?,
    ))
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
