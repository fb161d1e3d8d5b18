//! Reading about the server, its members and the bot itself.
//!
//! Lives here: routes that only show. Must not live here: messages, commands.

use serde_json::{Value, json};

use super::payload;
use super::refusal::Refusal;
use super::routes::{Outcome, done};
use super::snowflake::read_id;
use super::state::Shared;

/// Whether the path names the one server there is.
pub(super) fn known(shared: &Shared, guild: &str) -> Result<(), Refusal> {
    match read_id(guild) {
        Some(id) if id == shared.options.guild_id => Ok(()),
        _ => Err(Refusal::UNKNOWN_GUILD),
    }
}

/// The server.
pub(super) fn show(shared: &Shared) -> Outcome {
    done(payload::guild(&shared.options))
}

/// Its roles.
pub(super) fn roles(shared: &Shared) -> Outcome {
    done(Value::Array(payload::roles(&shared.options)))
}

/// Its channels.
pub(super) fn channels(shared: &Shared) -> Outcome {
    let state = shared.look();
    let channels = shared.options.channels.iter();
    done(
        channels
            .map(|channel| payload::channel(&shared.options, &state, channel))
            .collect(),
    )
}

/// A member.
pub(super) fn member(shared: &Shared, member: &str) -> Outcome {
    let id = read_id(member);
    if id == Some(shared.options.application_id) {
        return done(payload::bot_member(&shared.options));
    }
    let member = id.and_then(|id| shared.options.member(id));
    done(payload::member(member.ok_or(Refusal::UNKNOWN_MEMBER)?))
}

/// A user; `@me` is the bot.
pub(super) fn user(shared: &Shared, user: &str) -> Outcome {
    if user == "@me" {
        let mut own = payload::bot_user(&shared.options);
        own["verified"] = Value::Bool(true);
        own["mfa_enabled"] = Value::Bool(false);
        own["locale"] = Value::from("en-US");
        own["email"] = Value::Null;
        return done(own);
    }
    let user = read_id(user).and_then(|id| payload::user_by_id(&shared.options, id));
    done(user.ok_or(Refusal::UNKNOWN_USER)?)
}

/// The servers that the bot is in.
pub(super) fn own(shared: &Shared) -> Outcome {
    let options = &shared.options;
    done(json!([{
        "id": options.guild_id.to_string(), "name": options.guild_name, "icon": null, "banner": null,
        "owner": false, "permissions": options.bot_permissions.0.to_string(), "features": [],
    }]))
}

/// The application.
pub(super) fn application(shared: &Shared) -> Outcome {
    done(payload::application(&shared.options))
}
