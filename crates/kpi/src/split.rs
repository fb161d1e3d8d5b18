//! Why a count moved: its change split exactly into volume, rate and mix by channel.
//!
//! Lives here: the split of leads that reached stage b out of those that entered stage a, and who contributed
//! most. Must not live here: where the counts come from, words.
//!
//! With N leads in a stage, of which `n_c` through channel c, and `k_c` of those one stage further,
//! `K = N · Σ s_c · r_c` where `s_c = n_c/N` is a channel's share and `r_c = k_c/n_c` its rate. Between two
//! periods, each factor changes while the others stand at the middle of the two periods:
//!
//! - volume: `ΔN · mean(s_c·r_c)`, what more or fewer leads bring at unchanged shares and rates;
//! - rate: `mean(N) · mean(s_c) · Δr_c`, what better or worse conversion brings;
//! - mix: `mean(N) · Δs_c · mean(r_c)`, what a larger or smaller share of the channel brings.
//!
//! As `Δ(xy) = Δx·mean(y) + mean(x)·Δy` holds exactly, the three add up to `Δk_c` in every channel and to `ΔK`
//! over all, and swapping the periods only turns the signs (Marshall–Edgeworth weights, as in a shift-share
//! analysis). Without channels nothing is left of the mix.
//!
//! A channel that existed in one period only keeps that period's rate in both, so that all of its change is
//! volume and mix. Leads that converted in a channel nobody entered (they had entered earlier) have no rate;
//! their change is counted as rate.

use crate::fraction::Fraction;

/// Counts of one channel in one period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChannelCounts {
    /// Leads that entered the earlier stage; never below zero.
    pub entered: i64,
    /// Leads that entered the later stage; never below zero. More than `entered` where they entered the
    /// earlier one in another period.
    pub converted: i64,
}

/// One channel in both periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelChange {
    /// Its name; empty where the tool names none.
    pub channel: String,
    /// In the period before.
    pub before: ChannelCounts,
    /// In the period.
    pub now: ChannelCounts,
}

/// A change in three parts that add up to it exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effects {
    /// From more or fewer leads.
    pub volume: Fraction,
    /// From better or worse conversion.
    pub rate: Fraction,
    /// From larger or smaller shares of channels.
    pub mix: Fraction,
}

/// What one channel contributed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The channel with its counts.
    pub channel: ChannelChange,
    /// `now.converted − before.converted`.
    pub change: i64,
    /// The same in three parts.
    pub effects: Effects,
}

/// A split change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The change of the count of the later stage.
    pub change: i64,
    /// Every channel, the largest contribution (up or down) first.
    pub channels: Vec<Contribution>,
}

/// All leads of a period, of every channel.
#[derive(Debug, Clone, Copy)]
struct Both {
    before: Fraction,
    now: Fraction,
}

impl Both {
    fn of(before: i64, now: i64) -> Self {
        Self {
            before: Fraction::whole(before),
            now: Fraction::whole(now),
        }
    }

    fn change(self) -> Option<Fraction> {
        self.now.minus(self.before)
    }

    fn mean(self) -> Option<Fraction> {
        self.before.mean(self.now)
    }

    /// Divided period by period; where a period has nothing to divide by, the other period's quotient stands
    /// for it, and zero where both have none.
    fn over(self, whole: Self) -> Self {
        let before = self.before.over(whole.before);
        let now = self.now.over(whole.now);
        Self {
            before: before.or(now).unwrap_or(Fraction::ZERO),
            now: now.or(before).unwrap_or(Fraction::ZERO),
        }
    }
}

impl Split {
    /// Splits the change. For the first stage, which nobody comes to from another, give what entered as
    /// both counts: then there is no rate. `None` where a count is below zero or beyond what exact fractions
    /// hold (about ten million leads in a period).
    pub fn of(channels: Vec<ChannelChange>) -> Option<Self> {
        let negative = |counts: ChannelCounts| counts.entered < 0 || counts.converted < 0;
        if channels
            .iter()
            .any(|channel| negative(channel.before) || negative(channel.now))
        {
            return None;
        }
        let mut entered = (0_i64, 0_i64);
        let mut change = 0_i64;
        for channel in &channels {
            entered.0 = entered.0.checked_add(channel.before.entered)?;
            entered.1 = entered.1.checked_add(channel.now.entered)?;
            change = change.checked_add(channel.now.converted - channel.before.converted)?;
        }
        let all = Both::of(entered.0, entered.1);
        let mut channels = channels
            .into_iter()
            .map(|channel| contribution(channel, all))
            .collect::<Option<Vec<_>>>()?;
        channels.sort_by(|one, other| {
            (other.change.unsigned_abs())
                .cmp(&one.change.unsigned_abs())
                .then_with(|| one.channel.channel.cmp(&other.channel.channel))
        });
        Some(Self { change, channels })
    }

    /// The three largest contributors that moved at all.
    pub fn largest(&self) -> impl Iterator<Item = &Contribution> {
        const MOST: usize = 3;
        self.channels
            .iter()
            .filter(|channel| channel.change != 0)
            .take(MOST)
    }

    /// The effects over all channels in tenths of a lead, rounded so that they still add up to the change:
    /// volume, rate, mix.
    pub fn tenths(&self) -> [i64; 3] {
        let sum = |part: fn(&Effects) -> Fraction| -> f64 {
            let parts = self.channels.iter();
            parts
                .map(|channel| part(&channel.effects).to_f64())
                .sum::<f64>()
                * 10.0
        };
        let exact = [
            sum(|effects| effects.volume),
            sum(|effects| effects.rate),
            sum(|effects| effects.mix),
        ];
        apportion(exact, self.change.saturating_mul(10))
    }
}

fn contribution(channel: ChannelChange, all: Both) -> Option<Contribution> {
    let (before, now) = (channel.before, channel.now);
    // Converted leads without a base have no rate: they are kept apart.
    let based = |counts: ChannelCounts| match counts.entered {
        0 => 0,
        _ => counts.converted,
    };
    let baseless = (now.converted - based(now)) - (before.converted - based(before));
    let entered = Both::of(before.entered, now.entered);
    let converted = Both::of(based(before), based(now));
    let (share, rate) = (entered.over(all), converted.over(entered));
    let per_lead = Both {
        before: share.before.times(rate.before)?,
        now: share.now.times(rate.now)?,
    };
    let effects = Effects {
        volume: all.change()?.times(per_lead.mean()?)?,
        rate: (all.mean()?)
            .times(share.mean()?)?
            .times(rate.change()?)?
            .plus(Fraction::whole(baseless))?,
        mix: (all.mean()?).times(share.change()?)?.times(rate.mean()?)?,
    };
    let change = now.converted - before.converted;
    Some(Contribution {
        channel,
        change,
        effects,
    })
}

/// Rounds three numbers to whole ones whose sum is `whole`: down first, then up where most was cut off.
fn apportion(exact: [f64; 3], whole: i64) -> [i64; 3] {
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
    let mut parts = exact.map(|part| part.floor() as i64);
    let mut order = [0, 1, 2];
    order.sort_by(|one, other| {
        let rest = |index: usize| exact[index] - exact[index].floor();
        rest(*other).total_cmp(&rest(*one))
    });
    let missing = whole.saturating_sub(parts.iter().sum());
    let missing = usize::try_from(missing).unwrap_or(0);
    for index in order.into_iter().take(missing) {
        parts[index] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ChannelChange, ChannelCounts, Effects, Split};
    use crate::fraction::Fraction;

    fn channel(name: &str, before: (i64, i64), now: (i64, i64)) -> ChannelChange {
        let counts = |(entered, converted)| ChannelCounts { entered, converted };
        ChannelChange {
            channel: name.to_owned(),
            before: counts(before),
            now: counts(now),
        }
    }

    fn sum(effects: &Effects) -> Fraction {
        let volume_and_rate = effects.volume.plus(effects.rate).unwrap();
        volume_and_rate.plus(effects.mix).unwrap()
    }

    #[test]
    fn fewer_mql_and_more_sql_split_into_minus_2_8_and_plus_3_8() {
        let split = Split::of(vec![channel("", (71, 13), (58, 14))]).unwrap();
        assert_eq!(split.change, 1);
        assert_eq!(split.tenths(), [-28, 38, 0]);
        let effects = split.channels[0].effects;
        assert_eq!(effects.mix, Fraction::ZERO);
        assert_eq!(sum(&effects), Fraction::ONE);
    }

    #[test]
    fn a_shift_between_channels_is_mix_alone() {
        let split = Split::of(vec![
            channel("seminar", (50, 25), (100, 50)),
            channel("ads", (150, 15), (100, 10)),
        ])
        .unwrap();
        assert_eq!(split.change, 20);
        assert_eq!(split.tenths(), [0, 0, 200]);
        let named: Vec<(&str, i64)> = split
            .largest()
            .map(|one| (one.channel.channel.as_str(), one.change))
            .collect();
        assert_eq!(named, [("seminar", 25), ("ads", -5)]);
    }

    #[test]
    fn a_channel_of_one_period_has_no_change_of_rate() {
        let split = Split::of(vec![
            channel("search", (100, 10), (100, 10)),
            channel("fair", (0, 0), (40, 8)),
        ])
        .unwrap();
        assert_eq!(split.channels[0].channel.channel, "fair");
        assert_eq!(split.channels[0].effects.rate, Fraction::ZERO);
        assert_eq!(sum(&split.channels[0].effects), Fraction::whole(8));
    }

    #[test]
    fn leads_that_converted_without_a_base_are_rate() {
        let split = Split::of(vec![channel("letter", (0, 3), (10, 2))]).unwrap();
        assert_eq!(split.change, -1);
        assert_eq!(sum(&split.channels[0].effects), Fraction::whole(-1));
        let split = Split::of(vec![channel("letter", (0, 3), (0, 7))]).unwrap();
        assert_eq!(split.channels[0].effects.rate, Fraction::whole(4));
    }

    #[test]
    fn the_first_stage_has_no_rate() {
        let split = Split::of(vec![
            channel("ads", (30, 30), (20, 20)),
            channel("web", (30, 30), (50, 50)),
        ])
        .unwrap();
        assert_eq!(split.tenths()[1], 0);
        assert_eq!(split.tenths().iter().sum::<i64>(), 100);
    }

    #[test]
    fn nothing_at_all_is_split_into_nothing_and_too_much_is_refused() {
        let split = Split::of(vec![]).unwrap();
        assert_eq!((split.change, split.tenths()), (0, [0, 0, 0]));
        assert_eq!(
            Split::of(vec![
                channel("a", (i64::MAX, 1), (1, 1)),
                channel("b", (1, 1), (1, 1))
            ]),
            None
        );
        assert_eq!(Split::of(vec![channel("", (-1, 0), (1, 0))]), None);
    }

    fn counts(most: i64) -> impl Strategy<Value = (i64, i64)> {
        (0..=most, 0..=most)
    }

    fn channels() -> impl Strategy<Value = Vec<ChannelChange>> {
        let small = (counts(12), counts(12));
        let large = (counts(1_000_000), counts(1_000_000));
        let one = prop_oneof![3 => small, 1 => large];
        prop::collection::vec(one, 0..9).prop_map(|pairs| {
            let named = pairs.into_iter().enumerate();
            named
                .map(|(index, (before, now))| channel(&index.to_string(), before, now))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn volume_rate_and_mix_add_up_to_the_change(channels in channels()) {
            let before: i64 = channels.iter().map(|one| one.before.converted).sum();
            let now: i64 = channels.iter().map(|one| one.now.converted).sum();
            let split = Split::of(channels).unwrap();
            prop_assert_eq!(split.change, now - before);
            let mut all = Fraction::ZERO;
            for one in &split.channels {
                let sum = sum(&one.effects);
                prop_assert_eq!(sum, Fraction::whole(one.change));
                all = all.plus(sum).unwrap();
            }
            prop_assert_eq!(all, Fraction::whole(split.change));
            prop_assert_eq!(split.tenths().iter().sum::<i64>(), split.change * 10);
        }

        #[test]
        fn swapping_the_periods_turns_the_signs(channels in channels()) {
            let swapped = channels.iter().cloned().map(|one| ChannelChange {
                before: one.now,
                now: one.before,
                ..one
            });
            let back = Split::of(swapped.collect()).unwrap();
            let split = Split::of(channels).unwrap();
            for (one, other) in split.channels.iter().zip(&back.channels) {
                prop_assert_eq!(one.effects.volume.plus(other.effects.volume), Some(Fraction::ZERO));
                prop_assert_eq!(one.effects.rate.plus(other.effects.rate), Some(Fraction::ZERO));
                prop_assert_eq!(one.effects.mix.plus(other.effects.mix), Some(Fraction::ZERO));
            }
        }
    }
}
