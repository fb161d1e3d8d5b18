//! Threshold alerts that do not flutter.
//!
//! Lives here: an alert raised beyond one border and cleared only beyond another, value by value and over a history;
//! the borders of a workspace. Must not live here: where the values come from, who is told.

use jiff::SignedDuration;

use crate::catalogue::UNSUBSCRIBE_WARNING;

/// Which side of the borders is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bad {
    /// Above, such as a rate of unsubscribes.
    Above,
    /// Below, such as a goal's pace.
    Below,
}

/// A threshold with hysteresis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    bad: Bad,
    raise: f64,
    clear: f64,
}

impl Threshold {
    /// Raised strictly beyond `raise`, cleared at `clear` or on its good side. `None` where a border is no
    /// number, or `clear` lies on the bad side of `raise`: such an alert would be raised and cleared at once.
    pub fn new(bad: Bad, raise: f64, clear: f64) -> Option<Self> {
        let fits = match bad {
            Bad::Above => clear <= raise,
            Bad::Below => clear >= raise,
        };
        (fits && raise.is_finite() && clear.is_finite()).then_some(Self { bad, raise, clear })
    }

    /// Beyond which value it is raised.
    pub fn raise(&self) -> f64 {
        self.raise
    }

    /// From which value on it is over.
    pub fn clear(&self) -> f64 {
        self.clear
    }

    fn raises(&self, value: f64) -> bool {
        match self.bad {
            Bad::Above => value > self.raise,
            Bad::Below => value < self.raise,
        }
    }

    fn clears(&self, value: f64) -> bool {
        match self.bad {
            Bad::Above => value <= self.clear,
            Bad::Below => value >= self.clear,
        }
    }

    /// What a value means for an alert. One that is not available (`None`) raises nothing and clears nothing.
    pub fn turn(&self, standing: Standing, value: Option<f64>) -> Turn {
        match (standing, value.filter(|value| !value.is_nan())) {
            (Standing::Quiet, Some(value)) if self.raises(value) => Turn::Raised,
            (Standing::Raised, Some(value)) if self.clears(value) => Turn::Over,
            (Standing::Raised, Some(_)) => Turn::GoesOn,
            _ => Turn::Nothing,
        }
    }

    /// The one of two values that is farther on the bad side.
    pub fn worse(&self, one: f64, other: f64) -> f64 {
        match self.bad {
            Bad::Above => one.max(other),
            Bad::Below => one.min(other),
        }
    }

    /// What would have been raised over a history, oldest first.
    pub fn episodes<T: Copy>(&self, history: &[(T, Option<f64>)]) -> Vec<AlertEpisode<T>> {
        let mut episodes: Vec<AlertEpisode<T>> = Vec::new();
        for (at, value) in history {
            let raised = episodes
                .last_mut()
                .filter(|episode| episode.cleared.is_none());
            let standing = match raised {
                Some(_) => Standing::Raised,
                None => Standing::Quiet,
            };
            match (self.turn(standing, *value), raised, value) {
                (Turn::Over, Some(episode), _) => episode.cleared = Some(*at),
                (Turn::GoesOn, Some(episode), Some(value)) => {
                    episode.worst = self.worse(episode.worst, *value);
                    episode.last = *at;
                }
                (Turn::Raised, None, Some(value)) => episodes.push(AlertEpisode {
                    raised: *at,
                    last: *at,
                    cleared: None,
                    worst: *value,
                }),
                _ => {}
            }
        }
        episodes
    }
}

/// Whether an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does not.
    Quiet,
    /// It was raised and is not over.
    Raised,
}

/// What a value means for an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It begins.
    Raised,
    /// It stands on.
    GoesOn,
    /// It ends.
    Over,
    /// Nothing changes.
    Nothing,
}

/// The borders of a workspace's alerts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Of the share of delivered mails of a week by which somebody unsubscribed (`kpi.md` §4).
    pub unsubscribes: Threshold,
    /// Of the pace of a goal, as a share of what is due by now (`kpi.md` §6).
    pub goals: Threshold,
    /// For how long a stream may fail.
    pub sync_after: SignedDuration,
}

impl Default for Limits {
    /// Over 1 % until 0.8 %; under 80 % until 90 %; two hours.
    fn default() -> Self {
        Self {
            unsubscribes: Threshold {
                bad: Bad::Above,
                raise: UNSUBSCRIBE_WARNING,
                clear: 0.008,
            },
            goals: Threshold {
                bad: Bad::Below,
                raise: 0.8,
                clear: 0.9,
            },
            sync_after: SignedDuration::from_hours(2),
        }
    }
}

impl Limits {
    /// Raised where a stream has failed for longer than is allowed, over once all streams work. In hours.
    pub fn sync(&self) -> Threshold {
        Threshold {
            bad: Bad::Above,
            raise: self.sync_after.as_secs_f64() / 3600.0,
            clear: 0.0,
        }
    }
}

/// One alert: told when it is raised, and when it is cleared.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct AlertEpisode<T> {
    /// When it was raised.
    pub raised: T,
    /// When it was last found standing.
    pub last: T,
    /// When it was cleared; `None` while it stands.
    pub cleared: Option<T>,
    /// The value farthest on the bad side.
    pub worst: f64,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{AlertEpisode, Bad, Threshold};

    fn found(threshold: Threshold, values: &[Option<f64>]) -> Vec<AlertEpisode<usize>> {
        let history: Vec<(usize, Option<f64>)> = values.iter().copied().enumerate().collect();
        threshold.episodes(&history)
    }

    #[test]
    fn an_alert_is_cleared_later_than_it_is_raised() {
        let unsubscribes = Threshold::new(Bad::Above, 1.0, 0.8).unwrap();
        let values = [0.5, 1.0, 1.1, 0.9, 1.4, 0.8, 0.9, 1.2].map(Some);
        assert_eq!(
            found(unsubscribes, &values),
            [
                AlertEpisode {
                    raised: 2,
                    last: 4,
                    cleared: Some(5),
                    worst: 1.4
                },
                AlertEpisode {
                    raised: 7,
                    last: 7,
                    cleared: None,
                    worst: 1.2
                },
            ]
        );
    }

    #[test]
    fn what_is_not_available_changes_nothing() {
        let pace = Threshold::new(Bad::Below, 80.0, 90.0).unwrap();
        let values = [Some(95.0), None, Some(79.0), None, Some(85.0), Some(90.0)];
        let episodes = found(pace, &values);
        assert_eq!(episodes.len(), 1);
        assert_eq!((episodes[0].raised, episodes[0].cleared), (2, Some(5)));
        assert_eq!(found(pace, &[Some(f64::NAN), None]), []);
    }

    #[test]
    fn borders_the_wrong_way_round_are_refused() {
        assert_eq!(Threshold::new(Bad::Above, 1.0, 1.2), None);
        assert_eq!(Threshold::new(Bad::Below, 80.0, 70.0), None);
        assert_eq!(Threshold::new(Bad::Above, f64::NAN, 1.0), None);
        assert!(Threshold::new(Bad::Above, 1.0, 1.0).is_some());
    }

    proptest! {
        #[test]
        fn only_the_last_alert_stands_and_each_was_beyond_its_border(
            values in prop::collection::vec(prop::option::of(0.0_f64..3.0), 0..60)
        ) {
            let threshold = Threshold::new(Bad::Above, 2.0, 1.0).unwrap();
            let episodes = found(threshold, &values);
            for (index, episode) in episodes.iter().enumerate() {
                prop_assert!(values[episode.raised].is_some_and(|value| value > 2.0));
                prop_assert!(episode.worst > 2.0);
                match episode.cleared {
                    None => prop_assert_eq!(index + 1, episodes.len()),
                    Some(at) => prop_assert!(values[at].is_some_and(|value| value <= 1.0)),
                }
            }
        }
    }
}
