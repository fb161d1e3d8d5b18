//! Leads of segments, and those of them who did something of their own lately (`kpi.md` §5).

use kpi::{
    catalogue::{measured::Missing, quantity::Quantity},
    input::Input,
    ticks::Count,
};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally, contacts::active_from, count as number, first_seen, missing, none_of};
use crate::StoreError;

/// What is counted here.
pub(super) const ALL: &[Quantity] = &[Quantity::SegmentMembers, Quantity::SegmentActive];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    if let Some(why) = none_of(asked, Input::Segments) {
        return Ok(missing(ALL, &why));
    }
    // Who left a segment before our first poll left no trace.
    let since = first_seen(connection, asked).await?;
    if asked.end < since && !asked.is_now() {
        return Ok(missing(ALL, &Missing::OnlySince(since)));
    }
    if let Some(counts) = &asked.counts {
        return Ok(vec![
            (
                Quantity::SegmentMembers,
                number(counts.stock(Count::SegmentMembers)),
            ),
            (
                Quantity::SegmentActive,
                number(counts.stock(Count::SegmentActive)),
            ),
        ]);
    }
    let row = sqlx::query(include_str!("../sql/segment_leads.sql"))
        .bind(asked.workspace.0)
        .bind(asked.end)
        .bind(active_from(asked))
        .fetch_one(connection)
        .await?;
    Ok(vec![
        (Quantity::SegmentMembers, number(row.try_get(0)?)),
        (Quantity::SegmentActive, number(row.try_get(1)?)),
    ])
}
