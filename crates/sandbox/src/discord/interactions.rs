//! Answers to interactions: the first one within three seconds, what follows within fifteen minutes.
//!
//! Lives here: the callback and the webhook routes and their rules. Must not live here: how interactions begin.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Map, Value};

use super::call::Call;
use super::channels::shown;
use super::command_form::read_choices;
use super::component_form::read_modal;
use super::form::Form;
use super::message_form::{Draft, EPHEMERAL, read_draft};
use super::pending::{Ack, Kind, Pending};
use super::posting::{self, Place};
use super::real;
use super::refusal::Refusal;
use super::routes::{Outcome, Reply};
use super::snowflake::read_id;
use super::state::{Shared, State};

/// How long the first answer may take, in real time.
pub(super) const FIRST_ANSWER: Duration = Duration::from_secs(3);
/// How long a token can be used, on the sandbox's clock.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(15);

/// The first answer to an interaction. Of two at the same instant one wins.
pub(super) fn callback(shared: &Shared, call: &Call, interaction: &str, token: &str) -> Outcome {
    let body = call.body.as_ref().map_err(Clone::clone)?;
    shared.change(|state| {
        let found = read_id(interaction).and_then(|id| state.interactions.get(&id));
        let pending = found.filter(|pending| pending.token == token);
        let pending = pending.ok_or(Refusal::UNKNOWN_INTERACTION)?.clone();
        if pending.ack != Ack::Waiting {
            return Err(Refusal::ALREADY_ACKNOWLEDGED);
        }
        if real::instant().duration_since(pending.born) > FIRST_ANSWER {
            return Err(Refusal::UNKNOWN_INTERACTION);
        }
        let (ack, original) = acknowledge(shared, state, call, body, &pending)?;
        if let Some(pending) = state.interactions.get_mut(&pending.id) {
            pending.ack = ack;
            pending.original = original;
        }
        Ok(Reply::Empty)
    })
}

/// Carries out a callback; tells the new state and which message `@original` is from now on.
fn acknowledge(
    shared: &Shared,
    state: &mut State,
    call: &Call,
    body: &Value,
    pending: &Pending,
) -> Result<(Ack, Option<u64>), Refusal> {
    let kind = body.get("type").and_then(Value::as_u64);
    let content = body.get("data").unwrap_or(&Value::Null);
    let autocomplete = matches!(pending.kind, Kind::Autocomplete { .. });
    match (kind, pending.source, &pending.kind) {
        (Some(4), _, _) if !autocomplete => {
            let draft = read_draft(content, "data", &call.uploads)?;
            let place = answer_place(shared, pending, draft.flags);
            let message = posting::post(shared, state, place, draft)?;
            Ok((Ack::Replied, Some(message)))
        }
        (Some(5), _, _) if !autocomplete => {
            let flags = content.get("flags").and_then(Value::as_u64);
            let place = answer_place(shared, pending, flags.unwrap_or_default());
            let message = posting::think(shared, state, place);
            Ok((Ack::Deferred, Some(message)))
        }
        (Some(6), Some(source), _) => Ok((Ack::DeferredUpdate, Some(source))),
        (Some(7), Some(source), _) => {
            if !content.is_null() {
                let draft = read_draft(content, "data", &call.uploads)?;
                posting::amend(shared, state, source, draft)?;
            }
            Ok((Ack::Updated, Some(source)))
        }
        (Some(8), _, Kind::Autocomplete { option_type }) => {
            let choices = suggest(content, *option_type)?;
            Ok((Ack::Choices(choices), None))
        }
        (Some(9), _, Kind::Command | Kind::Component) => {
            let mut form = Form::default();
            let empty = Map::new();
            read_modal(&mut form, "data", content.as_object().unwrap_or(&empty));
            form.finish()?;
            Ok((Ack::Modal(content.clone()), None))
        }
        _ => {
            let mut form = Form::default();
            form.not_a_choice("type", allowed_types(pending));
            form.finish()?;
            Err(Refusal::UNKNOWN_INTERACTION)
        }
    }
}

fn allowed_types(pending: &Pending) -> &'static str {
    match (&pending.kind, pending.source) {
        (Kind::Autocomplete { .. }, _) => "8",
        (Kind::Command, _) => "4, 5, 9",
        (Kind::Component, _) => "4, 5, 6, 7, 9",
        (Kind::Modal, Some(_)) => "4, 5, 6, 7",
        (Kind::Modal, None) => "4, 5",
    }
}

fn suggest(content: &Value, option_type: u64) -> Result<Vec<Value>, Refusal> {
    let mut form = Form::default();
    let choices = content.get("choices");
    if choices.is_none_or(Value::is_null) {
        form.missing("data.choices");
    }
    read_choices(&mut form, "data.choices", choices, option_type);
    form.finish()?;
    Ok(choices
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default())
}

fn answer_place(shared: &Shared, pending: &Pending, flags: u64) -> Place {
    Place {
        channel: pending.channel,
        author: shared.options.application_id,
        ephemeral_for: (flags & EPHEMERAL != 0).then_some(pending.member),
        interaction: Some(pending.id),
    }
}

/// The interaction that a webhook path means, if it is acknowledged and its token still lives.
fn acknowledged(
    shared: &Shared,
    state: &State,
    application: &str,
    token: &str,
) -> Result<Pending, Refusal> {
    let now = shared.now();
    if read_id(application) != Some(shared.options.application_id) {
        return Err(Refusal::UNKNOWN_WEBHOOK);
    }
    let pending = state.by_token(token).ok_or(Refusal::UNKNOWN_WEBHOOK)?;
    if pending.ack == Ack::Waiting {
        return Err(Refusal::UNKNOWN_WEBHOOK);
    }
    if now.duration_since(pending.created_at) > TOKEN_LIFE {
        return Err(Refusal::EXPIRED_TOKEN);
    }
    Ok(pending.clone())
}

/// A further message. Right after a deferral it is the answer itself.
pub(super) fn follow_up(shared: &Shared, call: &Call, application: &str, token: &str) -> Outcome {
    let body = call.body.as_ref().map_err(Clone::clone)?;
    shared.change(|state| {
        let pending = acknowledged(shared, state, application, token)?;
        let draft = read_draft(body, "", &call.uploads)?;
        let thinking = pending.original.filter(|id| {
            let message = state.messages.get(id);
            message.is_some_and(|message| message.loading)
        });
        let id = match thinking {
            Some(original) => {
                posting::amend(shared, state, original, draft)?;
                original
            }
            None => add_follow_up(shared, state, &pending, draft)?,
        };
        shown(shared, state, id)
    })
}

fn add_follow_up(
    shared: &Shared,
    state: &mut State,
    pending: &Pending,
    draft: Draft,
) -> Result<u64, Refusal> {
    let place = answer_place(shared, pending, draft.flags);
    let id = posting::post(shared, state, place, draft)?;
    if let Some(pending) = state.interactions.get_mut(&pending.id) {
        pending.followups.push(id);
    }
    Ok(id)
}

/// The message that a webhook path means: `@original` or one of the follow-ups.
fn meant(state: &State, pending: &Pending, message: &str) -> Result<u64, Refusal> {
    let id = match message {
        "@original" => pending.original,
        other => read_id(other)
            .filter(|id| pending.followups.contains(id) || pending.original == Some(*id)),
    };
    id.filter(|id| state.messages.contains_key(id))
        .ok_or(Refusal::UNKNOWN_MESSAGE)
}

/// Reads an answer.
pub(super) fn read(shared: &Shared, application: &str, token: &str, message: &str) -> Outcome {
    let state = shared.look();
    let pending = acknowledged(shared, &state, application, token)?;
    let id = meant(&state, &pending, message)?;
    shown(shared, &state, id)
}

/// Edits an answer.
pub(super) fn edit(
    shared: &Shared,
    call: &Call,
    application: &str,
    token: &str,
    message: &str,
) -> Outcome {
    let body = call.body.as_ref().map_err(Clone::clone)?;
    shared.change(|state| {
        let pending = acknowledged(shared, state, application, token)?;
        let id = meant(state, &pending, message)?;
        let draft = read_draft(body, "", &call.uploads)?;
        posting::amend(shared, state, id, draft)?;
        if let Some(pending) = state.interactions.get_mut(&pending.id) {
            pending.edited |= pending.original == Some(id);
        }
        shown(shared, state, id)
    })
}

/// Deletes an answer.
pub(super) fn delete(shared: &Shared, application: &str, token: &str, message: &str) -> Outcome {
    shared.change(|state| {
        let pending = acknowledged(shared, state, application, token)?;
        let id = meant(state, &pending, message)?;
        state.messages.remove(&id);
        Ok(Reply::Empty)
    })
}
