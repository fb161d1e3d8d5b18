//! Waiting for something to happen, for a bounded time.
//!
//! Lives here: the waits. Must not live here: waiting for an answer, which its interaction does.

use std::time::Duration;

use serde_json::Value;

use super::Discord;
use super::answer::{PATIENCE, TimedOut};
use super::message::StoredMessage;

impl Discord {
    /// Waits until a bot is connected to the gateway and has been told everything.
    ///
    /// # Errors
    /// None was in time.
    pub async fn wait_for_gateway(&self) -> Result<(), TimedOut> {
        let live = |discord: &Discord| discord.shared.look().gateway.is_live().then_some(());
        self.until("a bot at the gateway", live).await
    }

    /// Waits until commands are registered.
    ///
    /// # Errors
    /// None were in time.
    pub async fn wait_for_commands(&self) -> Result<Vec<Value>, TimedOut> {
        let some = |discord: &Discord| {
            Some(discord.registered_commands()).filter(|commands| !commands.is_empty())
        };
        self.until("registered commands", some).await
    }

    /// Waits until at least `count` messages stand in a channel; tells all of them.
    ///
    /// # Errors
    /// There were fewer in time.
    pub async fn wait_for_messages(
        &self,
        channel: u64,
        count: usize,
    ) -> Result<Vec<StoredMessage>, TimedOut> {
        let enough = |discord: &Discord| {
            Some(discord.messages(channel)).filter(|messages| messages.len() >= count)
        };
        self.until("messages", enough).await
    }

    /// Waits until `find` finds something, looking again after every change. `what` names it.
    ///
    /// # Errors
    /// It did not within twenty seconds of real time.
    pub async fn until<T>(
        &self,
        what: &str,
        find: impl FnMut(&Discord) -> Option<T>,
    ) -> Result<T, TimedOut> {
        self.until_within(PATIENCE, what, find).await
    }

    /// Waits for at most `patience` of real time until `find` finds something.
    ///
    /// # Errors
    /// It did not.
    pub async fn until_within<T>(
        &self,
        patience: Duration,
        what: &str,
        mut find: impl FnMut(&Discord) -> Option<T>,
    ) -> Result<T, TimedOut> {
        let mut changes = self.shared.changes();
        let wait = async {
            loop {
                if let Some(found) = find(self) {
                    return Some(found);
                }
                changes.changed().await.ok()?;
            }
        };
        let found = tokio::time::timeout(patience, wait).await.ok().flatten();
        found.ok_or_else(|| TimedOut(format!("no {what} within {} s", patience.as_secs())))
    }
}
