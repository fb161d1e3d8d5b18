//! Waiting for what the bot answers.
//!
//! Lives here: the handle of an interaction and its answer. Must not live here: how it began.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::message::StoredMessage;
use super::pending::{Ack, Pending};
use super::person::{self, Unsendable};
use super::state::{Shared, State};

/// How long an answer is waited for, in real time, unless told otherwise.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// Something that was waited for did not happen; the sentence says what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedOut(pub String);

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TimedOut {}

/// An interaction that somebody has begun.
#[derive(Debug, Clone)]
pub struct Interaction {
    pub(super) shared: Arc<Shared>,
    pub(super) id: u64,
}

/// How the bot answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// With a message at once.
    Reply,
    /// With a message after "thinking…".
    DeferredReply,
    /// By changing the message whose button was pressed, at once.
    Update,
    /// By changing it later.
    DeferredUpdate,
    /// With a further message after it had promised to change the one whose button was pressed.
    FollowUp,
    /// With suggestions.
    Choices,
    /// With a modal.
    Modal,
}

/// What the bot answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// How.
    pub way: Way,
    /// The message that is the answer: a new one, or the one that was changed.
    pub message: Option<StoredMessage>,
    /// Its text; empty where there is no message.
    pub content: String,
    /// Its embeds, as Discord's JSON.
    pub embeds: Vec<Value>,
    /// Its rows of buttons, as Discord's JSON.
    pub components: Vec<Value>,
    /// Whether only the asker sees it.
    pub ephemeral: bool,
    /// Whether the bot first said that it is thinking.
    pub deferred: bool,
    /// The message that was changed, where the answer is a change.
    pub updated_message: Option<u64>,
    /// The suggestions.
    pub choices: Vec<Choice>,
    /// The modal, as Discord's JSON.
    pub modal: Option<Value>,
}

/// A suggestion for an option.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What is shown.
    pub name: String,
    /// What is sent.
    pub value: Value,
}

impl Answer {
    /// All the words of the answer in the order in which one reads them.
    pub fn text(&self) -> String {
        self.message
            .as_ref()
            .map(StoredMessage::text)
            .unwrap_or_default()
    }
}

impl Interaction {
    /// Its id.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Waits for the answer. A deferral alone is none.
    ///
    /// # Errors
    /// None came in time; the sentence says how far the bot got.
    pub async fn answer(&self) -> Result<Answer, TimedOut> {
        self.answer_within(PATIENCE).await
    }

    /// Waits for the answer for at most `patience` of real time.
    ///
    /// # Errors
    /// None came in time; the sentence says how far the bot got.
    pub async fn answer_within(&self, patience: Duration) -> Result<Answer, TimedOut> {
        let found = self.shared.until(patience, |state| {
            let pending = state.interactions.get(&self.id)?;
            read(state, pending)
        });
        found.await.ok_or_else(|| self.late("no answer"))
    }

    /// Waits until the bot has at least acknowledged it.
    ///
    /// # Errors
    /// It did not in time.
    pub async fn acknowledged(&self) -> Result<(), TimedOut> {
        let found = self.shared.until(PATIENCE, |state| {
            let pending = state.interactions.get(&self.id)?;
            (pending.ack != Ack::Waiting).then_some(())
        });
        found.await.ok_or_else(|| self.late("no acknowledgement"))
    }

    /// Waits until `count` further messages have followed the answer; tells them in their order.
    ///
    /// # Errors
    /// Fewer came in time.
    pub async fn follow_ups(&self, count: usize) -> Result<Vec<StoredMessage>, TimedOut> {
        let found = self.shared.until(PATIENCE, |state| {
            let pending = state.interactions.get(&self.id)?;
            let all: Vec<StoredMessage> = followed(state, pending).cloned().collect();
            (all.len() >= count).then_some(all)
        });
        found.await.ok_or_else(|| self.late("too few follow-ups"))
    }

    /// Sends the modal with which the bot answered this interaction, with `values` (key and text) in its inputs.
    ///
    /// # Errors
    /// There is no modal, or it has no such input, or a required one is left empty.
    pub fn submit(&self, values: &[(&str, &str)]) -> Result<Interaction, Unsendable> {
        let id = person::submit(&self.shared, self.id, values)?;
        let shared = Arc::clone(&self.shared);
        Ok(Interaction { shared, id })
    }

    fn late(&self, what: &str) -> TimedOut {
        let state = self.shared.look();
        let got = state.interactions.get(&self.id).map(|each| &each.ack);
        TimedOut(format!(
            "{what} to interaction {} in time (the bot got as far as {got:?})",
            self.id
        ))
    }
}

fn followed<'a>(state: &'a State, pending: &'a Pending) -> impl Iterator<Item = &'a StoredMessage> {
    pending
        .followups
        .iter()
        .filter_map(|id| state.messages.get(id))
}

fn read(state: &State, pending: &Pending) -> Option<Answer> {
    let original = pending.original.and_then(|id| state.messages.get(&id));
    let original = original.filter(|message| !message.loading);
    let first = followed(state, pending).next();
    match &pending.ack {
        Ack::Waiting => None,
        Ack::Replied => original.or(first).map(|message| with(Way::Reply, message)),
        Ack::Deferred => original
            .or(first)
            .map(|message| with(Way::DeferredReply, message)),
        Ack::Updated => original.map(|message| with(Way::Update, message)),
        Ack::DeferredUpdate if pending.edited => {
            original.map(|message| with(Way::DeferredUpdate, message))
        }
        Ack::DeferredUpdate => first.map(|message| with(Way::FollowUp, message)),
        Ack::Choices(choices) => Some(Answer {
            choices: choices.iter().map(read_choice).collect(),
            ..without(Way::Choices)
        }),
        Ack::Modal(modal) => Some(Answer {
            modal: Some(modal.clone()),
            ..without(Way::Modal)
        }),
    }
}

fn read_choice(choice: &Value) -> Choice {
    Choice {
        name: choice["name"].as_str().unwrap_or_default().to_owned(),
        value: choice["value"].clone(),
    }
}

fn without(way: Way) -> Answer {
    Answer {
        way,
        message: None,
        content: String::new(),
        embeds: Vec::new(),
        components: Vec::new(),
        ephemeral: false,
        deferred: false,
        updated_message: None,
        choices: Vec::new(),
        modal: None,
    }
}

fn with(way: Way, message: &StoredMessage) -> Answer {
    Answer {
        content: message.content.clone(),
        embeds: message.embeds.clone(),
        components: message.components.clone(),
        ephemeral: message.ephemeral_for.is_some(),
        deferred: matches!(way, Way::DeferredReply | Way::DeferredUpdate),
        updated_message: matches!(way, Way::Update | Way::DeferredUpdate).then_some(message.id),
        message: Some(message.clone()),
        ..without(way)
    }
}
