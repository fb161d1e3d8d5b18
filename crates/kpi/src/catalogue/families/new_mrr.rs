//! Recurring amount that new customers brought.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "new-mrr",
    phase: Phase::Roi,
    level: Level::Kpi,
    team: Team::Sales,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::NewMrr.into(),
};
