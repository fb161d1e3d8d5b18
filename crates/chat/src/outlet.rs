//! Messages that go to a channel of their own accord: posts and pings.
//!
//! Lives here: sending, editing, and finding again what was sent. Must not live here: what is owed and
//! when (the store and the scheduler know that).

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use report::message::Message;
use serde_json::{Value, json};
use serenity::{
    http::{LightMethod, Route},
    model::id::{ChannelId, MessageId},
};
use store::Setback;

use crate::{
    enclosure,
    http::{DiscordHttp, Fault, id},
    permissions::{self, Finding},
    render,
};

/// Discord's limit of a nonce.
const LONGEST_NONCE: usize = 25;
/// Discord's limit of messages in one page of history.
const PAGE: usize = 100;
/// How far Discord's clock may be from ours.
const SKEW: SignedDuration = SignedDuration::from_mins(10);
/// Milliseconds from the Unix epoch to that of Discord's ids.
const DISCORD_EPOCH: i64 = 1_420_070_400_000;

/// Where messages go out.
#[derive(Debug, Clone)]
pub struct Outlet {
    http: Arc<DiscordHttp>,
}

/// A message that stands in its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Discord's id of the message.
    pub message_id: u64,
}

/// Why a message does not stand in its channel, sorted by remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendFault {
    /// The bot's token is not that of the bot any more; people have to mend it.
    #[error(
        "Discord refused the bot's token: copy the present token from the Developer Portal into DISCORD_TOKEN"
    )]
    Token,
    /// The bot may not; people have to mend it.
    #[error("{what}: {mend}")]
    Denied {
        /// What was refused.
        what: String,
        /// What to do.
        mend: String,
    },
    /// A rate limit; nothing was sent.
    #[error("Discord asks to wait {} s", wait.as_secs())]
    Throttled {
        /// From now on.
        wait: Duration,
    },
    /// No usable answer: it may stand in the channel all the same.
    #[error("Discord could not be reached: {what}")]
    Unreachable {
        /// What happened.
        what: String,
    },
    /// Discord does not take this message; the same again would be refused again.
    #[error("{what}")]
    Refused {
        /// Discord's reason.
        what: String,
    },
}

impl SendFault {
    /// As it stands in the outbox.
    pub fn setback(&self) -> Setback {
        match self {
            Self::Token => Setback::Token,
            Self::Denied { .. } => Setback::Denied,
            Self::Throttled { .. } => Setback::Throttled,
            Self::Unreachable { .. } => Setback::Unreachable,
            Self::Refused { .. } => Setback::Refused,
        }
    }

    fn of(fault: Fault, channel: u64) -> Self {
        match fault {
            Fault::Unauthorised => Self::Token,
            Fault::Forbidden { .. } | Fault::Missing { .. } => denied(channel, &fault.to_string()),
            Fault::Refused { .. } => Self::Refused {
                what: fault.to_string(),
            },
            Fault::Throttled { wait } => Self::Throttled { wait },
            Fault::Unreachable { what } => Self::Unreachable { what },
        }
    }
}

fn denied(channel: u64, why: &str) -> SendFault {
    SendFault::Denied {
        what: format!("channel {channel}: {why}"),
        mend: "check the channel's id in funnelbot.toml and give the bot View Channel, Send Messages, \
               Embed Links and Read Message History there; `funnelbot check` shows which one is missing"
            .to_owned(),
    }
}

impl Outlet {
    /// An outlet to that Discord.
    pub fn new(http: Arc<DiscordHttp>) -> Self {
        Self { http }
    }

    /// Sends a message. Within a few minutes Discord itself answers a second one of the same nonce with
    /// the first; later only [`Outlet::find`] tells.
    ///
    /// # Errors
    /// Any [`SendFault`]; after `Unreachable` it may stand there all the same.
    pub async fn send(
        &self,
        channel: u64,
        message: &Message,
        nonce: &str,
    ) -> Result<Sent, SendFault> {
        let mut body = render::body(message);
        body["nonce"] = json!(nonce.chars().take(LONGEST_NONCE).collect::<String>());
        body["enforce_nonce"] = json!(true);
        let route = Route::ChannelMessages {
            channel_id: channel_id(channel),
        };
        let picture = message.picture.as_deref();
        let sent = enclosure::send(&self.http, LightMethod::Post, route, body, picture).await;
        sent.and_then(|sent| id(&sent, "id"))
            .map(|message_id| Sent { message_id })
            .map_err(|fault| SendFault::of(fault, channel))
    }

    /// Replaces a message that the bot sent.
    ///
    /// # Errors
    /// Any [`SendFault`]; `Denied` also where somebody deleted the message.
    pub async fn edit(
        &self,
        channel: u64,
        message_id: u64,
        message: &Message,
    ) -> Result<(), SendFault> {
        let route = Route::ChannelMessage {
            channel_id: channel_id(channel),
            message_id: MessageId::new(message_id.max(1)),
        };
        let (body, picture) = (render::body(message), message.picture.as_deref());
        let edited = enclosure::send(&self.http, LightMethod::Patch, route, body, picture).await;
        edited
            .map(drop)
            .map_err(|fault| SendFault::of(fault, channel))
    }

    /// Looks for a message of the bot's own that carries `key` at the end of its embed's footer or at the
    /// beginning of a button's key, or has that nonce; from the newest back to a little before `since`.
    ///
    /// # Errors
    /// Any [`SendFault`]; `Denied` where the bot can't read the channel's history, so that "not found" is
    /// always true.
    pub async fn find(
        &self,
        channel: u64,
        key: &str,
        nonce: &str,
        since: Timestamp,
    ) -> Result<Option<Sent>, SendFault> {
        let found = self.search(channel, &Sign { key, nonce }, since).await;
        match found.map_err(|fault| SendFault::of(fault, channel))? {
            Search::Found(sent) => Ok(Some(sent)),
            Search::NotThere => Ok(None),
            Search::Empty => self.truly_empty(channel).await,
        }
    }

    /// Without the right to read it, Discord shows a history as an empty one.
    async fn truly_empty(&self, channel: u64) -> Result<Option<Sent>, SendFault> {
        let finding = permissions::check(&self.http, channel).await;
        match finding.map_err(|fault| SendFault::of(fault, channel))? {
            Finding::Ready => Ok(None),
            _ => Err(denied(channel, "its history can't be read")),
        }
    }

    async fn search(
        &self,
        channel: u64,
        sign: &Sign<'_>,
        since: Timestamp,
    ) -> Result<Search, Fault> {
        let me = self.http.me().await?;
        let mut before = None;
        loop {
            let page = self.page(channel, before).await?;
            for message in &page {
                if author(message) == Some(me) && sign.stands_in(message) {
                    return id(message, "id").map(|message_id| Search::Found(Sent { message_id }));
                }
            }
            let Some(oldest) = page.last() else {
                return Ok(if before.is_none() {
                    Search::Empty
                } else {
                    Search::NotThere
                });
            };
            let oldest = id(oldest, "id")?;
            if page.len() < PAGE || sent_at(oldest) < since - SKEW || before == Some(oldest) {
                return Ok(Search::NotThere);
            }
            before = Some(oldest);
        }
    }

    /// One page of history, newest first.
    async fn page(&self, channel: u64, before: Option<u64>) -> Result<Vec<Value>, Fault> {
        let route = Route::ChannelMessages {
            channel_id: channel_id(channel),
        };
        let mut params = vec![("limit", PAGE.to_string())];
        params.extend(before.map(|before| ("before", before.to_string())));
        match self.http.get(route, params).await? {
            Value::Array(page) => Ok(page),
            _ => Err(Fault::Unreachable {
                what: "a history that is no list".to_owned(),
            }),
        }
    }
}

enum Search {
    Found(Sent),
    NotThere,
    Empty,
}

/// What a message is recognised by.
struct Sign<'a> {
    key: &'a str,
    nonce: &'a str,
}

impl Sign<'_> {
    fn stands_in(&self, message: &Value) -> bool {
        let embeds = message["embeds"].as_array().into_iter().flatten();
        let rows = message["components"].as_array().into_iter().flatten();
        let mut buttons = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
        message["nonce"].as_str() == Some(self.nonce)
            || embeds
                .filter_map(|embed| embed["footer"]["text"].as_str())
                .any(|text| self.ends(text))
            || buttons.any(|button| {
                button["custom_id"]
                    .as_str()
                    .is_some_and(|key| self.begins(key))
            })
    }

    /// The last part of a footer is the key, perhaps with a revision after it: `… | wk-2026W46 r2`.
    fn ends(&self, footer: &str) -> bool {
        let last = footer.rsplit(['|', '｜']).next().unwrap_or(footer);
        last.split_whitespace().next() == Some(self.key)
    }

    /// A button's key begins with that of its message: `ping:17:claim`.
    fn begins(&self, key: &str) -> bool {
        key.strip_prefix(self.key)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }
}

fn author(message: &Value) -> Option<u64> {
    message["author"]["id"].as_str()?.parse().ok()
}

/// When a message was sent: it stands in its id.
fn sent_at(message_id: u64) -> Timestamp {
    let since_epoch = i64::try_from(message_id >> 22).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(since_epoch.saturating_add(DISCORD_EPOCH)).unwrap_or(Timestamp::MAX)
}

/// Serenity's ids are never 0; a channel that is 0 in the settings is simply one that does not exist.
pub(crate) fn channel_id(channel: u64) -> ChannelId {
    ChannelId::new(channel.max(1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Sign, sent_at};

    const SIGN: Sign<'_> = Sign {
        key: "wk-2026W46",
        nonce: "n1",
    };

    #[test]
    fn a_post_is_recognised_by_the_end_of_its_footer() {
        let with_footer = |text: &str| json!({ "embeds": [{ "footer": { "text": text } }] });
        assert!(SIGN.stands_in(&with_footer("definition v7 | wk-2026W46")));
        assert!(SIGN.stands_in(&with_footer("定義 v7｜wk-2026W46 r2")));
        assert!(SIGN.stands_in(&with_footer("wk-2026W46")));
        assert!(!SIGN.stands_in(&with_footer("wk-2026W46 | wk-2026W47")));
        assert!(!SIGN.stands_in(&with_footer("wk-2026W461")));
    }

    #[test]
    fn a_ping_is_recognised_by_its_buttons() {
        let sign = Sign {
            key: "ping:17",
            nonce: "n1",
        };
        let with_button =
            |key: &str| json!({ "components": [{ "components": [{ "custom_id": key }] }] });
        assert!(sign.stands_in(&with_button("ping:17:claim")));
        assert!(!sign.stands_in(&with_button("ping:171:claim")));
    }

    #[test]
    fn the_nonce_is_a_sign_where_discord_shows_it() {
        assert!(SIGN.stands_in(&json!({ "nonce": "n1" })));
        assert!(!SIGN.stands_in(&json!({ "nonce": null, "content": "wk-2026W46" })));
    }

    #[test]
    fn the_time_of_a_message_stands_in_its_id() {
        assert_eq!(
            sent_at(175_928_847_299_117_063).to_string(),
            "2016-04-30T11:18:25.796Z"
        );
    }
}
