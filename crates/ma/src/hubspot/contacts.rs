//! Contacts by id: the whole record from the object store, which knows no lag.
//!
//! Lives here: batches of ids, and what their answers leave out. Must not live here: who is asked for.

use std::collections::HashSet;

use futures_util::future::try_join_all;
use kpi::model::{Batch, BrokenRecord};
use serde_json::json;

use super::{
    Hubspot,
    api::{CONTACTS, Turn},
    companies::NOTE,
    contact::Contact,
    pages,
    wire::{Object, Page},
};
use crate::{
    PullError,
    http::{Answer, Request},
};

/// Ids a request; the most that HubSpot allows where history is asked for.
const LIMIT: usize = 50;

/// Contacts that were read, and what could not be.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    pub(super) contacts: Vec<Contact>,
    pub(super) broken: Vec<BrokenRecord>,
    /// Names of what was broken before and is whole again.
    pub(super) mended: Vec<String>,
    seen: HashSet<u64>,
}

impl Hubspot {
    /// Reads the contacts of these ids with their stage history. Those that are gone are left out.
    pub(super) async fn read_contacts(
        &self,
        ids: &[u64],
        turn: Turn,
    ) -> Result<Contacts, PullError> {
        let parts = try_join_all(ids.chunks(LIMIT).map(|part| self.read_part(part, turn))).await?;
        let mut all = Contacts::default();
        for part in parts {
            all.join(part);
        }
        Ok(all)
    }

    async fn read_part(&self, ids: &[u64], turn: Turn) -> Result<Contacts, PullError> {
        let mut read = Contacts::default();
        let ask = |part: &[u64]| self.part_request(part);
        for (part, answer) in self.api.in_parts(ids, ask, turn).await? {
            match answer {
                Some(answer) => self.take(&mut read, part, &answer, turn)?,
                None => read.complain(part[0].to_string(), "it is larger than can be read"),
            }
        }
        Ok(read)
    }

    fn part_request(&self, ids: &[u64]) -> Request {
        let inputs: Vec<_> = ids.iter().map(|id| json!({"id": id.to_string()})).collect();
        let body = json!({
            "inputs": inputs,
            "properties": self.reader.properties,
            "propertiesWithHistory": self.reader.histories,
        });
        Request::post(format!("{CONTACTS}/batch/read"), body)
    }

    /// Reads an answer, complete or not (207): ids that HubSpot reports as missing were deleted since
    /// they were found, or live on under another id. Removals and merges tell of both. What failed for
    /// another reason is named.
    fn take(
        &self,
        read: &mut Contacts,
        asked: &[u64],
        answer: &Answer,
        turn: Turn,
    ) -> Result<(), PullError> {
        let page: Page<'_> = self.api.read(answer, turn)?;
        read.broken.extend(pages::failures(&page, ""));
        let mut nameless = 0;
        let mut came = HashSet::with_capacity(asked.len());
        for raw in &page.results {
            let object = serde_json::from_str::<Object<'_>>(raw.get()).ok();
            match object.and_then(|object| Some((object.number()?, object))) {
                Some((id, object)) => {
                    came.insert(id);
                    read.push(id, self.reader.contact(id, &object));
                }
                None => nameless += 1,
            }
        }
        if nameless > 0 {
            for id in asked.iter().filter(|id| !came.contains(id)) {
                read.complain(
                    id.to_string(),
                    "it came back as something that is no contact",
                );
            }
        }
        Ok(())
    }
}

impl Contacts {
    /// Two asked ids may be one contact by now: it comes once.
    fn push(&mut self, id: u64, contact: Contact) {
        if self.seen.insert(id) {
            self.contacts.push(contact);
        }
    }

    /// Adds what was read elsewhere.
    pub(super) fn join(&mut self, mut other: Self) {
        // What is missing for all of them is named once.
        let named = self.broken.iter().any(|broken| broken.id == NOTE);
        other.broken.retain(|broken| !named || broken.id != NOTE);
        other.mended.retain(|name| !self.mended.contains(name));
        for contact in other.contacts {
            let id = contact.lead.id.as_str().parse().unwrap_or_default();
            self.push(id, contact);
        }
        self.broken.extend(other.broken);
        self.mended.extend(other.mended);
    }

    /// Names what could not be read.
    pub(super) fn complain(&mut self, id: String, why: &str) {
        self.broken.push(BrokenRecord {
            id,
            why: why.to_owned(),
        });
    }

    /// Hands everything over to a batch.
    pub(super) fn into_batch(self, batch: &mut Batch, turn: Turn) {
        batch.broken.extend(self.broken);
        batch.mended.extend(self.mended);
        for mut contact in self.contacts {
            batch.broken.extend(contact.broken.take());
            contact.into_records(&mut batch.records, turn.now);
        }
    }
}
