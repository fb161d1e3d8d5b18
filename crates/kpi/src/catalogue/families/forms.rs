//! Forms that leads sent.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "forms",
    phase: Phase::Engagement,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::Forms.into(),
};
