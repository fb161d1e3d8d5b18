//! The record of what the bot asked for: one JSON line a request.
//!
//! Lives here: the file and the shape of a line. Must not live here: headers, so that no token can get into it.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde_json::Value;

/// A file sent with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentFile {
    /// Its name.
    pub name: String,
    /// Its type, such as `image/png`.
    pub content_type: Option<String>,
    /// What it shows, for those who do not see it.
    pub description: Option<String>,
    /// Its size in bytes; what is in it is not recorded.
    pub bytes: usize,
}

/// One line of the record.
#[derive(Debug, Serialize)]
struct Line<'a> {
    method: &'a str,
    path: &'a str,
    body: &'a Value,
    files: &'a [SentFile],
}

/// Writes requests to a file, one JSON line each. Copies write to the same file.
#[derive(Debug, Clone)]
pub struct Recorder {
    file: Arc<Mutex<File>>,
}

impl Recorder {
    /// Starts a new record at `path`; what stood there is replaced.
    ///
    /// # Errors
    /// The file cannot be created.
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Recorder {
            file: Arc::new(Mutex::new(File::create(path)?)),
        })
    }

    /// Writes one request: its method, its path as sent without the query, its JSON body (null where there is
    /// none) and the files that came with it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(
        &self,
        method: &str,
        path: &str,
        body: &Value,
        files: &[SentFile],
    ) -> io::Result<()> {
        let mut line = serde_json::to_vec(&Line {
            method,
            path,
            body,
            files,
        })?;
        line.push(b'\n');
        self.file
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write_all(&line)
    }
}
