//! Reachable leads that did nothing for long.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "dormant-contacts",
    phase: Phase::Engagement,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Lower,
    each: Each::Whole,
    formula: |_stage| Quantity::Dormant.into(),
};
