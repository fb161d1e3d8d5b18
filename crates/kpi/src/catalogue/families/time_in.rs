//! Median length of the visits to the stage that ended (kpi.md §3).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "time-in",
    phase: Phase::Opportunity,
    level: Level::Monitoring,
    team: Team::InsideSales,
    better: Better::Lower,
    each: Each::Stage,
    formula: |stage| Quantity::TimeIn(stage.first()).into(),
};
