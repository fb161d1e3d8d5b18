//! Clicked, once each, of delivered (kpi.md §4).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, delivered, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "click-rate",
    phase: Phase::Engagement,
    level: Level::Kpi,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::Clicked / delivered(),
};
