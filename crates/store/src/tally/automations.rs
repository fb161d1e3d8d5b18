//! Automations and scenarios (`kpi.md` §5, usage).

use kpi::catalogue::{measured::Missing, quantity::Quantity};
use sqlx::SqliteConnection;

use super::{Asked, Tally, missing};
use crate::StoreError;

const ALL: [Quantity; 5] = [
    Quantity::Automations,
    Quantity::AutomationsActive,
    Quantity::AutomationsFired,
    Quantity::ScenarioEntered,
    Quantity::ScenarioCompleted,
];

#[expect(clippy::unused_async, reason = "counted like its siblings")]
pub(super) async fn count(
    _connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let why = asked
        .sources()
        .first()
        .map_or(Missing::NotReadYet, |(_, tool)| Missing::NotInTool(*tool));
    Ok(missing(&ALL, &why))
}
