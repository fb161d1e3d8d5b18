//! A Japanese B2B company with its leads: what both marketing tools show, each in its own words.
//!
//! Lives here: everything that ever happens, past and still to come, as events. What lies after the
//! present instant is there but not visible. Must not live here: any tool's field names or HTTP.

mod behaviour;
pub(crate) mod cast;
mod company;
mod contract;
mod doings;
pub(crate) mod event;
mod hand;
pub(crate) mod hours;
mod life;
pub(crate) mod names;
pub(crate) mod random;
pub(crate) mod reader;
mod seed;
mod truth;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use jiff::Timestamp;

use self::{
    cast::Cast,
    event::Event,
    life::Deal,
    names::{FAMILY, GIVEN, TITLES},
};
pub use self::{
    company::Company,
    doings::{DealTruth, Mail, Run, Spend},
    hand::{Act, DealKey, NewLead},
    life::Activity,
    truth::{LeadNow, LeadTruth, Removal, StageChange},
};

/// A lead of the world. Lower keys were created earlier, those added by hand come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeadKey(pub u32);

impl LeadKey {
    /// The id that the HubSpot-shaped server gives this contact (unless it came out of a merge).
    pub fn hubspot_id(self) -> String {
        (u64::from(self.0) + 101).to_string()
    }

    /// The id that the Mautic-shaped server gives this contact.
    pub fn mautic_id(self) -> String {
        (u64::from(self.0) + 1).to_string()
    }

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a seeded world is like.
#[derive(Debug, Clone, PartialEq)]
pub struct WorldOptions {
    /// Worlds of the same options are the same.
    pub seed: u64,
    /// Leads created between `from` and `until`.
    pub leads: usize,
    /// Anonymous visitors beside them (only Mautic shows those).
    pub visitors: usize,
    /// The first instant of the history.
    pub from: Timestamp,
    /// Nothing happens from here on.
    pub until: Timestamp,
    /// How much happens beside stages and scores.
    pub activity: Activity,
}

impl Default for WorldOptions {
    /// 6,200 leads from October 2024 to March 2027, some 5,000 of them by November 2026.
    fn default() -> Self {
        let day = |text: &str| text.parse().expect("a valid instant");
        Self {
            seed: 20_261_001,
            leads: 6200,
            visitors: 300,
            from: day("2024-10-01T00:00:00+09:00"),
            until: day("2027-04-01T00:00:00+09:00"),
            activity: Activity::Full,
        }
    }
}

/// The world. Copies are the same world.
#[derive(Clone)]
pub struct World(Arc<RwLock<Inner>>);

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.read();
        f.debug_struct("World")
            .field("leads", &inner.leads.len())
            .field("events", &(inner.base.len() + inner.live.len()))
            .finish_non_exhaustive()
    }
}

impl World {
    /// A world with the standard company and no leads; its newsletters go out from 2024-10 to 2027-03.
    pub fn empty() -> Self {
        let WorldOptions { from, until, .. } = WorldOptions::default();
        Self::of(Inner::empty(from.as_millisecond(), until.as_millisecond()))
    }

    /// The world of these options.
    pub fn seeded(options: &WorldOptions) -> Self {
        Self::of(seed::grow(options))
    }

    fn of(inner: Inner) -> Self {
        Self(Arc::new(RwLock::new(inner)))
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Stands for "no such record" in an index of 32 bits.
pub(crate) const NOBODY: u32 = u32::MAX;

/// A lead's unchanging facts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lead {
    pub(crate) created: i64,
    /// Index of the company, or `NOBODY`.
    pub(crate) company: u32,
    /// Index of a person described by hand, or `NOBODY`.
    pub(crate) person: u32,
    /// Where its events begin among the seeded ones, and how many they are.
    pub(crate) events: (u32, u32),
    pub(crate) campaign: u16,
    pub(crate) family: u8,
    pub(crate) given: u8,
    pub(crate) channel: u8,
    pub(crate) title: u8,
    pub(crate) city: u8,
    /// An anonymous visitor: no name, no e-mail, no stage.
    pub(crate) visitor: bool,
}

/// A person described by hand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) family: String,
    pub(crate) given: String,
    pub(crate) email: Option<String>,
}

/// Everything there is.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) cast: Cast,
    /// Companies; a later version of one stands further behind.
    pub(crate) companies: Vec<Company>,
    pub(crate) leads: Vec<Lead>,
    pub(crate) people: Vec<Person>,
    pub(crate) deals: Vec<Deal>,
    /// Seeded events: lead by lead, sorted by time within each.
    pub(crate) base: Vec<Event>,
    /// Indices of `base` sorted by time.
    pub(crate) order: Vec<u32>,
    /// Events added by hand, in the order they were added.
    pub(crate) live: Vec<Event>,
    /// Indices of `live` by lead.
    pub(crate) live_of: HashMap<u32, Vec<u32>>,
}

impl Inner {
    pub(crate) fn empty(from: i64, until: i64) -> Self {
        Self {
            cast: Cast::standard(from, until),
            companies: Vec::new(),
            leads: Vec::new(),
            people: Vec::new(),
            deals: Vec::new(),
            base: Vec::new(),
            order: Vec::new(),
            live: Vec::new(),
            live_of: HashMap::new(),
        }
    }

    /// All that happens to a lead up to and with `now`, sorted by time.
    pub(crate) fn events_of(&self, lead: u32, now: i64) -> Vec<Event> {
        let (start, len) = self.leads[lead as usize].events;
        let seeded = &self.base[start as usize..(start + len) as usize];
        let seen = seeded.partition_point(|event| event.at <= now);
        let mut events = seeded[..seen].to_vec();
        if let Some(added) = self.live_of.get(&lead) {
            events.extend(
                added
                    .iter()
                    .map(|index| self.live[*index as usize])
                    .filter(|event| event.at <= now),
            );
            events.sort_by_key(|event| event.at);
        }
        events
    }

    /// Family name and given name.
    pub(crate) fn name_of(&self, lead: &Lead) -> (&str, &str) {
        match self.people.get(lead.person as usize) {
            Some(person) => (&person.family, &person.given),
            None => (
                FAMILY[usize::from(lead.family) % FAMILY.len()].0,
                GIVEN[usize::from(lead.given) % GIVEN.len()].0,
            ),
        }
    }

    /// The e-mail address; anonymous visitors have none.
    pub(crate) fn email_of(&self, key: u32) -> Option<String> {
        let lead = &self.leads[key as usize];
        if lead.visitor {
            return None;
        }
        if let Some(person) = self.people.get(lead.person as usize) {
            return person.email.clone();
        }
        let domain = self
            .companies
            .get(lead.company as usize)
            .map_or("example.jp", |company| &company.domain);
        let given = GIVEN[usize::from(lead.given) % GIVEN.len()].1;
        let family = FAMILY[usize::from(lead.family) % FAMILY.len()].1;
        Some(format!("{given}.{family}{key}@{domain}"))
    }

    /// The lead with that address, in any case of its letters.
    pub(crate) fn lead_of_email(&self, address: &str) -> Option<u32> {
        let address = address.to_lowercase();
        let is_it = |key: &u32| {
            let own = self.email_of(*key);
            own.is_some_and(|own| own.to_lowercase() == address)
        };
        // Whoever is not described by hand bears the key in the address.
        let local = address.split('@').next()?;
        let digits = local.trim_start_matches(|c: char| !c.is_ascii_digit());
        let by_key = digits
            .parse()
            .ok()
            .filter(|key| (*key as usize) < self.leads.len());
        by_key.filter(is_it).or_else(|| {
            (0..self.leads.len() as u32)
                .filter(|key| self.leads[*key as usize].person != NOBODY)
                .find(is_it)
        })
    }

    /// The job title.
    pub(crate) fn title_of(lead: &Lead) -> &'static str {
        TITLES[usize::from(lead.title) % TITLES.len()]
    }
}

/// Milliseconds as an instant; the ends of the calendar for what lies beyond.
pub(crate) fn instant(at: i64) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or(if at < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}
