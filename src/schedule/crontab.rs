//! Five fields, read as crontab reads them.
//!
//! Lives here: which local times the fields name. Must not live here: weeks, holidays and zones (`schedule.rs`).

use std::{collections::BTreeSet, iter::Peekable, str::FromStr};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

const EXAMPLE: &str = "a valid one is \"0 9 * * MON\" (Mondays at 9:00)";
const WEEKDAYS: [&str; 7] = [
    "SUNDAY",
    "MONDAY",
    "TUESDAY",
    "WEDNESDAY",
    "THURSDAY",
    "FRIDAY",
    "SATURDAY",
];

/// Five fields: minute, hour, day of the month, month, weekday.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Crontab {
    text: String,
    /// Two where both the day of the month and the weekday are given: a day that fits either is meant.
    either: Vec<cron::Schedule>,
}

impl Crontab {
    /// Reads the fields.
    ///
    /// # Errors
    /// What is wrong with them, with a valid example.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields[..] else {
            let count = fields.len();
            return Err(format!(
                "\"{text}\" has {count} fields instead of five; {EXAMPLE}"
            ));
        };
        let weekdays =
            weekdays(weekday).ok_or_else(|| format!("\"{weekday}\" is no weekday; {EXAMPLE}"))?;
        let is_any = |field: &str| field.starts_with(['*', '?']);
        // The library wants seconds first.
        let lines = if is_any(day) || is_any(weekday) {
            vec![format!("0 {minute} {hour} {day} {month} {weekdays}")]
        } else {
            vec![
                format!("0 {minute} {hour} {day} {month} *"),
                format!("0 {minute} {hour} * {month} {weekdays}"),
            ]
        };
        let read = |line: &String| {
            cron::Schedule::from_str(line)
                .map_err(|fault| format!("\"{text}\" is no cron expression ({fault}); {EXAMPLE}"))
        };
        let crontab = Self {
            text: fields.join(" "),
            either: lines.iter().map(read).collect::<Result<_, _>>()?,
        };
        if crontab
            .after(jiff::civil::datetime(2000, 1, 1, 0, 0, 0, 0))
            .next()
            .is_none()
        {
            return Err(format!("\"{text}\": no such day ever comes; {EXAMPLE}"));
        }
        Ok(crontab)
    }

    /// As it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The times after `wall`, earliest first.
    pub(crate) fn after(&self, wall: DateTime) -> impl Iterator<Item = DateTime> {
        let start = wall_as_utc(wall);
        let mut either: Vec<Peekable<_>> = self
            .either
            .iter()
            .map(|line| {
                line.after(&start)
                    .filter_map(|at| wall_from_utc(&at))
                    .peekable()
            })
            .collect();
        std::iter::from_fn(move || {
            let next = either
                .iter_mut()
                .filter_map(|times| times.peek().copied())
                .min()?;
            for times in &mut either {
                times.next_if_eq(&next);
            }
            Some(next)
        })
    }
}

/// The weekdays in the library's count, which begins with Sunday as 1. Crontab counts Sunday as 0 and as 7.
fn weekdays(field: &str) -> Option<String> {
    let mut days = BTreeSet::new();
    for part in field.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, step.parse().ok().filter(|step| *step > 0)?),
            None => (part, 1),
        };
        let (first, last) = match range.split_once('-') {
            Some((first, last)) => until_sunday(weekday(first)?, weekday(last)?),
            None if matches!(range, "*" | "?") => (0, 6),
            None if part.contains('/') => (weekday(range)?, 6),
            None => (weekday(range)?, weekday(range)?),
        };
        if first > last {
            return None;
        }
        days.extend((first..=last).step_by(step).map(|day| day % 7));
    }
    let numbers: Vec<String> = days.into_iter().map(|day| (day + 1).to_string()).collect();
    Some(numbers.join(","))
}

/// A range that ends with Sunday ends with the seventh day.
fn until_sunday(first: u8, last: u8) -> (u8, u8) {
    if last == 0 && first > 0 {
        (first, 7)
    } else {
        (first, last)
    }
}

fn weekday(text: &str) -> Option<u8> {
    if let Ok(number) = text.parse() {
        return (0..=7).contains(&number).then_some(number);
    }
    let name = text.to_ascii_uppercase();
    let is_meant = |day: &&str| name.len() >= 3 && day.starts_with(&name);
    let found = WEEKDAYS.iter().position(is_meant)?;
    u8::try_from(found).ok()
}

fn wall_as_utc(wall: DateTime) -> chrono::DateTime<chrono::Utc> {
    let seconds = TimeZone::UTC
        .to_timestamp(wall)
        .map_or(0, |instant| instant.as_second());
    chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

fn wall_from_utc(at: &chrono::DateTime<chrono::Utc>) -> Option<DateTime> {
    let instant = Timestamp::from_second(at.timestamp()).ok()?;
    Some(instant.to_zoned_datetime(TimeZone::UTC).datetime())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Crontab;

    /// The first `count` times in November 2026, which begins with a Sunday.
    fn november(text: &str, count: usize) -> Vec<String> {
        let crontab = Crontab::parse(text).expect("five fields");
        let start = date(2026, 11, 1)
            .at(0, 0, 0, 0)
            .saturating_sub(jiff::Span::new().seconds(1));
        let times = crontab.after(start).take(count);
        times
            .map(|wall| wall.strftime("%a %d %H:%M").to_string())
            .collect()
    }

    #[test]
    fn sunday_is_0_and_7_and_ends_a_week() {
        let weekend = [
            "Sun 01 09:00",
            "Fri 06 09:00",
            "Sat 07 09:00",
            "Sun 08 09:00",
        ];
        for text in [
            "0 9 * * 5-7",
            "0 9 * * 5-0",
            "0 9 * * FRI-SUN",
            "0 9 * * fri,6,7",
        ] {
            assert_eq!(november(text, 4), weekend, "{text}");
        }
        for text in ["0 9 * * 0", "0 9 * * 7", "0 9 * * 7-7", "0 9 * * Sunday"] {
            assert_eq!(
                november(text, 2),
                ["Sun 01 09:00", "Sun 08 09:00"],
                "{text}"
            );
        }
        for text in ["0 9 * * 0-7", "0 9 * * 1-7", "0 9 * * *"] {
            let days = november(text, 8);
            assert_eq!(
                days.last().map(String::as_str),
                Some("Sun 08 09:00"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_step_counts_within_its_range() {
        let odd = [
            "Sun 01 09:00",
            "Mon 02 09:00",
            "Wed 04 09:00",
            "Fri 06 09:00",
        ];
        assert_eq!(november("0 9 * * 1-7/2", 4), odd);
        assert_eq!(
            november("0 9 * * */3", 3),
            ["Sun 01 09:00", "Wed 04 09:00", "Sat 07 09:00"]
        );
    }

    #[test]
    fn a_day_of_the_month_or_a_weekday_is_enough() {
        let either = [
            "Sun 01 09:00",
            "Mon 02 09:00",
            "Mon 09 09:00",
            "Sun 15 09:00",
            "Mon 16 09:00",
        ];
        assert_eq!(november("0 9 1,15 * MON", 5), either);
        // A day that fits both comes once.
        assert_eq!(november("0 9 2 * MON", 2), ["Mon 02 09:00", "Mon 09 09:00"]);
        // A star is no restriction, also with a step.
        assert_eq!(
            november("0 9 */2 * MON", 2),
            ["Mon 09 09:00", "Mon 23 09:00"]
        );
    }

    #[test]
    fn what_names_no_time_is_refused_with_an_example() {
        for wrong in [
            "9 o'clock",
            "0 9 * * 9",
            "0 9 * * MON-SUN-TUE",
            "0 9 * * FRI-MON",
            "0 9 * * 1/0",
            "0 25 * * MON",
            "0 9 30 2 *",
            "0 9 * * MON *",
            "",
        ] {
            let why = Crontab::parse(wrong).expect_err("names no time");
            assert!(why.contains("0 9 * * MON"), "{wrong}: {why}");
        }
    }
}
