//! Periods cut a second time, in Tokyo, where every day has 24 hours (`kpi.md` §1).

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, ISOWeekDate, Weekday, date},
    tz::Offset,
};

/// From local midnight to local midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Days,
    Week,
    Biweek,
    Months(i64),
}

/// A kind, its first date, and the first date after it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    kind: Kind,
    first: Date,
    after: Date,
}

fn midnight(date: Date) -> Timestamp {
    let tokyo = Offset::from_hours(9).expect("in range");
    tokyo
        .to_timestamp(date.to_datetime(jiff::civil::Time::midnight()))
        .expect("in range")
}

fn local_date(at: Timestamp) -> Date {
    Offset::from_hours(9)
        .expect("in range")
        .to_datetime(at)
        .date()
}

fn days(kind: Kind, first: Date, count: i64) -> Cut {
    Cut {
        kind,
        first,
        after: first + count.days(),
    }
}

fn months(first: Date, count: i64) -> Cut {
    Cut {
        kind: Kind::Months(count),
        first,
        after: first + count.months(),
    }
}

fn monday(date: Date) -> Date {
    date - i64::from(date.weekday().since(Weekday::Monday)).days()
}

fn gap(from: Date, to: Date) -> i64 {
    i64::from(from.until(to).expect("in range").get_days())
}

/// The first Monday of the two weeks, counted from the first week of 2024.
fn biweek(date: Date) -> Date {
    let monday = monday(date);
    monday - gap(date_of_anchor(), monday).rem_euclid(14).days()
}

fn date_of_anchor() -> Date {
    date(2024, 1, 1)
}

/// The first month of the `size` months that hold the date, counted from April.
fn fiscal(day: Date, size: i64) -> Date {
    let into = (i64::from(day.month()) - 4).rem_euclid(12) % size;
    day.first_of_month() - into.months()
}

/// What the words mean on the date of `now`.
pub(crate) fn cut(word: &str, now: Timestamp) -> Cut {
    let today = local_date(now);
    let month = today.first_of_month();
    match word {
        "today" => days(Kind::Days, today, 1),
        "yesterday" => days(Kind::Days, today - 1.day(), 1),
        "this-week" => days(Kind::Week, monday(today), 7),
        "last-week" => days(Kind::Week, monday(today) - 7.days(), 7),
        "this-biweek" => days(Kind::Biweek, biweek(today), 14),
        "last-biweek" => days(Kind::Biweek, biweek(today) - 14.days(), 14),
        "this-month" => months(month, 1),
        "last-month" => months(month - 1.month(), 1),
        "this-quarter" => months(fiscal(today, 3), 3),
        "last-quarter" => months(fiscal(today, 3) - 3.months(), 3),
        "this-year" => months(fiscal(today, 12), 12),
        "last-year" => months(fiscal(today, 12) - 12.months(), 12),
        "last-7d" => days(Kind::Days, today - 7.days(), 7),
        "last-30d" => days(Kind::Days, today - 30.days(), 30),
        "last-90d" => days(Kind::Days, today - 90.days(), 90),
        _ => named(word),
    }
}

fn named(word: &str) -> Cut {
    if let Some((first, last)) = word.split_once("..") {
        let (first, last): (Date, Date) = (
            first.parse().expect("a word of the list"),
            last.parse().expect("a word of the list"),
        );
        return days(Kind::Days, first, gap(first, last) + 1);
    }
    if let Some(year) = word.strip_prefix("FY") {
        return months(date(year.parse().expect("a word of the list"), 4, 1), 12);
    }
    let (year, rest) = word.split_once('-').expect("a word of the list");
    let year: i16 = year.parse().expect("a word of the list");
    if let Some(week) = rest.strip_prefix('W') {
        let week = ISOWeekDate::new(
            year,
            week.parse().expect("a word of the list"),
            Weekday::Monday,
        )
        .expect("a word of the list");
        return days(Kind::Week, week.date(), 7);
    }
    if let Some(quarter) = rest.strip_prefix('Q') {
        let quarter: i64 = quarter.parse().expect("a word of the list");
        return months(date(year, 4, 1) + (3 * (quarter - 1)).months(), 3);
    }
    match rest.split_once('-') {
        Some(_) => days(Kind::Days, word.parse().expect("a word of the list"), 1),
        None => months(date(year, rest.parse().expect("a word of the list"), 1), 1),
    }
}

impl Cut {
    pub(crate) fn whole(self) -> Stretch {
        Stretch {
            start: midnight(self.first),
            end: midnight(self.after),
        }
    }

    fn previous(self) -> Self {
        match self.kind {
            Kind::Months(count) => months(self.first - count.months(), count),
            kind => {
                let length = gap(self.first, self.after);
                days(kind, self.first - length.days(), length)
            }
        }
    }

    fn a_year_earlier(self) -> Self {
        match self.kind {
            Kind::Months(count) => months(self.first - 1.year(), count),
            Kind::Biweek => days(self.kind, self.first - (26 * 14).days(), 14),
            Kind::Week => {
                let week = self.first.iso_week_date();
                let earlier = ISOWeekDate::new(week.year() - 1, week.week(), Weekday::Monday);
                days(self.kind, earlier.expect("no week 53 is asked").date(), 7)
            }
            Kind::Days => Self {
                first: self.first - 1.year(),
                after: (self.after - 1.day() - 1.year()) + 1.day(),
                ..self
            },
        }
    }

    /// What it is really compared with: of an open period the same elapsed part.
    pub(crate) fn compared(self, compare: &str, as_of: Timestamp) -> Option<Stretch> {
        let other = match compare {
            "previous" => self.previous(),
            "last-year" => self.a_year_earlier(),
            _ => return None,
        };
        let (whole, other) = (self.whole(), other.whole());
        if whole.end <= as_of {
            return Some(other);
        }
        let elapsed = as_of.duration_since(whole.start).max(SignedDuration::ZERO);
        Some(Stretch {
            start: other.start,
            end: (other.start + elapsed).min(other.end),
        })
    }
}
