//! Deals won in the period.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "deals-won",
    phase: Phase::Opportunity,
    level: Level::Kgi,
    team: Team::Sales,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::DealsWon.into(),
};
