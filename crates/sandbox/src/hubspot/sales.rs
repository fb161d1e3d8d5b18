//! Companies and deals: their properties and the history of a deal's stage.
//!
//! Lives here: what each property says. Must not live here: paging, filters.

use super::{
    objects::Entry,
    records::{FIRST_COMPANY, FIRST_CONTACT, FIRST_DEAL, FIRST_OWNER},
    view::View,
};
use crate::{
    tool::dates::{day, iso},
    world::{
        Inner,
        cast::{LOST, PIPELINE, WON},
        event::{NONE, What},
    },
};

/// Names of the properties of companies; the first four are shown to those who name none.
pub(crate) const COMPANY: [&str; 11] = [
    "createdate",
    "domain",
    "hs_lastmodifieddate",
    "hs_object_id",
    "annualrevenue",
    "country",
    "hs_is_target_account",
    "industry",
    "name",
    "numberofemployees",
    "phone",
];

/// A property of a company: `None` where it is unknown, `Some(None)` where it is null.
pub(crate) fn company(
    world: &Inner,
    view: &View,
    index: u32,
    name: &str,
) -> Option<Option<String>> {
    let record = view.companies.get(index as usize)?.as_ref()?;
    let company = &world.companies[record.version as usize];
    Some(match name {
        "hs_object_id" => Some((FIRST_COMPANY + u64::from(index)).to_string()),
        "name" => Some(company.name.clone()),
        "domain" => Some(company.domain.clone()),
        "industry" => Some(company.industry.to_string()),
        "numberofemployees" => company.employees.map(|people| people.to_string()),
        "annualrevenue" => company.revenue.map(|yen| yen.to_string()),
        "hs_is_target_account" => company.target_list.then(|| "true".to_owned()),
        "country" => Some("Japan".to_owned()),
        "phone" => None,
        "createdate" => Some(iso(record.created)),
        "hs_lastmodifieddate" => Some(iso(record.modified)),
        _ => return None,
    })
}

/// Names of the properties of deals; the first eight are shown to those who name none.
pub(crate) const DEAL: [&str; 20] = [
    "amount",
    "closedate",
    "createdate",
    "dealname",
    "dealstage",
    "hs_lastmodifieddate",
    "hs_object_id",
    "pipeline",
    "amount_in_home_currency",
    "contract_end_date",
    "contract_start_date",
    "days_to_close",
    "deal_currency_code",
    "hs_is_closed",
    "hs_is_closed_lost",
    "hs_arr",
    "hs_is_closed_won",
    "hs_mrr",
    "hubspot_owner_id",
    "num_associated_contacts",
];

/// A property of a deal: `None` where it is unknown, `Some(None)` where it is null.
pub(crate) fn deal(world: &Inner, view: &View, index: u32, name: &str) -> Option<Option<String>> {
    let record = view.deals.get(index as usize)?.as_ref()?;
    let facts = &world.deals[index as usize];
    let lead = &world.leads[facts.lead as usize];
    Some(match name {
        "hs_object_id" => Some((FIRST_DEAL + u64::from(index)).to_string()),
        "dealname" => {
            let company = world
                .companies
                .get(lead.company as usize)
                .map_or("", |company| &company.name);
            let what = if facts.renewal {
                "更新"
            } else {
                "新規導入"
            };
            Some(format!("{company} {what}"))
        }
        "amount" | "amount_in_home_currency" => Some(facts.amount.to_string()),
        "hs_mrr" => Some(facts.monthly.to_string()),
        "hs_arr" => Some((facts.monthly * 12).to_string()),
        "contract_start_date" | "contract_end_date" => {
            let term = facts.term.filter(|_| record.stage == WON);
            term.map(|(starts, ends)| {
                day(if name == "contract_start_date" {
                    starts
                } else {
                    ends
                })
            })
        }
        "deal_currency_code" => Some("JPY".to_owned()),
        "pipeline" => Some("default".to_owned()),
        "dealstage" => Some(PIPELINE[usize::from(record.stage)].0.to_owned()),
        "hs_is_closed" => Some(record.closed.is_some().to_string()),
        "hs_is_closed_won" => Some((record.stage == WON).to_string()),
        "hs_is_closed_lost" => Some((record.stage == LOST).to_string()),
        "createdate" => Some(iso(facts.opened)),
        "closedate" => record.closed.map(iso),
        "days_to_close" => record
            .closed
            .map(|at| ((at - facts.opened) / 86_400_000).to_string()),
        "hs_lastmodifieddate" => Some(iso(record.modified)),
        "num_associated_contacts" => Some("1".to_owned()),
        "hubspot_owner_id" => {
            let contact = view.contact(u64::from(facts.lead) + FIRST_CONTACT);
            let owner = contact.map_or(NONE, |contact| contact.owner);
            (owner != NONE).then(|| (FIRST_OWNER + u64::from(owner)).to_string())
        }
        _ => return None,
    })
}

/// The history of a deal's stage, newest first.
pub(crate) fn deal_stages(world: &Inner, index: u32, now: i64) -> Vec<Entry> {
    let step = |stage: u8| PIPELINE[usize::from(stage)].0.to_owned();
    let mut entries: Vec<Entry> = world
        .events_of(world.deals[index as usize].lead, now)
        .iter()
        .filter_map(|event| match event.what {
            What::DealOpened(deal) if deal == index => Some(Entry {
                value: step(0),
                at: event.at,
                source: "CRM_UI",
            }),
            What::DealMoved { deal, stage } if deal == index => Some(Entry {
                value: step(stage),
                at: event.at,
                source: "CRM_UI",
            }),
            _ => None,
        })
        .collect();
    entries.reverse();
    entries
}
