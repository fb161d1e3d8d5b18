//! The account behind the socket: lets requests in and leads them to their endpoint.
//!
//! Lives here: routes, and the account's two views (the objects, and the search index behind them).
//! Must not live here: shapes of answers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use jiff::Timestamp;

use super::{
    HubspotOptions,
    access::{self, Gate},
    account, marketing,
    objects::{Kind, Moment},
    pages,
    records::FIRST_CONTACT,
    refusal,
    search::Search,
    view::View,
};
use crate::{
    clock::SandboxClock,
    tool::{Answer, Call, Tool, faults::Quota},
    world::{Inner, LeadKey, World, instant},
};

/// The dated version of the paths.
const VERSIONS: [&str; 4] = ["2026-09", "2026-03", "2025-09", "2026-09-beta"];

/// The account. Copies are the same account.
#[derive(Debug, Clone)]
pub(crate) struct Portal(Arc<Account>);

#[derive(Debug)]
struct Account {
    world: World,
    clock: SandboxClock,
    options: HubspotOptions,
    gate: Mutex<Gate>,
    views: Mutex<Views>,
}

#[derive(Debug, Default)]
struct Views {
    objects: View,
    /// Only used where the search lags.
    index: View,
    found: Option<Found>,
}

/// The ids of the last search, for its further pages.
#[derive(Debug)]
struct Found {
    key: String,
    version: u64,
    ids: Vec<u64>,
}

impl Portal {
    pub(crate) fn new(world: World, clock: SandboxClock, options: HubspotOptions) -> Self {
        let mut views = Views::default();
        views.objects.merging = options.merging;
        views.index.merging = options.merging;
        let (gate, views) = (Mutex::default(), Mutex::new(views));
        Self(Arc::new(Account {
            world,
            clock,
            options,
            gate,
            views,
        }))
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.0.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn throttled(&self) -> u64 {
        self.gate().throttled()
    }

    pub(crate) fn reset_day(&self) {
        self.gate().reset_day();
    }

    /// Shows the account as of the clock's now.
    fn at_present<T>(&self, see: impl FnOnce(Moment<'_>) -> T) -> T {
        let world = self.0.world.read();
        let mut views = self.0.views.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.0.clock.now().as_millisecond();
        views.objects.look(&world, now);
        see(Moment {
            world: &world,
            view: &views.objects,
            options: &self.0.options,
            now,
        })
    }

    pub(crate) fn contact_id(&self, lead: LeadKey) -> String {
        self.at_present(|moment| moment.view.id_of_lead(lead.0).to_string())
    }

    pub(crate) fn contact_ids(&self) -> Vec<String> {
        self.at_present(|moment| {
            moment
                .after(Kind::Contacts, 0)
                .map(|record| moment.id(record).to_string())
                .collect()
        })
    }

    pub(crate) fn stage_history(&self, lead: LeadKey) -> Vec<(Timestamp, Option<String>)> {
        self.at_present(|moment| {
            let Some(contact) = moment.view.resolve(u64::from(lead.0) + FIRST_CONTACT) else {
                return Vec::new();
            };
            let name = "lifecyclestage";
            let Some(property) = super::contacts::property(moment.world, moment.options, name)
            else {
                return Vec::new();
            };
            let mut entries = moment.card(contact).history(name, &property);
            entries.reverse();
            entries
                .into_iter()
                .map(|entry| {
                    (
                        instant(entry.at),
                        (!entry.value.is_empty()).then_some(entry.value),
                    )
                })
                .collect()
        })
    }

    fn search(&self, kind: Kind, body: &[u8]) -> Answer {
        let options = &self.0.options;
        let world: &Inner = &self.0.world.read();
        let mut views = self.0.views.lock().unwrap_or_else(PoisonError::into_inner);
        let views = &mut *views;
        let now = self.0.clock.now().as_millisecond();
        let lag = options.search_lag.as_millis() as i64;
        let (view, now) = if lag > 0 {
            (&mut views.index, now - lag)
        } else {
            (&mut views.objects, now)
        };
        view.look(world, now);
        let moment = Moment {
            world,
            view,
            options,
            now,
        };
        let search = match Search::parse(moment, kind, body) {
            Ok(search) => search,
            Err(refusal) => return *refusal,
        };
        let version = view.version;
        let known = views
            .found
            .take()
            .filter(|found| found.key == search.key && found.version == version);
        let ids = known.map_or_else(|| search.run(moment, kind), |found| found.ids);
        let answer = search.page(moment, kind, &ids);
        views.found = Some(Found {
            key: search.key,
            version,
            ids,
        });
        answer
    }

    fn route(&self, call: &Call, parts: &[&str]) -> Answer {
        let get = call.method == Method::GET;
        let query = call.query.as_str();
        match parts {
            ["crm", "objects", _, kind] if get => match Kind::parse(kind) {
                Some(kind) => self.at_present(|moment| pages::list(moment, kind, query)),
                None => refusal::no_route(),
            },
            ["crm", "objects", _, kind, "search"] if !get => match Kind::parse(kind) {
                Some(kind) => self.search(kind, &call.body),
                None => refusal::no_route(),
            },
            ["crm", "objects", _, kind, "batch", "read"] if !get => match Kind::parse(kind) {
                Some(kind) => self.at_present(|moment| pages::batch_read(moment, kind, &call.body)),
                None => refusal::no_route(),
            },
            [
                "crm",
                "associations",
                _,
                "deals",
                "contacts",
                "batch",
                "read",
            ] if !get => self.at_present(|moment| account::deal_contacts(moment, &call.body)),
            ["crm", "owners", _] if get => self.at_present(|moment| account::owners(moment, query)),
            ["crm", "pipelines", _, "deals"] if get => account::pipelines(),
            ["crm", "properties", _, kind] if get => match Kind::parse(kind) {
                Some(kind) => self.at_present(|moment| account::properties(moment, kind)),
                None => refusal::no_route(),
            },
            ["crm", "properties", _, kind, name] if get => match Kind::parse(kind) {
                Some(kind) => self.at_present(|moment| account::property(moment, kind, name)),
                None => refusal::no_route(),
            },
            ["marketing", "emails", _] if get => {
                self.at_present(|moment| marketing::email_list(moment, query))
            }
            ["marketing", "emails", _, "statistics", "list"] if get => {
                self.at_present(|moment| marketing::statistics(moment, query))
            }
            ["marketing", "emails", _, "statistics", "histogram"] if get => {
                self.at_present(|moment| marketing::histogram(moment, query))
            }
            ["marketing", "forms", _] if get => marketing::forms(query),
            ["marketing", "campaigns", _] if get => {
                self.at_present(|moment| marketing::campaigns(moment, query))
            }
            ["form-integrations", "v1", "submissions", "forms", form] if get => {
                self.at_present(|moment| marketing::submissions(moment, form, query))
            }
            ["marketing", "campaigns", _, campaign, "budget", "totals"] if get => {
                self.at_present(|moment| marketing::totals(moment, campaign))
            }
            ["automation", "2026-09-beta", "flows"] if get => {
                self.at_present(|moment| marketing::flows(moment, query))
            }
            ["account-info", _, "details"] if get => self.at_present(account::details),
            _ => refusal::no_route(),
        }
    }
}

impl Tool for Portal {
    fn answer(&self, call: &Call) -> Answer {
        let options = &self.0.options;
        if let Err(refusal) = access::check_token(call, options) {
            return refusal;
        }
        let parts = call.parts();
        let is_search = matches!(parts.as_slice(), ["crm", "objects", _, _, "search"]);
        if let Err(quota) = self.gate().admit(options, is_search) {
            return self.throttle(quota, None);
        }
        // Submissions of forms have no dated path yet.
        let dated = parts.first() == Some(&"form-integrations")
            || parts.iter().any(|part| VERSIONS.contains(part));
        let missing = access::scope_of(&parts)
            .filter(|scope| options.missing_scopes.iter().any(|own| own == scope));
        let answer = match missing {
            _ if !dated => refusal::no_route(),
            Some(scope) => refusal::missing_scope(scope),
            None => self.route(call, &parts),
        };
        if is_search {
            answer
        } else {
            self.gate().headers(options, answer)
        }
    }

    fn broke(&self) -> Answer {
        refusal::broke()
    }

    fn throttle(&self, quota: Quota, retry_after: Option<u32>) -> Answer {
        let answer = refusal::throttled(quota);
        match retry_after {
            Some(seconds) => answer.with("retry-after", seconds),
            None => answer,
        }
    }

    fn deny(&self) -> Answer {
        refusal::denied()
    }

    fn forbid(&self, path: &str) -> Answer {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        refusal::missing_scope(access::scope_of(&parts).unwrap_or("oauth"))
    }

    fn miss(&self) -> Answer {
        refusal::not_found("resource not found")
    }
}
