//! How things look in Discord's JSON.
//!
//! Lives here: users, members, roles, channels, servers, messages as JSON. Must not live here: routes.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::mention::written;
use super::message::{StoredFile, StoredMessage};
use super::message_form::{EPHEMERAL, LOADING};
use super::options::{Channel, DiscordOptions, Member, Role};
use super::pending::{Kind, Pending};
use super::permission::Permissions;
use super::state::State;

/// How long a nonce is remembered, on the sandbox's clock.
pub(super) const NONCE_LIFE: SignedDuration = SignedDuration::from_mins(5);

/// An instant as Discord writes it.
pub(super) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

fn user(id: u64, username: &str, shown: Option<&str>, bot: bool) -> Value {
    json!({
        "id": id.to_string(), "username": username, "global_name": shown, "discriminator": "0",
        "avatar": null, "avatar_decoration_data": null, "bot": bot, "system": false,
        "public_flags": 0, "flags": 0, "banner": null, "accent_color": null,
    })
}

/// The bot's own user.
pub(super) fn bot_user(options: &DiscordOptions) -> Value {
    user(options.application_id, &options.bot_name, None, true)
}

/// A member's user. The name that others see is not the user name, as with real accounts.
pub(super) fn member_user(member: &Member) -> Value {
    user(
        member.id,
        &format!("user{}", member.id % 10_000),
        Some(&member.name),
        false,
    )
}

/// The user with this id, the bot included.
pub(super) fn user_by_id(options: &DiscordOptions, id: u64) -> Option<Value> {
    if id == options.application_id {
        return Some(bot_user(options));
    }
    options.member(id).map(member_user)
}

fn membership(user: Value, roles: &[u64]) -> Value {
    let roles: Vec<String> = roles.iter().map(u64::to_string).collect();
    json!({
        "user": user, "nick": null, "avatar": null, "banner": null, "roles": roles,
        "joined_at": "2024-01-01T00:00:00.000000+00:00", "premium_since": null, "deaf": false,
        "mute": false, "flags": 0, "pending": false, "communication_disabled_until": null,
    })
}

/// A member of the server.
pub(super) fn member(member: &Member) -> Value {
    membership(member_user(member), &member.roles)
}

/// The bot as a member of the server.
pub(super) fn bot_member(options: &DiscordOptions) -> Value {
    membership(bot_user(options), &[options.bot_role()])
}

/// A member with what they may do, as interactions carry it.
pub(super) fn acting_member(acting: &Member) -> Value {
    let mut json = member(acting);
    json["permissions"] = Value::from(acting.permissions.0.to_string());
    json
}

fn role_json(role: &Role, position: usize) -> Value {
    json!({
        "id": role.id.to_string(), "name": role.name, "color": 0,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "hoist": false, "icon": null, "unicode_emoji": null, "position": position,
        "permissions": role.permissions.0.to_string(), "managed": false,
        "mentionable": role.mentionable, "flags": 0,
    })
}

/// All roles: everyone's (with the server's id), the bot's own, the others.
pub(super) fn roles(options: &DiscordOptions) -> Vec<Value> {
    let own = |id, name: &str, permissions| Role {
        id,
        name: name.to_owned(),
        permissions,
        mentionable: false,
    };
    let everyone = own(options.guild_id, "@everyone", Permissions::NONE);
    let bot = own(
        options.bot_role(),
        &options.bot_name,
        options.bot_permissions,
    );
    let mut bot = role_json(&bot, 1);
    bot["managed"] = Value::Bool(true);
    bot["tags"] = json!({ "bot_id": options.application_id.to_string() });
    let mut all = vec![role_json(&everyone, 0), bot];
    let others = options.roles.iter().enumerate();
    all.extend(others.map(|(place, role)| role_json(role, place + 2)));
    all
}

/// The role with this id.
pub(super) fn role_by_id(options: &DiscordOptions, id: u64) -> Option<Value> {
    let wanted = id.to_string();
    roles(options)
        .into_iter()
        .find(|role| role["id"] == wanted.as_str())
}

/// A channel, with what the bot is denied there.
pub(super) fn channel(options: &DiscordOptions, state: &State, channel: &Channel) -> Value {
    let denied = state.denied(channel.id);
    let overwrites = if denied == Permissions::NONE {
        json!([])
    } else {
        json!([{
            "id": options.application_id.to_string(), "type": 1, "allow": "0",
            "deny": denied.0.to_string(),
        }])
    };
    let place = options
        .channels
        .iter()
        .position(|other| other.id == channel.id);
    let last = state
        .visible(channel.id)
        .next_back()
        .map(|message| message.id.to_string());
    json!({
        "id": channel.id.to_string(), "type": 0, "guild_id": options.guild_id.to_string(),
        "name": channel.name, "position": place, "permission_overwrites": overwrites, "topic": null,
        "nsfw": false, "parent_id": null, "last_message_id": last, "last_pin_timestamp": null,
        "rate_limit_per_user": 0, "flags": 0,
    })
}

/// The channel as interactions carry it.
pub(super) fn partial_channel(
    options: &DiscordOptions,
    channel: &Channel,
    may: Permissions,
) -> Value {
    json!({
        "id": channel.id.to_string(), "type": 0, "guild_id": options.guild_id.to_string(),
        "name": channel.name, "permissions": may.0.to_string(), "parent_id": null, "flags": 0,
    })
}

/// The server as REST shows it.
pub(super) fn guild(options: &DiscordOptions) -> Value {
    let owner = options.members.first().map_or(1, |member| member.id);
    json!({
        "id": options.guild_id.to_string(), "name": options.guild_name, "icon": null,
        "icon_hash": null, "splash": null, "discovery_splash": null,
        "owner_id": owner.to_string(), "afk_channel_id": null, "afk_timeout": 300,
        "widget_enabled": false, "widget_channel_id": null, "verification_level": 1,
        "default_message_notifications": 1, "explicit_content_filter": 0,
        "roles": roles(options), "emojis": [], "features": [], "mfa_level": 0,
        "application_id": null, "system_channel_id": null, "system_channel_flags": 0,
        "rules_channel_id": null, "max_presences": null, "max_members": 500_000,
        "vanity_url_code": null, "description": null, "banner": null, "premium_tier": 0,
        "premium_subscription_count": 0, "preferred_locale": options.guild_locale,
        "public_updates_channel_id": null, "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50, "nsfw": false, "nsfw_level": 0, "stickers": [],
        "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null,
        "incidents_data": null,
    })
}

/// The server as the gateway sends it once the bot has connected.
pub(super) fn guild_create(options: &DiscordOptions, state: &State) -> Value {
    let mut json = guild(options);
    // A bot without the privileged intent is told of itself alone.
    let members = [bot_member(options)];
    let channels: Vec<Value> = options
        .channels
        .iter()
        .map(|each| channel(options, state, each))
        .collect();
    json["joined_at"] = Value::from("2024-01-01T00:00:00.000000+00:00");
    json["large"] = Value::Bool(false);
    json["unavailable"] = Value::Bool(false);
    json["member_count"] = Value::from(options.members.len() + 1);
    json["members"] = json!(members);
    json["channels"] = Value::Array(channels);
    for key in [
        "voice_states",
        "threads",
        "presences",
        "stage_instances",
        "guild_scheduled_events",
        "soundboard_sounds",
    ] {
        json[key] = json!([]);
    }
    json
}

/// The application.
pub(super) fn application(options: &DiscordOptions) -> Value {
    json!({
        "id": options.application_id.to_string(), "name": options.bot_name, "icon": null,
        "description": "", "summary": "", "bot_public": false, "bot_require_code_grant": false,
        "verify_key": "0".repeat(64), "flags": 0, "rpc_origins": [], "redirect_uris": [],
        "owner": options.members.first().map(member_user), "team": null, "hook": true,
        "interactions_endpoint_url": null, "role_connections_verification_url": null,
        "approximate_guild_count": 1, "approximate_user_install_count": 0,
        "bot": bot_user(options),
    })
}

fn file(options: &DiscordOptions, message: &StoredMessage, file: &StoredFile) -> Value {
    let url = file_url(message.channel, file.id, &file.name);
    json!({
        "id": file.id.to_string(), "filename": file.name, "size": file.bytes.len(), "url": url,
        "proxy_url": url, "content_type": file.content_type, "description": file.description,
        "ephemeral": message.ephemeral_for.is_some(), "application_id": options.application_id.to_string(),
    })
}

/// Where a file would be found.
pub(super) fn file_url(channel: u64, id: u64, name: &str) -> String {
    format!("https://cdn.discordapp.com/attachments/{channel}/{id}/{name}")
}

/// A message, as the bot may see it at the state's present.
pub(super) fn message(
    options: &DiscordOptions,
    state: &State,
    message: &StoredMessage,
    now: Timestamp,
) -> Value {
    let users: Vec<Value> = message
        .mentions
        .users
        .iter()
        .filter_map(|id| user_by_id(options, *id))
        .collect();
    let roles: Vec<String> = message.mentions.roles.iter().map(u64::to_string).collect();
    let files: Vec<Value> = message
        .attachments
        .iter()
        .map(|each| file(options, message, each))
        .collect();
    let mut flags = message.flags;
    flags |= message.ephemeral_for.map_or(0, |_| EPHEMERAL);
    flags |= if message.loading { LOADING } else { 0 };
    let mut json = json!({
        "id": message.id.to_string(), "type": 0, "channel_id": message.channel.to_string(),
        "author": user_by_id(options, message.author), "content": message.content,
        "timestamp": instant(message.created_at), "edited_timestamp": message.edited_at.map(instant),
        "tts": false, "mention_everyone": message.mentions.everyone, "mentions": users,
        "mention_roles": roles, "attachments": files, "embeds": message.embeds,
        "components": message.components, "pinned": false, "flags": flags,
    });
    if let Some(nonce) = &message.nonce
        && now.duration_since(message.created_at) <= NONCE_LIFE
    {
        json["nonce"] = Value::from(nonce.as_str());
    }
    if let Some(about) = message
        .interaction
        .and_then(|id| state.interactions.get(&id))
    {
        let own = options.application_id.to_string();
        json["type"] = Value::from(if about.is_command() { 20 } else { 19 });
        json["webhook_id"] = Value::from(own.as_str());
        json["application_id"] = Value::from(own);
        json["interaction_metadata"] = interaction_metadata(options, state, about);
    }
    blank_for_bot(options, message, &mut json);
    json
}

/// The interaction that a message answers; a modal's also tells which one had opened it.
fn interaction_metadata(options: &DiscordOptions, state: &State, about: &Pending) -> Value {
    let mut json = json!({
        "id": about.id.to_string(), "type": about.kind_number(),
        "user": user_by_id(options, about.member),
        "authorizing_integration_owners": { "0": options.guild_id.to_string() },
    });
    if about.kind == Kind::Component {
        json["interacted_message_id"] = json!(about.source.map(|id| id.to_string()));
    }
    if let Some(opener) = about.opener.and_then(|id| state.interactions.get(&id)) {
        let opened_by = interaction_metadata(options, state, opener);
        json["triggering_interaction_metadata"] = opened_by;
    }
    json
}

/// Without the privileged intent a bot does not see what others write, unless it is mentioned.
fn blank_for_bot(options: &DiscordOptions, message: &StoredMessage, json: &mut Value) {
    let own = options.application_id;
    if message.author == own || written(&message.content).users.contains(&own) {
        return;
    }
    json["content"] = Value::from("");
    for key in ["embeds", "components", "attachments"] {
        json[key] = json!([]);
    }
}
