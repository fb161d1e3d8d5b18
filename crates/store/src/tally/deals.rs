//! Deals won and what they bring, from the tool or from what the team entered (`kpi.md` §3).

use std::collections::{BTreeMap, BTreeSet};

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

const PARTS: [(Quantity, Part); 4] = [
    (Quantity::NewMrr, |moved| moved.new),
    (Quantity::ExpansionMrr, |moved| moved.expansion),
    (Quantity::ContractionMrr, |moved| moved.contraction),
    (Quantity::ChurnedMrr, |moved| moved.churned),
];

const RECURRING: [Quantity; 5] = [
    Quantity::Mrr,
    Quantity::NewMrr,
    Quantity::ExpansionMrr,
    Quantity::ContractionMrr,
    Quantity::ChurnedMrr,
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
        tally.extend(missing(&RECURRING, &Missing::NotEntered("deals")));
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
    let mut rows = told(connection, asked, include_str!("../sql/deals_won.sql")).await?;
    let are_mixed = rows.first().map_or(Ok(false), |row| row.try_get(3))?;
    if are_mixed {
        let sql = include_str!("../sql/deals_won_by_currency.sql");
        rows = told(connection, asked, sql).await?;
    }
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
    let has_amounts = sums.iter().next().is_some();
    let revenue = if has_amounts {
        total(asked, &sums, Err(Missing::NotEntered("amounts")))
    } else if won > 0 {
        // Deals won without any amount are no revenue of zero.
        Err(Missing::NotEntered("amounts"))
    } else {
        no_money(asked, usual_currency(connection, asked).await?)
    };
    Ok(vec![
        (Quantity::DealsWon, number(won)),
        (Quantity::Revenue, revenue),
    ])
}

/// What the tool tells of the deals won in the span.
async fn told(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    sql: &'static str,
) -> Result<Vec<SqliteRow>, StoreError> {
    let rows = sqlx::query(sql)
        .bind(asked.workspace.0)
        .bind(asked.start)
        .bind(asked.end)
        .fetch_all(connection)
        .await?;
    Ok(rows)
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
    let entered = entered(connection, asked).await?;
    let amounts = amounts(connection, asked, &entered).await?;
    if amounts.is_empty() {
        let what = match none_of(asked, Input::Recurring) {
            None => "recurring",
            Some(_) => "recurring-column",
        };
        return Ok(missing(&RECURRING, &Missing::NotEntered(what)));
    }
    let usual = most_common(&amounts);
    let mut deals = moved(connection, asked, &entered).await?;
    deals.extend(entered);
    // Each before it is added, so that the parts go on adding up.
    for deal in &mut deals {
        deal.monthly = asked.definition.rates.exchanged(&deal.monthly);
    }
    let moved = movements(&deals, asked.span());
    let sum = |of: &mut dyn Iterator<Item = Money>| {
        let mut sums = Sums::default();
        // A currency in which nothing moved keeps no other from being told.
        for money in of.filter(|money| money.minor != 0) {
            add(&mut sums, &money, "deal")?;
        }
        Ok::<_, StoreError>(total(asked, &sums, no_money(asked, usual.clone())))
    };
    let mut tally = vec![(Quantity::Mrr, sum(&mut at_end(&amounts)?.into_iter())?)];
    for (quantity, part) in PARTS {
        let mut of = moved.iter().map(|(currency, moved)| Money {
            minor: part(moved),
            currency: currency.clone(),
        });
        tally.push((quantity, sum(&mut of)?));
    }
    Ok(tally)
}

/// A recurring amount, how many deals have it, and how many of them recur at the span's end.
struct Amounts {
    monthly: Money,
    deals: i64,
    at_end: i64,
}

/// All recurring amounts, exchanged where the team has a rate.
async fn amounts(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    entered: &[RecurringDeal],
) -> Result<Vec<Amounts>, StoreError> {
    let rates = &asked.definition.rates;
    let mut amounts = Vec::new();
    for (source, _) in asked.sources() {
        let rows = sqlx::query(include_str!("../sql/deals_recurring_sums.sql"))
            .bind(source.0)
            .bind(asked.end)
            .fetch_all(&mut *connection)
            .await?;
        for row in rows {
            let monthly = Money {
                minor: row.try_get(1)?,
                currency: row.try_get(0)?,
            };
            amounts.push(Amounts {
                monthly: rates.exchanged(&monthly),
                deals: row.try_get(2)?,
                at_end: row.try_get(3)?,
            });
        }
    }
    let end = asked.span().end;
    amounts.extend(entered.iter().map(|deal| Amounts {
        monthly: rates.exchanged(&deal.monthly),
        deals: 1,
        at_end: i64::from(deal.recurs_at(end)),
    }));
    Ok(amounts)
}

/// What recurs at the span's end.
fn at_end(amounts: &[Amounts]) -> Result<Vec<Money>, StoreError> {
    let mut sums = Sums::default();
    for Amounts {
        monthly, at_end, ..
    } in amounts
    {
        let minor = monthly.minor.checked_mul(*at_end);
        let minor =
            minor.ok_or_else(|| StoreError::unreadable("deal", "amounts beyond any money"))?;
        let currency = monthly.currency.clone();
        add(&mut sums, &Money { minor, currency }, "deal")?;
    }
    Ok(sums.iter().collect())
}

/// The deals that the team entered.
async fn entered(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Vec<RecurringDeal>, StoreError> {
    let rows = sqlx::query(include_str!("../sql/deal_entries_recurring.sql"))
        .bind(asked.workspace.0)
        .fetch_all(connection)
        .await?;
    let mut deals = Vec::with_capacity(rows.len());
    for row in &rows {
        let id: String = row.try_get(0)?;
        let from = asked.begins(&row.try_get::<String, _>(4)?)?;
        let until: Option<String> = row.try_get(5)?;
        let until = until.map(|last| asked.ends(&last)).transpose()?;
        let customer: Option<String> = row.try_get(1)?;
        deals.push(RecurringDeal {
            customer: customer.unwrap_or_else(|| format!("entered {id}")),
            monthly: Money {
                minor: row.try_get(2)?,
                currency: row.try_get(3)?,
            },
            from,
            until,
        });
    }
    Ok(deals)
}

/// The tool's deals of the customers whose amount may have moved in the span: of whom any deal begins or ends in it, or
/// was entered.
async fn moved(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    entered: &[RecurringDeal],
) -> Result<Vec<RecurringDeal>, StoreError> {
    let customers: BTreeSet<&str> = entered.iter().map(|deal| deal.customer.as_str()).collect();
    let customers: Vec<&str> = customers.into_iter().collect();
    let told: String = sqlx::query(include_str!("../sql/deals_recurring.sql"))
        .bind(asked.workspace.0)
        .bind(asked.start)
        .bind(asked.end)
        .bind(serde_json::json!(customers).to_string())
        .fetch_one(connection)
        .await?
        .try_get(0)?;
    listed(&told)
}

/// Id, customer, monthly amount with its currency, from when on and up to when.
type Told = (i64, Option<String>, i64, String, i64, Option<i64>);

/// Deals from a JSON list.
fn listed(told: &str) -> Result<Vec<RecurringDeal>, StoreError> {
    let told: Vec<Told> = serde_json::from_str(told)
        .map_err(|_unlike| StoreError::unreadable("deal", "a recurring amount"))?;
    let deals = told.into_iter();
    let deals = deals.map(
        |(id, customer, minor, currency, from, until)| RecurringDeal {
            customer: customer.unwrap_or_else(|| format!("deal {id}")),
            monthly: Money { minor, currency },
            from: instant(from),
            until: until.map(instant),
        },
    );
    Ok(deals.collect())
}

/// The currency in which most of them are.
fn most_common(amounts: &[Amounts]) -> String {
    let mut counts = BTreeMap::<&str, i64>::new();
    for amount in amounts {
        *counts.entry(&amount.monthly.currency).or_default() += amount.deals;
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(USUAL_CURRENCY, |(currency, _)| currency)
        .to_owned()
}

fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}
