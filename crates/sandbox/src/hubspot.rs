//! A marketing tool with HubSpot's dated API on loopback, as strict as the real one.
//!
//! Lives here: starting it and its options. Must not live here: what happens in the world, faults that are
//! not HubSpot's own.

mod access;
mod account;
mod contact_table;
mod contacts;
mod filter;
mod marketing;
mod objects;
mod pages;
mod portal;
mod records;
mod refusal;
mod sales;
mod search;
mod view;

use jiff::{SignedDuration, Timestamp};

use crate::{
    clock::SandboxClock,
    tool::{Faults, Log, Server},
    world::{LeadKey, World},
};
use portal::Portal;

/// What a merge leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Merging {
    /// A new record with a new id; both old ids resolve to it.
    #[default]
    NewRecord,
    /// The survivor goes on under its own id.
    SurvivorStays,
}

/// How the server behaves.
#[derive(Debug, Clone)]
pub struct HubspotOptions {
    /// The only token it knows.
    pub token: String,
    /// Requests allowed in any ten seconds; `None` is no limit.
    pub per_ten_seconds: Option<u32>,
    /// Searches allowed in any second; `None` is no limit.
    pub searches_per_second: Option<u32>,
    /// Requests allowed until `reset_day`; `None` is no limit.
    pub per_day: Option<u32>,
    /// How far the search lags behind the objects.
    pub search_lag: SignedDuration,
    /// Scopes the token lacks, such as `crm.objects.owners.read`.
    pub missing_scopes: Vec<String>,
    /// The property that carries the score.
    pub score_property: String,
    /// What a merge leaves behind.
    pub merging: Merging,
    /// The account's time zone.
    pub zone: String,
}

impl Default for HubspotOptions {
    /// A Professional account: 190 requests in ten seconds, five searches a second, all scopes, no lag.
    fn default() -> Self {
        Self {
            token: "pat-na1-sandbox-0123456789".to_owned(),
            per_ten_seconds: Some(190),
            searches_per_second: Some(5),
            per_day: Some(650_000),
            search_lag: SignedDuration::ZERO,
            missing_scopes: Vec::new(),
            score_property: "lead_score".to_owned(),
            merging: Merging::NewRecord,
            zone: "Asia/Tokyo".to_owned(),
        }
    }
}

/// The running server. It ends when this is dropped.
#[derive(Debug)]
pub struct Hubspot {
    server: Server,
    portal: Portal,
}

impl Hubspot {
    /// Shows `world` as of `clock` on a free loopback port.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(
        world: World,
        clock: SandboxClock,
        options: HubspotOptions,
    ) -> std::io::Result<Self> {
        let portal = Portal::new(world, clock, options);
        let server = Server::start(portal.clone()).await?;
        Ok(Self { server, portal })
    }

    /// `http://127.0.0.1:PORT`
    pub fn url(&self) -> &str {
        &self.server.url
    }

    /// Orders faults.
    pub fn faults(&self) -> &Faults {
        &self.server.faults
    }

    /// What was asked.
    pub fn log(&self) -> &Log {
        &self.server.log
    }

    /// Routes asked for that do not exist.
    pub fn unknown_routes(&self) -> Vec<String> {
        self.server.log.unknown_routes()
    }

    /// How many requests ran into one of the account's limits.
    pub fn throttled(&self) -> u64 {
        self.portal.throttled()
    }

    /// Begins a new day for the daily quota.
    pub fn reset_day(&self) {
        self.portal.reset_day();
    }

    /// The id under which the lead is found now: its own, or that of the record it was merged into.
    pub fn contact_id(&self, lead: LeadKey) -> String {
        self.portal.contact_id(lead)
    }

    /// Ids of all contacts that are neither archived nor merged away at the clock's now, in order.
    pub fn contact_ids(&self) -> Vec<String> {
        self.portal.contact_ids()
    }

    /// The stage history that the contact shows now: oldest first, HubSpot's values, `None` where cleared.
    pub fn stage_history(&self, lead: LeadKey) -> Vec<(Timestamp, Option<String>)> {
        self.portal.stage_history(lead)
    }
}
