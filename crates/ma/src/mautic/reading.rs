//! Reading the fields of one record, and remembering what could not be read.
//!
//! Lives here: text, dates and numbers of a record, with a note for each that makes no sense. Must not
//! live here: the names of a tool's fields, personal data in a note.

use jiff::Timestamp;
use kpi::model::{BrokenRecord, ExtId};

use super::{
    instant::{self, Unreadable},
    scalar::Scalar,
};

/// The longest text that any field of ours can mean, in bytes.
const LONGEST: usize = 16 * 1024;

/// One record being read.
#[derive(Debug)]
pub(super) struct Reading {
    record: String,
    notes: Vec<String>,
}

impl Reading {
    /// Begins with the record that people find under this name in the tool.
    pub(super) fn of(record: impl Into<String>) -> Self {
        Self {
            record: record.into(),
            notes: Vec::new(),
        }
    }

    /// Text without blanks around it; empty text is none, a number is its digits.
    pub(super) fn text(&mut self, field: &str, value: &Scalar) -> Option<String> {
        let text = match value {
            Scalar::Text(text) => text.trim(),
            Scalar::Whole(number) => return Some(number.to_string()),
            Scalar::Real(number) => return Some(number.to_string()),
            Scalar::Missing => return None,
            Scalar::Flag(_) | Scalar::Odd => {
                self.note(format!("{field} is no text"));
                return None;
            }
        };
        if text.len() > LONGEST {
            self.note(format!("{field} is left out: {} bytes long", text.len()));
            return None;
        }
        if text.contains(char::REPLACEMENT_CHARACTER) {
            self.note(format!("{field} holds bytes that are no text"));
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// An instant; a zero date is none.
    pub(super) fn instant(&mut self, field: &str, value: &Scalar) -> Option<Timestamp> {
        let read = match value {
            Scalar::Missing => return None,
            Scalar::Text(text) if text.trim().is_empty() => return None,
            Scalar::Text(text) => instant::read(text),
            _ => Err(Unreadable::NoDate),
        };
        match read {
            Ok(instant) => Some(instant),
            Err(Unreadable::Ancient) => {
                self.note(format!("{field} is before 1970"));
                None
            }
            Err(Unreadable::NoDate) => {
                self.note(format!("{field} is no date"));
                None
            }
        }
    }

    /// A record id of another record.
    pub(super) fn reference(&mut self, field: &str, value: &Scalar) -> Option<ExtId> {
        // 0 is how some tables write "none".
        if *value == Scalar::Missing || value.whole() == Some(0) {
            return None;
        }
        let id = value.id();
        if id.is_none() {
            self.note(format!("{field} is no id"));
        }
        id.map(|id| ExtId(id.to_string()))
    }

    /// A record id of another record, without which the row is left out.
    pub(super) fn needed(&mut self, field: &str, value: &Scalar) -> Option<ExtId> {
        let id = self.reference(field, value);
        if id.is_none() {
            self.note(format!("the row is left out: it has no {field}"));
        }
        id
    }

    /// A number.
    pub(super) fn number(&mut self, field: &str, value: &Scalar) -> Option<f64> {
        match value {
            Scalar::Missing => return None,
            Scalar::Text(text) if text.trim().is_empty() => return None,
            _ => {}
        }
        let number = value.number();
        if number.is_none() {
            self.note(format!("{field} is no number"));
        }
        number
    }

    /// Remembers that something is wrong.
    pub(super) fn note(&mut self, what: String) {
        self.notes.push(what);
    }

    /// What was wrong, if anything.
    pub(super) fn end(self) -> Option<BrokenRecord> {
        (!self.notes.is_empty()).then(|| BrokenRecord {
            id: self.record,
            why: self.notes.join("; "),
        })
    }
}
