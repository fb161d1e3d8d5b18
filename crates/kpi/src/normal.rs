//! What is normal for a count, judged by the periods before.
//!
//! Lives here: the range that a chart shows as a band. Must not live here: what is said about a count outside of it.

use crate::stats::quantile_of;

/// With fewer periods nobody knows what is normal.
const ENOUGH: usize = 8;
/// The median absolute deviation of a normal distribution, as a share of its standard deviation, inverted.
const TO_DEVIATION: f64 = 1.4826;
/// How many standard deviations about 95 of 100 normal periods lie within.
const REACH: f64 = 1.96;

/// The range in which about 95 of 100 ordinary periods lie: the median of the earlier complete periods, to both
/// sides twice their usual distance from it, and never less than counts scatter by chance (√median). `None`
/// where there are fewer than eight of them.
pub fn range(earlier: &[i64]) -> Option<(f64, f64)> {
    if earlier.len() < ENOUGH {
        return None;
    }
    let mut values = earlier.to_vec();
    let median = quantile_of(&mut values, 0.5)?;
    // In tenths, because a median of an even number of counts may lie between two.
    let mut distances: Vec<i64> = values.iter().map(|value| tenths(*value, median)).collect();
    let usual = quantile_of(&mut distances, 0.5)? / 10.0;
    let deviation = (usual * TO_DEVIATION).max(median.max(0.0).sqrt());
    let reach = REACH * deviation;
    Some(((median - reach).max(0.0).round(), (median + reach).round()))
}

fn tenths(value: i64, median: f64) -> i64 {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let distance = (value as f64 - median).abs() * 10.0;
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
    let distance = distance.round() as i64;
    distance
}

#[cfg(test)]
mod tests {
    use super::range;

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
}
