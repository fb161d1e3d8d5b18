//! The form of slash commands.
//!
//! Lives here: names, descriptions, options, choices and their languages. Must not live here: what is registered.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::form::{Form, units};

/// Discord's languages.
const LOCALES: &[&str] = &[
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl",
    "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th",
    "zh-CN", "ja", "zh-TW", "ko",
];
/// All words of a command in its longest language.
const TOTAL: usize = 8000;
const SUBCOMMAND: u64 = 1;
const GROUP: u64 = 2;

/// How a name is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    /// The name of a command or option: lower case, no spaces.
    Name,
    /// A description, or the name of a choice.
    Phrase,
}

/// Reads one command.
pub(super) fn read_command(form: &mut Form, at: &str, command: &Map<String, Value>) {
    let here = |key: &str| join(at, key);
    let kind = form
        .whole(&here("type"), command.get("type"), 1..=3)
        .unwrap_or(1);
    let permissions = command.get("default_member_permissions");
    let permissions = form.text(&here("default_member_permissions"), permissions, 0..=20);
    if permissions.is_some_and(|bits| bits.parse::<u64>().is_err()) {
        form.refuse(
            &here("default_member_permissions"),
            "NUMBER_TYPE_COERCE",
            "Value is not int.",
        );
    }
    if kind != 1 {
        read_words(form, at, command, "name", 1..=32, Words::Phrase);
        if command
            .get("description")
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
        {
            form.refuse(
                &here("description"),
                "APPLICATION_COMMAND_INVALID_DESCRIPTION",
                "Context menu commands cannot have description",
            );
        }
        return;
    }
    let mut total = read_words(form, at, command, "name", 1..=32, Words::Name);
    total += read_words(form, at, command, "description", 1..=100, Words::Phrase);
    total += read_options(form, &here("options"), command.get("options"), Depth::Top);
    if total > TOTAL {
        form.refuse(
            at,
            "APPLICATION_COMMAND_TOO_LARGE",
            "Command exceeds maximum size (8000)",
        );
    }
}

fn join(at: &str, key: &str) -> String {
    if at.is_empty() {
        key.to_owned()
    } else {
        format!("{at}.{key}")
    }
}

/// Reads a text and its translations; tells the length of the longest.
fn read_words(
    form: &mut Form,
    at: &str,
    part: &Map<String, Value>,
    key: &str,
    length: std::ops::RangeInclusive<usize>,
    words: Words,
) -> usize {
    let here = join(at, key);
    let text = form.required_text(&here, part.get(key), length.clone());
    check_words(form, &here, text, words);
    let mut longest = text.map_or(0, units);
    let here = join(at, &format!("{key}_localizations"));
    let translations = form.object(&here, part.get(&format!("{key}_localizations")));
    for (locale, text) in translations.into_iter().flatten() {
        let here = format!("{here}.{locale}");
        if !LOCALES.contains(&locale.as_str()) {
            form.not_a_choice(&here, &LOCALES.join(", "));
        }
        let text = form.required_text(&here, Some(text), length.clone());
        check_words(form, &here, text, words);
        longest = longest.max(text.map_or(0, units));
    }
    longest
}

fn check_words(form: &mut Form, at: &str, text: Option<&str>, words: Words) {
    let Some(text) = text.filter(|_| words == Words::Name) else {
        return;
    };
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '\'');
    if !text.chars().all(fits) || text.to_lowercase() != text {
        form.refuse(
            at,
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        );
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Top,
    Group,
    Subcommand,
}

fn kind_of(option: &Value) -> u64 {
    option
        .get("type")
        .and_then(Value::as_u64)
        .unwrap_or_default()
}

fn read_options(form: &mut Form, at: &str, value: Option<&Value>, depth: Depth) -> usize {
    let Some(options) = form.list(at, value, 0..=25) else {
        return 0;
    };
    let nested = |option: &Value| matches!(kind_of(option), SUBCOMMAND | GROUP);
    let nesting = options.iter().filter(|option| nested(option)).count();
    if nesting > 0 && nesting < options.len() {
        form.refuse(
            at,
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        );
    }
    let mut total = 0;
    for (place, option) in options.iter().enumerate() {
        let here = format!("{at}.{place}");
        if let Some(option) = form.object(&here, Some(option)) {
            total += read_option(form, &here, option, depth);
        }
    }
    check_order(form, at, options);
    check_unique(form, at, options);
    total
}

fn check_order(form: &mut Form, at: &str, options: &[Value]) {
    let required = |option: &Value| option.get("required") == Some(&Value::Bool(true));
    let mut optional_seen = false;
    for (place, option) in options.iter().enumerate() {
        if required(option) && optional_seen {
            form.refuse(
                &format!("{at}.{place}"),
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            );
        }
        optional_seen |= !required(option);
    }
}

/// Two of a list may not have the same name, in no language.
fn check_unique(form: &mut Form, at: &str, options: &[Value]) {
    let mut names = HashSet::new();
    for (place, option) in options.iter().enumerate() {
        let translations = option.get("name_localizations").and_then(Value::as_object);
        let translated = translations.into_iter().flatten();
        let named = option.get("name").map(|name| ("", name));
        let all = translated.map(|(locale, name)| (locale.as_str(), name));
        for (locale, name) in all.chain(named) {
            if !names.insert((locale, name.to_string())) {
                form.refuse(
                    &format!("{at}.{place}.name"),
                    "APPLICATION_COMMAND_OPTIONS_NAME_INVALID",
                    "Option name already exists in these options",
                );
            }
        }
    }
}

fn read_option(form: &mut Form, at: &str, option: &Map<String, Value>, depth: Depth) -> usize {
    let here = |key: &str| join(at, key);
    let kind = form.whole(&here("type"), option.get("type"), 1..=11);
    let Some(kind) = kind.map(i64::unsigned_abs) else {
        form.missing(&here("type"));
        return 0;
    };
    let mut total = read_words(form, at, option, "name", 1..=32, Words::Name);
    total += read_words(form, at, option, "description", 1..=100, Words::Phrase);
    form.flag(&here("required"), option.get("required"));
    let below = match (kind, depth) {
        (GROUP, Depth::Top) => Some(Depth::Group),
        (SUBCOMMAND, Depth::Top | Depth::Group) => Some(Depth::Subcommand),
        (SUBCOMMAND | GROUP, _) => {
            form.not_a_choice(&here("type"), "3, 4, 5, 6, 7, 8, 9, 10, 11");
            None
        }
        _ => None,
    };
    if let Some(below) = below {
        return total + read_options(form, &here("options"), option.get("options"), below);
    }
    if depth == Depth::Group {
        form.not_a_choice(&here("type"), "1");
    }
    read_bounds(form, at, option, kind);
    total + read_choices(form, &here("choices"), option.get("choices"), kind)
}

/// Bounds and suggestions, which only some types can have.
fn read_bounds(form: &mut Form, at: &str, option: &Map<String, Value>, kind: u64) {
    let here = |key: &str| join(at, key);
    let has = |key: &str| option.get(key).is_some_and(|value| !value.is_null());
    for key in ["min_length", "max_length"] {
        form.whole(&here(key), option.get(key), 0..=6000);
    }
    let bounds: [(&[&str], bool); 2] = [
        (&["min_length", "max_length"], kind == 3),
        (&["min_value", "max_value"], matches!(kind, 4 | 10)),
    ];
    for (keys, fits) in bounds {
        for key in keys.iter().filter(|key| has(key) && !fits) {
            form.refuse(
                &here(key),
                "APPLICATION_COMMAND_OPTION_BOUNDS_INVALID",
                "This option type cannot have such a bound",
            );
        }
    }
    let suggests = form.flag(&here("autocomplete"), option.get("autocomplete"));
    if suggests != Some(true) {
        return;
    }
    let listed = option.get("choices").and_then(Value::as_array);
    if listed.is_some_and(|listed| !listed.is_empty()) || !matches!(kind, 3 | 4 | 10) {
        form.refuse(
            &here("autocomplete"),
            "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_INVALID",
            "Autocomplete needs a text or number option without choices",
        );
    }
}

/// Reads choices for an option of this type; tells how much they add to the command's size.
pub(super) fn read_choices(form: &mut Form, at: &str, value: Option<&Value>, kind: u64) -> usize {
    let Some(choices) = form.list(at, value, 0..=25) else {
        return 0;
    };
    if !choices.is_empty() && !matches!(kind, 3 | 4 | 10) {
        form.refuse(
            at,
            "APPLICATION_COMMAND_OPTION_CHOICES_INVALID",
            "This option type cannot have choices",
        );
    }
    let mut total = 0;
    let mut names = HashSet::new();
    for (place, choice) in choices.iter().enumerate() {
        let here = format!("{at}.{place}");
        let Some(choice) = form.object(&here, Some(choice)) else {
            continue;
        };
        total += read_words(form, &here, choice, "name", 1..=100, Words::Phrase);
        total += read_choice_value(form, &format!("{here}.value"), choice.get("value"), kind);
        if choice
            .get("name")
            .is_some_and(|name| !names.insert(name.to_string()))
        {
            form.refuse(
                at,
                "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATE",
                "Choice name already exists in these choices",
            );
        }
    }
    total
}

fn read_choice_value(form: &mut Form, at: &str, value: Option<&Value>, kind: u64) -> usize {
    match (kind, value) {
        (3, value) => form.required_text(at, value, 1..=100).map_or(0, units),
        (4, Some(value)) if value.is_i64() || value.is_u64() => 0,
        (10, Some(value)) if value.is_number() => 0,
        (_, value) => {
            let value = value.unwrap_or(&Value::Null);
            form.refuse(
                at,
                "NUMBER_TYPE_COERCE",
                format!("Value \"{value}\" is not of the option's type."),
            );
            0
        }
    }
}
