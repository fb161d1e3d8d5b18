//! A marketing tool with Mautic 5.1.1's v1 API on loopback, with its habits good and bad.
//!
//! Lives here: starting it and its options. Must not live here: what happens in the world, faults that are
//! not Mautic's own.

mod access;
mod assets;
mod cells;
mod clause;
mod companies;
mod contact_shape;
mod contacts;
mod directory;
mod fields;
mod lists;
mod moment;
mod refusal;
mod rows;
mod site;
mod stats;
mod tables;
mod view;

use jiff::Timestamp;

use crate::{
    clock::SandboxClock,
    tool::{Faults, Log, Server},
    world::{LeadKey, World},
};
use site::Site;

/// Whether the API answers at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Switch {
    /// It does.
    #[default]
    On,
    /// The API is off in the configuration.
    ApiOff,
    /// The API is on, basic auth is off.
    BasicOff,
}

/// A part of Mautic that a role may be kept out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Contacts, companies and every log table about contacts.
    Contacts,
    /// Stages.
    Stages,
    /// Campaigns.
    Campaigns,
    /// Emails.
    Emails,
    /// Segments.
    Segments,
    /// Users.
    Users,
    /// Forms.
    Forms,
    /// Pages.
    Pages,
    /// Assets.
    Assets,
    /// The audit log, which only administrators see.
    AuditLog,
}

/// How the server behaves.
#[derive(Debug, Clone)]
pub struct MauticOptions {
    /// The only user it knows.
    pub user: String,
    /// That user's password.
    pub password: String,
    /// Whether the API answers at all.
    pub switch: Switch,
    /// What the user's role may not see.
    pub hidden: Vec<Area>,
    /// Requests allowed in any hour; `None` is no limit, as Mautic is delivered.
    pub per_hour: Option<u32>,
}

impl Default for MauticOptions {
    /// An administrator without a rate limit.
    fn default() -> Self {
        Self {
            user: "bot".to_owned(),
            password: "sandbox-password".to_owned(),
            switch: Switch::On,
            hidden: Vec::new(),
            per_hour: None,
        }
    }
}

/// The running server. It ends when this is dropped.
#[derive(Debug)]
pub struct Mautic {
    server: Server,
    site: Site,
}

impl Mautic {
    /// Shows `world` as of `clock` on a free loopback port.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(
        world: World,
        clock: SandboxClock,
        options: MauticOptions,
    ) -> std::io::Result<Self> {
        let site = Site::new(world, clock, options);
        let server = Server::start(site.clone()).await?;
        Ok(Self { server, site })
    }

    /// `http://127.0.0.1:PORT`; the API lies under `/api`.
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

    /// How many requests ran into the rate limit.
    pub fn throttled(&self) -> u64 {
        self.site.throttled()
    }

    /// The id under which the lead is found now: its own, or its survivor's.
    pub fn contact_id(&self, lead: LeadKey) -> String {
        self.site.contact_id(lead)
    }

    /// Ids of all contacts at the clock's now, anonymous visitors left out, in order.
    pub fn contact_ids(&self) -> Vec<String> {
        self.site.contact_ids()
    }

    /// What the stage log tells of the contact now: oldest first, stage ids as text, `None` for a
    /// removal of the stage.
    pub fn stage_history(&self, lead: LeadKey) -> Vec<(Timestamp, Option<String>)> {
        self.site.stage_history(lead)
    }
}
