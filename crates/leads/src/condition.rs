//! What a rule asks of a lead, one condition at a time, and the reason that a met condition gives.
//!
//! Lives here: the conditions and how each is judged. Must not live here: which rule wins (`rules`),
//! sentences about a reason.

use jiff::{Timestamp, ToSpan};
use kpi::{
    definition::Definition,
    period::local_date,
    stage::{Ladder, Place},
};
use serde::{Deserialize, Serialize};

use crate::facts::LeadFacts;

/// One condition. In settings and in JSON it is its name with its threshold:
/// `{ employees_at_least = 1000 }`. What is not known of a lead meets no condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The company has so many employees or more.
    EmployeesAtLeast(i64),
    /// The company has fewer employees.
    EmployeesBelow(i64),
    /// The company's annual revenue is so much or more, in major units of the account's currency.
    AnnualRevenueAtLeast(f64),
    /// The first contact was not before the same date so many months ago, in the workspace's zone.
    FirstContactWithinMonths(u16),
    /// The company is, or is not, on the target list.
    TargetList(bool),
    /// The tool's score is so high or higher.
    ScoreAtLeast(f64),
    /// The lead stands in one of these: ids of stages, exits, or `outside`.
    StageIs(Vec<String>),
    /// The lead stands in none of these.
    StageIsNot(Vec<String>),
}

/// A met condition with the lead's own value: why a lead is hot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The condition, with its threshold.
    pub condition: Condition,
    /// What the lead has.
    pub actual: Actual,
}

/// A lead's own value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actual {
    /// How many employees.
    Employees(i64),
    /// Annual revenue in major units of the account's currency.
    AnnualRevenue(f64),
    /// When the first contact was.
    FirstContact(Timestamp),
    /// Whether the company is on the target list.
    TargetList(bool),
    /// The score.
    Score(f64),
    /// Where the lead stands.
    Place(Place),
}

/// Why a condition asks for nothing that can be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionFault {
    /// A threshold that is negative, not a number, or a span of no months.
    Threshold,
    /// A list without any stage.
    NoStage,
    /// A word that is no stage, no exit and not `outside`.
    UnknownStage(String),
}

impl Condition {
    /// The lead's own value where it meets the condition at `now`.
    pub fn judge(
        &self,
        lead: &LeadFacts,
        definition: &Definition,
        now: Timestamp,
    ) -> Option<Actual> {
        match self {
            Self::EmployeesAtLeast(least) => lead
                .employees
                .filter(|own| own >= least)
                .map(Actual::Employees),
            Self::EmployeesBelow(limit) => lead
                .employees
                .filter(|own| own < limit)
                .map(Actual::Employees),
            Self::AnnualRevenueAtLeast(least) => lead
                .annual_revenue
                .filter(|own| own >= least)
                .map(Actual::AnnualRevenue),
            Self::FirstContactWithinMonths(months) => lead
                .first_contact_at
                .filter(|own| is_within(*own, *months, definition, now))
                .map(Actual::FirstContact),
            Self::TargetList(wanted) => lead
                .target_list
                .filter(|own| own == wanted)
                .map(Actual::TargetList),
            Self::ScoreAtLeast(least) => lead.score.filter(|own| own >= least).map(Actual::Score),
            Self::StageIs(words) => {
                is_among(lead.place, words, &definition.ladder).then_some(Actual::Place(lead.place))
            }
            Self::StageIsNot(words) => (!is_among(lead.place, words, &definition.ladder))
                .then_some(Actual::Place(lead.place)),
        }
    }

    /// Whether the condition can be judged on `ladder`.
    ///
    /// # Errors
    ///
    /// What is wrong with its threshold or its stages.
    pub fn verify(&self, ladder: &Ladder) -> Result<(), ConditionFault> {
        let is_sound = match self {
            Self::EmployeesAtLeast(count) | Self::EmployeesBelow(count) => *count >= 0,
            Self::AnnualRevenueAtLeast(amount) => amount.is_finite() && *amount >= 0.0,
            // Some tools count a score down below zero.
            Self::ScoreAtLeast(score) => score.is_finite(),
            Self::FirstContactWithinMonths(months) => *months > 0,
            Self::TargetList(_) => true,
            Self::StageIs(words) | Self::StageIsNot(words) => return verify_stages(words, ladder),
        };
        if is_sound {
            Ok(())
        } else {
            Err(ConditionFault::Threshold)
        }
    }
}

/// A first contact that seems to lie ahead, because two clocks differ, is a recent one.
fn is_within(first: Timestamp, months: u16, definition: &Definition, now: Timestamp) -> bool {
    let zone = &definition.zone;
    let earliest = local_date(now, zone).saturating_sub(i64::from(months).months());
    local_date(first, zone) >= earliest
}

fn is_among(place: Place, words: &[String], ladder: &Ladder) -> bool {
    words.iter().any(|word| ladder.place(word) == Some(place))
}

fn verify_stages(words: &[String], ladder: &Ladder) -> Result<(), ConditionFault> {
    if words.is_empty() {
        return Err(ConditionFault::NoStage);
    }
    match words.iter().find(|word| ladder.place(word).is_none()) {
        Some(word) => Err(ConditionFault::UnknownStage(word.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T15:30:00Z"; // 23 November in Tokyo

    fn now() -> Timestamp {
        NOW.parse().unwrap()
    }

    fn lead() -> LeadFacts {
        LeadFacts::nameless(1, Place::Ranked(0))
    }

    fn judged(condition: &Condition, lead: &LeadFacts) -> Option<Actual> {
        condition.judge(lead, &Definition::default(), now())
    }

    #[test]
    fn what_is_not_known_meets_no_condition() {
        for condition in [
            Condition::EmployeesAtLeast(0),
            Condition::EmployeesBelow(i64::MAX),
            Condition::AnnualRevenueAtLeast(0.0),
            Condition::FirstContactWithinMonths(u16::MAX),
            Condition::TargetList(false),
            Condition::ScoreAtLeast(f64::MIN),
        ] {
            assert_eq!(judged(&condition, &lead()), None, "{condition:?}");
        }
    }

    #[test]
    fn a_threshold_itself_is_enough_but_below_is_below() {
        let known = LeadFacts {
            employees: Some(1000),
            annual_revenue: Some(5e9),
            score: Some(80.0),
            ..lead()
        };
        for (condition, actual) in [
            (
                Condition::EmployeesAtLeast(1000),
                Some(Actual::Employees(1000)),
            ),
            (Condition::EmployeesAtLeast(1001), None),
            (Condition::EmployeesBelow(1000), None),
            (
                Condition::EmployeesBelow(1001),
                Some(Actual::Employees(1000)),
            ),
            (
                Condition::AnnualRevenueAtLeast(5e9),
                Some(Actual::AnnualRevenue(5e9)),
            ),
            (Condition::AnnualRevenueAtLeast(5e9 + 1.0), None),
            (Condition::ScoreAtLeast(80.0), Some(Actual::Score(80.0))),
            (Condition::ScoreAtLeast(80.5), None),
        ] {
            assert_eq!(judged(&condition, &known), actual, "{condition:?}");
        }
    }

    #[test]
    fn a_score_that_is_no_number_meets_nothing() {
        let broken = LeadFacts {
            score: Some(f64::NAN),
            ..lead()
        };
        assert_eq!(judged(&Condition::ScoreAtLeast(0.0), &broken), None);
    }

    #[test]
    fn months_are_counted_in_local_dates() {
        let within = Condition::FirstContactWithinMonths(3);
        let contacted = |at: &str| LeadFacts {
            first_contact_at: Some(at.parse().unwrap()),
            ..lead()
        };
        assert!(judged(&within, &contacted("2026-08-22T15:00:00Z")).is_some());
        assert!(judged(&within, &contacted("2026-08-22T14:59:59Z")).is_none());
        assert!(judged(&within, &contacted("2026-11-22T15:30:05Z")).is_some());
        assert!(judged(&within, &contacted("0001-01-01T00:00:00Z")).is_none());
    }

    #[test]
    fn stages_are_named_by_the_words_of_the_ladder() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let is = Condition::StageIs(words(&["mql", "lead"]));
        let is_not = Condition::StageIsNot(words(&["customer", "lost"]));
        let lost = LeadFacts::nameless(1, Place::Lost);
        assert_eq!(judged(&is, &lead()), Some(Actual::Place(Place::Ranked(0))));
        assert_eq!(judged(&is, &lost), None);
        assert_eq!(
            judged(&is_not, &lead()),
            Some(Actual::Place(Place::Ranked(0)))
        );
        assert_eq!(judged(&is_not, &lost), None);
    }

    #[test]
    fn a_condition_without_sense_is_refused() {
        let ladder = Ladder::default();
        for (condition, fault) in [
            (Condition::EmployeesAtLeast(-1), ConditionFault::Threshold),
            (
                Condition::AnnualRevenueAtLeast(f64::INFINITY),
                ConditionFault::Threshold,
            ),
            (Condition::ScoreAtLeast(f64::NAN), ConditionFault::Threshold),
            (
                Condition::FirstContactWithinMonths(0),
                ConditionFault::Threshold,
            ),
            (Condition::StageIs(Vec::new()), ConditionFault::NoStage),
            (
                Condition::StageIsNot(vec!["costumer".to_owned()]),
                ConditionFault::UnknownStage("costumer".to_owned()),
            ),
        ] {
            assert_eq!(condition.verify(&ladder), Err(fault));
        }
        assert_eq!(Condition::ScoreAtLeast(-5.0).verify(&ladder), Ok(()));
        assert_eq!(
            Condition::StageIsNot(vec!["lost".to_owned()]).verify(&ladder),
            Ok(())
        );
    }

    #[test]
    fn a_reason_survives_json() {
        let reason = Reason {
            condition: Condition::FirstContactWithinMonths(3),
            actual: Actual::FirstContact(now()),
        };
        let json = serde_json::to_string(&reason).unwrap();
        assert_eq!(
            json,
            r#"{"condition":{"first_contact_within_months":3},"actual":{"first_contact":"2026-11-22T15:30:00Z"}}"#
        );
        assert_eq!(serde_json::from_str::<Reason>(&json).unwrap(), reason);
    }
}
