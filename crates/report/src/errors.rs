//! What people read when a question has no answer.
//!
//! Lives here: how a user error and a failure of ours are told. Must not live here: which errors there are
//! (a user error is a key of the locales with arguments).

use crate::{
    args, escape,
    locale::Locale,
    message::{Message, Tone},
    words::{Arg, Words},
};

/// The longest piece of what somebody typed that is repeated to them.
const TYPED: usize = 60;
/// The longest reason that comes from a file.
const REASON: usize = 300;

/// What the asker got wrong: the sentence under `key`, what was probably meant, what is accepted. The
/// arguments are text from outside and are made harmless here.
pub fn user<N: AsRef<str>>(
    locale: Locale,
    key: &str,
    arguments: &[(N, String)],
    nearest: Option<&str>,
    accepted: &[String],
) -> Message {
    let words = locale.words();
    let arguments: Vec<(&str, Arg<'_>)> = arguments
        .iter()
        .map(|(name, text)| {
            let most = match name.as_ref() {
                "why" => REASON,
                _ => TYPED,
            };
            (name.as_ref(), Arg::from(escape::inline(text, most)))
        })
        .collect();
    let nearest = nearest.map(|near| words.say("error-nearest", args![nearest = in_code(near)]));
    let lines: Vec<String> = nearest.into_iter().chain(forms(words, accepted)).collect();
    Message {
        content: words.say(key, &arguments),
        body: (!lines.is_empty()).then(|| lines.join("\n")),
        tone: Tone::Warning,
        ..Message::default()
    }
    .bounded()
}

/// Short forms stand in one line, long ones in a line each.
fn forms(words: &Words, accepted: &[String]) -> Option<String> {
    const SHORT: usize = 24;
    if accepted.is_empty() {
        return None;
    }
    let is_long = accepted.iter().any(|form| form.chars().count() > SHORT);
    let forms: Vec<String> = accepted
        .iter()
        .map(|form| format!("`{}`", in_code(form)))
        .collect();
    let listed = if is_long {
        format!("\n{}", forms.join("\n"))
    } else {
        forms.join(" ")
    };
    Some(words.say("error-accepted", args![forms = listed]))
}

fn in_code(text: &str) -> String {
    escape::in_code(text, 120)
}

/// A failure of ours: nothing but a short reference that also stands in the log.
pub fn internal(locale: Locale, reference: &str) -> Message {
    let told = args![reference = in_code(reference)];
    Message {
        content: locale.words().say("error-internal", told),
        tone: Tone::Warning,
        ..Message::default()
    }
    .bounded()
}

/// What is wrong with a channel, in a sentence that says how to mend it: `key` with the channel's id and
/// the keys of the rights that are missing there.
pub fn channel(locale: Locale, key: &str, channel: u64, rights: &[&str]) -> String {
    let words = locale.words();
    let rights: Vec<String> = rights.iter().map(|right| words.word(right)).collect();
    let told = args![
        channel = channel.to_string(),
        rights = rights.join(&words.word("comma"))
    ];
    words.say(key, told)
}
