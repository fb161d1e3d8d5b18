//! When a post is due: a five-field cron in the workspace's zone, every so many weeks, moved off holidays.
//!
//! Lives here: due times, a pure function of the agreement. Must not live here: what is done about them
//! (`jobs/posts.rs`), waiting (`scheduler.rs`).

use std::str::FromStr;

use funnelbot_commands::posts::PostKind;
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime},
};
use kpi::{
    calendar::{Calendar, DayRule},
    definition::Definition,
};

/// The times of a kind of post where the team says nothing.
fn standard_cron(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Weekly | PostKind::Biweekly => "0 9 * * MON",
        PostKind::Monthly => "0 9 1 * *",
    }
}

/// One schedule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Schedule {
    pub(crate) kind: PostKind,
    cron: cron::Schedule,
    /// Only every so many weeks, counted from the anchor's week.
    pub(crate) every: u32,
    anchor: Date,
    /// What happens on a day that is no business day; `None` posts anyway.
    pub(crate) day_rule: Option<DayRule>,
    /// How long a post waits for complete data.
    pub(crate) grace: SignedDuration,
    /// How late a missed post may still be made up.
    pub(crate) max_lateness: SignedDuration,
    /// Its own channel.
    pub(crate) channel: Option<u64>,
}

/// One due time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Due {
    /// When the post is to be made.
    pub(crate) at: Timestamp,
    /// The time that the cron names, before any holiday moved it: it decides the period.
    pub(crate) nominal: Timestamp,
}

impl Schedule {
    /// The schedule of a team that says nothing: Mondays at nine, every second Monday, the first of the
    /// month; on a holiday the next business day.
    pub(crate) fn standard(kind: PostKind, definition: &Definition) -> Self {
        let (every, max_lateness) = match kind {
            PostKind::Weekly => (1, SignedDuration::from_hours(72)),
            PostKind::Biweekly => (2, SignedDuration::from_hours(7 * 24)),
            PostKind::Monthly => (1, SignedDuration::from_hours(10 * 24)),
        };
        Self {
            kind,
            cron: five_fields(standard_cron(kind)).expect("a cron of ours"),
            every,
            anchor: definition.biweek_anchor,
            day_rule: Some(DayRule::Next),
            grace: SignedDuration::from_hours(3),
            max_lateness,
            channel: None,
        }
    }

    /// The same schedule at other times.
    ///
    /// # Errors
    /// What is wrong with the five fields, with a valid example.
    pub(crate) fn with_cron(mut self, text: &str) -> Result<Self, String> {
        self.cron = five_fields(text)?;
        Ok(self)
    }

    /// Due times after `after`, up to and including `until`, oldest first.
    pub(crate) fn due_between(
        &self,
        after: Timestamp,
        until: Timestamp,
        definition: &Definition,
        calendar: &Calendar,
    ) -> Vec<Due> {
        // A holiday moves a due time by less than two weeks in either direction.
        let margin = SignedDuration::from_hours(14 * 24);
        let from = after.checked_sub(margin).unwrap_or(after);
        let to = until.checked_add(margin).unwrap_or(until);
        let mut due: Vec<Due> = self
            .nominal_after(from, definition)
            .take_while(|nominal| local_instant(*nominal, definition) <= to)
            .filter_map(|nominal| self.moved(nominal, definition, calendar))
            .filter(|due| due.at > after && due.at <= until)
            .collect();
        due.sort_by_key(|due| due.at);
        due
    }

    /// The first due time after `after`; `None` where there is none within two years.
    pub(crate) fn next_after(
        &self,
        after: Timestamp,
        definition: &Definition,
        calendar: &Calendar,
    ) -> Option<Due> {
        let mut from = after;
        for _ in 0..24 {
            let until = from.checked_add(SignedDuration::from_hours(31 * 24)).ok()?;
            let due = self.due_between(from, until, definition, calendar);
            if let Some(first) = due.first() {
                return Some(*first);
            }
            from = until;
        }
        None
    }

    // Cron runs on local wall-clock time, where every day has each time exactly once; a time that the zone
    // skips or repeats becomes one instant afterwards, so that no change of the clocks loses or doubles a post.
    fn nominal_after(
        &self,
        after: Timestamp,
        definition: &Definition,
    ) -> impl Iterator<Item = DateTime> {
        let wall = after.to_zoned_datetime(definition.zone.clone()).datetime();
        let start = wall_as_utc(wall.checked_sub(1.day()).unwrap_or(wall));
        let week_start = definition.week_start;
        self.cron
            .after(&start)
            .filter_map(|at| wall_from_utc(&at))
            .filter(move |wall| {
                let week = |date: Date| {
                    let into = week_start.until(date.weekday());
                    date.checked_sub(i64::from(into).days()).unwrap_or(date)
                };
                let days = week(self.anchor)
                    .until(week(wall.date()))
                    .map_or(0, |span| span.get_days());
                (days / 7).rem_euclid(i32::try_from(self.every).unwrap_or(i32::MAX)) == 0
            })
    }

    fn moved(
        &self,
        nominal: DateTime,
        definition: &Definition,
        calendar: &Calendar,
    ) -> Option<Due> {
        let date = match self.day_rule {
            Some(rule) => rule.apply(calendar, nominal.date())?,
            None => nominal.date(),
        };
        Some(Due {
            at: local_instant(date.to_datetime(nominal.time()), definition),
            nominal: local_instant(nominal, definition),
        })
    }
}

fn local_instant(wall: DateTime, definition: &Definition) -> Timestamp {
    definition
        .zone
        .to_ambiguous_timestamp(wall)
        .compatible()
        .unwrap_or(Timestamp::MAX)
}

fn wall_as_utc(wall: DateTime) -> chrono::DateTime<chrono::Utc> {
    let seconds = jiff::tz::TimeZone::UTC
        .to_timestamp(wall)
        .map_or(0, |instant| instant.as_second());
    chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

fn wall_from_utc(at: &chrono::DateTime<chrono::Utc>) -> Option<DateTime> {
    let instant = Timestamp::from_second(at.timestamp()).ok()?;
    Some(
        instant
            .to_zoned_datetime(jiff::tz::TimeZone::UTC)
            .datetime(),
    )
}

fn five_fields(text: &str) -> Result<cron::Schedule, String> {
    const EXAMPLE: &str = "a valid one is \"0 9 * * MON\" (Mondays at 9:00)";
    let count = text.split_whitespace().count();
    if count != 5 {
        return Err(format!(
            "\"{text}\" has {count} fields instead of five; {EXAMPLE}"
        ));
    }
    let fields: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let weekday = unix_weekdays(&fields[4])
        .ok_or_else(|| format!("\"{}\" is no weekday; {EXAMPLE}", fields[4]))?;
    let seconds_first = format!("0 {} {weekday}", fields[..4].join(" "));
    cron::Schedule::from_str(&seconds_first)
        .map_err(|fault| format!("\"{text}\" is no cron expression ({fault}); {EXAMPLE}"))
}

/// The library counts Sunday as 1; crontab counts it as 0 and 7. Names mean the same in both.
fn unix_weekdays(field: &str) -> Option<String> {
    let number = |text: &str| -> Option<String> {
        match text.parse::<u8>() {
            Ok(day) if day <= 7 => Some(((day % 7) + 1).to_string()),
            Ok(_) => None,
            Err(_) => Some(text.to_owned()),
        }
    };
    let range = |part: &str| -> Option<String> {
        let (days, step) = match part.split_once('/') {
            Some((days, step)) => (days, format!("/{step}")),
            None => (part, String::new()),
        };
        match days.split_once('-') {
            // 5-7 (Friday to Sunday) would run backwards in the library's count.
            Some((from, "7" | "0")) if from != "0" && step.is_empty() => {
                Some(format!("{}-7,1", number(from)?))
            }
            Some((from, to)) => Some(format!("{}-{}{step}", number(from)?, number(to)?)),
            None => Some(format!("{}{step}", number(days)?)),
        }
    };
    let parts: Option<Vec<String>> = field.split(',').map(range).collect();
    Some(parts?.join(","))
}
