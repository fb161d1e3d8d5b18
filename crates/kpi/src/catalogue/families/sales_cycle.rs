//! Median time from lead to customer (kpi.md §3).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "sales-cycle",
    phase: Phase::Opportunity,
    level: Level::Kpi,
    team: Team::Sales,
    better: Better::Lower,
    each: Each::Whole,
    formula: |_stage| Quantity::SalesCycle.into(),
};
