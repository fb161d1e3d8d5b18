//! Objects: finding a record and writing it.
//!
//! Lives here: records of any kind. Must not live here: pages, search.

use super::{
    HubspotOptions, contact_table,
    contacts::{self, Card, Property},
    records::{Contact, FIRST_COMPANY, FIRST_DEAL},
    sales,
    view::View,
};
use crate::{
    tool::{dates::iso, json::Json},
    world::{Inner, hours::DAY},
};

/// How long an archived record stays in the bin.
const BIN: i64 = 90 * DAY;

/// The kinds of object there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Contacts,
    Companies,
    Deals,
}

impl Kind {
    /// The kind of that word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "contacts" | "0-1" => Some(Self::Contacts),
            "companies" | "0-2" => Some(Self::Companies),
            "deals" | "0-3" => Some(Self::Deals),
            _ => None,
        }
    }

    /// Names of the properties shown to those who name none.
    pub(crate) fn defaults(self) -> &'static [&'static str] {
        match self {
            Self::Contacts => &contact_table::DEFAULTS,
            Self::Companies => &sales::COMPANY[..4],
            Self::Deals => &sales::DEAL[..8],
        }
    }
}

/// An entry of a property's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) value: String,
    pub(crate) at: i64,
    pub(crate) source: &'static str,
}

/// The account at one moment, as a request sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) world: &'a Inner,
    pub(crate) view: &'a View,
    pub(crate) options: &'a HubspotOptions,
    pub(crate) now: i64,
}

/// A record of any kind.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Record<'a> {
    Contact(&'a Contact),
    Company(u32),
    Deal(u32),
}

/// What is to be shown of each record.
#[derive(Debug, Default)]
pub(crate) struct Wish {
    properties: Vec<(String, Option<Property>)>,
    history: Vec<(String, Option<Property>)>,
    links: bool,
}

impl<'a> Moment<'a> {
    /// The record of that id, if it is alive.
    pub(crate) fn find(&self, kind: Kind, id: u64) -> Option<Record<'a>> {
        match kind {
            Kind::Contacts => self
                .view
                .resolve(id)
                .filter(|contact| contact.archived_at.is_none())
                .map(Record::Contact),
            Kind::Companies => {
                let index = u32::try_from(id.checked_sub(FIRST_COMPANY)?).ok()?;
                self.view
                    .companies
                    .get(index as usize)?
                    .is_some()
                    .then_some(Record::Company(index))
            }
            Kind::Deals => {
                let index = u32::try_from(id.checked_sub(FIRST_DEAL)?).ok()?;
                self.view
                    .deals
                    .get(index as usize)?
                    .is_some_and(|deal| deal.archived_at.is_none())
                    .then_some(Record::Deal(index))
            }
        }
    }

    /// The living records with an id above `after`, in the order of ids.
    pub(crate) fn after(self, kind: Kind, after: u64) -> Box<dyn Iterator<Item = Record<'a>> + 'a> {
        let view = self.view;
        match kind {
            Kind::Contacts => Box::new(
                view.contacts_after(after)
                    .filter(|contact| contact.archived_at.is_none())
                    .map(Record::Contact),
            ),
            Kind::Companies => {
                let first = (after + 1).saturating_sub(FIRST_COMPANY) as usize;
                let there = view
                    .companies
                    .iter()
                    .enumerate()
                    .skip(first)
                    .filter(|(_, record)| record.is_some());
                Box::new(there.map(|(index, _)| Record::Company(index as u32)))
            }
            Kind::Deals => {
                let first = (after + 1).saturating_sub(FIRST_DEAL) as usize;
                let there = view
                    .deals
                    .iter()
                    .enumerate()
                    .skip(first)
                    .filter(|(_, record)| record.is_some_and(|deal| deal.archived_at.is_none()));
                Box::new(there.map(|(index, _)| Record::Deal(index as u32)))
            }
        }
    }

    /// The archived records with an id above `after` that still lie in the bin.
    pub(crate) fn archived(self, after: u64) -> impl Iterator<Item = Record<'a>> {
        let since = self.now - BIN;
        self.view
            .contacts_after(after)
            .filter(move |contact| contact.archived_at.is_some_and(|at| at >= since))
            .map(Record::Contact)
    }

    /// The archived deals with an id above `after` that still lie in the bin.
    pub(crate) fn archived_deals(self, after: u64) -> impl Iterator<Item = Record<'a>> {
        let since = self.now - BIN;
        let first = (after + 1).saturating_sub(FIRST_DEAL) as usize;
        let there = self.view.deals.iter().enumerate().skip(first);
        there
            .filter(move |(_, record)| {
                let archived = record.and_then(|deal| deal.archived_at);
                archived.is_some_and(|at| at >= since)
            })
            .map(|(index, _)| Record::Deal(index as u32))
    }

    /// A record's id.
    pub(crate) fn id(self, record: Record<'_>) -> u64 {
        match record {
            Record::Contact(contact) => contact.id,
            Record::Company(index) => FIRST_COMPANY + u64::from(index),
            Record::Deal(index) => FIRST_DEAL + u64::from(index),
        }
    }

    /// Created, modified, archived.
    pub(crate) fn times(self, record: Record<'_>) -> (i64, i64, Option<i64>) {
        match record {
            Record::Contact(contact) => (contact.created, contact.modified, contact.archived_at),
            Record::Company(index) => {
                let company = self.view.companies[index as usize];
                company.map_or((0, 0, None), |company| {
                    (company.created, company.modified, None)
                })
            }
            Record::Deal(index) => {
                let opened = self.world.deals[index as usize].opened;
                self.view.deals[index as usize].map_or((0, 0, None), |deal| {
                    (opened, deal.modified, deal.archived_at)
                })
            }
        }
    }

    /// A property's text: `None` where it is unknown, `Some(None)` where it is null.
    pub(crate) fn property(self, record: Record<'_>, name: &str) -> Option<Option<String>> {
        match record {
            Record::Contact(contact) => {
                let property = contacts::property(self.world, self.options, name)?;
                Some(
                    self.card(contact)
                        .read(&property)
                        .map(std::borrow::Cow::into_owned),
                )
            }
            Record::Company(index) => sales::company(self.world, self.view, index, name),
            Record::Deal(index) => sales::deal(self.world, self.view, index, name),
        }
    }

    pub(crate) fn card<'b>(self, contact: &'b Contact) -> Card<'b>
    where
        'a: 'b,
    {
        Card {
            world: self.world,
            view: self.view,
            contact,
            now: self.now,
        }
    }

    /// What these lists of names ask for.
    pub(crate) fn wish(
        self,
        kind: Kind,
        properties: Vec<String>,
        history: Vec<String>,
        links: bool,
    ) -> Wish {
        let known = |name: String| {
            let property = (kind == Kind::Contacts)
                .then(|| contacts::property(self.world, self.options, &name));
            (name, property.flatten())
        };
        let mut asked: Vec<String> = if properties.is_empty() && history.is_empty() {
            kind.defaults()
                .iter()
                .map(|name| (*name).to_owned())
                .collect()
        } else {
            properties
        };
        // These come whether they are asked for or not.
        for always in ["hs_object_id", "createdate", modified_property(kind)] {
            if !asked.iter().any(|name| name == always) {
                asked.push(always.to_owned());
            }
        }
        Wish {
            properties: asked.into_iter().map(known).collect(),
            history: history.into_iter().map(known).collect(),
            links,
        }
    }

    /// Writes one record.
    pub(crate) fn write(self, json: &mut Json, record: Record<'_>, wish: &Wish) {
        let (created, modified, archived) = self.times(record);
        json.open()
            .key("id")
            .str(&self.id(record).to_string())
            .key("properties")
            .open();
        for (name, property) in &wish.properties {
            self.write_property(json, record, name, property.as_ref());
        }
        json.close();
        if !wish.history.is_empty() {
            json.key("propertiesWithHistory").open();
            for (name, property) in &wish.history {
                self.write_history(json, record, name, property.as_ref());
            }
            json.close();
        }
        json.key("createdAt")
            .str(&iso(created))
            .key("updatedAt")
            .str(&iso(modified));
        json.key("archived").raw(archived.is_some());
        if let Some(at) = archived {
            json.key("archivedAt").str(&iso(at));
        }
        if let (true, Record::Deal(index)) = (wish.links, record) {
            let contact = self.view.id_of_lead(self.world.deals[index as usize].lead);
            json.key("associations")
                .open()
                .key("contacts")
                .open()
                .key("results")
                .open_list();
            json.open()
                .key("id")
                .str(&contact.to_string())
                .key("type")
                .str("deal_to_contact")
                .close();
            json.close_list().close().close();
        }
        json.close();
    }

    fn write_property(
        self,
        json: &mut Json,
        record: Record<'_>,
        name: &str,
        property: Option<&Property>,
    ) {
        if let (Record::Contact(contact), Some(property)) = (record, property) {
            let text = self.card(contact).read(property);
            json.key(name).text_or_null(text.as_deref());
        } else if let Some(text) = self.property(record, name) {
            json.key(name).text_or_null(text.as_deref());
        }
    }

    fn write_history(
        self,
        json: &mut Json,
        record: Record<'_>,
        name: &str,
        property: Option<&Property>,
    ) {
        let entries = match (record, property) {
            (Record::Contact(contact), Some(property)) => {
                self.card(contact).history(name, property)
            }
            (Record::Deal(index), _) if name == "dealstage" => {
                sales::deal_stages(self.world, index, self.now)
            }
            _ => match self.property(record, name) {
                None => return,
                Some(value) => {
                    let at = self.times(record).0;
                    value
                        .map(|value| Entry {
                            value,
                            at,
                            source: "CRM_UI",
                        })
                        .into_iter()
                        .collect()
                }
            },
        };
        json.key(name).open_list();
        for entry in entries {
            json.open()
                .key("value")
                .str(&entry.value)
                .key("timestamp")
                .str(&iso(entry.at));
            json.key("sourceType").str(entry.source).close();
        }
        json.close_list();
    }
}

/// The property that says when a record was last changed.
pub(crate) fn modified_property(kind: Kind) -> &'static str {
    match kind {
        Kind::Contacts => "lastmodifieddate",
        Kind::Companies | Kind::Deals => "hs_lastmodifieddate",
    }
}
