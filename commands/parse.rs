//! The terminal form of a command: `/kpi funnel period:last-week compare:none`.
//!
//! Lives here: from what somebody typed to a command and the words given for its options, by the names of any
//! language that the chat shows them in; quotes and full-width signs as Japanese keyboards make them. Must not live
//! here: what the words mean.

use kpi::nearest::nearest;
use report::locale::LOCALES;

use crate::{
    reply::UserError,
    table::{COMMANDS, OptionKind, Spec, find, group, key},
};

/// A command with the words given for its options, not yet checked against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The command.
    pub spec: &'static Spec,
    /// Option names and the text given, in the order typed.
    pub given: Vec<(String, String)>,
}

/// Reads a line. The slash may be left out; a value with spaces may stand in quotes, or without them
/// as long as none of its words looks like the next option.
///
/// # Errors
/// An unknown command, a quote that is never closed, or a word that belongs to no option.
pub fn parse(line: &str) -> Result<Typed, UserError> {
    let words = words(line)?;
    let first_option = words.iter().position(|word| word.option.is_some());
    let (path, options) = words.split_at(first_option.unwrap_or(words.len()));
    let spec = command(path)?;
    let mut given: Vec<(String, String)> = Vec::new();
    for word in options {
        match (&word.option, given.last_mut()) {
            (Some(name), _) => given.push((name.clone(), word.text.clone())),
            (None, Some((_, value))) => extend(value, &word.text),
            (None, None) => return Err(stray(spec, &word.text)),
        }
    }
    for (name, value) in &mut given {
        translate(spec, name, value);
    }
    Ok(Typed { spec, given })
}

/// Puts the table's words in the place of those that the chat shows; what is neither stays as it is.
fn translate(spec: &'static Spec, name: &mut String, value: &mut String) {
    let shown = spec
        .options
        .iter()
        .find(|option| is_shown(&spec.option_key(option), name));
    if let Some(option) = shown {
        *name = option.name.to_owned();
    }
    let Some(option) = spec.option(name) else {
        return;
    };
    let OptionKind::Choice(choices) = option.kind else {
        return;
    };
    let typed = value.trim();
    let shown = choices
        .iter()
        .find(|choice| is_shown(&spec.choice_key(option, choice), typed));
    if let Some(choice) = shown {
        *value = (*choice).to_owned();
    }
}

/// Whether the words of that key are `typed` in some language.
fn is_shown(key: &str, typed: &str) -> bool {
    LOCALES
        .iter()
        .any(|locale| locale.words().word(key).to_lowercase() == typed.to_lowercase())
}

/// The command that the chat shows like that in some language, with any part in the table's own words.
fn find_shown(typed: &str) -> Option<&'static Spec> {
    let typed: Vec<&str> = typed.split(' ').collect();
    COMMANDS.iter().copied().find(|spec| {
        let mut path = String::new();
        let mut parts = spec.path.split(' ');
        let alike = |(part, word): (&str, &&str)| {
            if !path.is_empty() {
                path.push(' ');
            }
            path.push_str(part);
            part == *word || is_shown(&key(&path), word)
        };
        spec.path.split(' ').count() == typed.len() && parts.by_ref().zip(&typed).all(alike)
    })
}

fn extend(value: &mut String, word: &str) {
    if !value.is_empty() {
        value.push(' ');
    }
    value.push_str(word);
}

fn command(path: &[Word]) -> Result<&'static Spec, UserError> {
    let typed: Vec<String> = path.iter().map(|word| word.text.to_lowercase()).collect();
    let typed = typed.join(" ");
    let typed = typed.trim_start_matches(['/', '／']).trim_start();
    if let Some(spec) = find(typed).or_else(|| find_shown(typed)) {
        return Ok(spec);
    }
    let begun = COMMANDS.iter().copied().find(|spec| {
        typed
            .strip_prefix(spec.path)
            .is_some_and(|rest| rest.starts_with(' '))
    });
    match begun {
        Some(spec) => Err(stray(spec, typed[spec.path.len()..].trim_start())),
        None => Err(unknown_command(typed)),
    }
}

fn unknown_command(typed: &str) -> UserError {
    let of_group: Vec<String> = group(typed.split(' ').next().unwrap_or_default())
        .map(Spec::usage)
        .collect();
    let forms = if of_group.is_empty() {
        COMMANDS.iter().map(|spec| spec.usage()).collect()
    } else {
        of_group
    };
    let near = nearest(typed, COMMANDS.iter().map(|spec| spec.path)).map(|path| format!("/{path}"));
    UserError::new("error-unknown-command")
        .with("typed", format!("/{typed}"))
        .near(near)
        .accepting(forms)
}

fn stray(spec: &'static Spec, word: &str) -> UserError {
    UserError::new("error-stray-word")
        .with("typed", word)
        .accepting([spec.usage()])
}

/// One word of the line: `option:text`, or text alone.
#[derive(Debug, Default)]
struct Word {
    option: Option<String>,
    text: String,
    begun: bool,
}

/// Splits at white space outside quotes, and at the first colon after what can be an option's name.
fn words(line: &str) -> Result<Vec<Word>, UserError> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut closing = None;
    for sign in line.chars() {
        match (closing, sign) {
            (Some(end), _) if sign == end => closing = None,
            (Some(_), _) => word.text.push(sign),
            (None, _) if closing_quote(sign).is_some() => {
                closing = closing_quote(sign);
                word.begun = true;
            }
            (None, _) if sign.is_whitespace() => finish(&mut words, &mut word),
            (None, ':' | '：') if word.option.is_none() && is_option_name(&word.text) => {
                word.option = Some(std::mem::take(&mut word.text).to_ascii_lowercase());
            }
            (None, _) => {
                word.text.push(sign);
                word.begun = true;
            }
        }
    }
    if closing.is_some() {
        return Err(UserError::new("error-open-quote").with("typed", word.text));
    }
    finish(&mut words, &mut word);
    Ok(words)
}

fn finish(words: &mut Vec<Word>, word: &mut Word) {
    if word.begun {
        words.push(std::mem::take(word));
    }
}

/// An option begins with a letter: `09:00` is a time. Of other scripts only names that the chat shows are options:
/// a note may well hold `会場：東京`.
fn is_option_name(text: &str) -> bool {
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let is_known = || {
        let mut options = COMMANDS
            .iter()
            .flat_map(|spec| spec.options.iter().map(|option| spec.option_key(option)));
        options.any(|key| is_shown(&key, text))
    };
    is_plain || (!text.is_ascii() && is_known())
}

fn closing_quote(opening: char) -> Option<char> {
    match opening {
        '"' => Some('"'),
        '“' => Some('”'),
        '＂' => Some('＂'),
        '「' => Some('」'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::table::{KPI_FUNNEL, STATUS};

    fn given(line: &str) -> Vec<(String, String)> {
        parse(line).expect("a command that exists").given
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn a_line_is_a_command_with_its_options() {
        let typed = parse("/kpi funnel period:last-week compare:none").expect("a command");
        assert_eq!(typed.spec, &KPI_FUNNEL);
        assert_eq!(
            typed.given,
            pairs(&[("period", "last-week"), ("compare", "none")])
        );
        assert_eq!(
            parse("status").expect("the slash may be left out").spec,
            &STATUS
        );
    }

    #[test]
    fn quotes_and_full_width_signs_are_understood() {
        let expected = pairs(&[("period", "last-week"), ("compare", "none")]);
        assert_eq!(
            given("／kpi　funnel　period：last-week　compare：「none」"),
            expected
        );
        assert_eq!(
            given("/kpi funnel period:\"last-week\" compare:“none”"),
            expected
        );
        assert_eq!(
            given("/KPI Funnel Period: last-week compare: none"),
            expected
        );
    }

    #[test]
    fn the_names_that_the_chat_shows_are_understood() {
        let expected = pairs(&[("period", "last-week"), ("compare", "last-year")]);
        let typed = parse("/kpi ファネル 期間：last-week 比較：前年の同じ期間").expect("a command");
        assert_eq!((typed.spec, typed.given), (&KPI_FUNNEL, expected));
        assert_eq!(parse("／状態").expect("a command").spec, &STATUS);
        assert_eq!(
            given("/レポート 投稿 種類:週次"),
            pairs(&[("kind", "weekly")])
        );
        assert_eq!(
            given("/note add text:発表会 会場：東京"),
            pairs(&[("text", "発表会 会場：東京")])
        );
    }

    #[test]
    fn words_after_a_value_belong_to_it() {
        let expected = pairs(&[("period", "2026-10-01 09:00")]);
        assert_eq!(given("/kpi funnel period:2026-10-01 09:00"), expected);
        assert_eq!(given("/kpi funnel period:\"2026-10-01 09:00\""), expected);
        assert_eq!(given("/kpi funnel period:\"\""), pairs(&[("period", "")]));
    }

    #[test]
    fn an_unknown_command_names_the_nearest_and_the_accepted() {
        let error = parse("/kpi funel period:today").expect_err("no such command");
        assert_eq!(error.key, "error-unknown-command");
        assert_eq!(error.nearest.as_deref(), Some("/kpi funnel"));
        assert_eq!(
            error.forms.len(),
            crate::table::group("kpi").count(),
            "the forms of the group that was named"
        );
        let error = parse("").expect_err("nothing typed");
        assert_eq!(error.forms.len(), crate::table::COMMANDS.len());
    }

    #[test]
    fn a_word_of_no_option_is_refused() {
        let error = parse("/kpi funnel last-week").expect_err("which option?");
        assert_eq!(
            (error.key, error.args[0].1.as_str()),
            ("error-stray-word", "last-week")
        );
        assert_eq!(
            parse("/kpi funnel period:\"today").expect_err("open").key,
            "error-open-quote"
        );
    }
}
