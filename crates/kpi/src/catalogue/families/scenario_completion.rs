//! Of the leads that entered a scenario in the period, those that completed it (kpi.md §5).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "scenario-completion",
    phase: Phase::Engagement,
    level: Level::Kpi,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::ScenarioCompleted / Quantity::ScenarioEntered,
};
