//! Requests and answers, as the tools' files see them.
//!
//! Lives here: building a request, reading an answer. Must not live here: sending.

use std::{borrow::Cow, fmt};

use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use super::{HttpFault, Lane};

/// One request: always a read, so that trying it again is safe.
#[derive(Clone)]
pub(crate) struct Request {
    pub(super) path: String,
    pub(super) query: Vec<(Cow<'static, str>, String)>,
    pub(super) body: Option<Value>,
    pub(super) lane: Lane,
}

impl Request {
    /// GET of a path below the base URL, beginning with `/`.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            query: Vec::new(),
            body: None,
            lane: Lane::Any,
        }
    }

    /// POST of a JSON body: a query that does not fit into an address.
    pub(crate) fn post(path: impl Into<String>, body: Value) -> Self {
        Self {
            body: Some(body),
            ..Self::get(path)
        }
    }

    /// Adds a query parameter; the same name may come more than once.
    pub(crate) fn query(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter where there is a value.
    pub(crate) fn query_if(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// The path, without query.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Counts the request also against the allowance of `lane`.
    pub(crate) fn lane(mut self, lane: Lane) -> Self {
        self.lane = lane;
        self
    }
}

impl fmt::Debug for Request {
    /// Path alone: query and body may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// A successful answer: something that looks like whole JSON.
pub(crate) struct Answer {
    /// The status, between 200 and 299.
    pub(crate) status: u16,
    pub(super) path: String,
    pub(super) text: String,
    pub(super) headers: HeaderMap,
}

impl Answer {
    /// A header's value, where it is plain text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Reads the body; may borrow from the answer.
    pub(crate) fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T, HttpFault> {
        // serde's own words may quote the content: only the place is told.
        serde_json::from_str(&self.text).map_err(|error| HttpFault::Garbled {
            what: format!(
                "{} answered with JSON of another shape (line {}, column {})",
                self.path,
                error.line(),
                error.column()
            ),
        })
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("path", &self.path)
            .field("status", &self.status)
            .field("bytes", &self.text.len())
            .finish()
    }
}
