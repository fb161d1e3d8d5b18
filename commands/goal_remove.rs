//! `/goal remove`: a goal that no longer holds. Its history stays.

use kpi::catalogue::Kpi;
use report::goal::{Deed, done};
use store::GoalRecord;

use crate::{
    asked::Asked,
    goal_set::{in_words, member, written},
    goal_words::{GoalPeriod, USUAL_PERIOD},
    kpi::find,
    office::Office,
    reply::{Error, Reply, UserError},
};

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let kpi = find(&agreement, asked.values.text("kpi").unwrap_or_default())?;
    let typed = asked.values.period("period").unwrap_or(USUAL_PERIOD);
    let period = GoalPeriod::read(office, typed)?;
    let key = period.key(&agreement, kpi);
    let removed = office
        .store()
        .remove_goal(office.workspace(), &key, member(asked), office.now())
        .await;
    let Some(removed) = written(asked, removed)? else {
        return Err(no_such(office, asked, kpi).await?.into());
    };
    let goal = in_words(office, asked.locale, kpi, period, &removed);
    let message = done(asked.locale, definition, &goal, Deed::Removed);
    Ok(Reply::ephemeral(message))
}

/// Names the goals that the KPI does have, as they are removed.
async fn no_such(office: &Office, asked: &Asked, kpi: &Kpi) -> Result<UserError, Error> {
    let goals = office.store().goals(office.workspace()).await?;
    let form = |goal: &GoalRecord| {
        let period = match &goal.key.period {
            Some(word) => word.clone(),
            None => format!("every-{}", goal.key.kind.as_str()),
        };
        format!("/goal remove kpi:{} period:{period}", goal.key.kpi)
    };
    let forms: Vec<String> = goals
        .iter()
        .filter(|goal| goal.key.kpi == kpi.id)
        .map(form)
        .collect();
    let name = asked
        .locale
        .words()
        .kpi_name(kpi, &office.agreement().definition);
    Ok(UserError::new("error-no-goal")
        .with("kpi", name)
        .accepting(forms))
}
