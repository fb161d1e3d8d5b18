//! Automations: which there are, which are on, and who went through them. Must not live here: when a run
//! counts as completed (`kpi`).

use jiff::Timestamp;
use kpi::model::{StepEnd, StepOutcome};
use sqlx::SqliteConnection;

use crate::{
    StoreError,
    absorb::{leads::Leads, poll::Poll, told::Told},
    bulk::Bulk,
};

/// Runs of a batch, ready to be written.
#[derive(Debug)]
pub(super) struct Runs {
    runs: Bulk,
    steps: Bulk,
}

impl Runs {
    pub(super) fn prepare(poll: &Poll, told: &Told<'_>, leads: &mut Leads<'_>) -> Self {
        let mut prepared = Self {
            runs: Bulk::new(include_str!("../sql/scenario_run_upsert.sql")),
            steps: Bulk::new(include_str!("../sql/step_run_upsert.sql")),
        };
        for run in &told.runs {
            prepared
                .runs
                .row()
                .bind(poll.source.0)
                .bind(run.automation.0.clone())
                .bind(leads.resolve(run.lead.as_str()).id)
                .bind(run.rotation)
                .bind(run.entered_at.as_millisecond())
                .bind(run.left_at.map(Timestamp::as_millisecond));
        }
        for run in &told.step_runs {
            prepared
                .steps
                .row()
                .bind(poll.source.0)
                .bind(run.id.0.clone())
                .bind(run.automation.0.clone())
                .bind(run.step.0.clone())
                .bind(leads.resolve(run.lead.as_str()).id)
                .bind(run.rotation)
                .bind(run.at.as_millisecond())
                .bind(run.outcome == StepOutcome::Failed);
        }
        prepared
    }

    /// How many runs and steps were written.
    pub(super) async fn write(self, tx: &mut SqliteConnection) -> Result<u64, StoreError> {
        Ok(self.runs.run(tx).await? + self.steps.run(tx).await?)
    }
}

/// Writes what is news of automations themselves; how many rows that was.
pub(super) async fn write(
    tx: &mut SqliteConnection,
    poll: &Poll,
    told: &Told<'_>,
) -> Result<u64, StoreError> {
    if told.automations.is_empty() && told.automations_listed.is_empty() {
        return Ok(0);
    }
    let now = poll.now.as_millisecond();
    let (automations, steps) = rows(poll, told);
    let mut changed = automations.run(tx).await? + steps.run(tx).await?;
    for automation in &told.automations {
        sqlx::query(include_str!("../sql/automation_seen.sql"))
            .bind(now)
            .bind(poll.source.0)
            .bind(automation.id.as_str())
            .execute(&mut *tx)
            .await?;
    }
    for began in &told.automations_listed {
        let gone = sqlx::query(include_str!("../sql/automation_gone.sql"))
            .bind(now)
            .bind(poll.source.0)
            .bind(began.as_millisecond())
            .execute(&mut *tx)
            .await?;
        changed += gone.rows_affected();
    }
    sqlx::query(include_str!("../sql/automation_state_note.sql"))
        .bind(now)
        .bind(poll.source.0)
        .execute(tx)
        .await?;
    Ok(changed)
}

fn rows(poll: &Poll, told: &Told<'_>) -> (Bulk, Bulk) {
    let mut automations = Bulk::new(include_str!("../sql/automation_upsert.sql"));
    let mut steps = Bulk::new(include_str!("../sql/automation_step_upsert.sql"));
    for automation in &told.automations {
        automations
            .row()
            .bind(poll.source.0)
            .bind(automation.id.0.clone())
            .bind(automation.name.clone())
            .bind(automation.active)
            .bind(automation.created_at.map(Timestamp::as_millisecond))
            .bind(poll.now.as_millisecond());
        for step in &automation.steps {
            steps
                .row()
                .bind(poll.source.0)
                .bind(automation.id.0.clone())
                .bind(step.id.0.clone())
                .bind(step.name.clone())
                .bind(step.position)
                .bind(step.end == StepEnd::Last);
        }
    }
    (automations, steps)
}
