//! How far a rate is known: the Wilson score interval.
//!
//! Lives here: the interval. Must not live here: whether a change has a direction (`significance`).

/// The range that a rate lies in, both between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The quantile of the standard normal distribution that leaves 95 % in the middle.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// The Wilson score interval of `k/n` at the quantile `z` of the standard normal distribution (Wilson 1927;
/// Brown, Cai & DasGupta 2001 recommend it for small samples too):
/// `(p̂ + z²/2n ± z·√(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n)`.
/// `None` unless `0 ≤ k ≤ n` and `n > 0`: a ratio of two counts that can exceed 1 has no such interval.
pub fn wilson(k: i64, n: i64, z: f64) -> Option<Interval> {
    if n <= 0 || !(0..=n).contains(&k) || !z.is_finite() || z < 0.0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let (k, n) = (k as f64, n as f64);
    let (rate, square) = (k / n, z * z);
    let middle = rate + square / (2.0 * n);
    let reach = z * (rate * (1.0 - rate) / n + square / (4.0 * n * n)).sqrt();
    let whole = 1.0 + square / n;
    Some(Interval {
        low: ((middle - reach) / whole).clamp(0.0, rate),
        high: ((middle + reach) / whole).clamp(rate, 1.0),
    })
}

/// The interval that holds the rate with 95 %.
pub fn wilson_95(k: i64, n: i64) -> Option<Interval> {
    wilson(k, n, Z_95)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{wilson, wilson_95};

    fn tenths(k: i64, n: i64) -> (f64, f64) {
        let interval = wilson_95(k, n).unwrap();
        let tenths = |rate: f64| (rate * 1000.0).round() / 10.0;
        (tenths(interval.low), tenths(interval.high))
    }

    #[test]
    fn sixty_two_of_238_lie_between_20_9_and_32_0_percent() {
        assert_eq!(tenths(62, 238), (20.9, 32.0));
        assert_eq!(tenths(21, 38), (39.7, 69.9));
    }

    #[test]
    fn none_and_all_have_an_interval_too() {
        assert_eq!(tenths(0, 10), (0.0, 27.8));
        assert_eq!(tenths(10, 10), (72.2, 100.0));
    }

    #[test]
    fn what_is_no_share_has_none() {
        for (k, n) in [(0, 0), (3, 2), (-1, 5), (1, -5)] {
            assert_eq!(wilson_95(k, n), None);
        }
        assert_eq!(wilson(1, 2, f64::NAN), None);
    }

    proptest! {
        #[test]
        fn the_rate_lies_inside_and_more_leads_narrow_it(n in 1_i64..5_000, share in 0.0_f64..=1.0) {
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a share of n")]
            let k = (n as f64 * share) as i64;
            let interval = wilson_95(k, n).unwrap();
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let rate = k as f64 / n as f64;
            prop_assert!(0.0 <= interval.low && interval.low <= rate);
            prop_assert!(rate <= interval.high && interval.high <= 1.0);
            let more = wilson_95(4 * k, 4 * n).unwrap();
            prop_assert!(more.high - more.low < interval.high - interval.low);
        }
    }
}
