//! What came back for what was spent (kpi.md §3).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "roi",
    phase: Phase::Roi,
    level: Level::Kgi,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| (Quantity::Revenue - Quantity::Cost) / Quantity::Cost,
};
