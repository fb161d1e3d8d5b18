//! Who may ask, and how often.
//!
//! Lives here: the password, the switches, the hourly limit. Must not live here: routes.

use std::time::Duration;

use axum::http::header;
use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::time::Instant;

use super::{MauticOptions, Switch, refusal};
use crate::tool::{Answer, Call};

/// An hour.
const HOUR: Duration = Duration::from_secs(3600);

/// Counts requests against the hour. Only this knows the machine's time.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    hour_began: Option<Instant>,
    used: u32,
    throttled: u64,
}

impl Gate {
    /// How many were refused.
    pub(crate) fn throttled(&self) -> u64 {
        self.throttled
    }

    /// Lets a request in and tells how many are left, or refuses it.
    pub(crate) fn admit(&mut self, limit: u32) -> Result<u32, ()> {
        let now = Instant::now();
        let began = *self.hour_began.get_or_insert(now);
        if now.duration_since(began) >= HOUR {
            (self.hour_began, self.used) = (Some(now), 0);
        }
        if self.used >= limit {
            self.throttled += 1;
            return Err(());
        }
        self.used += 1;
        Ok(limit - self.used)
    }

    /// Seconds until the hour is over.
    pub(crate) fn seconds_left(&self) -> u64 {
        let began = self
            .hour_began
            .map_or(HOUR, |began| HOUR.saturating_sub(began.elapsed()));
        began.as_secs()
    }
}

/// Whether the request bears the user's name and password.
pub(crate) fn check(call: &Call, options: &MauticOptions) -> Result<(), Answer> {
    if options.switch == Switch::ApiOff {
        return Err(refusal::api_off());
    }
    let Some(given) = call.header(header::AUTHORIZATION) else {
        return Err(refusal::no_credentials());
    };
    let Some(encoded) = given.strip_prefix("Basic ") else {
        return Err(refusal::wrong_token());
    };
    if options.switch == Switch::BasicOff {
        return Err(refusal::basic_off());
    }
    let plain = STANDARD
        .decode(encoded.trim())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let right = plain.is_some_and(|plain| {
        plain
            .split_once(':')
            .is_some_and(|(user, password)| user == options.user && password == options.password)
    });
    if right {
        Ok(())
    } else {
        Err(refusal::wrong_credentials())
    }
}
