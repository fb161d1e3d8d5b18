//! Hot leads: after each poll the rules look at the leads that changed, and sales hears of those that have just
//! become hot.
//!
//! Lives here: what becomes a ping or a digest. Must not live here: who was hot before (`hot_leads/baseline.rs`), the
//! rules (`leads`), the cooldown across restarts (the store), how a ping reads (`report::ping`).

mod baseline;

use std::{cmp::Ordering, collections::HashMap};

use funnelbot_commands::ping_message;
use jiff::{SignedDuration, Timestamp};
use leads::{
    condition::Reason,
    facts::LeadFacts,
    rule::{Heat, Rule},
};
use report::{message::Mention, ping};
use store::{NewPing, NewPost, PingId};

use crate::{
    app::App,
    config::team::{MentionTarget, Team},
};

/// How far the rules have read.
const READ_TO: &str = "hot leads read to";
/// The span in which so many pings may stand alone.
const BUDGET_OF: SignedDuration = SignedDuration::from_hours(1);

/// A lead that has just become hot.
struct Fresh<'a> {
    lead: LeadFacts,
    rule: &'a Rule,
    reasons: Vec<Reason>,
}

/// Looks at every lead that changed since the last look.
///
/// # Errors
/// Where the store cannot go on; the leads are looked at again.
pub(crate) async fn run(app: &App, now: Timestamp) -> anyhow::Result<()> {
    // Before anything was polled there is no baseline to take.
    if app.store.as_of(app.workspace).await?.is_none() {
        return Ok(());
    }
    let team = app.team();
    if app.store.baseline(app.workspace).await?.is_none() {
        return baseline::take(app, &team, now).await;
    }
    let read_to = app.store.mark(app.workspace, READ_TO).await?;
    let mut since = read_to.and_then(|mark| mark.parse().ok());
    baseline::renew(app, &team, since, now).await?;
    loop {
        let changed = app.store.candidates(app.workspace, since).await?;
        if !changed.leads.is_empty() {
            judge(app, &team, changed.leads, now).await?;
            app.store
                .set_mark(app.workspace, READ_TO, &changed.upto.to_string())
                .await?;
        }
        since = Some(changed.upto);
        if !changed.more {
            return Ok(());
        }
    }
}

/// The rule under which each lead is noted as hot.
async fn noted(app: &App) -> anyhow::Result<HashMap<i64, String>> {
    let hot = app.store.hot_leads(app.workspace, u32::MAX).await?;
    Ok(hot
        .into_iter()
        .map(|hot| (hot.facts.lead, hot.rule))
        .collect())
}

async fn judge(
    app: &App,
    team: &Team,
    leads: Vec<LeadFacts>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let known = noted(app).await?;
    let mut cooled = Vec::new();
    let mut fresh = Vec::new();
    for lead in leads {
        let before = known.get(&lead.lead);
        match hot_match(team, &lead, now) {
            Some((rule, _)) if before == Some(&rule.name) => {}
            Some((rule, reasons)) => fresh.push(Fresh {
                lead,
                rule,
                reasons,
            }),
            None if before.is_some() => cooled.push((lead.lead, None)),
            None => {}
        }
    }
    app.store.mark_hot(app.workspace, &cooled, now).await?;
    fresh.sort_by(|one, other| hotter_first(team, one, other));
    ping_all(app, team, &fresh, now).await
}

/// By the order of the rules, then by score.
fn hotter_first(team: &Team, one: &Fresh<'_>, other: &Fresh<'_>) -> Ordering {
    let place = |lead: &Fresh<'_>| {
        team.rules
            .iter()
            .position(|rule| rule.name == lead.rule.name)
    };
    let score = |lead: &Fresh<'_>| lead.lead.score.unwrap_or(f64::NEG_INFINITY);
    place(one)
        .cmp(&place(other))
        .then_with(|| score(other).total_cmp(&score(one)))
        .then_with(|| one.lead.lead.cmp(&other.lead.lead))
}

fn hot_match<'a>(
    team: &'a Team,
    lead: &LeadFacts,
    now: Timestamp,
) -> Option<(&'a Rule, Vec<Reason>)> {
    let found = team.rules.first_match(lead, &team.definition, now)?;
    (found.rule.heat == Heat::Hot).then_some((found.rule, found.reasons))
}

async fn ping_all(
    app: &App,
    team: &Team,
    fresh: &[Fresh<'_>],
    now: Timestamp,
) -> anyhow::Result<()> {
    let Some(channel) = app.sales_channel(team) else {
        return note(app, fresh, now).await;
    };
    if fresh.len() > room(app, team, now).await? {
        digests(app, team, fresh, channel, now).await?;
        return note(app, fresh, now).await;
    }
    for lead in fresh {
        let outcome = app
            .store
            .open_ping(app.workspace, &lead.opening(), now, |id| {
                let message = ping::message(team.locale, &lead.ping(team, id));
                let message = serde_json::to_value(&message).unwrap_or_default();
                post(format!("ping:{}", id.0), channel, message, now)
            })
            .await?;
        tracing::debug!(lead = %lead.lead.ext_id, rule = lead.rule.name, ?outcome, "hot");
    }
    note(app, fresh, now).await
}

/// Leads that are hot stand in `/leads hot`, also those that are cooling down.
async fn note(app: &App, fresh: &[Fresh<'_>], now: Timestamp) -> anyhow::Result<()> {
    let hot: Vec<(i64, Option<String>)> = fresh
        .iter()
        .map(|lead| (lead.lead.lead, Some(lead.rule.name.clone())))
        .collect();
    app.store.mark_hot(app.workspace, &hot, now).await?;
    Ok(())
}

/// How many pings may still stand alone in this hour; those before a restart count.
async fn room(app: &App, team: &Team, now: Timestamp) -> anyhow::Result<usize> {
    let moment = SignedDuration::from_millis(1);
    let start = now.checked_sub(BUDGET_OF - moment)?;
    let sent = app
        .store
        .pings_sent(app.workspace, start, now.checked_add(moment)?)
        .await?;
    Ok(team.pings_at_once.saturating_sub(sent.len()))
}

/// More hot leads than may stand alone: one message for all of them, or as many as it takes for each to have
/// its row and its button.
async fn digests(
    app: &App,
    team: &Team,
    fresh: &[Fresh<'_>],
    channel: u64,
    now: Timestamp,
) -> anyhow::Result<()> {
    let mut rest = fresh;
    while !rest.is_empty() {
        let unopened: Vec<ping::Ping<'_>> =
            rest.iter().map(|lead| lead.ping(team, PingId(0))).collect();
        let holds = ping::digest_holds(team.locale, &unopened).max(1);
        let (these, later) = rest.split_at(holds);
        digest(app, team, these, channel, now).await?;
        rest = later;
    }
    Ok(())
}

async fn digest(
    app: &App,
    team: &Team,
    fresh: &[Fresh<'_>],
    channel: u64,
    now: Timestamp,
) -> anyhow::Result<()> {
    let openings: Vec<NewPing> = fresh.iter().map(Fresh::opening).collect();
    app.store
        .open_pings(app.workspace, &openings, now, |opened| {
            let pings: Vec<ping::Ping<'_>> = opened
                .iter()
                .map(|(index, id)| fresh[*index].ping(team, *id))
                .collect();
            let first = opened.first().map_or(0, |(_, id)| id.0);
            let key = format!("pings-{first}");
            let message = ping::digest(team.locale, &pings, &key);
            let message = serde_json::to_value(&message).unwrap_or_default();
            post(key, channel, message, now)
        })
        .await?;
    Ok(())
}

impl Fresh<'_> {
    fn opening(&self) -> NewPing {
        NewPing {
            lead: self.lead.lead,
            rule: self.rule.name.clone(),
            cooldown: SignedDuration::from_hours(i64::from(self.rule.cooldown_days) * 24),
        }
    }

    fn ping<'a>(&'a self, team: &'a Team, id: PingId) -> ping::Ping<'a> {
        ping::Ping {
            id: id.0,
            rule: self.rule,
            reasons: &self.reasons,
            lead: &self.lead,
            definition: &team.definition,
            mention: mention(team, self.rule),
        }
    }
}

fn mention(team: &Team, rule: &Rule) -> Option<Mention> {
    let owner = rule.owner.as_ref()?;
    team.mentions.get(owner).map(|target| match target {
        MentionTarget::Role(id) => Mention::Role(*id),
        MentionTarget::User(id) => Mention::User(*id),
    })
}

fn post(key: String, channel: u64, message: serde_json::Value, now: Timestamp) -> NewPost {
    NewPost {
        key,
        kind: ping_message::KIND.to_owned(),
        channel,
        due: now,
        period_start: None,
        period_end: None,
        message,
        facts: serde_json::Value::Null,
        late: None,
    }
}
