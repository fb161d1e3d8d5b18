//! Local days of a workspace as a partition of time. Must not live here: periods (`kpi::period`).

use std::ops::Range;

use jiff::{
    Span, Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};

const DAY_MS: i64 = 86_400_000;

/// Day 0.
const EPOCH: Date = date(1970, 1, 1);

/// The date of a day; `None` beyond the calendar's end.
pub(crate) fn date_of(day: i64) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(day).ok()?).ok()
}

/// The day of a date.
pub(crate) fn day_of(date: Date) -> i64 {
    i64::from((date - EPOCH).get_days())
}

/// The first day of the calendar month of a day; the day itself beyond the calendar's end.
pub(crate) fn month_start(day: i64) -> i64 {
    date_of(day).map_or(day, |date| day_of(date.first_of_month()))
}

/// Days counted from 1970-01-01 in a zone. A day begins with the first instant of its date and ends
/// where the next begins, so that every instant belongs to exactly one.
#[derive(Debug)]
pub(crate) struct Days {
    zone: TimeZone,
    // Starts of the days from `FIRST` on; `UNKNOWN` where nobody asked yet.
    starts: Vec<i64>,
}

/// 2000-01-01 to 2049-12-31, where the work is.
const FIRST: i64 = 10_957;
const COUNT: usize = 18_263;
/// No day of these begins then.
const UNKNOWN: i64 = 0;

impl Days {
    pub(crate) fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            starts: vec![UNKNOWN; COUNT],
        }
    }

    /// First instant of a day in ms.
    pub(crate) fn start(&mut self, day: i64) -> i64 {
        let slot = usize::try_from(day.saturating_sub(FIRST))
            .ok()
            .filter(|slot| *slot < COUNT);
        let Some(slot) = slot else {
            return self.work_out_start(day);
        };
        if self.starts[slot] == UNKNOWN {
            self.starts[slot] = self.work_out_start(day);
        }
        self.starts[slot]
    }

    fn work_out_start(&self, day: i64) -> i64 {
        // A midnight that does not exist gives the first instant after the gap, one that comes twice
        // the earlier. Dates beyond the calendar's end keep days of 24 hours.
        date_of(day)
            .and_then(|date| date.to_zoned_datetime(self.zone.clone()).ok())
            .map_or(day.saturating_mul(DAY_MS), |zoned| {
                zoned.timestamp().as_millisecond()
            })
    }

    /// The day's instants.
    pub(crate) fn range(&mut self, day: i64) -> Range<i64> {
        self.start(day)..self.start(day + 1)
    }

    /// The day of an instant.
    pub(crate) fn of(&mut self, at: i64) -> i64 {
        let offset = Timestamp::from_millisecond(at)
            .map_or(0, |at| i64::from(self.zone.to_offset(at).seconds()) * 1000);
        let mut day = (at + offset).div_euclid(DAY_MS);
        while at < self.start(day) {
            day -= 1;
        }
        while at >= self.start(day + 1) {
            day += 1;
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::Days;

    #[test]
    fn every_instant_is_inside_its_day_also_where_clocks_jump_at_midnight() {
        for zone in [
            "Asia/Tokyo",
            "America/Sao_Paulo",
            "America/Havana",
            "Pacific/Apia",
            "Europe/Berlin",
        ] {
            let mut days = Days::new(TimeZone::get(zone).expect("bundled"));
            // 2011-2018 in steps of 7 hours and some.
            for at in (1_300_000_000_000..1_545_000_000_000).step_by(25_999_999) {
                let day = days.of(at);
                assert!(days.range(day).contains(&at), "{zone} {at}");
            }
        }
    }

    #[test]
    fn a_day_can_have_23_hours() {
        let mut days = Days::new(TimeZone::get("Europe/Berlin").expect("bundled"));
        let spring = days.of(1_774_767_600_000); // 2026-03-29
        let range = days.range(spring);
        assert_eq!((range.end - range.start) / 3_600_000, 23);
    }
}
