//! When a post is due: a five-field cron in the workspace's zone, every so many weeks, moved off holidays.
//!
//! Lives here: due times, a pure function of the agreement. Must not live here: the five fields
//! (`schedule/crontab.rs`), what is done about a due time (`jobs/posts.rs`), waiting (`scheduler.rs`).

mod crontab;

use funnelbot_commands::posts::PostKind;
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime},
};
use kpi::{
    calendar::{Calendar, DayRule},
    definition::Definition,
    period::local_date,
};
use serde::{Deserialize, Serialize};

use crontab::Crontab;

/// The times of a kind of post where the team says nothing.
fn standard_cron(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Weekly | PostKind::Biweekly => "0 9 * * MON",
        PostKind::Monthly => "0 9 1 * *",
    }
}

/// How long numbers settle where the team says nothing. Of a month people keep the numbers, so that it matters to them
/// whether those of the last days are all there.
pub(crate) fn standard_settling(kind: PostKind) -> SignedDuration {
    match kind {
        PostKind::Weekly | PostKind::Biweekly => SignedDuration::ZERO,
        PostKind::Monthly => SignedDuration::from_hours(72),
    }
}

/// One schedule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Schedule {
    pub(crate) kind: PostKind,
    cron: Crontab,
    /// Only every so many weeks, counted from the anchor's week.
    pub(crate) every: u32,
    anchor: Date,
    /// What happens on a day that is no business day; `None` posts anyway.
    pub(crate) day_rule: Option<DayRule>,
    /// How long a post waits for complete data.
    pub(crate) grace: SignedDuration,
    /// How late a missed post may still be made up.
    pub(crate) max_lateness: SignedDuration,
    /// How long after its period's end its numbers still settle.
    pub(crate) settling: SignedDuration,
    /// Its own channel.
    pub(crate) channel: Option<u64>,
}

/// One due time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
            cron: Crontab::parse(standard_cron(kind)).expect("a cron of ours"),
            every,
            anchor: definition.biweek_anchor,
            day_rule: Some(DayRule::Next),
            grace: SignedDuration::from_hours(3),
            max_lateness,
            settling: standard_settling(kind),
            channel: None,
        }
    }

    /// The same schedule at other times.
    ///
    /// # Errors
    /// What is wrong with the five fields, with a valid example.
    pub(crate) fn with_cron(mut self, text: &str) -> Result<Self, String> {
        self.cron = Crontab::parse(text)?;
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
        let (from, to) = match self.day_rule {
            Some(_) => (
                beyond_closure(after, -1, definition, calendar),
                beyond_closure(until, 1, definition, calendar),
            ),
            None => (after, until),
        };
        let mut due: Vec<Due> = self
            .nominal_after(from, definition)
            .take_while(|nominal| local_instant(*nominal, definition) <= to)
            .filter_map(|nominal| self.moved(nominal, definition, calendar))
            .filter(|due| due.at > after && due.at <= until)
            .collect();
        due.sort_by_key(|due| due.at);
        due
    }

    /// Everything that the due times follow from, as text that differs where they may.
    pub(crate) fn terms(&self, definition: &Definition, calendar: &Calendar) -> String {
        format!(
            "{} | every {} weeks from {} | {:?} | {} | {:?} | {calendar:?}",
            self.cron.as_str(),
            self.every,
            self.anchor,
            self.day_rule,
            definition.zone.iana_name().unwrap_or_default(),
            definition.week_start,
        )
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
        let start = wall.checked_sub(1.day()).unwrap_or(wall);
        let week_start = definition.week_start;
        self.cron.after(start).filter(move |wall| {
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
        let at = |date: Date| local_instant(date.to_datetime(nominal.time()), definition);
        let by = |rule: DayRule| rule.apply(calendar, nominal.date()).map(at);
        let unmoved = at(nominal.date());
        let moved = match self.day_rule {
            Some(rule) => by(rule)?,
            None => unmoved,
        };
        // A post speaks of a period that is over: brought forward into it, it would have to wait for its end anyway.
        let period = self.kind.period_word().resolve(definition, unmoved);
        let is_over = moved >= unmoved || moved >= period.span.end;
        Some(Due {
            at: if is_over { moved } else { by(DayRule::Next)? },
            nominal: unmoved,
        })
    }
}

/// The instant beyond the closed days before (-1) or after (1) `instant`: what is due farther away is not moved over it.
fn beyond_closure(
    instant: Timestamp,
    step: i64,
    definition: &Definition,
    calendar: &Calendar,
) -> Timestamp {
    // As far as `DayRule` looks for a business day.
    const FARTHEST: usize = 366;
    let date = local_date(instant, &definition.zone);
    let open = date
        .series(step.days())
        .skip(1)
        .take(FARTHEST)
        .find(|date| calendar.is_business_day(*date));
    let open = open.unwrap_or_else(|| date.saturating_add((step * 366).days()));
    // The whole of that day, whatever the time on it.
    let beyond = if step < 0 {
        open
    } else {
        open.saturating_add(1.day())
    };
    local_instant(
        beyond.to_datetime(jiff::civil::Time::midnight()),
        definition,
    )
}

fn local_instant(wall: DateTime, definition: &Definition) -> Timestamp {
    definition
        .zone
        .to_ambiguous_timestamp(wall)
        .compatible()
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};
    use kpi::{
        calendar::{Calendar, DayRule},
        definition::Definition,
    };

    use super::{PostKind, Schedule};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn due(schedule: &Schedule, zone: &str, from: &str, to: &str) -> Vec<String> {
        let definition = Definition {
            zone: TimeZone::get(zone).expect("a zone"),
            ..Definition::default()
        };
        schedule
            .due_between(at(from), at(to), &definition, &Calendar::japan())
            .into_iter()
            .map(|due| {
                let wall = due.at.to_zoned_datetime(definition.zone.clone());
                wall.strftime("%a %m-%d %H:%M").to_string()
            })
            .collect()
    }

    fn november(schedule: &Schedule) -> Vec<String> {
        due(
            schedule,
            "Asia/Tokyo",
            "2026-11-01T00:00:00+09:00",
            "2026-12-02T00:00:00+09:00",
        )
    }

    fn weekly(cron: &str) -> Schedule {
        let schedule = Schedule::standard(PostKind::Weekly, &Definition::default());
        schedule.with_cron(cron).expect("a cron")
    }

    #[test]
    fn the_weekly_summary_moves_off_a_holiday() {
        // 11-23 is Labour Thanksgiving Day.
        let expected = [
            "Mon 11-02 09:00",
            "Mon 11-09 09:00",
            "Mon 11-16 09:00",
            "Tue 11-24 09:00",
            "Mon 11-30 09:00",
        ];
        assert_eq!(november(&weekly("0 9 * * MON")), expected);
    }

    #[test]
    fn a_day_rule_may_also_skip_or_go_back() {
        // 11-03 is Culture Day, 11-23 Labour Thanksgiving Day.
        let mut schedule = weekly("0 9 * * 1,2");
        schedule.day_rule = Some(DayRule::Previous);
        let back = november(&schedule);
        assert_eq!(
            back.iter().filter(|due| *due == "Mon 11-02 09:00").count(),
            2,
            "{back:?}"
        );
        schedule = weekly("0 9 * * 1");
        schedule.day_rule = Some(DayRule::Skip);
        assert_eq!(november(&schedule).len(), 4);
        schedule.day_rule = None;
        assert!(november(&schedule).contains(&"Mon 11-23 09:00".to_owned()));
    }

    #[test]
    fn no_post_is_brought_forward_into_the_period_it_speaks_of() {
        // The week before Monday the 23rd ends with that day; on Friday the 20th it is not over.
        let mut schedule = weekly("0 9 * * 1");
        schedule.day_rule = Some(DayRule::Previous);
        let dues = november(&schedule);
        assert!(dues.contains(&"Tue 11-24 09:00".to_owned()), "{dues:?}");
        assert_eq!(dues.len(), 5, "{dues:?}");
        // The first of November is a Sunday.
        let mut monthly = Schedule::standard(PostKind::Monthly, &Definition::default());
        monthly.day_rule = Some(DayRule::Previous);
        assert_eq!(november(&monthly), ["Mon 11-02 09:00", "Tue 12-01 09:00"]);
    }

    #[test]
    fn what_falls_into_a_long_closure_comes_once_it_is_over() {
        use jiff::ToSpan;
        let closed = jiff::civil::date(2026, 8, 1).series(1.day()).take(40);
        let calendar = Calendar::japan().with_days_off(closed);
        let definition = Definition::default();
        let schedule = weekly("0 9 * * MON");
        let first = schedule
            .next_after(at("2026-08-20T00:00:00+09:00"), &definition, &calendar)
            .expect("there is one");
        assert_eq!(first.at, at("2026-09-10T09:00:00+09:00"));
        assert_eq!(first.nominal, at("2026-08-03T09:00:00+09:00"));
        let until = at("2026-09-11T00:00:00+09:00");
        let all = schedule.due_between(
            at("2026-09-01T00:00:00+09:00"),
            until,
            &definition,
            &calendar,
        );
        assert_eq!(all.len(), 6, "{all:?}");
        assert!(all.iter().all(|due| due.at == first.at), "{all:?}");
    }

    #[test]
    fn the_review_comes_every_second_week_of_the_anchor() {
        let review = Schedule::standard(PostKind::Biweekly, &Definition::default());
        assert_eq!(
            november(&review),
            ["Mon 11-02 09:00", "Mon 11-16 09:00", "Mon 11-30 09:00"]
        );
    }

    #[test]
    fn the_retrospective_comes_on_the_first_business_day() {
        let monthly = Schedule::standard(PostKind::Monthly, &Definition::default());
        assert_eq!(november(&monthly), ["Mon 11-02 09:00", "Tue 12-01 09:00"]);
    }

    #[test]
    fn a_holiday_changes_the_day_but_not_the_period_it_speaks_of() {
        let definition = Definition::default();
        let next = weekly("0 9 * * MON")
            .next_after(
                at("2026-11-17T00:00:00+09:00"),
                &definition,
                &Calendar::japan(),
            )
            .expect("there is a next one");
        assert_eq!(next.at, at("2026-11-24T09:00:00+09:00"));
        assert_eq!(next.nominal, at("2026-11-23T09:00:00+09:00"));
    }

    #[test]
    fn a_change_of_the_clocks_neither_loses_nor_doubles_a_post() {
        let mut schedule = weekly("30 2 * * *");
        schedule.day_rule = None;
        // On 2026-03-29 in Berlin 2:30 does not exist, on 2026-10-25 it comes twice.
        let spring = due(
            &schedule,
            "Europe/Berlin",
            "2026-03-28T12:00:00Z",
            "2026-03-30T12:00:00Z",
        );
        assert_eq!(spring, ["Sun 03-29 03:30", "Mon 03-30 02:30"]);
        let autumn = due(
            &schedule,
            "Europe/Berlin",
            "2026-10-24T12:00:00Z",
            "2026-10-26T12:00:00Z",
        );
        assert_eq!(autumn, ["Sun 10-25 02:30", "Mon 10-26 02:30"]);
    }
}
