//! What Mautic means when it says no: by status, or inside an answer with status 200.
//!
//! Lives here: telling wrong credentials, switched-off APIs, missing permissions and our own mistakes
//! apart. Must not live here: retries.

use jiff::Timestamp;
use kpi::model::Stream;
use serde::Deserialize;
use serde_json::Value;

use super::{
    scalar::Scalar,
    wire::{Complaint, Many},
};
use crate::{PullError, http::HttpFault};

/// The setting behind the address, for errors.
pub(super) const URL_SETTING: &str = "MAUTIC_URL";
/// The settings behind the credentials, for errors.
pub(super) const USER_SETTING: &str = "MAUTIC_USER / MAUTIC_PASSWORD";

const MEND_CREDENTIALS: &str = "Mautic does not accept this user and password; try them on its login page, then set them again";
const MEND_API_OFF: &str = "the API of this Mautic is switched off; switch on \"API enabled?\" in Configuration > API Settings, then clear Mautic's cache";
const MEND_BASIC_OFF: &str = "this Mautic takes no user and password by API; switch on \"Enable HTTP basic auth?\" in Configuration > API Settings, then clear Mautic's cache";
const MEND_REDIRECT: &str = "it answers with a redirect, which is not followed; set the address that a browser ends at (often https instead of http), without /api and without a slash at its end";
const MEND_NO_API: &str = "there is no Mautic API at this address; set the address of the start page, without /s and without /api";

/// Why one question brought no rows.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Our user's role lacks this permission; other questions may work.
    Forbidden(&'static str),
    /// There is no such record.
    NotFound,
    /// The answer of this path is larger than can be read.
    TooLarge(String),
    /// Anything else: nothing more to ask now.
    Stop(PullError),
}

impl Refusal {
    /// The refusal as the end of a pull of `stream`.
    pub(super) fn of(self, stream: Stream) -> PullError {
        match self {
            Self::Forbidden(permission) => PullError::Unavailable {
                stream,
                scope: permission.to_owned(),
            },
            Self::NotFound => PullError::Garbled {
                what: "a list is said not to exist".to_owned(),
            },
            Self::TooLarge(path) => PullError::Garbled {
                what: format!("{path} answered with more than can be read"),
            },
            Self::Stop(error) => error,
        }
    }
}

/// What a failed request means. `permission` is what its path needs.
pub(super) fn of_fault(fault: HttpFault, permission: &'static str, now: Timestamp) -> Refusal {
    let (status, path, body) = match fault {
        HttpFault::Status { status, path, body } => (status, path, body),
        HttpFault::TooLarge { path } => return Refusal::TooLarge(path),
        other => return Refusal::Stop(other.into_pull(now)),
    };
    let complaint = first_complaint(&body);
    match status {
        401 | 403 if complaint.speaks_of("Basic Auth disabled") => {
            denied(USER_SETTING, MEND_BASIC_OFF)
        }
        401 | 403 if complaint.api_is_off() => denied(URL_SETTING, MEND_API_OFF),
        401 => denied(USER_SETTING, MEND_CREDENTIALS),
        403 if complaint.found => Refusal::Forbidden(permission),
        404 if complaint.found && !complaint.speaks_of("Requested URL not found") => {
            Refusal::NotFound
        }
        404 => denied(URL_SETTING, MEND_NO_API),
        300..=399 => denied(URL_SETTING, MEND_REDIRECT),
        _ => Refusal::Stop(HttpFault::Status { status, path, body }.into_pull(now)),
    }
}

/// What an answer with status 200 complains of, if anything. `path` names the question.
pub(super) fn of_answer(
    errors: &Many<Complaint>,
    permission: &'static str,
    path: &str,
) -> Option<Refusal> {
    let complaint = errors.iter().next()?;
    Some(match complaint.code.whole() {
        Some(401) => denied(USER_SETTING, MEND_CREDENTIALS),
        Some(403) => Refusal::Forbidden(permission),
        Some(code) => not_understood(path, &format!("code {code}")),
        None => not_understood(path, "no code"),
    })
}

fn not_understood(path: &str, code: &str) -> Refusal {
    // The tool's own words may quote the database: they are not told.
    Refusal::Stop(PullError::Garbled {
        what: format!("/api/{path} did not understand the question ({code})"),
    })
}

fn denied(setting: &'static str, mend: &str) -> Refusal {
    Refusal::Stop(PullError::Denied {
        setting,
        mend: mend.to_owned(),
    })
}

#[derive(Debug, Default)]
struct FirstComplaint {
    found: bool,
    kind: String,
    message: String,
}

impl FirstComplaint {
    fn speaks_of(&self, words: &str) -> bool {
        self.message
            .to_ascii_lowercase()
            .contains(&words.to_ascii_lowercase())
    }

    fn api_is_off(&self) -> bool {
        self.kind == "api_disabled" || self.speaks_of("API disabled")
    }
}

fn first_complaint(body: &Value) -> FirstComplaint {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Body {
        errors: Many<Complaint>,
    }
    let body = Body::deserialize(body).unwrap_or_default();
    let Some(complaint) = body.errors.iter().next() else {
        return FirstComplaint::default();
    };
    let words = |value: &Scalar| match value {
        Scalar::Text(text) => text.clone(),
        _ => String::new(),
    };
    FirstComplaint {
        found: true,
        kind: words(&complaint.kind),
        message: words(&complaint.message),
    }
}
