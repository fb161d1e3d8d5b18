//! Unsubscribed of delivered; over 1% is a warning (kpi.md §4).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, delivered, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "unsubscribe-rate",
    phase: Phase::Engagement,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Lower,
    each: Each::Whole,
    formula: |_stage| Quantity::Unsubscribed / delivered(),
};
