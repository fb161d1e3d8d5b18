//! Median time between reaching the two stages (kpi.md §3).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "velocity",
    phase: Phase::Opportunity,
    level: Level::Monitoring,
    team: Team::InsideSales,
    better: Better::Lower,
    each: Each::Pair,
    formula: |stage| Quantity::Velocity(stage.first(), stage.second()).into(),
};
