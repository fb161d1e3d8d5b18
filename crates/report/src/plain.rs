//! A message for the terminal, as it stands in the channel.
//!
//! Lives here: markdown taken off, times written out, the frame of an embed, a row of buttons. Must not
//! live here: printing.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    format::times::ChatTime,
    locale::Locale,
    message::{Action, Button, Message},
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
        lines.push(reader.read(&message.content));
    }
    for line in message.body.as_deref().unwrap_or_default().lines() {
        lines.push(format!("│ {}", reader.read(line)).trim_end().to_owned());
    }
    if let Some(footer) = &message.footer {
        lines.extend(message.body.as_ref().map(|_| "│".to_owned()));
        lines.push(format!("│ {footer}"));
    }
    if !message.buttons.is_empty() {
        let row: Vec<String> = message.buttons.iter().map(button).collect();
        lines.push(row.join(" "));
    }
    lines.join("\n")
}

fn button(button: &Button) -> String {
    let label = &button.label;
    match &button.action {
        Action::Press { enabled: true, .. } => format!("[ {label} ]"),
        Action::Press { .. } => format!("( {label} )"),
        Action::Open { .. } => format!("[ {label} ↗ ]"),
    }
}

struct Reader<'a> {
    words: &'a Words,
    zone: &'a TimeZone,
}

impl Reader<'_> {
    /// Markdown as a person sees it.
    fn read(&self, text: &str) -> String {
        let mut seen = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some((shown, length)) = self.piece(rest) {
                seen.push_str(&shown);
                rest = &rest[length..];
            } else {
                seen.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        seen
    }

    /// What a piece of markdown at the beginning of `text` shows, and its length.
    fn piece(&self, text: &str) -> Option<(String, usize)> {
        if let Some(rest) = text.strip_prefix('\\') {
            let shown = rest.chars().next()?;
            return Some((shown.to_string(), 1 + shown.len_utf8()));
        }
        if text.starts_with("**") {
            return Some((String::new(), 2));
        }
        if let Some(rest) = text.strip_prefix('`') {
            let end = rest.find('`')?;
            return Some((rest[..end].to_owned(), end + 2));
        }
        if let Some(rest) = text.strip_prefix('[') {
            let middle = rest.find("](")?;
            let end = middle + rest[middle..].find(')')?;
            return Some((
                format!("{} <{}>", &rest[..middle], &rest[middle + 2..end]),
                end + 2,
            ));
        }
        let reference = text.strip_prefix('<')?;
        let end = reference.find('>')?;
        Some((self.reference(&reference[..end])?, end + 2))
    }

    fn reference(&self, inside: &str) -> Option<String> {
        if let Some(id) = inside.strip_prefix('@') {
            return Some(format!("@{}", id.trim_start_matches('&')));
        }
        if let Some(id) = inside.strip_prefix('#') {
            return Some(format!("#{id}"));
        }
        let mut parts = inside.strip_prefix("t:")?.split(':');
        let at = Timestamp::from_second(parts.next()?.parse().ok()?).ok()?;
        let style = parts.next().and_then(ChatTime::of_letter);
        Some(match style {
            Some(ChatTime::Time) => self.zone.to_datetime(at).strftime("%H:%M").to_string(),
            Some(ChatTime::Date) => self.words.day(at, self.zone),
            _ => self.words.instant(at, self.zone, at),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Mention;

    #[test]
    fn a_message_stands_as_in_the_channel() {
        let at: Timestamp = "2026-11-16T00:41:00Z".parse().expect("an instant");
        let message = Message {
            content: format!("{} 🔥 Hot lead: A\\*B", Mention::User(7).text()),
            body: Some(format!(
                "**Why**\n` 58` MQL at <t:{}:t>\n\n[open](https://x.example/1)",
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
            "@7 🔥 Hot lead: A*B\n│ Why\n│  58 MQL at 09:41\n│\n│ open <https://x.example/1>\n│\n│ ok | key\n[ Claim ] [ Open ↗ ]"
        );
    }
}
