//! Stages, exits, and how a tool's own values map to them.
//!
//! Lives here: the ladder of ranked stages and the mapping. Must not live here: when a lead was where
//! (`timeline`), how it is counted (`rollup`, `funnel`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Tool;

/// Rank of a stage: 0 is the first. A higher rank is nearer to the customer.
pub type Rank = u8;

/// The most stages a ladder may have; the rest of the number space names exits.
pub const MAX_STAGES: usize = 32;

/// Where a lead stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// In a ranked stage.
    Ranked(Rank),
    /// Back to nurturing.
    Recycled,
    /// Refused by sales.
    Rejected,
    /// Lost.
    Lost,
    /// Was a customer, is none any more.
    Churned,
    /// Before or beside the funnel: no stage, an unmapped one, or one mapped to `outside`.
    Outside,
    /// Deleted in the tool.
    Gone,
}

impl Place {
    /// The rank, where there is one.
    pub fn rank(self) -> Option<Rank> {
        match self {
            Self::Ranked(rank) => Some(rank),
            _ => None,
        }
    }

    /// Whether a lead here has at least `rank`.
    pub fn is_at_least(self, rank: Rank) -> bool {
        self.rank().is_some_and(|own| own >= rank)
    }

    /// A number for tables and blobs; `from_code` reads it back.
    pub fn code(self) -> u8 {
        match self {
            Self::Ranked(rank) => rank,
            Self::Recycled => 200,
            Self::Rejected => 201,
            Self::Lost => 202,
            Self::Churned => 203,
            Self::Outside => 250,
            Self::Gone => 251,
        }
    }

    /// The place of that number.
    pub fn from_code(code: u8) -> Option<Self> {
        match code {
            200 => Some(Self::Recycled),
            201 => Some(Self::Rejected),
            202 => Some(Self::Lost),
            203 => Some(Self::Churned),
            250 => Some(Self::Outside),
            251 => Some(Self::Gone),
            rank if usize::from(rank) < MAX_STAGES => Some(Self::Ranked(rank)),
            _ => None,
        }
    }
}

/// Where an outflow goes (`kpi.md` §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outflow {
    /// To a higher rank.
    Forward,
    /// To a lower rank, back to nurturing, or refused.
    Back,
    /// Lost, churned or outside.
    Exit,
    /// Deleted.
    Removed,
}

impl Outflow {
    /// The kind of the change from rank `from` to `to`.
    pub fn of(from: Rank, to: Place) -> Self {
        match to {
            Place::Ranked(rank) if rank > from => Self::Forward,
            Place::Ranked(_) | Place::Recycled | Place::Rejected => Self::Back,
            Place::Lost | Place::Churned | Place::Outside => Self::Exit,
            Place::Gone => Self::Removed,
        }
    }
}

/// A ranked stage as the team agreed on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// The word used in settings, JSON and commands: `mql`.
    pub id: String,
    /// Names per language (`ja`, `en`).
    pub names: BTreeMap<String, String>,
    /// The owning team.
    pub team: Option<String>,
    /// The written definition.
    pub definition: Option<String>,
}

impl Stage {
    /// The name in `language`, else in English, else the id.
    pub fn name(&self, language: &str) -> &str {
        self.names
            .get(language)
            .or_else(|| self.names.get("en"))
            .unwrap_or(&self.id)
    }
}

/// The ranked stages, first to last. Never empty, ids unique, at most `MAX_STAGES`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder(Vec<Stage>);

/// Why a list of stages is no ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LadderFault {
    /// Fewer than two stages.
    TooShort,
    /// More than `MAX_STAGES`.
    TooLong,
    /// The same id twice.
    Twice(String),
    /// An id that names an exit or `outside`.
    Reserved(String),
}

impl Ladder {
    /// A ladder of these stages, lowest rank first.
    ///
    /// # Errors
    /// What is wrong with the list.
    pub fn new(stages: Vec<Stage>) -> Result<Self, LadderFault> {
        if stages.len() < 2 {
            return Err(LadderFault::TooShort);
        }
        if stages.len() > MAX_STAGES {
            return Err(LadderFault::TooLong);
        }
        for (index, stage) in stages.iter().enumerate() {
            if UNRANKED.iter().any(|(word, _)| *word == stage.id) {
                return Err(LadderFault::Reserved(stage.id.clone()));
            }
            if stages[..index].iter().any(|earlier| earlier.id == stage.id) {
                return Err(LadderFault::Twice(stage.id.clone()));
            }
        }
        Ok(Self(stages))
    }

    /// The stages, lowest rank first.
    pub fn stages(&self) -> &[Stage] {
        &self.0
    }

    /// How many stages there are.
    #[expect(clippy::len_without_is_empty, reason = "a ladder is never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Ranks, lowest first.
    pub fn ranks(&self) -> impl Iterator<Item = Rank> + use<> {
        (0..self.0.len()).map(rank_of_index)
    }

    /// The stage of `rank`.
    pub fn stage(&self, rank: Rank) -> Option<&Stage> {
        self.0.get(usize::from(rank))
    }

    /// The rank of the stage with that id.
    pub fn rank_of(&self, id: &str) -> Option<Rank> {
        self.0
            .iter()
            .position(|stage| stage.id == id)
            .map(rank_of_index)
    }

    /// The place that a word of the settings names: a stage id, an exit or `outside`.
    pub fn place(&self, word: &str) -> Option<Place> {
        self.rank_of(word).map(Place::Ranked).or_else(|| {
            UNRANKED
                .iter()
                .find(|(known, _)| *known == word)
                .map(|(_, place)| *place)
        })
    }

    /// Words that `place` accepts, stages first.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .map(|stage| stage.id.as_str())
            .chain(UNRANKED.iter().map(|(word, _)| *word))
    }

    /// The pairs that have a conversion: neighbours in order, then first to last (`kpi.md` §3).
    pub fn pairs(&self) -> Vec<(Rank, Rank)> {
        let last = rank_of_index(self.0.len() - 1);
        let mut pairs: Vec<_> = (0..last).map(|rank| (rank, rank + 1)).collect();
        if last > 1 {
            pairs.push((0, last));
        }
        pairs
    }
}

fn rank_of_index(index: usize) -> Rank {
    Rank::try_from(index).expect("a ladder has at most MAX_STAGES stages")
}

const UNRANKED: [(&str, Place); 5] = [
    ("recycled", Place::Recycled),
    ("rejected", Place::Rejected),
    ("lost", Place::Lost),
    ("churned", Place::Churned),
    ("outside", Place::Outside),
];

impl Default for Ladder {
    /// lead (ML), mql, sql, opportunity (商談), customer (成約).
    fn default() -> Self {
        let stage = |id: &str, en: &str, ja: &str| Stage {
            id: id.to_owned(),
            names: BTreeMap::from([
                ("en".to_owned(), en.to_owned()),
                ("ja".to_owned(), ja.to_owned()),
            ]),
            team: None,
            definition: None,
        };
        Self(vec![
            stage("lead", "Lead", "リード"),
            stage("mql", "MQL", "MQL"),
            stage("sql", "SQL", "SQL"),
            stage("opportunity", "Opportunity", "商談"),
            stage("customer", "Customer", "成約"),
        ])
    }
}

/// How the tool's own stage values map to places. A value or the label people see may be mapped;
/// what is not mapped is `Outside` and reported, never guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    by_word: BTreeMap<String, Place>,
}

/// HubSpot's own lifecycle values (`kpi.md` §2), as words of the default ladder.
const HUBSPOT: [(&str, &str); 8] = [
    ("subscriber", "outside"),
    ("lead", "lead"),
    ("marketingqualifiedlead", "mql"),
    ("salesqualifiedlead", "sql"),
    ("opportunity", "opportunity"),
    ("customer", "customer"),
    ("evangelist", "customer"),
    ("other", "recycled"),
];

impl Mapping {
    /// The mapping that holds where the team says nothing: HubSpot's own lifecycle values as far as the
    /// ladder has their stages; for a tool whose stages the team named itself (Mautic), a stage whose
    /// name is the id or a name of ours, in any language and case.
    pub fn defaults(tool: Tool, ladder: &Ladder) -> Self {
        let mut mapping = Self::default();
        match tool {
            Tool::Hubspot => {
                for (raw, word) in HUBSPOT {
                    if let Some(place) = ladder.place(word) {
                        mapping.insert(raw, place);
                    }
                }
            }
            Tool::Mautic => {
                for word in ladder.words() {
                    if let Some(place) = ladder.place(word) {
                        mapping.insert(word, place);
                    }
                }
                for (rank, stage) in ladder.ranks().zip(ladder.stages()) {
                    for name in stage.names.values() {
                        mapping.insert(name, Place::Ranked(rank));
                    }
                }
            }
        }
        mapping
    }

    /// Maps a raw value, or the label people see, to a place; a later call wins.
    pub fn insert(&mut self, raw_or_label: &str, place: Place) {
        self.by_word.insert(fold(raw_or_label), place);
    }

    /// The place of a raw value whose label is `label`; `None` where neither is mapped.
    pub fn find(&self, raw: &str, label: Option<&str>) -> Option<Place> {
        self.by_word
            .get(&fold(raw))
            .or_else(|| self.by_word.get(&fold(label?)))
            .copied()
    }

    /// What identifies this mapping: equal fingerprints place every value alike.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Place)> {
        self.by_word
            .iter()
            .map(|(word, place)| (word.as_str(), *place))
    }
}

fn fold(word: &str) -> String {
    word.trim().to_lowercase()
}
