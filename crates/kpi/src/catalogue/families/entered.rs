//! Leads that reached the stage, or a higher one, for the first time (kpi.md §2).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "entered",
    phase: Phase::Attitude,
    level: Level::Kpi,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Stage,
    formula: |stage| Quantity::Entered(stage.first()).into(),
};
