//! What numbers depend on of an agreement, in a form that can be kept and compared.
//!
//! Must not live here: names and definitions of stages, which change no number.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Definition;
use crate::{
    model::Tool,
    stage::{Ladder, Mapping, Place, Stage},
};

/// What numbers depend on. Two agreements with equal terms count alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// IANA name of the zone.
    pub zone: String,
    /// Ids of the ranked stages, first to last.
    pub stages: Vec<String>,
    /// By the word of each tool: by its values, the number of the place.
    pub mappings: BTreeMap<String, BTreeMap<String, u8>>,
    /// Conversion window in days; `None` is "up to the as-of".
    pub window_days: Option<u32>,
    /// Domains of test contacts.
    pub excluded_domains: Vec<String>,
}

/// A part of the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// The list of stages.
    Stages,
    /// Which value of the tool is which stage.
    Mapping,
    /// The conversion window.
    Window,
    /// The zone.
    Zone,
    /// The test contacts.
    Excluded,
}

impl Term {
    /// Every part.
    pub const ALL: [Self; 5] = [
        Self::Stages,
        Self::Mapping,
        Self::Window,
        Self::Zone,
        Self::Excluded,
    ];

    /// The word in locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stages => "stages",
            Self::Mapping => "mapping",
            Self::Window => "window",
            Self::Zone => "zone",
            Self::Excluded => "excluded",
        }
    }
}

impl Terms {
    /// The terms of an agreement.
    pub fn of(definition: &Definition) -> Self {
        let stages = definition.ladder.stages().iter();
        let mapped = |tool: Tool| {
            let mapping = definition.mapping(tool);
            let entries = mapping.entries();
            let places = entries.map(|(word, place)| (word.to_owned(), place.code()));
            (tool.as_str().to_owned(), places.collect())
        };
        Self {
            zone: definition.zone.iana_name().unwrap_or("fixed").to_owned(),
            stages: stages.map(|stage| stage.id.clone()).collect(),
            mappings: Tool::ALL.into_iter().map(mapped).collect(),
            window_days: definition.window_days,
            excluded_domains: definition.excluded_domains.clone(),
        }
    }

    /// What is different from earlier terms. A stage that comes or goes takes its mapping along, so that the
    /// mapping is named only where the stages are the same.
    pub fn changed_since(&self, earlier: &Self) -> Vec<Term> {
        let differs = |term: &Term| match term {
            Term::Stages => self.stages != earlier.stages,
            Term::Mapping => self.stages == earlier.stages && self.mappings != earlier.mappings,
            Term::Window => self.window_days != earlier.window_days,
            Term::Zone => self.zone != earlier.zone,
            Term::Excluded => self.excluded_domains != earlier.excluded_domains,
        };
        Term::ALL.into_iter().filter(differs).collect()
    }
}

impl Definition {
    /// This agreement with other terms: what counted so is counted so again. `None` where the zone is unknown here or
    /// the stages are no ladder.
    pub fn under(&self, terms: &Terms) -> Option<Self> {
        let stage = |id: &String| {
            let known = self
                .ladder
                .rank_of(id)
                .and_then(|rank| self.ladder.stage(rank));
            known.cloned().unwrap_or_else(|| Stage {
                id: id.clone(),
                names: BTreeMap::new(),
                team: None,
                definition: None,
            })
        };
        let ladder = Ladder::new(terms.stages.iter().map(stage).collect()).ok()?;
        let mut mappings = BTreeMap::new();
        for (tool, places) in &terms.mappings {
            let mut mapping = Mapping::default();
            for (word, code) in places {
                mapping.insert(word, Place::from_code(*code)?);
            }
            mappings.insert(Tool::parse(tool)?, mapping);
        }
        Some(Self {
            zone: TimeZone::get(&terms.zone).ok()?,
            ladder,
            mappings,
            window_days: terms.window_days,
            excluded_domains: terms.excluded_domains.clone(),
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Term, Terms};
    use crate::{
        definition::Definition,
        model::Tool,
        stage::{Mapping, Place},
    };

    #[test]
    fn an_agreement_is_made_again_from_its_terms() {
        let mut old = Definition {
            window_days: None,
            excluded_domains: vec!["example.test".to_owned()],
            ..Definition::default()
        };
        let mut mapping = Mapping::defaults(Tool::Hubspot, &old.ladder);
        mapping.insert("a, b: c = d", Place::Lost);
        old.mappings.insert(Tool::Hubspot, mapping);
        let terms = Terms::of(&old);
        let again = Definition::default()
            .under(&terms)
            .expect("known zone and stages");
        assert_eq!(Terms::of(&again), terms);
        assert_eq!(again.fingerprint(), old.fingerprint());
        let now = Terms::of(&Definition::default());
        assert_eq!(
            now.changed_since(&terms),
            [Term::Mapping, Term::Window, Term::Excluded]
        );
        assert_eq!(now.changed_since(&now), []);
    }

    #[test]
    fn terms_that_make_no_agreement_make_none() {
        let mut terms = Terms::of(&Definition::default());
        terms.zone = "Nowhere/At_All".to_owned();
        assert_eq!(Definition::default().under(&terms), None);
        terms = Terms::of(&Definition::default());
        terms.stages.clear();
        assert_eq!(Definition::default().under(&terms), None);
    }
}
