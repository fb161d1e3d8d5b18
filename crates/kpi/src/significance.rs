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

/// Compares two rates `k/n` by the two-proportion z-test, pooled variance, two-sided, p < 0.05, with a
/// continuity correction of a quarter of a lead on each side: `|p₁ − p₂| − ¼·(1/n₁ + 1/n₂)`. Counts move in steps, so
/// the plain test calls more than 5 % of unchanged rates changed (up to 9 % where ten leads are compared with
/// forty); with the quarter it stays below 5 % everywhere, and above a few hundred leads it changes nothing. Half
/// a lead (Yates) would hold back real changes too. `None` where a denominator is zero.
pub fn compare_rates(now: (i64, i64), before: (i64, i64)) -> Option<Evidence> {
    // |z| above it is p < 0.05 two-sided.
    const CRITICAL: f64 = crate::wilson::Z_95;
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
    let difference = k1 / n1 - k2 / n2;
    let step = 0.25 * (1.0 / n1 + 1.0 / n2);
    Some(if difference.abs() - step <= CRITICAL * variance.sqrt() {
        Evidence::Unclear
    } else if difference > 0.0 {
        Evidence::Up
    } else {
        Evidence::Down
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

    /// The probability of each number of successes in `n`, of a binomial distribution.
    fn binomial(n: i64, p: f64) -> Vec<f64> {
        let mut terms = vec![(1.0 - p).powi(i32::try_from(n).unwrap())];
        for k in 1..=n {
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let odds = (n - k + 1) as f64 / k as f64 * p / (1.0 - p);
            terms.push(terms[terms.len() - 1] * odds);
        }
        terms
    }

    /// Exactly how often the words up and down appear although the rate has not changed.
    #[test]
    fn words_of_change_appear_in_at_most_5_percent_of_unchanged_rates() {
        let sizes = [
            (5, 5),
            (8, 12),
            (10, 40),
            (20, 200),
            (25, 25),
            (30, 100),
            (50, 50),
            (80, 80),
            (120, 120),
        ];
        for (n1, n2) in sizes {
            for p in [0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.9] {
                let (first, second) = (binomial(n1, p), binomial(n2, p));
                let mut claimed = 0.0;
                for (k1, one) in (0..).zip(&first) {
                    for (k2, two) in (0..).zip(&second) {
                        if compare_rates((k1, n1), (k2, n2)) != Some(Evidence::Unclear) {
                            claimed += one * two;
                        }
                    }
                }
                assert!(claimed <= 0.05, "{n1} and {n2} at {p}: {claimed}");
            }
        }
    }

    #[test]
    fn words_of_change_appear_in_at_most_5_percent_of_unchanged_counts() {
        for mean in [0.5, 1.0, 3.0, 5.0, 10.0, 30.0, 100.0_f64] {
            let mut terms = vec![(-mean).exp()];
            for k in 1..300 {
                terms.push(terms[terms.len() - 1] * mean / f64::from(k));
            }
            let mut claimed = 0.0;
            for (now, one) in (0..).zip(&terms) {
                for (before, two) in (0..).zip(&terms) {
                    if compare_counts(now, before) != Evidence::Unclear {
                        claimed += one * two;
                    }
                }
            }
            assert!(claimed <= 0.05, "{mean}: {claimed}");
        }
    }

    /// Quarters of a company in which nothing changes, drawn by chance from a fixed seed.
    #[test]
    fn words_of_change_are_rare_where_nothing_changes() {
        let mut seed = 0x2026_1123_u64;
        let mut chance = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            #[expect(clippy::cast_precision_loss, reason = "53 bits")]
            let unit = (seed >> 11) as f64 / (1_u64 << 53) as f64;
            unit
        };
        let (mut claimed, mut periods) = (0, 0);
        for _ in 0..4_000 {
            let rate = 0.02 + 0.5 * chance();
            #[expect(clippy::cast_possible_truncation, reason = "up to 300")]
            let mut period = || {
                let leads = 5 + (300.0 * chance().powi(2)) as i64;
                let converted = (0..leads).filter(|_| chance() < rate).count();
                (i64::try_from(converted).unwrap(), leads)
            };
            let (now, before) = (period(), period());
            periods += 1;
            claimed += i32::from(compare_rates(now, before) != Some(Evidence::Unclear));
        }
        assert!(claimed * 20 <= periods, "{claimed} of {periods}");
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
