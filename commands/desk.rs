//! The desk: where questions from a chat or a terminal are answered.
//!
//! Lives here: what whoever carries questions may ask of whoever answers them. Must not live here: how
//! either does it.

use std::{fmt::Debug, pin::Pin};

use report::{locale::Locale, message::Message};

use crate::{
    asked::{Asked, Caller, Origin},
    reply::{Reply, UserError},
    table::{OptionSpec, Spec},
};

/// An answer on its way.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Answers questions. Every failure has become a reply by the time it leaves the desk.
pub trait Desk: Debug + Send + Sync {
    /// Answers a command.
    fn answer(&self, asked: Asked) -> Soon<'_, Reply>;

    /// Answers the press of a button.
    fn press(&self, pressed: Pressed) -> Soon<'_, PressReply>;

    /// Offers values for an option that somebody is typing, best first.
    fn complete(&self, begun: Begun) -> Soon<'_, Vec<Offer>>;

    /// What is shown instead of an answer where the question itself was wrong.
    fn refuse(&self, error: &UserError, locale: Locale) -> Message;

    /// What is shown where answering failed; `reference` also stands in the log.
    fn apologise(&self, reference: &str, locale: Locale) -> Message;
}

/// A pressed button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    /// The button's key.
    pub key: String,
    /// Who pressed it.
    pub caller: Caller,
    /// The language of the one who pressed it.
    pub locale: Locale,
    /// Where it was pressed.
    pub origin: Origin,
}

/// What a press does.
#[derive(Debug, Clone, PartialEq)]
pub enum PressReply {
    /// The message of the button becomes this one, for everybody.
    Edit(Message),
    /// Only the one who pressed sees this; the message stays as it is.
    Ephemeral(Message),
    /// Everybody in the channel sees this; the message of the button stays as it is.
    Public(Message),
    /// The message of the button, which only one person sees, becomes `here`; the one it speaks of becomes
    /// `there`, for everybody.
    EditBoth {
        /// The list.
        here: Message,
        /// The message in its channel; `None` where it is not there yet.
        there: Option<Posted>,
    },
}

/// A message of the bot's that stands in a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Posted {
    /// The channel.
    pub channel: u64,
    /// The chat's id of it.
    pub message_id: u64,
    /// What it becomes.
    pub message: Message,
}

/// A value that somebody has begun to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The command.
    pub spec: &'static Spec,
    /// The option.
    pub option: &'static OptionSpec,
    /// What stands there so far.
    pub typed: String,
    /// The language of the one who types.
    pub locale: Locale,
}

/// A value that is offered while somebody types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// How it is shown.
    pub name: String,
    /// What is taken where it is chosen.
    pub value: String,
}

impl Offer {
    /// A value that is shown as it is.
    pub fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self {
            name: value.clone(),
            value,
        }
    }
}
