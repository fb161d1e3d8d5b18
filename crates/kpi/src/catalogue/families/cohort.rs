//! Of the leads that reached the one stage in the period, those that reached the other within the window (kpi.md §3).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "cohort",
    phase: Phase::Attitude,
    level: Level::Kpi,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Pair,
    formula: |stage| {
        Quantity::Converted(stage.first(), stage.second())
            / Quantity::Cohort(stage.first(), stage.second())
    },
};
