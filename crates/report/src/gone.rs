//! Pings whose lead was deleted in the tool: what their messages say then, which is nothing of it.
//!
//! Must not live here: which leads are gone (the store), the message as it was sent (`ping`).

use crate::{
    args,
    locale::Locale,
    message::{Action, Button, Message},
    ping::claim_key,
};

/// What a message becomes all of whose `leads` are gone.
pub fn message(locale: Locale, leads: usize) -> Message {
    Message::line(locale.words().say("gone-title", args![count = leads]))
}

/// A message about several leads without the one that stands in it under this number, and whose ping has this id: its
/// row tells that it is gone, its button can be pressed no more. Done twice, it is the same message.
pub fn without(locale: Locale, message: &Message, number: usize, id: i64) -> Message {
    let words = locale.words();
    let (key, row) = (claim_key(id), format!("{number}. "));
    let line = |line: &str| match line.starts_with(&row) {
        true => words.say("gone-row", args![number = number]),
        false => line.to_owned(),
    };
    let body = message.body.as_deref();
    let button = |button: &Button| match &button.action {
        Action::Press { key: own, .. } if *own == key => Button {
            label: words.say("button-gone-numbered", args![number = number]),
            action: Action::Press {
                key: key.clone(),
                primary: false,
                enabled: false,
            },
        },
        _ => button.clone(),
    };
    Message {
        body: body.map(|body| body.lines().map(line).collect::<Vec<_>>().join("\n")),
        buttons: message.buttons.iter().map(button).collect(),
        ..message.clone()
    }
    .bounded()
}

/// What the one is told who wants to take a lead that is gone.
pub fn nothing_to_claim(locale: Locale) -> Message {
    Message::line(locale.words().word("claim-gone"))
}
