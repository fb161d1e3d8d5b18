//! Posts that come due: gated on fresh data, composed once, frozen, and owed.
//!
//! Lives here: which due time is posted, held, made up or skipped. Must not live here: what a post says
//! (`funnelbot_commands::posts`), what its lateness comes from (`posts/late.rs`), how it is delivered (`chat`).

mod late;
mod seen_to;

use funnelbot_commands::{
    posts::{self, ComposeFault, Occasion, Order, PostKind, compose},
    staleness,
};
use jiff::Timestamp;
use kpi::period::Period;
use store::{NewPost, Setback};

pub(crate) use late::Watch;
use seen_to::SeenTo;

use crate::{
    app::App,
    config::team::Team,
    schedule::{Due, Schedule},
};

/// Sees to every schedule.
///
/// # Errors
/// Where the store cannot go on; what is due stays due.
pub(crate) async fn run(app: &App, watch: Watch) -> anyhow::Result<()> {
    let team = app.team();
    for kind in PostKind::ALL {
        match team.schedules.iter().find(|schedule| schedule.kind == kind) {
            Some(schedule) => see_to(app, &team, schedule, watch).await?,
            None => seen_to::forget(app, kind).await?,
        }
    }
    Ok(())
}

async fn see_to(app: &App, team: &Team, schedule: &Schedule, watch: Watch) -> anyhow::Result<()> {
    let now = watch.now;
    let write = async |at: Timestamp| {
        let upto = SeenTo::upto(at, team, schedule);
        seen_to::write(app, schedule.kind, &upto).await
    };
    // A schedule owes nothing from before it was first seen.
    let Some(seen_to) = seen_to::read(app, schedule.kind).await? else {
        return write(now).await;
    };
    let owed = seen_to.owed(team, schedule, now);
    let Some((newest, missed)) = owed.due.split_last() else {
        return match (owed.changed, seen_to.is_current(team, schedule)) {
            (true, _) => write(now).await,
            (false, false) => write(seen_to.at).await,
            (false, true) => Ok(()),
        };
    };
    for due in missed {
        skip(app, schedule, *due, Setback::Superseded, now).await?;
    }
    let done = post_or_skip(app, team, schedule, *newest, watch).await?;
    match missed.iter().rfind(|due| due.at < newest.at) {
        _ if done && owed.changed => write(now).await,
        _ if done => write(newest.at).await,
        Some(last) => write(last.at).await,
        None => Ok(()),
    }
}

/// Whether the due time is seen to; `false` while the post is held for fresher data.
async fn post_or_skip(
    app: &App,
    team: &Team,
    schedule: &Schedule,
    due: Due,
    watch: Watch,
) -> anyhow::Result<bool> {
    if watch.now.duration_since(due.at) <= schedule.max_lateness {
        return make(app, team, schedule, due, watch).await;
    }
    skip(app, schedule, due, Setback::TooLate, watch.now).await?;
    Ok(true)
}

/// The key of the post of one due time: never two posts with one key.
pub(crate) fn key(schedule: &Schedule, due: Due, team: &Team) -> String {
    let nominal = due.nominal.to_zoned_datetime(team.definition.zone.clone());
    format!(
        "{}@{}",
        schedule.kind.as_str(),
        nominal.strftime("%Y-%m-%dT%H:%M")
    )
}

async fn skip(
    app: &App,
    schedule: &Schedule,
    due: Due,
    why: Setback,
    now: Timestamp,
) -> anyhow::Result<()> {
    let key = key(schedule, due, &app.team());
    let skipped = app
        .store
        .skip(
            app.workspace,
            &key,
            schedule.kind.as_str(),
            due.at,
            why,
            now,
        )
        .await?;
    if skipped {
        tracing::warn!(post = key, why = why.as_str(), "a post was skipped");
    }
    Ok(())
}

/// Whether the due time is seen to; `false` while the post is held for fresher data.
async fn make(
    app: &App,
    team: &Team,
    schedule: &Schedule,
    due: Due,
    watch: Watch,
) -> anyhow::Result<bool> {
    let period = schedule
        .kind
        .period_word()
        .resolve(&team.definition, due.nominal);
    let as_of = app.store.as_of(app.workspace).await?;
    let fresh = as_of.is_some_and(|as_of| as_of >= wanted(app, &period, due));
    if !fresh && watch.now.duration_since(due.at) < schedule.grace {
        late::hold(app, &key(schedule, due, team), due, watch).await?;
        return Ok(false);
    }
    owe(app, team, schedule, due, &period, watch).await?;
    Ok(true)
}

/// The as-of that a post waits for.
fn wanted(app: &App, period: &Period, due: Due) -> Timestamp {
    staleness::wanted(app.office.agreement().freshness, period, due.at)
}

async fn owe(
    app: &App,
    team: &Team,
    schedule: &Schedule,
    due: Due,
    period: &Period,
    watch: Watch,
) -> anyhow::Result<()> {
    let now = watch.now;
    let key = key(schedule, due, team);
    let Some(channel) = app.office.agreement().timetable.channel(schedule.kind) else {
        return skip(app, schedule, due, Setback::NoChannel, now).await;
    };
    let late = late::cause(app, &key, due, watch).await?;
    let order = Order {
        kind: schedule.kind,
        period: *period,
        key: &key,
        occasion: Occasion::Due {
            wanted: wanted(app, period, due),
        },
        locale: team.locale,
    };
    let composed = match compose(&app.office, &order).await {
        Ok(composed) => composed,
        Err(ComposeFault::NothingYet) => {
            return skip(app, schedule, due, Setback::NothingPolled, now).await;
        }
        Err(fault) => return Err(fault.into()),
    };
    let post = NewPost {
        key: key.clone(),
        kind: schedule.kind.as_str().to_owned(),
        channel,
        due: due.at,
        period_start: Some(period.span.start),
        period_end: Some(period.span.end),
        message: serde_json::to_value(&composed.message)?,
        facts: composed.facts,
        late: late.map(|cause| posts::late::word(cause).to_owned()),
    };
    app.store
        .owe_restating(app.workspace, &post, &composed.edits, now)
        .await?;
    Ok(())
}
