//! HubSpot, by its dated CRM and marketing API.
//!
//! Lives here: the connector and which stream is read how. Must not live here: requests (`api`),
//! properties (a file for each kind of record).

mod ahead;
mod api;
mod by_company;
mod census;
mod companies;
mod contact;
mod contacts;
mod costs;
mod cursor;
mod deal_links;
mod deals;
mod emails;
mod forms;
mod leads;
mod lists;
mod money;
mod pages;
mod reading;
mod refusal;
mod removals;
mod search;
mod trail;
mod wire;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, Capabilities, Capability, Cursor, Stream, Tool};

use self::{
    ahead::Ahead,
    api::{Api, Turn},
    companies::Companies,
    contact::Reader,
    deals::Contract,
};
use crate::{Account, Connector, HubspotSettings, PullError};

/// The connector of one account.
pub(crate) struct Hubspot {
    api: Api,
    reader: Reader,
    companies: Companies,
    contract: Contract,
    settle: SignedDuration,
    overlap: SignedDuration,
    /// Leads that are read ahead of the next pull.
    ahead: Mutex<Option<Ahead>>,
}

impl Hubspot {
    /// # Errors
    /// `Denied` for settings that cannot work.
    pub(crate) fn new(settings: HubspotSettings) -> Result<Self, PullError> {
        Ok(Self {
            api: Api::new(&settings)?,
            reader: Reader::new(settings.score_property.as_deref()),
            companies: Companies::default(),
            contract: Contract::new(&settings),
            settle: settings.settle,
            overlap: settings.overlap,
            ahead: Mutex::default(),
        })
    }

    fn ahead(&self) -> MutexGuard<'_, Option<Ahead>> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Hubspot {
    /// The account alone: what was read of it is not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hubspot")
            .field("api", &self.api)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Connector for Arc<Hubspot> {
    fn tool(&self) -> Tool {
        Tool::Hubspot
    }

    /// Stage history comes with the leads. Single acts of people (opens, visits, forms) come only by paths
    /// that end in 2027 or with the largest plan, so they are none; what they leave behind on the
    /// contact is read with the leads. Who went through a workflow is not told at all.
    fn capabilities(&self) -> Capabilities {
        Capabilities(Stream::ALL.map(|stream| match stream {
            Stream::Costs => (stream, Capability::Derived),
            Stream::Engagements | Stream::ScenarioRuns | Stream::Segments => {
                (stream, Capability::None)
            }
            _ => (stream, Capability::Native),
        }))
    }

    async fn pull(
        &self,
        stream: Stream,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        match stream {
            Stream::Stages => self.pull_stages(now).await,
            Stream::Owners => self.pull_owners(now).await,
            Stream::Campaigns => self.pull_campaigns(since, now).await,
            Stream::Emails => self.pull_emails(since, now).await,
            Stream::Leads => self.pull_leads(since, now).await,
            // It came with the leads, up to the same instant.
            Stream::StageHistory => Ok(Batch {
                complete_to: Some(cursor::minus(now, self.settle)),
                ..Batch::default()
            }),
            Stream::Removals => self.pull_removals(since, now).await,
            Stream::Census => self.pull_census(since, now).await,
            Stream::Deals => self.pull_deals(since, now).await,
            Stream::Forms => self.pull_forms(since, now).await,
            Stream::Costs => self.pull_costs(since, now).await,
            Stream::Automations => self.pull_automations(since, now).await,
            Stream::Engagements | Stream::ScenarioRuns | Stream::Segments => Ok(Batch::default()),
        }
    }

    async fn probe(&self) -> Result<Account, PullError> {
        // There is no clock here: what would be an instant is a span since zero.
        let turn = Turn {
            stream: Stream::Leads,
            now: Timestamp::UNIX_EPOCH,
        };
        let details =
            self.api
                .ask_details()
                .await
                .map_err(|fault| match self.api.refused(fault, turn) {
                    PullError::Throttled { .. } => PullError::Unreachable {
                        what: "it allows no more requests for now".to_owned(),
                    },
                    other => other,
                })?;
        Ok(Account {
            name: details.portal.map(|portal| format!("HubSpot {portal}")),
            zone: details.zone,
            version: Some("2026-09".to_owned()),
        })
    }
}
