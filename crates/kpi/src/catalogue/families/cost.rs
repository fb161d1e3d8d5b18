//! What was spent, each entry spread evenly over its own days (kpi.md §3).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "cost",
    phase: Phase::Roi,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Lower,
    each: Each::Whole,
    formula: |_stage| Quantity::Cost.into(),
};
