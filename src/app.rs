//! The wires: what the parts of the running program share.
//!
//! Lives here: one struct and how it is put together. Must not live here: what is done with it.

use std::sync::Arc;

use anyhow::Context;
use funnelbot_commands::office::Office;
use kpi::{clock::Clock, model::Tool};
use ma::{Connector, PullError};
use secrecy::SecretString;
use store::{SourceId, Store, WorkspaceId};

use crate::{
    account::{self, Address},
    config::{ConfigFault, Settings, team::Team},
};

/// The shared parts of one workspace's bot.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) workspace: WorkspaceId,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) source: SourceId,
    pub(crate) connector: Box<dyn Connector>,
    pub(crate) office: Arc<Office>,
    pub(crate) settings: Settings,
    team: std::sync::RwLock<Arc<Team>>,
}

impl App {
    /// Opens the store, adopts the agreement and connects the tool.
    ///
    /// # Errors
    /// A sentence that names the setting and the mend.
    pub(crate) async fn open(
        settings: Settings,
        team: Team,
        clock: Arc<dyn Clock>,
        moved: Address,
    ) -> anyhow::Result<Self> {
        let (tool, address, connector) = connect(&settings)?;
        let store = Store::open(&settings.database_url).await?;
        let workspace = WorkspaceId::DEFAULT;
        store.adopt(workspace, &team.definition).await?;
        store
            .keep_definition(workspace, &team.definition, clock.now())
            .await?;
        let source = account::settle(&store, workspace, tool, &address, moved).await?;
        let office = Office::new(
            store.clone(),
            workspace,
            clock.clone(),
            team.agreement(&settings),
        );
        Ok(Self {
            store,
            workspace,
            clock,
            source,
            connector,
            office: Arc::new(office),
            settings,
            team: std::sync::RwLock::new(Arc::new(team)),
        })
    }

    /// The agreement that holds now.
    pub(crate) fn team(&self) -> Arc<Team> {
        self.team
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    /// Takes a new agreement; the old one holds on where the new one is faulty.
    ///
    /// # Errors
    /// What is wrong with the file, or why the store could not adopt it.
    pub(crate) async fn reload(&self) -> anyhow::Result<()> {
        let file = &self.settings.team_file;
        let team = Team::read(file)?;
        if self.team().written && !team.written {
            return Err(ConfigFault::FileGone {
                file: file.to_string(),
            }
            .into());
        }
        self.store.adopt(self.workspace, &team.definition).await?;
        self.store
            .keep_definition(self.workspace, &team.definition, self.clock.now())
            .await?;
        self.office.adopt(team.agreement(&self.settings));
        let mut held = self
            .team
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *held = Arc::new(team);
        Ok(())
    }

    /// Asks the tool who we are there. A tool that refuses us has to be mended first; one that is away may be
    /// back at the next poll.
    ///
    /// # Errors
    /// The tool refuses the credentials, or they are of another account than the leads in the database.
    pub(crate) async fn greet(&self) -> anyhow::Result<()> {
        match self.connector.probe().await {
            Err(fault @ PullError::Denied { .. }) => Err(fault.into()),
            Err(fault) => {
                tracing::warn!("{fault}");
                Ok(())
            }
            Ok(named) => {
                account::recognise(&self.store, self.workspace, self.connector.tool(), &named).await
            }
        }
    }

    /// The channel of alerts.
    pub(crate) fn alerts_channel(&self, team: &Team) -> Option<u64> {
        let channels = team.channels;
        channels
            .alerts
            .or(channels.reports)
            .or(self.settings.discord.channel)
    }

    /// The channel of pings.
    pub(crate) fn sales_channel(&self, team: &Team) -> Option<u64> {
        team.channels.sales.or(self.settings.discord.channel)
    }
}

/// The tool that the settings name, its account's address, and the connector to it.
///
/// # Errors
/// Names the variable that is missing.
pub(crate) fn connect(settings: &Settings) -> anyhow::Result<(Tool, String, Box<dyn Connector>)> {
    match chosen_tool(settings)? {
        Tool::Hubspot => {
            let account = &settings.hubspot;
            let token = required(account.token.clone(), "HUBSPOT_TOKEN")?;
            let connector = ma::hubspot(ma::HubspotSettings {
                score_property: account.score_property.clone(),
                mrr_property: account.mrr_property.clone(),
                contract_start_property: account.contract_start_property.clone(),
                contract_end_property: account.contract_end_property.clone(),
                rate_per_10s: account.requests_per_10s,
                search_per_second: account.searches_per_second,
                ..ma::HubspotSettings::new(account.url.clone(), token)
            });
            Ok((
                Tool::Hubspot,
                account.url.clone(),
                connector.context("HubSpot")?,
            ))
        }
        Tool::Mautic => {
            let account = &settings.mautic;
            let url = required(account.url.clone(), "MAUTIC_URL")?;
            let user = required(account.user.clone(), "MAUTIC_USER")?;
            let password: SecretString = required(account.password.clone(), "MAUTIC_PASSWORD")?;
            let connector = ma::mautic(ma::MauticSettings {
                target_tag: account.target_tag.clone(),
                requests_per_second: account.requests_per_second,
                ..ma::MauticSettings::new(url.clone(), user, password)
            });
            Ok((Tool::Mautic, url, connector.context("Mautic")?))
        }
    }
}

fn chosen_tool(settings: &Settings) -> Result<Tool, ConfigFault> {
    let hubspot = settings.hubspot.token.is_some();
    let mautic = settings.mautic.url.is_some();
    match (settings.tool, hubspot, mautic) {
        (Some(tool), _, _) => Ok(tool),
        (None, true, false) => Ok(Tool::Hubspot),
        (None, false, true) => Ok(Tool::Mautic),
        (None, true, true) => Err(ConfigFault::Missing {
            name: "MA_TOOL",
            key: "fault-setting-which-tool",
        }),
        (None, false, false) => Err(ConfigFault::Missing {
            name: "MA_TOOL",
            key: "fault-setting-no-tool",
        }),
    }
}

/// A value that this command cannot do without.
pub(crate) fn required<T>(value: Option<T>, name: &'static str) -> Result<T, ConfigFault> {
    value.ok_or(ConfigFault::Missing {
        name,
        key: "fault-setting-missing",
    })
}
