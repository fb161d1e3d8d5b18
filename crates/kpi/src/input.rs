//! What KPIs are computed from, how far each tool gives it, and why not where it does not.
//!
//! Lives here: the matrix. Must not live here: what a running connector was refused (its capabilities),
//! sentences for people (they have the keys of this file).

use crate::model::{Capability, Stream, Tool};

/// Something that KPIs are computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Input {
    /// Leads and when they were created.
    Leads,
    /// Stages over time.
    StageHistory,
    /// Where a lead came from.
    Channel,
    /// Deals won, and what they were worth.
    Deals,
    /// What deals bring in each month.
    Recurring,
    /// What campaigns cost.
    Costs,
    /// Mails that went out.
    Sent,
    /// Mails that arrived.
    Delivered,
    /// Mails opened.
    Opened,
    /// Whether an opening was a machine's.
    MachineOpens,
    /// Mails clicked in.
    Clicked,
    /// People who unsubscribed by a mail.
    Unsubscribed,
    /// People who replied to a mail.
    Replied,
    /// Each open and click with its person.
    MailActs,
    /// The campaign that a mail belongs to.
    MailCampaigns,
    /// Pages seen.
    PageViews,
    /// Anonymous visitors.
    Visitors,
    /// Forms sent.
    Forms,
    /// Files downloaded.
    Downloads,
    /// When a lead was last active.
    Activity,
    /// Whether a lead wants no mail.
    OptOuts,
    /// Scores now.
    Score,
    /// Scores over time.
    ScoreHistory,
    /// Automations: defined, active.
    Automations,
    /// Who went through automations, and which steps fired.
    ScenarioRuns,
    /// Who is in which segment.
    Segments,
}

/// How far a tool gives an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Availability {
    /// How far.
    pub capability: Capability,
    /// The stream that brings it, whose own capability and failures hold for it too.
    pub stream: Option<Stream>,
    /// Why it is not given, or by which rule, or since when.
    pub reason: Option<Reason>,
}

/// Why a tool does not give an input, or how far it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The tool keeps no such thing.
    ToolHasNone,
    /// The tool keeps it, and does not let others read it in a way that lasts.
    ToolDoesNotTell,
    /// The tool has it, and this bot does not read it yet.
    NotRead,
    /// It is there once it is set up in the tool or named by a setting: its key.
    NotConfigured(&'static str),
    /// The token or user lacks this scope or permission.
    NeedsScope(&'static str),
    /// Only since the bot's first poll: before that nobody noted it.
    SinceFirstPoll,
    /// By this rule, which has a sentence of its own: its key.
    ByRule(&'static str),
}

impl Reason {
    /// The key of its sentence. `NotConfigured` takes `setting`, `NeedsScope` takes `scope`.
    pub fn key(self) -> &'static str {
        match self {
            Self::ToolHasNone => "reason-tool-has-none",
            Self::ToolDoesNotTell => "reason-tool-does-not-tell",
            Self::NotRead => "reason-not-read",
            Self::NotConfigured(_) => "reason-not-configured",
            Self::NeedsScope(_) => "reason-needs-scope",
            Self::SinceFirstPoll => "reason-since-first-poll",
            Self::ByRule(key) => key,
        }
    }
}

impl Input {
    /// Every input.
    pub const ALL: [Self; 26] = [
        Self::Leads,
        Self::StageHistory,
        Self::Channel,
        Self::Deals,
        Self::Recurring,
        Self::Costs,
        Self::Sent,
        Self::Delivered,
        Self::Opened,
        Self::MachineOpens,
        Self::Clicked,
        Self::Unsubscribed,
        Self::Replied,
        Self::MailActs,
        Self::MailCampaigns,
        Self::PageViews,
        Self::Visitors,
        Self::Forms,
        Self::Downloads,
        Self::Activity,
        Self::OptOuts,
        Self::Score,
        Self::ScoreHistory,
        Self::Automations,
        Self::ScenarioRuns,
        Self::Segments,
    ];

    /// How far `tool` gives it.
    pub fn of(self, tool: Tool) -> Availability {
        match tool {
            Tool::Hubspot => self.of_hubspot(),
            Tool::Mautic => self.of_mautic(),
        }
    }

    /// The key of the rule by which what `tool` has becomes this; `None` where it gives it as it is, or not at all.
    pub fn rule(self, tool: Tool) -> Option<&'static str> {
        let given = self.of(tool);
        match given.reason {
            Some(Reason::ByRule(key)) if given.capability != Capability::None => Some(key),
            _ => None,
        }
    }

    fn of_hubspot(self) -> Availability {
        use Reason::{ByRule, NotConfigured, NotRead, SinceFirstPoll, ToolDoesNotTell};
        match self {
            Self::Leads | Self::Channel | Self::OptOuts => native(Stream::Leads),
            Self::StageHistory => native(Stream::StageHistory),
            Self::Deals => native(Stream::Deals),
            Self::Recurring => native(Stream::Deals).because(NotConfigured("HUBSPOT_MRR_PROPERTY")),
            Self::Costs => derived(Stream::Costs, "rule-spend-over-the-campaign"),
            Self::Sent
            | Self::Delivered
            | Self::Opened
            | Self::Clicked
            | Self::Unsubscribed
            | Self::MailCampaigns
            | Self::Replied => native(Stream::Emails),
            // The account's own setting leaves them out of the counters, or not.
            Self::MachineOpens => none(ToolDoesNotTell),
            Self::ScenarioRuns => none(ToolDoesNotTell),
            Self::MailActs | Self::PageViews | Self::Visitors | Self::Segments => none(NotRead),
            Self::Downloads => none(Reason::ToolHasNone),
            Self::Forms => native(Stream::Forms),
            Self::Activity => Availability {
                capability: Capability::Derived,
                stream: Some(Stream::Leads),
                reason: Some(ByRule("rule-last-acts")),
            },
            Self::Score => native(Stream::Leads).because(NotConfigured("HUBSPOT_SCORE_PROPERTY")),
            Self::ScoreHistory => derived(Stream::Leads, "rule-score-recalculated"),
            Self::Automations => Availability {
                capability: Capability::Snapshot,
                stream: Some(Stream::Automations),
                reason: Some(SinceFirstPoll),
            },
        }
    }

    fn of_mautic(self) -> Availability {
        use Reason::{NotConfigured, NotRead, SinceFirstPoll, ToolHasNone};
        match self {
            Self::Leads | Self::OptOuts | Self::Score => native(Stream::Leads),
            Self::StageHistory => native(Stream::StageHistory),
            Self::Channel => derived(Stream::Leads, "rule-first-utm"),
            Self::Deals | Self::Recurring | Self::Costs => none(ToolHasNone),
            Self::Sent
            | Self::Opened
            | Self::Clicked
            | Self::Unsubscribed
            | Self::MailActs
            | Self::PageViews
            | Self::Forms
            | Self::Downloads
            | Self::Activity => native(Stream::Engagements),
            Self::Delivered => derived(Stream::Engagements, "rule-sent-less-bounced"),
            Self::MachineOpens => none(ToolHasNone),
            // It counts hits of strangers; only leads are read.
            Self::Visitors => none(NotRead),
            Self::MailCampaigns => none(NotRead),
            Self::Replied => native(Stream::Engagements).because(NotConfigured("Monitored inbox")),
            Self::ScoreHistory => Availability {
                capability: Capability::Snapshot,
                stream: Some(Stream::Leads),
                reason: Some(SinceFirstPoll),
            },
            Self::Automations => Availability {
                capability: Capability::Snapshot,
                stream: Some(Stream::Automations),
                reason: Some(SinceFirstPoll),
            },
            Self::ScenarioRuns => derived(Stream::ScenarioRuns, "rule-last-step"),
            Self::Segments => Availability {
                capability: Capability::Snapshot,
                stream: Some(Stream::Segments),
                reason: Some(SinceFirstPoll),
            },
        }
    }
}

impl Availability {
    /// The same, with what it depends on.
    fn because(self, reason: Reason) -> Self {
        Self {
            reason: Some(reason),
            ..self
        }
    }
}

fn native(stream: Stream) -> Availability {
    Availability {
        capability: Capability::Native,
        stream: Some(stream),
        reason: None,
    }
}

fn derived(stream: Stream, rule: &'static str) -> Availability {
    Availability {
        capability: Capability::Derived,
        stream: Some(stream),
        reason: Some(Reason::ByRule(rule)),
    }
}

fn none(reason: Reason) -> Availability {
    Availability {
        capability: Capability::None,
        stream: None,
        reason: Some(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::Input;
    use crate::model::{Capability, Tool};

    #[test]
    fn what_is_not_native_says_why() {
        for tool in Tool::ALL {
            for input in Input::ALL {
                let given = input.of(tool);
                let is_plain = given.capability == Capability::Native;
                assert!(is_plain || given.reason.is_some(), "{input:?} of {tool:?}");
                let is_none = given.capability == Capability::None;
                assert_eq!(is_none, given.stream.is_none(), "{input:?} of {tool:?}");
            }
        }
    }
}
