//! The switches for trouble.
//!
//! Lives here: what a test can make go wrong. Must not live here: how it goes wrong.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::fault::{On, Trouble};
use super::permission::Permissions;
use super::session::Order;
use super::state::Shared;

/// Makes things go wrong on demand.
#[derive(Debug, Clone)]
pub struct Faults {
    pub(super) shared: Arc<Shared>,
}

impl Faults {
    /// Brings `trouble` over the next `times` requests that `on` covers. Orders are used up one after the other.
    pub fn order(&self, on: On, trouble: Trouble, times: u32) {
        self.shared.look().orders.add(on, trouble, times);
    }

    /// Answers the next `times` requests with 429 and this wait.
    pub fn throttle(&self, on: On, retry_after: Duration, times: u32) {
        self.order(on, Trouble::Throttle { retry_after }, times);
    }

    /// Answers the next `times` requests with a server error.
    pub fn fail(&self, on: On, status: u16, times: u32) {
        self.order(on, Trouble::Fail { status }, times);
    }

    /// Carries out the next `times` requests but closes the connection without an answer.
    pub fn lose_answer(&self, on: On, times: u32) {
        self.order(on, Trouble::LoseAnswer, times);
    }

    /// Closes the connection of the next `times` requests before anything is done.
    pub fn lose_request(&self, on: On, times: u32) {
        self.order(on, Trouble::LoseRequest, times);
    }

    /// Lets the next `times` requests lie for `wait` of real time before they are carried out.
    pub fn delay(&self, on: On, wait: Duration, times: u32) {
        self.order(on, Trouble::Delay { wait }, times);
    }

    /// Forgets all orders that are not used up.
    pub fn clear(&self) {
        self.shared.look().orders.clear();
    }

    /// Takes these permissions from the bot in a channel; `Permissions::NONE` gives all back.
    pub fn deny(&self, channel: u64, permissions: Permissions) {
        self.shared.change(|state| state.deny(channel, permissions));
    }

    /// Breaks the gateway's sockets off without a word.
    pub fn drop_gateway(&self) {
        self.gateway(&Order::Drop);
    }

    /// Asks the bot to connect again and resume (op 7).
    pub fn ask_reconnect(&self) {
        self.gateway(&Order::Send(json!({ "op": 7, "d": null }).to_string()));
    }

    /// Ends all sessions: the bot has to identify again (op 9).
    pub fn invalidate_sessions(&self) {
        let order = Order::Send(json!({ "op": 9, "d": false }).to_string());
        self.shared.change(|state| {
            state.gateway.forget_sessions();
            state.gateway.order(&order);
        });
    }

    /// Closes the gateway's sockets with this code.
    pub fn close_gateway(&self, code: u16) {
        self.gateway(&Order::Close(code, "closed on demand"));
    }

    fn gateway(&self, order: &Order) {
        self.shared.change(|state| state.gateway.order(order));
    }
}
