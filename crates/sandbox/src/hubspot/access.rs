//! Who may ask, for what, and how often.
//!
//! Lives here: the token, the scopes, the three quotas. Must not live here: routes.

use std::{collections::VecDeque, time::Duration};

use axum::http::header;
use tokio::time::Instant;

use super::{HubspotOptions, refusal};
use crate::tool::{Answer, Call, faults::Quota};

/// Counts requests against the quotas. Only these know the machine's time, for a limit protects the
/// machine, not the world's calendar.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    rolling: VecDeque<Instant>,
    searches: VecDeque<Instant>,
    today: u32,
    throttled: u64,
}

impl Gate {
    /// How many were refused.
    pub(crate) fn throttled(&self) -> u64 {
        self.throttled
    }

    /// A new day begins.
    pub(crate) fn reset_day(&mut self) {
        self.today = 0;
    }

    /// Lets a request in, or says which quota it breaks.
    pub(crate) fn admit(&mut self, options: &HubspotOptions, is_search: bool) -> Result<(), Quota> {
        let now = Instant::now();
        forget(&mut self.rolling, now, Duration::from_secs(10));
        forget(&mut self.searches, now, Duration::from_secs(1));
        let full =
            |used: usize, limit: Option<u32>| limit.is_some_and(|limit| used >= limit as usize);
        let refused = if full(self.today as usize, options.per_day) {
            Some(Quota::Daily)
        } else if is_search && full(self.searches.len(), options.searches_per_second) {
            Some(Quota::Secondly)
        } else if full(self.rolling.len(), options.per_ten_seconds) {
            Some(Quota::Rolling)
        } else {
            None
        };
        if let Some(quota) = refused {
            self.throttled += 1;
            return Err(quota);
        }
        self.today += 1;
        self.rolling.push_back(now);
        if is_search {
            self.searches.push_back(now);
        }
        Ok(())
    }

    /// The headers that tell what is left; answers to searches do not carry them.
    pub(crate) fn headers(&self, options: &HubspotOptions, answer: Answer) -> Answer {
        let left = |used: usize, limit: u32| u64::from(limit).saturating_sub(used as u64);
        let mut answer = answer.with("x-hubspot-ratelimit-interval-milliseconds", 10_000);
        if let Some(limit) = options.per_ten_seconds {
            answer = answer.with("x-hubspot-ratelimit-max", limit).with(
                "x-hubspot-ratelimit-remaining",
                left(self.rolling.len(), limit),
            );
        }
        if let Some(limit) = options.per_day {
            answer = answer.with("x-hubspot-ratelimit-daily", limit).with(
                "x-hubspot-ratelimit-daily-remaining",
                left(self.today as usize, limit),
            );
        }
        answer
    }
}

fn forget(times: &mut VecDeque<Instant>, now: Instant, span: Duration) {
    while times
        .front()
        .is_some_and(|first| now.duration_since(*first) >= span)
    {
        times.pop_front();
    }
}

/// Whether the request bears the token.
pub(crate) fn check_token(call: &Call, options: &HubspotOptions) -> Result<(), Answer> {
    let Some(given) = call.header(header::AUTHORIZATION) else {
        return Err(refusal::denied());
    };
    let Some(token) = given.strip_prefix("Bearer ") else {
        return Err(refusal::denied());
    };
    if token.len() < 8 || token.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(refusal::malformed_token());
    }
    if token == options.token {
        Ok(())
    } else {
        Err(refusal::denied())
    }
}

/// The scope that a path needs.
pub(crate) fn scope_of(parts: &[&str]) -> Option<&'static str> {
    Some(match parts {
        ["crm", "objects", _, "contacts", ..] => "crm.objects.contacts.read",
        ["crm", "objects", _, "companies", ..] => "crm.objects.companies.read",
        ["crm", "objects", _, "deals", ..] | ["crm", "associations", _, "deals", ..] => {
            "crm.objects.deals.read"
        }
        ["crm", "owners", ..] => "crm.objects.owners.read",
        ["crm", "properties", _, "contacts", ..] => "crm.schemas.contacts.read",
        ["crm", "properties", _, "deals", ..] | ["crm", "pipelines", ..] => {
            "crm.schemas.deals.read"
        }
        ["marketing", "emails", ..] => "content",
        ["marketing", "forms", ..] | ["form-integrations", ..] => "forms",
        ["marketing", "campaigns", ..] => "marketing.campaigns.read",
        ["automation", ..] => "automation",
        _ => return None,
    })
}
