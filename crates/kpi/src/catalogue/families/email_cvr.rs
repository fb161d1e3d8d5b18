//! Mails with an attributed conversion of delivered (kpi.md §4).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, delivered, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "email-cvr",
    phase: Phase::Engagement,
    level: Level::Kpi,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::MailConversions / delivered(),
};
