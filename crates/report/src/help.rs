//! The answer to `/help`.
//!
//! Lives here: how commands and period words are listed. Must not live here: which there are (the table of
//! commands, `kpi::period`).

use crate::{args, locale::Locale, message::Message, words::Words};

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name as the table has it: `kpi funnel`. Its words stand under `cmd-kpi-funnel`.
    pub path: String,
    /// How it is typed: `/kpi funnel [period:…]`.
    pub usage: String,
}

/// The answer to `/help`: every command with what it does, and the accepted forms of a period.
pub fn answer(locale: Locale, entries: &[Entry], period_forms: &[&str]) -> Message {
    let words = locale.words();
    let rows: Vec<String> = entries.iter().map(|entry| row(words, entry)).collect();
    let forms: Vec<String> = period_forms
        .iter()
        .map(|form| format!("`{form}`"))
        .collect();
    let periods = words.say("help-period-list", args![forms = forms.join(" ")]);
    let blocks = [
        rows,
        vec![words.word("help-periods"), periods],
        vec![words.word("help-numbers")],
    ];
    Message {
        content: words.word("help-title"),
        body: Some(crate::funnel::join(&blocks)),
        ..Message::default()
    }
    .bounded()
}

fn row(words: &Words, entry: &Entry) -> String {
    let key = format!("cmd-{}", entry.path.replace(' ', "-"));
    let description = words.word(&format!("{key}-desc"));
    let name = localized(words, &entry.path);
    let usage = &entry.usage;
    if name == entry.path {
        return words.say("help-row", args![usage = usage, description = description]);
    }
    let name = format!("/{name}");
    words.say(
        "help-row-localized",
        args![usage = usage, name = name, description = description],
    )
}

/// The command as the chat shows it in this language.
fn localized(words: &Words, path: &str) -> String {
    let mut key = "cmd".to_owned();
    let names = path.split(' ').map(|word| {
        key.push('-');
        key.push_str(word);
        words.word(&key)
    });
    names.collect::<Vec<_>>().join(" ")
}
