//! What a number may claim (`kpi.md` §7): when a rate is small-sampled, when a change has a direction.
//!
//! Lives here: the one test of each sort of number. Must not live here: which number is of which sort
//! (`catalogue::claim`), words.

#[cfg(test)]
mod unchanged;

use crate::exposure::Exposures;

/// A rate whose denominator is under this is marked as a small sample.
pub const SMALL_SAMPLE: i64 = 30;

/// |z| above it is p < 0.05, two-sided.
const CRITICAL: f64 = crate::wilson::Z_95;
/// Counts move in steps, so that the test of small ones asks for a little more.
const CRITICAL_OF_COUNTS: f64 = 2.0;

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

/// Compares two ratios of counts of which neither is a part of the other, such as the customers of a month to its
/// leads: other leads stand above the line than below.
///
/// Besides the test of [`compare_rates`] (`kpi.md` §7), which takes the count below as fixed, the change has to lie
/// beyond the spread of a quotient of two independent counts, `r(1 + r)·(1/n₁ + 1/n₂)` (delta method). And as those
/// above may have begun in the period before, a shorter or longer period changes the ratio alone: the change has to be
/// clear also where what stands below is taken at the length of the comparison. `None` where a denominator is zero,
/// and for ratios over 100 %, of which the first test knows nothing.
pub fn compare_ratios(
    now: (i64, i64),
    before: (i64, i64),
    exposures: &Exposures,
) -> Option<Evidence> {
    let is_proportion = |(above, below): (i64, i64)| (0..=below).contains(&above);
    if !is_proportion(now) || !is_proportion(before) {
        return None;
    }
    let evidence = compare_rates(now, before)?;
    let (present, past) = (exposures.now, exposures.before);
    let lengths = [
        (1.0, 1.0),
        (present.days, past.days),
        (present.worked, past.worked),
    ];
    let mut stretches = lengths
        .into_iter()
        .filter(|(now, before)| *now > 0.0 && *before > 0.0)
        .map(|(now, before)| before / now);
    let is_clear = stretches.all(|stretch| ratio_evidence(now, before, stretch) == evidence);
    Some(if is_clear {
        evidence
    } else {
        Evidence::Unclear
    })
}

/// The evidence of two ratios as quotients of independent counts, where the one below is stretched by a factor.
fn ratio_evidence(now: (i64, i64), before: (i64, i64), stretch: f64) -> Evidence {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let [k1, n1, k2, n2] = [now.0, now.1, before.0, before.1].map(|count| count as f64);
    let pooled = (k1 + k2) / (n1 * stretch + n2);
    let spread = (1.0 / n1 + 1.0 / n2) * pooled * (1.0 + pooled);
    let difference = k1 / (n1 * stretch) - k2 / n2;
    let step = 0.25 * (1.0 / n1 + 1.0 / n2);
    if difference.abs() - step <= CRITICAL * spread.sqrt() {
        Evidence::Unclear
    } else if difference > 0.0 {
        Evidence::Up
    } else {
        Evidence::Down
    }
}

/// Compares two counts of independent happenings, such as leads that entered a stage.
///
/// A change counts as one only beyond twice its ordinary spread; in equally long periods that is
/// `|now − before| > 2·√(now + before)`. Else the counts a day are compared, once by business days and once by
/// all days: some happen on any day, some only when people work, and a change has to be clear either way.
pub fn compare_counts(now: i64, before: i64, exposures: &Exposures) -> Evidence {
    match score(now, before, exposures) {
        score if score > CRITICAL_OF_COUNTS => Evidence::Up,
        score if score < -CRITICAL_OF_COUNTS => Evidence::Down,
        _ => Evidence::Unclear,
    }
}

/// As [`compare_counts`], where the clearest of `among` changes is picked: each has to be so much clearer that in at
/// most 5 % of unchanged periods any is (Bonferroni). Tells how clear it is, below zero where it went down.
pub fn clear_change(now: i64, before: i64, exposures: &Exposures, among: usize) -> Option<f64> {
    let score = score(now, before, exposures);
    let size = score.abs();
    // The normal distribution has at most φ(z)/z beyond z (Mills' ratio).
    let beyond = 2.0 * (-0.5 * size * size).exp() / ((2.0 * std::f64::consts::PI).sqrt() * size);
    #[expect(clippy::cast_precision_loss, reason = "a few stages")]
    let is_clear = size > CRITICAL_OF_COUNTS && beyond * among as f64 <= 0.05;
    is_clear.then_some(score)
}

/// How many standard deviations a change of counts is away from none; by the days that claim less.
fn score(now: i64, before: i64, exposures: &Exposures) -> f64 {
    let (present, past) = (exposures.now, exposures.before);
    let by_days = score_by(now, before, present.days, past.days);
    if present.worked <= 0.0 && past.worked <= 0.0 {
        return by_days;
    }
    let by_work = score_by(now, before, present.worked, past.worked);
    if by_days * by_work <= 0.0 {
        0.0
    } else if by_days.abs() < by_work.abs() {
        by_days
    } else {
        by_work
    }
}

/// The same with one length for each side. Where nothing changes, of all happenings the share of `length` falls into
/// the period.
fn score_by(now: i64, before: i64, length: f64, length_before: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let [now, before] = [now.max(0), before.max(0)].map(|count| count as f64);
    let spread = (length * length_before * (now + before)).sqrt();
    if spread > 0.0 {
        (now * length_before - before * length) / spread
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposure::Exposure;

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

    /// Days of the calendar and worked days of both sides.
    fn exposures(now: (f64, f64), before: (f64, f64)) -> Exposures {
        let of = |(days, worked)| Exposure { days, worked };
        Exposures {
            now: of(now),
            before: of(before),
        }
    }

    fn weeks() -> Exposures {
        exposures((7.0, 5.0), (7.0, 5.0))
    }

    fn poisson(mean: f64) -> Vec<f64> {
        let mut terms = vec![(-mean).exp()];
        for k in 1..300 {
            terms.push(terms[terms.len() - 1] * mean / f64::from(k));
        }
        terms
    }

    /// Exactly how often, where leads come on every day and where they come on business days alone.
    #[test]
    fn words_of_change_appear_in_at_most_5_percent_of_unchanged_counts() {
        let lengths = [
            weeks(),
            exposures((7.0, 4.0), (7.0, 5.0)),
            exposures((7.0, 2.0), (7.0, 5.0)),
            exposures((28.0, 18.0), (31.0, 19.0)),
            exposures((31.0, 23.0), (30.0, 18.0)),
        ];
        for mean in [0.5, 1.0, 3.0, 5.0, 10.0, 30.0, 100.0_f64] {
            for both in lengths {
                for share in [
                    both.now.days / both.before.days,
                    both.now.worked / both.before.worked,
                ] {
                    let (first, second) = (poisson(mean * share), poisson(mean));
                    let mut claimed = 0.0;
                    for (now, one) in (0..).zip(&first) {
                        for (before, two) in (0..).zip(&second) {
                            if compare_counts(now, before, &both) != Evidence::Unclear {
                                claimed += one * two;
                            }
                        }
                    }
                    assert!(claimed <= 0.05, "{mean} {both:?}: {claimed}");
                }
            }
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
        let compare_counts = |now, before| compare_counts(now, before, &weeks());
        assert_eq!(compare_counts(58, 71), Evidence::Unclear);
        assert_eq!(compare_counts(100, 71), Evidence::Up);
        assert_eq!(compare_counts(71, 100), Evidence::Down);
        assert_eq!(compare_counts(0, 0), Evidence::Unclear);
        assert_eq!(compare_counts(4, 0), Evidence::Unclear);
        assert_eq!(compare_counts(5, 0), Evidence::Up);
    }

    #[test]
    fn a_short_period_has_fewer_without_a_change() {
        let golden_week = exposures((7.0, 2.0), (7.0, 5.0));
        assert_eq!(compare_counts(40, 100, &golden_week), Evidence::Unclear);
        assert_eq!(compare_counts(100, 40, &golden_week), Evidence::Up);
        // By its two days more, by its seven fewer.
        assert_eq!(compare_counts(60, 100, &golden_week), Evidence::Unclear);
        assert_eq!(compare_counts(10, 100, &golden_week), Evidence::Down);
        let nobody_works = exposures((2.0, 0.0), (2.0, 0.0));
        assert_eq!(compare_counts(100, 40, &nobody_works), Evidence::Up);
    }

    #[test]
    fn the_clearest_of_many_has_to_be_clearer_than_one_alone() {
        // z = 2.2.
        assert_eq!(compare_counts(100, 71, &weeks()), Evidence::Up);
        assert!(clear_change(100, 71, &weeks(), 1).is_some());
        assert_eq!(clear_change(100, 71, &weeks(), 5), None);
        // z = −2.7.
        assert!(clear_change(65, 100, &weeks(), 5).is_some_and(|clarity| clarity < -2.6));
        assert_eq!(clear_change(0, 0, &weeks(), 5), None);
    }

    #[test]
    fn a_ratio_of_two_counts_needs_more_than_a_share_does() {
        // 45 of 100 against 31 of 100: z = 2.04 as a share, 1.2 as a quotient of counts.
        assert_eq!(compare_rates((45, 100), (31, 100)), Some(Evidence::Up));
        let compare_ratios = |now, before| compare_ratios(now, before, &weeks());
        assert_eq!(
            compare_ratios((45, 100), (31, 100)),
            Some(Evidence::Unclear)
        );
        assert_eq!(compare_ratios((400, 1000), (300, 1000)), Some(Evidence::Up));
        assert_eq!(compare_ratios((130, 100), (31, 100)), None);
        assert_eq!(compare_ratios((3, 10), (0, 0)), None);
    }
}
