//! Cost of the period for each lead that entered the stage; CPL for the first stage, CAC for the last (kpi.md §3).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "cpa",
    phase: Phase::Acquisition,
    level: Level::Kpi,
    team: Team::Marketing,
    better: Better::Lower,
    each: Each::Stage,
    formula: |stage| Quantity::Cost / Quantity::Entered(stage.first()),
};
