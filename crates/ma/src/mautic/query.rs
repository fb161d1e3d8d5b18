//! Questions as Mautic wants them: paging, filters, selected fields.
//!
//! Lives here: the grammar of query parameters. Must not live here: which columns exist.

use jiff::Timestamp;

use super::instant;
use crate::http::Request;

/// A comparison of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    /// Equal.
    Equal,
    /// Above.
    Above,
    /// Above or equal.
    AtLeast,
    /// Below or equal.
    AtMost,
    /// One of a list that is separated by commas.
    OneOf,
}

impl Is {
    fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "eq",
            Self::Above => "gt",
            Self::AtLeast => "gte",
            Self::AtMost => "lte",
            Self::OneOf => "in",
        }
    }
}

/// Query parameters in the making. Filters are joined by "and".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    pairs: Vec<(String, String)>,
    filters: usize,
}

impl Query {
    /// The first `limit` rows.
    pub(super) fn first(limit: usize) -> Self {
        Self::default().with("limit", limit.to_string())
    }

    /// The same with another limit.
    pub(super) fn limited(mut self, limit: usize) -> Self {
        self.pairs.retain(|(name, _)| name != "limit");
        self.with("limit", limit.to_string())
    }

    /// Any parameter.
    pub(super) fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.pairs.push((name.into(), value.into()));
        self
    }

    /// Sorted by id, as entity lists want to be told.
    pub(super) fn entities_by_id(self) -> Self {
        self.with("orderBy", "id").with("orderByDir", "asc")
    }

    /// Sorted by a column, as log tables want to be told: they ignore `orderBy`.
    pub(super) fn rows_by(self, column: &str) -> Self {
        self.with("order[0][col]", column)
            .with("order[0][dir]", "asc")
    }

    /// Only these fields of a contact. Stage, tags, owner and dates come all the same.
    pub(super) fn only(self, fields: &[&str]) -> Self {
        fields
            .iter()
            .fold(self, |query, field| query.with("select[]", *field))
    }

    /// Rows where `column` compares so.
    pub(super) fn filter(mut self, column: &str, is: Is, value: impl Into<String>) -> Self {
        let at = format!("where[{}]", self.filters);
        self.filters += 1;
        self.compare(&at, column, is, value.into())
    }

    /// Rows where any of the columns is at or after `instant`. Inside this filter only names of the
    /// database work (`date_modified`, not `dateModified`).
    pub(super) fn any_since(mut self, columns: &[&str], instant: Timestamp) -> Self {
        let at = format!("where[{}]", self.filters);
        self.filters += 1;
        let mut query = self.with(format!("{at}[expr]"), "orX");
        for (place, column) in columns.iter().enumerate() {
            query = query.compare(
                &format!("{at}[val][{place}]"),
                column,
                Is::AtLeast,
                instant::write(instant),
            );
        }
        query
    }

    /// Rows whose column holds one of these ids.
    pub(super) fn one_of(self, column: &str, ids: &[u64]) -> Self {
        let list: Vec<String> = ids.iter().map(u64::to_string).collect();
        self.filter(column, Is::OneOf, list.join(","))
    }

    fn compare(self, at: &str, column: &str, is: Is, value: String) -> Self {
        self.with(format!("{at}[col]"), column)
            .with(format!("{at}[expr]"), is.as_str())
            .with(format!("{at}[val]"), value)
    }

    /// The request that asks this of `path`.
    pub(super) fn request(self, path: &str) -> Request {
        self.pairs.into_iter().fold(
            Request::get(format!("/api/{path}")),
            |request, (name, value)| request.query(name, value),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Is, Query};

    #[test]
    fn filters_are_numbered_and_alternatives_nest() {
        let since = "2026-11-22T15:00:00Z".parse().unwrap();
        let query = Query::default()
            .any_since(&["date_modified", "date_added"], since)
            .filter("id", Is::Above, "10");
        let text: Vec<String> = query
            .pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(
            text,
            [
                "where[0][expr]=orX",
                "where[0][val][0][col]=date_modified",
                "where[0][val][0][expr]=gte",
                "where[0][val][0][val]=2026-11-22 15:00:00",
                "where[0][val][1][col]=date_added",
                "where[0][val][1][expr]=gte",
                "where[0][val][1][val]=2026-11-22 15:00:00",
                "where[1][col]=id",
                "where[1][expr]=gt",
                "where[1][val]=10",
            ]
        );
    }
}
