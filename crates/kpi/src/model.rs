//! The common model: what every marketing tool's records become. Nobody's dialect.
//!
//! Lives here: records, streams, batches and cursors as connectors hand them to the store.
//! Must not live here: names of a vendor's fields, rows of a table.

use std::fmt;

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The id a record has in its tool, always text: ids are digits in one tool and words in another.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExtId(pub String);

impl ExtId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ExtId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for ExtId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for ExtId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The marketing tool behind a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tool {
    /// HubSpot, by its dated CRM API.
    Hubspot,
    /// Mautic 5, by its v1 REST API.
    Mautic,
}

impl Tool {
    /// Every tool with a connector.
    pub const ALL: [Self; 2] = [Self::Hubspot, Self::Mautic];

    /// The word used in settings, tables and log fields.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hubspot => "hubspot",
            Self::Mautic => "mautic",
        }
    }

    /// The tool of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.as_str() == word)
    }
}

/// One kind of thing that a connector can pull. Each has a cursor of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// The stages that the tool knows, with labels and order.
    Stages,
    /// People who own leads.
    Owners,
    /// Campaigns (scenarios).
    Campaigns,
    /// Email assets, with counters where the tool has them.
    Emails,
    /// Leads; in some tools their stage history comes with them.
    Leads,
    /// Stage history, where it is a log of its own.
    StageHistory,
    /// Deletions, restores and merges.
    Removals,
    /// A full list of the ids that exist, to find deletions without a trace.
    Census,
    /// Deals.
    Deals,
    /// What leads did: mails opened, pages seen, forms sent, files downloaded.
    Engagements,
    /// Automations (scenarios) with their steps: which are defined, which are active.
    Automations,
    /// Leads that went through automations, and the steps that fired.
    ScenarioRuns,
    /// Segments, and who is in them now.
    Segments,
    /// Forms sent, where they come form by form and not with the other engagements.
    Forms,
    /// What campaigns cost.
    Costs,
}

impl Stream {
    /// How many there are.
    pub const COUNT: usize = 15;

    /// Every stream, in the order a poll pulls them: what others refer to comes first, and
    /// removals come after the leads they remove.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Stages,
        Self::Owners,
        Self::Campaigns,
        Self::Emails,
        Self::Leads,
        Self::StageHistory,
        Self::Removals,
        Self::Census,
        Self::Deals,
        Self::Engagements,
        Self::Automations,
        Self::ScenarioRuns,
        Self::Segments,
        Self::Forms,
        Self::Costs,
    ];

    /// Streams whose data decide the numbers of the funnel, and so its as-of.
    pub const FUNNEL: [Self; 3] = [Self::Leads, Self::StageHistory, Self::Removals];

    /// The word used in tables, log fields and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stages => "stages",
            Self::Owners => "owners",
            Self::Campaigns => "campaigns",
            Self::Emails => "emails",
            Self::Leads => "leads",
            Self::StageHistory => "stage_history",
            Self::Removals => "removals",
            Self::Census => "census",
            Self::Deals => "deals",
            Self::Engagements => "engagements",
            Self::Automations => "automations",
            Self::ScenarioRuns => "scenario_runs",
            Self::Segments => "segments",
            Self::Forms => "forms",
            Self::Costs => "costs",
        }
    }

    /// The stream of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stream| stream.as_str() == word)
    }

    /// How long a connector may let what it read of this stream stand before it reads it again, however often it is
    /// polled; zero where every poll reads it.
    pub fn cadence(self) -> SignedDuration {
        let hours = match self {
            Self::Stages
            | Self::Leads
            | Self::StageHistory
            | Self::Removals
            | Self::Deals
            | Self::Engagements
            | Self::ScenarioRuns => 0,
            Self::Owners | Self::Campaigns | Self::Emails | Self::Automations | Self::Forms => 1,
            Self::Costs => 6,
            Self::Census | Self::Segments => 24,
        };
        SignedDuration::from_hours(hours)
    }

    /// Whether every round reads all there is of it, not only what changed: what such a round does not name as broken
    /// is not broken any more.
    pub fn is_read_whole(self) -> bool {
        match self {
            Self::Stages
            | Self::Owners
            | Self::Campaigns
            | Self::Emails
            | Self::Census
            | Self::Automations
            | Self::Segments
            | Self::Costs => true,
            Self::Leads
            | Self::StageHistory
            | Self::Removals
            | Self::Deals
            | Self::Engagements
            | Self::ScenarioRuns
            | Self::Forms => false,
        }
    }
}

/// How far a tool can give a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Records of their own, with their own times.
    Native,
    /// By a stated rule from other records.
    Derived,
    /// Only differences between our polls, so only since the first.
    Snapshot,
    /// Not at all: numbers from it are "not available", never 0.
    None,
}

/// What a connector can give, per stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities(pub [(Stream, Capability); Stream::COUNT]);

impl Capabilities {
    /// How far the tool gives `stream`.
    pub fn of(&self, stream: Stream) -> Capability {
        self.0
            .iter()
            .find(|(known, _)| *known == stream)
            .map_or(Capability::None, |(_, capability)| *capability)
    }
}

/// Where a stream's next pull goes on. Only the connector that made it understands it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// One answer of a connector: records, and the cursor that is true once they are stored.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// What came, in the tool's order.
    pub records: Vec<Record>,
    /// What could not be read; each is named, none stops the rest.
    pub broken: Vec<BrokenRecord>,
    /// Names of `broken` that are whole again, where no record of that name says so itself.
    pub mended: Vec<String>,
    /// The cursor after this batch; stored in the same transaction as the records.
    pub cursor: Option<Cursor>,
    /// Set when the stream is now known complete up to (not including) this instant.
    pub complete_to: Option<Timestamp>,
    /// Whether pulling again at once would bring more.
    pub more: bool,
}

/// A record that could not be read, named so that a person can find it in the tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenRecord {
    /// Its id in the tool, or its place in the page where it has none. One with a slash and without a blank, such as
    /// `stats/page_hits` or `bin/12`, is a place that each round reads anew, and names again as long as it cannot be read.
    pub id: String,
    /// What is wrong with it, without any personal data.
    pub why: String,
}

/// One thing a tool told us.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// A lead as it is now.
    Lead(Box<LeadRecord>),
    /// Stage history of one lead.
    StageHistory(StageHistory),
    /// The history of a lead's score, as far back as the tool has it.
    ScoreHistory(ScoreHistory),
    /// A stage the tool knows.
    ToolStage(ToolStage),
    /// A person who owns leads.
    Owner(Owner),
    /// A campaign.
    Campaign(Campaign),
    /// An email asset.
    Email(EmailAsset),
    /// Mails of an email by when they went out, counted by the tool.
    EmailCohorts(EmailCohorts),
    /// A deal.
    Deal(Deal),
    /// A deal that was deleted in the tool.
    DealRemoved {
        /// The deal.
        deal: ExtId,
        /// When it was deleted.
        at: Timestamp,
    },
    /// Something a lead did.
    Engagement(Engagement),
    /// An automation.
    Automation(Automation),
    /// The list of automations came to its end: those not told since it began are gone.
    AutomationsListed {
        /// When reading the list began.
        began: Timestamp,
    },
    /// A lead in an automation.
    ScenarioRun(ScenarioRun),
    /// A step of an automation that ran for a lead.
    StepRun(StepRun),
    /// What a campaign has cost so far.
    CampaignCost(CampaignCost),
    /// A segment.
    Segment(Segment),
    /// A full scan saw this lead in a segment.
    Membership(Membership),
    /// A full scan of all memberships came to its end: those known before that it has not seen are over.
    MembershipsListed {
        /// The scan, named by the instant it began.
        scan: Timestamp,
    },
    /// A lead that was deleted in the tool.
    Removed(Removed),
    /// A deleted lead that is back.
    Restored {
        /// The lead.
        lead: ExtId,
        /// When it came back.
        at: Timestamp,
    },
    /// Two leads that turned out to be one.
    Merged {
        /// The id that is no lead of its own any more.
        loser: ExtId,
        /// The lead that goes on.
        survivor: ExtId,
        /// When the tool merged them.
        at: Timestamp,
    },
    /// A full scan saw this lead.
    Present {
        /// The lead.
        lead: ExtId,
        /// The scan, named by the instant it began.
        scan: Timestamp,
    },
    /// A full scan came to its end: leads known before it began that it has not seen are gone.
    ScanEnded {
        /// The scan, named by the instant it began.
        scan: Timestamp,
    },
}

/// A lead as the tool shows it now. `None` is "the tool does not say", never zero.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LeadRecord {
    /// The id in the tool.
    pub id: ExtId,
    /// When the tool created the record.
    pub created_at: Option<Timestamp>,
    /// When the tool last changed it.
    pub modified_at: Option<Timestamp>,
    /// The tool's own value of the present stage; `None` is no stage.
    pub stage_raw: Option<String>,
    /// The tool's score.
    pub score: Option<f64>,
    /// E-mail address: personal, never in a channel.
    pub email: Option<String>,
    /// The person's name: personal, never in a channel.
    pub name: Option<String>,
    /// Company name.
    pub company: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Industry, in the tool's words.
    pub industry: Option<String>,
    /// Number of employees of the company.
    pub employees: Option<i64>,
    /// Annual revenue of the company, in major units of the account's currency.
    pub annual_revenue: Option<f64>,
    /// Owner's id in the tool.
    pub owner: Option<ExtId>,
    /// Original channel, in the tool's words.
    pub channel: Option<String>,
    /// Detail of the channel, such as a campaign or a search engine.
    pub channel_detail: Option<String>,
    /// The first contact of the person with us, where it differs from creation.
    pub first_contact_at: Option<Timestamp>,
    /// The last thing the person did.
    pub last_activity_at: Option<Timestamp>,
    /// Whether the person has opted out of mail.
    pub opted_out: Option<bool>,
    /// Whether the company is on the target list.
    pub target_list: Option<bool>,
    /// Link to the lead in the tool.
    pub link: Option<String>,
}

/// Stage history of one lead as reported by the tool.
#[derive(Debug, Clone, PartialEq)]
pub struct StageHistory {
    /// The lead.
    pub lead: ExtId,
    /// Whether `entries` is all that the tool has (true) or news to append (false).
    pub whole: bool,
    /// Oldest first; entries of the same instant in the order they happened.
    pub entries: Vec<StageEntry>,
}

/// One entry of a stage history: from `at` on, the lead has this value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageEntry {
    /// When it was set.
    pub at: Timestamp,
    /// The tool's own value; `None` where the stage was cleared.
    pub raw: Option<String>,
    /// The entry's own id in the tool, where it has one (rows of a log); makes appending idempotent.
    pub entry_id: Option<ExtId>,
}

/// The history of a lead's score as reported by the tool.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreHistory {
    /// The lead.
    pub lead: ExtId,
    /// From when on the score was what; oldest first.
    pub entries: Vec<(Timestamp, f64)>,
}

/// A segment (list) of leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The id in the tool.
    pub id: ExtId,
    /// Its name.
    pub name: String,
    /// Whether it is in use.
    pub active: bool,
}

/// A lead in a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The segment.
    pub segment: ExtId,
    /// The lead.
    pub lead: ExtId,
    /// Since when, where the tool says it.
    pub since: Option<Timestamp>,
    /// The scan that saw it, named by the instant it began.
    pub scan: Timestamp,
}

/// A stage as the tool lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolStage {
    /// The value that leads carry.
    pub raw: String,
    /// What people see in the tool.
    pub label: String,
    /// Order in the tool.
    pub position: i64,
}

/// A person who owns leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The id in the tool.
    pub id: ExtId,
    /// Name to show.
    pub name: String,
    /// E-mail address: personal, never in a channel.
    pub email: Option<String>,
    /// Whether the person still works with the tool.
    pub active: bool,
}

/// A campaign (scenario).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// The id in the tool.
    pub id: ExtId,
    /// Its name.
    pub name: String,
    /// Whether it runs; `None` where the tool does not say.
    pub active: Option<bool>,
}

/// An automation: something the tool does by itself when its conditions are met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automation {
    /// The id in the tool.
    pub id: ExtId,
    /// Its name.
    pub name: String,
    /// Whether it is switched on now.
    pub active: bool,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// Its steps; empty where the tool does not tell them.
    pub steps: Vec<Step>,
}

/// A step of an automation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The id in the tool.
    pub id: ExtId,
    /// Its name.
    pub name: String,
    /// Its place in the automation, from 1.
    pub position: i64,
    /// What comes after it.
    pub end: StepEnd,
}

/// Whether an automation goes on behind a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepEnd {
    /// Other steps follow.
    GoesOn,
    /// None follows: a lead that got here is through.
    Last,
}

/// A lead's way through an automation. A lead can enter again: then it is another run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioRun {
    /// The automation.
    pub automation: ExtId,
    /// The lead.
    pub lead: ExtId,
    /// The how-manieth time, from 1.
    pub rotation: i64,
    /// When the lead entered.
    pub entered_at: Timestamp,
    /// When it left by the automation itself or because its conditions no longer hold.
    pub left_at: Option<Timestamp>,
}

/// A step that ran for a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRun {
    /// Unique within the source.
    pub id: ExtId,
    /// The automation.
    pub automation: ExtId,
    /// The step.
    pub step: ExtId,
    /// The lead.
    pub lead: ExtId,
    /// Which of the lead's runs.
    pub rotation: i64,
    /// When.
    pub at: Timestamp,
    /// Whether it could be done.
    pub outcome: StepOutcome,
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepOutcome {
    /// It was done.
    Done,
    /// The tool could not do it.
    Failed,
}

/// An email asset, with counters over all its sends where the tool has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailAsset {
    /// The id in the tool.
    pub id: ExtId,
    /// Its name.
    pub name: String,
    /// Its subject.
    pub subject: Option<String>,
    /// When it was sent or published.
    pub sent_at: Option<Timestamp>,
    /// The campaign it belongs to, where the tool says it.
    pub campaign: Option<ExtId>,
    /// Counters over all its mails; `None` each where the tool does not count it.
    pub counters: EmailCounters,
}

/// Mails of one email by when they went out, where the tool counts them instead of telling each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailCohorts {
    /// The email.
    pub email: ExtId,
    /// From here on the cohorts are all that there are; `None` is "ever".
    pub from: Option<Timestamp>,
    /// Those in which anything was sent.
    pub cohorts: Vec<EmailCohort>,
}

/// Mails that went out together, or on one day, and what became of them until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmailCohort {
    /// When they went out, or when their day began.
    pub sent_at: Timestamp,
    /// When their day ended; `None` where they went out together.
    pub until: Option<Timestamp>,
    /// Counters of these mails.
    pub counters: EmailCounters,
}

/// Counters of an email by send cohort. Opens and clicks are unique people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailCounters {
    /// Mails sent.
    pub sent: Option<i64>,
    /// Mails delivered.
    pub delivered: Option<i64>,
    /// People who opened.
    pub opened: Option<i64>,
    /// People who clicked.
    pub clicked: Option<i64>,
    /// Mails that bounced.
    pub bounced: Option<i64>,
    /// People who unsubscribed.
    pub unsubscribed: Option<i64>,
    /// People who replied.
    pub replied: Option<i64>,
}

/// What a campaign has cost so far: one amount, not told by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignCost {
    /// The campaign.
    pub campaign: ExtId,
    /// What was spent until now; `None` where nothing was ever entered.
    pub spent: Option<Money>,
    /// What may be spent.
    pub budget: Option<Money>,
    /// Its first day.
    pub from: Option<Date>,
    /// Its last day.
    pub to: Option<Date>,
}

/// An amount of money: minor units and the ISO 4217 code they are in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units (yen, cents).
    pub minor: i64,
    /// ISO 4217 code, upper case.
    pub currency: String,
}

/// A deal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deal {
    /// The id in the tool.
    pub id: ExtId,
    /// Its name.
    pub name: Option<String>,
    /// Its amount.
    pub amount: Option<Money>,
    /// What it brings in each month while its contract runs.
    pub monthly: Option<Money>,
    /// When its contract begins, where the tool is told; else it begins when the deal is won.
    pub starts_at: Option<Timestamp>,
    /// When its contract ends, where the tool is told.
    pub ends_at: Option<Timestamp>,
    /// The tool's own value of its stage.
    pub stage_raw: Option<String>,
    /// Whether it was won; `None` where it is still open or the tool does not say.
    pub won: Option<bool>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was or is to be closed.
    pub closed_at: Option<Timestamp>,
    /// When the tool last changed it.
    pub modified_at: Option<Timestamp>,
    /// Owner's id.
    pub owner: Option<ExtId>,
    /// The leads it belongs to.
    pub leads: Vec<ExtId>,
}

/// What a lead did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// Unique within the source; the same act always has the same id.
    pub id: ExtId,
    /// What was done.
    pub kind: EngagementKind,
    /// When.
    pub at: Timestamp,
    /// Who; `None` where the tool no longer knows.
    pub lead: Option<ExtId>,
    /// The email, form, page or file.
    pub asset: Option<ExtId>,
    /// The page's address, where there is one.
    pub url: Option<String>,
    /// The mail it belongs to, where the tool says it: the id of the engagement by which that one
    /// email went to that one lead.
    pub send: Option<ExtId>,
    /// When that mail went out: the cohort in which the act counts.
    pub sent_at: Option<Timestamp>,
}

/// Kinds of engagement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngagementKind {
    /// A mail was sent to the lead (the tool's act, not the lead's).
    EmailSent,
    /// The lead opened it.
    EmailOpened,
    /// The lead clicked in it.
    EmailClicked,
    /// It came back (not the lead's act).
    EmailBounced,
    /// The lead unsubscribed.
    Unsubscribed,
    /// The lead replied.
    EmailReplied,
    /// The lead saw a page.
    PageViewed,
    /// The lead sent a form.
    FormSubmitted,
    /// The lead downloaded a file.
    Downloaded,
}

impl EngagementKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::EmailSent,
        Self::EmailOpened,
        Self::EmailClicked,
        Self::EmailBounced,
        Self::Unsubscribed,
        Self::EmailReplied,
        Self::PageViewed,
        Self::FormSubmitted,
        Self::Downloaded,
    ];

    /// The word used in tables and log fields.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EmailSent => "email_sent",
            Self::EmailOpened => "email_opened",
            Self::EmailClicked => "email_clicked",
            Self::EmailBounced => "email_bounced",
            Self::Unsubscribed => "unsubscribed",
            Self::EmailReplied => "email_replied",
            Self::PageViewed => "page_viewed",
            Self::FormSubmitted => "form_submitted",
            Self::Downloaded => "downloaded",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether the lead did it itself, and showed by it that it is there.
    pub fn is_own(self) -> bool {
        !matches!(
            self,
            Self::EmailSent | Self::EmailBounced | Self::Unsubscribed
        )
    }

    /// Whether it is something that happened with a mail, and so counts in the mail's cohort.
    pub fn is_of_mail(self) -> bool {
        match self {
            Self::EmailSent
            | Self::EmailOpened
            | Self::EmailClicked
            | Self::EmailBounced
            | Self::Unsubscribed
            | Self::EmailReplied => true,
            Self::PageViewed | Self::FormSubmitted | Self::Downloaded => false,
        }
    }
}

/// A deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// The lead.
    pub lead: ExtId,
    /// When the tool deleted it, or when a full scan missed it.
    pub at: Timestamp,
}
