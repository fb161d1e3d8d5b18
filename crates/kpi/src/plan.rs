//! Working back from what the business wants to what each stage needs (`kpi.md` §6).
//!
//! Lives here: the highest cost per stage, and the leads each stage needs. Must not live here: where rates come
//! from, words. Everything is exact: a rate of 70 % is 7/10, not the float next to it.

use crate::fraction::Fraction;

/// A conversion rate above 0 and at most 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(Fraction);

impl Rate {
    /// `None` outside (0, 1]: with 0 nobody ever arrives, and of one lead no two can.
    pub fn new(share: Fraction) -> Option<Self> {
        (share > Fraction::ZERO && share <= Fraction::ONE).then_some(Self(share))
    }

    /// Of a percentage: 70 is 7/10.
    pub fn percent(percent: Fraction) -> Option<Self> {
        Self::new(percent.over(Fraction::whole(100))?)
    }

    /// The share, above 0 and at most 1.
    pub fn share(self) -> Fraction {
        self.0
    }
}

/// The highest cost allowed per lead of each stage, first stage first: for the last one the gross margin that a
/// customer brings per month times the months in which the cost has to be back, and before it
/// `cpa(s) = cpa(s+1) × rate(s→s+1)`. `rates` are those between neighbours, first pair first. In the margin's
/// unit and not rounded. `None` unless margin and months are above zero, or beyond exact fractions.
pub fn highest_costs(margin: Fraction, months: Fraction, rates: &[Rate]) -> Option<Vec<Fraction>> {
    if margin <= Fraction::ZERO || months <= Fraction::ZERO {
        return None;
    }
    let mut cost = margin.times(months)?;
    let mut costs = vec![cost];
    for rate in rates.iter().rev() {
        cost = cost.times(rate.share())?;
        costs.push(cost);
    }
    costs.reverse();
    Some(costs)
}

/// The leads that each stage needs for `new_mrr`, first stage first: `customers = ⌈new MRR / ARPA⌉`, and before
/// them `⌈next / rate⌉`. `None` unless both amounts are above zero, or beyond 64 bits.
pub fn needed(new_mrr: Fraction, arpa: Fraction, rates: &[Rate]) -> Option<Vec<i64>> {
    if new_mrr <= Fraction::ZERO || arpa <= Fraction::ZERO {
        return None;
    }
    let mut count = i64::try_from(new_mrr.over(arpa)?.ceil()).ok()?;
    let mut counts = vec![count];
    for rate in rates.iter().rev() {
        let exact = Fraction::whole(count).over(rate.share())?;
        count = i64::try_from(exact.ceil()).ok()?;
        counts.push(count);
    }
    counts.reverse();
    Some(counts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rate, highest_costs, needed};
    use crate::fraction::Fraction;

    fn rates(percents: &[i64]) -> Vec<Rate> {
        let rate = |percent: &i64| Rate::percent(Fraction::whole(*percent)).unwrap();
        percents.iter().map(rate).collect()
    }

    #[test]
    fn fifty_thousand_in_twelve_months_allow_600_000_down_to_16_800() {
        let costs = highest_costs(
            Fraction::whole(50_000),
            Fraction::whole(12),
            &rates(&[50, 40, 70, 20]),
        )
        .unwrap();
        let golden = [16_800, 33_600, 84_000, 120_000, 600_000];
        assert_eq!(costs, golden.map(Fraction::whole));
    }

    #[test]
    fn each_stage_is_rounded_up_before_the_next() {
        // 1,000,000 / 30,000 = 33.3 → 34; 34/0.2 = 170; 170/0.7 = 242.9 → 243; 243/0.4 = 607.5 → 608; 1216.
        let counts = needed(
            Fraction::whole(1_000_000),
            Fraction::whole(30_000),
            &rates(&[50, 40, 70, 20]),
        );
        assert_eq!(counts, Some(vec![1_216, 608, 243, 170, 34]));
        // In floats 3 / 0.1 is 30.000000000000004 with some rates; here it is 30.
        let counts = needed(Fraction::whole(3), Fraction::ONE, &rates(&[10, 10]));
        assert_eq!(counts, Some(vec![300, 30, 3]));
    }

    #[test]
    fn what_leads_nowhere_is_refused() {
        assert_eq!(Rate::percent(Fraction::ZERO), None);
        assert_eq!(Rate::percent(Fraction::whole(101)), None);
        assert!(Rate::percent(Fraction::whole(100)).is_some());
        assert_eq!(highest_costs(Fraction::ZERO, Fraction::ONE, &[]), None);
        assert_eq!(needed(Fraction::ONE, Fraction::ZERO, &[]), None);
    }

    proptest! {
        #[test]
        fn what_is_needed_is_enough_and_one_less_is_not(
            target in 1_i64..10_000_000, arpa in 1_i64..100_000, percents in prop::collection::vec(1_i64..=100, 4)
        ) {
            let rates = rates(&percents);
            let counts = needed(Fraction::whole(target), Fraction::whole(arpa), &rates).unwrap();
            let customers = counts[4];
            prop_assert!(customers * arpa >= target && (customers - 1) * arpa < target);
            for (index, rate) in rates.iter().enumerate() {
                let brings = |leads: i64| Fraction::whole(leads).times(rate.share()).unwrap();
                let next = Fraction::whole(counts[index + 1]);
                prop_assert!(brings(counts[index]) >= next && brings(counts[index] - 1) < next);
            }
        }

        #[test]
        fn the_cost_of_a_lead_times_the_leads_per_customer_is_the_cost_of_a_customer(
            margin in 1_i64..1_000_000, percents in prop::collection::vec(1_i64..=100, 4)
        ) {
            let rates = rates(&percents);
            let costs = highest_costs(Fraction::whole(margin), Fraction::whole(12), &rates).unwrap();
            let mut cost = costs[0];
            for rate in &rates {
                cost = cost.over(rate.share()).unwrap();
            }
            prop_assert_eq!(cost, costs[4]);
        }
    }
}
