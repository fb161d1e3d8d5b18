//! Business hours: how much of a stretch of time a team works.
//!
//! Lives here: when a business day begins and ends. Must not live here: which dates are worked (`calendar`), how
//! much of a period's working time has gone by (`goal`).

use jiff::{SignedDuration, Timestamp, civil::Time, tz::TimeZone};

use super::Calendar;
use crate::period::{instant_at, local_date};

/// A business day is worked between these hours of the local clock.
pub(crate) const OPENS: i8 = 9;
pub(crate) const CLOSES: i8 = 18;

impl Calendar {
    /// The business time from one instant to another: what of it lies between 9:00 and 18:00 of business days in
    /// `zone`. Zero where `to` is not after `from`.
    pub fn business_time(&self, from: Timestamp, to: Timestamp, zone: &TimeZone) -> SignedDuration {
        if to <= from {
            return SignedDuration::ZERO;
        }
        let hour = |hour| Time::constant(hour, 0, 0, 0);
        let last = local_date(to, zone);
        let dates = local_date(from, zone).series(jiff::Span::new().days(1));
        let worked = dates
            .take_while(|date| *date <= last)
            .filter(|date| self.is_business_day(*date))
            .map(|date| {
                let opens = instant_at(date, hour(OPENS), zone).max(from);
                let closes = instant_at(date, hour(CLOSES), zone).min(to);
                closes.duration_since(opens).max(SignedDuration::ZERO)
            });
        worked.fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worked(from: &str, to: &str) -> SignedDuration {
        let zone = TimeZone::get("Asia/Tokyo").expect("the zone database is bundled");
        let at = |wall: &str| {
            let wall: jiff::civil::DateTime = wall.parse().expect("a date and a time");
            zone.to_timestamp(wall).expect("Tokyo has every time once")
        };
        Calendar::japan().business_time(at(from), at(to), &zone)
    }

    #[test]
    fn nights_weekends_and_holidays_are_no_business_time() {
        let minutes = SignedDuration::from_mins;
        assert_eq!(worked("2026-10-15 10:00", "2026-10-15 10:12"), minutes(12));
        // Over a night, over a weekend, over Labour Thanksgiving Day on a Monday.
        assert_eq!(worked("2026-10-15 17:30", "2026-10-16 09:15"), minutes(45));
        assert_eq!(worked("2026-10-16 17:00", "2026-10-19 10:00"), minutes(120));
        assert_eq!(worked("2026-11-20 17:00", "2026-11-24 10:00"), minutes(120));
        assert_eq!(worked("2026-10-15 20:00", "2026-10-15 21:00"), minutes(0));
        assert_eq!(
            worked("2026-10-12 00:00", "2026-10-17 00:00"),
            minutes(4 * 540)
        );
        assert_eq!(worked("2026-10-15 10:00", "2026-10-15 09:00"), minutes(0));
    }

    #[test]
    fn a_clock_that_jumps_makes_a_day_no_longer_in_business() {
        let zone = TimeZone::get("Europe/Berlin").expect("the zone database is bundled");
        let calendar = Calendar {
            weekend: Vec::new(),
            ..Calendar::weekends_only()
        };
        let at = |wall: &str| {
            let wall: jiff::civil::DateTime = wall.parse().expect("a date and a time");
            zone.to_timestamp(wall).expect("an unambiguous time")
        };
        let day = calendar.business_time(at("2026-03-29 00:00"), at("2026-03-30 00:00"), &zone);
        assert_eq!(day, SignedDuration::from_hours(9));
    }
}
