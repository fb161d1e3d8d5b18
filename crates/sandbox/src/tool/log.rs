//! What a tool's server was asked.
//!
//! Lives here: the list of requests with their outcome. Must not live here: tokens and passwords, which
//! stand in headers that are not kept.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Answer, Call};

/// How many requests are kept word for word; further ones are only counted.
const KEPT: usize = 100_000;

/// One request and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `GET` or `POST`.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query as it was sent, percent-encoded.
    pub query: String,
    /// The body, as far as it is text.
    pub body: String,
    /// The status answered; 0 while there is no answer.
    pub status: u16,
}

/// The requests of one server. Copies are the same list.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    total: usize,
    asked: Vec<Asked>,
    unknown: Vec<String>,
}

impl Log {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn arrived(&self, call: &Call) -> usize {
        let mut kept = self.lock();
        kept.total += 1;
        if kept.asked.len() >= KEPT {
            return usize::MAX;
        }
        kept.asked.push(Asked {
            method: call.method.to_string(),
            path: call.path.clone(),
            query: call.query.clone(),
            body: String::from_utf8_lossy(&call.body).into_owned(),
            status: 0,
        });
        kept.asked.len() - 1
    }

    pub(super) fn answered(&self, entry: usize, answer: &Answer) {
        let mut kept = self.lock();
        if answer.unknown_route {
            let route = kept
                .asked
                .get(entry)
                .map(|asked| format!("{} {}", asked.method, asked.path));
            kept.unknown.extend(route);
        }
        if let Some(asked) = kept.asked.get_mut(entry) {
            asked.status = answer.status;
        }
    }

    /// How many requests there were.
    pub fn total(&self) -> usize {
        self.lock().total
    }

    /// The requests, in the order they came (the first 100,000).
    pub fn all(&self) -> Vec<Asked> {
        self.lock().asked.clone()
    }

    /// How many requests went to paths that begin so.
    pub fn count(&self, path_prefix: &str) -> usize {
        self.lock()
            .asked
            .iter()
            .filter(|asked| asked.path.starts_with(path_prefix))
            .count()
    }

    /// How many requests were answered with that status.
    pub fn with_status(&self, status: u16) -> usize {
        self.lock()
            .asked
            .iter()
            .filter(|asked| asked.status == status)
            .count()
    }

    /// Routes that were asked for and do not exist, as `GET /path`.
    pub fn unknown_routes(&self) -> Vec<String> {
        self.lock().unknown.clone()
    }

    /// Forgets all of it.
    pub fn clear(&self) {
        *self.lock() = Kept::default();
    }
}
