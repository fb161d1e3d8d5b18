//! The funnel straight from the histories, lead by lead. Must not live here: the day tables.

use std::ops::Range;

use kpi::{definition::Definition, funnel::SpanFacts, timeline::Timeline};
use sqlx::SqliteConnection;

use crate::{
    StoreError, WorkspaceId,
    funnel::nothing,
    walk::{Walk, sources},
};

/// Facts of each span.
pub(super) async fn spans(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    definition: &Definition,
    spans: &[Range<i64>],
) -> Result<Vec<SpanFacts>, StoreError> {
    let mut facts: Vec<SpanFacts> = spans.iter().map(|_| nothing(definition)).collect();
    for source in sources(connection, workspace).await? {
        let mut walk = Walk::start(connection, source, definition).await?;
        loop {
            let leads = walk.next(connection).await?;
            if leads.is_empty() {
                break;
            }
            for walked in &leads {
                for (span, facts) in spans.iter().zip(&mut facts) {
                    add(facts, &walked.timeline, span);
                }
            }
        }
    }
    Ok(facts)
}

/// Every lead with its timeline.
pub(super) async fn everyone(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    definition: &Definition,
) -> Result<Vec<(i64, Timeline)>, StoreError> {
    let mut timelines = Vec::new();
    for source in sources(connection, workspace).await? {
        let mut walk = Walk::start(connection, source, definition).await?;
        loop {
            let leads = walk.next(connection).await?;
            if leads.is_empty() {
                break;
            }
            timelines.extend(leads.into_iter().map(|lead| (lead.id, lead.timeline)));
        }
    }
    Ok(timelines)
}

/// Adds what one lead did in a span, and where it stood before.
pub(super) fn add(facts: &mut SpanFacts, timeline: &Timeline, span: &Range<i64>) {
    facts.facts.add(timeline, span);
    let before = timeline
        .moves
        .iter()
        .rev()
        .find(|change| change.at < span.start);
    if let Some(rank) = before.and_then(|change| change.to.rank()) {
        facts.stock_start[usize::from(rank)] += 1;
    }
}
