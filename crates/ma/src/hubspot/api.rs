//! The account: its paths, its details, and requests on behalf of a stream.
//!
//! Lives here: versions in paths, who asks when. Must not live here: what an answer means.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kpi::model::Stream;
use serde::Deserialize;
use tokio::sync::OnceCell;

use super::{refusal, wire::Text};
use crate::{
    HUBSPOT_APP, HubspotSettings, PullError,
    http::{Allowance, Answer, Auth, Client, HttpFault, Limits, Quota, Request, SettingNames},
};

pub(super) const CONTACTS: &str = "/crm/objects/2026-09/contacts";
pub(super) const COMPANIES: &str = "/crm/objects/2026-09/companies";
pub(super) const DEALS: &str = "/crm/objects/2026-09/deals";
pub(super) const DEAL_CONTACTS: &str = "/crm/associations/2026-09/deals/contacts/batch/read";
pub(super) const PIPELINES: &str = "/crm/pipelines/2026-09/deals";
pub(super) const OWNERS: &str = "/crm/owners/2026-09";
pub(super) const STAGE_PROPERTY: &str = "/crm/properties/2026-09/contacts/lifecyclestage";
pub(super) const EMAILS: &str = "/marketing/emails/2026-09";
pub(super) const EMAIL_STATISTICS: &str = "/marketing/emails/2026-09/statistics/list";
pub(super) const EMAIL_HISTOGRAM: &str = "/marketing/emails/2026-09/statistics/histogram";
pub(super) const FORMS: &str = "/marketing/forms/2026-09-beta";
/// Ends in September 2027; there is no dated path for it yet.
pub(super) const FORM_SUBMISSIONS: &str = "/form-integrations/v1/submissions/forms";
pub(super) const FLOWS: &str = "/automation/2026-09-beta/flows";
pub(super) const CAMPAIGNS: &str = "/marketing/campaigns/2026-09";
const DETAILS: &str = "/account-info/2026-09/details";

/// Requests on their way at once: enough to use the allowance at half a second an answer.
const CONCURRENCY: usize = 10;

/// How often to look whether a used-up quota was raised.
const KNOCK: SignedDuration = SignedDuration::from_hours(1);

/// The way to the account.
#[derive(Debug)]
pub(super) struct Api {
    client: Client,
    details: OnceCell<Details>,
    app_url: String,
    spent: Mutex<Option<Spent>>,
}

/// The day's quota is used up.
#[derive(Debug, Clone, Copy)]
struct Spent {
    /// When to look whether it was raised, if that is before its end.
    knock: Timestamp,
    until: Timestamp,
}

/// What the account says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Details {
    /// The account's number.
    pub(super) portal: Option<String>,
    /// Its zone.
    pub(super) zone: Option<String>,
    /// ISO 4217 code of its own currency.
    pub(super) currency: Option<String>,
    app: Option<String>,
}

/// On whose behalf and when a request is made: decides what a refusal means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub(super) stream: Stream,
    pub(super) now: Timestamp,
}

impl Api {
    pub(super) fn new(settings: &HubspotSettings) -> Result<Self, PullError> {
        let all = Allowance {
            requests: settings.rate_per_10s,
            per: Duration::from_secs(10),
        };
        let search = Allowance {
            requests: settings.search_per_second,
            per: Duration::from_secs(1),
        };
        let mut limits = Limits::new(all, Some(search), CONCURRENCY, settings.timeout);
        // A malformed token is answered by the proxy in front of HubSpot with 530.
        limits.final_statuses = &[530];
        let names = SettingNames {
            url: refusal::URL_SETTING,
            secret: refusal::TOKEN_SETTING,
        };
        let client = Client::new(
            &settings.url,
            &Auth::Bearer(settings.token.clone()),
            names,
            limits,
        )?;
        let app_url = settings.app_url.trim().trim_end_matches('/').to_owned();
        Ok(Self {
            client,
            details: OnceCell::new(),
            app_url,
            spent: Mutex::default(),
        })
    }

    /// Sends a request; what is wrong becomes an error of the stream.
    pub(super) async fn ask(&self, request: &Request, turn: Turn) -> Result<Answer, PullError> {
        self.try_ask(request, turn)
            .await
            .map_err(|fault| self.refused(fault, turn))
    }

    /// Sends a request whose faults the caller wants to see.
    pub(super) async fn try_ask(&self, request: &Request, turn: Turn) -> Result<Answer, HttpFault> {
        self.unspent(turn)?;
        let answer = self.client.fetch(request).await?;
        self.count(&answer, turn);
        Ok(answer)
    }

    /// Nobody asks while the day's quota is used up.
    fn unspent(&self, turn: Turn) -> Result<(), HttpFault> {
        let mut spent = self.spent();
        match *spent {
            Some(Spent { knock, until }) if turn.now < knock.min(until) => {
                let after = until.duration_since(turn.now).unsigned_abs();
                let quota = Quota::Day;
                Err(HttpFault::Throttled { after, quota })
            }
            _ => {
                *spent = None;
                Ok(())
            }
        }
    }

    /// Stops before the day's quota is run into: what is on its way already counts too.
    fn count(&self, answer: &Answer, turn: Turn) {
        let left = answer.header("x-hubspot-ratelimit-daily-remaining");
        let left: Option<usize> = left.and_then(|left| left.trim().parse().ok());
        if left.is_some_and(|left| left < CONCURRENCY) {
            let until = refusal::next_midnight(turn.now, &self.zone());
            self.spent().get_or_insert(Spent {
                knock: until,
                until,
            });
        }
    }

    fn spent(&self) -> MutexGuard<'_, Option<Spent>> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The account's zone, as far as it is known.
    fn zone(&self) -> TimeZone {
        let details = self.details.get();
        let zone = details.and_then(|details| details.zone.as_deref());
        zone.and_then(|name| TimeZone::get(name).ok())
            .unwrap_or(TimeZone::UTC)
    }

    /// The fault as an error of the stream. A used-up quota is looked at again each hour: it may have been raised.
    pub(super) fn refused(&self, fault: HttpFault, turn: Turn) -> PullError {
        let is_day = matches!(
            fault,
            HttpFault::Throttled {
                quota: Quota::Day,
                ..
            }
        );
        let error = refusal::of(fault, turn.stream, turn.now, &self.zone());
        if let (PullError::Throttled { until }, true) = (&error, is_day) {
            let knock = turn.now.checked_add(KNOCK).unwrap_or(*until);
            self.spent().get_or_insert(Spent {
                knock,
                until: *until,
            });
        }
        error
    }

    /// Reads an answer; a shape that cannot be read becomes an error of the stream.
    pub(super) fn read<'a, T: Deserialize<'a>>(
        &self,
        answer: &'a Answer,
        turn: Turn,
    ) -> Result<T, PullError> {
        answer.json().map_err(|fault| self.refused(fault, turn))
    }

    /// What the account says of itself; asked once. An account that will not say it is no error.
    pub(super) async fn details(&self, turn: Turn) -> Result<&Details, PullError> {
        let ask = || async {
            self.unspent(turn)
                .map_err(|fault| self.refused(fault, turn))?;
            match self.ask_details().await {
                Ok(details) => Ok(details),
                Err(HttpFault::Status {
                    status: 403 | 404, ..
                }) => Ok(Details::default()),
                Err(fault) => Err(self.refused(fault, turn)),
            }
        };
        self.details.get_or_try_init(ask).await
    }

    /// Asks for the account's details, whatever was known.
    pub(super) async fn ask_details(&self) -> Result<Details, HttpFault> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<'a> {
            #[serde(borrow)]
            portal_id: Text<'a>,
            #[serde(borrow, default)]
            time_zone: Text<'a>,
            #[serde(borrow, default)]
            company_currency: Text<'a>,
            #[serde(borrow, default)]
            ui_domain: Text<'a>,
        }
        let answer = self.client.fetch(&Request::get(DETAILS)).await?;
        let wire: Wire<'_> = answer.json()?;
        let own = |text: &Text<'_>| text.as_str().map(str::to_owned);
        Ok(Details {
            portal: own(&wire.portal_id).filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())),
            zone: own(&wire.time_zone),
            currency: own(&wire.company_currency),
            app: own(&wire.ui_domain),
        })
    }

    /// The link to a contact, where the account's number is known.
    pub(super) fn link(&self, details: &Details, id: &str) -> Option<String> {
        let portal = details.portal.as_deref()?;
        // The account knows its own region; a setting that differs from the default knows better.
        let base = match &details.app {
            Some(domain) if self.app_url == HUBSPOT_APP => format!("https://{domain}"),
            _ => self.app_url.clone(),
        };
        Some(format!("{base}/contacts/{portal}/record/0-1/{id}"))
    }
}
