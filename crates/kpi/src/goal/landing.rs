//! Where an open period lands, and what the odds are.
//!
//! Lives here: the projection, its range and the chance of reaching the target. Must not live here: how far
//! the period has come (`workdays`).
//!
//! The projection is `actual / elapsed share` (`kpi.md` §6). For counts of happenings the rest of the period is
//! uncertain twice: by chance, and because the rate is only known from what has happened so far. With the
//! rate's Jeffreys prior, Gamma(½, 0), and Poisson happenings, what is still to come is negative binomial with
//! `r = actual + ½` and `p = elapsed share` (Gelman et al., Bayesian Data Analysis, 2.6). The range is the narrowest
//! that holds 80 %. Happenings that come in bunches, or a month that ends faster than it begins, are not in
//! this model.

use crate::{accrual::Accrual, fraction::Fraction};

use super::{Aim, Direction};

/// Where it lands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landing {
    /// `actual / elapsed share`.
    pub expected: Fraction,
    /// What holds the final count with 80 %, both ends included; only for counts of happenings.
    pub range: Option<(i64, i64)>,
    /// The chance of meeting the target, 0 to 1; only for counts of happenings.
    pub chance: Option<f64>,
}

/// A fifth of the period has to be gone before anything is said (`kpi.md` §6).
const FIRST: (i128, i128) = (1, 5);
/// The range holds this much.
const HELD: f64 = 0.8;
/// Beyond so many happenings the odds are not worked out one by one.
const MOST: i64 = 1_000_000;

/// Where `actual` lands when that share of the working time is gone; `None` for a level, and too early.
pub(super) fn forecast(aim: &Aim, actual: Fraction, share: Fraction) -> Option<Landing> {
    let first = Fraction::new(FIRST.0, FIRST.1)?;
    if aim.accrual == Accrual::Level || share < first {
        return None;
    }
    let expected = actual.over(share)?;
    let count = i64::try_from(actual.numerator())
        .ok()
        .filter(|count| aim.accrual == Accrual::Events && actual.is_whole() && *count >= 0);
    let odds = count.and_then(|count| Odds::of(count, share));
    Some(Landing {
        expected,
        range: odds.as_ref().map(Odds::range),
        chance: odds.as_ref().and_then(|odds| odds.chance(aim)),
    })
}

/// The final count: what there is, and the probability of 0, 1, 2 … more.
struct Odds {
    so_far: i64,
    more: Vec<f64>,
}

impl Odds {
    /// `None` beyond `MOST`.
    fn of(count: i64, share: Fraction) -> Option<Self> {
        // What is left out beyond this is never seen in a percentage.
        const TAIL: f64 = 1e-9;
        if count > MOST {
            return None;
        }
        let p = share.to_f64();
        if p >= 1.0 {
            return Some(Self {
                so_far: count,
                more: vec![1.0],
            });
        }
        #[expect(clippy::cast_precision_loss, reason = "bounded just above")]
        let r = count as f64 + 0.5;
        let mut more = Vec::new();
        let mut logarithm = r * p.ln();
        let (mut held, mut step) = (0.0, 0.0);
        let mean = r * (1.0 - p) / p;
        // Up to the mean the sum is far from 1; behind it the terms fall without end.
        while step <= mean || held < 1.0 - TAIL {
            let probability = logarithm.exp();
            if step > mean && probability < f64::MIN_POSITIVE {
                break;
            }
            held += probability;
            more.push(probability);
            logarithm += ((r + step) / (step + 1.0) * (1.0 - p)).ln();
            step += 1.0;
        }
        Some(Self {
            so_far: count,
            more,
        })
    }

    /// Grown from the likeliest count to the likelier side; the probabilities have one peak.
    fn range(&self) -> (i64, i64) {
        let at = |index: usize| self.more.get(index).copied().unwrap_or(0.0);
        let likeliest = (0..self.more.len())
            .max_by(|one, other| at(*one).total_cmp(&at(*other)))
            .unwrap_or(0);
        let (mut low, mut high, mut held) = (likeliest, likeliest, at(likeliest));
        while held < HELD && (low > 0 || high + 1 < self.more.len()) {
            let below = low.checked_sub(1).map_or(-1.0, at);
            if below >= at(high + 1) {
                low -= 1;
                held += at(low);
            } else {
                high += 1;
                held += at(high);
            }
        }
        let count = |more: usize| self.so_far + i64::try_from(more).unwrap_or(MOST);
        (count(low), count(high))
    }

    /// `None` where the target is no whole number.
    fn chance(&self, aim: &Aim) -> Option<f64> {
        let target = i64::try_from(aim.target.numerator())
            .ok()
            .filter(|_| aim.target.is_whole())?;
        let missing = target - self.so_far;
        let fewer_than = |count: i64| -> f64 {
            let count = usize::try_from(count.max(0)).unwrap_or(usize::MAX);
            self.more.iter().take(count).sum()
        };
        let chance = match aim.direction {
            Direction::Higher => 1.0 - fewer_than(missing),
            Direction::Lower => fewer_than(missing.saturating_add(1)),
        };
        Some(chance.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Accrual, Aim, Direction, Fraction, Odds, forecast};

    fn aim(target: i64, accrual: Accrual) -> Aim {
        Aim {
            target: Fraction::whole(target),
            direction: Direction::Higher,
            accrual,
        }
    }

    fn share(elapsed: i128, total: i128) -> Fraction {
        Fraction::new(elapsed, total).unwrap()
    }

    #[test]
    fn nothing_is_said_before_a_fifth_has_gone() {
        let goal = aim(60, Accrual::Events);
        assert_eq!(forecast(&goal, Fraction::whole(9), share(19, 100)), None);
        assert!(forecast(&goal, Fraction::whole(9), share(1, 5)).is_some());
    }

    #[test]
    fn money_lands_without_odds_and_a_level_lands_nowhere() {
        let landing = forecast(
            &aim(60, Accrual::Amount),
            Fraction::whole(1_000),
            share(1, 2),
        )
        .unwrap();
        assert_eq!(landing.expected, Fraction::whole(2_000));
        assert_eq!((landing.range, landing.chance), (None, None));
        let level = aim(1, Accrual::Level);
        assert_eq!(forecast(&level, Fraction::ONE, share(1, 2)), None);
    }

    #[test]
    fn of_nothing_so_far_something_can_still_come() {
        let landing = forecast(&aim(1, Accrual::Events), Fraction::ZERO, share(1, 2)).unwrap();
        // P(X = 0) = ½^½.
        let chance = landing.chance.unwrap();
        assert!((chance - (1.0 - 0.5_f64.sqrt())).abs() < 1e-9, "{chance}");
        assert_eq!(landing.range, Some((0, 1)));
    }

    #[test]
    fn large_counts_are_still_worked_out() {
        let landing = forecast(
            &aim(500_000, Accrual::Events),
            Fraction::whole(100_000),
            share(1, 5),
        )
        .unwrap();
        let (low, high) = landing.range.unwrap();
        assert!((480_000..499_000).contains(&low) && (501_000..520_000).contains(&high));
        assert!((landing.chance.unwrap() - 0.5).abs() < 0.01);
        let beyond = forecast(
            &aim(5, Accrual::Events),
            Fraction::whole(2_000_000),
            share(1, 5),
        );
        assert_eq!(beyond.unwrap().range, None);
    }

    proptest! {
        #[test]
        fn the_range_holds_80_percent_and_the_odds_are_odds(
            count in 0_i64..400, elapsed in 4_i128..=20, target in 1_i64..800
        ) {
            let odds = Odds::of(count, share(elapsed, 20)).unwrap();
            let all: f64 = odds.more.iter().sum();
            prop_assert!((all - 1.0).abs() < 1e-6, "{}", all);
            let (low, high) = odds.range();
            prop_assert!(count <= low && low <= high);
            let index = |count_then: i64| usize::try_from(count_then - count).unwrap();
            let held: f64 = odds.more[index(low)..=index(high)].iter().sum();
            prop_assert!(held >= 0.8 - 1e-9);
            let chance = odds.chance(&aim(target, Accrual::Events)).unwrap();
            prop_assert!((0.0..=1.0).contains(&chance));
            if target <= count {
                prop_assert!((chance - 1.0).abs() < 1e-12);
            }
            prop_assert!(odds.chance(&aim(target + 1, Accrual::Events)).unwrap() <= chance);
        }
    }
}
