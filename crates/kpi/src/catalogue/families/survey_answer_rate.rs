//! Answers of delivered mails that carry a survey (kpi.md §4).

use crate::catalogue::{Better, Each, Family, Level, Phase, Team, quantity::Quantity};

pub(super) const KPI: Family = Family {
    id: "survey-answer-rate",
    phase: Phase::Engagement,
    level: Level::Kpi,
    team: Team::Marketing,
    better: Better::Higher,
    each: Each::Whole,
    formula: |_stage| Quantity::SurveysAnswered / Quantity::SurveysDelivered,
};
