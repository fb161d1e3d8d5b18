//! How far a schedule was seen to, and under which settings.
//!
//! Other settings make nothing due that was not due while they held: what had come due under the old ones by the time
//! of the change is still seen to, and the new ones count from then on. Must not live here: what is done about a due
//! time.

use funnelbot_commands::posts::PostKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    config::team::Team,
    schedule::{Due, Schedule},
};

/// Where a schedule stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct SeenTo {
    /// Everything due up to here was seen to.
    pub(super) at: Timestamp,
    /// What the due times followed from; empty where an older version wrote it down.
    terms: String,
    /// What came due next, under those terms.
    next: Option<Due>,
}

/// What a schedule has to see to.
#[derive(Debug)]
pub(super) struct Owed {
    /// The due times, oldest first.
    pub(super) due: Vec<Due>,
    /// Whether the settings have changed since they came due.
    pub(super) changed: bool,
}

impl SeenTo {
    pub(super) fn upto(at: Timestamp, team: &Team, schedule: &Schedule) -> Self {
        Self {
            at,
            terms: schedule.terms(&team.definition, &team.calendar),
            next: schedule.next_after(at, &team.definition, &team.calendar),
        }
    }

    /// What has come due by `now`.
    pub(super) fn owed(&self, team: &Team, schedule: &Schedule, now: Timestamp) -> Owed {
        let terms = schedule.terms(&team.definition, &team.calendar);
        let changed = !self.terms.is_empty() && self.terms != terms;
        let due = if changed {
            let next = self.next.filter(|due| due.at <= now);
            next.into_iter().collect()
        } else {
            schedule.due_between(self.at, now, &team.definition, &team.calendar)
        };
        Owed { due, changed }
    }

    /// Whether it was written down under the settings that hold now.
    pub(super) fn is_current(&self, team: &Team, schedule: &Schedule) -> bool {
        self.terms == schedule.terms(&team.definition, &team.calendar)
    }
}

/// Where the schedule stands; `None` where it was never seen, or was switched off.
///
/// # Errors
/// A failure of the store.
pub(super) async fn read(app: &App, kind: PostKind) -> anyhow::Result<Option<SeenTo>> {
    let mark = app.store.mark(app.workspace, &name(kind)).await?;
    let Some(mark) = mark else { return Ok(None) };
    let seen_to = serde_json::from_str(&mark).ok();
    // An older version wrote the instant alone.
    let instant = || {
        mark.parse().ok().map(|at| SeenTo {
            at,
            terms: String::new(),
            next: None,
        })
    };
    Ok(seen_to.or_else(instant))
}

/// Writes down where the schedule stands.
///
/// # Errors
/// A failure of the store.
pub(super) async fn write(app: &App, kind: PostKind, seen_to: &SeenTo) -> anyhow::Result<()> {
    let mark = serde_json::to_string(seen_to)?;
    Ok(app
        .store
        .set_mark(app.workspace, &name(kind), &mark)
        .await?)
}

/// A schedule that is switched off owes nothing, also not once it is switched on again.
///
/// # Errors
/// A failure of the store.
pub(super) async fn forget(app: &App, kind: PostKind) -> anyhow::Result<()> {
    const OFF: &str = "off";
    let mark = app.store.mark(app.workspace, &name(kind)).await?;
    if mark.is_some_and(|mark| mark != OFF) {
        app.store.set_mark(app.workspace, &name(kind), OFF).await?;
    }
    Ok(())
}

fn name(kind: PostKind) -> String {
    format!("schedule {} seen to", kind.as_str())
}
