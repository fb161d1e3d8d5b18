//! Who can be reached, and who did something of their own lately (`kpi.md` §5).

use kpi::{
    catalogue::{measured::Missing, quantity::Quantity},
    model::Stream,
};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally, count as number, first_seen, missing, none_of};
use crate::StoreError;

/// Days of 24 hours within which a lead counts as active (`kpi.md` §5).
const ACTIVE_DAYS: i64 = 90;
/// Days of 24 hours after which a lead counts as dormant (`kpi.md` §5).
const DORMANT_DAYS: i64 = 180;
const DAY: i64 = 86_400_000;

const STOCKS: [Quantity; 3] = [Quantity::Contacts, Quantity::Active, Quantity::Dormant];

/// How far a lead's acts are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Each with its time.
    Each,
    /// The last one alone.
    Last,
}

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let mut tally = missing(
        &[Quantity::SegmentMembers, Quantity::SegmentActive],
        &segments(asked),
    );
    let known = match none_of(asked, Stream::Engagements) {
        None => Known::Each,
        Some(_) => Known::Last,
    };
    if known == Known::Last && !asked.is_now() {
        let since = Missing::OnlySince(first_seen(connection, asked).await?.max(asked.end));
        tally.extend(missing(&STOCKS, &since));
        tally.extend(missing(&[Quantity::Reactivated], &since));
        return Ok(tally);
    }
    let sql = match known {
        Known::Each => include_str!("../sql/contacts.sql"),
        Known::Last => include_str!("../sql/contacts_last_act.sql"),
    };
    let row = sqlx::query(sql)
        .bind(asked.workspace.0)
        .bind(asked.end)
        .bind(asked.end - ACTIVE_DAYS * DAY)
        .bind(asked.end - DORMANT_DAYS * DAY)
        .fetch_one(&mut *connection)
        .await?;
    for (index, quantity) in STOCKS.into_iter().enumerate() {
        tally.push((quantity, number(row.try_get(index)?)));
    }
    tally.push(match known {
        Known::Each => (
            Quantity::Reactivated,
            number(reactivated(connection, asked).await?),
        ),
        // Whether somebody was dormant before their last act is not told.
        Known::Last => (
            Quantity::Reactivated,
            Err(none_of(asked, Stream::Engagements).unwrap_or(Missing::NotReadYet)),
        ),
    });
    Ok(tally)
}

async fn reactivated(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<i64, StoreError> {
    let row = sqlx::query(include_str!("../sql/reactivated.sql"))
        .bind(asked.workspace.0)
        .bind(asked.start)
        .bind(asked.end)
        .bind(asked.start - DORMANT_DAYS * DAY)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

fn segments(asked: &Asked<'_>) -> Missing {
    asked
        .sources()
        .first()
        .map_or(Missing::NotReadYet, |(_, tool)| Missing::NotInTool(*tool))
}
