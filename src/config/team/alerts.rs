//! What the team wants to be told of without asking: `[alerts]` in the team's file.
//!
//! Lives here: the table's shape and its limits. Must not live here: what an alert is (`kpi::alert`).

use funnelbot_commands::alerts::{Alerts, Watch};
use jiff::SignedDuration;
use kpi::{
    alert::{Bad, Limits, Threshold},
    nearest::nearest,
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AlertsTable {
    enabled: bool,
    watch: Option<Vec<String>>,
    unsubscribe_raise: f64,
    unsubscribe_clear: f64,
    goal_raise: f64,
    goal_clear: f64,
    sync_after: SignedDuration,
}

impl Default for AlertsTable {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            enabled: false,
            watch: None,
            unsubscribe_raise: limits.unsubscribes.raise() * 100.0,
            unsubscribe_clear: limits.unsubscribes.clear() * 100.0,
            goal_raise: limits.goals.raise() * 100.0,
            goal_clear: limits.goals.clear() * 100.0,
            sync_after: limits.sync_after,
        }
    }
}

impl AlertsTable {
    pub(super) fn agreement(&self) -> Result<Alerts, String> {
        let watches = self.watches()?;
        let unsubscribes = (self.unsubscribe_raise, self.unsubscribe_clear);
        let goals = (self.goal_raise, self.goal_clear);
        Ok(Alerts {
            limits: Limits {
                unsubscribes: threshold("unsubscribe", Bad::Above, unsubscribes)?,
                goals: threshold("goal", Bad::Below, goals)?,
                sync_after: self.sync_after.max(SignedDuration::ZERO),
            },
            watches: if self.enabled { watches } else { Vec::new() },
        })
    }

    fn watches(&self) -> Result<Vec<Watch>, String> {
        let Some(words) = &self.watch else {
            return Ok(Watch::ALL.to_vec());
        };
        words.iter().map(|word| watch(word)).collect()
    }
}

fn watch(word: &str) -> Result<Watch, String> {
    Watch::parse(word).ok_or_else(|| {
        let known = Watch::ALL.map(Watch::as_str);
        let near = nearest(word, known.iter().copied())
            .map(|near| format!("; did you mean \"{near}\"?"))
            .unwrap_or_else(|| ".".to_owned());
        format!(
            "alerts.watch: \"{word}\" is nothing that can be watched{near} It takes {}",
            known.join(", ")
        )
    })
}

/// Both in percent.
fn threshold(key: &str, bad: Bad, (raise, clear): (f64, f64)) -> Result<Threshold, String> {
    let side = match bad {
        Bad::Above => "above",
        Bad::Below => "below",
    };
    let fits = raise > 0.0 && clear >= 0.0;
    Threshold::new(bad, raise / 100.0, clear / 100.0)
        .filter(|_| fits)
        .ok_or_else(|| {
            format!(
                "alerts.{key}_clear: {clear} must not lie {side} alerts.{key}_raise ({raise}), or the alert would be over as it begins; \
                 both are percentages, such as {}",
                match bad {
                    Bad::Above => "1.0 and 0.8",
                    Bad::Below => "80 and 90",
                }
            )
        })
}

#[cfg(test)]
mod tests {
    use funnelbot_commands::alerts::Watch;

    use super::super::Team;

    #[test]
    fn alerts_are_off_until_they_are_switched_on() {
        let watches = |text: &str| Team::parse(text).expect("loads").alerts.watches;
        assert_eq!(watches(""), []);
        assert_eq!(watches("[alerts]\nwatch = [\"sync\"]\n"), []);
        assert_eq!(watches("[alerts]\nenabled = true\n"), Watch::ALL);
        let some = "[alerts]\nenabled = true\nwatch = [\"goals\", \"sync\"]\n";
        assert_eq!(watches(some), [Watch::Goal, Watch::Sync]);
    }

    #[test]
    fn what_cannot_be_watched_names_the_nearest() {
        let why = Team::parse("[alerts]\nwatch = [\"goal\"]\n").expect_err("no watch");
        assert!(why.contains("did you mean \"goals\""), "{why}");
        let why = Team::parse("[alerts]\nwatch = [\"weather\"]\n").expect_err("no watch");
        assert!(
            why.contains("It takes sync, unsubscribes, goals, odd-weeks"),
            "{why}"
        );
    }

    #[test]
    fn borders_that_would_flutter_are_refused() {
        let why = Team::parse("[alerts]\nunsubscribe_clear = 1.2\n").expect_err("above");
        assert!(
            why.starts_with("line 2: alerts.unsubscribe_clear: 1.2"),
            "{why}"
        );
        let why = Team::parse("[alerts]\ngoal_raise = 95\n").expect_err("clear is below");
        assert!(why.starts_with("line 1: alerts.goal_clear: 90"), "{why}");
        assert!(Team::parse("[alerts]\ngoal_raise = 0\n").is_err());
    }
}
