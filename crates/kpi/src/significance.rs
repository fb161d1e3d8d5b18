//! What a number may claim (`kpi.md` §7): when a rate is small-sampled, when a change has a direction.

/// A rate whose denominator is under this is marked as a small sample.
pub const SMALL_SAMPLE: i64 = 30;

/// Whether the evidence allows a change word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// The rate went up.
    Up,
    /// The rate went down.
    Down,
    /// No clear change.
    Unclear,
}

/// Compares two rates `k/n` by the two-proportion z-test, pooled variance, two-sided, p < 0.05.
/// `None` where a denominator is zero.
pub fn compare_rates(now: (i64, i64), before: (i64, i64)) -> Option<Evidence> {
    // The 97.5 % quantile of the standard normal distribution: |z| above it is p < 0.05 two-sided.
    const CRITICAL: f64 = 1.959_963_984_540_054;
    if now.1 <= 0 || before.1 <= 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let [k1, n1, k2, n2] = [now.0, now.1, before.0, before.1].map(|count| count as f64);
    let pooled = (k1 + k2) / (n1 + n2);
    let variance = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2);
    if variance <= 0.0 {
        return Some(Evidence::Unclear);
    }
    let z = (k1 / n1 - k2 / n2) / variance.sqrt();
    Some(if z > CRITICAL {
        Evidence::Up
    } else if z < -CRITICAL {
        Evidence::Down
    } else {
        Evidence::Unclear
    })
}

/// Compares two counts of independent happenings, such as leads that entered a stage in two equally long
/// periods: a change counts as one only beyond twice its ordinary spread, `|now − before| > 2·√(now + before)`.
pub fn compare_counts(now: i64, before: i64) -> Evidence {
    let difference = i128::from(now) - i128::from(before);
    let spread = 4 * (i128::from(now.max(0)) + i128::from(before.max(0)));
    match difference {
        _ if difference * difference <= spread => Evidence::Unclear,
        1.. => Evidence::Up,
        _ => Evidence::Down,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_difference_is_no_clear_change() {
        // 26.1% against 23.1%: z = 0.76.
        assert_eq!(compare_rates((62, 238), (58, 251)), Some(Evidence::Unclear));
    }

    #[test]
    fn a_large_difference_has_its_direction() {
        // 38.0% against 31.0%: z = 3.4.
        assert_eq!(compare_rates((412, 1084), (330, 1065)), Some(Evidence::Up));
        assert_eq!(
            compare_rates((330, 1065), (412, 1084)),
            Some(Evidence::Down)
        );
    }

    #[test]
    fn rates_without_a_base_or_without_variance_claim_nothing() {
        assert_eq!(compare_rates((0, 0), (3, 10)), None);
        assert_eq!(compare_rates((3, 10), (0, 0)), None);
        assert_eq!(compare_rates((10, 10), (20, 20)), Some(Evidence::Unclear));
        assert_eq!(compare_rates((0, 10), (0, 20)), Some(Evidence::Unclear));
    }

    #[test]
    fn a_count_moves_beyond_twice_its_spread() {
        assert_eq!(compare_counts(58, 71), Evidence::Unclear);
        assert_eq!(compare_counts(100, 71), Evidence::Up);
        assert_eq!(compare_counts(71, 100), Evidence::Down);
        assert_eq!(compare_counts(0, 0), Evidence::Unclear);
        assert_eq!(compare_counts(4, 0), Evidence::Unclear);
        assert_eq!(compare_counts(5, 0), Evidence::Up);
    }
}
