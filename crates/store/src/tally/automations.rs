//! Automations and who goes through them (`kpi.md` §5, usage and scenario completion).

use kpi::{
    catalogue::{measured::Missing, quantity::Quantity},
    input::Input,
    ticks::Count,
};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally, count as number, missing, none_of};
use crate::StoreError;

const DEFINED: [Quantity; 2] = [Quantity::Automations, Quantity::AutomationsActive];
const RUNS: [Quantity; 3] = [
    Quantity::AutomationsFired,
    Quantity::ScenarioEntered,
    Quantity::ScenarioCompleted,
];

/// What is counted here.
pub(super) const ALL: &[Quantity] = &[
    Quantity::Automations,
    Quantity::AutomationsActive,
    Quantity::AutomationsFired,
    Quantity::ScenarioEntered,
    Quantity::ScenarioCompleted,
];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let mut tally = defined(connection, asked).await?;
    tally.extend(runs(connection, asked).await?);
    Ok(tally)
}

/// Automations as they stand now, or as they were seen last before the end of the span.
async fn defined(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    if let Some(why) = none_of(asked, Input::Automations) {
        return Ok(missing(&DEFINED, &why));
    }
    let row = if asked.is_now() {
        sqlx::query(include_str!("../sql/automations_now.sql"))
            .bind(asked.workspace.0)
            .fetch_one(&mut *connection)
            .await?
    } else {
        let since: Option<i64> = sqlx::query(include_str!("../sql/automations_since.sql"))
            .bind(asked.workspace.0)
            .fetch_one(&mut *connection)
            .await?
            .try_get(0)?;
        let since = since.unwrap_or(asked.as_of);
        if asked.end <= since {
            return Ok(missing(&DEFINED, &Missing::OnlySince(since)));
        }
        sqlx::query(include_str!("../sql/automations_at.sql"))
            .bind(asked.workspace.0)
            .bind(asked.end)
            .fetch_one(&mut *connection)
            .await?
    };
    Ok(vec![
        (Quantity::Automations, number(row.try_get(0)?)),
        (Quantity::AutomationsActive, number(row.try_get(1)?)),
    ])
}

async fn runs(connection: &mut SqliteConnection, asked: &Asked<'_>) -> Result<Tally, StoreError> {
    if let Some(why) = none_of(asked, Input::ScenarioRuns) {
        return Ok(missing(&RUNS, &why));
    }
    if let Some(counts) = &asked.counts {
        let counted = [
            Count::Fired,
            Count::ScenarioEntered,
            Count::ScenarioCompleted,
        ];
        let runs = RUNS.into_iter().zip(counted);
        return Ok(runs
            .map(|(quantity, count)| (quantity, number(counts.flow(count))))
            .collect());
    }
    let fired: i64 = sqlx::query(include_str!("../sql/automation_steps.sql"))
        .bind(asked.workspace.0)
        .bind(asked.start)
        .bind(asked.end)
        .fetch_one(&mut *connection)
        .await?
        .try_get(0)?;
    let row = sqlx::query(include_str!("../sql/scenario_runs.sql"))
        .bind(asked.workspace.0)
        .bind(asked.start)
        .bind(asked.end)
        .bind(asked.as_of)
        .fetch_one(connection)
        .await?;
    Ok(vec![
        (Quantity::AutomationsFired, number(fired)),
        (Quantity::ScenarioEntered, number(row.try_get(0)?)),
        (Quantity::ScenarioCompleted, number(row.try_get(1)?)),
    ])
}
