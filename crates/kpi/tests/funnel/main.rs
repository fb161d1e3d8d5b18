//! The funnel against a second, naive computation written from `kpi.md`'s sentences, and the laws that
//! hold for every history.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod history;
mod measured;
mod oracle;

use jiff::{SignedDuration, Timestamp};
use kpi::{
    funnel::{Funnel, FunnelQuestion},
    rollup::Facts,
};
use proptest::prelude::*;

use history::{Lead, World, question, world};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 512,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_funnel_is_what_the_sentences_say((world, question) in (world(), question())) {
        let measured = serde_json::to_value(measured::funnel(&world, &question)).unwrap();
        let expected = oracle::funnel(&world, &question);
        if let Some(difference) = oracle::difference("", &measured, &expected) {
            prop_assert!(false, "{difference}");
        }
    }

    #[test]
    fn stock_end_is_stock_start_plus_inflow_minus_outflow((world, question) in (world(), question())) {
        let funnel = measured::funnel(&world, &question);
        let counted = question.counted(question.period);
        let at_end = measured::stock(&world, counted.end);
        for (row, stock) in funnel.stages.iter().zip(at_end) {
            let now = row.now;
            prop_assert_eq!(now.stock_end, now.stock_start + now.inflow - now.outflow.total());
            prop_assert_eq!(now.stock_end, stock, "{} is not what stands there", row.id);
            prop_assert_eq!(now.delta, now.stock_end - now.stock_start);
            prop_assert!(now.stock_start >= 0 && now.stock_end >= 0);
        }
    }

    #[test]
    fn a_day_at_a_time_adds_up_to_the_whole((world, question) in (world(), question())) {
        let span = question.period;
        let whole = measured::facts(&world, span);
        let mut summed = Facts::new(&world.ladder);
        let mut packed = Facts::new(&world.ladder);
        for day in measured::days(span) {
            let facts = measured::facts(&world, day);
            let start = day.start.as_millisecond();
            let bytes = facts.pack(start);
            summed.merge(&facts);
            packed.merge_packed(&bytes.facts, Some((&bytes.cohorts, start))).unwrap();
        }
        prop_assert_eq!(measured::in_order(summed), measured::in_order(whole.clone()));
        prop_assert_eq!(measured::in_order(packed), measured::in_order(whole.clone()));
        prop_assert_eq!(whole.is_empty(), whole == Facts::new(&world.ladder));
    }

    #[test]
    fn packing_loses_nothing_but_cohorts_nobody_asked_for((world, question) in (world(), question())) {
        let facts = measured::facts(&world, question.period);
        let start = question.period.start.as_millisecond();
        let bytes = facts.pack(start);
        let mut without = Facts::new(&world.ladder);
        without.merge_packed(&bytes.facts, None).unwrap();
        let mut expected = measured::in_order(facts);
        expected.conversions.iter_mut().for_each(Vec::clear);
        prop_assert_eq!(measured::in_order(without), expected);
    }

    #[test]
    fn bytes_that_are_no_facts_are_refused_or_read_but_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..64),
        cohorts in prop::collection::vec(any::<u8>(), 0..64),
        start in any::<i64>(),
        world in world(),
    ) {
        let mut facts = Facts::new(&world.ladder);
        let _ = facts.merge_packed(&bytes, Some((&cohorts, start)));
        let _ = facts.merge_packed(&bytes, None);
    }

    #[test]
    fn another_lead_lowers_no_count(
        (world, question) in (world(), question()),
        lead in history::lead(6),
    ) {
        let before = measured::funnel(&world, &question);
        let mut more = world;
        more.leads.push(lead);
        let after = measured::funnel(&more, &question);
        for (few, many) in counts(&before).into_iter().zip(counts(&after)) {
            prop_assert!(few <= many);
        }
    }

    #[test]
    fn a_cohort_rate_is_a_share((world, question) in (world(), question())) {
        let cohort = FunnelQuestion {
            basis: kpi::funnel::Basis::Cohort,
            ..question
        };
        for row in measured::funnel(&world, &cohort).conversions {
            for conversion in std::iter::once(row.now).chain(row.previous) {
                prop_assert!(conversion.numerator <= conversion.denominator);
                prop_assert!(conversion.rate.is_none_or(|rate| (0.0..=1.0).contains(&rate)));
                prop_assert_eq!(conversion.rate.is_none(), conversion.denominator == 0);
            }
        }
    }

    #[test]
    fn nothing_at_or_after_the_as_of_counts((world, question) in (world(), question())) {
        let known_then = World {
            leads: world.leads.iter().map(|lead| before(lead, question.as_of)).collect(),
            ..world.clone()
        };
        prop_assert_eq!(
            measured::funnel(&world, &question),
            measured::funnel(&known_then, &question)
        );
    }

    #[test]
    fn a_span_without_length_moves_nothing((world, question) in (world(), question())) {
        let empty = FunnelQuestion {
            period: kpi::funnel::Span {
                start: question.period.start,
                end: question.period.start,
            },
            ..question
        };
        for row in measured::funnel(&world, &empty).stages {
            prop_assert_eq!(row.now.stock_start, row.now.stock_end);
            prop_assert_eq!((row.now.inflow, row.now.outflow.total()), (0, 0));
            prop_assert_eq!((row.now.entered, row.now.returned), (0, 0));
        }
    }

    #[test]
    fn a_period_after_the_as_of_is_empty_at_the_stock_of_the_as_of((world, question) in (world(), question())) {
        let later = FunnelQuestion {
            as_of: question.period.start - SignedDuration::from_hours(5),
            ..question
        };
        let stock = measured::stock(&world, later.as_of);
        for (row, stock) in measured::funnel(&world, &later).stages.iter().zip(stock) {
            prop_assert_eq!((row.now.stock_start, row.now.stock_end), (stock, stock));
            prop_assert_eq!((row.now.inflow, row.now.entered), (0, 0));
        }
    }
}

fn before(lead: &Lead, as_of: Timestamp) -> Lead {
    let known = lead
        .acts
        .iter()
        .filter(|act| act.at < as_of.as_millisecond());
    Lead {
        acts: known.cloned().collect(),
    }
}

/// Every number that only counts, in a fixed order.
fn counts(funnel: &Funnel) -> Vec<i64> {
    let stages = funnel.stages.iter().flat_map(|row| {
        let now = row.now;
        [
            now.stock_start,
            now.stock_end,
            now.inflow,
            now.outflow.forward,
            now.outflow.back,
            now.outflow.exit,
            now.outflow.removed,
            now.entered,
            now.returned,
        ]
    });
    let conversions = funnel
        .conversions
        .iter()
        .flat_map(|row| [row.now.numerator, row.now.denominator]);
    let times = funnel.velocity.iter().map(|row| row.now.n);
    let visits = funnel.time_in_stage.iter().map(|row| row.now.n);
    let lengths = times.chain(visits).chain([funnel.sales_cycle.now.n]);
    stages
        .chain(conversions)
        .chain(lengths.map(|n| i64::try_from(n).unwrap()))
        .collect()
}
