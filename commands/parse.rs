//! The terminal form of a command: `/kpi funnel period:last-week compare:none`.
//!
//! Lives here: from what somebody typed to a command and the words given for its options; quotes and
//! full-width signs as Japanese keyboards make them. Must not live here: what the words mean.

use kpi::nearest::nearest;

use crate::{
    reply::UserError,
    table::{COMMANDS, Spec, find, group},
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
    Ok(Typed { spec, given })
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
    if let Some(spec) = find(typed) {
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

/// An option begins with a letter: `09:00` is a time.
fn is_option_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
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
