//! What can go wrong with a request, before a tool's file knows what it means.
//!
//! Lives here: kinds of faults and their words. Must not live here: a vendor's error body's meaning.

use std::{error::Error, fmt, io, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::PullError;

/// A request that brought no usable answer.
pub(crate) enum HttpFault {
    /// The server answered with a status that is no success and that asking again will not change.
    Status {
        /// The status.
        status: u16,
        /// The path, without query.
        path: String,
        /// The body, where it was JSON; else null. May hold anything: never print it.
        body: Value,
    },
    /// 429 that outlasted patience.
    Throttled {
        /// How long to wait, as far as the server said.
        after: Duration,
        /// Whether the day's quota is used up.
        quota: Quota,
    },
    /// No answer, after bounded retries.
    Unreachable {
        /// What happened.
        what: String,
    },
    /// An answer that is no JSON of the expected shape.
    Garbled {
        /// What was wrong, without its content.
        what: String,
    },
    /// An answer that is larger than we read.
    TooLarge {
        /// The path, without query.
        path: String,
    },
}

/// Which limit a 429 speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quota {
    /// A short window.
    Burst,
    /// The day's.
    Day,
}

impl fmt::Debug for HttpFault {
    /// Without the body: it may hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl HttpFault {
    /// The fault where the tool's file sees nothing special in it. `now` is the pull's instant.
    pub(crate) fn into_pull(self, now: Timestamp) -> PullError {
        match self {
            Self::Throttled { after, .. } => {
                let after =
                    SignedDuration::try_from(after).unwrap_or(SignedDuration::from_hours(24));
                PullError::Throttled {
                    until: now.checked_add(after).unwrap_or(Timestamp::MAX),
                }
            }
            Self::Unreachable { what } => PullError::Unreachable { what },
            Self::Garbled { what } => PullError::Garbled { what },
            other => PullError::Garbled {
                what: other.sentence(),
            },
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Status { status, path, .. } if (300..400).contains(status) => {
                format!(
                    "{path} answered with a redirect ({status}), which is not followed: check the tool's URL"
                )
            }
            Self::Status { status, path, .. } => format!("{path} answered with status {status}"),
            Self::Throttled { after, quota } => {
                format!("throttled ({quota:?}) for {} s", after.as_secs())
            }
            Self::Unreachable { what } | Self::Garbled { what } => what.clone(),
            Self::TooLarge { path } => format!("{path} answered with more than can be read"),
        }
    }
}

/// Why a connection failed, in words that hold neither URL nor content.
pub(super) fn connection_words(error: &reqwest::Error, timeout: Duration) -> String {
    if error.is_timeout() {
        return format!("no answer within {} ms", timeout.as_millis());
    }
    let mut source: Option<&(dyn Error + 'static)> = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<io::Error>()
            && io.kind() != io::ErrorKind::Other
        {
            return io.kind().to_string();
        }
        source = cause.source();
    }
    if error.is_connect() {
        "no connection".to_owned()
    } else {
        "the connection broke".to_owned()
    }
}

/// What a body that is no JSON looks like, without its content.
pub(super) fn describe(content_type: Option<&str>, text: &str) -> String {
    let kind = content_type.map_or("no content type", |kind| {
        let kind = kind.split(';').next().unwrap_or(kind).trim();
        [
            "application/json",
            "text/html",
            "text/plain",
            "application/xml",
            "text/xml",
        ]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(kind))
        .unwrap_or("another content type")
    });
    let begins = match text.trim_start().as_bytes().first() {
        None => "empty",
        Some(b'<') => "HTML or XML",
        Some(b'{' | b'[') => "JSON that is cut off or broken",
        Some(_) => "plain text",
    };
    format!("{begins} ({kind}, {} bytes)", text.len())
}
