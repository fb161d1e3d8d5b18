//! Instants as tools spell them, without detours: a page holds thousands.
//!
//! Lives here: writing and reading the spellings. Must not live here: zones; all of it is UTC.

use crate::world::hours::DAY;

/// `2026-04-01T01:02:03.456Z`
pub(crate) fn iso(at: i64) -> String {
    let mut text = spelt(at, b'T');
    text.push('.');
    let millis = at.rem_euclid(1000);
    text.push_str(&format!("{millis:03}Z"));
    text
}

/// `2026-04-01T01:02:03+00:00`
pub(crate) fn offset(at: i64) -> String {
    let mut text = spelt(at, b'T');
    text.push_str("+00:00");
    text
}

/// `2026-04-01 01:02:03`
pub(crate) fn sql(at: i64) -> String {
    spelt(at, b' ')
}

/// `2026-04-01`
pub(crate) fn day(at: i64) -> String {
    let mut text = spelt(at, b' ');
    text.truncate(10);
    text
}

fn spelt(at: i64, between: u8) -> String {
    let (days, second) = (at.div_euclid(DAY), at.rem_euclid(DAY) / 1000);
    let (year, month, date) = civil(days);
    let mut text = Vec::with_capacity(29);
    for (number, width, after) in [
        (year, 4, b'-'),
        (month, 2, b'-'),
        (date, 2, between),
        (second / 3600, 2, b':'),
        (second / 60 % 60, 2, b':'),
        (second % 60, 2, b' '),
    ] {
        let mut unit = 10_i64.pow(width - 1);
        while unit > 0 {
            text.push(b'0' + (number / unit % 10) as u8);
            unit /= 10;
        }
        text.push(after);
    }
    text.pop();
    String::from_utf8(text).expect("digits and signs are ASCII")
}

/// Year, month and day of a count of days since 1970-01-01 (years from 0 on).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let in_era = shifted.rem_euclid(146_097);
    let year_of_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let moved = (5 * in_year + 2) / 153;
    let date = in_year - (153 * moved + 2) / 5 + 1;
    let month = if moved < 10 { moved + 3 } else { moved - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, date)
}

/// The instant of `2026-04-01 01:02:03` or `2026-04-01T01:02:03…`, as a column without a zone is
/// compared: whatever stands behind the seconds is not looked at. A date alone is its midnight.
pub(crate) fn read(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let part = |from: usize, to: usize| -> Option<i64> { text.get(from..to)?.parse().ok() };
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let date =
        jiff::civil::Date::new(part(0, 4)? as i16, part(5, 7)? as i8, part(8, 10)? as i8).ok()?;
    let seconds = if bytes.len() >= 19 {
        part(11, 13)? * 3600 + part(14, 16)? * 60 + part(17, 19)?
    } else {
        0
    };
    let midnight = jiff::tz::Offset::UTC
        .to_timestamp(date.at(0, 0, 0, 0))
        .ok()?;
    Some(midnight.as_millisecond() + seconds * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn spellings_agree_with_a_calendar_library() {
        for at in [
            0,
            951_782_400_123,
            1_709_164_799_999,
            1_795_366_676_000,
            4_102_444_800_000,
        ] {
            let instant = Timestamp::from_millisecond(at).expect("in range");
            assert_eq!(iso(at).parse::<Timestamp>().expect("an instant"), instant);
            assert_eq!(offset(at), format!("{}+00:00", &iso(at)[..19]));
            assert_eq!(read(&sql(at)), Some(at / 1000 * 1000));
        }
        assert_eq!(sql(1_795_366_676_000), "2026-11-22 16:57:56");
    }

    #[test]
    fn an_offset_is_not_looked_at() {
        assert_eq!(
            read("2026-11-22T17:47:10+02:00"),
            read("2026-11-22 17:47:10")
        );
        assert_eq!(read("2026-11-22"), read("2026-11-22 00:00:00"));
        assert_eq!(read("soon"), None);
    }
}
