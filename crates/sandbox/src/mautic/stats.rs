//! The log tables over HTTP: which there are, filters, orders and pages of rows.
//!
//! Lives here: `/api/stats`. Must not live here: what stands in the rows (`tables`).

use super::{
    Area,
    clause::{self, Clause, Unreadable},
    directory,
    lists::{Page, read_page},
    moment::Moment,
    refusal,
    tables::{TABLES, Table},
};
use crate::tool::{
    Answer,
    json::{Escape, Json},
    query::Node,
};

/// `GET /api/stats/{table}`
pub(crate) fn rows(moment: Moment<'_>, name: &str, query: &Node, hidden: &[Area]) -> Answer {
    let name = name.to_ascii_lowercase();
    let Some(columns) = directory::columns(&name) else {
        return directory::directory();
    };
    let area = match name.as_str() {
        "audit_log" => Area::AuditLog,
        _ => Area::Contacts,
    };
    if hidden.contains(&area) {
        return refusal::forbidden_table();
    }
    let clauses = match clause::read(query) {
        Ok(clauses) => clauses,
        Err(Unreadable::Expr) => return missing("expr"),
        Err(Unreadable::Column) => return missing("col"),
        Err(Unreadable::List) => return refusal::broke(),
    };
    let orders = clause::read_order(query);
    if let Some(refusal) = unknown_column(&columns, &clauses, &orders) {
        return refusal;
    }
    let Some(page) = read_page(query, 100) else {
        return refusal::broke();
    };
    let table = TABLES.iter().find(|table| table.name == name);
    page_of(moment, table, &clauses, &orders, page)
}

fn page_of(
    moment: Moment<'_>,
    table: Option<&Table>,
    clauses: &[Clause],
    orders: &[clause::Order],
    page: Page,
) -> Answer {
    let mut found = table.map_or_else(Vec::new, |table| matching(moment, table, clauses));
    if let Some(table) = table {
        clause::sort(&mut found, orders, &|row, column| {
            (table.cell)(moment, row, column)
        });
    }
    let mut json = Json::new(Escape::Php);
    json.open()
        .key("total")
        .str(&found.len().to_string())
        .key("stats")
        .open_list();
    // A limit of 0 is none at all here.
    let shown = if page.limit == 0 {
        &[]
    } else {
        page.of(&found)
    };
    for (table, row) in table
        .into_iter()
        .flat_map(|table| shown.iter().map(move |row| (table, row)))
    {
        write(&mut json, moment, table, *row);
    }
    json.close_list().close();
    Answer::json(200, json.finish())
}

/// Every value is a text, what is null is left out.
fn write(json: &mut Json, moment: Moment<'_>, table: &Table, row: usize) {
    json.open();
    for column in table.columns {
        if let Some(text) = (table.cell)(moment, row, column).shown() {
            json.key(column).str(&text);
        }
    }
    json.close();
}

fn matching(moment: Moment<'_>, table: &Table, clauses: &[Clause]) -> Vec<usize> {
    // Rows stand in the order of their ids, which begin at 1.
    let has_id = table.columns.first() == Some(&"id");
    let first = clauses
        .iter()
        .filter_map(Clause::above_id)
        .max()
        .filter(|_| has_id)
        .unwrap_or(0);
    (first as usize..(table.rows)(moment))
        .filter(|row| (table.shows)(moment, *row))
        .filter(|row| {
            clauses
                .iter()
                .all(|clause| clause.holds(&|column| (table.cell)(moment, *row, column)))
        })
        .collect()
}

fn missing(part: &str) -> Answer {
    refusal::table_error(
        &format!("\"{part}\" is missing in the where clause array."),
        0,
    )
}

fn unknown_column(
    columns: &[&str],
    clauses: &[Clause],
    orders: &[clause::Order],
) -> Option<Answer> {
    let say = |column: &str, place: &str| {
        let message = format!(
            "An exception occurred while executing a query: SQLSTATE[42S22]: Column not found: 1054 Unknown column \
             'e.{column}' in '{place}'"
        );
        refusal::table_error(&message, 1054)
    };
    let mut found = None;
    for clause in clauses {
        clause.columns(false, &mut |column, _| {
            if !columns.contains(&column) {
                found = Some(say(column, "WHERE"));
            }
        });
    }
    let by_order = || {
        orders
            .iter()
            .find(|(column, _)| !columns.contains(&column.as_str()))
    };
    found.or_else(|| by_order().map(|(column, _)| say(column, "ORDER BY")))
}
