//! Mails that the tool sent in the period: zero is a finding, the tool is not being used.

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "emails-sent",
    phase: Phase::Usage,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Neither,
    each: Each::Whole,
    formula: |_stage| Quantity::Sent.into(),
};
