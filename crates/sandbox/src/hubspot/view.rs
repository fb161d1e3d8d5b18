//! The account as of an instant: what the events so far have made of every record.
//!
//! Lives here: records and their state. Must not live here: JSON, HTTP.

use std::collections::HashMap;

use super::{
    Merging,
    records::{CompanyRecord, Contact, DealRecord, FIRST_CONTACT, FIRST_MERGED, Sending},
};
use crate::world::{
    Inner, NOBODY,
    cast::{LOST, WON},
    event::{Event, What},
    reader::{Reader, Turn},
};

/// The account as of an instant.
#[derive(Debug, Default)]
pub(crate) struct View {
    reader: Reader,
    /// By lead.
    own: Vec<Contact>,
    merged: Vec<Contact>,
    /// By index of the company; `None` while no contact of it exists.
    pub(crate) companies: Vec<Option<CompanyRecord>>,
    pub(crate) deals: Vec<Option<DealRecord>>,
    /// By email.
    pub(crate) sendings: Vec<Vec<Sending>>,
    sending_of: HashMap<(u32, u16), u32>,
    /// By form: when, and by whom.
    pub(crate) submissions: Vec<Vec<(i64, u32)>>,
    pub(crate) merging: Merging,
    /// Grows with every event.
    pub(crate) version: u64,
}

impl View {
    /// Catches up with the world.
    pub(crate) fn look(&mut self, world: &Inner, now: i64) {
        if self.reader.look(world, now) == Turn::Back {
            let (merging, version) = (self.merging, self.version);
            let reader = std::mem::take(&mut self.reader);
            *self = Self {
                reader,
                merging,
                version: version + 1,
                ..Self::default()
            };
        }
        while let Some(event) = self.reader.next(world) {
            self.apply(world, event);
            self.version += 1;
        }
    }

    /// The record of that id, also one that is archived or has a successor.
    pub(crate) fn contact(&self, id: u64) -> Option<&Contact> {
        let contact = if id >= FIRST_MERGED {
            self.merged.get((id - FIRST_MERGED) as usize)
        } else {
            self.own.get(id.checked_sub(FIRST_CONTACT)? as usize)
        };
        contact.filter(|contact| contact.exists || contact.successor.is_some())
    }

    /// The record that stands for that id today.
    pub(crate) fn resolve(&self, id: u64) -> Option<&Contact> {
        let mut contact = self.contact(id)?;
        while let Some(next) = contact.successor {
            contact = self.contact(next)?;
        }
        Some(contact).filter(|contact| contact.exists)
    }

    /// All records that exist with an id above `after`, in the order of ids.
    pub(crate) fn contacts_after(&self, after: u64) -> impl Iterator<Item = &Contact> {
        let own = after
            .saturating_sub(FIRST_CONTACT - 1)
            .min(self.own.len() as u64) as usize;
        let merged = after
            .saturating_sub(FIRST_MERGED - 1)
            .min(self.merged.len() as u64) as usize;
        self.own[own..]
            .iter()
            .chain(&self.merged[merged..])
            .filter(|contact| contact.exists)
    }

    /// The id under which a lead is found.
    pub(crate) fn id_of_lead(&self, lead: u32) -> u64 {
        let id = u64::from(lead) + FIRST_CONTACT;
        self.resolve(id).map_or(id, |contact| contact.id)
    }

    fn slot(&mut self, id: u64) -> &mut Contact {
        if id >= FIRST_MERGED {
            return &mut self.merged[(id - FIRST_MERGED) as usize];
        }
        let index = (id - FIRST_CONTACT) as usize;
        while self.own.len() <= index {
            let lead = self.own.len() as u32;
            self.own
                .push(Contact::unborn(u64::from(lead) + FIRST_CONTACT, lead));
        }
        &mut self.own[index]
    }

    fn apply(&mut self, world: &Inner, event: Event) {
        let facts = &world.leads[event.lead as usize];
        if facts.visitor {
            return;
        }
        let id = self.id_of_lead(event.lead);
        if let What::Absorbed(loser) = event.what {
            return self.merge(id, self.id_of_lead(loser), event.at);
        }
        if let What::MergedInto(_) = event.what {
            return;
        }
        self.count_mail(event);
        self.around(world, event, facts.company);
        // An edit of a company leaves its people's records alone.
        if !matches!(event.what, What::Company(_)) {
            self.slot(id).apply(event);
        }
    }

    /// What an event does to records beside the contact's.
    fn around(&mut self, world: &Inner, event: Event, company: u32) {
        match event.what {
            What::Submitted(form) => {
                slot(&mut self.submissions, u32::from(form)).push((event.at, event.lead));
            }
            What::Created if company != NOBODY => {
                let slot = slot(&mut self.companies, company);
                slot.get_or_insert(CompanyRecord {
                    version: company,
                    created: event.at,
                    modified: event.at,
                });
            }
            What::Company(version) => {
                let record = CompanyRecord {
                    version,
                    created: event.at,
                    modified: event.at,
                };
                let known = slot(&mut self.companies, company).get_or_insert(record);
                *known = CompanyRecord {
                    created: known.created,
                    ..record
                };
            }
            What::DealOpened(deal) => {
                let opened = world.deals[deal as usize].opened;
                *slot(&mut self.deals, deal) = Some(DealRecord {
                    stage: 0,
                    modified: opened,
                    closed: None,
                    archived_at: None,
                });
            }
            What::DealMoved { deal, stage } => {
                let closed = matches!(stage, WON | LOST).then_some(event.at);
                *slot(&mut self.deals, deal) = Some(DealRecord {
                    stage,
                    modified: event.at,
                    closed,
                    archived_at: None,
                });
            }
            What::DealDeleted(deal) => {
                if let Some(record) = slot(&mut self.deals, deal) {
                    record.archived_at = Some(event.at);
                }
            }
            _ => {}
        }
    }

    fn count_mail(&mut self, Event { at, lead, what }: Event) {
        let email = match what {
            What::Sent(email) => {
                let sendings = slot(&mut self.sendings, u32::from(email));
                self.sending_of.insert((lead, email), sendings.len() as u32);
                sendings.push(Sending {
                    at,
                    opened: false,
                    clicked: false,
                    bounced: false,
                    unsubscribed: false,
                    replied: false,
                });
                return;
            }
            What::Opened(email)
            | What::Bounced(email)
            | What::OptedOut(email)
            | What::Replied(email) => email,
            What::Clicked { email, .. } => email,
            _ => return,
        };
        let Some(index) = self.sending_of.get(&(lead, email)) else {
            return;
        };
        let sending = &mut self.sendings[usize::from(email)][*index as usize];
        match what {
            What::Opened(_) => sending.opened = true,
            What::Clicked { .. } => sending.clicked = true,
            What::Bounced(_) => sending.bounced = true,
            What::Replied(_) => sending.replied = true,
            _ => sending.unsubscribed = true,
        }
    }

    fn merge(&mut self, survivor: u64, loser: u64, at: i64) {
        if survivor == loser {
            return;
        }
        let gone = self.slot(loser).clone();
        let mut kept = self.slot(survivor).clone();
        kept.also.push(gone.lead);
        kept.also.extend(&gone.also);
        kept.counts = kept.counts.with(&gone.counts);
        kept.modified = at;
        if self.merging == Merging::NewRecord {
            kept.merged_ids.push(survivor);
            kept.id = FIRST_MERGED + self.merged.len() as u64;
        }
        kept.merged_ids.push(loser);
        kept.merged_ids.extend(&gone.merged_ids);
        let id = kept.id;
        self.retire(loser, id);
        if id == survivor {
            *self.slot(survivor) = kept;
        } else {
            self.retire(survivor, id);
            self.merged.push(kept);
        }
    }

    fn retire(&mut self, id: u64, successor: u64) {
        let contact = self.slot(id);
        contact.exists = false;
        contact.successor = Some(successor);
    }
}

/// The place of `index`, made where it is missing.
fn slot<T: Clone + Default>(list: &mut Vec<T>, index: u32) -> &mut T {
    let index = index as usize;
    if list.len() <= index {
        list.resize(index + 1, T::default());
    }
    &mut list[index]
}
