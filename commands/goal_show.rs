//! `/goal show`: how far goals are, how fast, and where they land.

use jiff::Timestamp;
use jiff::civil::Date;
use kpi::{
    catalogue::Kpi,
    goal::{Aim, Landing, Phase, Standing, State, Workdays, standing},
    period::Period,
};
use report::{
    goal::{Progress, Shown},
    locale::Locale,
};
use serde_json::{Value, json};

use crate::{
    asked::Asked,
    funnel::nothing_yet,
    goal_kpi::{accrual, counts, measured},
    goal_landing,
    goal_list::{Held, in_force, number},
    goal_set::in_words,
    goal_words::GoalPeriod,
    kpi::{Counts, find},
    office::Office,
    reply::{Error, Reply},
};

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let chosen = chosen(office, asked).await?;
    let as_of = office.as_of().await?.ok_or_else(nothing_yet)?;
    let mut goals = Vec::new();
    let mut counted: Vec<Counts> = Vec::new();
    let kpis: Vec<&Kpi> = chosen.iter().map(|(held, _)| &held.kpi).collect();
    for (held, period) in &chosen {
        if counted.iter().all(|counts| counts.period != *period) {
            counted.push(counts(office, *period, &kpis).await?);
        }
        let of_period = counted.iter().find(|counts| counts.period == *period);
        goals.extend(of_period.map(|counts| (held, progress(office, asked.locale, held, counts))));
    }
    // What needs a hand comes first.
    goals.sort_by_key(|(_, progress)| progress.standing.map(|standing| urgency(standing.state)));
    let rows: Vec<Value> = goals
        .iter()
        .map(|(held, progress)| json(office, held, progress, as_of))
        .collect();
    let goals: Vec<(Kpi, Progress)> = goals
        .into_iter()
        .map(|(held, progress)| (held.kpi.clone(), progress))
        .collect();
    let picture = goal_landing::most_pressing(office, asked.locale, &goals).await;
    let goals: Vec<Progress> = goals.into_iter().map(|(_, progress)| progress).collect();
    let shown = Shown {
        goals: &goals,
        definition: &agreement.definition,
        as_of,
    };
    let mut message = report::goal::show(asked.locale, &shown);
    message.picture = picture.map(Box::new);
    Ok(Reply {
        json: Some(json!({ "as_of": as_of, "goals": rows })),
        ..Reply::ephemeral(message)
    })
}

fn urgency(state: State) -> u8 {
    match state {
        State::OffTrack => 0,
        State::Missed => 1,
        State::AtRisk => 2,
        State::Early => 3,
        State::OnTrack => 4,
        State::Reached => 5,
    }
}

/// The goals asked for, each with the period in which it is looked at: the one that was named, or the present
/// one. A goal for one period comes before the one for every period of its kind.
async fn chosen(office: &Office, asked: &Asked) -> Result<Vec<(Held, Period)>, Error> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let kpi = asked.values.text("kpi");
    let kpi = kpi.map(|typed| find(&agreement, typed)).transpose()?;
    let wanted = asked.values.period("period");
    let wanted = wanted
        .map(|typed| GoalPeriod::read(office, typed))
        .transpose()?;
    let now = office.now();
    let current = |kind| {
        let today = kpi::period::local_date(now, &definition.zone);
        Period::containing(kind, today, definition)
    };
    let wanted = wanted.map(|wanted| match wanted {
        GoalPeriod::One(period) => period,
        GoalPeriod::Every(kind) => current(kind),
    });
    let mut chosen: Vec<(Held, Period)> = Vec::new();
    for held in in_force(office).await? {
        let period = match (held.period, wanted) {
            (GoalPeriod::One(own), _) => own,
            (GoalPeriod::Every(kind), Some(period)) if period.kind == kind => period,
            (GoalPeriod::Every(_), Some(_)) => continue,
            (GoalPeriod::Every(kind), None) => current(kind),
        };
        let is_meant = match wanted {
            Some(wanted) => wanted == period,
            None => period.span.start <= now && now < period.span.end,
        };
        if is_meant && kpi.is_none_or(|kpi| *kpi == held.kpi) {
            chosen.push((held, period));
        }
    }
    let special: Vec<(Kpi, Period)> = chosen
        .iter()
        .filter(|(held, _)| matches!(held.period, GoalPeriod::One(_)))
        .map(|(held, period)| (held.kpi.clone(), *period))
        .collect();
    chosen.retain(|(held, period)| {
        matches!(held.period, GoalPeriod::One(_)) || !special.contains(&(held.kpi.clone(), *period))
    });
    Ok(chosen)
}

/// The goals of the periods that a day lies in, each with that period. A goal for one period comes before the one for
/// every period of its kind.
///
/// # Errors
/// Where the store cannot be read.
pub(crate) async fn held_on(office: &Office, day: Date) -> Result<Vec<(Held, Period)>, Error> {
    let agreement = office.agreement();
    let mut goals = in_force(office).await?;
    goals.sort_by_key(|held| matches!(held.period, GoalPeriod::Every(_)));
    let mut chosen: Vec<(Held, Period)> = Vec::new();
    for held in goals {
        let period = match held.period {
            GoalPeriod::One(own) => own,
            GoalPeriod::Every(kind) => Period::containing(kind, day, &agreement.definition),
        };
        let is_set_apart = |(other, of): &(Held, Period)| *of == period && other.kpi == held.kpi;
        if (period.first..=period.last).contains(&day) && !chosen.iter().any(is_set_apart) {
            chosen.push((held, period));
        }
    }
    Ok(chosen)
}

/// The goals of the periods that a day lies in, with their standing, for a post.
///
/// # Errors
/// Where the store cannot be read.
pub(crate) async fn standing_on(
    office: &Office,
    locale: Locale,
    day: Date,
) -> Result<Vec<Progress>, Error> {
    let goals = standing_goals(office, locale, day).await?;
    Ok(goals.into_iter().map(|(_, progress)| progress).collect())
}

/// The same with their KPIs.
///
/// # Errors
/// Where the store cannot be read.
pub(crate) async fn standing_goals(
    office: &Office,
    locale: Locale,
    day: Date,
) -> Result<Vec<(Kpi, Progress)>, Error> {
    let chosen = held_on(office, day).await?;
    let kpis: Vec<&Kpi> = chosen.iter().map(|(held, _)| &held.kpi).collect();
    let mut standing = Vec::new();
    for (held, period) in &chosen {
        let counts = counts(office, *period, &kpis).await?;
        standing.push((held.kpi.clone(), progress(office, locale, held, &counts)));
    }
    Ok(standing)
}

/// A goal beside its number in the period of `counts`.
pub(crate) fn progress(office: &Office, locale: Locale, held: &Held, counts: &Counts) -> Progress {
    let agreement = office.agreement();
    let (period, as_of) = (counts.period, counts.as_of);
    let found = measured(counts, &agreement, locale, &held.kpi);
    let zone = &agreement.definition.zone;
    let workdays = Workdays::of(&period, &agreement.calendar, zone, as_of);
    let aim = Aim {
        target: held.record.aim.target,
        direction: held.record.aim.direction,
        accrual: accrual(&held.kpi),
    };
    // A cohort that still matures is not decided, whenever its period ended.
    let phase = if period.is_open(as_of) || found.maturing {
        Phase::Open
    } else {
        Phase::Closed
    };
    // Two currencies are not compared.
    let comparable = held.record.aim.currency.is_none()
        || found.currency.is_none()
        || held.record.aim.currency == found.currency;
    let actual = found.value.filter(|_| comparable);
    Progress {
        goal: in_words(office, locale, &held.kpi, held.period, &held.record),
        period,
        actual,
        base: found.base,
        reason: found
            .reason
            .or_else(|| (!comparable).then(|| locale.words().word("goal-other-currency"))),
        maturing: found.maturing,
        standing: actual.map(|actual| standing(&aim, actual, phase, &workdays, agreement.borders)),
        workdays,
    }
}

fn json(office: &Office, held: &Held, progress: &Progress, as_of: Timestamp) -> Value {
    let standing = progress.standing.as_ref();
    let period = &progress.period;
    let mut row = crate::goal_list::json(&held.record);
    row["period"] = json!({
        "word": period.word(&office.agreement().definition).to_string(),
        "start": period.span.start,
        "end": period.span.end,
        "open": period.is_open(as_of),
    });
    row["every"] = json!(held.record.key.period.is_none());
    row["actual"] = json!(progress.actual.map(number));
    row["numerator"] = json!(progress.base.map(|(numerator, _)| numerator));
    row["denominator"] = json!(progress.base.map(|(_, denominator)| denominator));
    row["reason"] = json!(progress.reason);
    row["attainment"] = ratio(standing, |standing| standing.attainment);
    row["pace"] = ratio(standing, |standing| standing.pace);
    row["business_days"] = json!({
        "elapsed": number(progress.workdays.elapsed),
        "total": progress.workdays.total,
    });
    row["landing"] = json!(standing.and_then(|standing| standing.landing).map(landing));
    row["state"] = json!(standing.map(|standing| standing.state.as_str()));
    row
}

fn ratio(
    standing: Option<&Standing>,
    of: impl Fn(&Standing) -> Option<kpi::fraction::Fraction>,
) -> Value {
    json!(standing.and_then(of).map(number))
}

fn landing(landing: Landing) -> Value {
    json!({
        "expected": landing.expected.to_f64(),
        "low": landing.range.map(|(low, _)| low),
        "high": landing.range.map(|(_, high)| high),
        "chance": landing.chance,
    })
}
