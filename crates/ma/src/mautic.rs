//! Mautic 5, by its v1 REST API.
//!
//! Lives here: the connector and which stream is read how. Must not live here: requests (`site`), fields
//! and columns (a file for each kind of record).
//!
//! Entities come from lists (`/api/contacts` and the like), all that happened from raw tables
//! (`/api/stats/…`), which answer refusals with status 200, every value as text and dates in UTC without
//! a zone.

mod act;
mod audit;
mod automations;
mod by_lead;
mod census;
mod company;
mod contact;
mod engagements;
mod instant;
mod leads;
mod lists;
mod php;
mod query;
mod reading;
mod refusal;
mod removals;
mod round;
mod runs;
mod scalar;
mod segments;
mod site;
mod stage_history;
mod stage_row;
mod wire;

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, Capabilities, Capability, Cursor, Stream, Tool};
use secrecy::ExposeSecret;
use serde::Deserialize;

use self::{
    census::Trace, company::Companies, lists::List, refusal::Refusal, scalar::Scalar, site::Site,
};
use crate::{Account, Connector, MauticSettings, PullError};

/// The connector of one installation.
#[derive(Debug)]
pub(crate) struct Mautic {
    site: Site,
    /// Base of links, without a slash at its end.
    url: String,
    overlap: SignedDuration,
    target_tag: Option<String>,
    companies: tokio::sync::Mutex<Companies>,
    /// Streams that our user may not read, as far as this run has seen.
    refused: Mutex<HashSet<Stream>>,
}

impl Mautic {
    /// # Errors
    /// `Denied` for settings that cannot work.
    pub(crate) fn new(settings: MauticSettings) -> Result<Self, PullError> {
        let user = settings.user.trim();
        if user.is_empty() || user.contains(':') || settings.password.expose_secret().is_empty() {
            let mend =
                "both must be set, to a user of Mautic without a colon in its name".to_owned();
            return Err(PullError::Denied {
                setting: refusal::USER_SETTING,
                mend,
            });
        }
        Ok(Self {
            site: Site::new(&settings)?,
            url: settings.url.trim().trim_end_matches('/').to_owned(),
            overlap: settings.overlap,
            target_tag: settings.target_tag,
            companies: tokio::sync::Mutex::default(),
            refused: Mutex::default(),
        })
    }

    async fn pull_stream(
        &self,
        stream: Stream,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        match stream {
            Stream::Stages => self.pull_list(List::Stages, since, now).await,
            Stream::Owners => self.pull_list(List::Owners, since, now).await,
            Stream::Campaigns => self.pull_list(List::Campaigns, since, now).await,
            Stream::Emails => self.pull_list(List::Emails, since, now).await,
            Stream::Leads => self.pull_leads(since, now).await,
            Stream::StageHistory => self.pull_stage_history(since, now).await,
            Stream::Removals => self.pull_removals(since, now).await,
            Stream::Census => {
                let trace = if self.is_refused(Stream::Removals) {
                    Trace::Nothing
                } else {
                    Trace::AuditLog
                };
                self.pull_census(trace, since, now).await
            }
            Stream::Engagements => self.pull_engagements(since, now).await,
            Stream::Automations => self.pull_automations(since, now).await,
            Stream::ScenarioRuns => self.pull_runs(since, now).await,
            Stream::Segments => self.pull_segments(since, now).await,
            // Forms come with the engagements. The rest Mautic does not keep.
            Stream::Deals | Stream::Forms | Stream::Costs => Ok(Batch {
                cursor: since.cloned(),
                ..Batch::default()
            }),
        }
    }

    fn is_refused(&self, stream: Stream) -> bool {
        self.refused_streams().contains(&stream)
    }

    fn refused_streams(&self) -> MutexGuard<'_, HashSet<Stream>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers whether a stream may be read: permissions change while the bot runs.
    fn remember<T>(&self, stream: Stream, outcome: &Result<T, PullError>) {
        let mut refused = self.refused_streams();
        match outcome {
            Ok(_) => refused.remove(&stream),
            Err(PullError::Unavailable { .. }) => refused.insert(stream),
            Err(_) => false,
        };
    }
}

#[async_trait]
impl Connector for Mautic {
    fn tool(&self) -> Tool {
        Tool::Mautic
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities(Stream::ALL.map(|stream| match stream {
            Stream::Deals | Stream::Forms | Stream::Costs => (stream, Capability::None),
            _ => (stream, Capability::Native),
        }))
    }

    fn refused(&self) -> Vec<Stream> {
        self.refused_streams().iter().copied().collect()
    }

    async fn pull(
        &self,
        stream: Stream,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let outcome = self
            .pull_stream(stream, since, now)
            .await
            .map_err(|refusal| refusal.of(stream));
        self.remember(stream, &outcome);
        outcome
    }

    async fn probe(&self) -> Result<Account, PullError> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Myself {
            username: Scalar,
            timezone: Scalar,
        }
        // There is no clock here: what would be an instant is a span since zero.
        let zero = Timestamp::UNIX_EPOCH;
        let asked = self
            .site
            .one::<Myself>("users/self", "API access", zero)
            .await;
        let (myself, answer) = asked.map_err(|refusal| match refusal.of(Stream::Owners) {
            PullError::Throttled { until } if until < zero + SignedDuration::from_hours(48) => {
                let what = format!("it allows no more requests for {} s", until.as_second());
                PullError::Unreachable { what }
            }
            other => other,
        })?;
        let text = |value: Scalar| match value {
            Scalar::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        };
        Ok(Account {
            name: text(myself.username),
            zone: text(myself.timezone),
            version: answer.header("mautic-version").map(str::to_owned),
        })
    }
}
