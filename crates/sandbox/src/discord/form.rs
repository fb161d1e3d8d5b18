//! Reading a JSON form field by field, noting every fault with its place.
//!
//! Lives here: the kinds of fields and Discord's words for what can be wrong with each. Must not live here: which
//! forms there are.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::refusal::{FormError, Refusal, invalid_form};
use super::snowflake::id_of;

/// The length of a text as Discord counts it at its strictest: UTF-16 code units.
pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A form that is being read.
#[derive(Debug, Default)]
pub(super) struct Form {
    errors: Vec<FormError>,
}

/// Whether a value counts as given: null is the same as nothing.
fn given(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null())
}

impl Form {
    /// Notes a fault.
    pub(super) fn refuse(&mut self, at: &str, code: &'static str, message: impl Into<String>) {
        self.errors.push(FormError {
            at: at.to_owned(),
            code,
            message: message.into(),
        });
    }

    /// Notes that a field is missing.
    pub(super) fn missing(&mut self, at: &str) {
        self.refuse(at, "BASE_TYPE_REQUIRED", "This field is required");
    }

    /// Notes that a value is none of those that are possible.
    pub(super) fn not_a_choice(&mut self, at: &str, choices: &str) {
        self.refuse(
            at,
            "BASE_TYPE_CHOICES",
            format!("Value must be one of ({choices})."),
        );
    }

    /// Ends the reading: a refusal where there was any fault.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(invalid_form(&self.errors))
        }
    }

    /// A text that may be missing, of so many UTF-16 code units.
    pub(super) fn text<'v>(
        &mut self,
        at: &str,
        value: Option<&'v Value>,
        length: RangeInclusive<usize>,
    ) -> Option<&'v str> {
        let value = given(value)?;
        let Some(text) = value.as_str() else {
            self.refuse(
                at,
                "STRING_TYPE_CONVERT",
                format!("Could not interpret \"{value}\" as string."),
            );
            return None;
        };
        self.length(at, units(text), length);
        Some(text)
    }

    /// A text that must be there and not blank.
    pub(super) fn required_text<'v>(
        &mut self,
        at: &str,
        value: Option<&'v Value>,
        length: RangeInclusive<usize>,
    ) -> Option<&'v str> {
        let text = match given(value) {
            None => None,
            some => Some(self.text(at, some, length)?),
        };
        match text {
            Some(text) if !text.trim().is_empty() => Some(text),
            _ => {
                self.missing(at);
                None
            }
        }
    }

    fn length(&mut self, at: &str, length: usize, allowed: RangeInclusive<usize>) {
        if allowed.contains(&length) {
            return;
        }
        let (least, most) = (*allowed.start(), *allowed.end());
        if least == 0 {
            self.refuse(
                at,
                "BASE_TYPE_MAX_LENGTH",
                format!("Must be {most} or fewer in length."),
            );
        } else {
            self.refuse(
                at,
                "BASE_TYPE_BAD_LENGTH",
                format!("Must be between {least} and {most} in length."),
            );
        }
    }

    /// A list of so many entries; None where it is missing.
    pub(super) fn list<'v>(
        &mut self,
        at: &str,
        value: Option<&'v Value>,
        length: RangeInclusive<usize>,
    ) -> Option<&'v Vec<Value>> {
        let value = given(value)?;
        let Some(list) = value.as_array() else {
            self.refuse(
                at,
                "LIST_TYPE_CONVERT",
                "Only iterables may be used in a ListType",
            );
            return None;
        };
        self.length(at, list.len(), length);
        Some(list)
    }

    /// An object; None where it is missing.
    pub(super) fn object<'v>(
        &mut self,
        at: &str,
        value: Option<&'v Value>,
    ) -> Option<&'v Map<String, Value>> {
        let value = given(value)?;
        let object = value.as_object();
        if object.is_none() {
            self.refuse(
                at,
                "MODEL_TYPE_CONVERT",
                "Only dictionaries may be used in a ModelType",
            );
        }
        object
    }

    /// A whole number within bounds; None where it is missing.
    pub(super) fn whole(
        &mut self,
        at: &str,
        value: Option<&Value>,
        bounds: RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = given(value)?;
        let number = match value {
            Value::String(text) => text.parse().ok(),
            other => other.as_i64(),
        };
        let Some(number) = number else {
            self.refuse(
                at,
                "NUMBER_TYPE_COERCE",
                format!("Value \"{value}\" is not int."),
            );
            return None;
        };
        self.bounds(at, number, bounds);
        Some(number)
    }

    fn bounds(&mut self, at: &str, number: i64, bounds: RangeInclusive<i64>) {
        let (least, most) = (*bounds.start(), *bounds.end());
        if number < least {
            self.refuse(
                at,
                "NUMBER_TYPE_MIN",
                format!("int value should be greater than or equal to {least}."),
            );
        } else if number > most {
            self.refuse(
                at,
                "NUMBER_TYPE_MAX",
                format!("int value should be less than or equal to {most}."),
            );
        }
    }

    /// A yes or no; None where it is missing.
    pub(super) fn flag(&mut self, at: &str, value: Option<&Value>) -> Option<bool> {
        let value = given(value)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.refuse(at, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
        }
        flag
    }

    /// An id; None where it is missing.
    pub(super) fn id(&mut self, at: &str, value: Option<&Value>) -> Option<u64> {
        let value = given(value)?;
        let id = id_of(value);
        if id.is_none() {
            self.refuse(
                at,
                "NUMBER_TYPE_COERCE",
                format!("Value \"{value}\" is not snowflake."),
            );
        }
        id
    }

    /// An address with one of `schemes`; None where it is missing.
    pub(super) fn address<'v>(
        &mut self,
        at: &str,
        value: Option<&'v Value>,
        schemes: &[&str],
    ) -> Option<&'v str> {
        let address = self.text(at, value, 0..=2048)?;
        let Some((scheme, rest)) = address.split_once("://") else {
            self.refuse(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
            return None;
        };
        if !schemes.contains(&scheme.to_ascii_lowercase().as_str()) {
            let allowed = schemes.join("', '");
            self.refuse(
                at,
                "URL_TYPE_INVALID_SCHEME",
                format!(
                    "Scheme \"{scheme}\" is not supported. Scheme must be one of ('{allowed}')."
                ),
            );
            return None;
        }
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.is_empty() || address.chars().any(char::is_whitespace) {
            self.refuse(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
            return None;
        }
        Some(address)
    }
}
