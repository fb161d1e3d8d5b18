//! What the bot may do in a channel, for `funnelbot check` and before `funnelbot run` sends anything.
//!
//! Lives here: which rights a post needs and which are missing. Must not live here: sentences: a finding
//! is a locale key with arguments.

use serde_json::Value;
use serenity::{
    http::Route,
    model::{
        Permissions,
        channel::{ChannelType, GuildChannel},
        guild::{Member, PartialGuild},
        id::UserId,
    },
};

use crate::{
    http::{DiscordHttp, Fault},
    outlet::channel_id,
};

/// A right that a post needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// See the channel.
    View,
    /// Send messages.
    Send,
    /// Have embeds shown.
    Embed,
    /// Send files: the pictures of posts.
    Attach,
    /// Read what stands there: what was sent is looked for before it is sent again.
    History,
}

impl Right {
    /// Every right that a post needs.
    pub const ALL: [Self; 5] = [
        Self::View,
        Self::Send,
        Self::Embed,
        Self::Attach,
        Self::History,
    ];

    /// Locale key of its name, as Discord's settings call it.
    pub fn key(self) -> &'static str {
        match self {
            Self::View => "right-view",
            Self::Send => "right-send",
            Self::Embed => "right-embed",
            Self::Attach => "right-attach",
            Self::History => "right-history",
        }
    }

    fn permission(self) -> Permissions {
        match self {
            Self::View => Permissions::VIEW_CHANNEL,
            Self::Send => Permissions::SEND_MESSAGES,
            Self::Embed => Permissions::EMBED_LINKS,
            Self::Attach => Permissions::ATTACH_FILES,
            Self::History => Permissions::READ_MESSAGE_HISTORY,
        }
    }
}

/// What was found of one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Posts can go there.
    Ready,
    /// There is no such channel.
    Unknown,
    /// The bot may not see it, or is not in its server: Discord tells no difference.
    Hidden,
    /// It is no channel for text.
    NotText,
    /// These rights are missing.
    Lacking(Vec<Right>),
}

impl Finding {
    /// Locale key of the sentence that says how to mend it, with the arguments `channel` and, where
    /// rights are missing, `rights`; `None` where there is nothing to mend.
    pub fn key(&self) -> Option<&'static str> {
        match self {
            Self::Ready => None,
            Self::Unknown => Some("check-channel-unknown"),
            Self::Hidden => Some("check-channel-hidden"),
            Self::NotText => Some("check-channel-not-text"),
            Self::Lacking(_) => Some("check-channel-lacking"),
        }
    }
}

/// Looks whether posts can go to a channel. Nothing is sent there.
///
/// # Errors
/// Faults that say nothing of the channel: the token, the network, a rate limit.
pub async fn check(http: &DiscordHttp, channel: u64) -> Result<Finding, Fault> {
    let route = Route::Channel {
        channel_id: channel_id(channel),
    };
    let channel: GuildChannel = match http.get(route, Vec::new()).await {
        Ok(channel) => match channel["guild_id"] {
            Value::Null => return Ok(Finding::NotText),
            _ => serde_json::from_value(channel).map_err(|why| unreadable("a channel", &why))?,
        },
        Err(Fault::Missing { .. }) => return Ok(Finding::Unknown),
        Err(Fault::Forbidden { .. }) => return Ok(Finding::Hidden),
        Err(fault) => return Err(fault),
    };
    if !matches!(channel.kind, ChannelType::Text | ChannelType::News) {
        return Ok(Finding::NotText);
    }
    let granted = granted(http, &channel).await?;
    let lacking: Vec<Right> = Right::ALL
        .into_iter()
        .filter(|right| !granted.contains(right.permission()))
        .collect();
    Ok(if lacking.is_empty() {
        Finding::Ready
    } else {
        Finding::Lacking(lacking)
    })
}

async fn granted(http: &DiscordHttp, channel: &GuildChannel) -> Result<Permissions, Fault> {
    let guild_id = channel.guild_id;
    let user_id = UserId::new(http.me().await?);
    let guild = http.get(Route::Guild { guild_id }, Vec::new()).await?;
    let guild: PartialGuild =
        serde_json::from_value(guild).map_err(|why| unreadable("a server", &why))?;
    let mut member = http
        .get(Route::GuildMember { guild_id, user_id }, Vec::new())
        .await?;
    // Discord leaves the server's id out of a member that was asked for by it.
    member["guild_id"] = Value::from(guild_id.to_string());
    let member: Member =
        serde_json::from_value(member).map_err(|why| unreadable("a member", &why))?;
    Ok(guild.user_permissions_in(channel, &member))
}

fn unreadable(what: &str, why: &serde_json::Error) -> Fault {
    Fault::Unreachable {
        what: format!("{what} that can't be read: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, Right};

    #[test]
    fn every_finding_but_ready_says_how_to_mend_it() {
        assert_eq!(Finding::Ready.key(), None);
        assert_eq!(Finding::Unknown.key(), Some("check-channel-unknown"));
        assert_eq!(Finding::Hidden.key(), Some("check-channel-hidden"));
        assert_eq!(
            Finding::Lacking(Right::ALL.to_vec()).key(),
            Some("check-channel-lacking")
        );
    }
}
