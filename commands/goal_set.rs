//! `/goal set`: a target for a KPI and a period.

use jiff::Timestamp;
use kpi::{catalogue::Kpi, goal::Direction};
use report::{
    goal::{Deed, Goal, When, done},
    locale::Locale,
};
use store::{GoalRecord, GoalTarget, StoreError};

use crate::{
    asked::Asked,
    goal_kpi::{unit, usual_direction},
    goal_words::{FORMS, GoalPeriod, USUAL_PERIOD, target},
    kpi::find,
    office::Office,
    reply::{Error, Reply, UserError},
};

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let kpi = find(&agreement, asked.values.text("kpi").unwrap_or_default())?;
    let direction = asked.values.choice("direction").and_then(Direction::parse);
    let aim = aim(
        kpi,
        asked.values.text("target").unwrap_or_default(),
        direction,
    )?;
    let now = office.now();
    let typed = asked.values.period("period").unwrap_or(USUAL_PERIOD);
    let period = GoalPeriod::read(office, typed)?;
    refuse_past(period, typed, now)?;
    let key = period.key(&agreement, kpi);
    let replaced = office
        .store()
        .set_goal(office.workspace(), &key, &aim, member(asked), now)
        .await;
    let replaced = written(asked, replaced)?;
    let record = GoalRecord {
        key,
        aim,
        set_by: member(asked),
        file: None,
        set_at: now,
        ended_at: None,
    };
    let (goal, before) = (
        in_words(office, asked.locale, kpi, period, &record),
        replaced.map(|before| in_words(office, asked.locale, kpi, period, &before)),
    );
    let deed = Deed::Set {
        before: before.as_ref(),
    };
    let message = done(asked.locale, &agreement.definition, &goal, deed);
    Ok(Reply::ephemeral(message))
}

/// How much is aimed at, in the unit of the KPI.
///
/// # Errors
/// What is no target for it.
pub(crate) fn aim(
    kpi: &Kpi,
    typed: &str,
    direction: Option<Direction>,
) -> Result<GoalTarget, UserError> {
    let (target, currency) = target(typed, kpi)?;
    Ok(GoalTarget {
        target,
        unit: unit(kpi),
        currency,
        direction: direction.unwrap_or_else(|| usual_direction(kpi)),
    })
}

pub(crate) fn refuse_past(
    period: GoalPeriod,
    typed: &str,
    now: Timestamp,
) -> Result<(), UserError> {
    match period {
        GoalPeriod::One(period) if period.span.end <= now => Err(UserError::new("error-goal-past")
            .with("typed", typed)
            .accepting(FORMS)),
        _ => Ok(()),
    }
}

/// Who asks; nobody of the chat at the terminal.
pub(crate) fn member(asked: &Asked) -> Option<u64> {
    Some(asked.caller.id).filter(|id| *id != 0)
}

/// What was written, or a sentence where there is only a reader (as in a terminal beside the running bot).
pub(crate) fn written<T>(asked: &Asked, outcome: Result<T, StoreError>) -> Result<T, Error> {
    outcome.map_err(|error| match error {
        StoreError::ReadOnly => UserError::new("error-read-only")
            .with("command", format!("/{}", asked.spec.path))
            .into(),
        error => error.into(),
    })
}

/// A goal as an answer tells it.
pub(crate) fn in_words(
    office: &Office,
    locale: Locale,
    kpi: &Kpi,
    period: GoalPeriod,
    record: &GoalRecord,
) -> Goal {
    Goal {
        kpi: locale.words().kpi_name(kpi, &office.agreement().definition),
        when: match period {
            GoalPeriod::One(period) => When::One(period),
            GoalPeriod::Every(kind) => When::Every(kind),
        },
        target: record.aim.target,
        unit: record.aim.unit,
        currency: record.aim.currency.clone(),
        direction: record.aim.direction,
        set_at: record.set_at,
    }
}
