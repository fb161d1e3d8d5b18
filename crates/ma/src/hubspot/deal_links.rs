//! Whose deals are: links from deals to contacts.
//!
//! Lives here: reading links, page by page. Must not live here: what a deal is.

use std::collections::HashMap;

use futures_util::future::try_join_all;
use kpi::model::{BrokenRecord, ExtId};
use serde::Deserialize;
use serde_json::json;

use super::{
    Hubspot,
    api::{DEAL_CONTACTS, Turn},
    deals::Draft,
    pages,
    trail::Trail,
    wire::{Page, Paging, Text},
};
use crate::{PullError, http::Request};

/// Ids a request for links; the most that HubSpot allows.
const LINKS: usize = 1_000;

/// Contacts by deal.
type ByDeal = HashMap<ExtId, Vec<ExtId>>;

/// Links of one deal as they come.
#[derive(Deserialize)]
struct Link<'a> {
    #[serde(borrow)]
    from: From<'a>,
    #[serde(borrow, default)]
    to: Vec<To<'a>>,
    #[serde(borrow, default)]
    paging: Option<Paging<'a>>,
}

#[derive(Deserialize)]
struct From<'a> {
    #[serde(borrow)]
    id: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct To<'a> {
    #[serde(borrow)]
    to_object_id: Text<'a>,
}

impl Hubspot {
    /// Fills in whose the deals are.
    pub(super) async fn link_deals(
        &self,
        deals: &mut [Draft],
        broken: &mut Vec<BrokenRecord>,
        turn: Turn,
    ) -> Result<(), PullError> {
        let parts =
            try_join_all(deals.chunks(LINKS).map(|part| self.read_links(part, turn))).await?;
        let mut links = HashMap::new();
        for (found, odd) in parts {
            links.extend(found);
            broken.extend(odd);
        }
        for draft in deals {
            draft.deal.leads = links.remove(&draft.deal.id).unwrap_or_default();
        }
        Ok(())
    }

    /// Contacts by deal, every page of each. A deal whose links cannot be read is named, and counted all the same.
    async fn read_links(
        &self,
        deals: &[Draft],
        turn: Turn,
    ) -> Result<(ByDeal, Vec<BrokenRecord>), PullError> {
        let (mut links, mut broken) = (ByDeal::new(), Vec::new());
        let mut left: Vec<(ExtId, Trail)> = deals
            .iter()
            .map(|draft| (draft.deal.id.clone(), Trail::default()))
            .collect();
        while !left.is_empty() {
            let mut next = Vec::new();
            for (part, answer) in self.api.in_parts(&left, request, turn).await? {
                let Some(answer) = answer else {
                    broken.push(odd(&part[0].0, "its contacts are more than can be read"));
                    continue;
                };
                let page: Page<'_> = self.api.read(&answer, turn)?;
                broken.extend(pages::failures(&page, ""));
                for (place, raw) in page.results.iter().enumerate() {
                    let Some((deal, after)) = take(raw.get(), place, &mut links, &mut broken)
                    else {
                        continue;
                    };
                    next.extend(behind(part, &deal, after.as_deref())?);
                }
            }
            left = next;
        }
        Ok((links, broken))
    }
}

/// Contacts of some deals; where a deal's first page was read, its next one.
fn request(deals: &[(ExtId, Trail)]) -> Request {
    let input = |(deal, trail): &(ExtId, Trail)| match trail.after() {
        Some(after) => json!({"id": deal.as_str(), "after": after}),
        None => json!({"id": deal.as_str()}),
    };
    let inputs: Vec<_> = deals.iter().map(input).collect();
    Request::post(DEAL_CONTACTS, json!({"inputs": inputs}))
}

/// Takes one deal's links. Returns the deal, and where its next page begins.
fn take(
    raw: &str,
    place: usize,
    links: &mut ByDeal,
    broken: &mut Vec<BrokenRecord>,
) -> Option<(ExtId, Option<String>)> {
    let link: Option<Link<'_>> = serde_json::from_str(raw).ok();
    let Some((deal, link)) =
        link.and_then(|link| Some((link.from.id.as_str().map(ExtId::from)?, link)))
    else {
        let id = ExtId(format!("links of deals, row {}", place + 1));
        broken.push(odd(&id, "it names no deal"));
        return None;
    };
    let leads: Vec<ExtId> = link
        .to
        .iter()
        .filter_map(|to| to.to_object_id.as_str())
        .map(ExtId::from)
        .collect();
    if leads.len() < link.to.len() {
        broken.push(odd(&deal, "one of its contacts has no readable id"));
    }
    links.entry(deal.clone()).or_default().extend(leads);
    let after = link
        .paging
        .as_ref()
        .and_then(Paging::after)
        .map(str::to_owned);
    Some((deal, after))
}

/// The deal with its trail behind the page that ended at `after`, where there is more.
fn behind(
    part: &[(ExtId, Trail)],
    deal: &ExtId,
    after: Option<&str>,
) -> Result<Option<(ExtId, Trail)>, PullError> {
    let Some((_, trail)) = part.iter().find(|(known, _)| known == deal) else {
        return Ok(None);
    };
    let mut trail = trail.clone();
    match trail.advance(after) {
        Ok(more) => Ok(more.then(|| (deal.clone(), trail))),
        Err(_circle) => Err(PullError::Garbled {
            what: format!("{DEAL_CONTACTS} repeats its page cursor for ever"),
        }),
    }
}

fn odd(id: &ExtId, why: &str) -> BrokenRecord {
    BrokenRecord {
        id: id.0.clone(),
        why: why.to_owned(),
    }
}
