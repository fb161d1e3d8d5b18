//! What existing customers pay more.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "expansion-mrr",
    phase: Phase::Roi,
    level: Level::Kpi,
    team: Team::Sales,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::ExpansionMrr.into(),
};
