//! What a team agreed on before anything is counted: the zone, the calendar's marks, the stages.
//!
//! Lives here: the agreement and its defaults. Must not live here: how it is read from a file.

mod stage_terms;
mod terms;

use std::collections::BTreeMap;

use jiff::{
    civil::{Date, Weekday, date},
    tz::TimeZone,
};

use crate::{
    counting::Counting,
    model::Tool,
    money::Rates,
    stage::{Ladder, Mapping},
};

pub use stage_terms::StageTerms;
pub use terms::{Term, Terms};

/// One workspace's agreement. Every number is measured under one.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// The zone in which periods are cut.
    pub zone: TimeZone,
    /// First day of a week.
    pub week_start: Weekday,
    /// A date in the first week of some biweek.
    pub biweek_anchor: Date,
    /// First month of the fiscal year, 1 to 12.
    pub fiscal_start: i8,
    /// The ranked stages.
    pub ladder: Ladder,
    /// How each tool's values map to places; a tool without an entry has its defaults.
    pub mappings: BTreeMap<Tool, Mapping>,
    /// Conversion window of a cohort in days of 24 hours; `None` is "up to the as-of".
    pub window_days: Option<u32>,
    /// Test contacts: e-mail domains whose leads are counted nowhere.
    pub excluded_domains: Vec<String>,
    /// What counts as a survey, a conversion, a method. The day tables do not depend on it.
    pub counting: Counting,
    /// Rates at which amounts of other currencies are added. The day tables do not depend on them.
    pub rates: Rates,
}

impl Default for Definition {
    fn default() -> Self {
        let ladder = Ladder::default();
        Self {
            zone: TimeZone::get("Asia/Tokyo").expect("the zone database is bundled"),
            week_start: Weekday::Monday,
            biweek_anchor: date(2024, 1, 1),
            fiscal_start: 4,
            mappings: BTreeMap::new(),
            ladder,
            window_days: Some(90),
            excluded_domains: Vec::new(),
            counting: Counting::default(),
            rates: Rates::default(),
        }
    }
}

impl Definition {
    /// How `tool`'s stage values map to places.
    pub fn mapping(&self, tool: Tool) -> Mapping {
        self.mappings
            .get(&tool)
            .cloned()
            .unwrap_or_else(|| Mapping::defaults(tool, &self.ladder))
    }

    /// Whether a lead with this e-mail address is a test contact.
    pub fn excludes(&self, email: Option<&str>) -> bool {
        let Some((_, domain)) = email.and_then(|email| email.rsplit_once('@')) else {
            return false;
        };
        self.excluded_domains
            .iter()
            .any(|excluded| excluded.eq_ignore_ascii_case(domain))
    }

    /// What the rollups depend on, as text: they hold only while this stays the same.
    pub fn fingerprint(&self) -> String {
        let zone = self.zone.iana_name().unwrap_or("fixed");
        let stages: Vec<&str> = self
            .ladder
            .stages()
            .iter()
            .map(|stage| stage.id.as_str())
            .collect();
        let mapped: Vec<String> = Tool::ALL
            .into_iter()
            .flat_map(|tool| {
                self.mapping(tool)
                    .entries()
                    .map(|(word, place)| format!("{}:{word}={}", tool.as_str(), place.code()))
                    .collect::<Vec<_>>()
            })
            .collect();
        format!(
            "zone={zone};stages={};map={};exclude={}",
            stages.join(","),
            mapped.join(","),
            self.excluded_domains.join(",")
        )
    }
}
