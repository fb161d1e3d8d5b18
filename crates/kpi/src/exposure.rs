//! How long something could happen: what the counts of two periods are compared by.
//!
//! Lives here: the days and the worked days of a span. Must not live here: whether a change has a direction
//! (`significance`).

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    calendar::Calendar,
    funnel::Span,
    period::{day_start, local_date},
};

/// How long something could happen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposure {
    /// Days of the calendar, begun ones by the part that lies in the span.
    pub days: f64,
    /// Those of them that are worked.
    pub worked: f64,
}

impl Exposure {
    /// That of a span, by the local days of `zone`.
    pub fn of(span: Span, calendar: &Calendar, zone: &TimeZone) -> Self {
        let first = local_date(span.start, zone);
        let mut exposure = Self {
            days: 0.0,
            worked: 0.0,
        };
        for date in first.series(jiff::Span::new().days(1)) {
            let Some(share) = share_of(date, span, zone) else {
                break;
            };
            exposure.days += share;
            if calendar.is_business_day(date) {
                exposure.worked += share;
            }
        }
        exposure
    }
}

/// The exposure of a period and of what it is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposures {
    /// Of the period.
    pub now: Exposure,
    /// Of the comparison.
    pub before: Exposure,
}

impl Exposures {
    /// Those of two spans.
    pub fn of(now: Span, before: Span, calendar: &Calendar, zone: &TimeZone) -> Self {
        Self {
            now: Exposure::of(now, calendar, zone),
            before: Exposure::of(before, calendar, zone),
        }
    }
}

/// The part of a local day that lies in the span; `None` behind the span.
fn share_of(date: Date, span: Span, zone: &TimeZone) -> Option<f64> {
    let start = day_start(date, zone);
    if start >= span.end {
        return None;
    }
    let end = day_start(date.tomorrow().ok()?, zone);
    let length = |from: Timestamp, to: Timestamp| to.duration_since(from).as_secs_f64();
    let inside = length(start.max(span.start), end.min(span.end)).max(0.0);
    Some(inside / length(start, end).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::{Exposure, Exposures};
    use crate::{calendar::Calendar, definition::Definition, funnel::Span, period::PeriodWord};

    fn span(word: &str) -> Span {
        let definition = Definition::default();
        let now = "2026-11-28T00:00:00Z".parse().unwrap();
        let word = PeriodWord::parse(word).unwrap();
        word.resolve(&definition, now).span
    }

    fn exposure(span: Span) -> (f64, f64) {
        let zone = Definition::default().zone;
        let Exposure { days, worked } = Exposure::of(span, &Calendar::japan(), &zone);
        (days, worked)
    }

    #[test]
    fn a_week_with_a_holiday_has_four_business_days() {
        assert_eq!(exposure(span("2026-W48")), (7.0, 4.0));
        assert_eq!(exposure(span("2026-W47")), (7.0, 5.0));
        assert_eq!(exposure(span("2026-02")), (28.0, 18.0));
    }

    #[test]
    fn a_begun_day_counts_by_its_part() {
        let mut half = span("2026-W47");
        // Wednesday noon in Tokyo.
        half.end = "2026-11-18T03:00:00Z".parse().unwrap();
        assert_eq!(exposure(half), (2.5, 2.5));
    }

    #[test]
    fn both_spans_are_measured_alike() {
        let zone = Definition::default().zone;
        let both = Exposures::of(
            span("2026-W48"),
            span("2026-W47"),
            &Calendar::weekends_only(),
            &zone,
        );
        assert_eq!(both.now, both.before);
    }
}
