//! The catalogue: every KPI there is, what it is made of, and who cares for it.
//!
//! Lives here: what a KPI is, and the way from a family such as "entered" to one KPI for each stage. Must not live
//! here: sentences (`locales/`), where the counted quantities come from (the store).

mod age;
pub mod claim;
pub mod counted;
pub mod custom;
mod families;
pub mod formula;
pub mod measured;
pub mod quantity;
mod sources;

use serde::Serialize;

pub use self::age::Age;

use crate::{
    catalogue::{
        families::FAMILIES,
        formula::Formula,
        measured::{Amount, Measured},
        quantity::{Base, Quantity, Shape},
    },
    counting::Method,
    stage::{Ladder, Rank},
};

/// The part of the way to revenue that a KPI watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Whether the tool is used.
    Usage,
    /// Whether contacts react.
    Engagement,
    /// Whether leads arrive.
    Acquisition,
    /// Whether leads ripen.
    Attitude,
    /// Whether sales gets and takes them.
    Opportunity,
    /// Whether it pays.
    Roi,
}

impl Phase {
    /// Every phase, from use to return.
    pub const ALL: [Self; 6] = [
        Self::Usage,
        Self::Engagement,
        Self::Acquisition,
        Self::Attitude,
        Self::Opportunity,
        Self::Roi,
    ];

    /// The word in settings, JSON and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Engagement => "engagement",
            Self::Acquisition => "acquisition",
            Self::Attitude => "attitude",
            Self::Opportunity => "opportunity",
            Self::Roi => "roi",
        }
    }
}

/// How a KPI is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The goal itself.
    Kgi,
    /// What leads to it and can be steered.
    Kpi,
    /// What is watched, so that nothing goes wrong unseen.
    Monitoring,
}

impl Level {
    /// The word in settings, JSON and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kgi => "kgi",
            Self::Kpi => "kpi",
            Self::Monitoring => "monitoring",
        }
    }
}

/// Who owns a KPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Team {
    /// Marketing.
    Marketing,
    /// Inside sales.
    InsideSales,
    /// Sales.
    Sales,
}

impl Team {
    /// The word in settings, JSON and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::InsideSales => "inside-sales",
            Self::Sales => "sales",
        }
    }
}

/// Which direction is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: it depends.
    Neither,
}

/// Of what there is one KPI each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Each {
    Whole,
    Stage,
    Pair,
    Method,
}

/// The stages that a KPI is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// None.
    Whole,
    /// One.
    Stage(Rank),
    /// The way from one to the other.
    Pair(Rank, Rank),
    /// None; it is about a method of nurturing.
    Method(Method),
}

impl Subject {
    /// The stage, or the one where the way begins.
    fn first(self) -> Rank {
        match self {
            Self::Whole | Self::Method(_) => 0,
            Self::Stage(rank) | Self::Pair(rank, _) => rank,
        }
    }

    /// The method that it is about.
    fn method(self) -> Method {
        match self {
            Self::Method(method) => method,
            _ => Method::WebContent,
        }
    }

    /// The stage where the way ends.
    fn second(self) -> Rank {
        match self {
            Self::Pair(_, rank) => rank,
            other => other.first(),
        }
    }
}

/// KPIs that differ only in the stages they are about.
struct Family {
    id: &'static str,
    phase: Phase,
    level: Level,
    team: Team,
    better: Better,
    each: Each,
    formula: fn(Subject) -> Formula,
}

/// Sent less bounced (`kpi.md` §4).
fn delivered() -> Formula {
    Quantity::Sent - Quantity::Bounced
}

/// One KPI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kpi {
    /// Its id, as typed: `conversion-mql-sql`.
    pub id: String,
    /// The family, which names its words: `conversion`; of a team's own KPI its id.
    pub family: String,
    /// The stages it is about.
    pub subject: Subject,
    /// What it watches.
    pub phase: Phase,
    /// How it is used.
    pub level: Level,
    /// Who owns it.
    pub team: Team,
    /// Which direction is good.
    pub better: Better,
    /// How it is measured.
    pub formula: Formula,
    /// How its number behaves, and in what unit.
    pub shape: Shape,
    /// Words of a KPI that the team defined itself.
    pub own: Option<custom::Own>,
}

impl Kpi {
    /// The value, from what was counted, at the age that the span has.
    pub fn measure(&self, counted: &impl Fn(Quantity) -> Amount, age: Option<Age>) -> Measured {
        let mut measured = self.formula.measure(counted);
        if measured.missing.is_some() {
            return measured;
        }
        let ripe_at = age.and_then(|age| age.ripe_at(self));
        measured.maturing = age.is_some_and(|age| ripe_at.is_some_and(|at| age.as_of < at));
        measured.ripe_at = ripe_at;
        measured
    }

    /// Whether it belongs to the period in which a lead reached the first of two stages.
    pub fn is_cohort(&self) -> bool {
        self.shape.base == Base::Cohort
    }

    /// The finding in a value, where it is one by itself, without any comparison.
    pub fn finding(&self, measured: &Measured) -> Option<Finding> {
        let value = measured.value?;
        match self.id.as_str() {
            "unsubscribe-rate" if value > UNSUBSCRIBE_WARNING => Some(Finding::ManyUnsubscribe),
            "emails-sent" | "automations-active" if value == 0.0 => Some(Finding::NotUsed),
            _ => None,
        }
    }
}

/// Above this share of unsubscribes there is a warning (`kpi.md` §4).
pub const UNSUBSCRIBE_WARNING: f64 = 0.01;

/// A value that is a finding by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// More unsubscribe than should.
    ManyUnsubscribe,
    /// The tool is not being used (`kpi.md` §5).
    NotUsed,
}

/// Every KPI on this ladder, in the order of the list; the team's own ones come last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue(Vec<Kpi>);

impl Catalogue {
    /// The catalogue of a ladder.
    pub fn new(ladder: &Ladder, own: Vec<Kpi>) -> Self {
        let built_in = FAMILIES.iter().flat_map(|family| family.kpis(ladder));
        Self(built_in.chain(own).collect())
    }

    /// Every KPI.
    pub fn iter(&self) -> impl Iterator<Item = &Kpi> {
        self.0.iter()
    }

    /// The KPI of that id; upper and lower case alike.
    pub fn find(&self, id: &str) -> Option<&Kpi> {
        self.0
            .iter()
            .find(|kpi| kpi.id.eq_ignore_ascii_case(id.trim()))
    }
}

impl Family {
    fn kpis(&self, ladder: &Ladder) -> Vec<Kpi> {
        self.subjects(ladder)
            .into_iter()
            .map(|subject| self.kpi(subject, ladder))
            .collect()
    }

    fn subjects(&self, ladder: &Ladder) -> Vec<Subject> {
        match self.each {
            Each::Whole => vec![Subject::Whole],
            Each::Stage => ladder.ranks().map(Subject::Stage).collect(),
            Each::Method => Method::ALL.iter().copied().map(Subject::Method).collect(),
            Each::Pair => {
                let pairs = ladder.pairs().into_iter();
                pairs.map(|(from, to)| Subject::Pair(from, to)).collect()
            }
        }
    }

    fn kpi(&self, subject: Subject, ladder: &Ladder) -> Kpi {
        let formula = (self.formula)(subject);
        let shape = formula
            .shape()
            .expect("a test proves that every formula of the catalogue makes sense");
        Kpi {
            id: id(self.id, subject, ladder),
            family: self.id.to_owned(),
            subject,
            phase: self.phase,
            level: self.level,
            team: self.team,
            better: self.better,
            formula,
            shape,
            own: None,
        }
    }
}

fn id(family: &str, subject: Subject, ladder: &Ladder) -> String {
    let stage = |rank| ladder.stage(rank).map_or("?", |stage| stage.id.as_str());
    match subject {
        Subject::Whole => family.to_owned(),
        Subject::Stage(rank) => format!("{family}-{}", stage(rank)),
        Subject::Pair(from, to) => format!("{family}-{}-{}", stage(from), stage(to)),
        Subject::Method(method) => format!("{family}-{}", method.as_str()),
    }
}

#[cfg(test)]
mod tests;
