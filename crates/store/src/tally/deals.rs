//! Deals won and what they bring, from the tool or from what the team entered (`kpi.md` §3).

use std::collections::BTreeMap;

use jiff::Timestamp;
use kpi::{
    catalogue::{measured::Missing, quantity::Quantity},
    input::Input,
    model::Money,
    money::Sums,
    mrr::{Movements, RecurringDeal, movements},
};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{Asked, Tally, add, count as number, missing, no_money, none_of, total};
use crate::StoreError;

/// The parts of the recurring revenue.
type Part = fn(&Movements) -> i64;

const RECURRING: [(Quantity, Part); 5] = [
    (Quantity::Mrr, |moved| moved.end),
    (Quantity::NewMrr, |moved| moved.new),
    (Quantity::ExpansionMrr, |moved| moved.expansion),
    (Quantity::ContractionMrr, |moved| moved.contraction),
    (Quantity::ChurnedMrr, |moved| moved.churned),
];

/// The currency of amounts where none is known.
const USUAL_CURRENCY: &str = "JPY";

/// What is counted here.
pub(super) const ALL: &[Quantity] = &[
    Quantity::DealsWon,
    Quantity::Revenue,
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
    let lacking = none_of(asked, Input::Deals);
    if lacking.is_some() && !has_entries(connection, asked).await? {
        let quantities = [Quantity::DealsWon, Quantity::Revenue];
        let mut tally = missing(&quantities, &Missing::NotEntered("deals"));
        let recurring = RECURRING.map(|(quantity, _)| quantity);
        tally.extend(missing(&recurring, &Missing::NotEntered("deals")));
        return Ok(tally);
    }
    let mut tally = won(connection, asked).await?;
    tally.extend(recurring(connection, asked).await?);
    Ok(tally)
}

async fn has_entries(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<bool, StoreError> {
    let row = sqlx::query(include_str!("../sql/deal_entries_any.sql"))
        .bind(asked.workspace.0)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

async fn won(connection: &mut SqliteConnection, asked: &Asked<'_>) -> Result<Tally, StoreError> {
    let mut rows = sqlx::query(include_str!("../sql/deals_won.sql"))
        .bind(asked.workspace.0)
        .bind(asked.start)
        .bind(asked.end)
        .fetch_all(&mut *connection)
        .await?;
    if let Some((first, last)) = asked.days() {
        let entered = sqlx::query(include_str!("../sql/deal_entries_won.sql"))
            .bind(asked.workspace.0)
            .bind(first.to_string())
            .bind(last.to_string())
            .fetch_all(&mut *connection)
            .await?;
        rows.extend(entered);
    }
    let mut won = 0;
    let mut sums = Sums::default();
    for row in rows {
        won += row.try_get::<i64, _>(0)?;
        let currency: Option<String> = row.try_get(1)?;
        let minor: Option<i64> = row.try_get(2)?;
        if let Some((currency, minor)) = currency.zip(minor) {
            add(&mut sums, &Money { minor, currency }, "deal")?;
        }
    }
    // Deals won without any amount are no revenue of zero.
    let revenue = if won > 0 && sums.iter().next().is_none() {
        Err(Missing::NotEntered("amounts"))
    } else {
        let usual = usual_currency(connection, asked).await?;
        total(asked, &sums, no_money(asked, usual))
    };
    Ok(vec![
        (Quantity::DealsWon, number(won)),
        (Quantity::Revenue, revenue),
    ])
}

/// The currency of most amounts: that of an amount of nothing.
async fn usual_currency(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<String, StoreError> {
    let row = sqlx::query(include_str!("../sql/deal_currency.sql"))
        .bind(asked.workspace.0)
        .fetch_optional(connection)
        .await?;
    match row {
        Some(row) => Ok(row.try_get(0)?),
        None => Ok(USUAL_CURRENCY.to_owned()),
    }
}

async fn recurring(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let mut deals = Vec::new();
    let rows = sqlx::query(include_str!("../sql/deals_recurring.sql"))
        .bind(asked.workspace.0)
        .fetch_all(&mut *connection)
        .await?;
    for row in &rows {
        let id: i64 = row.try_get(0)?;
        let from: i64 = row.try_get(4)?;
        let until: Option<i64> = row.try_get(5)?;
        deals.push(deal(
            row,
            format!("deal {id}"),
            instant(from),
            until.map(instant),
        )?);
    }
    let rows = sqlx::query(include_str!("../sql/deal_entries_recurring.sql"))
        .bind(asked.workspace.0)
        .fetch_all(connection)
        .await?;
    for row in &rows {
        let id: String = row.try_get(0)?;
        let from = asked.begins(&row.try_get::<String, _>(4)?)?;
        let until: Option<String> = row.try_get(5)?;
        let until = until.map(|last| asked.ends(&last)).transpose()?;
        deals.push(deal(row, format!("entered {id}"), from, until)?);
    }
    if deals.is_empty() {
        let quantities = RECURRING.map(|(quantity, _)| quantity);
        let what = match none_of(asked, Input::Recurring) {
            None => "recurring",
            Some(_) => "recurring-column",
        };
        return Ok(missing(&quantities, &Missing::NotEntered(what)));
    }
    // Each before it is added, so that the parts go on adding up.
    for deal in &mut deals {
        deal.monthly = asked.definition.rates.exchanged(&deal.monthly);
    }
    let usual = most_common(&deals);
    let moved_by_currency = movements(&deals, asked.span());
    let sum = |part: Part| {
        let mut sums = Sums::default();
        for (currency, moved) in &moved_by_currency {
            let minor = part(moved);
            let money = Money {
                minor,
                currency: currency.clone(),
            };
            // A currency in which nothing moved keeps no other from being told.
            if minor != 0 || moved_by_currency.len() == 1 {
                add(&mut sums, &money, "deal")?;
            }
        }
        let nothing = no_money(asked, usual.clone());
        Ok::<_, StoreError>(total(asked, &sums, nothing))
    };
    RECURRING
        .iter()
        .map(|(quantity, part)| Ok((*quantity, sum(*part)?)))
        .collect()
}

/// The currency in which most of them are.
fn most_common(deals: &[RecurringDeal]) -> String {
    let mut counts = BTreeMap::<&str, usize>::new();
    for deal in deals {
        *counts.entry(&deal.monthly.currency).or_default() += 1;
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(USUAL_CURRENCY, |(currency, _)| currency)
        .to_owned()
}

fn deal(
    row: &SqliteRow,
    id: String,
    from: Timestamp,
    until: Option<Timestamp>,
) -> Result<RecurringDeal, StoreError> {
    let customer: Option<String> = row.try_get(1)?;
    Ok(RecurringDeal {
        customer: customer.unwrap_or(id),
        monthly: Money {
            minor: row.try_get(2)?,
            currency: row.try_get(3)?,
        },
        from,
        until,
    })
}

fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}
