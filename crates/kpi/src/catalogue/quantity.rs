//! The quantities that are counted, and what may be done with each.
//!
//! Lives here: the one list of what a formula can name, with its kind, base and unit. Must not live here: how a
//! quantity is counted (the store), how it reads (`report`).

use crate::{
    counting::Method,
    stage::{Ladder, Rank},
};

/// How a number behaves over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Counted over a period: the numbers of disjoint periods add up.
    Flow,
    /// Counted at an instant, the end of the period: never added up over time.
    Stock,
    /// One number divided by another: never added up, never averaged.
    Ratio,
    /// The middle of many values: never added up, never averaged.
    Median,
}

impl Kind {
    /// Whether the numbers of disjoint periods may be added to the number of all of them together.
    pub fn adds_up_over_time(self) -> bool {
        self == Self::Flow
    }
}

/// To which period a happening belongs. Numbers of different bases are never divided or added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Base {
    /// The period in which it happened.
    Event,
    /// The period in which the mail that caused it was sent (`kpi.md` §4).
    Send,
    /// The period in which the lead reached the first of two stages, or entered a scenario.
    Cohort,
    /// The instant at which the period ends.
    Instant,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Leads.
    Leads,
    /// Mails.
    Mails,
    /// Deals.
    Deals,
    /// Acts of leads, such as downloads.
    Acts,
    /// People who were on the web site.
    Visitors,
    /// Automations.
    Automations,
    /// Points of the lead score.
    Points,
    /// Money, in minor units of its currency.
    Money,
    /// Time, in seconds.
    Seconds,
    /// A share, 0 to 1 where the one is part of the other.
    Rate,
}

macro_rules! quantities {
    ($($(#[$note:meta])* $name:ident = $word:literal, $kind:ident, $base:ident, $unit:ident;)+) => {
        /// What a formula can name. Those with a rank are written with the stage's id: `entered:mql`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Quantity {
            /// Leads in the stage.
            Stock(Rank),
            /// Change of the leads in the stage over the period.
            Delta(Rank),
            /// Leads that reached the stage, or a higher one, for the first time.
            Entered(Rank),
            /// Further arrivals by leads that had reached it before.
            Returned(Rank),
            /// Leads that reached the first stage in the period.
            Cohort(Rank, Rank),
            /// Those of them that reached the second within the window.
            Converted(Rank, Rank),
            /// Median time from reaching the first to reaching the second.
            Velocity(Rank, Rank),
            /// Median length of the visits to the stage that ended.
            TimeIn(Rank),
            /// Acts that the team counts for a method of nurturing: `method:white-paper`.
            Method(Method),
            $($(#[$note])* $name,)+
        }

        /// Every quantity that belongs to no stage.
        pub const PLAIN: &[Quantity] = &[$(Quantity::$name),+];

        impl Quantity {
            /// How it behaves, to what it belongs, what is counted.
            pub fn shape(self) -> Shape {
                let (kind, base, unit) = match self {
                    Self::Stock(_) => (Kind::Stock, Base::Instant, Unit::Leads),
                    Self::Delta(_) | Self::Entered(_) | Self::Returned(_) => {
                        (Kind::Flow, Base::Event, Unit::Leads)
                    }
                    Self::Cohort(..) | Self::Converted(..) => {
                        (Kind::Flow, Base::Cohort, Unit::Leads)
                    }
                    Self::Velocity(..) | Self::TimeIn(_) => {
                        (Kind::Median, Base::Event, Unit::Seconds)
                    }
                    Self::Method(_) => (Kind::Flow, Base::Event, Unit::Acts),
                    $(Self::$name => (Kind::$kind, Base::$base, Unit::$unit),)+
                };
                Shape { kind, base, unit }
            }

            /// The word of a quantity without a stage.
            fn plain_word(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some($word),)+
                    _ => None,
                }
            }
        }
    };
}

quantities! {
    /// Median time from reaching the first stage to reaching the last.
    SalesCycle = "sales-cycle", Median, Event, Seconds;
    /// Leads handed to sales that sales took.
    Accepted = "accepted", Flow, Cohort, Leads;
    /// Leads handed to sales that sales refused.
    Refused = "refused", Flow, Cohort, Leads;
    /// What was spent.
    Cost = "cost", Flow, Event, Money;
    /// Amounts of the deals won.
    Revenue = "revenue", Flow, Event, Money;
    /// Deals won.
    DealsWon = "deals-won", Flow, Event, Deals;
    /// Recurring amount a month of the active customers.
    Mrr = "mrr", Stock, Instant, Money;
    /// Recurring amount of new customers.
    NewMrr = "new-mrr", Flow, Event, Money;
    /// What existing customers pay more.
    ExpansionMrr = "expansion-mrr", Flow, Event, Money;
    /// What existing customers pay less.
    ContractionMrr = "contraction-mrr", Flow, Event, Money;
    /// Recurring amount of the customers who left.
    ChurnedMrr = "churned-mrr", Flow, Event, Money;
    /// Mails sent.
    Sent = "sent", Flow, Send, Mails;
    /// Mails that came back.
    Bounced = "bounced", Flow, Send, Mails;
    /// Mails opened, once each.
    Opened = "opened", Flow, Send, Mails;
    /// Mails clicked, once each.
    Clicked = "clicked", Flow, Send, Mails;
    /// Mails after which the lead unsubscribed.
    Unsubscribed = "unsubscribed", Flow, Send, Mails;
    /// Mails that the lead answered.
    Replied = "replied", Flow, Send, Mails;
    /// Delivered mails that carry a survey.
    SurveysDelivered = "surveys-delivered", Flow, Send, Mails;
    /// Answers to them.
    SurveysAnswered = "surveys-answered", Flow, Send, Mails;
    /// Mails to which a conversion is attributed.
    MailConversions = "mail-conversions", Flow, Send, Mails;
    /// Leads that can be reached.
    Contacts = "contacts", Stock, Instant, Leads;
    /// Those who did something of their own lately.
    Active = "active", Stock, Instant, Leads;
    /// Those who did nothing for long.
    Dormant = "dormant", Stock, Instant, Leads;
    /// Leads that were dormant and did something in the period.
    Reactivated = "reactivated", Flow, Event, Leads;
    /// Leads that entered a scenario.
    ScenarioEntered = "scenario-entered", Flow, Cohort, Leads;
    /// Those of them that completed it.
    ScenarioCompleted = "scenario-completed", Flow, Cohort, Leads;
    /// Points of all leads that have a score.
    ScoreTotal = "score-total", Stock, Instant, Points;
    /// Leads that have a score.
    Scored = "scored", Stock, Instant, Leads;
    /// Middle of their scores.
    ScoreMedian = "score-median", Median, Instant, Points;
    /// Mean score at the end of the period less the mean at its start.
    ScoreDelta = "score-delta", Ratio, Instant, Points;
    /// Leads of segments.
    SegmentMembers = "segment-members", Stock, Instant, Leads;
    /// Those of them who did something of their own lately.
    SegmentActive = "segment-active", Stock, Instant, Leads;
    /// People who were on the web site.
    Visitors = "visitors", Flow, Event, Visitors;
    /// Forms sent by leads.
    Forms = "forms", Flow, Event, Acts;
    /// Files downloaded by leads.
    Downloads = "downloads", Flow, Event, Acts;
    /// Pages seen by leads.
    PageViews = "page-views", Flow, Event, Acts;
    /// Automations that exist.
    Automations = "automations", Stock, Instant, Automations;
    /// Those of them that are switched on.
    AutomationsActive = "automations-active", Stock, Instant, Automations;
    /// Automations that did something in the period.
    AutomationsFired = "automations-fired", Flow, Event, Acts;
}

/// What decides which arithmetic is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// How it behaves over time.
    pub kind: Kind,
    /// To which period a happening belongs.
    pub base: Base,
    /// What is counted.
    pub unit: Unit,
}

impl Quantity {
    /// As a formula writes it.
    pub fn word(self, ladder: &Ladder) -> String {
        let id = |rank| ladder.stage(rank).map_or("?", |stage| stage.id.as_str());
        match self {
            Self::Stock(rank) => format!("stock:{}", id(rank)),
            Self::Delta(rank) => format!("delta:{}", id(rank)),
            Self::Entered(rank) => format!("entered:{}", id(rank)),
            Self::Returned(rank) => format!("returned:{}", id(rank)),
            Self::TimeIn(rank) => format!("time-in:{}", id(rank)),
            Self::Cohort(from, to) => format!("cohort:{}:{}", id(from), id(to)),
            Self::Converted(from, to) => format!("converted:{}:{}", id(from), id(to)),
            Self::Method(method) => format!("method:{}", method.as_str()),
            Self::Velocity(from, to) => format!("velocity:{}:{}", id(from), id(to)),
            plain => plain.plain_word().unwrap_or("?").to_owned(),
        }
    }

    /// Every quantity on this ladder.
    pub fn all(ladder: &Ladder) -> Vec<Self> {
        let of_stages = ladder.ranks().flat_map(|rank| {
            [
                Self::Stock(rank),
                Self::Delta(rank),
                Self::Entered(rank),
                Self::Returned(rank),
                Self::TimeIn(rank),
            ]
        });
        let of_pairs = ladder.pairs().into_iter().flat_map(|(from, to)| {
            [
                Self::Cohort(from, to),
                Self::Converted(from, to),
                Self::Velocity(from, to),
            ]
        });
        let of_methods = Method::ALL.iter().copied().map(Self::Method);
        let plain = PLAIN.iter().copied();
        of_stages
            .chain(of_pairs)
            .chain(of_methods)
            .chain(plain)
            .collect()
    }
}
