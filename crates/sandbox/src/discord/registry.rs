//! Registering commands, everywhere or in the one server.
//!
//! Lives here: these routes. Must not live here: the form of a command.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::call::Call;
use super::command_form::read_command;
use super::form::Form;
use super::refusal::Refusal;
use super::routes::{Outcome, Reply, done};
use super::snowflake::read_id;
use super::state::{Registered, Shared, State};

/// Where commands are registered: in a server, or (None) everywhere.
pub(super) type Scope = Option<u64>;

/// The scope that a path names, if this application may register there.
pub(super) fn scope(
    shared: &Shared,
    application: &str,
    guild: Option<&str>,
) -> Result<Scope, Refusal> {
    if read_id(application) != Some(shared.options.application_id) {
        return Err(Refusal::NOT_YOUR_APPLICATION);
    }
    match guild.map(read_id) {
        None => Ok(None),
        Some(Some(id)) if id == shared.options.guild_id => Ok(Some(id)),
        Some(_) => Err(Refusal::MISSING_ACCESS),
    }
}

/// All commands of a scope.
pub(super) fn list(shared: &Shared, scope: Scope) -> Outcome {
    let state = shared.look();
    let own = state.commands.iter().filter(|each| each.guild == scope);
    done(own.map(|each| each.command.clone()).collect())
}

/// Replaces all commands of a scope. Those whose name stays keep their id.
pub(super) fn overwrite(shared: &Shared, call: &Call, scope: Scope) -> Outcome {
    let body = call.body.as_ref().map_err(Clone::clone)?;
    let mut form = Form::default();
    let Some(list) = form.list("", Some(body), 0..=110) else {
        form.missing("");
        form.finish()?;
        return Err(Refusal::INVALID_JSON);
    };
    let mut names = HashSet::new();
    let mut wanted = Vec::new();
    for (place, command) in list.iter().enumerate() {
        let at = place.to_string();
        let Some(command) = form.object(&at, Some(command)) else {
            continue;
        };
        read_command(&mut form, &at, command);
        if !names.insert((kind(command), name(command))) {
            form.refuse(
                &at,
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            );
        }
        wanted.push(command);
    }
    if names.iter().filter(|(kind, _)| *kind == 1).count() > 100 {
        form.refuse(
            "",
            "BASE_TYPE_MAX_LENGTH",
            "Must be 100 or fewer in length.",
        );
    }
    form.finish()?;
    shared.change(|state| {
        let made: Vec<Value> = wanted
            .into_iter()
            .map(|command| complete(shared, state, scope, command))
            .collect();
        state.commands.retain(|each| each.guild != scope);
        state.commands.extend(made.iter().map(|command| Registered {
            guild: scope,
            command: command.clone(),
        }));
        done(Value::Array(made))
    })
}

fn kind(command: &Map<String, Value>) -> u64 {
    command.get("type").and_then(Value::as_u64).unwrap_or(1)
}

fn name(command: &Map<String, Value>) -> String {
    command
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// The place of a command of the same kind and name.
fn namesake(state: &State, scope: Scope, command: &Map<String, Value>) -> Option<usize> {
    state.commands.iter().position(|each| {
        each.guild == scope
            && each.command["name"] == name(command).as_str()
            && each.command["type"] == kind(command)
    })
}

/// The command as Discord shows it: with an id, a version and everything that was left out.
fn complete(
    shared: &Shared,
    state: &mut State,
    scope: Scope,
    command: &Map<String, Value>,
) -> Value {
    let version = state.snowflakes.next(shared.now()).to_string();
    let id = match namesake(state, scope, command) {
        Some(place) => state.commands[place].command["id"].clone(),
        None => Value::from(version.as_str()),
    };
    let mut full = json!({
        "id": id, "application_id": shared.options.application_id.to_string(), "version": version,
        "type": kind(command), "name": name(command), "name_localizations": null,
        "description": "", "description_localizations": null, "options": [],
        "default_member_permissions": null, "dm_permission": true, "contexts": null,
        "integration_types": [0], "nsfw": false,
    });
    if let Some(guild) = scope {
        full["guild_id"] = Value::from(guild.to_string());
    }
    let fixed = [
        "id",
        "application_id",
        "version",
        "guild_id",
        "type",
        "name",
    ];
    for (key, value) in command
        .iter()
        .filter(|(key, _)| !fixed.contains(&key.as_str()))
    {
        full[key.as_str()] = value.clone();
    }
    full
}

/// Registers one command; it replaces one of the same name.
pub(super) fn create(shared: &Shared, call: &Call, scope: Scope) -> Outcome {
    let body = call.body.as_ref().map_err(Clone::clone)?;
    let command = checked(body)?;
    shared.change(|state| {
        let full = complete(shared, state, scope, &command);
        let (status, registered) = match namesake(state, scope, &command) {
            Some(place) => (200, &mut state.commands[place]),
            None => {
                let guild = scope;
                let command = Value::Null;
                state.commands.push(Registered { guild, command });
                let last = state.commands.len() - 1;
                (201, &mut state.commands[last])
            }
        };
        registered.command = full.clone();
        Ok(Reply::Json(status, full))
    })
}

fn checked(body: &Value) -> Result<Map<String, Value>, Refusal> {
    let mut form = Form::default();
    let empty = Map::new();
    let command = form.object("", Some(body)).unwrap_or(&empty).clone();
    read_command(&mut form, "", &command);
    form.finish()?;
    Ok(command)
}

fn place(state: &State, scope: Scope, id: &str) -> Result<usize, Refusal> {
    state
        .commands
        .iter()
        .position(|each| each.guild == scope && each.command["id"] == id)
        .ok_or(Refusal::UNKNOWN_COMMAND)
}

/// One command.
pub(super) fn read(shared: &Shared, scope: Scope, id: &str) -> Outcome {
    let state = shared.look();
    let place = place(&state, scope, id)?;
    done(state.commands[place].command.clone())
}

/// Changes one command: what the body does not name stays.
pub(super) fn edit(shared: &Shared, call: &Call, scope: Scope, id: &str) -> Outcome {
    let body = call.body.as_ref().map_err(Clone::clone)?;
    shared.change(|state| {
        let place = place(state, scope, id)?;
        let mut command = state.commands[place].command.clone();
        for (key, value) in body.as_object().into_iter().flatten() {
            command[key.as_str()] = value.clone();
        }
        checked(&command)?;
        command["id"] = Value::from(id);
        command["version"] = Value::from(state.snowflakes.next(shared.now()).to_string());
        state.commands[place].command = command.clone();
        done(command)
    })
}

/// Withdraws one command.
pub(super) fn delete(shared: &Shared, scope: Scope, id: &str) -> Outcome {
    shared.change(|state| {
        let place = place(state, scope, id)?;
        state.commands.remove(place);
        Ok(Reply::Empty)
    })
}
