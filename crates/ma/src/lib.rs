//! Connectors to marketing tools: one trait, one file or folder a tool.
//!
//! Lives here: the trait, its errors, the settings of each tool and the list of connectors.
//! Must not live here: a vendor's field name (that tool's file), a retry (`http`), a row of a table.

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, Capabilities, Cursor, Stream, Tool};
use secrecy::SecretString;

mod http;
mod hubspot;
mod mautic;

/// A marketing tool as the bot sees it. One connector serves one account; all its streams share one
/// budget of requests.
#[async_trait]
pub trait Connector: fmt::Debug + Send + Sync {
    /// Which tool this is.
    fn tool(&self) -> Tool;

    /// How far the tool gives each stream by its nature, whatever the credentials may read.
    fn capabilities(&self) -> Capabilities;

    /// Streams that the credentials may not read, as far as this run has seen. Nothing may wait for
    /// them; pulling one again finds out whether it was granted in the meantime.
    fn refused(&self) -> Vec<Stream> {
        Vec::new()
    }

    /// The next batch of `stream` after the cursor `since`; from the beginning without one.
    ///
    /// `now` is the present instant. The batch's cursor holds once its records are stored; as long as
    /// `more` is set, pulling again at once brings the next batch. Pulling twice from the same cursor
    /// gives the same records or newer ones, never fewer.
    ///
    /// # Errors
    /// Sorted by remedy; the old cursor stays true.
    async fn pull(
        &self,
        stream: Stream,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError>;

    /// One cheap authorised request, to see that the settings work.
    ///
    /// # Errors
    /// As `pull`.
    async fn probe(&self) -> Result<Account, PullError>;
}

/// The account behind a connector, as far as the tool names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// A name or number that an operator recognises.
    pub name: Option<String>,
    /// IANA name of the account's zone.
    pub zone: Option<String>,
    /// Version of the tool or of its API.
    pub version: Option<String>,
}

/// Why a pull brought nothing, sorted by remedy. Never holds a secret, a query or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PullError {
    /// The tool does not accept the credentials, or a setting cannot work. Asking again is useless.
    #[error("{setting} is refused: {mend}")]
    Denied {
        /// The variable that is wrong.
        setting: &'static str,
        /// What to do about it.
        mend: String,
    },
    /// This stream needs a permission that the credentials lack; other streams go on.
    #[error("{} cannot be read: the permission {scope} is missing. Grant it in the tool; everything else goes on", .stream.as_str())]
    Unavailable {
        /// The stream.
        stream: Stream,
        /// The missing scope or permission, in the tool's words.
        scope: String,
    },
    /// The tool asks for patience, longer than a pull may wait.
    #[error("the tool allows no more requests until {until}")]
    Throttled {
        /// When to ask again.
        until: Timestamp,
    },
    /// No answer after bounded retries.
    #[error("the tool is out of reach: {what}")]
    Unreachable {
        /// What happened, by path without query.
        what: String,
    },
    /// An answer that makes no sense: HTML, half a body, another shape, a cursor that repeats.
    #[error("the tool's answer makes no sense: {what}")]
    Garbled {
        /// What was wrong with it, without its content.
        what: String,
    },
}

/// Settings of the HubSpot connector.
#[derive(Debug, Clone)]
pub struct HubspotSettings {
    /// Base URL of the API.
    pub url: String,
    /// Service key or private-app token.
    pub token: SecretString,
    /// The contact property that holds the score; `None` is HubSpot's old one.
    pub score_property: Option<String>,
    /// The deal property that holds what a deal brings in each month.
    pub mrr_property: String,
    /// The deal property that holds the first day of its contract; `None` is the day it was won.
    pub contract_start_property: Option<String>,
    /// The deal property that holds the day on which its contract ends; `None` is "it goes on".
    pub contract_end_property: Option<String>,
    /// How long a change may take to show in the search index.
    pub settle: SignedDuration,
    /// How far behind the watermark a poll reads again.
    pub overlap: SignedDuration,
    /// Requests allowed in any ten seconds (100 on small tiers, 190 or 250 on others).
    pub rate_per_10s: u32,
    /// Searches allowed in any second.
    pub search_per_second: u32,
    /// How long one request may take.
    pub timeout: Duration,
    /// Base of links into the tool.
    pub app_url: String,
}

/// HubSpot's own sum of a deal's monthly line items.
pub const HUBSPOT_MRR: &str = "hs_mrr";

/// Where HubSpot's app is, unless the account or the settings say otherwise.
pub(crate) const HUBSPOT_APP: &str = "https://app.hubspot.com";

impl HubspotSettings {
    /// Settings with HubSpot's published limits.
    pub fn new(url: impl Into<String>, token: SecretString) -> Self {
        Self {
            url: url.into(),
            token,
            score_property: None,
            mrr_property: HUBSPOT_MRR.to_owned(),
            contract_start_property: None,
            contract_end_property: None,
            settle: SignedDuration::from_mins(2),
            overlap: SignedDuration::from_hours(1),
            rate_per_10s: 190,
            search_per_second: 5,
            timeout: Duration::from_secs(30),
            app_url: HUBSPOT_APP.to_owned(),
        }
    }
}

/// Settings of the Mautic connector.
#[derive(Debug, Clone)]
pub struct MauticSettings {
    /// Base URL of the installation, without `/api`.
    pub url: String,
    /// A user whose role may read everything by API.
    pub user: String,
    /// The user's password.
    pub password: SecretString,
    /// How far behind the watermark a poll reads again.
    pub overlap: SignedDuration,
    /// Requests allowed in any second: a self-hosted server is small.
    pub requests_per_second: u32,
    /// How long one request may take.
    pub timeout: Duration,
    /// The tag that marks leads of the target list; `None` where there is no such list.
    pub target_tag: Option<String>,
}

impl MauticSettings {
    /// Settings that a small server can bear.
    pub fn new(url: impl Into<String>, user: impl Into<String>, password: SecretString) -> Self {
        Self {
            url: url.into(),
            user: user.into(),
            password,
            overlap: SignedDuration::from_mins(5),
            requests_per_second: 10,
            timeout: Duration::from_secs(120),
            target_tag: None,
        }
    }
}

/// A connector to HubSpot. Build one per account: it owns the account's budget of requests.
///
/// # Errors
/// `Denied` for a URL or token that cannot work. Nothing is sent.
pub fn hubspot(settings: HubspotSettings) -> Result<Box<dyn Connector>, PullError> {
    Ok(Box::new(Arc::new(hubspot::Hubspot::new(settings)?)))
}

/// A connector to Mautic. Build one per installation: it owns the server's budget of requests.
///
/// # Errors
/// `Denied` for a URL or credentials that cannot work. Nothing is sent.
pub fn mautic(settings: MauticSettings) -> Result<Box<dyn Connector>, PullError> {
    Ok(Box::new(mautic::Mautic::new(settings)?))
}
