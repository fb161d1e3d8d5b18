//! A request of the bot, read but not judged.
//!
//! Lives here: method, path, query, token, body and files of one request. Must not live here: the answers.

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde_json::Value;

use super::message_form::slot_of;
use super::multipart;
use super::refusal::Refusal;
use crate::record::SentFile;

/// A file that came with a request.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    /// Its number in the form: `files[3]` is 3.
    pub(super) slot: u64,
    pub(super) name: String,
    pub(super) content_type: Option<String>,
    pub(super) description: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// A request.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) path: String,
    query: String,
    authorization: Option<String>,
    pub(super) body: Result<Value, Refusal>,
    pub(super) uploads: Vec<Upload>,
}

impl Call {
    /// Reads a request.
    pub(super) fn read(parts: &Parts, bytes: &[u8]) -> Call {
        let (body, uploads) = read_body(&parts.headers, bytes);
        Call {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            authorization: text_header(&parts.headers, header::AUTHORIZATION).map(str::to_owned),
            body,
            uploads,
        }
    }

    /// The steps of the path below `/api/v10`; None outside it.
    pub(super) fn steps(&self) -> Option<Vec<&str>> {
        let below = self.path.strip_prefix("/api/v10/")?;
        Some(below.split('/').collect())
    }

    /// A value of the query.
    pub(super) fn query(&self, key: &str) -> Option<&str> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find_map(|(name, value)| (name == key).then_some(value))
    }

    /// Whether it carries this bot's token.
    pub(super) fn carries(&self, token: &str) -> bool {
        let sent = self.authorization.as_deref();
        sent.and_then(|sent| sent.strip_prefix("Bot ")) == Some(token)
    }

    /// The files as they stand in a record.
    pub(super) fn sent_files(&self) -> Vec<SentFile> {
        let line = |file: &Upload| SentFile {
            name: file.name.clone(),
            content_type: file.content_type.clone(),
            description: self.description(file.slot),
            bytes: file.bytes.len(),
        };
        self.uploads.iter().map(line).collect()
    }

    /// What the body says of that file.
    fn description(&self, slot: u64) -> Option<String> {
        let body = self.body.as_ref().ok()?;
        let mut entries = body["attachments"].as_array()?.iter();
        let own = entries.find(|entry| slot_of(&entry["id"]) == Some(slot))?;
        own["description"].as_str().map(str::to_owned)
    }
}

fn text_header(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn read_body(headers: &HeaderMap, bytes: &[u8]) -> (Result<Value, Refusal>, Vec<Upload>) {
    if bytes.is_empty() {
        return (Ok(Value::Null), Vec::new());
    }
    let kind = text_header(headers, header::CONTENT_TYPE).unwrap_or_default();
    let Some(boundary) = multipart::boundary(kind) else {
        return (read_json(bytes), Vec::new());
    };
    let Some(parts) = multipart::parts(bytes, boundary) else {
        return (Err(Refusal::INVALID_JSON), Vec::new());
    };
    let payload = parts.iter().find(|part| part.name == "payload_json");
    let body = payload.map_or(Ok(Value::Null), |part| read_json(part.bytes));
    let files = parts.into_iter().filter_map(|part| {
        let slot = part.name.strip_prefix("files[")?.strip_suffix(']')?;
        Some(Upload {
            slot: slot.parse().ok()?,
            name: part.filename?,
            content_type: part.content_type,
            description: None,
            bytes: part.bytes.to_vec(),
        })
    });
    (body, files.collect())
}

fn read_json(bytes: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(bytes).or(Err(Refusal::INVALID_JSON))
}
