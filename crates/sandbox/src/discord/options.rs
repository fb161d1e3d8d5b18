//! Who and what there is in the imitated Discord.
//!
//! Lives here: the settings of the server, its channels, roles and members. Must not live here: what happens there.

use crate::clock::SandboxClock;
use crate::record::Recorder;

use super::permission::Permissions;

/// A text channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: u64,
    /// Its name, without `#`.
    pub name: String,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub permissions: Permissions,
    /// Whether everybody may mention it.
    pub mentionable: bool,
}

/// A member of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their id.
    pub id: u64,
    /// The name that others see.
    pub name: String,
    /// The language of their client, such as `ja` or `en-US`.
    pub locale: String,
    /// Their roles, by id.
    pub roles: Vec<u64>,
    /// What they may do.
    pub permissions: Permissions,
}

/// How the imitated Discord is set up.
#[derive(Debug, Clone)]
pub struct DiscordOptions {
    /// The time of ids, messages and expiry.
    pub clock: SandboxClock,
    /// The only token that is accepted.
    pub token: String,
    /// The id of the application and of its bot user.
    pub application_id: u64,
    /// The name of the bot user.
    pub bot_name: String,
    /// What the bot may do in every channel.
    pub bot_permissions: Permissions,
    /// The id of the server.
    pub guild_id: u64,
    /// The name of the server.
    pub guild_name: String,
    /// The language of the server.
    pub guild_locale: String,
    /// The text channels; the first one is where members type unless told otherwise.
    pub channels: Vec<Channel>,
    /// The roles, besides everyone's and the bot's own.
    pub roles: Vec<Role>,
    /// The members, besides the bot.
    pub members: Vec<Member>,
    /// Where the bot's requests are written to.
    pub record: Option<Recorder>,
}

impl DiscordOptions {
    /// A server with one channel, a Japanese and an English speaking member, and a bot that may post.
    pub fn new(clock: SandboxClock) -> Self {
        let member = |id, name: &str, locale: &str| Member {
            id,
            name: name.to_owned(),
            locale: locale.to_owned(),
            roles: Vec::new(),
            permissions: Permissions::TEAM_MEMBER,
        };
        DiscordOptions {
            clock,
            token: "sandbox.bot.token".to_owned(),
            application_id: 700_000_000_000_000_001,
            bot_name: "funnelbot".to_owned(),
            bot_permissions: Permissions::REPORTING_BOT,
            guild_id: 700_000_000_000_000_002,
            guild_name: "Marketing".to_owned(),
            guild_locale: "ja".to_owned(),
            channels: vec![Channel {
                id: 700_000_000_000_000_010,
                name: "marketing-weekly".to_owned(),
            }],
            roles: Vec::new(),
            members: vec![
                member(700_000_000_000_000_101, "佐藤", "ja"),
                member(700_000_000_000_000_102, "Alex", "en-US"),
            ],
            record: None,
        }
    }

    /// The channel with this id.
    pub(super) fn channel(&self, id: u64) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    /// The member with this id.
    pub(super) fn member(&self, id: u64) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }

    /// The role with this id.
    pub(super) fn role(&self, id: u64) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// The id of the role that only the bot has.
    pub(super) fn bot_role(&self) -> u64 {
        self.application_id + 1_000_000
    }
}
