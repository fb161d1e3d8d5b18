//! Small exact statistics.

/// The `p`-quantile of `sorted` (ascending) by linear interpolation between closest ranks, type 7 of
/// Hyndman & Fan (`kpi.md` §3); `None` where there are no values, never 0.
pub fn quantile(sorted: &[i64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "positions and milliseconds are far below 2^52"
    )]
    let position = last as f64 * p;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 ≤ position ≤ last"
    )]
    let below = position.floor() as usize;
    let above = (below + 1).min(last);
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds are far below 2^52"
    )]
    let (low, high) = (sorted[below] as f64, sorted[above] as f64);
    #[expect(clippy::cast_precision_loss, reason = "positions are far below 2^52")]
    let share = position - below as f64;
    Some(low + (high - low) * share)
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
    fn no_values_have_no_quantile() {
        assert_eq!(quantile(&[], 0.5), None);
    }
}
