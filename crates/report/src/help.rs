//! The answer to `/help`.
//!
//! Lives here: how commands and period words are listed, on one screen of a phone. Must not live here: which there are
//! (the table of commands, `kpi::period`).

use crate::{args, locale::Locale, message::Message, words::Words};

/// The answer to `/help`: a line a group with its commands, and the accepted forms of a period. What each command does
/// and takes is shown by the chat while it is typed.
pub fn answer(locale: Locale, paths: &[&str], period_forms: &[&str]) -> Message {
    let words = locale.words();
    let groups = paths.chunk_by(|one, next| root(one) == root(next));
    let forms: Vec<String> = period_forms
        .iter()
        .map(|form| format!("`{form}`"))
        .collect();
    let periods = words.say("help-period-list", args![forms = forms.join(" ")]);
    let blocks = [
        groups.map(|group| row(words, group)).collect(),
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

fn root(path: &str) -> &str {
    path.split(' ').next().unwrap_or(path)
}

fn row(words: &Words, group: &[&str]) -> String {
    let what = group.first().map_or("", |path| root(path));
    let what = words.word(&format!("cmd-{what}-desc"));
    let commands: Vec<String> = group.iter().map(|path| command(words, path)).collect();
    words.say(
        "help-row",
        args![what = what, commands = commands.join(" ")],
    )
}

fn command(words: &Words, path: &str) -> String {
    let name = localized(words, path);
    let told = if name == path {
        "help-command"
    } else {
        "help-command-localized"
    };
    let name = name
        .strip_prefix(root(path))
        .map_or(name.as_str(), str::trim_start);
    words.say(told, args![command = path, name = name])
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
