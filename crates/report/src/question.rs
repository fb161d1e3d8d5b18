//! The buttons under answers and posts: to share an answer, to read it in another language.
//!
//! Lives here: their keys, their labels, and what is said where one does nothing. Must not live here: what a press
//! does.

use crate::{
    args,
    locale::{LOCALES, Locale},
    message::{Action, Button, Message},
};

/// What the key of a button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish<'a> {
    /// The answer to that question, for everybody in the channel.
    Share(i64),
    /// The same answer in the reader's language.
    Read(i64),
    /// The post of that key in the reader's language.
    ReadPost(&'a str),
}

/// The wish of a button's key; `None` where it is another kind of button.
pub fn wish(key: &str) -> Option<Wish<'_>> {
    if let Some(key) = key.strip_prefix("post:") {
        return key.strip_suffix(":read").map(Wish::ReadPost);
    }
    let (id, wish) = key.strip_prefix("question:")?.split_once(':')?;
    let id = id.parse().ok()?;
    match wish {
        "share" => Some(Wish::Share(id)),
        "read" => Some(Wish::Read(id)),
        _ => None,
    }
}

/// The button that shares the answer to a question.
pub fn share_button(locale: Locale, question: i64) -> Button {
    let label = locale.words().word("button-share");
    button(label, format!("question:{question}:share"))
}

/// The button under an answer in `locale` that shows it in another language.
pub fn read_button(locale: Locale, question: i64) -> Button {
    button(read_label(locale), format!("question:{question}:read"))
}

/// The button under a post in `locale` that shows it in another language.
pub fn read_post_button(locale: Locale, post: &str) -> Button {
    button(read_label(locale), format!("post:{post}:read"))
}

/// The language in which somebody with `reader` gets a message that stands in `written`: their own, and where they
/// have that already, the other one.
pub fn language_for(reader: Locale, written: Locale) -> Locale {
    if reader == written {
        others(written).next().unwrap_or(written)
    } else {
        reader
    }
}

fn others(written: Locale) -> impl Iterator<Item = Locale> {
    LOCALES
        .iter()
        .copied()
        .filter(move |locale| *locale != written)
}

fn read_label(written: Locale) -> String {
    let names: Vec<String> = others(written)
        .map(|locale| locale.words().word("language"))
        .collect();
    written
        .words()
        .say("button-read", args![languages = names.join(" / ")])
}

fn button(label: String, key: String) -> Button {
    Button {
        label,
        action: Action::Press {
            key,
            primary: false,
            enabled: true,
        },
    }
}

/// What is said where nothing is known any more of what stood above a button.
pub fn too_old(locale: Locale) -> Message {
    Message::line(locale.words().word("question-too-old"))
}

/// What is said where an answer stands in the channel already.
pub fn already_shared(locale: Locale) -> Message {
    Message::line(locale.words().word("question-already-shared"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::KEY;

    fn key(button: &Button) -> &str {
        match &button.action {
            Action::Press { key, .. } => key,
            Action::Open { url } => url,
        }
    }

    #[test]
    fn a_key_is_understood_again_and_fits_the_chat() {
        let most = i64::MAX;
        let share = share_button(Locale::Ja, most);
        let read = read_button(Locale::En, 7);
        let post = read_post_button(Locale::Ja, "weekly@2026-11-16T09:00");
        assert_eq!(wish(key(&share)), Some(Wish::Share(most)));
        assert_eq!(wish(key(&read)), Some(Wish::Read(7)));
        assert_eq!(
            wish(key(&post)),
            Some(Wish::ReadPost("weekly@2026-11-16T09:00"))
        );
        assert!(
            [&share, &read, &post]
                .iter()
                .all(|one| key(one).len() <= KEY)
        );
        assert_eq!(read.label, "🌐 日本語");
        assert_eq!(post.label, "🌐 English");
    }

    #[test]
    fn keys_of_other_buttons_are_none_of_ours() {
        for key in [
            "ping:7:claim",
            "question:x:share",
            "question:7",
            "post:7",
            "",
        ] {
            assert_eq!(wish(key), None, "{key}");
        }
    }

    #[test]
    fn who_can_read_it_already_gets_the_other_language() {
        assert_eq!(language_for(Locale::En, Locale::Ja), Locale::En);
        assert_eq!(language_for(Locale::Ja, Locale::Ja), Locale::En);
    }
}
