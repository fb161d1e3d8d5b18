//! The salespeople of the demo: in office hours they claim most of the pings, and leave some lying.
//!
//! Lives here: who claims what when. Must not live here: what a claim does (the bot).

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Weekday, tz::TimeZone};

use super::show::Claimable;
use crate::stage::{RIVAL, SELLER};

/// How many minutes one after the other takes, from the ping or the morning on; `None` claims nothing.
const MINUTES: [Option<i64>; 5] = [Some(12), Some(7), Some(25), None, Some(40)];
const MORNING: i8 = 9;
const EVENING: i8 = 18;

/// A press of a Claim button.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) at: Timestamp,
    pub(super) by: u64,
    pub(super) ping: Claimable,
}

/// What the salespeople are about to do.
#[derive(Debug, Default)]
pub(super) struct Sales {
    heard: usize,
    planned: Vec<Claim>,
}

impl Sales {
    /// They read a ping at `now`.
    pub(super) fn hear(&mut self, ping: Claimable, now: Timestamp, zone: &TimeZone) {
        let by = [SELLER, RIVAL][self.heard % 2];
        let minutes = MINUTES[self.heard % MINUTES.len()];
        self.heard += 1;
        if let Some(minutes) = minutes {
            let at = at_work(now, zone) + SignedDuration::from_mins(minutes);
            self.planned.push(Claim { at, by, ping });
        }
    }

    /// When the next one claims.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.planned.iter().map(|claim| claim.at).min()
    }

    /// What is claimed by now, in its order.
    pub(super) fn due(&mut self, now: Timestamp) -> Vec<Claim> {
        let mut due: Vec<Claim> = self
            .planned
            .extract_if(.., |claim| claim.at <= now)
            .collect();
        due.sort_by_key(|claim| claim.at);
        due
    }
}

/// That instant in office hours, or else the next working morning.
fn at_work(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let wall = now.to_zoned_datetime(zone.clone()).datetime();
    let is_free =
        |day: jiff::civil::Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    if !is_free(wall.date()) && (MORNING..EVENING).contains(&wall.hour()) {
        return now;
    }
    let first = if wall.hour() < MORNING { 0 } else { 1 };
    let days = (first..).map(|days: i64| wall.date().saturating_add(days.days()));
    let day = days
        .take(7)
        .find(|day| !is_free(*day))
        .unwrap_or(wall.date());
    zone.to_timestamp(day.at(MORNING, 0, 0, 0)).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_claims_at_night_or_on_a_weekend() {
        let zone = TimeZone::get("Asia/Tokyo").expect("a zone");
        let worked = |text: &str| {
            let at: Timestamp = text.parse().expect("an instant");
            at_work(at, &zone)
                .to_zoned_datetime(zone.clone())
                .strftime("%a %H:%M")
                .to_string()
        };
        assert_eq!(worked("2026-10-13T11:30:00+09:00"), "Tue 11:30");
        assert_eq!(worked("2026-10-13T03:00:00+09:00"), "Tue 09:00");
        assert_eq!(worked("2026-10-16T19:00:00+09:00"), "Mon 09:00");
        assert_eq!(worked("2026-10-18T08:00:00+09:00"), "Mon 09:00");
    }
}
