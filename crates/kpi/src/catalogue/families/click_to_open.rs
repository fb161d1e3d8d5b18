//! Clicked of opened (kpi.md §4).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "click-to-open",
    phase: Phase::Engagement,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::Clicked / Quantity::Opened,
};
