//! When people work: Japan's wall clock, which knows no summer time.
//!
//! Lives here: moving an instant into working hours. Must not live here: what happens then.

use super::random::Chance;

/// A minute in milliseconds.
pub(crate) const MINUTE: i64 = 60_000;
/// An hour in milliseconds.
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// A day of 24 hours in milliseconds.
pub(crate) const DAY: i64 = 24 * HOUR;
/// Japan is nine hours ahead of UTC all year.
const JAPAN: i64 = 9 * HOUR;

/// How busy each hour of the day is, from midnight on.
const BUSY: [u32; 24] = [
    1, 0, 0, 0, 0, 0, 1, 3, 8, 18, 24, 22, 9, 18, 22, 22, 20, 16, 9, 5, 4, 4, 3, 2,
];

/// Monday is 0.
pub(crate) fn weekday(at: i64) -> i64 {
    (day_of(at) + 3).rem_euclid(7)
}

/// The number of the Japanese day, counted from 1970-01-01.
pub(crate) fn day_of(at: i64) -> i64 {
    (at + JAPAN).div_euclid(DAY)
}

/// The instant at which a Japanese day begins.
pub(crate) fn start_of(day: i64) -> i64 {
    day * DAY - JAPAN
}

/// A busy moment on or soon after the day of `at`, never before `at`, on whole seconds.
pub(crate) fn office(chance: &mut Chance, at: i64) -> i64 {
    let mut day = day_of(at);
    let weekday = weekday(at);
    if weekday >= 5 && chance.happens(0.85) {
        day += 7 - weekday;
    }
    let hour = chance.weighted(&BUSY) as i64;
    let moment = start_of(day) + hour * HOUR + chance.between(0, 3599) * 1000;
    if moment >= at {
        moment
    } else {
        (at + chance.between(60, 5400) * 1000) / 1000 * 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_was_a_thursday_in_japan() {
        assert_eq!(weekday(0), 3);
        assert_eq!(start_of(day_of(0)), -JAPAN);
    }

    #[test]
    fn office_hours_never_go_back_in_time() {
        let mut chance = Chance::of(1, 1);
        for step in 0..2000 {
            let at = 1_700_000_000_000 + step * 7 * HOUR;
            let moment = office(&mut chance, at);
            assert!(moment >= at && moment < at + 4 * DAY);
            assert_eq!(moment % 1000, 0);
        }
    }
}
