//! The stage delta: leads in the stage at the end less those at the start (kpi.md §2).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "delta",
    phase: Phase::Attitude,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Neither,
    each: Each::Stage,
    formula: |stage| Quantity::Delta(stage.first()).into(),
};
