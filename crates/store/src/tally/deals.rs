//! Deals won and what they bring (`kpi.md` §3).

use kpi::{
    catalogue::{
        measured::{Amount, Missing, Number},
        quantity::Quantity,
    },
    model::{Money, Stream},
};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally, count as number, missing, none_of};
use crate::StoreError;

const RECURRING: [Quantity; 5] = [
    Quantity::Mrr,
    Quantity::NewMrr,
    Quantity::ExpansionMrr,
    Quantity::ContractionMrr,
    Quantity::ChurnedMrr,
];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let mut tally = missing(&[Quantity::Cost], &Missing::NotEntered("costs"));
    let why = none_of(asked, Stream::Deals);
    tally.extend(missing(
        &RECURRING,
        why.as_ref().unwrap_or(&Missing::NotEntered("deals")),
    ));
    if let Some(why) = why {
        tally.extend(missing(&[Quantity::DealsWon, Quantity::Revenue], &why));
        return Ok(tally);
    }
    let rows = sqlx::query(include_str!("../sql/deals_won.sql"))
        .bind(asked.workspace.0)
        .bind(asked.start)
        .bind(asked.end)
        .fetch_all(connection)
        .await?;
    let mut won = 0;
    let mut amounts = Vec::new();
    for row in rows {
        won += row.try_get::<i64, _>(0)?;
        let currency: Option<String> = row.try_get(1)?;
        let minor: Option<i64> = row.try_get(2)?;
        if let Some((currency, minor)) = currency.zip(minor) {
            amounts.push(Money { minor, currency });
        }
    }
    tally.push((Quantity::DealsWon, number(won)));
    tally.push((Quantity::Revenue, sum(won, amounts)));
    Ok(tally)
}

/// One currency is an amount, several are not added (`kpi.md` §3).
fn sum(won: i64, mut amounts: Vec<Money>) -> Amount {
    match (amounts.pop(), amounts.is_empty()) {
        (Some(money), true) => Ok(Number::Money(money)),
        (Some(money), false) => {
            amounts.push(money);
            Err(Missing::SeveralCurrencies(amounts))
        }
        // Nothing was won, and so nothing came in, in whatever currency.
        (None, _) if won == 0 => Ok(Number::Real(0.0)),
        (None, _) => Err(Missing::NotEntered("deals")),
    }
}
