//! A message as it stands in a channel, independent of any chat library.
//!
//! Lives here: the parts of a message and the lengths that each may have. Must not live here: how it is
//! sent, sentences.

use serde::{Deserialize, Serialize};

use crate::{
    cut::{shorten, shorten_before_key, shorten_lines, units},
    link,
    picture::Picture,
};

/// The longest content.
pub const CONTENT: usize = 2000;
/// The longest body.
pub const BODY: usize = 4096;
/// The longest footer.
pub const FOOTER: usize = 2048;
/// The longest body and footer together.
pub const TOTAL: usize = 6000;
/// The longest label of a button.
pub const LABEL: usize = 80;
/// The longest key of a button.
pub const KEY: usize = 100;
/// The most buttons in one row.
pub const ROW: usize = 5;
/// The most buttons of a message: five rows.
pub const BUTTONS: usize = 5 * ROW;

/// One message. All parts are within the chat's limits by construction (`Message::bounded`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The verdict: what the phone's notification shows.
    pub content: String,
    /// The body, shown in one embed.
    pub body: Option<String>,
    /// The data line under the body, without markdown; a post's key stands at its end.
    pub footer: Option<String>,
    /// Colour of the embed's edge; never the only carrier of a meaning.
    pub tone: Tone,
    /// Rows of five buttons, five rows at the most.
    pub buttons: Vec<Button>,
    /// The only one who may be mentioned; everybody else's mention stays dead text.
    pub mention: Option<Mention>,
    /// A picture under the body. The message is complete without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Box<Picture>>,
}

impl Message {
    /// A message of one line.
    pub fn line(content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            ..Self::default()
        }
        .bounded()
    }

    /// The same message within the chat's limits. Texts are shortened between whole pieces, the key at the
    /// end of the footer stays; an opaque key is never cut: a button that does not fit is left out.
    #[must_use]
    pub fn bounded(self) -> Self {
        let footer = self
            .footer
            .map(|footer| shorten_before_key(&footer, FOOTER));
        let room = BODY.min(TOTAL - footer.as_deref().map_or(0, units));
        Self {
            content: shorten(&self.content, CONTENT),
            body: self.body.map(|body| shorten_lines(&body, room)),
            footer,
            buttons: self
                .buttons
                .into_iter()
                .filter_map(Button::bounded)
                .take(BUTTONS)
                .collect(),
            tone: self.tone,
            mention: self.mention,
            picture: self.picture,
        }
    }
}

/// Colour of a message's edge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// A plain message.
    #[default]
    Neutral,
    /// Something good.
    Good,
    /// Something to look at.
    Warning,
    /// A hot lead.
    Hot,
}

/// Who is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mention {
    /// A person, by the chat's id.
    User(u64),
    /// A role, by the chat's id.
    Role(u64),
}

impl Mention {
    /// How the mention is written in a message's content.
    pub fn text(self) -> String {
        match self {
            Self::User(id) => format!("<@{id}>"),
            Self::Role(id) => format!("<@&{id}>"),
        }
    }
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What it does.
    pub action: Action,
}

impl Button {
    /// A button that opens `url`; `None` where the address cannot stand in a message.
    pub fn open(label: impl Into<String>, url: &str) -> Option<Self> {
        link::safe(url).map(|url| Self {
            label: label.into(),
            action: Action::Open { url },
        })
    }

    fn bounded(self) -> Option<Self> {
        let fits = match &self.action {
            Action::Press { key, .. } => !key.is_empty() && units(key) <= KEY,
            Action::Open { url } => link::safe(url).is_some_and(|safe| safe == *url),
        };
        let label = shorten(self.label.trim(), LABEL);
        (fits && !label.is_empty()).then_some(Self {
            label,
            action: self.action,
        })
    }
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Comes back to us with this opaque key (no personal data in it), at most 100 characters.
    Press {
        /// The key, such as `ping:17:claim`.
        key: String,
        /// Whether it is the main thing to do here.
        primary: bool,
        /// Whether it can still be pressed.
        enabled: bool,
    },
    /// Opens a link.
    Open {
        /// The address, `http` or `https`.
        url: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(label: &str, key: &str) -> Button {
        Button {
            label: label.to_owned(),
            action: Action::Press {
                key: key.to_owned(),
                primary: true,
                enabled: true,
            },
        }
    }

    #[test]
    fn every_part_is_brought_within_its_limit() {
        let message = Message {
            content: "verdict ".repeat(1_000),
            body: Some("line of numbers\n".repeat(1_000)),
            footer: Some(format!("{} | wk-2026W46", "note ".repeat(1_000))),
            buttons: (0..30)
                .map(|index| press(&"label".repeat(40), &format!("k:{index}")))
                .collect(),
            ..Message::default()
        }
        .bounded();
        assert!(units(&message.content) <= CONTENT);
        let (body, footer) = (
            message.body.unwrap_or_default(),
            message.footer.unwrap_or_default(),
        );
        assert!(units(&body) <= BODY && units(&footer) <= FOOTER);
        assert!(units(&body) + units(&footer) <= TOTAL);
        assert!(footer.ends_with("… | wk-2026W46"));
        assert_eq!(message.buttons.len(), BUTTONS);
        assert!(
            message
                .buttons
                .iter()
                .all(|button| units(&button.label) <= LABEL)
        );
    }

    #[test]
    fn a_key_is_never_cut_and_a_bad_address_is_no_button() {
        let buttons = vec![
            press("claim", &"k".repeat(101)),
            press("", "ping:1:claim"),
            Button {
                label: "open".to_owned(),
                action: Action::Open {
                    url: "ftp://x".to_owned(),
                },
            },
            press("claim", "ping:17:claim"),
        ];
        let message = Message {
            buttons,
            ..Message::line("x")
        }
        .bounded();
        assert_eq!(message.buttons, [press("claim", "ping:17:claim")]);
        assert_eq!(Button::open("open", "javascript:1"), None);
    }

    #[test]
    fn a_message_survives_the_outbox() {
        let message = Message {
            body: Some("body".to_owned()),
            buttons: vec![press("claim", "ping:17:claim")],
            mention: Some(Mention::Role(7)),
            ..Message::line("x")
        };
        let stored = serde_json::to_string(&message).expect("a message is plain JSON");
        assert_eq!(serde_json::from_str::<Message>(&stored).ok(), Some(message));
    }
}
