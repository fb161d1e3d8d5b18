//! The list of rules: which one wins, and who is left alone whatever the rules say.
//!
//! Lives here: the order of the rules and the leads that no rule is asked about. Must not live here: a
//! single rule (`rule`) or condition (`condition`), when a ping was last sent (the store).

use jiff::Timestamp;
use kpi::{
    definition::Definition,
    stage::{Ladder, Place, Rank},
};
use serde::Serialize;

use crate::{
    condition::Reason,
    facts::LeadFacts,
    rule::{Rule, RuleFault, default_rules},
};

/// Rules in their order. Names are unique and every rule makes sense on the ladder it was verified with.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules(Vec<Rule>);

/// Which rule is wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesFault {
    /// The rule's place in the list, from 0.
    pub index: usize,
    /// The name it has.
    pub name: String,
    /// What is wrong with it.
    pub fault: RuleFault,
}

/// The rule that a lead meets, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Match<'a> {
    /// The first rule it meets.
    pub rule: &'a Rule,
    /// A reason for each condition, in the rule's order.
    pub reasons: Vec<Reason>,
}

/// Why no rule is asked about a lead.
///
/// A ping asks a salesperson to approach someone. It must never send one to a person who is gone, who asked
/// to be left alone, whom sales already talks to, or whom sales has already refused; so such leads have no
/// heat at all. `recycled` leads and those `outside` the funnel are open to the rules: that a person comes
/// back, or comes in by the side door, is what sales wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bar {
    /// Deleted in the tool.
    Removed,
    /// Opted out of mail.
    OptedOut,
    /// At `opportunity` or beyond (on a ladder without it: at the last stage), customers among them.
    WithSales,
    /// Refused by sales.
    Refused,
    /// Lost or churned.
    Lost,
}

impl Rules {
    /// These rules, the first of which wins.
    ///
    /// # Errors
    ///
    /// The first rule that is wrong.
    pub fn new(rules: Vec<Rule>, ladder: &Ladder) -> Result<Self, RulesFault> {
        for (index, rule) in rules.iter().enumerate() {
            let is_twice = rules[..index]
                .iter()
                .any(|earlier| earlier.name == rule.name);
            let verdict = if is_twice {
                Err(RuleFault::Twice)
            } else {
                rule.verify(ladder)
            };
            if let Err(fault) = verdict {
                return Err(RulesFault {
                    index,
                    name: rule.name.clone(),
                    fault,
                });
            }
        }
        Ok(Self(rules))
    }

    /// The rules in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter()
    }

    /// The rule of that name.
    pub fn find(&self, name: &str) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.name == name)
    }

    /// The first rule that the lead meets at `now`; `None` where it meets none or is barred from them.
    ///
    /// A lead's own change can make it meet a rule; the passing of time alone cannot make a lead hot under
    /// the default rules, so only leads that have changed need to be asked about.
    pub fn first_match(
        &self,
        lead: &LeadFacts,
        definition: &Definition,
        now: Timestamp,
    ) -> Option<Match<'_>> {
        if bar(lead, &definition.ladder).is_some() {
            return None;
        }
        self.0.iter().find_map(|rule| {
            let reasons = rule.reasons(lead, definition, now)?;
            Some(Match { rule, reasons })
        })
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self(default_rules())
    }
}

/// Why no rule is asked about the lead; `None` where it is open to them.
pub fn bar(lead: &LeadFacts, ladder: &Ladder) -> Option<Bar> {
    match lead.place {
        Place::Gone => Some(Bar::Removed),
        _ if lead.opted_out == Some(true) => Some(Bar::OptedOut),
        Place::Ranked(rank) if rank >= with_sales_from(ladder) => Some(Bar::WithSales),
        Place::Rejected => Some(Bar::Refused),
        Place::Lost | Place::Churned => Some(Bar::Lost),
        Place::Ranked(_) | Place::Recycled | Place::Outside => None,
    }
}

/// The first rank at which sales is known to talk with the lead.
fn with_sales_from(ladder: &Ladder) -> Rank {
    let last = ladder.ranks().last().unwrap_or_default();
    ladder.rank_of("opportunity").unwrap_or(last)
}

#[cfg(test)]
mod tests;
