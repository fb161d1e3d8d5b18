//! Business days: weekends, Japan's public holidays, and a team's own days.
//!
//! Lives here: which dates are worked, and where a date moves that is not. Must not live here: what is
//! due on a date; how a calendar is read from a file.

mod hours;
mod japan;

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

pub(crate) use hours::{CLOSES, OPENS};
pub use japan::is_holiday as is_japanese_holiday;

/// Whose public holidays are days off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holidays {
    /// Japan's, of the years 2000 to 2099.
    #[default]
    Japan,
    /// Nobody's.
    None,
}

/// Which dates a team works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Whose public holidays are days off.
    pub holidays: Holidays,
    /// Weekdays that are never worked.
    pub weekend: Vec<Weekday>,
    /// The team's own days off.
    pub days_off: BTreeSet<Date>,
    /// Dates that are worked whatever else says they are not.
    pub working_days: BTreeSet<Date>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self::japan()
    }
}

/// What becomes of a date that is no business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayRule {
    /// It falls out.
    Skip,
    /// The first business day after it stands in.
    Next,
    /// The last business day before it stands in.
    Previous,
}

/// How far away a business day is looked for: a calendar may have none at all.
const FARTHEST_DAYS: usize = 366;

impl DayRule {
    /// The date that stands for `date`; itself where it is a business day. `None` where it is skipped or
    /// there is no business day within a year.
    pub fn apply(self, calendar: &Calendar, date: Date) -> Option<Date> {
        if calendar.is_business_day(date) {
            return Some(date);
        }
        let step = match self {
            Self::Skip => return None,
            Self::Next => 1,
            Self::Previous => -1,
        };
        date.series(jiff::Span::new().days(step))
            .take(FARTHEST_DAYS)
            .find(|date| calendar.is_business_day(*date))
    }
}

impl Calendar {
    /// Saturdays, Sundays and Japan's public holidays are off.
    pub fn japan() -> Self {
        Self {
            holidays: Holidays::Japan,
            ..Self::weekends_only()
        }
    }

    /// Only Saturdays and Sundays are off.
    pub fn weekends_only() -> Self {
        Self {
            holidays: Holidays::None,
            weekend: vec![Weekday::Saturday, Weekday::Sunday],
            days_off: BTreeSet::new(),
            working_days: BTreeSet::new(),
        }
    }

    /// These dates are off too.
    pub fn with_days_off(mut self, dates: impl IntoIterator<Item = Date>) -> Self {
        self.days_off.extend(dates);
        self
    }

    /// These dates are worked, whatever else says they are not.
    pub fn with_working_days(mut self, dates: impl IntoIterator<Item = Date>) -> Self {
        self.working_days.extend(dates);
        self
    }

    /// Whether the team works on `date`.
    pub fn is_business_day(&self, date: Date) -> bool {
        self.working_days.contains(&date)
            || !(self.days_off.contains(&date)
                || self.weekend.contains(&date.weekday())
                || self.is_holiday(date))
    }

    /// Whether `date` is a public holiday here.
    pub fn is_holiday(&self, date: Date) -> bool {
        match self.holidays {
            Holidays::Japan => is_japanese_holiday(date),
            Holidays::None => false,
        }
    }

    /// How many business days there are from `first` to `last`, both included; 0 where `last` is earlier.
    pub fn business_days(&self, first: Date, last: Date) -> usize {
        first
            .series(jiff::Span::new().days(1))
            .take_while(|date| *date <= last)
            .filter(|date| self.is_business_day(*date))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn weekends_and_holidays_are_not_worked() {
        let calendar = Calendar::default();
        assert!(calendar.is_business_day(date(2026, 11, 24)));
        assert!(!calendar.is_business_day(date(2026, 11, 23)));
        assert!(!calendar.is_business_day(date(2026, 11, 22)));
    }

    #[test]
    fn november_2026_has_19_business_days_of_which_9_are_gone_by_the_15th() {
        let calendar = Calendar::default();
        assert_eq!(
            calendar.business_days(date(2026, 11, 1), date(2026, 11, 30)),
            19
        );
        assert_eq!(
            calendar.business_days(date(2026, 11, 1), date(2026, 11, 15)),
            9
        );
        assert_eq!(
            calendar.business_days(date(2026, 11, 2), date(2026, 11, 1)),
            0
        );
    }

    #[test]
    fn a_teams_own_days_come_first() {
        let calendar = Calendar::japan()
            .with_days_off([date(2026, 12, 29), date(2026, 12, 30)])
            .with_working_days([date(2026, 11, 23), date(2026, 12, 30)]);
        assert!(!calendar.is_business_day(date(2026, 12, 29)));
        assert!(calendar.is_business_day(date(2026, 12, 30)));
        assert!(calendar.is_business_day(date(2026, 11, 23)));
    }

    #[test]
    fn without_holidays_only_the_weekend_is_off() {
        let calendar = Calendar {
            holidays: Holidays::None,
            weekend: vec![Weekday::Friday],
            ..Calendar::default()
        };
        assert!(calendar.is_business_day(date(2026, 11, 23)));
        assert!(calendar.is_business_day(date(2026, 11, 22)));
        assert!(!calendar.is_business_day(date(2026, 11, 20)));
    }

    #[test]
    fn a_rule_moves_a_date_off_the_holidays() {
        let calendar = Calendar::default();
        let constitution_day = date(2026, 5, 3);
        assert_eq!(DayRule::Skip.apply(&calendar, constitution_day), None);
        assert_eq!(
            DayRule::Next.apply(&calendar, constitution_day),
            Some(date(2026, 5, 7))
        );
        assert_eq!(
            DayRule::Previous.apply(&calendar, constitution_day),
            Some(date(2026, 5, 1))
        );
        for rule in [DayRule::Skip, DayRule::Next, DayRule::Previous] {
            assert_eq!(
                rule.apply(&calendar, date(2026, 5, 7)),
                Some(date(2026, 5, 7))
            );
        }
    }

    #[test]
    fn a_calendar_without_business_days_moves_nothing() {
        let calendar = Calendar {
            weekend: Weekday::Monday.cycle_forward().take(7).collect(),
            ..Calendar::default()
        };
        assert_eq!(DayRule::Next.apply(&calendar, date(2026, 5, 3)), None);
        assert_eq!(DayRule::Previous.apply(&calendar, Date::MIN), None);
        assert_eq!(DayRule::Next.apply(&calendar, Date::MAX), None);
    }

    proptest! {
        #[test]
        fn a_moved_date_is_the_nearest_business_day_on_its_side(days in 0..36_500i64) {
            let calendar = Calendar::default();
            let wanted = date(2000, 1, 1).saturating_add(jiff::Span::new().days(days));
            let next = DayRule::Next.apply(&calendar, wanted).unwrap();
            let previous = DayRule::Previous.apply(&calendar, wanted).unwrap();
            prop_assert!(previous <= wanted && wanted <= next);
            prop_assert!(calendar.is_business_day(next) && calendar.is_business_day(previous));
            let between = calendar.business_days(previous, next);
            prop_assert_eq!(between, if previous == next { 1 } else { 2 });
        }
    }
}
