//! What people do in their clients: typing, pressing, choosing, writing.
//!
//! Lives here: how interactions begin, only where a real client could begin them. Must not live here: their answers.

use std::fmt;

use serde_json::{Value, json};

use super::mention::written;
use super::message::StoredMessage;
use super::options::Member;
use super::payload;
use super::pending::{Ack, Kind, Pending};
use super::permission::Permissions;
use super::posting::{self, Place};
use super::real;
use super::slash::{Stage, read_line};
use super::state::{Shared, State};

/// A real client could not send this; the sentence says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsendable(pub String);

impl fmt::Display for Unsendable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsendable {}

/// What an interaction starts with.
struct Start<'a> {
    kind: Kind,
    member: &'a Member,
    channel: u64,
    source: Option<u64>,
    opener: Option<u64>,
    data: Value,
}

fn known_member(shared: &Shared, member: u64) -> Result<&Member, Unsendable> {
    let found = shared.options.member(member);
    found.ok_or_else(|| Unsendable(format!("there is no member {member}")))
}

/// Sends a command, or asks for suggestions; tells the interaction's id.
pub(super) fn slash(
    shared: &Shared,
    member: u64,
    channel: u64,
    line: &str,
    stage: Stage,
) -> Result<u64, Unsendable> {
    let member = known_member(shared, member)?;
    let wanted = Permissions::VIEW_CHANNEL | Permissions::USE_APPLICATION_COMMANDS;
    if !member.permissions.contain(wanted) {
        return Err(Unsendable(format!("{} may not use commands", member.name)));
    }
    shared.change(|state| {
        let typed = read_line(&shared.options, state, member, line, stage)?;
        let kind = match stage {
            Stage::Sent => Kind::Command,
            Stage::Typing => Kind::Autocomplete {
                option_type: typed.option_type,
            },
        };
        let start = Start {
            kind,
            member,
            channel,
            source: None,
            opener: None,
            data: typed.data,
        };
        begin(shared, state, start)
    })
}

/// A press of a button, or a choice from a menu.
#[derive(Debug, Clone, Copy)]
pub(super) struct Press<'a> {
    pub(super) member: u64,
    pub(super) message: u64,
    pub(super) custom_id: &'a str,
    /// What is chosen from a menu; empty for a button.
    pub(super) values: &'a [&'a str],
}

/// Presses one after the other within one instant: the bot learns of all of them before it can answer any.
pub(super) fn press_all(shared: &Shared, presses: &[Press<'_>]) -> Result<Vec<u64>, Unsendable> {
    shared.change(|state| {
        presses
            .iter()
            .map(|press| press_one(shared, state, *press))
            .collect()
    })
}

fn press_one(shared: &Shared, state: &mut State, press: Press<'_>) -> Result<u64, Unsendable> {
    let member = known_member(shared, press.member)?;
    let message = state.messages.get(&press.message);
    let seen =
        |message: &&StoredMessage| message.ephemeral_for.is_none_or(|only| only == member.id);
    let Some(message) = message.filter(seen) else {
        let why = format!("{} sees no message {}", member.name, press.message);
        return Err(Unsendable(why));
    };
    let Some(part) = message.usable(press.custom_id) else {
        let why = format!(
            "`{}` cannot be pressed under message {}",
            press.custom_id, press.message
        );
        return Err(Unsendable(why));
    };
    let mut data = json!({ "component_type": part["type"], "custom_id": press.custom_id });
    if part["type"] == 2 {
        if !press.values.is_empty() {
            return Err(Unsendable("a button has nothing to choose from".to_owned()));
        }
    } else {
        choose(part, press.values)?;
        data["values"] = json!(press.values);
    }
    let start = Start {
        kind: Kind::Component,
        member,
        channel: message.channel,
        source: Some(message.id),
        opener: None,
        data,
    };
    begin(shared, state, start)
}

fn choose(menu: &Value, values: &[&str]) -> Result<(), Unsendable> {
    let options = menu["options"].as_array().map_or(&[][..], Vec::as_slice);
    let bound = |key: &str| menu[key].as_u64().unwrap_or(1);
    let count = values.len() as u64;
    if count < bound("min_values") || count > bound("max_values") {
        return Err(Unsendable(format!("{count} values cannot be chosen here")));
    }
    let listed = |value: &&&str| options.iter().any(|option| option["value"] == **value);
    if menu["type"] == 3 && values.iter().filter(listed).count() < values.len() {
        return Err(Unsendable(format!("{values:?} are not all in the menu")));
    }
    Ok(())
}

/// Sends the modal that the bot opened in answer to `opener`, with these values in its inputs.
pub(super) fn submit(
    shared: &Shared,
    opener: u64,
    values: &[(&str, &str)],
) -> Result<u64, Unsendable> {
    shared.change(|state| {
        let opened = state.interactions.get(&opener).cloned();
        let Some((opened, Ack::Modal(modal))) = opened.map(|each| (each.clone(), each.ack)) else {
            return Err(Unsendable("no modal was opened".to_owned()));
        };
        let data = json!({
            "custom_id": modal["custom_id"], "components": fill_inputs(&modal, values)?,
        });
        let start = Start {
            kind: Kind::Modal,
            member: known_member(shared, opened.member)?,
            channel: opened.channel,
            source: opened.source,
            opener: Some(opener),
            data,
        };
        begin(shared, state, start)
    })
}

fn fill_inputs(modal: &Value, values: &[(&str, &str)]) -> Result<Vec<Value>, Unsendable> {
    let rows = modal["components"].as_array().into_iter().flatten();
    let inputs: Vec<&Value> = rows.map(|row| &row["components"][0]).collect();
    if let Some((key, _)) = values
        .iter()
        .find(|(key, _)| !inputs.iter().any(|input| input["custom_id"] == *key))
    {
        return Err(Unsendable(format!("the modal has no input `{key}`")));
    }
    let filled = inputs.into_iter().map(|input| {
        let given = values.iter().find(|(key, _)| input["custom_id"] == *key);
        let text = given.map_or(input["value"].as_str(), |(_, text)| Some(*text));
        let text = text.unwrap_or_default();
        if text.is_empty() && input["required"] != Value::Bool(false) {
            return Err(Unsendable(format!(
                "the input {} is required",
                input["custom_id"]
            )));
        }
        Ok(json!({
            "type": 1,
            "components": [{ "type": 4, "custom_id": input["custom_id"], "value": text }],
        }))
    });
    filled.collect()
}

/// Writes a message as a member.
pub(super) fn say(
    shared: &Shared,
    member: u64,
    channel: u64,
    content: &str,
) -> Result<u64, Unsendable> {
    let author = known_member(shared, member)?.id;
    if shared.options.channel(channel).is_none() {
        return Err(Unsendable(format!("there is no channel {channel}")));
    }
    shared.change(|state| {
        let place = Place {
            channel,
            author,
            ephemeral_for: None,
            interaction: None,
        };
        let id = posting::think(shared, state, place);
        if let Some(message) = state.messages.get_mut(&id) {
            message.loading = false;
            message.content = content.to_owned();
            message.mentions = written(content);
            message.notified = message.mentions.clone();
        }
        Ok(id)
    })
}

fn begin(shared: &Shared, state: &mut State, start: Start<'_>) -> Result<u64, Unsendable> {
    let now = shared.now();
    let id = state.snowflakes.next(now);
    let pending = Pending {
        id,
        token: Pending::token_of(id),
        kind: start.kind.clone(),
        member: start.member.id,
        channel: start.channel,
        source: start.source,
        opener: start.opener,
        born: real::instant(),
        created_at: now,
        ack: Ack::Waiting,
        original: None,
        followups: Vec::new(),
        edited: false,
    };
    let event = event(shared, state, &start, &pending)?;
    if !state.gateway.dispatch("INTERACTION_CREATE", &event) {
        return Err(Unsendable(
            "the bot is not connected to the gateway".to_owned(),
        ));
    }
    state.interactions.insert(id, pending);
    Ok(id)
}

/// The interaction as the gateway sends it.
fn event(
    shared: &Shared,
    state: &State,
    start: &Start<'_>,
    pending: &Pending,
) -> Result<Value, Unsendable> {
    let options = &shared.options;
    let Some(channel) = options.channel(start.channel) else {
        return Err(Unsendable(format!("there is no channel {}", start.channel)));
    };
    let guild = options.guild_id.to_string();
    let mut event = json!({
        "id": pending.id.to_string(), "application_id": options.application_id.to_string(),
        "type": pending.kind_number(), "token": pending.token, "version": 1, "data": start.data,
        "guild_id": guild, "channel_id": channel.id.to_string(),
        "guild": { "id": guild, "locale": options.guild_locale, "features": [] },
        "channel": payload::partial_channel(options, channel, start.member.permissions),
        "member": payload::acting_member(start.member), "locale": start.member.locale,
        "guild_locale": options.guild_locale,
        "app_permissions": shared.bot_may(state, channel.id).0.to_string(), "context": 0,
        "entitlements": [], "entitlement_sku_ids": [], "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": { "0": guild },
    });
    if let Some(source) = start.source.and_then(|id| state.messages.get(&id)) {
        event["message"] = payload::message(options, state, source, shared.now());
    }
    Ok(event)
}
