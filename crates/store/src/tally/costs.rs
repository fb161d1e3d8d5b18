//! What was spent, and who came to the web site: what the team entered (`kpi.md` §3, §5).

use jiff::civil::Date;
use kpi::{
    by::By,
    catalogue::{
        measured::{Amount, Missing, Number},
        quantity::Quantity,
    },
    input::Input,
    model::Money,
    money::{Spread, Sums},
};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally, TallyQuestion, add, none_of, total};
use crate::{Store, StoreError, WorkspaceId, days::date_of};

/// What is counted here.
pub(super) const ALL: &[Quantity] = &[Quantity::Cost, Quantity::Visitors];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    Ok(vec![
        (Quantity::Cost, cost(connection, asked).await?),
        (Quantity::Visitors, visitors(connection, asked).await?),
    ])
}

impl Store {
    /// What was spent on each channel or on each campaign in the span, by its name as it was entered first; `None`
    /// is what was entered without one. Nothing where no costs are entered.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn costs_by(
        &self,
        workspace: WorkspaceId,
        question: &TallyQuestion<'_>,
        by: By,
    ) -> Result<Vec<(Option<String>, Amount)>, StoreError> {
        let asked = Asked::new(workspace, question, &[]);
        let Some(days) = asked.days() else {
            return Ok(Vec::new());
        };
        let mut tx = self.snapshot().await?;
        let mut spent: Vec<(Option<String>, Money)> = entries(&mut tx, &asked, days)
            .await?
            .into_iter()
            .map(|entry| match by {
                By::Campaign => (entry.campaign, entry.amount),
                _ => (entry.channel, entry.amount),
            })
            .collect();
        if by == By::Campaign {
            spent.extend(campaigns(&mut tx, &asked, days).await?);
        }
        let mut parts: Vec<(Option<String>, Sums)> = Vec::new();
        for (name, amount) in spent {
            let same = |known: &Option<String>| match (known, &name) {
                (Some(one), Some(other)) => one.to_lowercase() == other.to_lowercase(),
                (one, other) => one.is_none() && other.is_none(),
            };
            let place = parts.iter().position(|(known, _)| same(known));
            let place = place.unwrap_or_else(|| {
                parts.push((name.clone(), Sums::default()));
                parts.len() - 1
            });
            add(&mut parts[place].1, &amount, "cost_entry")?;
        }
        let told = parts.into_iter().map(|(name, sums)| {
            let nothing = Err(Missing::NoneInPeriod("costs"));
            (name, total(&asked, &sums, nothing))
        });
        Ok(told.collect())
    }
}

/// What the tool's campaigns and the team's entries cost: each gives the part of its own days that lies in the span; a day that has begun counts whole.
async fn cost(connection: &mut SqliteConnection, asked: &Asked<'_>) -> Result<Amount, StoreError> {
    let any: bool = sqlx::query(include_str!("../sql/costs_any.sql"))
        .bind(asked.workspace.0)
        .fetch_one(&mut *connection)
        .await?
        .try_get(0)?;
    let told = none_of(asked, Input::Costs).is_none();
    if !any && !told {
        return Ok(Err(Missing::NotEntered("costs")));
    }
    let nothing = Err(Missing::NoneInPeriod("costs"));
    let Some(days) = asked.days() else {
        return Ok(nothing);
    };
    let mut sums = Sums::default();
    for (_, amount) in campaigns(&mut *connection, asked, days).await? {
        add(&mut sums, &amount, "campaign_cost")?;
    }
    for entry in entries(connection, asked, days).await? {
        add(&mut sums, &entry.amount, "cost_entry")?;
    }
    // A period for which nobody entered anything did not cost nothing.
    Ok(total(asked, &sums, nothing))
}

/// The part of a cost entry that falls on some days.
struct Entry {
    channel: Option<String>,
    campaign: Option<String>,
    amount: Money,
}

/// The part of each entry that falls on these days.
async fn entries(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    (first, last): (Date, Date),
) -> Result<Vec<Entry>, StoreError> {
    let rows = sqlx::query(include_str!("../sql/costs_of_days.sql"))
        .bind(asked.workspace.0)
        .bind(first.to_string())
        .bind(last.to_string())
        .fetch_all(connection)
        .await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let money = Money {
            minor: row.try_get(2)?,
            currency: row.try_get(3)?,
        };
        let (from, to) = (date(row.try_get(0)?)?, date(row.try_get(1)?)?);
        let spread = Spread::new(money, from, to)
            .ok_or_else(|| StoreError::unreadable("cost_entry", "it ends before it begins"))?;
        entries.push(Entry {
            channel: name(row.try_get(4)?),
            campaign: name(row.try_get(5)?),
            amount: spread.within(first, last),
        });
    }
    Ok(entries)
}

/// A name that is not blank.
fn name(text: Option<&str>) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned)
}

/// Each campaign's spend on these days: what it cost so far, over the days that it has run so far.
async fn campaigns(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    (first, last): (Date, Date),
) -> Result<Vec<(Option<String>, Money)>, StoreError> {
    let mut spent = Vec::new();
    let rows = sqlx::query(include_str!("../sql/campaign_costs.sql"))
        .bind(asked.workspace.0)
        .fetch_all(connection)
        .await?;
    for row in rows {
        let money = Money {
            minor: row.try_get(0)?,
            currency: row.try_get(1)?,
        };
        let from = day(row.try_get(2)?)?;
        let to: Option<i64> = row.try_get(3)?;
        let to = to.map(day).transpose()?;
        let today = asked.today().max(from);
        let spent_to = to.map_or(today, |to| to.min(today));
        let has_run = from <= last && spent_to >= first;
        if let Some(spread) = Spread::new(money, from, spent_to).filter(|_| has_run) {
            spent.push((name(row.try_get(4)?), spread.within(first, last)));
        }
    }
    Ok(spent)
}

/// The date of a stored day.
fn day(number: i64) -> Result<Date, StoreError> {
    date_of(number).ok_or_else(|| StoreError::unreadable("campaign_cost", "a day"))
}

/// The entry of exactly these days, or entries that cover each day once.
async fn visitors(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Amount, StoreError> {
    let Some((first, last)) = asked.days() else {
        return Ok(Err(Missing::NoneInPeriod("traffic")));
    };
    let any: bool = sqlx::query(include_str!("../sql/traffic_any.sql"))
        .bind(asked.workspace.0)
        .fetch_one(&mut *connection)
        .await?
        .try_get(0)?;
    if !any {
        return Ok(Err(Missing::NotEntered("traffic")));
    }
    let rows = sqlx::query(include_str!("../sql/traffic_of_days.sql"))
        .bind(asked.workspace.0)
        .bind(first.to_string())
        .bind(last.to_string())
        .fetch_all(connection)
        .await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let (from, to) = (date(row.try_get(0)?)?, date(row.try_get(1)?)?);
        entries.push((from, to, row.try_get::<i64, _>(2)?));
    }
    Ok(covering(&entries, first, last).map(Number::Count))
}

/// The sum of the entries that cover every day of a span once.
///
/// # Errors
/// Up to which day they do, or that they leave one out.
fn covering(entries: &[(Date, Date, i64)], first: Date, last: Date) -> Result<i64, Missing> {
    if let Some((.., visitors)) = entries
        .iter()
        .find(|(from, to, _)| (*from, *to) == (first, last))
    {
        return Ok(*visitors);
    }
    let (mut next, mut sum) = (first, 0);
    while next <= last {
        let Some((_, to, visitors)) = entries.iter().find(|(from, ..)| *from == next) else {
            let is_the_end = next > first && entries.iter().all(|(from, ..)| *from < next);
            let up_to = next.yesterday().ok().filter(|_| is_the_end);
            return Err(up_to.map_or(Missing::NoneInPeriod("traffic"), |up_to| {
                Missing::EnteredUpTo { first, up_to }
            }));
        };
        sum += visitors;
        next = to.tomorrow().unwrap_or(Date::MAX);
    }
    Ok(sum)
}

fn date(text: &str) -> Result<Date, StoreError> {
    text.parse()
        .map_err(|_no_date| StoreError::unreadable("an entry", "a date"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Missing, covering};

    #[test]
    fn entries_cover_a_span_or_say_nothing() {
        let day = |day| date(2026, 10, day);
        let daily = [
            (day(1), day(1), 10),
            (day(2), day(2), 20),
            (day(3), day(3), 30),
        ];
        assert_eq!(covering(&daily, day(1), day(3)), Ok(60));
        let up_to = Missing::EnteredUpTo {
            first: day(1),
            up_to: day(3),
        };
        assert_eq!(covering(&daily, day(1), day(4)), Err(up_to));
        let hole = [daily[0], daily[2]];
        let nothing = Err(Missing::NoneInPeriod("traffic"));
        assert_eq!(covering(&hole, day(1), day(3)), nothing);
        let whole = [(day(1), day(1), 10), (day(1), day(3), 45)];
        assert_eq!(covering(&whole, day(1), day(3)), Ok(45));
        assert_eq!(covering(&[], day(1), day(3)), nothing);
    }
}
