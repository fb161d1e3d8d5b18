//! `/goal list`: the goals in force.

use kpi::{
    catalogue::Kpi,
    definition::Definition,
    figure::decimal_text,
    fraction::Fraction,
    period::{Kind, Period, PeriodWord},
};
use serde_json::{Value, json};
use store::GoalRecord;

use crate::{
    asked::Asked,
    goal_set::in_words,
    goal_words::GoalPeriod,
    kpi::find,
    office::Office,
    reply::{Error, Reply},
};

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let goals = in_force(office).await?;
    let told: Vec<_> = goals
        .iter()
        .map(|goal| in_words(office, asked.locale, &goal.kpi, goal.period, &goal.record))
        .collect();
    let rows: Vec<Value> = goals.iter().map(|goal| json(&goal.record)).collect();
    let message = report::goal::list(asked.locale, &agreement.definition, &told, office.now());
    Ok(Reply {
        json: Some(json!({ "goals": rows })),
        ..Reply::ephemeral(message)
    })
}

/// A goal in force whose KPI and period still mean something.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) kpi: Kpi,
    pub(crate) period: GoalPeriod,
    pub(crate) record: GoalRecord,
}

/// The goals in force, by KPI, kind and period. One for a KPI that no longer exists is left out: it cannot
/// be measured.
pub(crate) async fn in_force(office: &Office) -> Result<Vec<Held>, Error> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let records = office.store().goals(office.workspace()).await?;
    let held = |record: GoalRecord| {
        Some(Held {
            kpi: find(&agreement, &record.key.kpi).ok()?.clone(),
            period: period(office, definition, &record)?,
            record,
        })
    };
    Ok(records.into_iter().filter_map(held).collect())
}

fn period(office: &Office, definition: &Definition, record: &GoalRecord) -> Option<GoalPeriod> {
    let Some(word) = &record.key.period else {
        return Some(GoalPeriod::Every(record.key.kind));
    };
    let period = PeriodWord::parse(word).ok()?;
    let period = period.resolve(definition, office.now());
    // A biweek has no word of its own and is kept as its dates.
    Some(GoalPeriod::One(match record.key.kind {
        Kind::Biweek => Period::containing(Kind::Biweek, period.first, definition),
        _ => period,
    }))
}

/// A goal for programs.
pub(crate) fn json(record: &GoalRecord) -> Value {
    json!({
        "kpi": record.key.kpi,
        "kind": record.key.kind.as_str(),
        "period": record.key.period,
        "target": number(record.aim.target),
        "unit": record.aim.unit.as_str(),
        "currency": record.aim.currency,
        "direction": record.aim.direction.as_str(),
        "set_at": record.set_at,
    })
}

/// A whole number as one, anything else as a float.
pub(crate) fn number(number: Fraction) -> Value {
    let whole = decimal_text(number).and_then(|text| text.parse::<i64>().ok());
    whole.map_or_else(|| json!(number.to_f64()), Value::from)
}
