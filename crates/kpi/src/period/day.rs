//! Where local days begin.
//!
//! Lives here: the one way from a local date to the instant it begins at. Must not live here: longer
//! periods.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, Offset, TimeZone},
};

/// The first instant of the local date `date` in `zone`, also where its midnight does not exist or comes
/// twice. A date that the zone left out begins, empty, where the next one begins.
pub fn day_start(date: Date, zone: &TimeZone) -> Timestamp {
    let midnight = date.to_datetime(Time::midnight());
    match zone.to_ambiguous_timestamp(midnight).offset() {
        AmbiguousOffset::Unambiguous { offset } => instant(midnight, offset),
        AmbiguousOffset::Fold { before, .. } => instant(midnight, before),
        AmbiguousOffset::Gap { before, .. } => gap_end(zone, instant(midnight, before)),
    }
}

/// The local date of `at` in `zone`.
pub fn local_date(at: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(at).date()
}

/// The instant at which the local clock shows `time` on `date`: the first one where it comes twice, and
/// where the clock jumps over it as much later as the jump is long. Never before the date begins.
pub(crate) fn instant_at(date: Date, time: Time, zone: &TimeZone) -> Timestamp {
    if time == Time::midnight() {
        return day_start(date, zone);
    }
    let wanted = date.to_datetime(time);
    match zone.to_ambiguous_timestamp(wanted).offset() {
        AmbiguousOffset::Unambiguous { offset: before }
        | AmbiguousOffset::Fold { before, .. }
        | AmbiguousOffset::Gap { before, .. } => instant(wanted, before),
    }
}

/// `inside` is a civil time in a gap, read with the offset before it: so the jump is the last transition
/// up to there.
fn gap_end(zone: &TimeZone, inside: Timestamp) -> Timestamp {
    let just_after = inside
        .checked_add(jiff::SignedDuration::from_nanos(1))
        .unwrap_or(inside);
    zone.preceding(just_after)
        .next()
        .map_or(inside, |jump| jump.timestamp())
}

/// Dates next to the ends of time have no instant; the nearest stands for them.
fn instant(civil: DateTime, offset: Offset) -> Timestamp {
    let end_of_time = if civil.year() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    offset.to_timestamp(civil).unwrap_or(end_of_time)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn start(name: &str, day: Date) -> String {
        day_start(day, &zone(name)).to_string()
    }

    #[test]
    fn a_plain_midnight_is_the_start() {
        assert_eq!(
            start("Asia/Tokyo", date(2026, 11, 23)),
            "2026-11-22T15:00:00Z"
        );
    }

    #[test]
    fn a_midnight_that_does_not_exist_gives_the_first_instant_of_the_date() {
        assert_eq!(
            start("America/Sao_Paulo", date(2018, 11, 4)),
            "2018-11-04T03:00:00Z"
        );
        assert_eq!(
            start("Asia/Beirut", date(2022, 3, 27)),
            "2022-03-26T22:00:00Z"
        );
        assert_eq!(
            start("Africa/Cairo", date(2023, 4, 28)),
            "2023-04-27T22:00:00Z"
        );
    }

    #[test]
    fn a_midnight_that_comes_twice_gives_the_first() {
        // Havana sets 01:00 back to 00:00.
        assert_eq!(
            start("America/Havana", date(2023, 11, 5)),
            "2023-11-05T04:00:00Z"
        );
    }

    #[test]
    fn a_jump_that_begins_before_midnight_ends_inside_the_date() {
        // Toronto 1919: from 23:30 to 00:30.
        assert_eq!(
            start("America/Toronto", date(1919, 3, 31)),
            "1919-03-31T04:30:00Z"
        );
    }

    #[test]
    fn a_date_that_was_left_out_is_empty() {
        let apia = zone("Pacific/Apia");
        let left_out = day_start(date(2011, 12, 30), &apia);
        assert_eq!(left_out, day_start(date(2011, 12, 31), &apia));
        assert_eq!(local_date(left_out, &apia), date(2011, 12, 31));
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for name in ["Asia/Tokyo", "America/Havana", "UTC"] {
            assert!(day_start(Date::MIN, &zone(name)) < day_start(Date::MAX, &zone(name)));
        }
    }

    #[test]
    fn every_start_has_its_date_and_the_instant_before_has_not() {
        for name in [
            "Asia/Tokyo",
            "America/Sao_Paulo",
            "Asia/Beirut",
            "Africa/Cairo",
            "Asia/Gaza",
            "America/Havana",
            "Asia/Tehran",
            "Australia/Lord_Howe",
        ] {
            let zone = zone(name);
            for day in date(2005, 1, 1)
                .series(jiff::Span::new().days(1))
                .take(8000)
            {
                let start = day_start(day, &zone);
                let before = start - jiff::SignedDuration::from_nanos(1);
                assert_eq!(local_date(start, &zone), day, "{name}");
                assert!(local_date(before, &zone) < day, "{name} {day}");
            }
        }
    }
}
