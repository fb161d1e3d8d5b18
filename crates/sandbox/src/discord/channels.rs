//! Messages in channels: sending, reading, editing, deleting.
//!
//! Lives here: these routes and who may use them. Must not live here: interactions.

use serde_json::Value;

use super::call::Call;
use super::form::Form;
use super::message::StoredMessage;
use super::message_form::{Draft, Once, read_draft};
use super::options::Channel;
use super::payload::{self, NONCE_LIFE};
use super::permission::Permissions;
use super::posting::{self, Place};
use super::refusal::Refusal;
use super::routes::{Outcome, Reply, done};
use super::snowflake::read_id;
use super::state::{Shared, State};

/// The channel, if it is there and the bot sees it.
fn seen(shared: &Shared, state: &State, channel: u64) -> Result<Channel, Refusal> {
    let found = shared.options.channel(channel);
    let found = found.ok_or(Refusal::UNKNOWN_CHANNEL)?.clone();
    if !shared
        .bot_may(state, channel)
        .contain(Permissions::VIEW_CHANNEL)
    {
        return Err(Refusal::MISSING_ACCESS);
    }
    Ok(found)
}

fn need(shared: &Shared, state: &State, channel: u64, wanted: Permissions) -> Result<(), Refusal> {
    if shared.bot_may(state, channel).contain(wanted) {
        Ok(())
    } else {
        Err(Refusal::MISSING_PERMISSIONS)
    }
}

/// What a message needs beyond seeing the channel.
fn needs(draft: &Draft) -> Permissions {
    let mut wanted = Permissions::SEND_MESSAGES;
    if draft
        .embeds
        .as_ref()
        .is_some_and(|embeds| !embeds.is_empty())
    {
        wanted = wanted | Permissions::EMBED_LINKS;
    }
    if !draft.files.new.is_empty() {
        wanted = wanted | Permissions::ATTACH_FILES;
    }
    wanted
}

/// The channel.
pub(super) fn show(shared: &Shared, channel: u64) -> Outcome {
    let state = shared.look();
    let channel = seen(shared, &state, channel)?;
    done(payload::channel(&shared.options, &state, &channel))
}

/// "… is typing".
pub(super) fn typing(shared: &Shared, channel: u64) -> Outcome {
    let state = shared.look();
    seen(shared, &state, channel)?;
    need(shared, &state, channel, Permissions::SEND_MESSAGES)?;
    Ok(Reply::Empty)
}

/// Sends a message. With an enforced nonce that was used a short while ago the message of then is answered.
pub(super) fn send(shared: &Shared, call: &Call, channel: u64) -> Outcome {
    shared.change(|state| {
        seen(shared, state, channel)?;
        need(shared, state, channel, Permissions::SEND_MESSAGES)?;
        let draft = read_draft(call.body.as_ref().map_err(Clone::clone)?, "", &call.uploads)?;
        need(shared, state, channel, needs(&draft))?;
        let id = match earlier(shared, state, &draft) {
            Some(id) => id,
            None => {
                let place = Place {
                    channel,
                    author: shared.options.application_id,
                    ephemeral_for: None,
                    interaction: None,
                };
                posting::post(shared, state, place, draft)?
            }
        };
        shown(shared, state, id)
    })
}

/// The message that this author sent with the same nonce, within the nonce's short life.
fn earlier(shared: &Shared, state: &State, draft: &Draft) -> Option<u64> {
    if draft.once == Once::Carried {
        return None;
    }
    let nonce = draft.nonce.as_deref().filter(|nonce| !nonce.is_empty())?;
    let now = shared.now();
    let recent = |message: &&StoredMessage| now.duration_since(message.created_at) <= NONCE_LIFE;
    let same = |message: &&StoredMessage| {
        message.author == shared.options.application_id && message.nonce.as_deref() == Some(nonce)
    };
    let newest_first = state.messages.values().rev();
    let found = newest_first.take_while(recent).find(same);
    found.map(|message| message.id)
}

/// A message as JSON.
pub(super) fn shown(shared: &Shared, state: &State, id: u64) -> Outcome {
    let message = state.messages.get(&id).ok_or(Refusal::UNKNOWN_MESSAGE)?;
    done(payload::message(
        &shared.options,
        state,
        message,
        shared.now(),
    ))
}

/// The newest messages of a channel, or those around, before or after one of them; newest first. Without permission
/// to read the history there are none.
pub(super) fn history(shared: &Shared, call: &Call, channel: u64) -> Outcome {
    let state = shared.look();
    seen(shared, &state, channel)?;
    let limit = limit(call)?;
    let may = shared.bot_may(&state, channel);
    if !may.contain(Permissions::READ_MESSAGE_HISTORY) {
        return done(Value::Array(Vec::new()));
    }
    let all: Vec<&StoredMessage> = state.visible(channel).collect();
    let anchor = |key: &str| call.query(key).and_then(read_id);
    let chosen = if let Some(around) = anchor("around") {
        let middle = all.partition_point(|message| message.id < around);
        let start = middle.saturating_sub(limit / 2);
        let end = (start + limit).min(all.len());
        &all[start.min(end)..end]
    } else if let Some(after) = anchor("after") {
        let start = all.partition_point(|message| message.id <= after);
        &all[start..(start + limit).min(all.len())]
    } else {
        let before = anchor("before").unwrap_or(u64::MAX);
        let end = all.partition_point(|message| message.id < before);
        &all[end.saturating_sub(limit)..end]
    };
    let now = shared.now();
    let shown = |message: &&StoredMessage| payload::message(&shared.options, &state, message, now);
    done(chosen.iter().rev().map(shown).collect())
}

fn limit(call: &Call) -> Result<usize, Refusal> {
    let Some(text) = call.query("limit") else {
        return Ok(50);
    };
    let mut form = Form::default();
    let limit = form.whole("limit", Some(&Value::from(text)), 1..=100);
    form.finish()?;
    Ok(limit
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(50))
}

/// A message of this channel that everybody sees.
fn standing(state: &State, channel: u64, id: u64) -> Result<&StoredMessage, Refusal> {
    let message = state.messages.get(&id);
    message
        .filter(|message| message.channel == channel && message.ephemeral_for.is_none())
        .ok_or(Refusal::UNKNOWN_MESSAGE)
}

/// One message.
pub(super) fn read(shared: &Shared, channel: u64, message: u64) -> Outcome {
    let state = shared.look();
    seen(shared, &state, channel)?;
    let may = shared.bot_may(&state, channel);
    if !may.contain(Permissions::READ_MESSAGE_HISTORY) {
        return Err(Refusal::MISSING_ACCESS);
    }
    standing(&state, channel, message)?;
    shown(shared, &state, message)
}

/// Edits one of the bot's own messages.
pub(super) fn edit(shared: &Shared, call: &Call, channel: u64, message: u64) -> Outcome {
    shared.change(|state| {
        seen(shared, state, channel)?;
        if standing(state, channel, message)?.author != shared.options.application_id {
            return Err(Refusal::OTHERS_MESSAGE);
        }
        let draft = read_draft(call.body.as_ref().map_err(Clone::clone)?, "", &call.uploads)?;
        posting::amend(shared, state, message, draft)?;
        shown(shared, state, message)
    })
}

/// Deletes a message; somebody else's only with permission.
pub(super) fn delete(shared: &Shared, channel: u64, message: u64) -> Outcome {
    shared.change(|state| {
        seen(shared, state, channel)?;
        if standing(state, channel, message)?.author != shared.options.application_id {
            need(shared, state, channel, Permissions::MANAGE_MESSAGES)?;
        }
        state.messages.remove(&message);
        Ok(Reply::Empty)
    })
}
