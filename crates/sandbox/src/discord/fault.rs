//! Trouble on demand: what goes wrong with which request, and how often.
//!
//! Lives here: the orders and matching them to requests. Must not live here: carrying them out.

use std::time::Duration;

use super::call::Call;

/// The requests that trouble befalls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// Every request.
    Anything,
    /// Sending a message to a channel.
    Sending,
    /// Reading the messages of a channel.
    History,
    /// Editing or deleting a message of a channel.
    Editing,
    /// The first answer to an interaction.
    Callback,
    /// Everything that follows the first answer to an interaction.
    Webhook,
    /// Registering commands.
    Registration,
    /// Asking where the gateway is.
    GatewayAddress,
}

impl On {
    fn covers(self, call: &Call) -> bool {
        let Some(steps) = call.steps() else {
            return self == On::Anything;
        };
        let method = call.method.as_str();
        match (self, steps.as_slice()) {
            (On::Anything, _)
            | (On::Callback, ["interactions", ..])
            | (On::Webhook, ["webhooks", ..])
            | (On::GatewayAddress, ["gateway", ..]) => true,
            (On::Sending, ["channels", _, "messages"]) => method == "POST",
            (On::History, ["channels", _, "messages", ..]) => method == "GET",
            (On::Editing, ["channels", _, "messages", _]) => method != "GET",
            (On::Registration, ["applications", .., "commands"]) => method != "GET",
            _ => false,
        }
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// 429, with the time to wait before the next try. Nothing is done.
    Throttle {
        /// How long to wait.
        retry_after: Duration,
    },
    /// A server error with this status (5xx). Nothing is done.
    Fail {
        /// The HTTP status.
        status: u16,
    },
    /// The request is carried out, but the connection closes without an answer.
    LoseAnswer,
    /// The connection closes before anything is done.
    LoseRequest,
    /// The request is carried out after a while.
    Delay {
        /// How long it lies there, in real time.
        wait: Duration,
    },
}

/// An order for trouble.
#[derive(Debug)]
pub(super) struct Order {
    on: On,
    trouble: Trouble,
    left: u32,
}

/// All orders that are still open.
#[derive(Debug, Default)]
pub(super) struct Orders {
    open: Vec<Order>,
}

impl Orders {
    /// Adds an order for the next `times` requests that `on` covers.
    pub(super) fn add(&mut self, on: On, trouble: Trouble, times: u32) {
        self.open.push(Order {
            on,
            trouble,
            left: times,
        });
        self.open.retain(|order| order.left > 0);
    }

    /// The trouble that befalls `call`; it counts as used.
    pub(super) fn strike(&mut self, call: &Call) -> Option<Trouble> {
        let order = self.open.iter_mut().find(|order| order.on.covers(call))?;
        order.left = order.left.saturating_sub(1);
        let trouble = order.trouble;
        self.open.retain(|order| order.left > 0);
        Some(trouble)
    }

    /// Forgets all orders.
    pub(super) fn clear(&mut self) {
        self.open.clear();
    }
}
