//! Hot leads: after each poll the rules look at the leads that changed, and sales hears of those that have just
//! become hot.
//!
//! Lives here: what becomes a ping, a digest or the baseline. Must not live here: the rules (`leads`), the
//! cooldown across restarts (the store), how a ping reads (`report::ping`).

use std::collections::{BTreeMap, HashMap};

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
/// The kind of a ping's message in the outbox.
const KIND: &str = "ping";

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
    if app.store.baseline(app.workspace).await?.is_none() {
        return take_baseline(app, now).await;
    }
    let read_to = app.store.mark(app.workspace, READ_TO).await?;
    let mut since = read_to.and_then(|mark| mark.parse().ok());
    loop {
        let changed = app.store.candidates(app.workspace, since).await?;
        if !changed.leads.is_empty() {
            judge(app, changed.leads, now).await?;
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

async fn judge(app: &App, leads: Vec<LeadFacts>, now: Timestamp) -> anyhow::Result<()> {
    let team = app.team();
    let known: HashMap<i64, String> = app
        .store
        .hot_leads(app.workspace, u32::MAX)
        .await?
        .into_iter()
        .map(|hot| (hot.facts.lead, hot.rule))
        .collect();
    let mut cooled = Vec::new();
    let mut fresh = Vec::new();
    for lead in leads {
        let before = known.get(&lead.lead);
        match hot_match(&team, &lead, now) {
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
    ping_all(app, &team, &fresh, now).await
}

fn hot_match<'a>(
    team: &'a Team,
    lead: &LeadFacts,
    now: Timestamp,
) -> Option<(&'a Rule, Vec<Reason>)> {
    let found = team.rules.first_match(lead, &team.definition, now)?;
    (found.rule.heat == Heat::Hot).then_some((found.rule, found.reasons))
}

/// The first sync: who is hot already is noted and told in one message, never in a flood.
async fn take_baseline(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let team = app.team();
    let mut hot: Vec<(i64, String)> = Vec::new();
    let mut since = None;
    loop {
        let changed = app.store.candidates(app.workspace, since).await?;
        for lead in &changed.leads {
            if let Some((rule, _)) = hot_match(&team, lead, now) {
                hot.push((lead.lead, rule.name.clone()));
            }
        }
        since = Some(changed.upto);
        if !changed.more {
            break;
        }
    }
    // The summary is owed first: both are found again by their keys, so a crash between them repeats
    // neither.
    owe_summary(app, &team, &hot, now).await?;
    app.store.take_baseline(app.workspace, &hot, now).await?;
    if let Some(read_to) = since {
        app.store
            .set_mark(app.workspace, READ_TO, &read_to.to_string())
            .await?;
    }
    Ok(())
}

async fn owe_summary(
    app: &App,
    team: &Team,
    hot: &[(i64, String)],
    now: Timestamp,
) -> anyhow::Result<()> {
    let Some(channel) = app.sales_channel(team) else {
        return Ok(());
    };
    let mut by_rule: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, rule) in hot {
        *by_rule.entry(rule).or_default() += 1;
    }
    let counted: Vec<(&Rule, u64)> = team
        .rules
        .iter()
        .filter_map(|rule| Some((rule, *by_rule.get(rule.name.as_str())?)))
        .collect();
    let key = "hot-baseline";
    let message = ping::baseline(team.locale, &counted, key);
    let message = serde_json::to_value(&message)?;
    app.store
        .owe(
            app.workspace,
            &post(key.to_owned(), channel, message, now),
            now,
        )
        .await?;
    Ok(())
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
    if fresh.len() > team.pings_at_once {
        return digest(app, team, fresh, channel, now).await;
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

/// More hot leads than may stand alone: one message for all of them.
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
    note(app, fresh, now).await
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
        kind: KIND.to_owned(),
        channel,
        due: now,
        period_start: None,
        period_end: None,
        message,
        facts: serde_json::Value::Null,
        late: None,
    }
}
