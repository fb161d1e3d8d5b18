//! `where` and `order`: reading them and applying them to rows of any kind.
//!
//! Lives here: conditions over cells. Must not live here: which columns a row has.

use std::{borrow::Cow, cmp::Ordering};

use crate::tool::{dates, query::Node};

/// A value in a row, as the database holds it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Number(i64),
    /// A number that is written with its zero behind the point.
    Decimal(i64),
    Date(i64),
    Text(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    /// A text that never changes.
    pub(crate) fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A text made for this.
    pub(crate) fn owned(text: impl ToString) -> Self {
        Self::Text(Cow::Owned(text.to_string()))
    }

    /// A number, or nothing.
    pub(crate) fn id(number: Option<u64>) -> Self {
        number.map_or(Self::Null, |number| Self::Number(number as i64))
    }

    /// A date, or nothing.
    pub(crate) fn date(at: Option<i64>) -> Self {
        at.map_or(Self::Null, Self::Date)
    }

    /// How the database puts this beside a text that somebody sent; `None` beside a null.
    fn against(&self, given: &str) -> Option<Ordering> {
        match self {
            Self::Null => None,
            Self::Number(number) | Self::Decimal(number) => {
                let given: f64 = given.trim().parse().unwrap_or(0.0);
                (*number as f64).partial_cmp(&given)
            }
            Self::Date(at) => match dates::read(given) {
                // Columns hold whole seconds.
                Some(given) => Some((at / 1000).cmp(&(given / 1000))),
                None => Some(dates::sql(*at).as_str().cmp(given)),
            },
            Self::Text(text) => Some(text.to_lowercase().cmp(&given.to_lowercase())),
        }
    }

    /// As the log tables show it; `None` for a null.
    pub(crate) fn shown(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Null => return None,
            Self::Number(number) | Self::Decimal(number) => Cow::Owned(number.to_string()),
            Self::Date(at) => Cow::Owned(dates::sql(*at)),
            Self::Text(text) => Cow::Borrowed(text),
        })
    }

    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Null, Self::Null) => Ordering::Equal,
            (Self::Null, _) => Ordering::Less,
            (_, Self::Null) => Ordering::Greater,
            (Self::Number(a), Self::Number(b)) | (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Clause {
    Compare(String, Vec<Ordering>, String),
    Like(String, String, bool),
    Among(String, Vec<String>, bool),
    Between(String, String, String),
    Null(String, bool),
    Empty(String, bool),
    All(Vec<Clause>),
    Any(Vec<Clause>),
    /// An expression that Mautic does not know is left out without a word.
    Ignored,
    /// Nothing matches.
    Never,
}

/// Why a `where` cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is a text, not a list.
    List,
    /// A clause without `expr`.
    Expr,
    /// A clause without `col`.
    Column,
}

/// All clauses of a query; they hold together.
pub(crate) fn read(query: &Node) -> Result<Vec<Clause>, Unreadable> {
    match query.get("where") {
        None => Ok(Vec::new()),
        Some(Node::Leaf(_)) => Err(Unreadable::List),
        Some(list) => list
            .children()
            .iter()
            .map(|(_, clause)| read_one(clause))
            .collect(),
    }
}

fn read_one(clause: &Node) -> Result<Clause, Unreadable> {
    let expr = clause.text("expr").ok_or(Unreadable::Expr)?;
    let value = clause.get("val").or_else(|| clause.get("value"));
    if let "andX" | "orX" = expr {
        let inner = value.map_or(&[][..], Node::children);
        let inner = inner
            .iter()
            .map(|(_, inner)| read_one(inner))
            .collect::<Result<_, _>>()?;
        return Ok(if expr == "andX" {
            Clause::All(inner)
        } else {
            Clause::Any(inner)
        });
    }
    let column = clause.text("col").or_else(|| clause.text("column"));
    Ok(condition(
        expr,
        column.ok_or(Unreadable::Column)?.to_owned(),
        value,
    ))
}

fn condition(expr: &str, column: String, value: Option<&Node>) -> Clause {
    use Ordering::{Equal, Greater, Less};
    let text = match value {
        Some(Node::Leaf(text)) => Some(text.clone()),
        _ => None,
    };
    let compare = |column: String, sides: &[Ordering]| match &text {
        Some(text) => Clause::Compare(column, sides.to_vec(), text.clone()),
        None => Clause::Never,
    };
    match expr {
        "eq" => compare(column, &[Equal]),
        "neq" => compare(column, &[Less, Greater]),
        "lt" => compare(column, &[Less]),
        "lte" => compare(column, &[Less, Equal]),
        "gt" => compare(column, &[Greater]),
        "gte" => compare(column, &[Greater, Equal]),
        "like" => Clause::Like(column, text.unwrap_or_default(), true),
        "notLike" => Clause::Like(column, text.unwrap_or_default(), false),
        "in" => Clause::Among(column, several(value), true),
        "notIn" => Clause::Among(column, several(value), false),
        "between" => match several(value).as_slice() {
            [low, high, ..] => Clause::Between(column, low.clone(), high.clone()),
            _ => Clause::Never,
        },
        "isNull" => Clause::Null(column, true),
        "isNotNull" => Clause::Null(column, false),
        "isEmpty" => Clause::Empty(column, true),
        "isNotEmpty" => Clause::Empty(column, false),
        _ => Clause::Ignored,
    }
}

/// Values as a list or separated by commas.
fn several(value: Option<&Node>) -> Vec<String> {
    match value {
        None => Vec::new(),
        Some(Node::Leaf(text)) => text.split(',').map(|part| part.trim().to_owned()).collect(),
        Some(list) => list
            .children()
            .iter()
            .filter_map(|(_, child)| match child {
                Node::Leaf(text) => Some(text.clone()),
                Node::Branch(_) => None,
            })
            .collect(),
    }
}

impl Clause {
    /// Whether it holds for the row whose cells `cell` reads.
    pub(crate) fn holds<'a>(&self, cell: &dyn Fn(&str) -> Cell<'a>) -> bool {
        match self {
            Self::Compare(column, sides, given) => cell(column)
                .against(given)
                .is_some_and(|side| sides.contains(&side)),
            Self::Like(column, pattern, wanted) => cell(column)
                .shown()
                .is_some_and(|text| like(&text, pattern) == *wanted),
            Self::Among(column, values, wanted) => {
                let cell = cell(column);
                cell != Cell::Null
                    && values
                        .iter()
                        .any(|given| cell.against(given) == Some(Ordering::Equal))
                        == *wanted
            }
            Self::Between(column, low, high) => {
                let cell = cell(column);
                cell.against(low).is_some_and(Ordering::is_ge)
                    && cell.against(high).is_some_and(Ordering::is_le)
            }
            Self::Null(column, wanted) => (cell(column) == Cell::Null) == *wanted,
            Self::Empty(column, wanted) => {
                cell(column).shown().is_none_or(|text| text.is_empty()) == *wanted
            }
            Self::All(inner) => inner.iter().all(|clause| clause.holds(cell)),
            Self::Any(inner) => inner.iter().any(|clause| clause.holds(cell)),
            Self::Ignored => true,
            Self::Never => false,
        }
    }

    /// The column, where it is a condition on one.
    pub(crate) fn columns(&self, deep: bool, visit: &mut dyn FnMut(&str, bool)) {
        match self {
            Self::Compare(column, ..)
            | Self::Like(column, ..)
            | Self::Among(column, ..)
            | Self::Between(column, ..)
            | Self::Null(column, _)
            | Self::Empty(column, _) => visit(column, deep),
            Self::All(inner) | Self::Any(inner) => {
                for clause in inner {
                    clause.columns(true, visit);
                }
            }
            Self::Ignored | Self::Never => {}
        }
    }

    /// A bound that ids must lie above, where this is one.
    pub(crate) fn above_id(&self) -> Option<u64> {
        match self {
            Self::Compare(column, sides, given) if column == "id" => {
                let bound = given.trim().parse::<u64>().ok()?;
                match sides.as_slice() {
                    [Ordering::Greater] => Some(bound),
                    [Ordering::Greater, Ordering::Equal] => Some(bound.saturating_sub(1)),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// `%` stands for anything.
fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.to_lowercase(), pattern.to_lowercase());
    let parts: Vec<&str> = pattern.split('%').collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return true;
    };
    if parts.len() == 1 {
        return text == pattern;
    }
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    for part in &parts[1..parts.len() - 1] {
        let Some(found) = rest.find(part) else {
            return false;
        };
        rest = &rest[found + part.len()..];
    }
    rest.ends_with(last)
}

/// A column to sort by, and whether downwards.
pub(crate) type Order = (String, bool);

/// `order[0][col]` and `order[0][dir]`.
pub(crate) fn read_order(query: &Node) -> Vec<Order> {
    let list = query.get("order").map_or(&[][..], Node::children);
    list.iter()
        .filter_map(|(_, order)| {
            let down = order
                .text("dir")
                .is_some_and(|dir| dir.eq_ignore_ascii_case("desc"));
            Some((
                order
                    .text("col")
                    .or_else(|| order.text("column"))?
                    .to_owned(),
                down,
            ))
        })
        .collect()
}

/// Sorts rows by these columns; equal ones keep their order.
pub(crate) fn sort<'a>(
    rows: &mut [usize],
    orders: &[Order],
    cell: &dyn Fn(usize, &str) -> Cell<'a>,
) {
    let ascends = orders.is_empty() || matches!(orders, [(column, false)] if column == "id");
    if ascends {
        return;
    }
    rows.sort_by(|a, b| {
        orders
            .iter()
            .map(|(column, down)| {
                let order = cell(*a, column).order(&cell(*b, column));
                if *down { order.reverse() } else { order }
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
}
