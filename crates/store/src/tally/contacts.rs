//! Who can be reached, and who did something of their own lately (`kpi.md` §5).

use kpi::{
    catalogue::{measured::Missing, quantity::Quantity},
    input::Input,
    model::Capability,
    ticks::{ACTIVE, Count, DORMANT},
};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally, count as number, first_seen, missing, none_of};
use crate::StoreError;

const STOCKS: [Quantity; 3] = [Quantity::Contacts, Quantity::Active, Quantity::Dormant];

/// What is counted here.
pub(super) const ALL: &[Quantity] = &[
    Quantity::Contacts,
    Quantity::Active,
    Quantity::Dormant,
    Quantity::Reactivated,
];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let mut tally = Tally::new();
    if let Some(why) = none_of(asked, Input::Activity) {
        tally.extend(missing(&STOCKS, &why));
        tally.extend(missing(&[Quantity::Reactivated], &why));
        return Ok(tally);
    }
    let since = known_since(connection, asked).await?;
    if asked.end < since && !asked.is_now() {
        tally.extend(missing(&STOCKS, &Missing::OnlySince(since)));
    } else {
        tally.extend(stocks(connection, asked).await?);
    }
    tally.push(if asked.start < since {
        (Quantity::Reactivated, Err(Missing::OnlySince(since)))
    } else {
        let leads = reactivated(connection, asked).await?;
        (Quantity::Reactivated, number(leads))
    });
    Ok(tally)
}

/// From when on acts are known; of a tool that tells a lead's last act alone, from the first poll.
pub(super) async fn known_since(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<i64, StoreError> {
    let only_last = asked
        .sources()
        .iter()
        .any(|(_, tool)| Input::Activity.of(*tool).capability == Capability::Derived);
    if only_last {
        first_seen(connection, asked).await
    } else {
        Ok(i64::MIN)
    }
}

/// The instant from which on a lead's act makes it active at the end of the span.
pub(super) fn active_from(asked: &Asked<'_>) -> i64 {
    asked.end - ACTIVE
}

async fn stocks(connection: &mut SqliteConnection, asked: &Asked<'_>) -> Result<Tally, StoreError> {
    if let Some(counts) = &asked.counts {
        let counted = [Count::Contacts, Count::Active, Count::Dormant];
        let stocks = STOCKS.into_iter().zip(counted);
        return Ok(stocks
            .map(|(quantity, count)| (quantity, number(counts.stock(count))))
            .collect());
    }
    let row = sqlx::query(include_str!("../sql/contacts.sql"))
        .bind(asked.workspace.0)
        .bind(asked.end)
        .bind(active_from(asked))
        .bind(asked.end - DORMANT)
        .fetch_one(connection)
        .await?;
    let stock = |(index, quantity)| Ok((quantity, number(row.try_get(index)?)));
    STOCKS.into_iter().enumerate().map(stock).collect()
}

async fn reactivated(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<i64, StoreError> {
    if let Some(counts) = &asked.counts {
        return Ok(counts.reactivated);
    }
    let row = sqlx::query(include_str!("../sql/reactivated.sql"))
        .bind(asked.workspace.0)
        .bind(asked.start)
        .bind(asked.end)
        .bind(asked.start - DORMANT)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}
