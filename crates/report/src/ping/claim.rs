//! Claims: the button, what a message becomes when its lead is taken, what the others are told.

use jiff::Timestamp;

use crate::{
    args, escape,
    format::times::{ChatTime, chat_time},
    locale::Locale,
    message::{Action, Button, Mention, Message, Tone},
    words::Words,
};

/// Somebody took a lead.
#[derive(Debug, Clone, Copy)]
pub struct Claimed<'a> {
    /// The ping's number.
    pub id: i64,
    /// How the one who took it is called in the chat: text from outside.
    pub by: &'a str,
    /// When it was taken.
    pub at: Timestamp,
    /// When the ping was sent.
    pub sent_at: Timestamp,
}

/// The key of the button that claims a ping.
pub fn claim_key(id: i64) -> String {
    format!("ping:{id}:claim")
}

/// The ping whose claim button has this key.
pub fn claimed_id(key: &str) -> Option<i64> {
    key.strip_prefix("ping:")?
        .strip_suffix(":claim")?
        .parse()
        .ok()
}

pub(crate) fn claim_button(label: String, key: String) -> Button {
    Button {
        label,
        action: Action::Press {
            key,
            primary: true,
            enabled: true,
        },
    }
}

/// What a ping or a digest that was sent becomes once a lead in it is taken: who has it stands in it, and
/// its button, whose key stays, can be pressed no more.
pub fn claimed(locale: Locale, sent: &Message, claim: &Claimed<'_>) -> Message {
    let words = locale.words();
    let claims: Vec<&str> = sent.buttons.iter().filter_map(claims).collect();
    if claims.len() > 1 {
        claimed_of_many(words, sent, claim, &claims)
    } else {
        claimed_alone(words, sent, claim)
    }
    .bounded()
}

fn claimed_alone(words: &Words, sent: &Message, claim: &Claimed<'_>) -> Message {
    let by = escape::inline(claim.by, 32);
    let after = words.duration(claim.at.duration_since(claim.sent_at).as_secs_f64());
    let time = chat_time(claim.at, ChatTime::Time);
    let lead = without_mention(sent).trim_start_matches("🔥 ");
    let told = args![time = time, by = &by, after = &after];
    Message {
        content: words.say(
            "claimed-title",
            args![by = &by, after = &after, lead = lead],
        ),
        tone: Tone::Good,
        ..edited(
            sent,
            claim,
            words.say("claimed-line", told),
            &words.word("button-claimed"),
        )
    }
}

fn claimed_of_many(words: &Words, sent: &Message, claim: &Claimed<'_>, claims: &[&str]) -> Message {
    let key = claim_key(claim.id);
    let number = claims
        .iter()
        .position(|known| *known == key)
        .map_or(1, |index| index + 1);
    let line = words.say(
        "claimed-line-numbered",
        args![
            number = number,
            time = chat_time(claim.at, ChatTime::Time),
            by = escape::inline(claim.by, 32)
        ],
    );
    let label = words.say("button-claimed-numbered", args![number = number]);
    edited(sent, claim, line, &label)
}

/// The message with one more line, its claim spent, and nobody mentioned.
fn edited(sent: &Message, claim: &Claimed<'_>, line: String, label: &str) -> Message {
    let key = claim_key(claim.id);
    let lines: Vec<&str> = sent
        .body
        .as_deref()
        .into_iter()
        .chain([line.as_str()])
        .collect();
    Message {
        content: without_mention(sent).to_owned(),
        body: Some(lines.join("\n")),
        buttons: sent
            .buttons
            .iter()
            .map(|button| spent(button, &key, label))
            .collect(),
        mention: None,
        ..sent.clone()
    }
}

fn claims(button: &Button) -> Option<&str> {
    match &button.action {
        Action::Press { key, .. } if claimed_id(key).is_some() => Some(key),
        _ => None,
    }
}

fn spent(button: &Button, spent_key: &str, label: &str) -> Button {
    match &button.action {
        Action::Press { key, .. } if key == spent_key => Button {
            label: label.to_owned(),
            action: Action::Press {
                key: key.clone(),
                primary: false,
                enabled: false,
            },
        },
        _ => button.clone(),
    }
}

fn without_mention(sent: &Message) -> &str {
    let mention = sent.mention.map(Mention::text).unwrap_or_default();
    sent.content
        .strip_prefix(&mention)
        .unwrap_or(&sent.content)
        .trim_start()
}

/// What the one is told who came too late. `by` is text from outside.
pub fn already_claimed(locale: Locale, by: &str, at: Timestamp) -> Message {
    let told = args![
        by = escape::inline(by, 32),
        time = chat_time(at, ChatTime::Relative)
    ];
    Message::line(locale.words().say("claimed-already", told))
}

/// What the one is told who presses again.
pub fn already_yours(locale: Locale, at: Timestamp) -> Message {
    let time = chat_time(at, ChatTime::Relative);
    Message::line(
        locale
            .words()
            .say("claimed-by-you-already", args![time = time]),
    )
}

/// What is said where the ping of a button is not known.
pub fn unknown(locale: Locale) -> Message {
    Message::line(locale.words().word("claim-unknown"))
}
