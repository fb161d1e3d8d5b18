//! The rules that hold where a team writes none.
//!
//! Lives here: those rules of `kpi.md` §8 that need only what is known of a lead. Must not live here: what a
//! rule is.

use super::{Heat, Rule, USUAL_COOLDOWN_DAYS};
use crate::condition::Condition;

/// The rules that hold where a team writes none: those of `kpi.md` §8 that need only what is known of a
/// lead. The warm ones are the hot ones relaxed one step, so that the approach is lowered instead of the
/// lead being dropped.
pub fn default_rules() -> Vec<Rule> {
    use Condition::{
        AnnualRevenueAtLeast, EmployeesAtLeast, EmployeesBelow, FirstContactWithinMonths,
        ScoreAtLeast, TargetList,
    };
    let enterprise = |employees, revenue, months| {
        vec![
            EmployeesAtLeast(employees),
            AnnualRevenueAtLeast(revenue),
            FirstContactWithinMonths(months),
        ]
    };
    let listed = |employees| vec![EmployeesAtLeast(employees), TargetList(true)];
    vec![
        rule(Heat::Hot, "new-enterprise", enterprise(1000, 5e9, 3)),
        rule(Heat::Hot, "listed-and-active", listed(300)),
        rule(Heat::Hot, "score", vec![ScoreAtLeast(80.0)]),
        rule(Heat::Warm, "warm-enterprise", enterprise(300, 1e9, 6)),
        rule(Heat::Warm, "warm-listed", listed(100)),
        rule(Heat::Warm, "warm-score", vec![ScoreAtLeast(60.0)]),
        rule(Heat::Cold, "small-company", vec![EmployeesBelow(100)]),
    ]
}

fn rule(heat: Heat, name: &str, when: Vec<Condition>) -> Rule {
    let (action, owner) = match heat {
        Heat::Hot => ("propose-meeting", "inside-sales"),
        Heat::Warm => ("nurture", "inside-sales"),
        Heat::Cold => ("newsletter", "marketing"),
    };
    Rule {
        name: name.to_owned(),
        heat,
        when,
        action: action.to_owned(),
        owner: Some(owner.to_owned()),
        cooldown_days: USUAL_COOLDOWN_DAYS,
    }
}
