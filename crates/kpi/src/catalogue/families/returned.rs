//! Further arrivals by leads that had reached the stage before (kpi.md §2).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "returned",
    phase: Phase::Attitude,
    level: Level::Monitoring,
    team: Team::InsideSales,
    better: Better::Higher,
    each: Each::Stage,
    formula: |stage| Quantity::Returned(stage.first()).into(),
};
