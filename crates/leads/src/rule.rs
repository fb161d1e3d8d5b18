//! A rule as data: its conditions, what is to be done, who is told, and how often at most; the default rules.
//!
//! Lives here: one rule, how it is written in settings, and its cooldown. Must not live here: which rule
//! of several wins (`rules`), the reading of files.

mod defaults;

use jiff::{SignedDuration, Timestamp};
use kpi::{definition::Definition, stage::Ladder};
use serde::{Deserialize, Serialize};

pub use defaults::default_rules;

use crate::{
    condition::{Condition, ConditionFault, Reason},
    facts::LeadFacts,
};

/// A rule as it is written in `funnelbot.toml`, for messages that show how.
pub const EXAMPLE: &str = r#"[[rules]]
name = "new-enterprise"
rank = "hot"
when = [
  { employees_at_least = 1000 },
  { annual_revenue_at_least = 5_000_000_000 },
  { first_contact_within_months = 3 },
]
action = "propose-meeting"
owner = "inside-sales"
cooldown_days = 30
"#;

/// How much a lead deserves attention now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Heat {
    /// Sales is told at once.
    Hot,
    /// Worth a softer approach; nobody is told.
    Warm,
    /// Left to the newsletter.
    Cold,
}

impl Heat {
    /// The word used in settings, tables and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Warm => "warm",
            Self::Cold => "cold",
        }
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, in kebab-case: unique, and the same for ever, for the cooldown is counted by it.
    pub name: String,
    /// What a lead is that meets it.
    #[serde(rename = "rank")]
    pub heat: Heat,
    /// All of these must be met.
    pub when: Vec<Condition>,
    /// What is to be done: one of [`ACTIONS`], which have words in every language, or a text that is shown as
    /// it stands.
    pub action: String,
    /// Who is told: the name of a mention target in the settings; `None` is nobody by name.
    #[serde(default)]
    pub owner: Option<String>,
    /// Days of 24 hours in which a lead is pinged at most once by this rule.
    #[serde(default = "usual_cooldown")]
    pub cooldown_days: u16,
}

/// Actions that the default rules ask for (商談打診, ナーチャリング, メルマガ).
pub const ACTIONS: [&str; 3] = ["propose-meeting", "nurture", "newsletter"];

/// The cooldown of a rule that names none, in days.
pub const USUAL_COOLDOWN_DAYS: u16 = 30;

/// The longest name a rule may have, in characters.
pub const LONGEST_NAME: usize = 40;

fn usual_cooldown() -> u16 {
    USUAL_COOLDOWN_DAYS
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleFault {
    /// Its name is not of lower-case letters, digits and hyphens, or is too long.
    Name,
    /// An earlier rule has its name.
    Twice,
    /// It has no condition, and so would match everybody.
    NoCondition,
    /// A condition, counted from 0, cannot be judged.
    Condition(usize, ConditionFault),
    /// A cooldown of no days would ping at every poll.
    Cooldown,
}

impl Rule {
    /// Why the lead meets the rule at `now`, a reason for each condition in the rule's order; `None` where
    /// it does not.
    pub fn reasons(
        &self,
        lead: &LeadFacts,
        definition: &Definition,
        now: Timestamp,
    ) -> Option<Vec<Reason>> {
        let reason = |condition: &Condition| {
            let actual = condition.judge(lead, definition, now)?;
            Some(Reason {
                condition: condition.clone(),
                actual,
            })
        };
        self.when.iter().map(reason).collect()
    }

    /// Whether a lead that meets the rule at `now` is to be pinged, when its last ping by this rule was sent
    /// at `last`. Only hot rules ping. A last ping that seems to lie ahead cools down like any other.
    pub fn ping_is_due(&self, last: Option<Timestamp>, now: Timestamp) -> bool {
        let cooldown = SignedDuration::from_hours(i64::from(self.cooldown_days) * 24);
        self.heat == Heat::Hot && last.is_none_or(|last| now.duration_since(last) >= cooldown)
    }

    /// Whether the rule makes sense by itself, on `ladder`.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn verify(&self, ladder: &Ladder) -> Result<(), RuleFault> {
        if !is_kebab_case(&self.name) {
            return Err(RuleFault::Name);
        }
        if self.when.is_empty() {
            return Err(RuleFault::NoCondition);
        }
        if self.cooldown_days == 0 {
            return Err(RuleFault::Cooldown);
        }
        for (index, condition) in self.when.iter().enumerate() {
            if let Err(fault) = condition.verify(ladder) {
                return Err(RuleFault::Condition(index, fault));
            }
        }
        Ok(())
    }
}

fn is_kebab_case(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.len() <= LONGEST_NAME && name.split('-').all(is_part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Settings {
        rules: Vec<Rule>,
    }

    fn read(toml: &str) -> Result<Rule, toml::de::Error> {
        let mut settings: Settings = toml::from_str(toml)?;
        Ok(settings.rules.remove(0))
    }

    #[test]
    fn the_example_is_the_default_rule() {
        let rule = read(EXAMPLE).unwrap();
        assert_eq!(rule, default_rules().remove(0));
        assert_eq!(rule.verify(&Ladder::default()), Ok(()));
    }

    #[test]
    fn owner_and_cooldown_may_be_left_out() {
        let rule =
            read("[[rules]]\nname='a'\nrank='warm'\nwhen=[{score_at_least=1}]\naction='call'")
                .unwrap();
        assert_eq!(
            (rule.owner, rule.cooldown_days),
            (None, USUAL_COOLDOWN_DAYS)
        );
    }

    #[test]
    fn a_mistyped_key_condition_or_rank_is_refused_with_what_is_accepted() {
        for (right, wrong, accepted) in [
            ("cooldown_days", "cooldown_day", "cooldown_days"),
            (
                "employees_at_least",
                "employee_at_least",
                "employees_at_least",
            ),
            ("\"hot\"", "\"warn\"", "warm"),
            ("name = \"new-enterprise\"", "", "missing field `name`"),
        ] {
            let error = read(&EXAMPLE.replace(right, wrong)).unwrap_err();
            assert!(error.to_string().contains(accepted), "{error}");
        }
    }

    #[test]
    fn a_rule_without_sense_is_refused() {
        let rule = read(EXAMPLE).unwrap();
        let ladder = Ladder::default();
        let changed = |change: &dyn Fn(&mut Rule)| {
            let mut rule = rule.clone();
            change(&mut rule);
            rule.verify(&ladder)
        };
        for name in ["", "New", "a_b", "a--b", "-a", "新", &"a".repeat(41)] {
            assert_eq!(
                changed(&|rule| rule.name = name.to_owned()),
                Err(RuleFault::Name)
            );
        }
        assert_eq!(
            changed(&|rule| rule.when.clear()),
            Err(RuleFault::NoCondition)
        );
        assert_eq!(
            changed(&|rule| rule.cooldown_days = 0),
            Err(RuleFault::Cooldown)
        );
        assert_eq!(
            changed(&|rule| rule.when[1] = Condition::AnnualRevenueAtLeast(-1.0)),
            Err(RuleFault::Condition(1, ConditionFault::Threshold))
        );
    }

    #[test]
    fn only_hot_rules_ping() {
        let mut rule = read(EXAMPLE).unwrap();
        assert!(rule.ping_is_due(None, Timestamp::UNIX_EPOCH));
        for heat in [Heat::Warm, Heat::Cold] {
            rule.heat = heat;
            assert!(!rule.ping_is_due(None, Timestamp::UNIX_EPOCH));
        }
    }

    proptest! {
        #[test]
        fn two_pings_of_a_rule_are_a_cooldown_apart(
            days in 1..400u16,
            polls in prop::collection::vec(0..2_000_000_000i64, 0..60),
        ) {
            let rule = Rule { cooldown_days: days, ..read(EXAMPLE).unwrap() };
            let mut polls = polls;
            polls.sort_unstable();
            let mut last: Option<Timestamp> = None;
            for now in polls.into_iter().map(|second| Timestamp::from_second(second).unwrap()) {
                if rule.ping_is_due(last, now) {
                    if let Some(last) = last {
                        prop_assert!(now.duration_since(last).as_hours() >= i64::from(days) * 24);
                    }
                    last = Some(now);
                } else {
                    prop_assert!(last.is_some());
                }
            }
        }

        #[test]
        fn a_clock_that_was_set_back_never_pings_again(ahead in 0..1_000_000i64) {
            let rule = read(EXAMPLE).unwrap();
            let now = Timestamp::from_second(1_000_000_000).unwrap();
            let last = now + SignedDuration::from_secs(ahead);
            prop_assert!(!rule.ping_is_due(Some(last), now));
        }
    }
}
