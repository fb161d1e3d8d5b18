//! Posts that come due: gated on fresh data, composed once, frozen, and owed.
//!
//! Lives here: which due time is posted, held, made up or skipped. Must not live here: what a post says
//! (`funnelbot_commands::posts`), how it is delivered (`chat`).

use funnelbot_commands::{
    posts::{ComposeFault, Lateness, Occasion, Order, PostKind, compose},
    staleness,
};
use jiff::{SignedDuration, Timestamp};
use kpi::period::Period;
use report::{locale::Locale, message::Message, posts::Cause};
use store::{NewPost, OwedEdit, OwedPost, Setback};

use crate::{
    app::App,
    config::team::Team,
    schedule::{Due, Schedule},
};

/// A post later than this says so in its first line.
const LATE_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// Sees to every schedule.
///
/// # Errors
/// Where the store cannot go on; what is due stays due.
pub(crate) async fn run(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let team = app.team();
    for schedule in &team.schedules {
        see_to(app, &team, schedule, now).await?;
    }
    Ok(())
}

async fn see_to(app: &App, team: &Team, schedule: &Schedule, now: Timestamp) -> anyhow::Result<()> {
    let name = schedule.kind.as_str();
    // A schedule owes nothing from before it was first seen.
    let mark = format!("schedule {name} seen to");
    let seen_to = app.store.mark(app.workspace, &mark).await?;
    let Some(seen_to) = seen_to.and_then(|mark| mark.parse().ok()) else {
        return Ok(app
            .store
            .set_mark(app.workspace, &mark, &now.to_string())
            .await?);
    };
    let due = schedule.due_between(seen_to, now, &team.definition, &team.calendar);
    let Some((newest, missed)) = due.split_last() else {
        return Ok(());
    };
    for due in missed {
        skip(app, schedule, *due, Setback::Superseded, now).await?;
    }
    let done = if now.duration_since(newest.at) > schedule.max_lateness {
        skip(app, schedule, *newest, Setback::TooLate, now).await?;
        true
    } else {
        make(app, team, schedule, *newest, now).await?
    };
    let seen_to = if done {
        Some(newest.at)
    } else {
        missed.last().map(|due| due.at)
    };
    if let Some(at) = seen_to {
        app.store
            .set_mark(app.workspace, &mark, &at.to_string())
            .await?;
    }
    Ok(())
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
    now: Timestamp,
) -> anyhow::Result<bool> {
    let period = schedule
        .kind
        .period_word()
        .resolve(&team.definition, due.nominal);
    let as_of = app.store.as_of(app.workspace).await?;
    let fresh = as_of.is_some_and(|as_of| as_of >= wanted(app, &period, due));
    if !fresh && now.duration_since(due.at) < schedule.grace {
        let mark = held_mark(&key(schedule, due, team));
        app.store
            .set_mark(app.workspace, &mark, &now.to_string())
            .await?;
        return Ok(false);
    }
    owe(app, team, schedule, due, &period, now).await?;
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
    now: Timestamp,
) -> anyhow::Result<()> {
    let key = key(schedule, due, team);
    let Some(channel) = app.office.agreement().timetable.channel(schedule.kind) else {
        return skip(app, schedule, due, Setback::NoChannel, now).await;
    };
    let late = lateness(app, &key, due, now).await?;
    let order = Order {
        kind: schedule.kind,
        period: *period,
        key: &key,
        occasion: Occasion::Due {
            late,
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
        late: late.map(|late| cause_word(late.cause).to_owned()),
    };
    app.store
        .owe_restating(app.workspace, &post, &composed.edits, now)
        .await?;
    Ok(())
}

async fn lateness(
    app: &App,
    key: &str,
    due: Due,
    now: Timestamp,
) -> anyhow::Result<Option<Lateness>> {
    if now.duration_since(due.at) <= LATE_AFTER {
        return Ok(None);
    }
    let held = app
        .store
        .mark(app.workspace, &held_mark(key))
        .await?
        .is_some();
    let cause = if held {
        Cause::WaitedForData
    } else {
        Cause::BotWasDown
    };
    Ok(Some(Lateness { due: due.at, cause }))
}

fn cause_word(cause: Cause) -> &'static str {
    match cause {
        Cause::WaitedForData => "waited-for-data",
        Cause::BotWasDown => "bot-was-down",
        Cause::DeliveryRetried => "delivery-retried",
    }
}

/// Where it stands that a post was held for fresher data.
fn held_mark(key: &str) -> String {
    format!("held {key}")
}

/// A post as it is sent now: where the chat did not take it in time, its first line says so.
pub(crate) fn worded(locale: Locale, post: &OwedPost, message: Message, now: Timestamp) -> Message {
    let times = Times {
        due: post.due,
        first_attempt: post.first_attempt_at,
        sent: now,
    };
    times.worded(locale, &post.kind, message)
}

/// A post as it stands once more lines were added to it: its first line as it was sent.
pub(crate) fn amended(locale: Locale, edit: &OwedEdit, message: Message) -> Message {
    let post = &edit.post;
    let times = Times {
        due: post.due,
        first_attempt: post.first_attempt_at,
        sent: post.sent_at.unwrap_or(post.due),
    };
    let message = times.worded(locale, &post.kind, message);
    report::posts::amended(message, &edit.lines)
}

struct Times {
    due: Timestamp,
    first_attempt: Option<Timestamp>,
    sent: Timestamp,
}

impl Times {
    fn worded(&self, locale: Locale, kind: &str, message: Message) -> Message {
        let tried_in_time = self
            .first_attempt
            .is_some_and(|first| first.duration_since(self.due) <= LATE_AFTER);
        let by = self.sent.duration_since(self.due);
        if PostKind::parse(kind).is_some() && tried_in_time && by > LATE_AFTER {
            report::posts::delayed(locale, message, by)
        } else {
            message
        }
    }
}
