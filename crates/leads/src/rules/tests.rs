use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;
use crate::{
    condition::{Actual, Condition},
    rule::Heat,
};

fn now() -> Timestamp {
    "2026-11-23T00:00:00Z".parse().unwrap()
}

fn days_ago(days: i64) -> Option<Timestamp> {
    Some(now() - SignedDuration::from_hours(24 * days))
}

fn lead() -> LeadFacts {
    LeadFacts::nameless(1, Place::Ranked(0))
}

fn enterprise() -> LeadFacts {
    LeadFacts {
        employees: Some(1200),
        annual_revenue: Some(8e9),
        first_contact_at: days_ago(10),
        ..lead()
    }
}

fn winner(lead: &LeadFacts) -> Option<(Heat, String)> {
    let rules = Rules::default();
    let won = rules.first_match(lead, &Definition::default(), now())?;
    Some((won.rule.heat, won.rule.name.clone()))
}

fn won(heat: Heat, name: &str) -> Option<(Heat, String)> {
    Some((heat, name.to_owned()))
}

#[test]
fn the_default_rules_make_sense() {
    assert!(Rules::new(default_rules(), &Ladder::default()).is_ok());
    for rule in default_rules() {
        assert!(crate::rule::ACTIONS.contains(&rule.action.as_str()));
    }
}

#[test]
fn a_new_enterprise_is_hot_and_says_why() {
    let rules = Rules::default();
    let won = rules
        .first_match(&enterprise(), &Definition::default(), now())
        .unwrap();
    assert_eq!(won.rule.name, "new-enterprise");
    assert_eq!(
        won.reasons,
        [
            Reason {
                condition: Condition::EmployeesAtLeast(1000),
                actual: Actual::Employees(1200),
            },
            Reason {
                condition: Condition::AnnualRevenueAtLeast(5e9),
                actual: Actual::AnnualRevenue(8e9),
            },
            Reason {
                condition: Condition::FirstContactWithinMonths(3),
                actual: Actual::FirstContact(days_ago(10).unwrap()),
            },
        ]
    );
}

#[test]
fn the_first_rule_in_order_wins() {
    let both = LeadFacts {
        score: Some(99.0),
        target_list: Some(true),
        ..enterprise()
    };
    assert_eq!(winner(&both), won(Heat::Hot, "new-enterprise"));
    let without_revenue = LeadFacts {
        annual_revenue: None,
        ..both
    };
    assert_eq!(
        winner(&without_revenue),
        won(Heat::Hot, "listed-and-active")
    );
}

#[test]
fn a_relaxed_condition_makes_warm_and_a_small_company_cold() {
    let with = |employees, score| LeadFacts {
        employees: Some(employees),
        score: Some(score),
        ..lead()
    };
    assert_eq!(winner(&with(50, 85.0)), won(Heat::Hot, "score"));
    assert_eq!(winner(&with(50, 65.0)), won(Heat::Warm, "warm-score"));
    assert_eq!(winner(&with(50, 10.0)), won(Heat::Cold, "small-company"));
    assert_eq!(winner(&with(100, 10.0)), None);
    let older = LeadFacts {
        first_contact_at: days_ago(150),
        ..enterprise()
    };
    assert_eq!(winner(&older), won(Heat::Warm, "warm-enterprise"));
    let listed = LeadFacts {
        target_list: Some(true),
        ..with(120, 0.0)
    };
    assert_eq!(winner(&listed), won(Heat::Warm, "warm-listed"));
}

#[test]
fn a_lead_of_which_nothing_is_known_meets_no_rule() {
    assert_eq!(winner(&lead()), None);
}

#[test]
fn who_is_gone_or_with_sales_or_refused_is_left_alone() {
    for (place, why) in [
        (Place::Gone, Some(Bar::Removed)),
        (Place::Ranked(3), Some(Bar::WithSales)),
        (Place::Ranked(4), Some(Bar::WithSales)),
        (Place::Rejected, Some(Bar::Refused)),
        (Place::Lost, Some(Bar::Lost)),
        (Place::Churned, Some(Bar::Lost)),
        (Place::Ranked(2), None),
        (Place::Recycled, None),
        (Place::Outside, None),
    ] {
        let lead = LeadFacts {
            place,
            ..enterprise()
        };
        assert_eq!(bar(&lead, &Ladder::default()), why, "{place:?}");
        assert_eq!(winner(&lead).is_none(), why.is_some(), "{place:?}");
    }
}

#[test]
fn who_opted_out_is_left_alone() {
    let opted_out = |opted_out| LeadFacts {
        opted_out,
        ..enterprise()
    };
    assert_eq!(
        bar(&opted_out(Some(true)), &Ladder::default()),
        Some(Bar::OptedOut)
    );
    assert_eq!(winner(&opted_out(Some(true))), None);
    assert!(winner(&opted_out(Some(false))).is_some());
    assert!(winner(&opted_out(None)).is_some());
}

#[test]
fn on_a_ladder_without_opportunities_only_the_last_stage_is_with_sales() {
    let stages = Ladder::default().stages()[..3].to_vec();
    let ladder = Ladder::new(stages).unwrap();
    let at = |rank| bar(&LeadFacts::nameless(1, Place::Ranked(rank)), &ladder);
    assert_eq!((at(0), at(1), at(2)), (None, None, Some(Bar::WithSales)));
}

#[test]
fn the_wrong_rule_is_named() {
    let mut rules = default_rules();
    rules[2].name = "new-enterprise".to_owned();
    let fault = Rules::new(rules, &Ladder::default()).unwrap_err();
    assert_eq!((fault.index, fault.fault), (2, RuleFault::Twice));
    let mut rules = default_rules();
    rules[1].when.clear();
    let fault = Rules::new(rules, &Ladder::default()).unwrap_err();
    assert_eq!(fault.name, "listed-and-active");
    assert_eq!(fault.fault, RuleFault::NoCondition);
}

fn leads() -> impl Strategy<Value = LeadFacts> {
    let places = vec![
        Place::Ranked(0),
        Place::Ranked(2),
        Place::Ranked(3),
        Place::Ranked(4),
        Place::Recycled,
        Place::Rejected,
        Place::Lost,
        Place::Outside,
        Place::Gone,
    ];
    (
        prop::sample::select(places),
        prop::option::of(0..3000i64),
        prop::option::of(0.0..1e10),
        prop::option::of(-40..400i64),
        prop::option::of(any::<bool>()),
        prop::option::of(prop_oneof![-10.0..120.0, Just(f64::NAN)]),
        prop::option::weighted(0.2, any::<bool>()),
    )
        .prop_map(
            |(place, employees, annual_revenue, days, target_list, score, opted_out)| LeadFacts {
                employees,
                annual_revenue,
                first_contact_at: days.and_then(days_ago),
                target_list,
                score,
                opted_out,
                ..LeadFacts::nameless(1, place)
            },
        )
}

fn conditions() -> impl Strategy<Value = Condition> {
    prop_oneof![
        (0..3000i64).prop_map(Condition::EmployeesAtLeast),
        (0..3000i64).prop_map(Condition::EmployeesBelow),
        (0..10_000_000_000i64).prop_map(|amount| Condition::AnnualRevenueAtLeast(amount as f64)),
        (1..24u16).prop_map(Condition::FirstContactWithinMonths),
        any::<bool>().prop_map(Condition::TargetList),
        (0..120u8).prop_map(|score| Condition::ScoreAtLeast(f64::from(score))),
        Just(Condition::StageIs(vec![
            "lead".to_owned(),
            "recycled".to_owned()
        ])),
        Just(Condition::StageIsNot(vec!["sql".to_owned()])),
    ]
}

fn rule_lists() -> impl Strategy<Value = Rules> {
    let heat = prop::sample::select(vec![Heat::Hot, Heat::Warm, Heat::Cold]);
    let one = (heat, prop::collection::vec(conditions(), 1..4));
    prop::collection::vec(one, 0..6).prop_map(|rules| {
        let named = rules
            .into_iter()
            .enumerate()
            .map(|(index, (heat, when))| Rule {
                name: format!("rule-{index}"),
                heat,
                when,
                action: "call".to_owned(),
                owner: None,
                cooldown_days: 7,
            });
        Rules::new(named.collect(), &Ladder::default()).unwrap()
    })
}

proptest! {
    #[test]
    fn the_winner_is_met_and_no_earlier_rule_is(rules in rule_lists(), lead in leads()) {
        let definition = Definition::default();
        let met = |rule: &&Rule| rule.reasons(&lead, &definition, now()).is_some();
        let expected = rules.iter().find(met).filter(|_| bar(&lead, &definition.ladder).is_none());
        let won = rules.first_match(&lead, &definition, now());
        prop_assert_eq!(won.as_ref().map(|won| won.rule), expected);
        if let Some(won) = won {
            let asked: Vec<_> = won.reasons.into_iter().map(|reason| reason.condition).collect();
            prop_assert_eq!(&asked, &won.rule.when);
        }
    }

    #[test]
    fn a_barred_lead_is_never_matched(rules in rule_lists(), lead in leads()) {
        let definition = Definition::default();
        if bar(&lead, &definition.ladder).is_some() {
            prop_assert_eq!(rules.first_match(&lead, &definition, now()), None);
        }
    }

    #[test]
    fn time_alone_makes_no_lead_hot(lead in leads(), days in 0..1000i64) {
        let (rules, definition) = (Rules::default(), Definition::default());
        let is_hot = |at| {
            let won = rules.first_match(&lead, &definition, at);
            won.is_some_and(|won| won.rule.heat == Heat::Hot)
        };
        let later = now() + SignedDuration::from_hours(24 * days);
        prop_assert!(is_hot(now()) || !is_hot(later));
    }

    #[test]
    fn rules_survive_their_settings(rules in rule_lists()) {
        for rule in rules.iter() {
            let json = serde_json::to_string(rule).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Rule>(&json).unwrap(), rule);
        }
    }
}
