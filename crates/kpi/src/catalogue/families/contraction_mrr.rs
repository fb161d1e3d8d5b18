//! What existing customers pay less.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "contraction-mrr",
    phase: Phase::Roi,
    level: Level::Monitoring,
    team: Team::Sales,
    better: Better::Lower,
    each: Each::Whole,
    formula: |_stage| Quantity::ContractionMrr.into(),
};
