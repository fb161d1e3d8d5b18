//! How often the words up and down appear in a company in which nothing changes.
//!
//! Leads arrive by chance, on every day or on business days alone, and move on by chance after some days. Whatever is
//! compared of two periods, words of change stand in at most 5 % of the comparisons.

use jiff::civil::{Date, date};

use super::{Evidence, clear_change, compare_counts, compare_rates};
use crate::{
    calendar::Calendar,
    catalogue::{
        Catalogue,
        measured::{Amount, Number},
        quantity::Quantity,
    },
    definition::Definition,
    exposure::{Exposure, Exposures},
    funnel::{Basis, Conversion, ConversionRow},
    period::{Compare, Kind, Period},
};

const FOUNDED: Date = date(2017, 1, 1);
/// Days that the company lives.
const DAYS: f64 = 9.0 * 365.0;

/// Chance from a fixed seed.
struct Chance(u64);

impl Chance {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn days(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }
}

/// How a company lives.
#[derive(Debug, Clone, Copy)]
struct Life {
    /// New leads on a day.
    a_day: f64,
    /// The part of the leads of a stage that goes one further.
    rate: f64,
    /// After so many days, in the mean.
    lag: f64,
    /// Nobody arrives and nothing moves while people do not work.
    only_worked: bool,
}

fn day_of(days: f64) -> Date {
    FOUNDED.saturating_add(jiff::Span::new().days(days as i64))
}

/// Which of its days are worked.
fn worked_days(calendar: &Calendar) -> Vec<bool> {
    // Some leads still move after the last day that is looked at.
    let beyond = (0..8_000).map(|day| day_of(f64::from(day)));
    beyond.map(|date| calendar.is_business_day(date)).collect()
}

/// When the leads reached each of five stages, in days since it was founded, in order.
fn live(life: Life, chance: &mut Chance, worked: &[bool]) -> Vec<Vec<f64>> {
    let rests = |at: f64| life.only_worked && !worked.get(at as usize).is_none_or(|day| *day);
    let mut reached = vec![Vec::new(); 5];
    let mut arrival = 0.0;
    while arrival < DAYS {
        arrival += chance.days(1.0 / life.a_day);
        let mut at = arrival;
        if rests(at) {
            continue;
        }
        for stage in &mut reached {
            stage.push(at);
            if chance.unit() >= life.rate {
                break;
            }
            at += chance.days(life.lag);
            while rests(at) {
                at += 1.0;
            }
        }
    }
    for stage in &mut reached {
        stage.sort_unstable_by(f64::total_cmp);
    }
    reached
}

/// What a period and the one before counted, stage by stage, and how long both were.
struct Pair {
    now: Vec<i64>,
    before: Vec<i64>,
    exposures: Exposures,
}

fn pairs(life: Life, kind: Kind, worked: &[bool], chance: &mut Chance) -> Vec<Pair> {
    let (definition, calendar) = (Definition::default(), Calendar::japan());
    let reached = live(life, chance, worked);
    let since = |date: Date| {
        f64::from(
            FOUNDED
                .until(date)
                .expect("days of the calendar")
                .get_days(),
        )
    };
    let count = |stage: &[f64], period: &Period| {
        let before = |end: f64| stage.partition_point(|at| *at < end);
        let counted = before(since(period.last) + 1.0) - before(since(period.first));
        i64::try_from(counted).expect("a count")
    };
    // The first year fills the funnel.
    let mut period = Period::containing(kind, date(2018, 3, 1), &definition);
    let mut pairs = Vec::new();
    while since(period.last) < DAYS {
        let before = period
            .other(Compare::Previous, &definition)
            .expect("one before");
        let counts = |period| {
            reached
                .iter()
                .map(|stage: &Vec<f64>| count(stage, period))
                .collect()
        };
        pairs.push(Pair {
            now: counts(&period),
            before: counts(&before),
            exposures: Exposures::of(period.span, before.span, &calendar, &definition.zone),
        });
        period = Period::containing(
            kind,
            period.last.tomorrow().expect("a day after"),
            &definition,
        );
    }
    pairs
}

/// Every way of living, by weeks and by months.
fn every_company(told: &mut impl FnMut(&str, &[Pair])) {
    let mut chance = Chance(0x2026_1128);
    let worked = worked_days(&Calendar::japan());
    for only_worked in [false, true] {
        for a_day in [1.0, 6.0, 40.0] {
            for kind in [Kind::Week, Kind::Month] {
                for (rate, lag) in [(0.3, 8.0), (0.6, 8.0), (0.15, 40.0)] {
                    let life = Life {
                        a_day,
                        rate,
                        lag,
                        only_worked,
                    };
                    let pairs = pairs(life, kind, &worked, &mut chance);
                    told(&format!("{kind:?} {life:?}"), &pairs);
                }
            }
        }
    }
}

#[derive(Default)]
struct Tally {
    claimed: usize,
    of: usize,
}

impl Tally {
    fn take(&mut self, claims: bool) {
        self.of += 1;
        self.claimed += usize::from(claims);
    }

    /// At most 5 %, give or take three standard errors of a simulation of that length.
    fn check(&self, what: &str) {
        let Self { claimed, of } = self;
        let most = 0.05 * *of as f64;
        let is_rare = *claimed as f64 <= most + 3.0 * (most * 0.95).sqrt();
        assert!(is_rare, "{what}: {claimed} of {of}");
    }

    /// At most 5 %.
    fn check_all(&self) {
        let Self { claimed, of } = self;
        assert!(claimed * 20 <= *of, "{claimed} of {of}");
    }
}

fn is_word(evidence: Option<Evidence>) -> bool {
    evidence.is_some_and(|word| word != Evidence::Unclear)
}

fn conversion(pair: &Pair, stage: usize) -> ConversionRow {
    let side = |counts: &[i64]| Conversion {
        numerator: counts[stage + 1],
        denominator: counts[stage],
        rate: None,
        maturing: false,
    };
    ConversionRow {
        from: String::new(),
        to: String::new(),
        basis: Basis::Period,
        now: side(&pair.now),
        previous: Some(side(&pair.before)),
    }
}

#[test]
fn a_conversion_of_unchanged_periods_seldom_has_a_word() {
    let (mut all, mut as_shares) = (Tally::default(), Tally::default());
    every_company(&mut |life, pairs| {
        for stage in 0..4 {
            let mut one = Tally::default();
            for pair in pairs {
                let row = conversion(pair, stage);
                one.take(is_word(row.evidence(&pair.exposures)));
                all.take(is_word(row.evidence(&pair.exposures)));
                let side = |counts: &[i64]| (counts[stage + 1], counts[stage]);
                let share = compare_rates(side(&pair.now), side(&pair.before));
                as_shares.take(is_word(share));
            }
            one.check(&format!("{life} stage {stage}"));
        }
    });
    all.check_all();
    // As if those above were a part of those below.
    assert!(as_shares.claimed * 20 > as_shares.of);
}

#[test]
fn a_count_of_unchanged_periods_seldom_has_a_word() {
    let (mut all, mut by_weeks) = (Tally::default(), Tally::default());
    let equal = Exposure {
        days: 7.0,
        worked: 5.0,
    };
    let equal = Exposures {
        now: equal,
        before: equal,
    };
    every_company(&mut |life, pairs| {
        for stage in 0..5 {
            let mut one = Tally::default();
            for pair in pairs {
                let (now, before) = (pair.now[stage], pair.before[stage]);
                let word = is_word(Some(compare_counts(now, before, &pair.exposures)));
                one.take(word);
                all.take(word);
                if pair.exposures.now.worked != pair.exposures.before.worked {
                    by_weeks.take(is_word(Some(compare_counts(now, before, &equal))));
                }
            }
            one.check(&format!("{life} stage {stage}"));
        }
    });
    all.check_all();
    // As if all periods were equally long.
    assert!(by_weeks.claimed * 20 > by_weeks.of);
}

#[test]
fn the_clearest_of_five_stages_is_seldom_a_change_where_nothing_changes() {
    let mut all = Tally::default();
    every_company(&mut |life, pairs| {
        let mut one = Tally::default();
        for pair in pairs {
            let mut stages = pair.now.iter().zip(&pair.before);
            let clear = |(now, before): (&i64, &i64)| {
                clear_change(*now, *before, &pair.exposures, 5).is_some()
            };
            let claims = stages.any(clear);
            one.take(claims);
            all.take(claims);
        }
        one.check(life);
    });
    all.check_all();
}

/// What comes in clusters or is a difference has no spread that anybody knows: nothing is said of it.
#[test]
fn differences_and_clusters_have_no_word() {
    let week = Exposure {
        days: 7.0,
        worked: 5.0,
    };
    let exposures = Exposures {
        now: week,
        before: week,
    };
    let catalogue = Catalogue::new(&Definition::default().ladder, Vec::new());
    for id in [
        "delta-mql",
        "page-views",
        "downloads",
        "forms",
        "emails-sent",
        "automations-fired",
        "visitors",
        "method-newsletter",
        "stock-mql",
        "contacts",
    ] {
        let kpi = catalogue.find(id).unwrap_or_else(|| panic!("{id}"));
        let measured = |count: i64| {
            let counted = move |_: Quantity| -> Amount { Ok(Number::Count(count)) };
            kpi.measure(&counted, None)
        };
        assert_eq!(
            measured(900).evidence(&measured(90), &exposures),
            None,
            "{id}"
        );
    }
}
