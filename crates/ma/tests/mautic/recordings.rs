//! The recorded answers beside the tests.

use std::{fs, path::PathBuf};

use serde_json::Value;

use super::server::Reply;

/// One recorded answer.
#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Recording {
    /// The answer of this name.
    pub(crate) fn named(name: &str) -> Self {
        let head = fs::read_to_string(folder().join(format!("{name}.txt"))).unwrap();
        let body = fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
        let mut lines = head.lines();
        let request = lines.next().unwrap();
        let address = request.strip_prefix("GET ").unwrap();
        let mut answer = lines.skip_while(|line| !line.starts_with("HTTP "));
        let status = answer.next().unwrap()["HTTP ".len()..]
            .trim()
            .parse()
            .unwrap();
        let headers = answer
            .filter_map(|line| line.split_once(": "))
            // The test's own server says these itself.
            .filter(|(header, _)| !["Transfer-Encoding", "Connection"].contains(header))
            .map(|(header, value)| (header.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let path = address.split('?').next().unwrap().to_owned();
        Self {
            name: name.to_owned(),
            path,
            status,
            headers,
            body,
        }
    }

    /// Every recorded answer.
    pub(crate) fn all() -> Vec<Self> {
        let mut names: Vec<String> = fs::read_dir(folder())
            .unwrap()
            .filter_map(|entry| {
                entry
                    .unwrap()
                    .file_name()
                    .into_string()
                    .unwrap()
                    .strip_suffix(".txt")
                    .map(str::to_owned)
            })
            .collect();
        names.sort();
        assert!(names.len() > 100, "the recordings are there");
        names.iter().map(|name| Self::named(name)).collect()
    }

    /// The answer, with its status and headers.
    pub(crate) fn reply(&self) -> Reply {
        Reply::Http {
            status: self.status,
            headers: self.headers.clone(),
            body: self.body.clone().into_bytes(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The rows of its list, whichever shape it has.
    pub(crate) fn rows(&self, list: &str) -> Vec<Value> {
        match &self.json()[list] {
            Value::Array(rows) => rows.clone(),
            Value::Object(rows) => rows.values().cloned().collect(),
            other => panic!("{}: {list} is {other}", self.name),
        }
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/mautic")
}
