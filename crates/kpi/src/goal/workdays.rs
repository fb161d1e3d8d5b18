//! Working time: how much of a period has gone by, in business days of the calendar.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use crate::{
    calendar::{CLOSES, Calendar, OPENS},
    fraction::Fraction,
    period::{Period, local_date},
};

/// How much working time a period has, and how much has gone by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workdays {
    /// Business days gone by; a business day under way counts by its hours between 9:00 and 18:00.
    pub elapsed: Fraction,
    /// Business days in all, at least 1.
    pub total: i64,
}

impl Workdays {
    /// The working time of `period` at `as_of`. A period without any business day is measured in plain days.
    pub fn of(period: &Period, calendar: &Calendar, zone: &TimeZone, as_of: Timestamp) -> Self {
        let has_business_days = calendar.business_days(period.first, period.last) > 0;
        let counts = |date: Date| !has_business_days || calendar.is_business_day(date);
        let days = |until: Date| {
            let dates = period.first.series(jiff::Span::new().days(1));
            let counted = dates
                .take_while(|date| *date < until && *date <= period.last)
                .filter(|date| counts(*date))
                .count();
            i64::try_from(counted).unwrap_or(i64::MAX)
        };
        let total = days(Date::MAX);
        if as_of <= period.span.start {
            return Self {
                elapsed: Fraction::ZERO,
                total,
            };
        }
        if as_of >= period.span.end {
            return Self {
                elapsed: Fraction::whole(total),
                total,
            };
        }
        let today = local_date(as_of, zone);
        let whole = Fraction::whole(days(today));
        let begun = if counts(today) {
            share_of_day(zone.to_datetime(as_of).time())
        } else {
            Fraction::ZERO
        };
        Self {
            elapsed: whole.plus(begun).unwrap_or(whole),
            total,
        }
    }

    /// The part of the working time that has gone by, 0 to 1.
    pub fn share(&self) -> Fraction {
        self.elapsed
            .over(Fraction::whole(self.total))
            .unwrap_or(Fraction::ONE)
    }
}

/// A business day is worked off evenly between its hours: a number read in the morning is not measured against a day
/// that has hardly begun.
fn share_of_day(time: Time) -> Fraction {
    let hour = 3600;
    let (opens, closes) = (i64::from(OPENS) * hour, i64::from(CLOSES) * hour);
    let second =
        i64::from(time.hour()) * hour + i64::from(time.minute()) * 60 + i64::from(time.second());
    let worked = second.clamp(opens, closes) - opens;
    Fraction::new(i128::from(worked), i128::from(closes - opens)).unwrap_or(Fraction::ZERO)
}
