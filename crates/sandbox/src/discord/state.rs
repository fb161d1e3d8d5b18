//! What the imitated Discord remembers.
//!
//! Lives here: messages, commands, interactions, sessions, and waiting for them to change. Must not live here: rules.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::watch;

use super::fault::Orders;
use super::message::StoredMessage;
use super::options::DiscordOptions;
use super::pending::Pending;
use super::permission::Permissions;
use super::session::Gateway;
use super::snowflake::Snowflakes;

/// A request that the bot made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The HTTP method.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The instant on the sandbox's clock.
    pub at: Timestamp,
}

/// A registered command, in the form that REST shows.
#[derive(Debug, Clone)]
pub(super) struct Registered {
    /// The server it is registered in; None: everywhere.
    pub(super) guild: Option<u64>,
    pub(super) command: Value,
}

/// Everything that changes.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) snowflakes: Snowflakes,
    pub(super) messages: BTreeMap<u64, StoredMessage>,
    pub(super) commands: Vec<Registered>,
    pub(super) interactions: HashMap<u64, Pending>,
    pub(super) gateway: Gateway,
    pub(super) orders: Orders,
    pub(super) unknown_routes: Vec<String>,
    pub(super) asked: Vec<Asked>,
    denied: HashMap<u64, Permissions>,
}

impl State {
    /// What the bot is denied in a channel.
    pub(super) fn denied(&self, channel: u64) -> Permissions {
        self.denied.get(&channel).copied().unwrap_or_default()
    }

    /// Sets what the bot is denied in a channel.
    pub(super) fn deny(&mut self, channel: u64, permissions: Permissions) {
        self.denied.insert(channel, permissions);
    }

    /// The messages of a channel that everybody sees, oldest first.
    pub(super) fn visible(&self, channel: u64) -> impl DoubleEndedIterator<Item = &StoredMessage> {
        self.messages
            .values()
            .filter(move |message| message.channel == channel && message.ephemeral_for.is_none())
    }

    /// The interaction with this token.
    pub(super) fn by_token(&self, token: &str) -> Option<&Pending> {
        let pending = self.interactions.get(&Pending::id_in(token)?)?;
        (pending.token == token).then_some(pending)
    }
}

/// What the servers and the people's side share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) options: DiscordOptions,
    /// `http://127.0.0.1:PORT` and `ws://127.0.0.1:PORT`.
    pub(super) rest_url: String,
    pub(super) gateway_url: String,
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

impl Shared {
    pub(super) fn new(options: DiscordOptions, rest_url: String, gateway_url: String) -> Self {
        Shared {
            options,
            rest_url,
            gateway_url,
            state: Mutex::default(),
            changed: watch::Sender::new(0),
        }
    }

    /// The present instant on the sandbox's clock.
    pub(super) fn now(&self) -> Timestamp {
        self.options.clock.now()
    }

    /// Looks at the state, or changes something that nobody waits for.
    pub(super) fn look(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes those who wait for a change.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let outcome = change(&mut self.look());
        self.changed.send_modify(|version| *version += 1);
        outcome
    }

    /// A receiver that is told of every change from now on.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Waits until `find` finds something in the state, for at most `patience` of real time.
    pub(super) async fn until<T>(
        &self,
        patience: Duration,
        mut find: impl FnMut(&State) -> Option<T>,
    ) -> Option<T> {
        let mut changes = self.changes();
        let wait = async {
            loop {
                if let Some(found) = find(&self.look()) {
                    return Some(found);
                }
                if changes.changed().await.is_err() {
                    return None;
                }
            }
        };
        tokio::time::timeout(patience, wait).await.ok().flatten()
    }

    /// What the bot may do in a channel.
    pub(super) fn bot_may(&self, state: &State, channel: u64) -> Permissions {
        let given = self.options.bot_permissions;
        if given.contain(Permissions::ADMINISTRATOR) {
            return given;
        }
        given & !state.denied(channel)
    }
}
