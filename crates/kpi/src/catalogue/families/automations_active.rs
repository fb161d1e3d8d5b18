//! Automations that are switched on: zero is a finding.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "automations-active",
    phase: Phase::Usage,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::AutomationsActive.into(),
};
