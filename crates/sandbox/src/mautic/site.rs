//! The installation behind the socket: lets requests in and leads them to their endpoint.
//!
//! Lives here: routes, permissions, the headers of every answer. Must not live here: shapes of answers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use jiff::Timestamp;

use super::{
    Area, MauticOptions,
    access::{self, Gate},
    assets, companies, contacts,
    directory::directory,
    lists::List,
    moment::{Moment, contact_id, lead_of},
    refusal,
    rows::Entry,
    stats,
    view::View,
};
use crate::{
    clock::SandboxClock,
    tool::{Answer, Call, Tool, faults::Quota, query::Node},
    world::{LeadKey, World, instant},
};

/// The installation. Copies are the same installation.
#[derive(Debug, Clone)]
pub(crate) struct Site(Arc<Installation>);

#[derive(Debug)]
struct Installation {
    world: World,
    clock: SandboxClock,
    options: MauticOptions,
    gate: Mutex<Gate>,
    view: Mutex<View>,
}

impl Site {
    pub(crate) fn new(world: World, clock: SandboxClock, options: MauticOptions) -> Self {
        let (gate, view) = (Mutex::default(), Mutex::default());
        Self(Arc::new(Installation {
            world,
            clock,
            options,
            gate,
            view,
        }))
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.0.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn throttled(&self) -> u64 {
        self.gate().throttled()
    }

    /// Shows the installation as of the clock's now.
    fn at_present<T>(&self, see: impl FnOnce(Moment<'_>) -> T) -> T {
        let world = self.0.world.read();
        let mut view = self.0.view.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.0.clock.now().as_millisecond();
        view.look(&world, now);
        see(Moment {
            world: &world,
            view: &view,
            now,
        })
    }

    pub(crate) fn contact_id(&self, lead: LeadKey) -> String {
        self.at_present(|moment| contact_id(moment.view.owner_of(lead.0)).to_string())
    }

    pub(crate) fn contact_ids(&self) -> Vec<String> {
        self.at_present(|moment| {
            let there = (0..moment.view.contacts.len() as u32)
                .filter(|lead| moment.contact(*lead).exists && !moment.lead(*lead).visitor);
            there.map(|lead| contact_id(lead).to_string()).collect()
        })
    }

    pub(crate) fn stage_history(&self, lead: LeadKey) -> Vec<(Timestamp, Option<String>)> {
        self.at_present(|moment| {
            let lead = moment.view.owner_of(lead.0);
            let rows = moment
                .view
                .stages
                .iter()
                .filter(|row| row.lead == lead && moment.view.shows(lead, row.at));
            rows.map(|row| {
                let id = moment.stage(row.stage).map(|(id, _)| id.to_string());
                // Columns hold whole seconds.
                (
                    instant(row.at / 1000 * 1000),
                    if row.entry == Entry::Removed {
                        None
                    } else {
                        id
                    },
                )
            })
            .collect()
        })
    }

    fn route(&self, call: &Call, parts: &[&str]) -> Answer {
        let options = &self.0.options;
        let query = Node::parse(&call.query);
        let sees = |area: Area| !options.hidden.contains(&area);
        if call.method != Method::GET {
            return refusal::no_route(&call.path);
        }
        match parts {
            ["api", "contacts", ..] | ["api", "companies", ..] if !sees(Area::Contacts) => {
                refusal::forbidden()
            }
            ["api", "contacts"] => self.at_present(|moment| contacts::list(moment, &query)),
            ["api", "contacts", id] => match id.parse() {
                Ok(id) => self.at_present(|moment| contacts::one(moment, lead_of(id), &query)),
                Err(_) => refusal::no_such_path(&call.path),
            },
            ["api", "companies"] => self.at_present(|moment| companies::list(moment, &query)),
            ["api", "companies", id] => match id.parse() {
                Ok(id) => self.at_present(|moment| companies::one(moment, id)),
                Err(_) => refusal::no_such_path(&call.path),
            },
            ["api", "stats"] => directory(),
            ["api", "stats", table] => {
                self.at_present(|moment| stats::rows(moment, table, &query, &options.hidden))
            }
            ["api", "users", "self"] => assets::myself(&options.user),
            ["api", list] | ["api", list, _] => match List::parse(list) {
                None => refusal::no_route(&call.path),
                Some(list) if !sees(list.area()) => refusal::forbidden(),
                Some(list) => match parts.get(2).map(|id| id.parse()) {
                    None => self.at_present(|moment| list.answer(moment, &query)),
                    Some(Ok(id)) => self.at_present(|moment| list.one(moment, id)),
                    Some(Err(_)) => refusal::no_such_path(&call.path),
                },
            },
            _ => refusal::no_route(&call.path),
        }
    }

    /// The headers that tell what is left of the hour.
    fn limited(&self, answer: Answer, left: Option<u32>) -> Answer {
        let (Some(left), Some(limit)) = (left, self.0.options.per_hour) else {
            return answer;
        };
        let reset = self.0.clock.now().as_second() + self.gate().seconds_left() as i64;
        answer
            .with("x-ratelimit-limit", limit)
            .with("x-ratelimit-remaining", left)
            .with("x-ratelimit-reset", reset)
    }
}

impl Tool for Site {
    fn answer(&self, call: &Call) -> Answer {
        if let Err(refusal) = access::check(call, &self.0.options) {
            return refusal;
        }
        let left = match self
            .0
            .options
            .per_hour
            .map(|limit| self.gate().admit(limit))
        {
            Some(Err(())) => return self.throttle(Quota::Rolling, None),
            Some(Ok(left)) => Some(left),
            None => None,
        };
        if call.path.len() > 1 && call.path.ends_with('/') {
            // The query gets lost on the way, as it does in the real one.
            return Answer::html(301, "").with("location", call.path.trim_end_matches('/'));
        }
        let answer = self.route(call, &call.parts());
        let versioned = !(answer.status == 500 || answer.unknown_route);
        let answer = if versioned {
            answer.with("mautic-version", "5.1.1")
        } else {
            answer
        };
        self.limited(answer, left)
    }

    fn broke(&self) -> Answer {
        refusal::broke()
    }

    fn throttle(&self, _quota: Quota, retry_after: Option<u32>) -> Answer {
        let answer = refusal::throttled(self.0.options.per_hour.unwrap_or(200));
        let answer = match retry_after {
            Some(seconds) => answer.with("retry-after", seconds),
            None => answer,
        };
        self.limited(answer, Some(0))
    }

    fn deny(&self) -> Answer {
        refusal::wrong_credentials()
    }

    /// The log tables refuse inside an answer with status 200.
    fn forbid(&self, path: &str) -> Answer {
        if path.starts_with("/api/stats/") {
            refusal::forbidden_table()
        } else {
            refusal::forbidden()
        }
    }

    fn miss(&self) -> Answer {
        refusal::not_found()
    }
}
