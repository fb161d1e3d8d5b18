//! A message for the terminal, as it stands in the channel.
//!
//! Lives here: markdown taken off, times written out, the frame of an embed, a row of buttons. Must not
//! live here: printing.

use jiff::tz::TimeZone;

use crate::{
    locale::Locale,
    message::{Action, Button, Message},
    reading::{Piece, Reader},
    words::Words,
};

/// The message in plain text; times are written in `zone`. Ends without a line break.
pub fn text(message: &Message, locale: Locale, zone: &TimeZone) -> String {
    let reader = Reader {
        words: locale.words(),
        zone,
    };
    let mut lines = Vec::new();
    if !message.content.is_empty() {
        lines.push(shown(reader, &message.content));
    }
    for line in message.body.as_deref().unwrap_or_default().lines() {
        lines.push(format!("│ {}", shown(reader, line)).trim_end().to_owned());
    }
    if let Some(footer) = &message.footer {
        lines.extend(message.body.as_ref().map(|_| "│".to_owned()));
        lines.push(format!("│ {footer}"));
    }
    if let Some(picture) = &message.picture {
        lines.push(format!("🖼 {}", picture.file_name()));
    }
    if !message.buttons.is_empty() {
        let row: Vec<String> = message.buttons.iter().map(button).collect();
        lines.push(row.join(" "));
    }
    lines.join("\n")
}

/// One line of markdown in plain text.
pub(crate) fn line(text: &str, words: &Words, zone: &TimeZone) -> String {
    shown(Reader { words, zone }, text)
}

fn button(button: &Button) -> String {
    let label = &button.label;
    match &button.action {
        Action::Press { enabled: true, .. } => format!("[ {label} ]"),
        Action::Press { .. } => format!("( {label} )"),
        Action::Open { .. } => format!("[ {label} ↗ ]"),
    }
}

fn shown(reader: Reader<'_>, text: &str) -> String {
    let pieces = reader.pieces(text).into_iter().map(|piece| match piece {
        Piece::Text(text) | Piece::Code(text) => text,
        Piece::Strong => String::new(),
        Piece::Link { label, url } => format!("{label} <{url}>"),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::message::Mention;

    #[test]
    fn a_message_stands_as_in_the_channel() {
        let at: Timestamp = "2026-11-16T00:41:00Z".parse().expect("an instant");
        let message = Message {
            content: format!("{} 🔥 Hot lead: A\\*B", Mention::User(7).text()),
            body: Some(format!(
                "**Why**\n` 58` MQL at <t:{}:t>\n\n[open](https://x.example/1)\n-# as of then - #2",
                at.as_second()
            )),
            footer: Some("ok | key".to_owned()),
            buttons: vec![
                Button {
                    label: "Claim".to_owned(),
                    action: Action::Press {
                        key: "ping:1:claim".to_owned(),
                        primary: true,
                        enabled: true,
                    },
                },
                Button::open("Open", "https://x.example/1").expect("a web address"),
            ],
            ..Message::default()
        };
        let zone = TimeZone::get("Asia/Tokyo").expect("the zone database is bundled");
        assert_eq!(
            text(&message, Locale::En, &zone),
            "@7 🔥 Hot lead: A*B\n│ Why\n│  58 MQL at 09:41\n│\n│ open <https://x.example/1>\n│ as of then - #2\n│\n│ ok | key\n[ Claim ] [ Open ↗ ]"
        );
    }
}
