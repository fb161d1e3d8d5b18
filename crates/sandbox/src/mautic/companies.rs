//! Companies: the list and the single one.
//!
//! Lives here: `/api/companies`. Must not live here: contacts.

use super::{
    clause::{self, Cell, Clause},
    fields::{COMPANY, Nulls},
    lists::read_page,
    moment::{Moment, company_id},
    refusal,
};
use crate::tool::{
    Answer,
    json::{Escape, Json},
    query::Node,
};

fn is_column(name: &str) -> bool {
    let own = [
        "id",
        "date_added",
        "dateAdded",
        "date_modified",
        "dateModified",
        "is_published",
        "score",
        "owner_id",
    ];
    own.contains(&name) || COMPANY.iter().any(|field| field.alias == name)
}

impl<'a> Moment<'a> {
    fn company_cell(self, index: u32, column: &str) -> Cell<'a> {
        let row = self
            .view
            .companies
            .get(index as usize)
            .and_then(Option::as_ref);
        let (Some(row), Some(company)) = (row, self.company(index)) else {
            return Cell::Null;
        };
        match column {
            "id" => Cell::Number(company_id(index) as i64),
            "date_added" | "dateAdded" => Cell::Date(row.added),
            "date_modified" | "dateModified" => Cell::date(row.modified),
            "is_published" => Cell::Number(1),
            "score" => Cell::Number(0),
            "companyname" => Cell::text(&company.name),
            "companywebsite" => Cell::owned(format_args!("https://{}/", company.domain)),
            "companyindustry" => Cell::text(company.mautic_industry()),
            "companycountry" => Cell::text("Japan"),
            "companynumber_of_employees" => Cell::id(company.employees.map(u64::from)),
            "companyannual_revenue" => company.revenue.map_or(Cell::Null, Cell::Decimal),
            _ => Cell::Null,
        }
    }
}

/// `GET /api/companies`
pub(crate) fn list(moment: Moment<'_>, query: &Node) -> Answer {
    let (Ok(clauses), Some(page)) = (clause::read(query), read_page(query, 30)) else {
        return refusal::broke();
    };
    let orders = orders(query);
    let mut sound = orders.iter().all(|(column, _)| is_column(column));
    for clause in &clauses {
        clause.columns(false, &mut |column, _| sound &= is_column(column));
    }
    if !sound {
        return refusal::broke();
    }
    let mut found = matching(moment, &clauses);
    clause::sort(&mut found, &orders, &|index, column| {
        moment.company_cell(index as u32, column)
    });
    let mut json = Json::new(Escape::Php);
    json.open()
        .key("total")
        .str(&found.len().to_string())
        .key("companies")
        .open();
    for index in page.of(&found) {
        json.key(&company_id(*index as u32).to_string());
        write(&mut json, moment, *index as u32);
    }
    json.close().close();
    Answer::json(200, json.finish())
}

fn orders(query: &Node) -> Vec<clause::Order> {
    let Some(columns) = query.text("orderBy") else {
        return clause::read_order(query);
    };
    let down = query
        .text("orderByDir")
        .is_some_and(|dir| dir.eq_ignore_ascii_case("desc"));
    columns
        .split(',')
        .map(|column| (column.to_owned(), down))
        .collect()
}

fn matching(moment: Moment<'_>, clauses: &[Clause]) -> Vec<usize> {
    let first = clauses
        .iter()
        .filter_map(Clause::above_id)
        .max()
        .unwrap_or(0) as usize;
    let holds = |index: usize, clause: &Clause| {
        clause.holds(&|column| moment.company_cell(index as u32, column))
    };
    (first..moment.view.companies.len())
        .filter(|index| moment.view.companies[*index].is_some())
        .filter(|index| clauses.iter().all(|clause| holds(*index, clause)))
        .collect()
}

/// `GET /api/companies/{id}`
pub(crate) fn one(moment: Moment<'_>, id: u64) -> Answer {
    let index = id
        .checked_sub(1)
        .and_then(|index| u32::try_from(index).ok());
    let Some(index) = index.filter(|index| moment.company(*index).is_some()) else {
        return refusal::not_found();
    };
    let mut json = Json::new(Escape::Php);
    json.open().key("company");
    write(&mut json, moment, index);
    json.close();
    Answer::json(200, json.finish())
}

fn write(json: &mut Json, moment: Moment<'_>, index: u32) {
    json.open()
        .key("id")
        .raw(company_id(index))
        .key("score")
        .raw(0)
        .key("fields")
        .open();
    for group in ["core", "professional"] {
        json.key(group).open();
        for field in COMPANY.iter().filter(|field| field.group == group) {
            field.write(
                json,
                "company",
                &moment.company_cell(index, field.alias),
                Nulls::Kept,
            );
        }
        json.close();
    }
    json.key("other").open_list().close_list();
    json.key("all").open().key("id").raw(company_id(index));
    for field in &COMPANY {
        field.write_bare(json, &moment.company_cell(index, field.alias), Nulls::Kept);
    }
    json.close().close().close();
}
