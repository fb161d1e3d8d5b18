//! Sums of calendar months that are over, so that a month's medians are worked out once and not at every question.
//!
//! Lives here: which months are summed up, when, and when a sum holds no more. Must not live here: days (`settle`),
//! what a sum is (`kpi::sums`).

use std::{collections::BTreeSet, ops::Range};

use jiff::ToSpan;
use kpi::{funnel::SpanFacts, rollup::Facts, stage::Ladder, sums::SpanSums};
use sqlx::{Row, SqliteConnection};

use crate::{
    StoreError, WorkspaceId,
    day::{Day, PackedDay, Parts},
    days::{date_of, day_of, month_start},
    open::Writer,
};

/// No month has more days.
const LONGEST: i64 = 31;

/// The month that these days are; `None` where they are no calendar month.
pub(crate) fn month_of(days: &Range<i64>) -> Option<i64> {
    let first = date_of(days.start)?;
    let is_month = first.day() == 1
        && day_of(first) == days.start
        && day_of(first.saturating_add(1.month())) == days.end;
    is_month.then_some(days.start)
}

/// The sums of a month, if they stand.
pub(crate) async fn read(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    ladder: &Ladder,
    first_day: i64,
    stock_start: Vec<i64>,
) -> Result<Option<SpanSums>, StoreError> {
    let row = sqlx::query(include_str!("sql/month_sum.sql"))
        .bind(workspace.0)
        .bind(first_day)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let sums = SpanSums::unpack(ladder, row.try_get(0)?, stock_start)
        .ok_or_else(|| StoreError::unreadable("month_sum", "sums"))?;
    Ok(Some(sums))
}

/// The months that have one of these days hold no more.
pub(crate) async fn forget(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
    days: &Range<i64>,
) -> Result<(), StoreError> {
    sqlx::query(include_str!("sql/month_sum_delete.sql"))
        .bind(workspace.0)
        .bind(days.start.saturating_sub(LONGEST))
        .bind(days.end)
        .execute(tx)
        .await?;
    Ok(())
}

/// Sums up each month that is over and has no sums. The newest month with a day is taken to be under way.
pub(crate) async fn sum_up(
    writer: &mut Writer<'_>,
    workspace: WorkspaceId,
    ladder: &Ladder,
) -> Result<(), StoreError> {
    for month in missing(writer.connection()?, workspace).await? {
        let sums = work_out(writer.connection()?, workspace, ladder, &month).await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("sql/month_sum_insert.sql"))
            .bind(workspace.0)
            .bind(month.start)
            .bind(sums)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn missing(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
) -> Result<Vec<Range<i64>>, StoreError> {
    let days = column(
        connection,
        include_str!("sql/day_rollup_days.sql"),
        workspace,
    )
    .await?;
    let Some(under_way) = days.last().map(|last| month_start(*last)) else {
        return Ok(Vec::new());
    };
    let known = column(
        connection,
        include_str!("sql/month_sum_days.sql"),
        workspace,
    )
    .await?;
    let known: BTreeSet<i64> = known.into_iter().collect();
    // A date that is thousands of years off makes no month of all those between.
    let months: BTreeSet<i64> = days.into_iter().map(month_start).collect();
    let missing = months
        .into_iter()
        .filter(|month| *month < under_way && !known.contains(month));
    let month = |first: i64| Some(first..day_of(date_of(first)?.saturating_add(1.month())));
    Ok(missing.filter_map(month).collect())
}

/// The days that a statement gives.
async fn column(
    connection: &mut SqliteConnection,
    sql: &'static str,
    workspace: WorkspaceId,
) -> Result<Vec<i64>, StoreError> {
    let rows = sqlx::query(sql)
        .bind(workspace.0)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// A month's packed sums from the rollups of its days.
pub(crate) async fn work_out(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    ladder: &Ladder,
    days: &Range<i64>,
) -> Result<Vec<u8>, StoreError> {
    let mut sum = Day::new(ladder);
    let rows = sqlx::query(include_str!("sql/day_rollup_facts.sql"))
        .bind(workspace.0)
        .bind(days.start)
        .bind(days.end)
        .fetch_all(connection)
        .await?;
    for row in rows {
        // Where a day begins only matters to cohorts.
        PackedDay::read(&row, Parts::Facts)?.add_to(&mut sum, 0, Parts::Facts)?;
    }
    Ok(pack(sum.facts))
}

fn pack(facts: Facts) -> Vec<u8> {
    let stock_start = Vec::new();
    SpanSums::from(SpanFacts { stock_start, facts }).pack()
}

#[cfg(test)]
mod tests {
    use super::{date_of, day_of, month_of};

    #[test]
    fn a_month_is_all_its_days_and_no_other() {
        let day = |date: &str| day_of(date.parse().expect("a date"));
        let (feb, march) = (day("2028-02-01"), day("2028-03-01"));
        assert_eq!(march - feb, 29);
        assert_eq!(month_of(&(feb..march)), Some(feb));
        for days in [
            feb..march - 1,
            feb..march + 1,
            feb + 1..march,
            feb..day("2028-04-01"),
            feb..feb,
        ] {
            assert_eq!(month_of(&days), None, "{days:?}");
        }
        assert_eq!(
            date_of(feb).map(|date| date.to_string()).as_deref(),
            Some("2028-02-01")
        );
        assert_eq!(month_of(&(i64::MIN..i64::MAX)), None);
    }
}
