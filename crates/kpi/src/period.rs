//! Periods: spans of local days, and the periods they are compared with (`kpi.md` §1).
//!
//! Lives here: how weeks, biweeks, months, quarters and years are cut, what is compared with what, also
//! while a period is open. Must not live here: formats and words for people; when a post is due.

mod day;
mod word;

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

pub(crate) use day::instant_at;
pub use day::{day_start, local_date};
pub use word::{ACCEPTED, MOST_DAYS, PeriodFault, PeriodFaultKind, PeriodWord, YEARS};

use crate::{definition::Definition, funnel::Span};

/// What kind of period it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One local date.
    Day,
    /// Seven days from the week's first weekday.
    Week,
    /// Two weeks, counted from the anchor.
    Biweek,
    /// A calendar month.
    Month,
    /// Three months, counted from the fiscal year's first.
    Quarter,
    /// Twelve months from the fiscal year's first.
    Year,
    /// Any other run of dates.
    Range,
}

impl Kind {
    /// Every kind, the shortest first.
    pub const ALL: [Self; 7] = [
        Self::Day,
        Self::Week,
        Self::Biweek,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::Range,
    ];

    /// The word used in tables, JSON and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Biweek => "biweek",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Range => "range",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What a period is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compare {
    /// The period of the same kind just before; for a range, as many days just before.
    Previous,
    /// The same kind one year earlier.
    LastYear,
    /// Nothing.
    None,
}

impl Compare {
    /// Every choice, the usual one first.
    pub const ALL: [Self; 3] = [Self::Previous, Self::LastYear, Self::None];

    /// The word people type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::LastYear => "last-year",
            Self::None => "none",
        }
    }

    /// The choice of that word; case and surrounding blanks do not matter.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|choice| choice.as_str().eq_ignore_ascii_case(word.trim()))
    }
}

/// Dates from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dates {
    /// First date inside.
    pub first: Date,
    /// Last date inside.
    pub last: Date,
}

/// A run of whole local dates and the instants it spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// What kind it is.
    pub kind: Kind,
    /// First local date inside.
    pub first: Date,
    /// Last local date inside.
    pub last: Date,
    /// From the first instant of `first` to the first instant after `last`.
    pub span: Span,
}

impl Period {
    /// The period of `kind` that `date` lies in; for [`Kind::Range`] the range of that one date.
    pub fn containing(kind: Kind, date: Date, definition: &Definition) -> Self {
        let (first, last) = match kind {
            Kind::Day | Kind::Range => (date, date),
            Kind::Week => run(week_start(date, definition), 7),
            Kind::Biweek => run(biweek_start(date, definition), 14),
            Kind::Month => months(date.first_of_month(), 1),
            Kind::Quarter => months(
                plus_months(date.first_of_month(), -(fiscal_month(date, definition) % 3)),
                3,
            ),
            Kind::Year => months(
                plus_months(date.first_of_month(), -fiscal_month(date, definition)),
                12,
            ),
        };
        Self::cut(kind, first, last, definition)
    }

    /// The range from `first` to `last`, both included; where `last` is the earlier one, `first` alone.
    pub fn between(first: Date, last: Date, definition: &Definition) -> Self {
        Self::cut(Kind::Range, first, last.max(first), definition)
    }

    fn cut(kind: Kind, first: Date, last: Date, definition: &Definition) -> Self {
        let span = Span {
            start: day_start(first, &definition.zone),
            end: day_start(plus_days(last, 1), &definition.zone),
        };
        Self {
            kind,
            first,
            last,
            span,
        }
    }

    /// How many dates it has, at least 1.
    pub fn days(&self) -> i64 {
        days_between(self.first, self.last) + 1
    }

    /// Whether it has not ended at the as-of.
    pub fn is_open(&self, as_of: Timestamp) -> bool {
        self.span.end > as_of
    }

    /// The word that always means this period, whenever it is resolved: `2026-W46`, `2026-10`, `FY2026`.
    /// A biweek has none of its own and is given as a range.
    pub fn word(&self, definition: &Definition) -> PeriodWord {
        let year = fiscal_year(self.first, definition);
        match self.kind {
            Kind::Day => PeriodWord::Day(self.first),
            Kind::Week => {
                let week = self.thursday().iso_week_date();
                PeriodWord::Week {
                    year: week.year(),
                    number: week.week(),
                }
            }
            Kind::Month => PeriodWord::Month(self.first),
            Kind::Quarter => PeriodWord::Quarter {
                year,
                number: i8::try_from(fiscal_month(self.first, definition) / 3 + 1).unwrap_or(1),
            },
            Kind::Year => PeriodWord::Year(year),
            Kind::Biweek | Kind::Range => PeriodWord::Range(self.first, self.last),
        }
    }

    /// The whole period that this one is compared with.
    pub fn other(&self, compare: Compare, definition: &Definition) -> Option<Self> {
        match compare {
            Compare::Previous => Some(self.previous(definition)),
            Compare::LastYear => Some(self.a_year_earlier(definition)),
            Compare::None => None,
        }
    }

    fn previous(&self, definition: &Definition) -> Self {
        match self.kind {
            Kind::Range => Self::between(
                plus_days(self.first, -self.days()),
                plus_days(self.first, -1),
                definition,
            ),
            kind => Self::containing(kind, plus_days(self.first, -1), definition),
        }
    }

    fn a_year_earlier(&self, definition: &Definition) -> Self {
        let earlier = |date| plus_months(date, -12);
        match self.kind {
            Kind::Range => Self::between(earlier(self.first), earlier(self.last), definition),
            Kind::Week => Self::containing(
                Kind::Week,
                same_iso_week_a_year_earlier(self.thursday()),
                definition,
            ),
            Kind::Biweek => {
                Self::containing(Kind::Biweek, plus_days(self.first, -26 * 14), definition)
            }
            kind => Self::containing(kind, earlier(self.first), definition),
        }
    }

    /// The span that is really compared: of a closed period the other whole one; of an open one the same
    /// elapsed part of the other, as many whole local days and the same time of day, at most to its end.
    /// Before the period has begun that part is empty.
    pub fn comparison(
        &self,
        compare: Compare,
        definition: &Definition,
        as_of: Timestamp,
    ) -> Option<Span> {
        let other = self.other(compare, definition)?;
        if !self.is_open(as_of) {
            return Some(other.span);
        }
        let start = other.span.start;
        if as_of <= self.span.start {
            return Some(Span { start, end: start });
        }
        let local = definition.zone.to_datetime(as_of);
        let same_day = plus_days(other.first, days_between(self.first, local.date()));
        let end = day::instant_at(same_day, local.time(), &definition.zone);
        Some(Span {
            start,
            end: end.clamp(start, other.span.end),
        })
    }

    /// The dates that count at the as-of, also those that have only begun: "11/1–11/12". `None` before the
    /// period has begun.
    pub fn measured_dates(&self, definition: &Definition, as_of: Timestamp) -> Option<Dates> {
        let measured = Span {
            start: self.span.start,
            end: self.span.end.min(as_of),
        };
        dates(measured, &definition.zone)
    }

    /// The dates of [`Period::comparison`]: "compared with 10/1–10/12". `None` where nothing is compared.
    pub fn compared_dates(
        &self,
        compare: Compare,
        definition: &Definition,
        as_of: Timestamp,
    ) -> Option<Dates> {
        dates(
            self.comparison(compare, definition, as_of)?,
            &definition.zone,
        )
    }

    fn thursday(&self) -> Date {
        plus_days(
            self.first,
            i64::from(self.first.weekday().until(Weekday::Thursday)),
        )
    }
}

fn dates(span: Span, zone: &TimeZone) -> Option<Dates> {
    if span.start >= span.end {
        return None;
    }
    let last_instant = span.end.checked_sub(SignedDuration::from_nanos(1)).ok()?;
    let first = local_date(span.start, zone);
    Some(Dates {
        first,
        last: local_date(last_instant, zone).max(first),
    })
}

fn same_iso_week_a_year_earlier(thursday: Date) -> Date {
    let week = thursday.iso_week_date();
    // 28 December is in the last ISO week of every year.
    let last_week =
        Date::new(week.year() - 1, 12, 28).map_or(52, |date| date.iso_week_date().week());
    let number = week.week().min(last_week);
    jiff::civil::ISOWeekDate::new(week.year() - 1, number, Weekday::Thursday).map_or_else(
        |_| plus_days(thursday, -52 * 7),
        jiff::civil::ISOWeekDate::date,
    )
}

fn week_start(date: Date, definition: &Definition) -> Date {
    plus_days(
        date,
        -i64::from(date.weekday().since(definition.week_start)),
    )
}

fn biweek_start(date: Date, definition: &Definition) -> Date {
    let week = week_start(date, definition);
    let anchor = week_start(definition.biweek_anchor, definition);
    plus_days(week, -days_between(anchor, week).rem_euclid(14))
}

/// How many months `date`'s month is after the fiscal year's first, 0 to 11.
fn fiscal_month(date: Date, definition: &Definition) -> i64 {
    (i64::from(date.month()) - fiscal_start(definition)).rem_euclid(12)
}

/// The calendar year in which the fiscal year of `date` begins.
fn fiscal_year(date: Date, definition: &Definition) -> i16 {
    plus_months(date.first_of_month(), -fiscal_month(date, definition)).year()
}

fn fiscal_year_start(year: i16, definition: &Definition) -> Date {
    let january = Date::new(year, 1, 1).unwrap_or(Date::MAX.first_of_year());
    plus_months(january, fiscal_start(definition) - 1)
}

fn fiscal_start(definition: &Definition) -> i64 {
    i64::from(definition.fiscal_start.clamp(1, 12))
}

fn run(first: Date, days: i64) -> (Date, Date) {
    (first, plus_days(first, days - 1))
}

fn months(first: Date, months: i64) -> (Date, Date) {
    (first, plus_days(plus_months(first, months), -1))
}

/// Stops at the ends of time, which are thousands of years away from any period.
fn plus_days(date: Date, days: i64) -> Date {
    date.saturating_add(SignedDuration::from_hours(days.saturating_mul(24)))
}

/// Keeps the day of the month as far as the other month has it: 29 February becomes the 28th.
fn plus_months(date: Date, months: i64) -> Date {
    date.saturating_add(jiff::Span::new().months(months))
}

/// How many days later `last` is.
pub(crate) fn days_between(first: Date, last: Date) -> i64 {
    last.duration_since(first).as_hours() / 24
}

#[cfg(test)]
mod tests;
