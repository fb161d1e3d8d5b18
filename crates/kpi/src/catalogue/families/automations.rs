//! Automations that are defined.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "automations",
    phase: Phase::Usage,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Neither,
    each: Each::Whole,
    formula: |_stage| Quantity::Automations.into(),
};
