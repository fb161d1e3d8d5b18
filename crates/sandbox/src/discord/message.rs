//! A message as it stands in a channel.
//!
//! Lives here: what is kept of a message and what can be read off it. Must not live here: how it gets there.

use jiff::Timestamp;
use serde_json::Value;

use super::mention::Mentions;

/// A message in a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredMessage {
    /// Its id; the order of ids is the order of time.
    pub id: u64,
    /// The channel it stands in.
    pub channel: u64,
    /// Who wrote it: the bot's id or a member's.
    pub author: u64,
    /// Its text.
    pub content: String,
    /// Its embeds, as Discord's JSON.
    pub embeds: Vec<Value>,
    /// Its rows of buttons and menus, as Discord's JSON.
    pub components: Vec<Value>,
    /// Its files.
    pub attachments: Vec<StoredFile>,
    /// What the sender called it, to recognise it by.
    pub nonce: Option<String>,
    /// Those who are shown as mentioned.
    pub mentions: Mentions,
    /// Those who were notified when it was sent. An edit notifies nobody.
    pub notified: Mentions,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// The only member who sees it; None: everybody in the channel.
    pub ephemeral_for: Option<u64>,
    /// The interaction that it answers.
    pub interaction: Option<u64>,
    /// Whether it only says that the bot is thinking.
    pub(super) loading: bool,
    /// The flags that Discord shows, without those that follow from the other fields.
    pub(super) flags: u64,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its type, such as `image/png`.
    pub content_type: Option<String>,
    /// Its description, read aloud to those who do not see it.
    pub description: Option<String>,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredButton {
    /// What it says.
    pub label: String,
    /// Its key; None for a link.
    pub custom_id: Option<String>,
    /// Where it leads; None where it is pressed.
    pub url: Option<String>,
    /// Whether it can be pressed.
    pub enabled: bool,
}

impl StoredMessage {
    /// The buttons, from top left to bottom right.
    pub fn buttons(&self) -> Vec<StoredButton> {
        self.parts()
            .filter(|part| kind(part) == Some(2))
            .map(read_button)
            .collect()
    }

    /// All the words of the message in the order in which one reads them: text, then each embed.
    pub fn text(&self) -> String {
        let mut lines = vec![self.content.clone()];
        for embed in &self.embeds {
            let mut push = |value: &Value| lines.extend(value.as_str().map(str::to_owned));
            push(&embed["author"]["name"]);
            push(&embed["title"]);
            push(&embed["description"]);
            for field in embed["fields"].as_array().into_iter().flatten() {
                push(&field["name"]);
                push(&field["value"]);
            }
            push(&embed["footer"]["text"]);
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// The component with this key, if there is one that can be used.
    pub(super) fn usable(&self, custom_id: &str) -> Option<&Value> {
        self.parts().find(|part| {
            part["custom_id"].as_str() == Some(custom_id) && part["disabled"] != Value::Bool(true)
        })
    }

    /// Whether there is nothing to see; buttons alone are nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.content.is_empty() && self.embeds.is_empty() && self.attachments.is_empty()
    }

    fn parts(&self) -> impl Iterator<Item = &Value> {
        let rows = self.components.iter();
        rows.flat_map(|row| row["components"].as_array().into_iter().flatten())
    }
}

fn kind(part: &Value) -> Option<u64> {
    part["type"].as_u64()
}

fn read_button(part: &Value) -> StoredButton {
    let text = |key: &str| part[key].as_str().map(str::to_owned);
    StoredButton {
        label: text("label").unwrap_or_default(),
        custom_id: text("custom_id"),
        url: text("url"),
        enabled: part["disabled"] != Value::Bool(true),
    }
}
