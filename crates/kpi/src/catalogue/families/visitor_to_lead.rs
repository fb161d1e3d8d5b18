//! New leads of visitors (kpi.md §5).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "visitor-to-lead",
    phase: Phase::Acquisition,
    level: Level::Kpi,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::Entered(0) / Quantity::Visitors,
};
