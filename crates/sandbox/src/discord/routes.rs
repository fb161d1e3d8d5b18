//! Which route does what.
//!
//! Lives here: the table of routes and who may use them. Must not live here: what they do.

use serde_json::{Value, json};

use super::call::Call;
use super::refusal::Refusal;
use super::snowflake::read_id;
use super::state::Shared;
use super::{channels, guilds, interactions, registry};

/// An answer that is no refusal.
#[derive(Debug)]
pub(super) enum Reply {
    Json(u16, Value),
    Empty,
}

/// What comes of a request.
pub(super) type Outcome = Result<Reply, Refusal>;

/// A request done, with this JSON.
pub(super) fn done(body: Value) -> Outcome {
    Ok(Reply::Json(200, body))
}

/// Answers a request. An unknown route is remembered.
pub(super) fn answer(shared: &Shared, call: &Call) -> Outcome {
    let Some(steps) = call.steps() else {
        return unknown(shared, call);
    };
    if let Some(outcome) = open_route(shared, call, &steps) {
        return outcome;
    }
    if !call.carries(&shared.options.token) {
        return Err(Refusal::UNAUTHORIZED);
    }
    let outcome = message_route(shared, call, &steps)
        .or_else(|| command_route(shared, call, &steps))
        .or_else(|| reading_route(shared, call, &steps));
    outcome.unwrap_or_else(|| unknown(shared, call))
}

fn unknown(shared: &Shared, call: &Call) -> Outcome {
    let route = format!("{} {}", call.method, call.path);
    shared.change(|state| state.unknown_routes.push(route));
    Err(Refusal::NOT_FOUND)
}

fn id(text: &str, otherwise: Refusal) -> Result<u64, Refusal> {
    read_id(text).ok_or(otherwise)
}

/// Routes that need no token in the header, since they carry one in the path or none at all.
fn open_route(shared: &Shared, call: &Call, steps: &[&str]) -> Option<Outcome> {
    let outcome = match (call.method.as_str(), steps) {
        ("GET", ["gateway"]) => done(json!({ "url": shared.gateway_url })),
        ("POST", ["interactions", interaction, token, "callback"]) => {
            interactions::callback(shared, call, interaction, token)
        }
        ("POST", ["webhooks", application, token]) => {
            interactions::follow_up(shared, call, application, token)
        }
        ("GET", ["webhooks", application, token, "messages", message]) => {
            interactions::read(shared, application, token, message)
        }
        ("PATCH", ["webhooks", application, token, "messages", message]) => {
            interactions::edit(shared, call, application, token, message)
        }
        ("DELETE", ["webhooks", application, token, "messages", message]) => {
            interactions::delete(shared, application, token, message)
        }
        _ => return None,
    };
    Some(outcome)
}

fn message_route(shared: &Shared, call: &Call, steps: &[&str]) -> Option<Outcome> {
    let ["channels", channel, rest @ ..] = steps else {
        return None;
    };
    let channel = match id(channel, Refusal::UNKNOWN_CHANNEL) {
        Ok(channel) => channel,
        Err(refusal) => return Some(Err(refusal)),
    };
    let outcome = match (call.method.as_str(), rest) {
        ("GET", []) => channels::show(shared, channel),
        ("POST", ["typing"]) => channels::typing(shared, channel),
        ("GET", ["messages"]) => channels::history(shared, call, channel),
        ("POST", ["messages"]) => channels::send(shared, call, channel),
        (method @ ("GET" | "PATCH" | "DELETE"), ["messages", message]) => {
            match (id(message, Refusal::UNKNOWN_MESSAGE), method) {
                (Err(refusal), _) => Err(refusal),
                (Ok(message), "GET") => channels::read(shared, channel, message),
                (Ok(message), "PATCH") => channels::edit(shared, call, channel, message),
                (Ok(message), _) => channels::delete(shared, channel, message),
            }
        }
        _ => return None,
    };
    Some(outcome)
}

fn command_route(shared: &Shared, call: &Call, steps: &[&str]) -> Option<Outcome> {
    let ["applications", application, rest @ ..] = steps else {
        return None;
    };
    let (guild, rest) = match rest {
        ["guilds", guild, rest @ ..] => (Some(*guild), rest),
        rest => (None, rest),
    };
    let ["commands", rest @ ..] = rest else {
        let outcome = match (call.method.as_str(), *application, guild, rest) {
            ("GET", "@me", None, []) => guilds::application(shared),
            _ => return None,
        };
        return Some(outcome);
    };
    let scope = match registry::scope(shared, application, guild) {
        Ok(scope) => scope,
        Err(refusal) => return Some(Err(refusal)),
    };
    let outcome = match (call.method.as_str(), rest) {
        ("GET", []) => registry::list(shared, scope),
        ("PUT", []) => registry::overwrite(shared, call, scope),
        ("POST", []) => registry::create(shared, call, scope),
        ("GET", [command]) => registry::read(shared, scope, command),
        ("PATCH", [command]) => registry::edit(shared, call, scope, command),
        ("DELETE", [command]) => registry::delete(shared, scope, command),
        _ => return None,
    };
    Some(outcome)
}

fn reading_route(shared: &Shared, call: &Call, steps: &[&str]) -> Option<Outcome> {
    if call.method != "GET" {
        return None;
    }
    let outcome = match steps {
        ["gateway", "bot"] => done(json!({
            "url": shared.gateway_url, "shards": 1,
            "session_start_limit": {
                "total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1,
            },
        })),
        ["oauth2", "applications", "@me"] => guilds::application(shared),
        ["users", "@me", "guilds"] => guilds::own(shared),
        ["users", user] => guilds::user(shared, user),
        ["guilds", guild, rest @ ..] => match guilds::known(shared, guild) {
            Err(refusal) => Err(refusal),
            Ok(()) => match rest {
                [] => guilds::show(shared),
                ["roles"] => guilds::roles(shared),
                ["channels"] => guilds::channels(shared),
                ["members", member] => guilds::member(shared, member),
                _ => return None,
            },
        },
        _ => return None,
    };
    Some(outcome)
}
