//! An interaction and how far the bot has got with it.
//!
//! Lives here: kinds of interactions and the states of their answers. Must not live here: what may follow what.

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

/// What somebody did.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Sent a slash command.
    Command,
    /// Pressed a button or chose from a menu.
    Component,
    /// Is typing an option of this type.
    Autocomplete { option_type: u64 },
    /// Sent a modal that this interaction had opened.
    Modal,
}

/// How the bot has acknowledged it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ack {
    /// Not yet.
    Waiting,
    /// With a message.
    Replied,
    /// "Thinking…": a message is to follow.
    Deferred,
    /// With an edit of the message whose button was pressed.
    Updated,
    /// An edit of that message may follow.
    DeferredUpdate,
    /// With suggestions.
    Choices(Vec<Value>),
    /// With a modal.
    Modal(Value),
}

/// An interaction.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    pub(super) id: u64,
    pub(super) token: String,
    pub(super) kind: Kind,
    pub(super) member: u64,
    pub(super) channel: u64,
    /// The message whose button was pressed.
    pub(super) source: Option<u64>,
    /// The interaction that opened the modal which this one sends.
    pub(super) opener: Option<u64>,
    /// On the machine's clock: three seconds for the first answer.
    pub(super) born: Instant,
    /// On the sandbox's clock: fifteen minutes for the token.
    pub(super) created_at: Timestamp,
    pub(super) ack: Ack,
    /// The message that `@original` means.
    pub(super) original: Option<u64>,
    pub(super) followups: Vec<u64>,
    /// Whether `@original` was edited after a deferred update.
    pub(super) edited: bool,
}

/// What every token starts with; the interaction's id follows.
const TOKEN_START: &str = "aW50ZXJhY3Rpb246";

impl Pending {
    /// The token of an interaction.
    pub(super) fn token_of(id: u64) -> String {
        format!("{TOKEN_START}{id:x}")
    }

    /// The id that a token carries.
    pub(super) fn id_in(token: &str) -> Option<u64> {
        u64::from_str_radix(token.strip_prefix(TOKEN_START)?, 16).ok()
    }

    pub(super) fn is_command(&self) -> bool {
        self.kind == Kind::Command
    }

    /// The number of the kind in Discord's JSON.
    pub(super) fn kind_number(&self) -> u8 {
        match self.kind {
            Kind::Command => 2,
            Kind::Component => 3,
            Kind::Autocomplete { .. } => 4,
            Kind::Modal => 5,
        }
    }
}
