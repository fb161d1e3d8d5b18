//! What one stage means: its values in the tools, the stages from it on, its written definition and its team.
//!
//! Must not live here: when a meaning was in force (the store).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Definition, Terms};
use crate::stage::Rank;

/// By the word of each tool: its values.
type Values = BTreeMap<String, Vec<String>>;

/// What a stage means. Two agreements in which these are equal mean the same by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageTerms {
    /// Ids of the ranked stages from this one on: reaching one of them is reaching it.
    pub stages: Vec<String>,
    /// Its values in each tool.
    pub values: Values,
    /// The written definition.
    pub definition: Option<String>,
    /// The owning team.
    pub team: Option<String>,
}

impl StageTerms {
    /// The terms of a stage; `None` where there is none of that rank.
    pub fn of(definition: &Definition, rank: Rank) -> Option<Self> {
        let stage = definition.ladder.stage(rank)?;
        let (stages, values) = counted(&Terms::of(definition), &stage.id)?;
        Some(Self {
            stages,
            values,
            definition: stage.definition.clone(),
            team: stage.team.clone(),
        })
    }

    /// Whether the stage counted the same under `terms`, whatever was written of it.
    pub fn counts_like(&self, terms: &Terms) -> bool {
        let Some(id) = self.stages.first() else {
            return false;
        };
        counted(terms, id)
            .is_some_and(|(stages, values)| stages == self.stages && values == self.values)
    }
}

/// By what a stage is counted.
fn counted(terms: &Terms, id: &str) -> Option<(Vec<String>, Values)> {
    let rank = terms.stages.iter().position(|stage| stage == id)?;
    let values = terms.mappings.iter().map(|(tool, places)| {
        let is_here = |code: &u8| usize::from(*code) == rank;
        let values = places.iter().filter(|(_, code)| is_here(code));
        let values = values.map(|(word, _)| word.clone());
        (tool.clone(), values.collect())
    });
    Some((terms.stages[rank..].to_vec(), values.collect()))
}

#[cfg(test)]
mod tests {
    use super::StageTerms;
    use crate::{
        definition::{Definition, Terms},
        model::Tool,
        stage::Place,
    };

    #[test]
    fn a_stage_changes_with_its_own_values_and_words_alone() {
        let before = Definition::default();
        let mut now = before.clone();
        let mut mapping = now.mapping(Tool::Hubspot);
        mapping.insert("marketingqualifiedlead", Place::Ranked(0));
        now.mappings.insert(Tool::Hubspot, mapping);
        for (rank, is_same) in [(0, false), (1, false), (2, true), (4, true)] {
            let (old, new) = (StageTerms::of(&before, rank), StageTerms::of(&now, rank));
            assert_eq!(old == new, is_same, "rank {rank}");
            let counts = new.is_some_and(|new| new.counts_like(&Terms::of(&before)));
            assert_eq!(counts, is_same, "rank {rank}");
        }
        assert_eq!(StageTerms::of(&before, 5), None);
    }
}
