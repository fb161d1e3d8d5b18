//! From a draft to a message.
//!
//! Lives here: making and changing stored messages. Must not live here: who may, routes.

use serde_json::Value;

use super::call::Upload;
use super::mention::{Mentions, written};
use super::message::{StoredFile, StoredMessage};
use super::message_form::{Draft, EPHEMERAL, LOADING};
use super::payload;
use super::permission::Permissions;
use super::refusal::{FormError, Refusal, invalid_form};
use super::state::{Shared, State};

/// Where a new message stands and whose it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) channel: u64,
    pub(super) author: u64,
    /// The only one who sees it.
    pub(super) ephemeral_for: Option<u64>,
    /// The interaction that it answers.
    pub(super) interaction: Option<u64>,
}

/// An empty message that says that the bot is thinking.
pub(super) fn think(shared: &Shared, state: &mut State, place: Place) -> u64 {
    let mut message = blank(shared, state, place);
    message.loading = true;
    let id = message.id;
    state.messages.insert(id, message);
    id
}

/// A new message. It notifies those whom it mentions.
pub(super) fn post(
    shared: &Shared,
    state: &mut State,
    place: Place,
    draft: Draft,
) -> Result<u64, Refusal> {
    let mut message = blank(shared, state, place);
    message.nonce = draft.nonce.clone();
    message.flags = draft.flags & !(EPHEMERAL | LOADING);
    fill(shared, state, &mut message, draft)?;
    message.notified = message.mentions.clone();
    let id = message.id;
    state.messages.insert(id, message);
    Ok(id)
}

/// Changes a message: what the draft does not name stays. The first words of a message that was only thinking make
/// it a new one; every other change is an edit.
pub(super) fn amend(
    shared: &Shared,
    state: &mut State,
    id: u64,
    draft: Draft,
) -> Result<(), Refusal> {
    let stored = state.messages.get(&id).ok_or(Refusal::UNKNOWN_MESSAGE)?;
    let mut message = stored.clone();
    fill(shared, state, &mut message, draft)?;
    if message.loading {
        message.loading = false;
        message.notified = message.mentions.clone();
    } else {
        message.edited_at = Some(shared.now());
    }
    state.messages.insert(id, message);
    Ok(())
}

fn blank(shared: &Shared, state: &mut State, place: Place) -> StoredMessage {
    let now = shared.now();
    StoredMessage {
        id: state.snowflakes.next(now),
        channel: place.channel,
        author: place.author,
        content: String::new(),
        embeds: Vec::new(),
        components: Vec::new(),
        attachments: Vec::new(),
        nonce: None,
        mentions: Mentions::default(),
        notified: Mentions::default(),
        created_at: now,
        edited_at: None,
        ephemeral_for: place.ephemeral_for,
        interaction: place.interaction,
        loading: false,
        flags: 0,
    }
}

fn fill(
    shared: &Shared,
    state: &mut State,
    message: &mut StoredMessage,
    draft: Draft,
) -> Result<(), Refusal> {
    if let Some(kept) = &draft.files.kept {
        known(message, kept)?;
        message.attachments.retain(|file| kept.contains(&file.id));
    }
    for upload in draft.files.new {
        let id = state.snowflakes.next(shared.now());
        message.attachments.push(keep(id, upload));
    }
    if let Some(content) = draft.content {
        let allowed = draft.allowed.filter(written(&content));
        message.mentions = possible(shared, state, message.channel, allowed);
        message.content = content;
    }
    if let Some(embeds) = draft.embeds {
        message.embeds = embeds;
    }
    if let Some(components) = draft.components {
        message.components = components;
    }
    if message.is_empty() {
        return Err(Refusal::EMPTY_MESSAGE);
    }
    link_pictures(message)
}

/// What `attachments` names is a file of this request or one that is there.
fn known(message: &StoredMessage, kept: &[u64]) -> Result<(), Refusal> {
    let is_there = |id: &u64| message.attachments.iter().any(|file| file.id == *id);
    match kept.iter().find(|id| !is_there(id)) {
        None => Ok(()),
        Some(id) => Err(invalid_form(&[FormError {
            at: "attachments".to_owned(),
            code: "ATTACHMENT_NOT_FOUND",
            message: format!("There is no file for attachment id {id}."),
        }])),
    }
}

fn keep(id: u64, upload: Upload) -> StoredFile {
    StoredFile {
        id,
        name: upload.name,
        content_type: upload.content_type,
        description: upload.description,
        bytes: upload.bytes,
    }
}

/// What is left of mentions where only known members and roles can be mentioned, and everyone with permission only.
fn possible(shared: &Shared, state: &State, channel: u64, wanted: Mentions) -> Mentions {
    let options = &shared.options;
    let may_all = shared
        .bot_may(state, channel)
        .contain(Permissions::MENTION_EVERYONE);
    let user_known = |id: &u64| payload::user_by_id(options, *id).is_some();
    let role_open = |id: &u64| {
        options
            .role(*id)
            .is_some_and(|role| role.mentionable || may_all)
    };
    Mentions {
        everyone: wanted.everyone && may_all,
        users: wanted.users.into_iter().filter(user_known).collect(),
        roles: wanted.roles.into_iter().filter(role_open).collect(),
    }
}

/// Pictures that mean a file of the message get its address; they cannot mean one that is not there.
fn link_pictures(message: &mut StoredMessage) -> Result<(), Refusal> {
    let (channel, files) = (message.channel, &message.attachments);
    for (place, embed) in message.embeds.iter_mut().enumerate() {
        for key in ["image", "thumbnail"] {
            let Some(url) = embed
                .get_mut(key)
                .and_then(|picture| picture.get_mut("url"))
            else {
                continue;
            };
            let Some(name) = url
                .as_str()
                .and_then(|url| url.strip_prefix("attachment://"))
            else {
                continue;
            };
            let Some(file) = files.iter().find(|file| file.name == name) else {
                return Err(invalid_form(&[FormError {
                    at: format!("embeds.{place}.{key}.url"),
                    code: "REFERENCED_ATTACHMENT_NOT_FOUND",
                    message: format!("The referenced attachment {name} was not found."),
                }]));
            };
            *url = Value::from(payload::file_url(channel, file.id, &file.name));
        }
    }
    Ok(())
}
