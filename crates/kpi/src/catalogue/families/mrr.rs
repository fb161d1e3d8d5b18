//! Recurring amount a month of the active customers at the end of the period (kpi.md §3).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "mrr",
    phase: Phase::Roi,
    level: Level::Kgi,
    team: Team::Sales,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::Mrr.into(),
};
