//! Recurring amount of the customers who left.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "churned-mrr",
    phase: Phase::Roi,
    level: Level::Monitoring,
    team: Team::Sales,
    better: Better::Lower,
    each: Each::Whole,
    formula: |_stage| Quantity::ChurnedMrr.into(),
};
