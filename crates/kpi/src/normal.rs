//! What is normal for a number, judged by the periods before.
//!
//! Lives here: the middle of earlier numbers and how far ordinary ones lie from it, the same for a chart's band and for
//! an alert. Must not live here: which periods a number is judged by (`anomaly`), what is said about one outside.

/// With fewer periods nobody knows what is normal.
pub const ENOUGH: usize = 8;
/// How many deviations about 95 of 100 ordinary numbers lie within.
pub const REACH: f64 = 1.96;
/// `Φ⁻¹(3/4)`: by it the median absolute deviation becomes the standard deviation of a normal distribution.
const MAD_OF_NORMAL: f64 = 0.6745;
/// `√(π/2)`: by it the mean absolute deviation does.
const MEAN_DEVIATION_OF_NORMAL: f64 = 1.253_314;

/// What is normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    /// The median.
    pub middle: f64,
    /// The robust standard deviation.
    pub deviation: f64,
}

impl Normal {
    /// By earlier numbers: their median, and the median distance from it, or the mean one where more than half of them
    /// are equal (Iglewicz & Hoaglin, 1993); never less than `chance` alone makes of the median. `None` where there
    /// are fewer than `least` of them.
    pub fn of(earlier: &[f64], least: usize, chance: impl FnOnce(f64) -> f64) -> Option<Self> {
        if earlier.len() < least.max(1) {
            return None;
        }
        let middle = median(earlier.to_vec());
        let distances: Vec<f64> = earlier.iter().map(|one| (one - middle).abs()).collect();
        #[expect(clippy::cast_precision_loss, reason = "a few dozen periods")]
        let mean = distances.iter().sum::<f64>() / distances.len() as f64;
        let usual = median(distances);
        let scatter = if usual > 0.0 {
            usual / MAD_OF_NORMAL
        } else {
            mean * MEAN_DEVIATION_OF_NORMAL
        };
        let chance = chance(middle);
        Some(Self {
            middle,
            deviation: if chance > scatter { chance } else { scatter },
        })
    }

    /// From where to where `reach` deviations go.
    pub fn within(&self, reach: f64) -> (f64, f64) {
        let far = reach * self.deviation;
        (self.middle - far, self.middle + far)
    }
}

/// How far a count of independent happenings scatters by chance: √ of what is expected.
pub fn chance_of_count(expected: f64) -> f64 {
    expected.max(0.0).sqrt()
}

/// How far a rate scatters by chance where it stands on so many; beyond 100 % it is a quotient of two counts.
pub fn chance_of_rate(expected: f64, base: f64) -> f64 {
    let rest = if expected <= 1.0 {
        1.0 - expected
    } else {
        1.0 + expected
    };
    (expected.max(0.0) * rest / base.max(1.0)).sqrt()
}

/// The range in which about 95 of 100 ordinary counts lie, in whole ones; `None` where too few periods are known.
pub fn range(earlier: &[i64]) -> Option<(f64, f64)> {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let earlier: Vec<f64> = earlier.iter().map(|count| *count as f64).collect();
    let (low, high) = Normal::of(&earlier, ENOUGH, chance_of_count)?.within(REACH);
    Some((low.max(0.0).round(), high.round()))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => 0.0,
        len if len % 2 == 1 => values[half],
        _ => f64::midpoint(values[half - 1], values[half]),
    }
}

#[cfg(test)]
mod tests {
    use super::{Normal, chance_of_rate, range};

    #[test]
    fn a_few_periods_say_nothing() {
        assert_eq!(range(&[60; 7]), None);
        assert_eq!(range(&[]), None);
    }

    #[test]
    fn equal_counts_still_scatter_by_chance() {
        // 100 ± 1.96 × 10.
        assert_eq!(range(&[100; 12]), Some((80.0, 120.0)));
        assert_eq!(range(&[0; 12]), Some((0.0, 0.0)));
    }

    #[test]
    fn one_outlier_does_not_widen_what_is_normal() {
        let calm = [58, 61, 66, 58, 71, 62, 75, 64, 69, 66, 73, 71];
        let mut wild = calm;
        wild[3] = 900;
        let (calm, wild) = (range(&calm), range(&wild));
        let (Some(calm), Some(wild)) = (calm, wild) else {
            panic!("twelve are enough")
        };
        assert!((calm.1 - wild.1).abs() < 6.0, "{calm:?} {wild:?}");
        assert!(calm.0 > 40.0 && calm.1 < 90.0, "{calm:?}");
    }

    #[test]
    fn restless_counts_have_a_wide_range() {
        let (low, high) = range(&[20, 100, 40, 90, 10, 110, 60, 50]).expect("eight are enough");
        assert!(low < 1.0 && high > 110.0, "{low} {high}");
    }

    #[test]
    fn where_most_are_equal_the_others_tell_how_far_ordinary_ones_lie() {
        let mut values = [10.0; 12];
        values[4] = 16.0;
        let normal = Normal::of(&values, 8, |_| 0.0).expect("twelve");
        // 6/12 · √(π/2).
        assert!((normal.deviation - 0.626_657).abs() < 1e-6, "{normal:?}");
    }

    #[test]
    fn a_rate_on_few_scatters_more() {
        // √(0.02 · 0.98 / 400).
        assert!((chance_of_rate(0.02, 400.0) - 0.007).abs() < 1e-9);
        assert!(chance_of_rate(0.02, 100.0) > chance_of_rate(0.02, 400.0));
        assert!(chance_of_rate(1.2, 100.0).is_finite());
    }
}
