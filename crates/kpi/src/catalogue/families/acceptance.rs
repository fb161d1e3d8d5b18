//! Of the leads handed to sales in the period and judged, those that sales took (kpi.md §3).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "acceptance",
    phase: Phase::Opportunity,
    level: Level::Kpi,
    team: Team::InsideSales,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::Accepted / (Quantity::Accepted + Quantity::Refused),
};
