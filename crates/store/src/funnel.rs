//! Answering the funnel of a period. Must not live here: what a number means (`kpi::funnel`).
//!
//! A calendar month that is over comes from its sums. Else whole local days come from their rollups and the changes
//! not yet folded into them; a day that is cut,
//! by the as-of or by an odd span, is taken apart with the histories of the leads that moved in it. Where
//! the day tables hold under another agreement than the one asked for, everything comes from the
//! histories: slower, and just as right.

pub(crate) mod by;
mod exact;
mod methods;
pub(crate) mod records;
mod tables;

use std::{collections::BTreeSet, ops::Range};

use kpi::{
    definition::Definition,
    funnel::{Basis, Funnel, FunnelQuestion, Span, SpanFacts, measure},
    sums::SpanSums,
    timeline::Timeline,
};
use sqlx::{Row, SqliteConnection};

use crate::{Store, StoreError, WorkspaceId, funnel::tables::Tables};

impl Store {
    /// Measures the funnel that is asked for. Reads one consistent snapshot, also while a poll writes.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn funnel(
        &self,
        workspace: WorkspaceId,
        definition: &Definition,
        question: &FunnelQuestion,
    ) -> Result<Funnel, StoreError> {
        let mut tx = self.snapshot().await?;
        let spans = spans(question);
        let sums: Vec<SpanSums> = if is_adopted(&mut tx, workspace, definition).await? {
            Tables::new(&mut tx, workspace, definition, question.basis)
                .spans(&spans)
                .await?
        } else {
            let facts = exact::spans(&mut tx, workspace, definition, &spans).await?;
            facts.into_iter().map(SpanSums::from).collect()
        };
        let mut sums = sums.into_iter();
        let now = sums.next().unwrap_or_else(|| nothing(definition).into());
        Ok(measure(&definition.ladder, question, now, sums.next()))
    }
}

/// The leads that moved in a span, as the definition sees them: each once, with its key. Also others can be among
/// them.
pub(crate) async fn movers(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    definition: &Definition,
    span: &Range<i64>,
) -> Result<Vec<(i64, Timeline)>, StoreError> {
    if is_adopted(connection, workspace, definition).await? {
        Tables::new(connection, workspace, definition, Basis::Period)
            .movers(span)
            .await
    } else {
        exact::everyone(connection, workspace, definition).await
    }
}

/// The timelines of these leads, as the definition sees them.
pub(crate) async fn timelines_of(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    definition: &Definition,
    leads: &BTreeSet<i64>,
) -> Result<Vec<(i64, Timeline)>, StoreError> {
    Tables::new(connection, workspace, definition, Basis::Period)
        .timelines(leads)
        .await
}

/// Whether the day tables hold under this definition.
pub(crate) async fn is_adopted(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    definition: &Definition,
) -> Result<bool, StoreError> {
    let derived = sqlx::query(include_str!("sql/workspace_agreement.sql"))
        .bind(workspace.0)
        .fetch_optional(connection)
        .await?;
    let derived: Option<String> = match derived {
        Some(row) => row.try_get(0)?,
        None => None,
    };
    Ok(derived.as_deref() == Some(definition.fingerprint().as_str()))
}

/// The period, then the comparison, as far as they count.
fn spans(question: &FunnelQuestion) -> Vec<Range<i64>> {
    std::iter::once(question.period)
        .chain(question.comparison)
        .map(|span| milliseconds(question.counted(span)))
        .collect()
}

fn milliseconds(span: Span) -> Range<i64> {
    span.start.as_millisecond()..span.end.as_millisecond()
}

fn nothing(definition: &Definition) -> SpanFacts {
    SpanFacts {
        stock_start: vec![0; definition.ladder.len()],
        facts: kpi::rollup::Facts::new(&definition.ladder),
    }
}
