//! Small exact statistics.

use std::collections::BTreeMap;

/// The `p`-quantile of `sorted` (ascending) by linear interpolation between closest ranks, type 7 of
/// Hyndman & Fan (`kpi.md` §3); `None` where there are no values, never 0.
pub fn quantile(sorted: &[i64], p: f64) -> Option<f64> {
    let (below, share) = position(sorted.len(), p)?;
    let above = (below + 1).min(sorted.len() - 1);
    Some(between(sorted[below], sorted[above], share))
}

/// As `quantile`, of values in any order, which are partly put in order on the way: for many values much
/// faster than to sort them.
pub fn quantile_of(values: &mut [i64], p: f64) -> Option<f64> {
    let (below, share) = position(values.len(), p)?;
    let (_, low, rest) = values.select_nth_unstable(below);
    let high = rest.iter().min().unwrap_or(low);
    Some(between(*low, *high, share))
}

/// As `quantile`, of values that come with how often they occur.
pub fn quantile_of_counts(counts: &BTreeMap<i64, i64>, p: f64) -> Option<f64> {
    let how_often = |count: &i64| usize::try_from(*count).unwrap_or_default();
    let len = counts.values().map(how_often).sum();
    let (below, share) = position(len, p)?;
    let at = |rank: usize| {
        let mut seen = 0;
        let mut values = counts.iter();
        let value = values.find(|(_, count)| {
            seen += how_often(count);
            rank < seen
        });
        value.map(|(value, _)| *value)
    };
    Some(between(at(below)?, at((below + 1).min(len - 1))?, share))
}

/// The rank at or below the quantile, and how far it lies on the way to the next.
fn position(len: usize, p: f64) -> Option<(usize, f64)> {
    let last = len.checked_sub(1)?;
    #[expect(clippy::cast_precision_loss, reason = "positions are far below 2^52")]
    let position = last as f64 * p;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 ≤ position ≤ last"
    )]
    let below = position.floor() as usize;
    Some((below, position.fract()))
}

fn between(low: i64, high: i64, share: f64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds are far below 2^52"
    )]
    let (low, high) = (low as f64, high as f64);
    low + (high - low) * share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_the_closest_ranks() {
        assert_eq!(quantile(&[10, 20, 30, 40], 0.5), Some(25.0));
        assert_eq!(quantile(&[10, 20, 30, 40], 0.9), Some(37.0));
        assert_eq!(quantile(&[10, 20, 30], 0.5), Some(20.0));
        assert_eq!(quantile(&[7], 0.9), Some(7.0));
        assert_eq!(quantile(&[1, 2], 1.0), Some(2.0));
    }

    #[test]
    fn the_order_of_the_values_does_not_matter() {
        let mut dice = 1_u64;
        for count in 1..40 {
            let mut values: Vec<i64> = (0..count)
                .map(|_| {
                    dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    i64::from((dice >> 59) as u8)
                })
                .collect();
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let mut counts = BTreeMap::new();
            for value in &values {
                *counts.entry(*value).or_default() += 1;
            }
            for p in [0.0, 0.1, 0.5, 0.9, 1.0] {
                assert_eq!(quantile_of(&mut values, p), quantile(&sorted, p));
                assert_eq!(quantile_of_counts(&counts, p), quantile(&sorted, p));
            }
        }
    }

    #[test]
    fn no_values_have_no_quantile() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile_of(&mut [], 0.5), None);
        assert_eq!(quantile_of_counts(&BTreeMap::new(), 0.5), None);
    }
}
