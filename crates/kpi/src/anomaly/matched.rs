//! The earlier periods that a period is matched with.
//!
//! Lives here: which they are, how their numbers are scaled, and how far a number scatters by chance. Must not live
//! here: when a number is out of the ordinary.

use jiff::civil::Date;

use super::{Point, Watch};
use crate::{
    accrual::Accrual,
    calendar::Calendar,
    normal::{chance_of_count, chance_of_rate},
    period::Kind,
    significance::SMALL_SAMPLE,
};

/// Periods of one kind, oldest first, and how long each is.
pub(super) struct Series<'a> {
    points: &'a [Point],
    accrual: Accrual,
    worked: Vec<f64>,
    days: Vec<f64>,
}

impl<'a> Series<'a> {
    pub(super) fn new(points: &'a [Point], accrual: Accrual, calendar: &Calendar) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "numbers of days")]
        let worked =
            |point: &Point| calendar.business_days(point.period.first, point.period.last) as f64;
        #[expect(clippy::cast_precision_loss, reason = "numbers of days")]
        let days = |point: &Point| point.period.days() as f64;
        Self {
            points,
            accrual,
            worked: points.iter().map(worked).collect(),
            days: points.iter().map(days).collect(),
        }
    }

    /// The number of a period, where it can be judged.
    pub(super) fn judged(&self, index: usize) -> Option<f64> {
        let point = self.points[index];
        let is_founded = point.base.is_none_or(|base| base >= SMALL_SAMPLE);
        point
            .value
            .filter(|value| point.complete && is_founded && value.is_finite())
    }

    /// How many happenings one of its number is.
    pub(super) fn weight(&self, index: usize) -> f64 {
        self.base(index).unwrap_or(1.0)
    }

    /// How far the number of a period lies from what is expected by chance alone.
    pub(super) fn chance(&self, index: usize, expected: f64) -> f64 {
        match (self.base(index), self.accrual) {
            (Some(base), _) => chance_of_rate(expected, base),
            (None, Accrual::Events) => chance_of_count(expected),
            // What comes in clusters or is a level has no spread of its own.
            (None, Accrual::Amount | Accrual::Level) => 0.0,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn base(&self, index: usize) -> Option<f64> {
        self.points[index].base.map(|base| base as f64)
    }

    /// Numbers of the earlier periods that this one is matched with, newest first: one list, or one by each length.
    pub(super) fn yardsticks(&self, index: usize, watch: &Watch) -> Vec<Vec<f64>> {
        let newest = |earlier: Vec<usize>, scale: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let taken = earlier.into_iter().take(watch.memory);
            taken
                .filter_map(|earlier| Some(self.judged(earlier)? * scale(earlier)))
                .collect()
        };
        let as_it_is = |_| 1.0;
        let earlier = self.earlier(index);
        if self.accrual == Accrual::Level {
            return vec![newest(earlier, &as_it_is)];
        }
        let is_alike = |earlier: &usize| self.same_length(*earlier, index);
        let alike: Vec<usize> = earlier.iter().copied().filter(is_alike).collect();
        if alike.len() >= watch.min_periods || self.worked[index] <= 0.0 {
            return vec![newest(alike, &as_it_is)];
        }
        let worked: Vec<usize> = earlier
            .into_iter()
            .filter(|earlier| self.worked[*earlier] > 0.0)
            .collect();
        let by =
            |lengths: &[f64]| newest(worked.clone(), &|earlier| lengths[index] / lengths[earlier]);
        vec![by(&self.worked), by(&self.days)]
    }

    /// Earlier periods whose number is known, newest first.
    fn earlier(&self, index: usize) -> Vec<usize> {
        (0..index)
            .rev()
            .filter(|earlier| self.judged(*earlier).is_some() && self.same_day(index, *earlier))
            .collect()
    }

    /// Whether as many days of both are worked.
    fn same_length(&self, one: usize, other: usize) -> bool {
        (self.worked[one] - self.worked[other]).abs() < 0.5
    }

    /// Days are compared with days of the same weekday; other periods have no weekday.
    fn same_day(&self, one: usize, other: usize) -> bool {
        let day = |index: usize| -> Option<Date> {
            let period = self.points[index].period;
            (period.kind == Kind::Day).then_some(period.first)
        };
        match (day(one), day(other)) {
            (Some(first), Some(second)) => {
                // A holiday is matched with days off of any weekday.
                self.same_length(one, other)
                    && (self.worked[one] <= 0.0 || first.weekday() == second.weekday())
            }
            _ => true,
        }
    }
}
