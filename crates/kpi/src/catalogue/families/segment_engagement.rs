//! Active share of the leads in segments (kpi.md §5).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "segment-engagement",
    phase: Phase::Engagement,
    level: Level::Kpi,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::SegmentActive / Quantity::SegmentMembers,
};
