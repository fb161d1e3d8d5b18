//! The baseline: who is hot already when the rules look for the first time, and after the rules have changed.
//!
//! Lives here: noting them, and the one message of the first sync. Must not live here: pings.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use leads::rule::Rule;
use report::ping;

use super::{READ_TO, hot_match, noted, post};
use crate::{app::App, config::team::Team};

/// The rules, and what they depend on, by which the leads were judged last.
const JUDGED_BY: &str = "hot leads judged by";

/// The first sync: who is hot already is noted and told in one message, never in a flood.
///
/// # Errors
/// Where the store cannot go on; the baseline is taken anew.
pub(super) async fn take(app: &App, team: &Team, now: Timestamp) -> anyhow::Result<()> {
    let mut hot: Vec<(i64, String)> = Vec::new();
    let mut since = None;
    loop {
        let changed = app.store.candidates(app.workspace, since).await?;
        for lead in &changed.leads {
            if let Some((rule, _)) = hot_match(team, lead, now) {
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
    owe_summary(app, team, &hot, now).await?;
    app.store.take_baseline(app.workspace, &hot, now).await?;
    app.store
        .set_mark(app.workspace, JUDGED_BY, &terms(team)?)
        .await?;
    if let Some(read_to) = since {
        app.store
            .set_mark(app.workspace, READ_TO, &read_to.to_string())
            .await?;
    }
    Ok(())
}

/// Where the rules are others than at the last look, notes in silence who is hot under them: a lead that has
/// not changed since `read_to` is no news, whatever the rules say of it now. Those that have changed are left
/// to the look that follows.
///
/// # Errors
/// Where the store cannot go on; it is done again.
pub(super) async fn renew(
    app: &App,
    team: &Team,
    read_to: Option<i64>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let terms = terms(team)?;
    let judged_by = app.store.mark(app.workspace, JUDGED_BY).await?;
    if judged_by.as_ref() == Some(&terms) {
        return Ok(());
    }
    let changed = changed_since(app, read_to).await?;
    let known = noted(app).await?;
    let mut since = None;
    loop {
        let page = app.store.candidates(app.workspace, since).await?;
        let verdicts: Vec<(i64, Option<String>)> = page
            .leads
            .iter()
            .filter(|lead| !changed.contains(&lead.lead))
            .map(|lead| {
                let hot = hot_match(team, lead, now);
                (lead.lead, hot.map(|(rule, _)| rule.name.clone()))
            })
            .filter(|(lead, rule)| known.get(lead) != rule.as_ref())
            .collect();
        app.store.mark_hot(app.workspace, &verdicts, now).await?;
        since = Some(page.upto);
        if !page.more {
            break;
        }
    }
    Ok(app.store.set_mark(app.workspace, JUDGED_BY, &terms).await?)
}

async fn changed_since(app: &App, read_to: Option<i64>) -> anyhow::Result<HashSet<i64>> {
    let mut changed = HashSet::new();
    let mut since = read_to;
    loop {
        let page = app.store.candidates(app.workspace, since).await?;
        changed.extend(page.leads.iter().map(|lead| lead.lead));
        since = Some(page.upto);
        if !page.more {
            return Ok(changed);
        }
    }
}

/// Everything by which a lead that does not change could be judged differently, beside the time.
fn terms(team: &Team) -> anyhow::Result<String> {
    let rules: Vec<&Rule> = team.rules.iter().collect();
    let rules = serde_json::to_string(&rules)?;
    Ok(format!("{rules} {}", team.definition.fingerprint()))
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
