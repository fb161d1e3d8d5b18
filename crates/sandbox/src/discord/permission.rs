//! What may be done in a server or channel.
//!
//! Lives here: the permission bits that matter to a bot that posts. Must not live here: who has them.

use std::ops::{BitAnd, BitOr, Not};

/// A set of permissions, as Discord's bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Permissions(pub u64);

impl Permissions {
    /// None at all.
    pub const NONE: Self = Permissions(0);
    /// Everything, everywhere.
    pub const ADMINISTRATOR: Self = Permissions(1 << 3);
    /// Change the server, see its settings.
    pub const MANAGE_GUILD: Self = Permissions(1 << 5);
    /// See the channel.
    pub const VIEW_CHANNEL: Self = Permissions(1 << 10);
    /// Write in the channel.
    pub const SEND_MESSAGES: Self = Permissions(1 << 11);
    /// Delete what others wrote.
    pub const MANAGE_MESSAGES: Self = Permissions(1 << 13);
    /// Send embeds.
    pub const EMBED_LINKS: Self = Permissions(1 << 14);
    /// Send files.
    pub const ATTACH_FILES: Self = Permissions(1 << 15);
    /// Read what was written before.
    pub const READ_MESSAGE_HISTORY: Self = Permissions(1 << 16);
    /// Mention everyone and every role.
    pub const MENTION_EVERYONE: Self = Permissions(1 << 17);
    /// Use slash commands.
    pub const USE_APPLICATION_COMMANDS: Self = Permissions(1 << 31);

    /// What a bot that posts reports is usually given.
    pub const REPORTING_BOT: Self = Permissions(
        Self::VIEW_CHANNEL.0
            | Self::SEND_MESSAGES.0
            | Self::EMBED_LINKS.0
            | Self::ATTACH_FILES.0
            | Self::READ_MESSAGE_HISTORY.0
            | Self::USE_APPLICATION_COMMANDS.0,
    );

    /// What a member of a team usually has.
    pub const TEAM_MEMBER: Self = Self::REPORTING_BOT;

    /// Whether all of `wanted` is in this set. An administrator has everything.
    pub fn contain(self, wanted: Permissions) -> bool {
        self.0 & Self::ADMINISTRATOR.0 != 0 || self.0 & wanted.0 == wanted.0
    }
}

impl BitOr for Permissions {
    type Output = Permissions;

    fn bitor(self, other: Permissions) -> Permissions {
        Permissions(self.0 | other.0)
    }
}

impl BitAnd for Permissions {
    type Output = Permissions;

    fn bitand(self, other: Permissions) -> Permissions {
        Permissions(self.0 & other.0)
    }
}

impl Not for Permissions {
    type Output = Permissions;

    fn not(self) -> Permissions {
        Permissions(!self.0)
    }
}
