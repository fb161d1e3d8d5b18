//! Steps that automations took in the period.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "automations-fired",
    phase: Phase::Usage,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::AutomationsFired.into(),
};
