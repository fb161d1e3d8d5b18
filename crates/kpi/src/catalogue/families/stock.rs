//! Leads in the stage at the end of the period (kpi.md §2).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "stock",
    phase: Phase::Attitude,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Neither,
    each: Each::Stage,
    formula: |stage| Quantity::Stock(stage.first()).into(),
};
