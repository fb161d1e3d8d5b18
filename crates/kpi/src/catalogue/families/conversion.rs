//! Arrivals at the one stage for arrivals at the other in the same period; may exceed 100% (kpi.md §3).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "conversion",
    phase: Phase::Attitude,
    level: Level::Kpi,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Pair,
    formula: |stage| Quantity::Entered(stage.second()) / Quantity::Entered(stage.first()),
};
