//! The filters of a search: reading them by HubSpot's rules and applying them.
//!
//! Lives here: conditions on records. Must not live here: paging, sorting.

use std::{cmp::Ordering, num::ParseIntError};

use serde_json::{Map, Value};

use super::{
    contacts,
    objects::{Kind, Moment, Record, modified_property},
    sales,
};
use crate::tool::Answer;

/// What a filter looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    Id,
    Created,
    Modified,
    Other(String),
}

/// How it compares.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    Number(Ordering, bool, i64),
    Between(i64, i64),
    NotNumber(i64),
    OneOf(Vec<String>),
    NoneOf(Vec<String>),
    Has,
    HasNot,
    Token(String, bool),
}

/// A list of the body; empty where it is missing.
pub(crate) fn list<'a>(body: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    body.get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The field of that name; `None` where the account does not know it.
pub(crate) fn field(moment: Moment<'_>, kind: Kind, name: &str) -> Option<Field> {
    if name == "hs_object_id" {
        Some(Field::Id)
    } else if name == "createdate" {
        Some(Field::Created)
    } else if name == modified_property(kind) {
        Some(Field::Modified)
    } else {
        let exists = match kind {
            Kind::Contacts => contacts::property(moment.world, moment.options, name).is_some(),
            Kind::Companies => sales::COMPANY.contains(&name),
            Kind::Deals => sales::DEAL.contains(&name),
        };
        exists.then(|| Field::Other(name.to_owned()))
    }
}

/// Makes a refusal of a sentence.
pub(crate) type Refuse<'a> = dyn Fn(&str) -> Box<Answer> + 'a;
/// Finds a field or refuses.
pub(crate) type Known<'a> = dyn Fn(&str) -> Result<Field, Box<Answer>> + 'a;

/// The groups of filters of a body; one group must hold, and in it all filters.
pub(crate) fn groups(
    body: &Map<String, Value>,
    refuse: &Refuse<'_>,
    known: &Known<'_>,
) -> Result<Vec<Vec<(Field, Test)>>, Box<Answer>> {
    let groups = list(body, "filterGroups");
    let filters: Vec<&[Value]> = groups
        .iter()
        .map(|group| {
            group
                .as_object()
                .map_or(&[][..], |group| list(group, "filters"))
        })
        .collect();
    if groups.len() > 5 {
        return Err(refuse("A maximum of 5 filterGroups is supported"));
    }
    if filters.iter().any(|filters| filters.len() > 10)
        || filters.iter().map(|filters| filters.len()).sum::<usize>() > 25
    {
        return Err(refuse(
            "A maximum of 10 filters per group and 25 filters in all is supported",
        ));
    }
    filters
        .into_iter()
        .map(|filters| {
            filters
                .iter()
                .map(|filter| read_filter(filter, refuse, known))
                .collect()
        })
        .collect()
}

fn read_filter(
    filter: &Value,
    refuse: &Refuse<'_>,
    known: &Known<'_>,
) -> Result<(Field, Test), Box<Answer>> {
    let text = |name: &str| filter.get(name).and_then(Value::as_str);
    let name = text("propertyName").ok_or_else(|| refuse("a filter needs a propertyName"))?;
    let field = known(name)?;
    let given = Given { filter, refuse };
    let is_number = !matches!(field, Field::Other(_));
    let test = match text("operator").unwrap_or_default() {
        "GT" => Test::Number(Ordering::Greater, false, given.whole("value")?),
        "GTE" => Test::Number(Ordering::Greater, true, given.whole("value")?),
        "LT" => Test::Number(Ordering::Less, false, given.whole("value")?),
        "LTE" => Test::Number(Ordering::Less, true, given.whole("value")?),
        "BETWEEN" => Test::Between(given.whole("value")?, given.whole("highValue")?),
        "EQ" if is_number => Test::Between(given.whole("value")?, given.whole("value")?),
        "NEQ" if is_number => Test::NotNumber(given.whole("value")?),
        "EQ" => Test::OneOf(vec![given.text("value")?]),
        "NEQ" => Test::NoneOf(vec![given.text("value")?]),
        "IN" => Test::OneOf(given.list()?),
        "NOT_IN" => Test::NoneOf(given.list()?),
        "HAS_PROPERTY" => Test::Has,
        "NOT_HAS_PROPERTY" => Test::HasNot,
        "CONTAINS_TOKEN" => Test::Token(given.token()?, true),
        "NOT_CONTAINS_TOKEN" => Test::Token(given.token()?, false),
        other => return Err(refuse(&format!("'{other}' is not a valid operator"))),
    };
    Ok((field, test))
}

/// The values of a filter.
struct Given<'a> {
    filter: &'a Value,
    refuse: &'a Refuse<'a>,
}

impl Given<'_> {
    /// In lower case, as texts are compared.
    fn text(&self, name: &str) -> Result<String, Box<Answer>> {
        let text = self
            .filter
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_lowercase);
        text.ok_or_else(|| (self.refuse)(&format!("a filter's {name} must be a string")))
    }

    fn whole(&self, name: &str) -> Result<i64, Box<Answer>> {
        let rule = "must be a whole number, for dates epoch milliseconds";
        self.text(name)?
            .parse()
            .map_err(|_bad: ParseIntError| (self.refuse)(&format!("{name} {rule}")))
    }

    fn token(&self) -> Result<String, Box<Answer>> {
        Ok(self.text("value")?.trim_matches('*').to_owned())
    }

    fn list(&self) -> Result<Vec<String>, Box<Answer>> {
        let list = self.filter.get("values").and_then(Value::as_array);
        let list = list.ok_or_else(|| (self.refuse)("values must be a list"))?;
        Ok(list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_lowercase)
            .collect())
    }
}

impl Test {
    /// Whether a record passes.
    pub(crate) fn holds(&self, moment: Moment<'_>, record: Record<'_>, field: &Field) -> bool {
        let number = || match field {
            Field::Id => i64::try_from(moment.id(record)).ok(),
            Field::Created => Some(moment.times(record).0),
            Field::Modified => Some(moment.times(record).1),
            Field::Other(name) => as_number(&moment.property(record, name)??),
        };
        let text = || match field {
            Field::Other(name) => moment
                .property(record, name)
                .flatten()
                .map(|text| text.to_lowercase()),
            _ => number().map(|number| number.to_string()),
        };
        match self {
            Self::Number(side, or_equal, bound) => number().is_some_and(|number| {
                let order = number.cmp(bound);
                order == *side || (*or_equal && order == Ordering::Equal)
            }),
            Self::Between(low, high) => {
                number().is_some_and(|number| (*low..=*high).contains(&number))
            }
            Self::NotNumber(other) => number() != Some(*other),
            Self::OneOf(values) => text().is_some_and(|text| values.contains(&text)),
            Self::NoneOf(values) => !text().is_some_and(|text| values.contains(&text)),
            Self::Has => text().is_some_and(|text| !text.is_empty()),
            Self::HasNot => text().is_none_or(|text| text.is_empty()),
            Self::Token(token, wanted) => {
                text().is_some_and(|text| text.contains(token.as_str())) == *wanted
            }
        }
    }
}

/// A number, or a date as milliseconds.
pub(crate) fn as_number(text: &str) -> Option<i64> {
    text.parse()
        .ok()
        .or_else(|| Some(text.parse::<jiff::Timestamp>().ok()?.as_millisecond()))
}
