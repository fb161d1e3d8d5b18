//! Goals: how far, how fast, and where it lands (`kpi.md` §6).
//!
//! Lives here: attainment, pace in business days, the state. Must not live here: the odds (`goal::landing`),
//! where goals are kept, words.

pub mod landing;
mod workdays;

use crate::{accrual::Accrual, fraction::Fraction};

pub use landing::Landing;
pub use workdays::Workdays;

/// Which side of the target is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// At least the target.
    Higher,
    /// At most the target.
    Lower,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Higher, Self::Lower];

    /// The word people type and tables keep.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
        }
    }

    /// The direction of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|direction| direction.as_str() == word)
    }
}

/// What the number of a goal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Leads, mails, days: whole numbers.
    Count,
    /// A share of 1, shown as percent.
    Share,
    /// Minor units of a currency.
    Money,
    /// Seconds.
    Seconds,
    /// Points of a score, fractions too.
    Points,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 5] = [
        Self::Count,
        Self::Share,
        Self::Money,
        Self::Seconds,
        Self::Points,
    ];

    /// The word used in tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Share => "share",
            Self::Money => "money",
            Self::Seconds => "seconds",
            Self::Points => "points",
        }
    }

    /// The unit of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == word)
    }
}

/// What is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aim {
    /// Above zero, in the KPI's own unit: a count, a share of 1, minor units of money.
    pub target: Fraction,
    /// Which side of it is good.
    pub direction: Direction,
    /// How the KPI comes about.
    pub accrual: Accrual,
}

/// From which pace on a goal is on track, and below which it is off track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Borders {
    on_track: u32,
    at_risk: u32,
}

impl Default for Borders {
    /// 100 % and 80 %.
    fn default() -> Self {
        Self {
            on_track: 100,
            at_risk: 80,
        }
    }
}

impl Borders {
    /// In percent of the pace. `None` where `at_risk` is above `on_track` or zero.
    pub fn new(on_track: u32, at_risk: u32) -> Option<Self> {
        (0 < at_risk && at_risk <= on_track).then_some(Self { on_track, at_risk })
    }

    fn state(self, share: Fraction) -> State {
        let reaches = |percent: u32| {
            Fraction::new(i128::from(percent), 100).is_some_and(|border| share >= border)
        };
        if reaches(self.on_track) {
            State::OnTrack
        } else if reaches(self.at_risk) {
            State::AtRisk
        } else {
            State::OffTrack
        }
    }
}

/// Where a period stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It has not begun.
    Ahead,
    /// It has begun and not ended.
    Open,
    /// It has ended.
    Closed,
}

/// How a goal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// No working time has gone by yet.
    Early,
    /// It goes as fast as it has to.
    OnTrack,
    /// A little slower.
    AtRisk,
    /// Much slower.
    OffTrack,
    /// The target is met, for good.
    Reached,
    /// It can no longer be met.
    Missed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Early,
        Self::OnTrack,
        Self::AtRisk,
        Self::OffTrack,
        Self::Reached,
        Self::Missed,
    ];

    /// The word used in JSON and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::OnTrack => "on-track",
            Self::AtRisk => "at-risk",
            Self::OffTrack => "off-track",
            Self::Reached => "reached",
            Self::Missed => "missed",
        }
    }
}

/// A goal beside what was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// `actual/target`, the other way round where lower is better; `None` where that divides by zero.
    pub attainment: Option<Fraction>,
    /// Of an open period of what adds up: `actual / (target × elapsed share)`, the other way round where lower
    /// is better. `None` for a level, before any working time has gone by, and where it divides by zero.
    pub pace: Option<Fraction>,
    /// Where it lands; `None` where nothing may be said of that.
    pub landing: Option<Landing>,
    /// How it stands.
    pub state: State,
}

/// Measures a goal: `actual` is the number up to the as-of, `workdays` how much of the period's working time has
/// gone by then.
pub fn standing(
    aim: &Aim,
    actual: Fraction,
    phase: Phase,
    workdays: &Workdays,
    borders: Borders,
) -> Standing {
    let ratio = |target: Fraction| match aim.direction {
        Direction::Higher => actual.over(target),
        Direction::Lower => target.over(actual),
    };
    let share = workdays.share();
    let has_pace = phase == Phase::Open && aim.accrual != Accrual::Level && share > Fraction::ZERO;
    let due = aim.target.times(share).filter(|_| has_pace);
    let attainment = ratio(aim.target);
    let pace = due.and_then(ratio);
    Standing {
        attainment,
        pace,
        landing: (phase == Phase::Open)
            .then(|| landing::forecast(aim, actual, share))
            .flatten(),
        state: match phase {
            Phase::Ahead => State::Early,
            Phase::Closed if is_met(aim, actual) => State::Reached,
            Phase::Closed => State::Missed,
            Phase::Open => open_state(aim, actual, share, pace.or(attainment), borders),
        },
    }
}

fn is_met(aim: &Aim, actual: Fraction) -> bool {
    match aim.direction {
        Direction::Higher => actual >= aim.target,
        Direction::Lower => actual <= aim.target,
    }
}

fn open_state(
    aim: &Aim,
    actual: Fraction,
    share: Fraction,
    ratio: Option<Fraction>,
    borders: Borders,
) -> State {
    // Happenings are never taken back, so a target that is passed stays passed.
    if aim.accrual == Accrual::Events && actual >= aim.target {
        match aim.direction {
            Direction::Higher => return State::Reached,
            Direction::Lower if actual > aim.target => return State::Missed,
            Direction::Lower => {}
        }
    }
    if aim.accrual != Accrual::Level && share == Fraction::ZERO {
        return State::Early;
    }
    match ratio {
        Some(ratio) => borders.state(ratio),
        // Only a number of zero that should be low divides by zero.
        None => State::OnTrack,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::{Aim, Borders, Direction, Phase, State, Workdays, standing};
    use crate::{accrual::Accrual, fraction::Fraction};

    fn aim(target: i64, direction: Direction, accrual: Accrual) -> Aim {
        Aim {
            target: Fraction::whole(target),
            direction,
            accrual,
        }
    }

    fn days(elapsed: i64, total: i64) -> Workdays {
        Workdays {
            elapsed: Fraction::whole(elapsed),
            total,
        }
    }

    fn percent(ratio: Option<Fraction>) -> Option<i128> {
        Some(ratio?.times(Fraction::whole(1000))?.rounded())
    }

    #[test]
    fn twenty_eight_of_sixty_after_9_of_19_business_days() {
        let sql = aim(60, Direction::Higher, Accrual::Events);
        let found = standing(
            &sql,
            Fraction::whole(28),
            Phase::Open,
            &days(9, 19),
            Borders::default(),
        );
        assert_eq!(percent(found.attainment), Some(467));
        assert_eq!(percent(found.pace), Some(985));
        assert_eq!(found.state, State::AtRisk);
        let landing = found.landing.unwrap();
        assert_eq!(landing.expected.rounded(), 59);
        assert_eq!(landing.range, Some((49, 69)));
        let chance = landing.chance.unwrap();
        assert!((0.475..0.485).contains(&chance), "{chance}");
    }

    #[test]
    fn the_borders_belong_to_the_better_side() {
        let goal = aim(100, Direction::Higher, Accrual::Amount);
        let state = |actual| {
            let actual = Fraction::whole(actual);
            standing(&goal, actual, Phase::Open, &days(5, 10), Borders::default()).state
        };
        assert_eq!(state(50), State::OnTrack);
        assert_eq!(state(49), State::AtRisk);
        assert_eq!(state(40), State::AtRisk);
        assert_eq!(state(39), State::OffTrack);
        assert_eq!(Borders::new(80, 100), None);
        assert_eq!(Borders::new(80, 0), None);
    }

    #[test]
    fn where_lower_is_better_the_ratio_is_inverted() {
        let goal = aim(20, Direction::Lower, Accrual::Events);
        let at = |actual, elapsed| {
            standing(
                &goal,
                Fraction::whole(actual),
                Phase::Open,
                &days(elapsed, 10),
                Borders::default(),
            )
        };
        assert_eq!(percent(at(10, 5).attainment), Some(2000));
        assert_eq!(percent(at(10, 5).pace), Some(1000));
        assert_eq!(at(11, 5).state, State::AtRisk);
        assert_eq!(at(21, 5).state, State::Missed);
        assert_eq!(at(0, 5).attainment, None);
        assert_eq!(at(0, 5).state, State::OnTrack);
        let chance = |actual| at(actual, 5).landing.unwrap().chance.unwrap();
        assert!(chance(2) > 0.95 && chance(18) < 0.05);
    }

    #[test]
    fn a_level_has_no_pace_and_a_closed_period_is_reached_or_missed() {
        let rate = aim(1, Direction::Higher, Accrual::Level);
        let half = Fraction::new(9, 10).unwrap();
        let open = standing(&rate, half, Phase::Open, &days(0, 10), Borders::default());
        assert_eq!(
            (open.pace, open.landing, open.state),
            (None, None, State::AtRisk)
        );
        let closed = |actual: i64, direction| {
            let goal = aim(10, direction, Accrual::Events);
            let actual = Fraction::whole(actual);
            standing(
                &goal,
                actual,
                Phase::Closed,
                &days(10, 10),
                Borders::default(),
            )
        };
        assert_eq!(closed(10, Direction::Higher).state, State::Reached);
        assert_eq!(closed(9, Direction::Higher).state, State::Missed);
        assert_eq!(closed(10, Direction::Lower).state, State::Reached);
        assert_eq!(closed(11, Direction::Lower).state, State::Missed);
        assert_eq!(closed(9, Direction::Higher).pace, None);
    }

    #[test]
    fn before_any_working_time_nothing_is_said_of_the_pace() {
        let goal = aim(60, Direction::Higher, Accrual::Events);
        let found = standing(
            &goal,
            Fraction::whole(3),
            Phase::Open,
            &days(0, 19),
            Borders::default(),
        );
        assert_eq!((found.pace, found.landing), (None, None));
        assert_eq!(found.state, State::Early);
        let ahead = standing(
            &goal,
            Fraction::ZERO,
            Phase::Ahead,
            &days(0, 19),
            Borders::default(),
        );
        assert_eq!(ahead.state, State::Early);
    }

    #[test]
    fn november_2026_is_9_of_19_days_old_on_the_morning_of_the_16th() {
        use crate::{
            calendar::Calendar,
            definition::Definition,
            period::{Kind, Period},
        };
        let definition = Definition::default();
        let november = Period::containing(Kind::Month, date(2026, 11, 1), &definition);
        let at = |text: &str| {
            let wall: jiff::civil::DateTime = text.parse().unwrap();
            let at = definition.zone.to_timestamp(wall).unwrap();
            Workdays::of(&november, &Calendar::japan(), &definition.zone, at)
        };
        assert_eq!(at("2026-11-16T06:02"), days(9, 19));
        assert_eq!(
            at("2026-11-16T13:30").elapsed,
            Fraction::new(19, 2).unwrap()
        );
        assert_eq!(at("2026-11-16T21:00"), days(10, 19));
        assert_eq!(at("2026-11-22T13:30"), days(14, 19));
        assert_eq!(at("2026-10-30T12:00"), days(0, 19));
        assert_eq!(at("2026-12-05T12:00"), days(19, 19));
    }

    proptest! {
        #[test]
        fn more_never_makes_a_state_worse(
            target in 1_i64..200, actual in 0_i64..200, elapsed in 0_i64..=20, more in 1_i64..50
        ) {
            let rank = |state: State| match state {
                State::Missed => 0,
                State::OffTrack => 1,
                State::AtRisk => 2,
                State::OnTrack | State::Early => 3,
                State::Reached => 4,
            };
            let state = |actual, direction| {
                let goal = aim(target, direction, Accrual::Events);
                let actual = Fraction::whole(actual);
                rank(standing(&goal, actual, Phase::Open, &days(elapsed, 20), Borders::default()).state)
            };
            prop_assert!(state(actual + more, Direction::Higher) >= state(actual, Direction::Higher));
            prop_assert!(state(actual + more, Direction::Lower) <= state(actual, Direction::Lower));
        }
    }
}
