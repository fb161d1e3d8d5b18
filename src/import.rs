//! Files that the team brings: costs, deals, visitors, targets, as CSV.
//!
//! Lives here: which columns each kind has, and from a row to an entry. Must not live here: bytes and cells
//! (`sheet`), dates and amounts (`cell`), tables of the database (the store).

mod cell;
mod sheet;
mod target;

use jiff::civil::Date;
use store::{CostEntry, DealEntry, Entries, TrafficEntry};

pub(crate) use self::{
    sheet::{Column, Encoding, Fault, Sheet},
    target::{TARGETS, targets},
};

use self::{
    cell::{amount, count, date, month_or_date, past},
    sheet::Row,
};

/// Columns of a file of costs.
pub(crate) const COSTS: &[Column] = &[
    Column::needed("from", &["開始日", "日付", "date", "月"]),
    Column::free("to", &["終了日"]),
    Column::needed("amount", &["金額", "費用", "コスト", "cost"]),
    Column::free("currency", &["通貨"]),
    Column::free("channel", &["チャネル"]),
    Column::free("campaign", &["施策", "キャンペーン"]),
    Column::free("note", &["備考", "メモ"]),
];

/// Columns of a file of deals.
pub(crate) const DEALS: &[Column] = &[
    Column::needed("deal", &["案件ID", "案件"]),
    Column::free("customer", &["顧客", "顧客ID"]),
    Column::free("won", &["受注日"]),
    Column::free("amount", &["金額", "受注金額"]),
    Column::free("currency", &["通貨"]),
    Column::free("monthly", &["月額"]),
    Column::free("starts", &["契約開始日", "契約開始"]),
    Column::free("ends", &["契約終了日", "契約終了"]),
];

/// Columns of a file of visitors.
pub(crate) const TRAFFIC: &[Column] = &[
    Column::needed("from", &["開始日", "日付", "date"]),
    Column::free("to", &["終了日"]),
    Column::needed("visitors", &["訪問者数", "訪問者", "ユーザー数", "users"]),
    Column::free("channel", &["チャネル"]),
];

/// Reads a sheet on a day, after which everything is future; or everything that is wrong with it.
pub(crate) type Read = fn(&Sheet, Date) -> Result<Entries, Vec<Fault>>;

/// The costs of a sheet, or everything that is wrong with it.
pub(crate) fn costs(sheet: &Sheet, today: Date) -> Result<Entries, Vec<Fault>> {
    let rows = sheet.each(|row| cost(row, today))?;
    each_once(
        rows,
        |one, other| one == other,
        |_| {
            (
                "",
                "the same cost (a note tells two equal ones apart)".to_owned(),
            )
        },
    )
    .map(Entries::Costs)
}

/// The deals of a sheet, or everything that is wrong with it.
pub(crate) fn deals(sheet: &Sheet, today: Date) -> Result<Entries, Vec<Fault>> {
    let rows = sheet.each(|row| deal(row, today))?;
    each_once(
        rows,
        |one, other| one.deal == other.deal,
        |deal| ("deal", format!("\"{}\"", deal.deal)),
    )
    .map(Entries::Deals)
}

/// The visitors of a sheet, or everything that is wrong with it.
pub(crate) fn traffic(sheet: &Sheet, today: Date) -> Result<Entries, Vec<Fault>> {
    let rows = sheet.each(|row| visitors(row, today))?;
    let same = |one: &TrafficEntry, other: &TrafficEntry| {
        (one.first, one.last, &one.channel) == (other.first, other.last, &other.channel)
    };
    each_once(rows, same, |_| ("from", "the same days".to_owned())).map(Entries::Traffic)
}

/// The rows, where none says again what an earlier one said: it would count twice.
fn each_once<T>(
    rows: Vec<(u32, T)>,
    same: impl Fn(&T, &T) -> bool,
    named: impl Fn(&T) -> (&'static str, String),
) -> Result<Vec<(u32, T)>, Vec<Fault>> {
    let mut faults = Vec::new();
    for (index, (line, row)) in rows.iter().enumerate() {
        let earlier = rows[..index].iter().find(|(_, other)| same(row, other));
        if let Some((first, _)) = earlier {
            let (column, what) = named(row);
            let why = format!("{what} stands already on line {first}");
            faults.push(Fault::new(*line, column, why));
        }
    }
    if faults.is_empty() {
        Ok(rows)
    } else {
        Err(faults)
    }
}

/// A cost; it may end later, but is entered once it has begun.
fn cost(row: &Row<'_>, today: Date) -> Result<CostEntry, Fault> {
    let (first, last) = days(row)?;
    past(first, today).map_err(|why| row.fault("from", why))?;
    Ok(CostEntry {
        first,
        last,
        amount: amount(row, "amount")?,
        channel: row.text("channel"),
        campaign: row.text("campaign"),
        note: row.text("note"),
    })
}

/// First and last day.
fn days(row: &Row<'_>) -> Result<(Date, Date), Fault> {
    let (first, month_end) = row.read("from", month_or_date)?;
    let last = row.read_free("to", date)?.unwrap_or(month_end);
    if last < first {
        return Err(row.fault("to", format!("{last} is before {first}")));
    }
    Ok((first, last))
}

fn deal(row: &Row<'_>, today: Date) -> Result<DealEntry, Fault> {
    let deal = DealEntry {
        deal: row.needed("deal")?.to_owned(),
        customer: row.text("customer"),
        won: row.read_free("won", date)?,
        amount: free_amount(row, "amount")?,
        monthly: free_amount(row, "monthly")?,
        starts: row.read_free("starts", date)?,
        ends: row.read_free("ends", date)?,
    };
    if let Some(won) = deal.won {
        past(won, today).map_err(|why| row.fault("won", why))?;
    }
    let begins = deal.starts.or(deal.won);
    if let (Some(begins), Some(ends)) = (begins, deal.ends)
        && ends < begins
    {
        return Err(row.fault("ends", format!("{ends} is before {begins}")));
    }
    if deal.monthly.is_some() && begins.is_none() {
        let why =
            "a monthly amount needs the day on which the contract starts, or the day it was won";
        return Err(row.fault("starts", why.to_owned()));
    }
    Ok(deal)
}

fn free_amount(row: &Row<'_>, column: &'static str) -> Result<Option<kpi::model::Money>, Fault> {
    match row.get(column) {
        None => Ok(None),
        Some(_) => amount(row, column).map(Some),
    }
}

/// Visitors who came; of a month that goes on nobody knows yet.
fn visitors(row: &Row<'_>, today: Date) -> Result<TrafficEntry, Fault> {
    let (first, last) = days(row)?;
    let column = if first == last { "from" } else { "to" };
    past(last, today).map_err(|why| row.fault(column, why))?;
    Ok(TrafficEntry {
        first,
        last,
        visitors: row.read("visitors", count)?,
        channel: row.text("channel"),
    })
}

#[cfg(test)]
mod tests;
