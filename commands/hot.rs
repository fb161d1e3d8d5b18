//! `/leads hot`: the leads that are hot now, the hottest first.

use leads::{condition::Reason, rule::Heat};
use report::{
    leads_list::{ClaimState, HotList, HotRow},
    locale::Locale,
    message::Message,
};
use serde_json::{Value, json};
use store::{HotLead, PingRecord, StoreError};

use crate::{
    asked::{Asked, Origin},
    office::{Agreement, Office},
    ping_message::member_name,
    reply::{Error, Reply},
};

/// The most leads that become rows; the answer shows fewer and counts the rest.
const MOST: usize = 20;

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let (mut list, json) = measured(office, asked.locale).await?;
    if asked.origin == Origin::Terminal {
        // Nobody can press a button there.
        list.buttons.clear();
    }
    Ok(Reply {
        json: Some(json),
        ..Reply::ephemeral(list)
    })
}

/// The list as it is now.
pub(crate) async fn list(office: &Office, locale: Locale) -> Result<Message, StoreError> {
    Ok(measured(office, locale).await?.0)
}

/// The list, for people and for programs.
async fn measured(office: &Office, locale: Locale) -> Result<(Message, Value), StoreError> {
    let agreement = office.agreement();
    let noted = office
        .store()
        .hot_leads(office.workspace(), u32::MAX)
        .await?;
    let mut hot: Vec<(HotLead, Vec<Reason>)> = noted
        .into_iter()
        .filter_map(|lead| {
            let reasons = still_hot(office, &agreement, &lead)?;
            Some((lead, reasons))
        })
        .collect();
    hot.sort_by(|(one, _), (other, _)| hotter_first(one, other));
    let total = hot.len() as u64;
    let mut rows = Vec::new();
    for (lead, reasons) in hot.iter().take(MOST) {
        rows.push(HotRow {
            lead: &lead.facts,
            reasons: reasons.clone(),
            claim: claim_state(office, lead.ping.as_ref()).await?,
        });
    }
    let list = HotList {
        rows: &rows,
        total,
        as_of: office.as_of().await?,
        definition: &agreement.definition,
    };
    let told = rows
        .iter()
        .zip(&hot)
        .map(|(row, (lead, _))| figures(row, lead, &agreement));
    let json = json!({
        "as_of": list.as_of,
        "total": total,
        "leads": told.collect::<Vec<_>>(),
    });
    Ok((report::leads_list::answer(locale, &list), json))
}

/// Why a lead that was noted as hot is so at this moment: time goes by without the lead changing, such as
/// that since a first contact.
fn still_hot(office: &Office, agreement: &Agreement, lead: &HotLead) -> Option<Vec<Reason>> {
    let (definition, now) = (&agreement.definition, office.now());
    let found = agreement.rules.first_match(&lead.facts, definition, now)?;
    (found.rule.heat == Heat::Hot).then_some(found.reasons)
}

/// A lead for programs: nothing personal, as in the chat.
fn figures(row: &HotRow<'_>, hot: &HotLead, agreement: &Agreement) -> Value {
    let facts = row.lead;
    let stage = facts
        .place
        .rank()
        .and_then(|rank| agreement.definition.ladder.stage(rank));
    let (by, at) = match &row.claim {
        ClaimState::Claimed { by, at } => (Some(by), Some(at)),
        _ => (None, None),
    };
    json!({
        "lead": facts.ext_id.0,
        "company": facts.company,
        "stage": stage.map(|stage| &stage.id),
        "score": facts.score,
        "owner": facts.owner,
        "rule": hot.rule,
        "since": hot.since,
        "reasons": row.reasons,
        "pinged": row.claim != ClaimState::NeverPinged,
        "claimed_by": by,
        "claimed_at": at,
        "link": facts.link,
    })
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

async fn claim_state(office: &Office, ping: Option<&PingRecord>) -> Result<ClaimState, StoreError> {
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
