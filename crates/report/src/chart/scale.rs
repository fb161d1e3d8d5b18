//! From numbers to places: an axis with round steps.

use super::unit::Amount;

/// An axis from `low` to `high`, laid from one place to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    step: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// An axis on which all `values` lie, with steps of 1, 2 or 5 of a power of ten. It begins at zero unless
    /// all values lie in the upper part of it; `whole` forbids steps below 1.
    pub(super) fn around(values: &[Amount], whole: bool, (from, to): (f64, f64)) -> Self {
        let numbers = || values.iter().map(|amount| amount.get());
        let mut low = numbers().fold(f64::INFINITY, f64::min).min(f64::MAX);
        let mut high = numbers().fold(f64::NEG_INFINITY, f64::max).max(f64::MIN);
        if values.is_empty() {
            (low, high) = (0.0, 1.0);
        }
        if low > 0.0 && (high - low > high * 0.2 || whole && high < 20.0) {
            low = 0.0;
        } else if low > 0.0 {
            // The lowest point does not lie on the axis, which is no zero here.
            low = (low - (high - low) * 0.2).max(0.0);
        }
        if high < 0.0 {
            high = 0.0;
        }
        if high - low <= f64::EPSILON * high.abs().max(1.0) {
            (low, high) = (
                low.min(0.0),
                if high > 0.0 { high } else { low.min(0.0) + 1.0 },
            );
        }
        let step = step((high - low) / 4.0, whole);
        Self {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            step,
            from,
            to,
        }
    }

    /// An axis from zero, or from the least where that is below, to the greatest; without steps.
    pub(super) fn from_zero(values: &[Amount], (from, to): (f64, f64)) -> Self {
        let numbers = || values.iter().map(|amount| amount.get());
        let low = numbers().fold(0.0, f64::min);
        let high = numbers().fold(0.0, f64::max);
        Self {
            low,
            high: if high > low { high } else { low + 1.0 },
            step: 1.0,
            from,
            to,
        }
    }

    /// Where a number lies.
    pub(super) fn place(&self, amount: Amount) -> f64 {
        let share = (amount.get() - self.low) / (self.high - self.low);
        self.from + share.clamp(0.0, 1.0) * (self.to - self.from)
    }

    /// The numbers at its steps.
    pub(super) fn steps(&self) -> Vec<Amount> {
        const MOST: u8 = 8;
        (0..=MOST)
            .map(|index| self.low + f64::from(index) * self.step)
            .take_while(|number| *number <= self.high + self.step * 0.01)
            .filter_map(Amount::new)
            .collect()
    }
}

/// The round number at or above `rough`.
fn step(rough: f64, whole: bool) -> f64 {
    if whole && rough <= 1.0 {
        return 1.0;
    }
    let power = 10_f64.powf(rough.max(1e-9).log10().floor());
    let rounds = [1.0, 2.0, 5.0, 10.0].map(|round| round * power);
    rounds
        .into_iter()
        .find(|round| *round >= rough * 0.999)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::Axis;
    use crate::chart::Amount;

    fn steps(values: &[f64], whole: bool) -> Vec<f64> {
        let values: Vec<Amount> = values.iter().copied().filter_map(Amount::new).collect();
        let axis = Axis::around(&values, whole, (100.0, 0.0));
        for value in &values {
            let place = axis.place(*value);
            assert!((0.0..=100.0).contains(&place), "{value:?} at {place}");
        }
        axis.steps().into_iter().map(Amount::get).collect()
    }

    #[test]
    fn steps_are_round_and_begin_at_zero() {
        assert_eq!(
            steps(&[58.0, 71.0, 12.0], true),
            [0.0, 20.0, 40.0, 60.0, 80.0]
        );
        assert_eq!(steps(&[0.0], true), [0.0, 1.0]);
        assert_eq!(steps(&[], true), [0.0, 1.0]);
        assert_eq!(steps(&[1.0, 2.0], true), [0.0, 1.0, 2.0]);
        assert_eq!(steps(&[-5.0, 5.0], true), [-5.0, 0.0, 5.0]);
    }

    #[test]
    fn high_numbers_close_together_keep_their_shape() {
        let steps = steps(&[1_000_000.0, 1_020_000.0, 1_010_000.0], true);
        assert!(steps[0] > 900_000.0, "{steps:?}");
        assert!(steps.len() <= 6, "{steps:?}");
    }

    #[test]
    fn any_numbers_have_an_axis() {
        for values in [
            &[1e15, -1e15][..],
            &[1e-12],
            &[-3.0],
            &[1e15],
            &[0.1, 0.100_000_1],
        ] {
            let steps = steps(values, false);
            assert!((1..=9).contains(&steps.len()), "{values:?}: {steps:?}");
        }
    }
}
