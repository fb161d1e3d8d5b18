//! Mautic's ways to write an instant.
//!
//! Lives here: reading and writing dates. Must not live here: which field holds one.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// Why a date could not be read: a value that stands for none, or no date at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Before 1970: PHP's zero date and other slips.
    Ancient,
    /// Not a date.
    NoDate,
}

/// The instant in `text`: RFC 3339 with any offset (entities), or a date and time without a zone, which
/// is UTC (log tables and custom fields), or a bare date, which is its midnight in UTC.
pub(super) fn read(text: &str) -> Result<Timestamp, Unreadable> {
    let text = text.trim();
    let instant = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| {
            Offset::UTC
                .to_timestamp(text.parse::<DateTime>().ok()?)
                .ok()
        })
        .ok_or_else(|| {
            if is_zero_date(text) {
                Unreadable::Ancient
            } else {
                Unreadable::NoDate
            }
        })?;
    if instant < Timestamp::UNIX_EPOCH {
        Err(Unreadable::Ancient)
    } else {
        Ok(instant)
    }
}

/// `0000-00-00 00:00:00`, and `-0001-11-30…`, which PHP makes of it.
fn is_zero_date(text: &str) -> bool {
    text.starts_with("0000-") || text.starts_with("-0001-")
}

/// How a filter wants it: compared as text with UTC columns, so never with an offset.
pub(super) fn write(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Unreadable, read, write};

    #[test]
    fn every_way_to_write_one_instant_is_the_same_instant() {
        let noon: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        for text in [
            "2026-11-22T12:00:00+00:00",
            "2026-11-22T21:00:00+09:00",
            "2026-11-22T07:00:00-05:00",
            "2026-11-22 12:00:00",
            " 2026-11-22T12:00:00 ",
            "2026-11-22 12:00:00.000000",
        ] {
            assert_eq!(read(text), Ok(noon), "{text}");
        }
        assert_eq!(
            read("2026-11-22"),
            Ok("2026-11-22T00:00:00Z".parse().unwrap())
        );
    }

    #[test]
    fn a_zero_date_is_told_from_no_date() {
        for text in [
            "0000-00-00 00:00:00",
            "-0001-11-30T00:00:00+00:00",
            "0001-01-01T00:00:00+00:00",
        ] {
            assert_eq!(read(text), Err(Unreadable::Ancient), "{text}");
        }
        for text in ["", "soon", "2026-13-01 00:00:00", "2026-11-22 25:00:00"] {
            assert_eq!(read(text), Err(Unreadable::NoDate), "{text}");
        }
    }

    #[test]
    fn a_filter_gets_whole_seconds_in_utc() {
        let instant: Timestamp = "2026-11-22T21:00:05.9+09:00".parse().unwrap();
        assert_eq!(write(instant), "2026-11-22 12:00:05");
    }
}
