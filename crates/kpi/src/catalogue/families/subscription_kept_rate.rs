//! What is left of the unsubscribe rate (継続率, kpi.md §4).

use crate::catalogue::{
    Better, Each, Family, Level, Phase, Team, delivered, formula::Formula, quantity::Quantity,
};

pub(super) const KPI: Family = Family {
    id: "subscription-kept-rate",
    phase: Phase::Engagement,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Formula::Rest(Box::new(Quantity::Unsubscribed / delivered())),
};
