//! Search: endpoint 2 with its rules and its ceiling.
//!
//! Lives here: reading filters and applying them. Must not live here: how a record is written.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::{
    filter::{Field, Known, Test, as_number, field, groups, list},
    objects::{Kind, Moment, Record},
    pages::write_next,
    refusal,
};
use crate::tool::{
    Answer,
    json::{Escape, Json},
};

/// No search shows more rows than these.
const CEILING: usize = 10_000;

/// A search that keeps the rules.
#[derive(Debug)]
pub(crate) struct Search {
    groups: Vec<Vec<(Field, Test)>>,
    sort: Option<(Field, bool)>,
    limit: usize,
    offset: usize,
    properties: Vec<String>,
    /// The same for searches that differ in nothing but the page.
    pub(crate) key: String,
}

impl Search {
    /// Reads a body.
    ///
    /// # Errors
    /// HubSpot's refusal.
    pub(crate) fn parse(moment: Moment<'_>, kind: Kind, body: &[u8]) -> Result<Self, Box<Answer>> {
        let refuse = |message: &str| Box::new(refusal::invalid(message));
        let Ok(Value::Object(body)) = serde_json::from_slice::<Value>(body) else {
            return Err(refuse("Invalid input JSON"));
        };
        let known = |name: &str| {
            field(moment, kind, name)
                .ok_or_else(|| refuse(&format!("Property '{name}' does not exist")))
        };
        let limit = number(&body, "limit", 10).filter(|limit| (1..=200).contains(limit));
        let limit = limit.ok_or_else(|| refuse("limit must be a number from 1 to 200"))?;
        let offset = number(&body, "after", 0).ok_or_else(|| refuse("after must be a number"))?;
        if offset >= CEILING {
            return Err(refuse(
                "The maximum search offset is 10000. Use a filter to narrow the search.",
            ));
        }
        let groups = groups(&body, &refuse, &known)?;
        let sorts = list(&body, "sorts");
        if sorts.len() > 1 {
            return Err(refuse("Only one sort is supported"));
        }
        let sort = sorts
            .first()
            .map(|sort| read_sort(sort, &known))
            .transpose()?;
        let names = list(&body, "properties").iter().filter_map(Value::as_str);
        Ok(Self {
            groups,
            sort,
            limit,
            offset,
            properties: names.map(str::to_owned).collect(),
            key: format!(
                "{kind:?}{:?}{:?}",
                body.get("filterGroups"),
                body.get("sorts")
            ),
        })
    }

    /// The ids that match, in order.
    pub(crate) fn run(&self, moment: Moment<'_>, kind: Kind) -> Vec<u64> {
        let floor = self.floor();
        let mut found: Vec<(u64, Record<'_>)> = moment
            .after(kind, floor)
            .filter(|record| self.matches(moment, *record))
            .map(|record| (moment.id(record), record))
            .collect();
        match &self.sort {
            None | Some((Field::Id, false)) => {}
            Some((Field::Id, true)) => found.reverse(),
            Some((field, down)) => {
                found.sort_by_cached_key(|(_, record)| sort_key(moment, *record, field));
                if *down {
                    found.reverse();
                }
            }
        }
        found.into_iter().map(|(id, _)| id).collect()
    }

    /// Ids at or below this cannot match: searches page past the ceiling by id.
    fn floor(&self) -> u64 {
        let [group] = self.groups.as_slice() else {
            return 0;
        };
        let bound = |(field, test): &(Field, Test)| match (field, test) {
            (Field::Id, Test::Number(Ordering::Greater, false, bound)) => {
                u64::try_from(*bound).ok()
            }
            _ => None,
        };
        group.iter().filter_map(bound).max().unwrap_or(0)
    }

    fn matches(&self, moment: Moment<'_>, record: Record<'_>) -> bool {
        self.groups.is_empty()
            || self.groups.iter().any(|group| {
                group
                    .iter()
                    .all(|(field, test)| test.holds(moment, record, field))
            })
    }

    /// Writes the page of the ids found.
    pub(crate) fn page(&self, moment: Moment<'_>, kind: Kind, found: &[u64]) -> Answer {
        let wish = moment.wish(kind, self.properties.clone(), Vec::new(), false);
        let end = (self.offset + self.limit).min(found.len()).min(CEILING);
        let mut json = Json::new(Escape::Plain);
        json.open()
            .key("total")
            .raw(found.len())
            .key("results")
            .open_list();
        for id in found.get(self.offset..end).unwrap_or_default() {
            if let Some(record) = moment.find(kind, *id) {
                moment.write(&mut json, record, &wish);
            }
        }
        json.close_list();
        if end < found.len() && end > self.offset {
            write_next(&mut json, &end.to_string());
        }
        json.close();
        Answer::json(200, json.finish())
    }
}

fn number(body: &Map<String, Value>, name: &str, otherwise: usize) -> Option<usize> {
    match body.get(name) {
        None | Some(Value::Null) => Some(otherwise),
        Some(Value::String(text)) if text.is_empty() => Some(otherwise),
        Some(Value::String(text)) => text.parse().ok(),
        Some(value) => value
            .as_u64()
            .and_then(|number| usize::try_from(number).ok()),
    }
}

fn read_sort(sort: &Value, known: &Known<'_>) -> Result<(Field, bool), Box<Answer>> {
    let name = sort
        .as_str()
        .or_else(|| sort.get("propertyName")?.as_str())
        .unwrap_or_default();
    let down = sort.get("direction").and_then(Value::as_str) == Some("DESCENDING");
    Ok((known(name)?, down))
}

fn sort_key(moment: Moment<'_>, record: Record<'_>, field: &Field) -> (i64, String) {
    match field {
        Field::Id => (0, String::new()),
        Field::Created => (moment.times(record).0, String::new()),
        Field::Modified => (moment.times(record).1, String::new()),
        Field::Other(name) => {
            let text = moment.property(record, name).flatten().unwrap_or_default();
            (as_number(&text).unwrap_or(0), text)
        }
    }
}
