//! Counts at the ends of a span, from the sums of months and days. Must not live here: what a count means (`tally`).

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use kpi::{
    definition::Definition,
    ticks::{Count, Tick},
};
use sqlx::{Row, SqliteConnection};

use super::{
    fold::{News, unsettled},
    packed::{Sums, add_sums, each_tick, unpack_comebacks},
};
use crate::{
    StoreError, WorkspaceId,
    days::{Days, month_start},
    funnel::is_adopted,
};

/// Leads that are looked at one by one; of more, walking over all rows is as fast.
const FEW: usize = 2_000;

/// What is counted.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'a> {
    pub(crate) workspace: WorkspaceId,
    pub(crate) definition: &'a Definition,
    /// In ms.
    pub(crate) span: Range<i64>,
    /// Of mails and scenarios nothing counts that happened to them from here on, in ms.
    pub(crate) as_of: i64,
}

/// The counts at both ends of a span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    start: Sums,
    end: Sums,
    /// Leads that were dormant at the start and acted in the span.
    pub(crate) reactivated: i64,
}

impl Counts {
    /// Reads them; `None` where the sums do not hold: under another agreement, or while much is unsettled.
    pub(crate) async fn read(
        connection: &mut SqliteConnection,
        asked: &Asked<'_>,
    ) -> Result<Option<Self>, StoreError> {
        if !is_adopted(connection, asked.workspace, asked.definition).await? {
            return Ok(None);
        }
        let Some(leads) = not_in_sums(connection, asked).await? else {
            return Ok(None);
        };
        let mut days = Days::new(asked.definition.zone.clone());
        let mut counts = Self {
            start: before(connection, asked.workspace, asked.span.start, &mut days).await?,
            end: before(connection, asked.workspace, asked.span.end, &mut days).await?,
            reactivated: reactivated(connection, asked, &mut days).await?,
        };
        if !leads.is_empty() {
            let news = News::load(connection, &leads, asked.as_of).await?;
            counts.add(&news, &asked.span);
        }
        Ok(Some(counts))
    }

    fn add(&mut self, news: &News, span: &Range<i64>) {
        for Tick { at, count, by } in news.ticks() {
            for (sums, end) in [(&mut self.start, span.start), (&mut self.end, span.end)] {
                if at < end {
                    *sums.entry(count).or_default() += by;
                }
            }
        }
        let (added, taken) = news.comebacks();
        for (comebacks, sign) in [(added, 1), (taken, -1)] {
            let in_span = comebacks.iter();
            let in_span = in_span.filter(|comeback| comeback.is_in(span.start, span.end));
            self.reactivated += sign * i64::try_from(in_span.count()).unwrap_or(i64::MAX);
        }
    }

    /// How many there are at the end.
    pub(crate) fn stock(&self, count: Count) -> i64 {
        self.end.get(&count).copied().unwrap_or_default()
    }

    /// How many came up in the span.
    pub(crate) fn flow(&self, count: Count) -> i64 {
        self.stock(count) - self.start.get(&count).copied().unwrap_or_default()
    }

    /// How many leads had which score, in hundredths, at the start and at the end.
    pub(crate) fn scores(&self) -> [BTreeMap<i64, i64>; 2] {
        [&self.start, &self.end].map(|sums| {
            let scored = sums.iter().filter(|(_, leads)| **leads != 0);
            scored
                .filter_map(|(count, leads)| match count {
                    Count::Scored(hundredths) => Some((*hundredths, *leads)),
                    _ => None,
                })
                .collect()
        })
    }
}

/// Leads that the sums do not tell as they are asked for; `None` where they are many.
async fn not_in_sums(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Option<Vec<i64>>, StoreError> {
    let limit = i64::try_from(FEW).unwrap_or(i64::MAX) + 1;
    let leads = unsettled(connection, asked.workspace, limit).await?;
    let mut leads: BTreeSet<i64> = leads.into_iter().collect();
    if leads.len() <= FEW {
        let late = sqlx::query(include_str!("../sql/leads_late.sql"))
            .bind(asked.workspace.0)
            .bind(asked.as_of)
            .bind(limit)
            .fetch_all(connection)
            .await?;
        for row in late {
            leads.insert(row.try_get(0)?);
        }
    }
    Ok((leads.len() <= FEW).then(|| leads.into_iter().collect()))
}

/// The sum of all ticks before an instant: months that were over, then days, then a part of a day.
async fn before(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    at: i64,
    days: &mut Days,
) -> Result<Sums, StoreError> {
    let unreadable = || StoreError::unreadable("tick_day", "sums");
    let day = days.of(at);
    let mut sums = Sums::new();
    let months = sqlx::query(include_str!("../sql/tick_month_before.sql"))
        .bind(workspace.0)
        .bind(month_start(day))
        .fetch_all(&mut *connection)
        .await?;
    let of_month = sqlx::query(include_str!("../sql/tick_day_range.sql"))
        .bind(workspace.0)
        .bind(month_start(day))
        .bind(day)
        .fetch_all(&mut *connection)
        .await?;
    for row in months.iter().chain(&of_month) {
        add_sums(&mut sums, row.try_get(0)?).ok_or_else(unreadable)?;
    }
    if at > days.start(day) {
        let parts = sqlx::query(include_str!("../sql/tick_part_of_day.sql"))
            .bind(workspace.0)
            .bind(day)
            .fetch_all(connection)
            .await?;
        for row in &parts {
            let add = |tick: Tick| {
                if tick.at < at {
                    *sums.entry(tick.count).or_default() += tick.by;
                }
            };
            each_tick(row.try_get(0)?, add).ok_or_else(unreadable)?;
        }
    }
    Ok(sums)
}

async fn reactivated(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    days: &mut Days,
) -> Result<i64, StoreError> {
    let (start, end) = (asked.span.start, asked.span.end);
    let rows = sqlx::query(include_str!("../sql/comeback_day_range.sql"))
        .bind(asked.workspace.0)
        .bind(days.of(start))
        .bind(days.of(end - 1))
        .fetch_all(connection)
        .await?;
    let mut leads = 0;
    for row in rows {
        let comebacks = unpack_comebacks(row.try_get(1)?)
            .ok_or_else(|| StoreError::unreadable("comeback_day", "comebacks"))?;
        let in_span = comebacks.iter();
        leads += in_span
            .filter(|comeback| comeback.is_in(start, end))
            .count();
    }
    Ok(i64::try_from(leads).unwrap_or(i64::MAX))
}
