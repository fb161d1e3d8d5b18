//! Delivered of sent; delivered is sent less bounced (kpi.md §4).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "delivery-rate",
    phase: Phase::Engagement,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| (Quantity::Sent - Quantity::Bounced) / Quantity::Sent,
};
