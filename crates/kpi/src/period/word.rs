//! The words people type for a period (`kpi.md` §1).
//!
//! Lives here: parsing, and what is known of a word that is none. Must not live here: sentences about it.

use std::{cmp::Reverse, fmt, str::FromStr};

use jiff::{
    Timestamp,
    civil::{Date, ISOWeekDate, Weekday},
};

use super::{Kind, Period, day::local_date, plus_days};
use crate::{definition::Definition, nearest::distance};

/// Years that periods may lie in.
pub const YEARS: std::ops::RangeInclusive<i16> = 1970..=9990;

/// The most days that `last-Nd` may have.
pub const MOST_DAYS: u16 = 3660;

/// Every accepted form; digits stand for any digits.
pub const ACCEPTED: [&str; 21] = [
    "today",
    "yesterday",
    "this-week",
    "last-week",
    "this-biweek",
    "last-biweek",
    "this-month",
    "last-month",
    "this-quarter",
    "last-quarter",
    "this-year",
    "last-year",
    "last-7d",
    "last-30d",
    "last-90d",
    "2026-10",
    "2026-W41",
    "2026-Q3",
    "FY2026",
    "2026-10-05",
    "2026-10-01..2026-10-31",
];

/// The most characters of a typed word that are looked at.
const LONGEST: usize = 64;

/// A period as it was typed. It becomes a [`Period`] at an instant, under a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodWord {
    /// The period of that kind, never a range, that the instant lies in: `today`, `this-week`.
    This(Kind),
    /// The one just before: `yesterday`, `last-week`.
    Last(Kind),
    /// So many days up to and including yesterday.
    LastDays(u16),
    /// One date.
    Day(Date),
    /// A week by its ISO year and number.
    Week {
        /// ISO year.
        year: i16,
        /// 1 to 53.
        number: i8,
    },
    /// A calendar month, by its first date.
    Month(Date),
    /// A quarter of a fiscal year.
    Quarter {
        /// The fiscal year, named after the calendar year it begins in.
        year: i16,
        /// 1 to 4.
        number: i8,
    },
    /// A fiscal year, named after the calendar year it begins in.
    Year(i16),
    /// From the first date to the last, both included.
    Range(Date, Date),
}

/// Why a text is no period word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodFault {
    /// What was typed, at most 64 characters of it.
    pub typed: String,
    /// What is wrong.
    pub kind: PeriodFaultKind,
    /// The accepted form that is nearest to what was typed; `None` where none has a letter of it.
    pub nearest: Option<&'static str>,
    /// All accepted forms.
    pub accepted: &'static [&'static str],
}

/// What is wrong with a period word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodFaultKind {
    /// It has no accepted form.
    Unknown,
    /// It has the form of a date, week, month or quarter that does not exist.
    NoSuchDate,
    /// Its year is not in [`YEARS`].
    YearOutside,
    /// Its number of days is 0 or over [`MOST_DAYS`].
    DaysOutside,
    /// Its last date is before its first.
    Reversed,
}

const RELATIVE: [(&str, PeriodWord); 12] = [
    ("today", PeriodWord::This(Kind::Day)),
    ("yesterday", PeriodWord::Last(Kind::Day)),
    ("this-week", PeriodWord::This(Kind::Week)),
    ("last-week", PeriodWord::Last(Kind::Week)),
    ("this-biweek", PeriodWord::This(Kind::Biweek)),
    ("last-biweek", PeriodWord::Last(Kind::Biweek)),
    ("this-month", PeriodWord::This(Kind::Month)),
    ("last-month", PeriodWord::Last(Kind::Month)),
    ("this-quarter", PeriodWord::This(Kind::Quarter)),
    ("last-quarter", PeriodWord::Last(Kind::Quarter)),
    ("this-year", PeriodWord::This(Kind::Year)),
    ("last-year", PeriodWord::Last(Kind::Year)),
];

/// How Japanese speakers call the relative ones.
const JAPANESE: [(&str, &str); 16] = [
    ("今日", "today"),
    ("本日", "today"),
    ("昨日", "yesterday"),
    ("今週", "this-week"),
    ("先週", "last-week"),
    ("前週", "last-week"),
    ("今月", "this-month"),
    ("当月", "this-month"),
    ("先月", "last-month"),
    ("前月", "last-month"),
    ("今四半期", "this-quarter"),
    ("前四半期", "last-quarter"),
    ("今年度", "this-year"),
    ("昨年度", "last-year"),
    ("前年度", "last-year"),
    ("直近7日", "last-7d"),
];

/// Words that people put in the place of the two that begin a relative period.
const LIKE_LAST: [&str; 5] = ["previous", "prev", "past", "prior", "recent"];
const LIKE_THIS: [&str; 2] = ["current", "present"];

impl PeriodWord {
    /// Reads a word; case and surrounding blanks do not matter. The relative words are understood in Japanese too.
    ///
    /// # Errors
    ///
    /// A [`PeriodFault`] with the nearest accepted form.
    pub fn parse(text: &str) -> Result<Self, PeriodFault> {
        let typed: String = text.trim().chars().take(LONGEST).collect();
        read(&typed.to_ascii_lowercase()).map_err(|kind| PeriodFault {
            kind,
            nearest: nearest(&typed),
            accepted: &ACCEPTED,
            typed,
        })
    }

    /// The period this word means when it is asked at `at`. An instant outside [`YEARS`] is taken for
    /// their nearest date.
    pub fn resolve(&self, definition: &Definition, at: Timestamp) -> Period {
        let today = within_years(local_date(at, &definition.zone));
        let of = |kind, date| Period::containing(kind, date, definition);
        match *self {
            Self::This(kind) => of(kind, today),
            Self::Last(kind) => of(kind, plus_days(of(kind, today).first, -1)),
            Self::LastDays(days) => Period::between(
                plus_days(today, -i64::from(days)),
                plus_days(today, -1),
                definition,
            ),
            Self::Day(date) => of(Kind::Day, date),
            Self::Week { year, number } => of(Kind::Week, thursday(year, number)),
            Self::Month(first) => of(Kind::Month, first),
            Self::Quarter { year, number } => {
                let first = super::fiscal_year_start(year, definition);
                of(
                    Kind::Quarter,
                    super::plus_months(first, (i64::from(number) - 1) * 3),
                )
            }
            Self::Year(year) => of(Kind::Year, super::fiscal_year_start(year, definition)),
            Self::Range(first, last) => Period::between(first, last, definition),
        }
    }
}

impl FromStr for PeriodWord {
    type Err = PeriodFault;

    fn from_str(text: &str) -> Result<Self, PeriodFault> {
        Self::parse(text)
    }
}

/// The word in its accepted form; `parse` reads it back.
impl fmt::Display for PeriodWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::This(_) | Self::Last(_) => {
                let known = RELATIVE.iter().find(|(_, word)| word == self);
                f.write_str(known.map_or("", |(text, _)| text))
            }
            Self::LastDays(days) => write!(f, "last-{days}d"),
            Self::Day(date) => write!(f, "{date}"),
            Self::Week { year, number } => write!(f, "{year:04}-W{number:02}"),
            Self::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Self::Quarter { year, number } => write!(f, "{year:04}-Q{number}"),
            Self::Year(year) => write!(f, "FY{year:04}"),
            Self::Range(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

fn read(text: &str) -> Result<PeriodWord, PeriodFaultKind> {
    let text = JAPANESE
        .iter()
        .find(|(word, _)| *word == text)
        .map_or(text, |(_, word)| word);
    if let Some((_, word)) = RELATIVE.iter().find(|(known, _)| *known == text) {
        return Ok(*word);
    }
    if let Some(days) = text
        .strip_prefix("last-")
        .and_then(|rest| rest.strip_suffix('d'))
    {
        return last_days(days);
    }
    if let Some((first, last)) = text.split_once("..") {
        let (first, last) = (full_date(first.trim_end())?, full_date(last.trim_start())?);
        return if first <= last {
            Ok(PeriodWord::Range(first, last))
        } else {
            Err(PeriodFaultKind::Reversed)
        };
    }
    if let Some(rest) = text.strip_prefix("fy") {
        return Ok(PeriodWord::Year(year(rest)?));
    }
    part_of_year(text)
}

fn last_days(digits: &str) -> Result<PeriodWord, PeriodFaultKind> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PeriodFaultKind::Unknown);
    }
    match digits.parse() {
        Ok(days) if (1..=MOST_DAYS).contains(&days) => Ok(PeriodWord::LastDays(days)),
        _ => Err(PeriodFaultKind::DaysOutside),
    }
}

/// `2026-10`, `2026-10-05`, `2026-w41` or `2026-q3`.
fn part_of_year(text: &str) -> Result<PeriodWord, PeriodFaultKind> {
    let (first, part) = text.split_once('-').ok_or(PeriodFaultKind::Unknown)?;
    if part.contains('-') {
        return full_date(text).map(PeriodWord::Day);
    }
    let year = year(first)?;
    if let Some(number) = part.strip_prefix('w') {
        let number = digits(number, 2)?;
        // The Thursday of a week is in the week's own ISO year, so it tells whether there is such a week.
        let real =
            (1..=53).contains(&number) && thursday(year, number).iso_week_date().week() == number;
        return exists(real, PeriodWord::Week { year, number });
    }
    if let Some(number) = part.strip_prefix('q') {
        let number = digits(number, 1)?;
        return exists(
            (1..=4).contains(&number),
            PeriodWord::Quarter { year, number },
        );
    }
    let month = digits(part, 2)?;
    Date::new(year, month, 1)
        .map(PeriodWord::Month)
        .or(Err(PeriodFaultKind::NoSuchDate))
}

fn exists(real: bool, word: PeriodWord) -> Result<PeriodWord, PeriodFaultKind> {
    if real {
        Ok(word)
    } else {
        Err(PeriodFaultKind::NoSuchDate)
    }
}

fn full_date(text: &str) -> Result<Date, PeriodFaultKind> {
    let mut parts = text.split('-');
    let (Some(first), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(PeriodFaultKind::Unknown);
    };
    let (month, day) = (digits(month, 2)?, digits(day, 2)?);
    Date::new(year(first)?, month, day).or(Err(PeriodFaultKind::NoSuchDate))
}

fn year(text: &str) -> Result<i16, PeriodFaultKind> {
    let year = digits(text, 4)?;
    if YEARS.contains(&year) {
        Ok(year)
    } else {
        Err(PeriodFaultKind::YearOutside)
    }
}

fn digits<T: FromStr>(text: &str, width: usize) -> Result<T, PeriodFaultKind> {
    let is_number = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if is_number { text.parse().ok() } else { None };
    number.ok_or(PeriodFaultKind::Unknown)
}

/// The Thursday of an ISO week; of a week 53 that does not exist, one in the next year.
fn thursday(year: i16, number: i8) -> Date {
    ISOWeekDate::new(year, number, Weekday::Thursday)
        .map(ISOWeekDate::date)
        .unwrap_or_else(|_| plus_days(thursday_of_first_week(year), 7 * (i64::from(number) - 1)))
}

fn thursday_of_first_week(year: i16) -> Date {
    // 4 January is in the first ISO week of every year.
    let fourth = Date::new(year, 1, 4).unwrap_or(Date::MAX);
    let monday = plus_days(fourth, -i64::from(fourth.weekday().since(Weekday::Monday)));
    plus_days(monday, 3)
}

fn within_years(date: Date) -> Date {
    let first = Date::new(*YEARS.start(), 1, 1).unwrap_or(Date::MIN);
    let last = Date::new(*YEARS.end(), 12, 31).unwrap_or(Date::MAX);
    date.clamp(first, last)
}

/// The nearest form, where all digits are alike: forms count, not their numbers. A form that was only continued is the
/// one; else differing letters are held against the length, so that a long form that holds what was typed is nearer
/// than a short one that shares nothing with it. `None` where no letter is shared.
fn nearest(typed: &str) -> Option<&'static str> {
    let typed = typed.to_lowercase().replace(['/', ' ', '_'], "-");
    let typed = without_digits(&usual_beginning(&typed));
    let known = ACCEPTED.iter().map(|form| (*form, *form)).chain(JAPANESE);
    let judged = known.filter_map(|(written, form)| {
        let written = without_digits(&written.to_lowercase());
        if typed.starts_with(&written) {
            return Some((0, Reverse(written.len()), form));
        }
        let longer = typed.chars().count().max(written.chars().count());
        let distance = distance(&typed, &written);
        (distance < longer).then(|| (distance * 1_000 / longer, Reverse(0), form))
    });
    let nearest = judged.min_by_key(|(far, length, _)| (*far, *length));
    nearest.map(|(_, _, form)| form)
}

/// `prev week` begins like `last-week`.
fn usual_beginning(typed: &str) -> String {
    let replaced = |words: &[&str], usual: &str| {
        let rest = words.iter().find_map(|word| typed.strip_prefix(word))?;
        let rest = rest.trim_start_matches('-');
        Some(format!("{usual}-{rest}"))
    };
    replaced(&LIKE_LAST, "last")
        .or_else(|| replaced(&LIKE_THIS, "this"))
        .unwrap_or_else(|| typed.to_owned())
}

fn without_digits(text: &str) -> String {
    text.replace(|letter: char| letter.is_ascii_digit(), "0")
}
