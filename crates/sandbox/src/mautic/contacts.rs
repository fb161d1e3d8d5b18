//! Contacts: the list with its filters and orders, and the single one.
//!
//! Lives here: `/api/contacts`. Must not live here: log tables.

use std::cmp::Reverse;

use super::{
    clause::{self, Cell, Clause},
    contact_shape::{Shape, write},
    fields::CONTACT,
    lists::read_page,
    moment::{Moment, contact_id, user_id},
    refusal,
};
use crate::{
    tool::{
        Answer,
        json::{Escape, Json},
        query::Node,
    },
    world::{Inner, event::NONE, names::CITIES},
};

/// Columns of the table that are no fields.
const COLUMNS: [&str; 13] = [
    "id",
    "is_published",
    "date_added",
    "date_modified",
    "created_by",
    "modified_by",
    "owner_id",
    "stage_id",
    "points",
    "last_active",
    "date_identified",
    "color",
    "preferred_profile_image",
];

/// Names of properties that stand for columns, at the top of a `where` only.
const PROPERTIES: [(&str, &str); 5] = [
    ("dateAdded", "date_added"),
    ("dateModified", "date_modified"),
    ("lastActive", "last_active"),
    ("dateIdentified", "date_identified"),
    ("isPublished", "is_published"),
];

fn is_column(name: &str) -> bool {
    COLUMNS.contains(&name) || CONTACT.iter().any(|field| field.alias == name)
}

impl<'a> Moment<'a> {
    /// A column of a contact, by the database's name or a property's.
    pub(crate) fn contact_cell(self, lead: u32, column: &str) -> Cell<'a> {
        let contact = self.contact(lead);
        let facts = self.lead(lead);
        let known = |text: &'a str| {
            if facts.visitor {
                Cell::Null
            } else {
                Cell::text(text)
            }
        };
        match column {
            "id" => Cell::Number(contact_id(lead) as i64),
            "is_published" | "isPublished" => Cell::Number(1),
            "date_added" | "dateAdded" => Cell::Date(contact.added),
            "date_modified" | "dateModified" => Cell::date(contact.modified),
            "last_active" | "lastActive" => Cell::date(contact.active),
            "date_identified" | "dateIdentified" if facts.visitor => Cell::Null,
            "date_identified" | "dateIdentified" => Cell::Date(contact.added),
            "points" => Cell::Number(i64::from(contact.points)),
            "stage_id" => Cell::id(self.stage(contact.stage).map(|(id, _)| u64::from(id))),
            "owner_id" => Cell::id((contact.owner != NONE).then(|| user_id(contact.owner))),
            "email" => self.world.email_of(lead).map_or(Cell::Null, Cell::owned),
            "firstname" => known(self.world.name_of(facts).1),
            "lastname" => known(self.world.name_of(facts).0),
            "company" => self
                .company_of(lead)
                .map_or(Cell::Null, |company| Cell::text(&company.name)),
            "position" => known(Inner::title_of(facts)),
            "city" => known(CITIES[usize::from(facts.city) % CITIES.len()]),
            "country" => known("Japan"),
            "preferred_locale" => known("ja"),
            "timezone" => known("Asia/Tokyo"),
            "lead_source" => known(match self.channel(lead).0 {
                "event" | "webinar" => "event",
                "paid" => "ad",
                _ => "web",
            }),
            _ => Cell::Null,
        }
    }

    /// Whether it is a visitor without a name.
    pub(crate) fn anonymous(self, lead: u32) -> bool {
        self.lead(lead).visitor
    }
}

/// `GET /api/contacts`
pub(crate) fn list(moment: Moment<'_>, query: &Node) -> Answer {
    let (Ok(clauses), Some(page)) = (clause::read(query), read_page(query, 30)) else {
        return refusal::broke();
    };
    let mut sound = true;
    for clause in &clauses {
        clause.columns(false, &mut |column, deep| {
            let by_property = PROPERTIES.iter().any(|(property, _)| *property == column);
            sound &= is_column(column) || (by_property && !deep);
        });
    }
    if !sound {
        return refusal::broke();
    }
    let search = query.text("search").unwrap_or_default();
    let mut found = matching(moment, &clauses, search);
    let total = found.len();
    match orders(query) {
        Wanted::Nonsense => return refusal::broke(),
        Wanted::LastActive => found.sort_by_key(|lead| Reverse(moment.view.contacts[*lead].active)),
        Wanted::By(orders) => {
            clause::sort(&mut found, &orders, &|lead, column| {
                moment.contact_cell(lead as u32, column)
            });
        }
    }
    let shape = Shape::of(query);
    let mut json = Json::new(Escape::Php);
    json.open()
        .key("total")
        .str(&total.to_string())
        .key("contacts")
        .open();
    for lead in page.of(&found) {
        let lead = *lead as u32;
        json.key(&contact_id(lead).to_string());
        write(&mut json, moment, lead, &shape);
    }
    json.close().close();
    Answer::json(200, json.finish())
}

/// The order of a list.
enum Wanted {
    /// By columns that do not exist, or in no direction: a 500.
    Nonsense,
    /// None asked for: who was active last comes first.
    LastActive,
    By(Vec<clause::Order>),
}

fn orders(query: &Node) -> Wanted {
    let down = match query
        .text("orderByDir")
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        None | Some("" | "asc") => false,
        Some("desc") => true,
        Some(_) => return Wanted::Nonsense,
    };
    let orders: Vec<clause::Order> = match query.text("orderBy") {
        Some(columns) => columns
            .split(',')
            .map(|column| (column.trim().to_owned(), down))
            .collect(),
        None if query.get("order").is_some() => clause::read_order(query),
        None => return Wanted::LastActive,
    };
    if orders.iter().all(|(column, _)| is_column(column)) {
        Wanted::By(orders)
    } else {
        Wanted::Nonsense
    }
}

fn matching(moment: Moment<'_>, clauses: &[Clause], search: &str) -> Vec<usize> {
    let first = clauses
        .iter()
        .filter_map(Clause::above_id)
        .max()
        .unwrap_or(0) as usize;
    let contacts = moment.view.contacts.iter().enumerate().skip(first);
    contacts
        .filter(|(_, contact)| contact.exists)
        .map(|(lead, _)| lead)
        .filter(|lead| {
            clauses
                .iter()
                .all(|clause| clause.holds(&|column| moment.contact_cell(*lead as u32, column)))
        })
        .filter(|lead| {
            search
                .split_whitespace()
                .all(|term| finds(moment, *lead as u32, term))
        })
        .collect()
}

/// One term of a search, with `!` for its opposite.
fn finds(moment: Moment<'_>, lead: u32, term: &str) -> bool {
    if let Some(term) = term.strip_prefix('!') {
        return !finds(moment, lead, term);
    }
    let is = |column: &str, wanted: &str| {
        moment
            .contact_cell(lead, column)
            .shown()
            .is_some_and(|text| text.eq_ignore_ascii_case(wanted))
    };
    match term.split_once(':') {
        Some(("is", "anonymous")) => moment.anonymous(lead),
        Some(("email", email)) => is("email", email),
        Some(("stage", name)) => moment
            .stage(moment.contact(lead).stage)
            .is_some_and(|(_, stage)| stage.eq_ignore_ascii_case(name)),
        Some(_) => true,
        None => ["email", "firstname", "lastname", "company"]
            .iter()
            .any(|column| {
                moment
                    .contact_cell(lead, column)
                    .shown()
                    .is_some_and(|text| text.contains(term))
            }),
    }
}

/// `GET /api/contacts/{id}`; the id of a merged contact shows its survivor.
pub(crate) fn one(moment: Moment<'_>, lead: Option<u32>, query: &Node) -> Answer {
    let there = lead.filter(|lead| (*lead as usize) < moment.view.contacts.len());
    let there = there
        .map(|lead| moment.view.owner_of(lead))
        .filter(|lead| moment.contact(*lead).exists);
    let Some(lead) = there else {
        return refusal::not_found();
    };
    let mut json = Json::new(Escape::Php);
    json.open().key("contact");
    write(&mut json, moment, lead, &Shape::of(query));
    json.close();
    Answer::json(200, json.finish())
}
