//! Leads: every contact at first, then what changed, then the leads of companies that changed.
//!
//! Lives here: the walk over contacts and which of them a round reads. Must not live here: the fields of
//! a contact.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kpi::model::{Batch, Cursor, Record, Stream};
use serde::{Deserialize, Serialize};

use super::{
    Mautic,
    company::{IDS_A_QUESTION, leads_of},
    contact::{self, Around, Contact, FIELDS},
    query::Query,
    refusal::Refusal,
    round::{Gathered, Round, resume},
    site::{Place, Rows},
};

/// Contacts a page: about 1.2 KB each with the fields that we ask for.
const PAGE: usize = 500;
/// Changed companies whose leads are asked for at once.
const COMPANIES_AT_ONCE: usize = 50;

/// The list of contacts.
pub(super) const CONTACTS: Place = Place {
    path: "contacts",
    permission: "Contacts: View Own and View Others",
};

/// Columns that move when something about a contact changes. `date_modified` stays null until the first
/// change, and an opened mail moves `last_active` alone.
const CHANGE_COLUMNS: [&str; 3] = ["date_modified", "date_added", "last_active"];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Walk {
    round: Round,
    after: u64,
    /// Changed companies whose leads are still to be read, once all changed contacts are.
    companies: Vec<u64>,
}

impl Mautic {
    /// One page of leads.
    pub(super) async fn pull_leads(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        let mut place: Walk = resume(since);
        place.round.enter(now);
        if place.companies.is_empty() {
            self.changed_contacts(place, now).await
        } else {
            self.leads_of_changed_companies(place, now).await
        }
    }

    async fn changed_contacts(&self, mut place: Walk, now: Timestamp) -> Result<Batch, Refusal> {
        let changed_since = place.round.since(self.overlap);
        let mut query = known_contacts(PAGE, &FIELDS).entities_by_id();
        if let Some(since) = changed_since {
            query = query.any_since(&CHANGE_COLUMNS, since);
        }
        let page = self
            .site
            .page::<Contact>(CONTACTS, query, place.after, PAGE, now)
            .await?;
        let mut gathered = Gathered::default();
        gathered.unread(&page, CONTACTS.path, place.after);
        let (full, last) = (page.full, page.last());
        self.gather_leads(page, &mut gathered, now).await?;
        if full {
            place.after = last.unwrap_or(place.after);
            return Ok(gathered.more(&place));
        }
        place.after = 0;
        if let Some(since) = changed_since {
            place.companies = self
                .companies
                .lock()
                .await
                .changed(&self.site, since, &mut gathered, now)
                .await?;
        }
        Ok(finish(gathered, place))
    }

    async fn leads_of_changed_companies(
        &self,
        mut place: Walk,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        let at_once = place.companies.len().min(COMPANIES_AT_ONCE);
        let (leads, full) =
            match leads_of(&self.site, &place.companies[..at_once], place.after, now).await {
                Err(Refusal::Forbidden(_) | Refusal::NotFound) => (Vec::new(), false),
                found => found?,
            };
        let mut gathered = Gathered::default();
        self.gather_leads_by_id(&leads, &mut gathered, now).await?;
        match leads.last() {
            Some(last) if full => place.after = *last,
            _ => {
                place.companies.drain(..at_once);
                place.after = 0;
            }
        }
        Ok(finish(gathered, place))
    }

    /// Adds the leads of these ids, as far as they exist. Returns which do.
    pub(super) async fn gather_leads_by_id(
        &self,
        ids: &[u64],
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<Vec<u64>, Refusal> {
        let mut found = Vec::new();
        for ids in ids.chunks(IDS_A_QUESTION) {
            // One more than there can be: a page with all of them is not full.
            let limit = ids.len() + 1;
            let query = known_contacts(limit, &FIELDS)
                .entities_by_id()
                .one_of("id", ids);
            let mut after = Some(0);
            while let Some(behind) = after {
                let page = self
                    .site
                    .page::<Contact>(CONTACTS, query.clone(), behind, limit, now)
                    .await?;
                gathered.unread(&page, CONTACTS.path, behind);
                found.extend(page.rows.iter().map(|(id, _)| *id));
                after = page.last().filter(|_| page.full);
                self.gather_leads(page, gathered, now).await?;
            }
        }
        Ok(found)
    }

    async fn gather_leads(
        &self,
        page: Rows<Contact>,
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let ids: Vec<u64> = page.rows.iter().map(|(id, _)| *id).collect();
        let companies = self
            .companies
            .lock()
            .await
            .of_leads(&self.site, &ids, gathered, now)
            .await?;
        gathered.records.reserve(page.rows.len());
        if self.is_refused(Stream::Owners) {
            let owners = page
                .rows
                .iter()
                .filter_map(|(_, contact)| contact::owner(contact));
            let by_id: BTreeMap<_, _> = owners.map(|owner| (owner.id.clone(), owner)).collect();
            gathered
                .records
                .extend(by_id.into_values().map(Record::Owner));
        }
        for (id, contact) in &page.rows {
            let around = Around {
                url: &self.url,
                target_tag: self.target_tag.as_deref(),
                company: companies.get(id),
            };
            let Some((lead, broken)) = contact::lead(*id, contact, around) else {
                continue;
            };
            gathered.records.push(Record::Lead(Box::new(lead)));
            gathered.broken.extend(broken);
        }
        Ok(())
    }
}

/// Contacts that are somebody: every visitor is one too.
pub(super) fn known_contacts(limit: usize, fields: &[&str]) -> Query {
    Query::first(limit)
        .with("search", "!is:anonymous")
        .only(fields)
}

fn finish(gathered: Gathered, mut place: Walk) -> Batch {
    if place.companies.is_empty() {
        let complete_to = place.round.end();
        gathered.last(&place, complete_to)
    } else {
        gathered.more(&place)
    }
}
