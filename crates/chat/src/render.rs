//! From a message to the body of a request.
//!
//! Lives here: embeds, buttons, colours, and who may be mentioned. Must not live here: what a message
//! says, how it is sent.

use report::message::{Action, Button, Mention, Message, ROW, Tone};
use serde_json::{Value, json};

/// The body of a message as Discord takes it. Every part is named, also an empty one, so that an edit
/// replaces all of what stood there; and who may be mentioned is always said. What is over a limit is
/// shortened here at the latest, so that Discord never refuses a message for its length.
pub fn body(message: &Message) -> Value {
    let message = addressed(message).bounded();
    json!({
        "content": message.content,
        "embeds": embed(&message).into_iter().collect::<Vec<_>>(),
        "components": message.buttons.chunks(ROW).map(row).collect::<Vec<_>>(),
        "allowed_mentions": allowed_mentions(message.mention),
    })
}

/// With the mention in front of the content, where it does not stand in it.
fn addressed(message: &Message) -> Message {
    let mut message = message.clone();
    if let Some(mention) = message.mention.map(Mention::text)
        && !message.content.contains(&mention)
    {
        message.content = format!("{mention} {}", message.content);
    }
    message
}

fn embed(message: &Message) -> Option<Value> {
    if message.body.is_none() && message.footer.is_none() {
        return None;
    }
    let mut embed = serde_json::Map::new();
    if let Some(body) = &message.body {
        embed.insert("description".to_owned(), json!(body));
    }
    if let Some(footer) = &message.footer {
        embed.insert("footer".to_owned(), json!({ "text": footer }));
    }
    if let Some(colour) = colour(message.tone) {
        embed.insert("color".to_owned(), json!(colour));
    }
    Some(Value::Object(embed))
}

fn colour(tone: Tone) -> Option<u32> {
    match tone {
        Tone::Neutral => None,
        Tone::Good => Some(0x2e_7d32),
        Tone::Warning => Some(0xf9_a825),
        Tone::Hot => Some(0xe5_3935),
    }
}

fn row(buttons: &[Button]) -> Value {
    let buttons: Vec<Value> = buttons.iter().map(button).collect();
    json!({ "type": 1, "components": buttons })
}

fn button(button: &Button) -> Value {
    match &button.action {
        Action::Press {
            key,
            primary,
            enabled,
        } => json!({
            "type": 2,
            "style": if *primary { 1 } else { 2 },
            "label": button.label,
            "custom_id": key,
            "disabled": !enabled,
        }),
        Action::Open { url } => json!({ "type": 2, "style": 5, "label": button.label, "url": url }),
    }
}

fn allowed_mentions(mention: Option<Mention>) -> Value {
    match mention {
        None => json!({ "parse": [] }),
        Some(Mention::User(id)) => json!({ "parse": [], "users": [id.to_string()] }),
        Some(Mention::Role(id)) => json!({ "parse": [], "roles": [id.to_string()] }),
    }
}

#[cfg(test)]
mod tests {
    use report::message::{Action, Button, Mention, Message, Tone};
    use serde_json::json;

    use super::body;

    fn press(key: &str) -> Button {
        Button {
            label: "Claim".to_owned(),
            action: Action::Press {
                key: key.to_owned(),
                primary: true,
                enabled: false,
            },
        }
    }

    fn open(url: &str) -> Button {
        Button {
            label: "Open".to_owned(),
            action: Action::Open {
                url: url.to_owned(),
            },
        }
    }

    #[test]
    fn a_plain_message_clears_what_an_edit_replaces() {
        let message = Message {
            content: "Nothing new.".to_owned(),
            ..Message::default()
        };
        let expected = json!({
            "content": "Nothing new.",
            "embeds": [],
            "components": [],
            "allowed_mentions": { "parse": [] },
        });
        assert_eq!(body(&message), expected);
    }

    #[test]
    fn a_full_message_is_one_embed_and_one_row() {
        let message = Message {
            content: "Hot".to_owned(),
            body: Some("why".to_owned()),
            footer: Some("… | ping-17".to_owned()),
            tone: Tone::Hot,
            buttons: vec![press("ping:17:claim"), open("https://app.example/1")],
            mention: Some(Mention::User(42)),
            picture: None,
        };
        let expected = json!({
            "content": "<@42> Hot",
            "embeds": [{ "description": "why", "footer": { "text": "… | ping-17" }, "color": 0xe53935 }],
            "components": [{ "type": 1, "components": [
                { "type": 2, "style": 1, "label": "Claim", "custom_id": "ping:17:claim", "disabled": true },
                { "type": 2, "style": 5, "label": "Open", "url": "https://app.example/1" },
            ] }],
            "allowed_mentions": { "parse": [], "users": ["42"] },
        });
        assert_eq!(body(&message), expected);
    }

    #[test]
    fn a_mention_that_stands_in_the_text_is_not_said_twice() {
        let message = Message {
            content: "For <@&7>: hot".to_owned(),
            mention: Some(Mention::Role(7)),
            ..Message::default()
        };
        assert_eq!(body(&message)["content"], "For <@&7>: hot");
        assert_eq!(
            body(&message)["allowed_mentions"],
            json!({ "parse": [], "roles": ["7"] })
        );
    }

    #[test]
    fn text_that_looks_like_a_mention_mentions_nobody() {
        let message = Message {
            content: "@everyone <@1> <@&2> @here".to_owned(),
            ..Message::default()
        };
        assert_eq!(body(&message)["allowed_mentions"], json!({ "parse": [] }));
    }

    #[test]
    fn only_the_web_is_linked() {
        for url in [
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "http://a b",
            "discord://x",
            "",
        ] {
            let message = Message {
                buttons: vec![open(url)],
                ..Message::default()
            };
            assert_eq!(body(&message)["components"], json!([]), "{url}");
        }
    }

    #[test]
    fn a_row_has_five_buttons_a_message_five_rows_and_keys_fit() {
        let mut buttons: Vec<Button> = (0..27).map(|n| press(&n.to_string())).collect();
        buttons.insert(0, press(&"k".repeat(101)));
        let message = Message {
            buttons,
            ..Message::default()
        };
        let body = body(&message);
        let rows = body["components"].as_array().expect("rows");
        let sizes: Vec<_> = rows
            .iter()
            .map(|row| row["components"].as_array().map(Vec::len))
            .collect();
        assert_eq!(sizes, [Some(5); 5]);
        assert_eq!(rows[0]["components"][0]["custom_id"], "0");
        assert_eq!(rows[4]["components"][4]["custom_id"], "24");
    }
}
