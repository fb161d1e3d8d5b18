//! Acts that the team counts for each of the twelve methods of nurturing (kpi.md §4).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "method",
    phase: Phase::Engagement,
    level: Level::Monitoring,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Method,
    formula: |subject| Quantity::Method(subject.method()).into(),
};
