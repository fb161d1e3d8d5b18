//! Contacts: their properties and the history of these.
//!
//! Lives here: reading one contact. Must not live here: the table of properties, paging, filters.

use std::borrow::Cow;

use super::{
    HubspotOptions,
    contact_table::{self, Reading, status},
    objects::Entry,
    records::{Contact, FIRST_OWNER},
    view::View,
};
use crate::{
    tool::dates::iso,
    world::{
        Company, Inner, Lead,
        cast::StageName,
        event::{Event, NONE, What},
    },
};

/// A contact with all that its properties are read from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Card<'a> {
    pub(crate) world: &'a Inner,
    pub(crate) view: &'a View,
    pub(crate) contact: &'a Contact,
    pub(crate) now: i64,
}

/// A property's text; `None` is null.
pub(crate) type Text<'a> = Option<Cow<'a, str>>;
impl<'a> Card<'a> {
    /// The lead whose record it is.
    pub(crate) fn lead(&self) -> &'a Lead {
        &self.world.leads[self.contact.lead as usize]
    }

    /// The company as it is now.
    pub(crate) fn company(&self) -> Option<&'a Company> {
        let record = self
            .view
            .companies
            .get(self.lead().company as usize)?
            .as_ref()?;
        self.world.companies.get(record.version as usize)
    }

    /// The present stage.
    pub(crate) fn stage(&self) -> Option<&'a StageName> {
        self.world.cast.stages.get(usize::from(self.contact.stage))
    }

    /// All that happened to the contact and to those merged into it, oldest first.
    fn events(&self) -> Vec<Event> {
        let mut events = self.world.events_of(self.contact.lead, self.now);
        for lead in &self.contact.also {
            events.extend(self.world.events_of(*lead, self.now));
        }
        if !self.contact.also.is_empty() {
            events.sort_by_key(|event| event.at);
        }
        events
    }

    /// When the contact last entered the stage of that HubSpot value.
    fn entered(&self, value: &str) -> Option<i64> {
        let stage = self
            .world
            .cast
            .stages
            .iter()
            .position(|stage| stage.hubspot == value)? as u16;
        let entry = |event: &Event| matches!(event.what, What::Stage { stage: entered, .. } if entered == stage);
        self.events()
            .iter()
            .rev()
            .find(|event| entry(event))
            .map(|event| event.at)
    }

    /// The property of that name; `None` where the account does not know it.
    pub(crate) fn read(&self, property: &Property) -> Text<'a> {
        match property {
            Property::Plain(reading) => reading(self),
            Property::Score => self
                .contact
                .score
                .map(|score| Cow::Owned(score.to_string())),
            Property::Entered(value) => self.entered(value).map(|at| Cow::Owned(iso(at))),
        }
    }

    /// The history of a property, newest first.
    pub(crate) fn history(&self, name: &str, property: &Property) -> Vec<Entry> {
        match (name, property) {
            ("lifecyclestage", _) => self.changes(|what| self.stage_value(what)),
            ("hs_lead_status", _) => self.changes(|what| match what {
                What::Stage { stage, .. } => Some((status(stage).to_owned(), "CRM_UI")),
                _ => None,
            }),
            ("hubspot_owner_id", _) => self.changes(|what| match what {
                What::Owner(NONE) => Some((String::new(), "CRM_UI")),
                What::Owner(owner) => {
                    Some(((FIRST_OWNER + u64::from(owner)).to_string(), "CRM_UI"))
                }
                _ => None,
            }),
            (_, Property::Score) => self.changes(|what| match what {
                What::Score(score) => Some((score.to_string(), "CALCULATED")),
                _ => None,
            }),
            _ => {
                let (at, source) = (self.contact.created, "FORM");
                let value = self.read(property).map(Cow::into_owned);
                value
                    .map(|value| Entry { value, at, source })
                    .into_iter()
                    .collect()
            }
        }
    }

    fn changes(&self, of: impl Fn(What) -> Option<(String, &'static str)>) -> Vec<Entry> {
        let events = self.events();
        let entry = |event: &Event| {
            let (value, source) = of(event.what)?;
            Some(Entry {
                value,
                at: event.at,
                source,
            })
        };
        events.iter().rev().filter_map(entry).collect()
    }

    fn stage_value(&self, what: What) -> Option<(String, &'static str)> {
        match what {
            What::Stage { stage, by } => {
                let value = self.world.cast.stages[usize::from(stage)].hubspot.clone();
                let source = if by == NONE {
                    "CRM_UI"
                } else {
                    "AUTOMATION_PLATFORM"
                };
                Some((value, source))
            }
            What::Cleared => Some((String::new(), "AUTOMATION_PLATFORM")),
            _ => None,
        }
    }
}

/// A property of contacts.
#[derive(Debug, Clone)]
pub(crate) enum Property {
    /// From the table below.
    Plain(Reading),
    /// The one that the options name.
    Score,
    /// When a stage was entered, by HubSpot's value.
    Entered(String),
}

/// The property of that name, where the account knows it.
pub(crate) fn property(world: &Inner, options: &HubspotOptions, name: &str) -> Option<Property> {
    if name == options.score_property {
        return Some(Property::Score);
    }
    if let Some(reading) = contact_table::reading(name) {
        return Some(Property::Plain(reading));
    }
    let value = name.strip_prefix("hs_v2_date_entered_").or_else(|| {
        name.strip_prefix("hs_lifecyclestage_")
            .and_then(|rest| rest.strip_suffix("_date"))
    })?;
    let known = world.cast.stages.iter().any(|stage| stage.hubspot == value);
    known.then(|| Property::Entered(value.to_owned()))
}
