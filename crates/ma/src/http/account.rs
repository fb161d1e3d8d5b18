//! Whose account it is, and what it allows.
//!
//! Lives here: credentials, the base URL, limits. Must not live here: requests.

use std::time::Duration;

use reqwest::{Url, header::HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::Allowance;
use crate::PullError;

/// How a client shows who it is.
#[derive(Debug)]
pub(crate) enum Auth {
    /// `Authorization: Bearer …`
    Bearer(SecretString),
    /// `Authorization: Basic …`
    Basic {
        /// User name.
        user: String,
        /// Password.
        password: SecretString,
    },
}

/// Names of the settings behind a client, for errors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SettingNames {
    /// The base URL's variable.
    pub(crate) url: &'static str,
    /// The token's or password's variable.
    pub(crate) secret: &'static str,
}

/// What an account allows, and how patient we are.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// The allowance that counts every request.
    pub(crate) all: Allowance,
    /// A tighter one for searches, where the tool has one.
    pub(crate) search: Option<Allowance>,
    /// Requests on their way at once.
    pub(crate) concurrency: usize,
    /// How long one request may take, body included. Waits between tries grow from a sixtieth of it.
    pub(crate) timeout: Duration,
    /// The largest body that is read.
    pub(crate) max_body: usize,
    /// How often one request is tried.
    pub(crate) tries: u32,
    /// Statuses of 500 and above that are the tool's answer, not its failure.
    pub(crate) final_statuses: &'static [u16],
}

impl Limits {
    /// Limits with the usual patience: 64 MiB a body, five tries.
    pub(crate) fn new(
        all: Allowance,
        search: Option<Allowance>,
        concurrency: usize,
        timeout: Duration,
    ) -> Self {
        Self {
            all,
            search,
            concurrency,
            timeout,
            max_body: 64 << 20,
            tries: 5,
            final_statuses: &[],
        }
    }

    /// The longest that one request waits for its turn after 429s and failures, in all.
    pub(super) fn patience(&self) -> Duration {
        self.timeout * 2
    }
}

impl Auth {
    /// The header that goes with every request; marked, so that it is never printed.
    pub(super) fn header(&self, setting: &'static str) -> Result<HeaderValue, PullError> {
        let denied = |mend: &str| PullError::Denied {
            setting,
            mend: mend.to_owned(),
        };
        let text = match self {
            Self::Bearer(token) if token.expose_secret().trim().is_empty() => {
                return Err(denied("it is empty; put the token there"));
            }
            Self::Bearer(token) => format!("Bearer {}", token.expose_secret().trim()),
            Self::Basic { user, password } => {
                use base64::{Engine, engine::general_purpose::STANDARD};
                let pair = format!("{user}:{}", password.expose_secret());
                format!("Basic {}", STANDARD.encode(pair))
            }
        };
        let mut header = HeaderValue::from_str(&text).map_err(|_cause| {
            denied("it holds a line break or another character that no header can carry")
        })?;
        header.set_sensitive(true);
        Ok(header)
    }
}

/// The base URL, if it can be one.
pub(super) fn parse_base(base: &str, setting: &'static str) -> Result<Url, PullError> {
    let denied = |mend: &str| PullError::Denied {
        setting,
        mend: mend.to_owned(),
    };
    let url = Url::parse(base.trim()).map_err(|error| {
        denied(&format!(
            "it is no URL ({error}); write it like https://example.com"
        ))
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(denied("write it like https://example.com"));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return Err(denied(
            "give the bare address, without user, password or query",
        ));
    }
    Ok(url)
}
