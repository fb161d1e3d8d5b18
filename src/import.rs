//! Files that the team brings: costs, deals, visitors, targets, as CSV.
//!
//! Lives here: which columns each kind has, and from a row to an entry. Must not live here: bytes and cells
//! (`sheet`), dates and amounts (`cell`), tables of the database (the store).

mod cell;
mod sheet;
mod target;

use store::{CostEntry, DealEntry, Entries, TrafficEntry};

pub(crate) use self::{
    sheet::{Column, Encoding, Fault, Sheet},
    target::{TARGETS, targets},
};

use self::{
    cell::{amount, count, date, month_or_date},
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

/// The costs of a sheet, or everything that is wrong with it.
pub(crate) fn costs(sheet: &Sheet) -> Result<Entries, Vec<Fault>> {
    sheet.each(cost).map(Entries::Costs)
}

/// The deals of a sheet, or everything that is wrong with it.
pub(crate) fn deals(sheet: &Sheet) -> Result<Entries, Vec<Fault>> {
    let deals = sheet.each(deal)?;
    let mut faults = Vec::new();
    for (index, (line, deal)) in deals.iter().enumerate() {
        let earlier = deals[..index]
            .iter()
            .find(|(_, other)| other.deal == deal.deal);
        if let Some((first, _)) = earlier {
            let why = format!("\"{}\" stands already on line {first}", deal.deal);
            faults.push(Fault::new(*line, "deal", why));
        }
    }
    if faults.is_empty() {
        Ok(Entries::Deals(deals))
    } else {
        Err(faults)
    }
}

/// The visitors of a sheet, or everything that is wrong with it.
pub(crate) fn traffic(sheet: &Sheet) -> Result<Entries, Vec<Fault>> {
    let rows = sheet.each(visitors)?;
    let mut faults = Vec::new();
    for (index, (line, row)) in rows.iter().enumerate() {
        let same = |other: &TrafficEntry| {
            (other.first, other.last, &other.channel) == (row.first, row.last, &row.channel)
        };
        if let Some((first, _)) = rows[..index].iter().find(|(_, other)| same(other)) {
            let why = format!("the same days stand already on line {first}");
            faults.push(Fault::new(*line, "from", why));
        }
    }
    if faults.is_empty() {
        Ok(Entries::Traffic(rows))
    } else {
        Err(faults)
    }
}

fn cost(row: &Row<'_>) -> Result<CostEntry, Fault> {
    let (first, month_end) = row.read("from", month_or_date)?;
    let last = row.read_free("to", date)?.unwrap_or(month_end);
    if last < first {
        return Err(row.fault("to", format!("{last} is before {first}")));
    }
    Ok(CostEntry {
        first,
        last,
        amount: amount(row, "amount")?,
        channel: row.text("channel"),
        campaign: row.text("campaign"),
        note: row.text("note"),
    })
}

fn deal(row: &Row<'_>) -> Result<DealEntry, Fault> {
    let deal = DealEntry {
        deal: row.needed("deal")?.to_owned(),
        customer: row.text("customer"),
        won: row.read_free("won", date)?,
        amount: free_amount(row, "amount")?,
        monthly: free_amount(row, "monthly")?,
        starts: row.read_free("starts", date)?,
        ends: row.read_free("ends", date)?,
    };
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

fn visitors(row: &Row<'_>) -> Result<TrafficEntry, Fault> {
    let (first, month_end) = row.read("from", month_or_date)?;
    let last = row.read_free("to", date)?.unwrap_or(month_end);
    if last < first {
        return Err(row.fault("to", format!("{last} is before {first}")));
    }
    Ok(TrafficEntry {
        first,
        last,
        visitors: row.read("visitors", count)?,
        channel: row.text("channel"),
    })
}

#[cfg(test)]
mod tests;
