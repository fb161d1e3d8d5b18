//! The catalogue is whole, makes sense, and refuses what makes none.

use std::collections::HashSet;

use super::{
    Age, Better, Catalogue, Kpi, Level, Phase, Team,
    custom::{FormulaFault, Own, Written, parse},
    formula::{Formula, Senseless},
    measured::{Missing, Number},
    quantity::{Kind, Quantity, Unit},
};
use crate::{
    exposure::{Exposure, Exposures},
    funnel::Span,
    model::Money,
    stage::Ladder,
};

fn catalogue() -> Catalogue {
    Catalogue::new(&Ladder::default(), Vec::new())
}

#[test]
fn every_id_stands_once_and_every_phase_has_kpis() {
    let catalogue = catalogue();
    let ids: HashSet<&str> = catalogue.iter().map(|kpi| kpi.id.as_str()).collect();
    assert_eq!(ids.len(), catalogue.iter().count());
    for phase in Phase::ALL {
        assert!(catalogue.iter().any(|kpi| kpi.phase == phase), "{phase:?}");
    }
    for id in [
        "entered-mql",
        "conversion-mql-sql",
        "cohort-lead-customer",
        "cpa-customer",
        "sales-cycle",
        "unsubscribe-rate",
        "mrr",
    ] {
        assert!(ids.contains(id), "{id}");
    }
}

#[test]
fn every_formula_can_be_written_down_and_read_again() {
    let ladder = Ladder::default();
    for kpi in catalogue().iter() {
        let text = kpi.formula.text(&ladder);
        assert_eq!(parse(&text, &ladder).as_ref(), Ok(&kpi.formula), "{text}");
    }
}

#[test]
fn every_quantity_is_used_or_can_be() {
    let ladder = Ladder::default();
    let words: HashSet<String> = Quantity::all(&ladder)
        .into_iter()
        .map(|quantity| quantity.word(&ladder))
        .collect();
    assert_eq!(words.len(), Quantity::all(&ladder).len());
}

fn shape(text: &str) -> Result<super::Shape, Senseless> {
    parse(text, &Ladder::default()).unwrap().shape()
}

#[test]
fn ratios_are_never_added_nor_averaged() {
    assert!(matches!(
        shape("opened / sent + clicked / sent"),
        Err(Senseless::DoesNotAddUp(_))
    ));
    assert!(matches!(
        shape("(opened / sent) / (clicked / sent)"),
        Err(Senseless::NoDivision(_))
    ));
    assert!(matches!(
        shape("sales-cycle + velocity:lead:mql"),
        Err(Senseless::DoesNotAddUp(_))
    ));
}

#[test]
fn numbers_of_different_bases_are_never_divided() {
    // Opens belong to the period of the mail, arrivals to their own.
    assert!(matches!(
        shape("entered:lead / sent"),
        Err(Senseless::DifferentBases(..))
    ));
    // A number at an instant beside a number of a period.
    assert!(matches!(
        shape("stock:mql / entered:mql"),
        Err(Senseless::DifferentBases(..))
    ));
    assert!(matches!(
        shape("converted:mql:sql / entered:mql"),
        Err(Senseless::DifferentBases(..))
    ));
}

#[test]
fn different_things_are_never_added() {
    assert!(matches!(
        shape("cost + entered:lead"),
        Err(Senseless::DifferentUnits(..))
    ));
    assert!(matches!(shape("1 - cost"), Err(Senseless::NoShare(_))));
    assert!(matches!(shape("1 - sent"), Err(Senseless::NoShare(_))));
    let cost_a_lead = shape("1 - (cost / entered:lead)");
    assert!(matches!(cost_a_lead, Err(Senseless::NoShare(_))));
}

#[test]
fn only_counts_and_the_same_measure_divide() {
    for text in [
        "contacts / mrr",
        "entered:lead / cost",
        "scored / score-total",
        "mrr / score-total",
    ] {
        let shape = shape(text);
        let refused = matches!(shape, Err(Senseless::NoAmountForEach(..)));
        assert!(refused, "{text}: {shape:?}");
    }
    let unit = |text| shape(text).unwrap().unit;
    assert_eq!(unit("mrr / contacts"), Unit::Money);
    assert_eq!(unit("score-total / scored"), Unit::Points);
    assert_eq!(unit("revenue / cost"), Unit::Rate);
    assert_eq!(unit("deals-won / entered:lead"), Unit::Rate);
}

#[test]
fn an_id_is_a_word_that_can_be_typed() {
    let read = |id: &str| {
        let written = Written {
            id: id.to_owned(),
            formula: "deals-won / entered:lead".to_owned(),
            phase: Phase::Roi,
            level: Level::Kpi,
            team: Team::Sales,
            better: Better::Higher,
            own: Own::default(),
        };
        written.read(&Ladder::default())
    };
    for id in [
        "",
        "a b",
        "@everyone",
        "-a",
        "a--b",
        "Übrig",
        "A",
        "a".repeat(41).as_str(),
    ] {
        let fault = read(id).unwrap_err();
        assert_eq!(fault, FormulaFault::Id(id.to_owned()));
    }
    assert!(read("deals-a-lead-2").is_ok());
}

#[test]
fn stocks_do_not_add_up_over_time() {
    for kpi in catalogue().iter() {
        let adds_up = kpi.shape.kind.adds_up_over_time();
        assert_eq!(adds_up, kpi.shape.kind == Kind::Flow, "{}", kpi.id);
    }
    assert!(!Kind::Stock.adds_up_over_time());
}

fn kpi(id: &str) -> Kpi {
    catalogue().find(id).unwrap().clone()
}

fn yen(minor: i64) -> Number {
    Number::Money(Money {
        minor,
        currency: "JPY".to_owned(),
    })
}

#[test]
fn a_rate_carries_its_counts_and_a_zero_below_gives_no_value() {
    let counted = |quantity| match quantity {
        Quantity::Sent => Ok(Number::Count(100)),
        Quantity::Bounced => Ok(Number::Count(2)),
        _ => Ok(Number::Count(49)),
    };
    let opened = kpi("open-rate").measure(&counted, None);
    assert_eq!(opened.value, Some(0.5));
    assert_eq!(opened.counts(), Some((49, 98)));
    let kept = kpi("subscription-kept-rate").measure(&counted, None);
    assert_eq!((kept.value, kept.numerator), (Some(0.5), Some(49.0)));
    let none = kpi("open-rate").measure(&|_| Ok(Number::Count(0)), None);
    assert_eq!((none.value, none.missing), (None, None));
}

#[test]
fn what_is_missing_is_not_zero_and_says_why() {
    let counted = |quantity| match quantity {
        Quantity::Cost => Err(Missing::NotEntered("costs")),
        _ => Ok(Number::Count(5)),
    };
    let cpl = kpi("cpa-lead").measure(&counted, None);
    assert_eq!(cpl.value, None);
    assert_eq!(cpl.missing, Some(Missing::NotEntered("costs")));
}

#[test]
fn money_has_its_currency_and_currencies_are_never_added() {
    let counted = |quantity| match quantity {
        Quantity::Cost => Ok(yen(600_000)),
        Quantity::Revenue => Ok(yen(900_000)),
        _ => Ok(Number::Count(20)),
    };
    let cpl = kpi("cpa-lead").measure(&counted, None);
    assert_eq!(
        (cpl.value, cpl.currency.as_deref()),
        (Some(30_000.0), Some("JPY"))
    );
    assert_eq!(kpi("roi").measure(&counted, None).value, Some(0.5));
    assert_eq!(kpi("roi").shape.unit, Unit::Rate);
    let mixed = |quantity| match quantity {
        Quantity::Revenue => Ok(Number::Money(Money {
            minor: 5,
            currency: "USD".to_owned(),
        })),
        _ => counted(quantity),
    };
    let roi = kpi("roi").measure(&mixed, None);
    assert!(
        matches!(roi.missing, Some(Missing::SeveralCurrencies(_))),
        "{roi:?}"
    );
}

fn weeks() -> Exposures {
    let week = Exposure {
        days: 7.0,
        worked: 5.0,
    };
    Exposures {
        now: week,
        before: week,
    }
}

#[test]
fn a_maturing_cohort_has_no_evidence() {
    let counted = |quantity| match quantity {
        Quantity::Cohort(..) => Ok(Number::Count(500)),
        _ => Ok(Number::Count(100)),
    };
    let before = |quantity| match quantity {
        Quantity::Cohort(..) => Ok(Number::Count(500)),
        _ => Ok(Number::Count(300)),
    };
    let cohort = kpi("cohort-mql-sql");
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let age = Age {
        span: Span {
            start: at("2026-10-01T00:00:00Z"),
            end: at("2026-11-01T00:00:00Z"),
        },
        as_of: at("2026-11-12T00:00:00Z"),
        window_days: Some(90),
        attribution_days: 7,
    };
    let (now, then) = (
        cohort.measure(&counted, Some(age)),
        cohort.measure(&before, None),
    );
    assert!(now.maturing);
    assert_eq!(now.evidence(&then, &weeks()), None);
    let ripe = cohort.measure(&counted, None);
    assert_eq!(
        ripe.evidence(&then, &weeks()),
        Some(crate::significance::Evidence::Down)
    );
}

fn written(id: &str, formula: &str) -> Result<Kpi, FormulaFault> {
    Written {
        id: id.to_owned(),
        formula: formula.to_owned(),
        phase: Phase::Attitude,
        level: Level::Kpi,
        team: Team::Marketing,
        better: Better::Higher,
        own: Own::default(),
    }
    .read(&Ladder::default())
}

#[test]
fn a_team_defines_its_own_ratio() {
    let kpi = written("deals-a-lead", "deals-won / entered:lead").unwrap();
    assert_eq!(kpi.shape.unit, Unit::Rate);
    assert_eq!(kpi.formula, Quantity::DealsWon / Quantity::Entered(0));
}

#[test]
fn a_wrong_formula_says_what_is_wrong() {
    let told = |formula| written("own", formula).unwrap_err().to_string();
    assert!(told("entered:mqk / entered:lead").contains("did you mean \"entered:mql\"?"));
    assert!(told("entered:mql /").contains("expected a quantity"));
    assert!(told("(sent").contains("expected )"));
    assert!(told("stock:mql / sent").contains("do not belong"));
    assert_eq!(
        written("open-rate", "opened / sent"),
        Err(FormulaFault::Taken("open-rate".to_owned()))
    );
    assert!(matches!(
        parse("opened opened", &Ladder::default()),
        Err(FormulaFault::Form { .. })
    ));
    let _: Formula = parse("1 - opened / sent", &Ladder::default()).unwrap();
}

#[test]
fn more_than_one_percent_unsubscribed_and_an_idle_tool_are_findings() {
    use super::Finding;
    let of = |id: &str, count: i64| {
        let counted = move |quantity| match quantity {
            Quantity::Bounced => Ok(Number::Count(0)),
            Quantity::Unsubscribed => Ok(Number::Count(count)),
            Quantity::AutomationsActive => Ok(Number::Count(count)),
            _ => Ok(Number::Count(1_000)),
        };
        let kpi = kpi(id);
        kpi.finding(&kpi.measure(&counted, None))
    };
    assert_eq!(of("unsubscribe-rate", 10), None);
    assert_eq!(of("unsubscribe-rate", 11), Some(Finding::ManyUnsubscribe));
    assert_eq!(of("automations-active", 0), Some(Finding::NotUsed));
    assert_eq!(of("automations-active", 1), None);
}
