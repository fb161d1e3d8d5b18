//! `/alerts simulate`: what would have been raised in the last weeks, before anybody switches alerts on.
//!
//! Lives here: what is asked and answered. Must not live here: the numbers of past weeks (`alerts::history`), what is
//! out of the ordinary or beyond a border (`kpi`).

use kpi::{anomaly::Watch, catalogue::Kpi};
use report::alerts::{Cause, Fired, Simulated};
use serde_json::{Value, json};

use crate::{
    alerts::history::{Look, complete_weeks, is_watched, of_goals, of_kpi},
    asked::Asked,
    funnel::nothing_yet,
    kpi::find,
    office::{Agreement, Office},
    reply::{Error, Reply, UserError},
};

/// How many weeks are looked at where nobody says.
const USUAL_WEEKS: i64 = 52;
/// The most weeks that may be asked for.
const MOST_WEEKS: i64 = 104;

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let only = only(&agreement, asked)?;
    let kpis = match only {
        Some(kpi) => vec![kpi],
        None => usual(&agreement),
    };
    let shown = weeks(asked)?;
    let as_of = office.as_of().await?.ok_or_else(nothing_yet)?;
    let weeks = complete_weeks(&agreement, as_of, shown + Watch::default().memory);
    let look = Look {
        weeks: &weeks,
        from: weeks.len().saturating_sub(shown),
        as_of,
    };
    let mut fired = of_goals(office, &agreement, only, look).await?;
    for kpi in &kpis {
        fired.extend(of_kpi(office, &agreement, kpi, look).await?);
    }
    fired.sort_by_key(|fired| std::cmp::Reverse(fired.first.span.start));
    let simulated = Simulated {
        definition: &agreement.definition,
        kpis: &kpis,
        weeks: shown,
        as_of,
        fired: &fired,
        is_on: !agreement.alerts.watches.is_empty(),
    };
    let json = json!({
        "weeks": shown,
        "as_of": as_of,
        "kpis": kpis.iter().map(|kpi| &kpi.id).collect::<Vec<_>>(),
        "fired": fired.iter().map(|fired| told(&agreement, fired)).collect::<Vec<_>>(),
    });
    Ok(Reply {
        json: Some(json),
        ..Reply::ephemeral(report::alerts::simulated(asked.locale, &simulated))
    })
}

fn weeks(asked: &Asked) -> Result<usize, UserError> {
    let weeks = asked.values.integer("weeks").unwrap_or(USUAL_WEEKS);
    usize::try_from(weeks)
        .ok()
        .filter(|weeks| (1..=MOST_WEEKS as usize).contains(weeks))
        .ok_or_else(|| UserError::new("error-weeks").with("most", MOST_WEEKS.to_string()))
}

/// As `docs/json.md` describes it.
fn told(agreement: &Agreement, fired: &Fired<'_>) -> Value {
    let (low, high, is_high) = match fired.cause {
        Cause::Odd { low, high, is_high } => (Some(low), Some(high), is_high),
        Cause::Limit(_) => (None, None, true),
        Cause::Pace { .. } => (None, None, false),
    };
    let limit = match fired.cause {
        Cause::Odd { .. } => None,
        Cause::Limit(limit) | Cause::Pace { limit, .. } => Some(limit),
    };
    json!({
        "kpi": fired.kpi.id,
        "watch": match fired.cause {
            Cause::Odd { .. } => "odd",
            Cause::Limit(_) => "limit",
            Cause::Pace { .. } => "goal",
        },
        "week": fired.first.word(&agreement.definition).to_string(),
        "until": fired.last.word(&agreement.definition).to_string(),
        "value": fired.value,
        "low": low,
        "high": high,
        "limit": limit,
        "side": if is_high { "high" } else { "low" },
    })
}

/// The KPI asked for.
fn only<'a>(agreement: &'a Agreement, asked: &Asked) -> Result<Option<&'a Kpi>, UserError> {
    let Some(word) = asked.values.text("kpi") else {
        return Ok(None);
    };
    let kpi = find(agreement, word)?;
    if is_watched(kpi) {
        Ok(Some(kpi))
    } else {
        Err(UserError::new("error-kpi-unwatched").with("kpi", &kpi.id))
    }
}

/// The arrivals at every stage, and who unsubscribes.
fn usual(agreement: &Agreement) -> Vec<&Kpi> {
    let all = agreement.catalogue.iter();
    all.filter(|kpi| kpi.family == "entered" || kpi.family == "unsubscribe-rate")
        .collect()
}
