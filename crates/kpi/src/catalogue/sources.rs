//! What a quantity is read from, and what has to be said of it beside a number.
//!
//! Must not live here: how far a tool gives it (`input`), sentences (they have the keys of this file).

use crate::{
    catalogue::{Kpi, quantity::Quantity},
    input::{Input, Reason},
    model::Tool,
};

impl Quantity {
    /// What of the tool it is counted from; `None` where it is the team's own word or many things.
    pub fn input(self) -> Option<Input> {
        Some(match self {
            Self::Cost => Input::Costs,
            Self::Revenue | Self::DealsWon => Input::Deals,
            Self::Mrr
            | Self::NewMrr
            | Self::ExpansionMrr
            | Self::ContractionMrr
            | Self::ChurnedMrr => Input::Recurring,
            Self::Sent => Input::Sent,
            Self::Bounced => Input::Delivered,
            Self::Opened => Input::Opened,
            Self::Clicked => Input::Clicked,
            Self::Unsubscribed => Input::Unsubscribed,
            Self::Replied => Input::Replied,
            Self::SurveysDelivered | Self::SurveysAnswered | Self::MailConversions => {
                Input::MailActs
            }
            Self::Contacts => Input::OptOuts,
            Self::Active | Self::Dormant | Self::Reactivated => Input::Activity,
            Self::ScenarioEntered | Self::ScenarioCompleted => Input::ScenarioRuns,
            Self::ScoreTotal | Self::Scored | Self::ScoreMedian | Self::ScoreDelta => {
                Input::ScoreHistory
            }
            Self::SegmentMembers | Self::SegmentActive => Input::Segments,
            Self::Visitors => Input::Visitors,
            Self::Forms => Input::Forms,
            Self::Downloads => Input::Downloads,
            Self::PageViews => Input::PageViews,
            Self::Automations | Self::AutomationsActive => Input::Automations,
            _ => return None,
        })
    }
}

impl Kpi {
    /// Keys of the sentences that say by which rule a tool's data became this number, and whether openings by machines
    /// are in it; each once.
    pub fn rules(&self, tool: Tool) -> Vec<&'static str> {
        let mut keys = Vec::new();
        for quantity in self.formula.quantities() {
            keys.extend(quantity.input().and_then(|input| input.rule(tool)));
            if quantity == Quantity::Opened {
                keys.extend(machines(tool));
            }
        }
        let mut seen = Vec::new();
        keys.retain(|key| {
            let is_new = !seen.contains(key);
            seen.push(*key);
            is_new
        });
        keys
    }
}

/// What is to be said of openings by machines; `None` where the tool marks them, so that they are left out.
fn machines(tool: Tool) -> Option<&'static str> {
    match Input::MachineOpens.of(tool).reason? {
        Reason::ToolDoesNotTell => Some("machine-opens-unknown"),
        _ => Some("machine-opens-counted"),
    }
}

#[cfg(test)]
mod tests {
    use crate::{catalogue::Catalogue, model::Tool, stage::Ladder};

    #[test]
    fn a_derived_number_says_its_rule_and_openings_whose_they_are() {
        let catalogue = Catalogue::new(&Ladder::default(), Vec::new());
        let rules = |id: &str, tool| catalogue.find(id).unwrap().rules(tool);
        assert_eq!(
            rules("open-rate", Tool::Mautic),
            ["machine-opens-counted", "rule-sent-less-bounced"]
        );
        assert_eq!(rules("open-rate", Tool::Hubspot), ["machine-opens-unknown"]);
        assert_eq!(
            rules("scenario-completion", Tool::Mautic),
            ["rule-last-step"]
        );
        assert_eq!(rules("active-rate", Tool::Hubspot), ["rule-last-acts"]);
        assert!(rules("entered-mql", Tool::Hubspot).is_empty());
        // Nothing is given, so that nothing has a rule.
        assert!(rules("page-views", Tool::Hubspot).is_empty());
    }
}
