//! The short lists: stages, users, campaigns, emails, segments, forms, pages, assets.
//!
//! Lives here: their filters and pages. Must not live here: the shapes of their records (`assets`).

use serde_json::{Map, Value, json};

use super::{
    Area, assets,
    clause::{self, Cell, Clause},
    moment::Moment,
    refusal,
};
use crate::tool::{Answer, query::Node};

/// A page of a list: `limit` 0 is everything.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) start: usize,
    pub(crate) limit: usize,
}

impl Page {
    /// The part of `found` that this page shows.
    pub(crate) fn of<T>(self, found: &[T]) -> &[T] {
        let rest = found.get(self.start..).unwrap_or_default();
        if self.limit == 0 {
            rest
        } else {
            &rest[..self.limit.min(rest.len())]
        }
    }
}

/// Reads `start` and `limit`; `None` where they are no numbers, which Mautic answers with a 500.
pub(crate) fn read_page(query: &Node, usual: usize) -> Option<Page> {
    let number = |name: &str, usual: usize| match query.text(name) {
        None | Some("") => Some(usual),
        Some(text) => text.parse().ok(),
    };
    Some(Page {
        start: number("start", 0)?,
        limit: number("limit", usual)?,
    })
}

/// One of the short lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Stages,
    Users,
    Campaigns,
    Emails,
    Segments,
    Forms,
    Pages,
    Assets,
}

impl List {
    /// The list of that word in the path.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "stages" => Self::Stages,
            "users" => Self::Users,
            "campaigns" => Self::Campaigns,
            "emails" => Self::Emails,
            "segments" => Self::Segments,
            "forms" => Self::Forms,
            "pages" => Self::Pages,
            "assets" => Self::Assets,
            _ => return None,
        })
    }

    /// The permission that it needs.
    pub(crate) fn area(self) -> Area {
        match self {
            Self::Stages => Area::Stages,
            Self::Users => Area::Users,
            Self::Campaigns => Area::Campaigns,
            Self::Emails => Area::Emails,
            Self::Segments => Area::Segments,
            Self::Forms => Area::Forms,
            Self::Pages => Area::Pages,
            Self::Assets => Area::Assets,
        }
    }

    /// The key of the list, that of a single record, and whether the list is an object keyed by id.
    fn keys(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::Stages => ("stages", "stage", false),
            Self::Users => ("users", "user", false),
            Self::Campaigns => ("campaigns", "campaign", true),
            Self::Emails => ("emails", "email", true),
            Self::Segments => ("lists", "list", true),
            Self::Forms => ("forms", "form", false),
            Self::Pages => ("pages", "page", false),
            Self::Assets => ("assets", "asset", false),
        }
    }

    /// Keys that `minimal` leaves away.
    fn heavy(self) -> &'static [&'static str] {
        match self {
            Self::Stages => &["publishUp", "publishDown"],
            Self::Campaigns => &[
                "allowRestart",
                "publishUp",
                "publishDown",
                "events",
                "forms",
                "lists",
                "canvasSettings",
            ],
            Self::Segments => &["filters", "isGlobal", "isPreferenceCenter"],
            Self::Emails => &[
                "customHtml",
                "plainText",
                "dynamicContent",
                "lists",
                "assetAttachments",
                "headers",
            ],
            _ => &[],
        }
    }

    fn records(self, moment: Moment<'_>) -> Vec<Value> {
        let cast = &moment.world.cast;
        match self {
            Self::Stages => assets::stages(moment),
            Self::Users => assets::users(moment),
            Self::Campaigns => cast
                .campaigns
                .iter()
                .enumerate()
                .map(|(index, campaign)| assets::campaign_record(index as u16, campaign))
                .collect(),
            Self::Emails => {
                let there = cast
                    .emails
                    .iter()
                    .enumerate()
                    .filter(|(_, email)| email.made_at <= moment.now);
                there
                    .map(|(index, email)| assets::email_record(moment, index as u16, email))
                    .collect()
            }
            Self::Segments => assets::segments(),
            Self::Forms => assets::forms(),
            Self::Pages => assets::pages(moment),
            Self::Assets => assets::assets(moment),
        }
    }

    /// `GET /api/{list}`
    pub(crate) fn answer(self, moment: Moment<'_>, query: &Node) -> Answer {
        let (Ok(clauses), Some(page)) = (clause::read(query), read_page(query, 30)) else {
            return refusal::broke();
        };
        let records = self.records(moment);
        let known = |column: &str| {
            records
                .first()
                .is_none_or(|record| record.get(column).is_some())
        };
        let Some(orders) = orders(query, known) else {
            return refusal::broke();
        };
        let mut sound = true;
        for clause in &clauses {
            clause.columns(false, &mut |column, _| sound &= known(column));
        }
        if !sound {
            return refusal::broke();
        }
        let only_published = query.text("published") == Some("1");
        let holds = |record: &Value, clause: &Clause| clause.holds(&|column| cell(record, column));
        let mut found: Vec<usize> = (0..records.len())
            .filter(|index| !only_published || records[*index]["isPublished"] == true)
            .filter(|index| clauses.iter().all(|clause| holds(&records[*index], clause)))
            .collect();
        clause::sort(&mut found, &orders, &|index, column| {
            cell(&records[index], column)
        });
        let light = query
            .text("minimal")
            .is_some_and(|given| !given.is_empty() && given != "0");
        self.written(&records, page.of(&found), found.len(), light)
    }

    fn written(self, records: &[Value], shown: &[usize], total: usize, light: bool) -> Answer {
        let (key, _, keyed) = self.keys();
        let record = |index: &usize| {
            let mut record = records[*index].clone();
            if let (true, Some(fields)) = (light, record.as_object_mut()) {
                fields.retain(|name, _| !self.heavy().contains(&name.as_str()));
            }
            record
        };
        // An empty list is an array even where the list is else an object.
        let list: Value = if keyed && !shown.is_empty() {
            let entries = shown
                .iter()
                .map(record)
                .map(|record| (record["id"].to_string(), record));
            Value::Object(entries.collect::<Map<_, _>>())
        } else {
            shown.iter().map(record).collect()
        };
        Answer::json(200, refusal::php(&json!({"total": total, key: list})))
    }

    /// `GET /api/{list}/{id}`
    pub(crate) fn one(self, moment: Moment<'_>, id: u64) -> Answer {
        let (_, key, _) = self.keys();
        match self
            .records(moment)
            .into_iter()
            .find(|record| record["id"] == id)
        {
            Some(record) => Answer::json(200, refusal::php(&json!({key: record}))),
            None => refusal::not_found(),
        }
    }
}

/// The order asked for; `None` where it cannot be.
fn orders(query: &Node, known: impl Fn(&str) -> bool) -> Option<Vec<clause::Order>> {
    let down = match query
        .text("orderByDir")
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        None | Some("" | "asc") => false,
        Some("desc") => true,
        Some(_) => return None,
    };
    let column = query.text("orderBy");
    if !column.is_none_or(known) {
        return None;
    }
    Some(
        column
            .map(|column| (column.to_owned(), down))
            .into_iter()
            .collect(),
    )
}

fn cell<'a>(record: &Value, column: &str) -> Cell<'a> {
    match record.get(column) {
        Some(Value::Number(number)) => Cell::Number(number.as_i64().unwrap_or(0)),
        Some(Value::Bool(is)) => Cell::Number(i64::from(*is)),
        Some(Value::String(text)) => match text.parse::<jiff::Timestamp>() {
            Ok(at) => Cell::Date(at.as_millisecond()),
            Err(_) => Cell::owned(text),
        },
        _ => Cell::Null,
    }
}
