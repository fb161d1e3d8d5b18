//! Reading one object's values, and noting what cannot be read.
//!
//! Lives here: text to instants, numbers, flags and bounded text. Must not live here: which property
//! means what.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kpi::model::BrokenRecord;

use super::wire::{Object, Text};

/// The longest text that is kept, in characters.
const LONGEST: usize = 4_000;

/// First and last instant that can be meant: before, a clock was broken or a field never filled.
const EARLIEST: i64 = 631_152_000; // 1990-01-01
const LATEST: i64 = 7_258_118_400; // 2200-01-01

/// An object under the eye, with what was wrong in it so far.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    object: &'a Object<'a>,
    complaints: Vec<String>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(object: &'a Object<'a>) -> Self {
        Self {
            object,
            complaints: Vec::new(),
        }
    }

    /// The text of a property, bounded; `None` where it is null or blank.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let value = self.scalar(name)?;
        let (kept, fault) = bounded(value);
        if let Some(fault) = fault {
            self.complain(format!("{name} {fault}"));
        }
        Some(kept)
    }

    /// The instant in a property.
    pub(super) fn instant(&mut self, name: &str) -> Option<Timestamp> {
        let value = self.scalar(name)?;
        self.readable(name, instant(value), "is no date between 1990 and 2200")
    }

    /// The instant in a member of the object beside its properties.
    pub(super) fn stamp(&mut self, name: &str, value: &Text<'_>) -> Option<Timestamp> {
        let value = value.as_str()?;
        self.readable(name, instant(value), "is no date between 1990 and 2200")
    }

    /// The number in a property.
    pub(super) fn number(&mut self, name: &str) -> Option<f64> {
        let value = self.scalar(name)?;
        self.readable(name, number(value), "is no number")
    }

    /// The flag in a property.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let flag = match self.scalar(name)? {
            word if word.eq_ignore_ascii_case("true") => Some(true),
            word if word.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        };
        self.readable(name, flag, "is neither true nor false")
    }

    /// The value as it stands, for those who read it themselves.
    pub(super) fn scalar(&mut self, name: &str) -> Option<&'a str> {
        let value = self.object.properties.get(name);
        if *value == Text::Odd {
            self.complain(format!("{name} is a list or an object"));
        }
        value.as_str()
    }

    /// Notes what is wrong, in words without personal data.
    pub(super) fn complain(&mut self, what: String) {
        self.complaints.push(what);
    }

    /// What was wrong, named by the object's id.
    pub(super) fn end(self, id: &str) -> Option<BrokenRecord> {
        broken(id, &self.complaints)
    }

    fn readable<T>(&mut self, name: &str, value: Option<T>, otherwise: &str) -> Option<T> {
        if value.is_none() {
            self.complain(format!("{name} {otherwise}"));
        }
        value
    }
}

/// Reads every form in which HubSpot writes an instant: ISO 8601, a bare date, epoch milliseconds.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let at = if text.contains('T') {
        text.parse().ok()?
    } else if let Ok(millis) = text.parse::<i64>() {
        Timestamp::from_millisecond(millis).ok()?
    } else {
        TimeZone::UTC
            .to_timestamp(text.parse::<Date>().ok()?.at(0, 0, 0, 0))
            .ok()?
    };
    (EARLIEST..LATEST).contains(&at.as_second()).then_some(at)
}

/// A day, also where it is written as its midnight in UTC.
pub(super) fn day(text: &str) -> Option<Date> {
    let at = instant(text)?;
    Some(TimeZone::UTC.to_datetime(at).date())
}

/// A finite number.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// What was wrong with the texts of a row.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<String>);

impl Notes {
    /// A scalar as bounded text.
    pub(super) fn short(&mut self, name: &str, value: &Text<'_>) -> Option<String> {
        if *value == Text::Odd {
            self.0.push(format!("{name} is a list or an object"));
        }
        let (kept, fault) = bounded(value.as_str()?);
        self.0.extend(fault.map(|fault| format!("{name} {fault}")));
        Some(kept)
    }

    /// The instant in a scalar.
    pub(super) fn instant(&mut self, name: &str, value: &Text<'_>) -> Option<Timestamp> {
        let at = instant(value.as_str()?);
        if at.is_none() {
            self.0
                .push(format!("{name} is no date between 1990 and 2200"));
        }
        at
    }

    /// What was wrong, named by the row's id.
    pub(super) fn end(self, id: &str) -> Option<BrokenRecord> {
        broken(id, &self.0)
    }
}

fn broken(id: &str, complaints: &[String]) -> Option<BrokenRecord> {
    (!complaints.is_empty()).then(|| BrokenRecord {
        id: id.to_owned(),
        why: complaints.join("; "),
    })
}

/// First and last name in the order of their script: names written without spaces put the family first.
pub(super) fn full_name(first: Option<String>, last: Option<String>) -> Option<String> {
    match (first, last) {
        (Some(first), Some(last)) if first.is_ascii() || last.is_ascii() => {
            Some(format!("{first} {last}"))
        }
        (Some(first), Some(last)) => Some(format!("{last} {first}")),
        (first, last) => first.or(last),
    }
}

/// Text that fits a table: bounded, without control characters, and what was wrong with it.
fn bounded(text: &str) -> (String, Option<&'static str>) {
    let mut fault = None;
    let mut kept = text;
    if text.len() > LONGEST
        && let Some((end, _)) = text.char_indices().nth(LONGEST)
    {
        kept = text[..end].trim_end();
        fault = Some("is longer than 4,000 characters and was shortened");
    } else if text.contains(char::REPLACEMENT_CHARACTER) {
        fault = Some("holds bytes that are no text");
    }
    if kept.contains(|c: char| c.is_control()) {
        return (kept.replace(|c: char| c.is_control(), " "), fault);
    }
    (kept.to_owned(), fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_instant_is_read() {
        let noon = "2026-04-08T12:00:00Z".parse().ok();
        assert_eq!(instant("2026-04-08T12:00:00Z"), noon);
        assert_eq!(instant("2026-04-08T12:00:00.000Z"), noon);
        assert_eq!(instant("2026-04-08T21:00:00+09:00"), noon);
        assert_eq!(instant("1775649600000"), noon);
        assert_eq!(instant("2026-04-08"), "2026-04-08T00:00:00Z".parse().ok());
    }

    #[test]
    fn dates_that_nobody_meant_are_none() {
        for text in [
            "0001-01-01T00:00:00Z",
            "0",
            "9999-12-31T00:00:00Z",
            "not a date",
            "2026-13-01",
            "2026-04-08T12:00:00",
            "99999999999999999",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn text_is_cut_on_a_character_and_loses_control_characters() {
        let (kept, fault) = bounded(&"山".repeat(5_000));
        assert_eq!(kept.chars().count(), LONGEST);
        assert!(fault.is_some());
        assert_eq!(bounded("a\u{0}b\nc"), ("a b c".to_owned(), None));
        assert_eq!(bounded(&"x".repeat(3_000)).1, None);
    }
}
