//! Mails by the period in which they went out (`kpi.md` §4).

use kpi::{
    catalogue::{
        measured::{Missing, Number},
        quantity::Quantity,
    },
    input::{Input, Reason},
    model::{Capability, EngagementKind, Stream},
    ticks::Count,
};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally};
use crate::{SourceId, StoreError};

/// What is counted, the kind of act that tells it, and the column of the counters that tells it.
pub(super) const COUNTED: [(Quantity, EngagementKind, &str); 6] = [
    (Quantity::Sent, EngagementKind::EmailSent, "sent"),
    (Quantity::Bounced, EngagementKind::EmailBounced, "bounced"),
    (Quantity::Opened, EngagementKind::EmailOpened, "opened"),
    (Quantity::Clicked, EngagementKind::EmailClicked, "clicked"),
    (
        Quantity::Unsubscribed,
        EngagementKind::Unsubscribed,
        "unsubscribed",
    ),
    (Quantity::Replied, EngagementKind::EmailReplied, "replied"),
];

/// Where replies stand in it.
pub(super) const REPLIED: usize = 5;

/// What is counted here.
pub(super) const ALL: &[Quantity] = &[
    Quantity::Sent,
    Quantity::Bounced,
    Quantity::Opened,
    Quantity::Clicked,
    Quantity::Unsubscribed,
    Quantity::Replied,
];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let mut sums: Vec<Option<i64>> = vec![None; COUNTED.len()];
    let mut why = None;
    for (source, tool) in asked.sources() {
        let tells_each = asked
            .state(source, Stream::Engagements)
            .is_some_and(|state| state.capability != Some(Capability::None));
        let stream = if tells_each {
            Stream::Engagements
        } else {
            Stream::Emails
        };
        if let Some(lacking) = asked.lacks((source, tool), stream) {
            why = why.or(Some(lacking));
            continue;
        }
        let counted = if tells_each {
            acts(connection, asked, source).await?
        } else {
            counters(connection, asked, source).await?
        };
        for (sum, counted) in sums.iter_mut().zip(counted) {
            *sum = match (*sum, counted) {
                (Some(sum), Some(counted)) => Some(sum + counted),
                (sum, counted) => sum.or(counted),
            };
        }
        why = why.or(Some(Missing::NotGiven(
            tool,
            Input::Replied
                .of(tool)
                .reason
                .unwrap_or(Reason::ToolHasNone),
        )));
    }
    let why = why.unwrap_or(Missing::NotReadYet);
    let counted = COUNTED.iter().zip(sums);
    Ok(counted
        .map(|((quantity, ..), sum)| match sum {
            Some(sum) => (*quantity, Ok(Number::Count(sum))),
            None => (*quantity, Err(why.clone())),
        })
        .collect())
}

/// Where a kind of act, as it is stored, stands in `COUNTED`; `None` where it is not counted.
pub(super) fn place(kind: &str) -> Option<usize> {
    COUNTED
        .iter()
        .position(|(_, known, _)| known.as_str() == kind)
}

/// From each mail and what happened with it; every act counts once a mail.
async fn acts(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    source: SourceId,
) -> Result<Vec<Option<i64>>, StoreError> {
    let of_leads = |(_, kind, _): &(Quantity, EngagementKind, &str)| {
        let counts = asked.counts.as_ref()?;
        Some(counts.flow(Count::Mails {
            source: source.0,
            kind: *kind,
        }))
    };
    let mut sums: Vec<Option<i64>> = COUNTED
        .iter()
        .map(|counted| Some(of_leads(counted).unwrap_or_default()))
        .collect();
    // The ticks of leads do not know of mails to nobody.
    let sql = match asked.counts {
        Some(_) => include_str!("../sql/mails_of_nobody.sql"),
        None => include_str!("../sql/mails_by_send.sql"),
    };
    let rows = sqlx::query(sql)
        .bind(source.0)
        .bind(asked.start)
        .bind(asked.end)
        .bind(asked.as_of)
        .fetch_all(&mut *connection)
        .await?;
    for row in rows {
        let kind: &str = row.try_get(0)?;
        if let Some(sum) = place(kind).and_then(|place| sums[place].as_mut()) {
            *sum += row.try_get::<i64, _>(1)?;
        }
    }
    if !any_reply(connection, source).await? {
        // No reply was ever seen: nobody watches the mailbox to which they go.
        sums[REPLIED] = None;
    }
    Ok(sums)
}

pub(super) async fn any_reply(
    connection: &mut SqliteConnection,
    source: SourceId,
) -> Result<bool, StoreError> {
    let row = sqlx::query(include_str!("../sql/replies_any.sql"))
        .bind(source.0)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

/// From the counters of a tool that does not tell each mail. A counter that it does not keep stays unknown.
async fn counters(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    source: SourceId,
) -> Result<Vec<Option<i64>>, StoreError> {
    let row = sqlx::query(include_str!("../sql/mails_by_cohort.sql"))
        .bind(source.0)
        .bind(asked.start)
        .bind(asked.end)
        .fetch_one(connection)
        .await?;
    let cohorts: i64 = row.try_get("cohorts")?;
    let column = |(_, _, column): &(Quantity, EngagementKind, &str)| {
        let sum: Option<i64> = row.try_get(*column)?;
        Ok(sum.or((cohorts == 0).then_some(0)))
    };
    COUNTED.iter().map(column).collect()
}
