//! `/leads hot`: the leads that are hot now, the hottest first.

use leads::rule::Heat;
use report::{
    leads_list::{ClaimState, HotList, HotRow},
    message::Message,
};
use store::{HotLead, PingRecord};

use crate::{
    asked::Asked,
    office::Office,
    ping_press::member_name,
    reply::{Error, Reply},
};

/// The most leads whose reasons are looked up; the answer shows fewer and counts the rest.
const MOST: usize = 20;

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let mut hot = office
        .store()
        .hot_leads(office.workspace(), u32::MAX)
        .await?;
    hot.retain(|lead| {
        let rule = agreement.rules.find(&lead.rule);
        rule.is_some_and(|rule| rule.heat == Heat::Hot)
    });
    hot.sort_by(hotter_first);
    let total = hot.len() as u64;
    let mut rows = Vec::new();
    for lead in hot.iter().take(MOST) {
        rows.push(row(office, lead).await?);
    }
    let list = HotList {
        rows: &rows,
        total,
        as_of: office.as_of().await?,
        definition: &agreement.definition,
    };
    // The list is for looking: a lead is claimed at its ping, the one message that everybody sees change.
    let message = Message {
        buttons: Vec::new(),
        ..report::leads_list::answer(asked.locale, &list)
    };
    Ok(Reply::ephemeral(message))
}

/// Unclaimed before claimed, then by score, then the newest.
fn hotter_first(one: &HotLead, other: &HotLead) -> std::cmp::Ordering {
    let is_claimed = |lead: &HotLead| {
        lead.ping
            .as_ref()
            .is_some_and(|ping| ping.claimed_by.is_some())
    };
    let score = |lead: &HotLead| lead.facts.score.unwrap_or(f64::NEG_INFINITY);
    is_claimed(one)
        .cmp(&is_claimed(other))
        .then_with(|| score(other).total_cmp(&score(one)))
        .then_with(|| other.since.cmp(&one.since))
        .then_with(|| one.facts.lead.cmp(&other.facts.lead))
}

async fn row<'a>(office: &Office, lead: &'a HotLead) -> Result<HotRow<'a>, Error> {
    let agreement = office.agreement();
    let reasons = agreement
        .rules
        .find(&lead.rule)
        .and_then(|rule| rule.reasons(&lead.facts, &agreement.definition, office.now()))
        .unwrap_or_default();
    Ok(HotRow {
        lead: &lead.facts,
        reasons,
        claim: claim_state(office, lead.ping.as_ref()).await?,
    })
}

async fn claim_state(office: &Office, ping: Option<&PingRecord>) -> Result<ClaimState, Error> {
    let Some(ping) = ping else {
        return Ok(ClaimState::NeverPinged);
    };
    match (ping.claimed_by, ping.claimed_at, ping.post) {
        (Some(by), Some(at), _) => Ok(ClaimState::Claimed {
            by: member_name(office, by).await?,
            at,
        }),
        // Leads of the first sync have a place in the baseline, but no message of their own.
        (_, _, None) => Ok(ClaimState::NeverPinged),
        _ => Ok(ClaimState::Open { ping: ping.id.0 }),
    }
}
