//! The locales against each other and against the code that uses them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use kpi::{
    catalogue::Catalogue,
    input::Input,
    model::{Stream, Tool},
    stage::Ladder,
};
use leads::rule::ACTIONS;
use report::LOCALES;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Keys of a language with the variables of each.
fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let folder = root().join("locales").join(language);
    for file in fs::read_dir(folder).expect("a folder for each language") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("a text file");
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line
                .split_once(" =")
                .filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                key = name.to_owned();
                assert!(
                    keys.insert(key.clone(), BTreeSet::new()).is_none(),
                    "{language}: {key} stands twice"
                );
            }
            let variables = line.split('$').skip(1).map(|rest| {
                rest.chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .collect::<String>()
            });
            if let Some(known) = keys.get_mut(&key) {
                known.extend(variables);
            }
        }
    }
    keys
}

/// Every Rust source of the workspace.
fn sources() -> Vec<(PathBuf, String)> {
    let mut folders = vec![
        root().join("crates"),
        root().join("commands"),
        root().join("src"),
    ];
    // Its own examples of a call are none.
    let this = Path::new(file!()).file_name();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path.file_name() != this
            {
                sources.extend(fs::read_to_string(&path).ok().map(|text| (path, text)));
            }
        }
    }
    sources
}

/// Calls that look words up: the key, and the text of the call up to its closing bracket.
fn calls<'a>(source: &'a str, function: &str) -> Vec<(&'a str, &'a str)> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices(function) {
        let call = &source[at + function.len()..];
        let Some(key) = call
            .trim_start()
            .strip_prefix('"')
            .and_then(|rest| rest.split('"').next())
        else {
            continue;
        };
        let mut depth = 1;
        let end = call.find(|c| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        found.push((key, &call[..end.unwrap_or(call.len())]));
    }
    found
}

#[test]
fn every_language_has_the_same_keys_with_the_same_variables() {
    let first = keys(LOCALES[0].code());
    for locale in &LOCALES[1..] {
        let other = keys(locale.code());
        let missing: Vec<_> = first
            .keys()
            .filter(|key| !other.contains_key(*key))
            .collect();
        let extra: Vec<_> = other
            .keys()
            .filter(|key| !first.contains_key(*key))
            .collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{}: missing {missing:?}, extra {extra:?}",
            locale.code()
        );
        for (key, variables) in &first {
            assert_eq!(
                variables,
                &other[key],
                "variables of {key} in {}",
                locale.code()
            );
        }
    }
}

#[test]
fn every_key_in_the_code_has_words_and_is_given_its_variables() {
    let known = keys(LOCALES[0].code());
    for (path, source) in sources() {
        for function in [".say(", ".word("] {
            for (key, call) in calls(&source, function) {
                let variables = known
                    .get(key)
                    .unwrap_or_else(|| panic!("{}: no words for {key}", path.display()));
                // Arguments that were named before the call cannot be seen here; the sentence itself
                // refuses to be said without them in every test.
                let passes_a_name =
                    function == ".say(" && !call.contains("args!") && !call.contains("&[");
                for variable in variables.iter().filter(|_| !passes_a_name) {
                    assert!(
                        call.contains(&format!("{variable} ="))
                            || call.contains(&format!("\"{variable}\"")),
                        "{}: {key} is not given {variable}",
                        path.display()
                    );
                }
            }
        }
        for (key, _) in calls(&source, "UserError::new(") {
            assert!(
                known.contains_key(key),
                "{}: no words for {key}",
                path.display()
            );
        }
    }
}

#[test]
fn every_key_is_used() {
    // Keys that are put together from a word of a list.
    let families = [
        "stream-",
        "reason-",
        "rule-",
        "tool-",
        "action-",
        "industry-",
        "before-",
        "year-ago-",
        "cmd-",
        "error-",
        "kpi-name-",
        "kpi-why-",
        "phase-",
        "level-",
        "team-",
        "part-",
        "method-",
        "missing-not-entered-",
        "missing-none-in-period-",
        "term-",
        "setback-",
        "by-",
        "stage-means-",
        "stage-team-",
        "check-",
    ];
    let sources = sources();
    for key in keys(LOCALES[0].code()).keys() {
        let is_used = families.iter().any(|family| key.starts_with(family))
            || sources
                .iter()
                .any(|(_, text)| text.contains(&format!("\"{key}\"")));
        assert!(is_used, "{key} is used nowhere");
    }
}

#[test]
fn every_word_of_a_list_has_words() {
    for locale in LOCALES {
        let words = locale.words();
        for stream in Stream::ALL {
            assert!(
                words.has(&format!("stream-{}", stream.as_str())),
                "{}",
                stream.as_str()
            );
        }
        let reasons = Tool::ALL
            .iter()
            .flat_map(|tool| Input::ALL.map(|input| input.of(*tool).reason))
            .flatten();
        for reason in reasons {
            assert!(words.has(reason.key()), "{}", reason.key());
        }
        let catalogue = Catalogue::new(&Ladder::default(), Vec::new());
        for rule in Tool::ALL
            .iter()
            .flat_map(|tool| catalogue.iter().flat_map(|kpi| kpi.rules(*tool)))
        {
            assert!(words.has(rule), "{rule}");
        }
        for tool in Tool::ALL {
            assert!(
                words.has(&format!("tool-{}", tool.as_str())),
                "{}",
                tool.as_str()
            );
        }
        for action in ACTIONS {
            assert!(words.has(&format!("action-{action}")), "{action}");
        }
    }
}

#[test]
fn names_and_descriptions_of_commands_fit_the_chat() {
    for locale in LOCALES {
        for key in keys(locale.code())
            .keys()
            .filter(|key| key.starts_with("cmd-"))
        {
            let text = locale.words().word(key);
            let length = text.chars().count();
            let is_choice = key
                .rsplit_once("-opt-")
                .is_some_and(|(_, option)| option.contains('-') && !option.ends_with("-desc"));
            if key.ends_with("-desc") || is_choice {
                assert!(
                    (1..=100).contains(&length),
                    "{key} in {}: {length}",
                    locale.code()
                );
            } else {
                assert!(
                    (1..=32).contains(&length),
                    "{key} in {}: {length}",
                    locale.code()
                );
                assert!(
                    text.chars()
                        .all(|c| (c.is_alphanumeric() || "-_'ー".contains(c)) && !c.is_uppercase()),
                    "{key} in {}: {text}",
                    locale.code()
                );
            }
        }
    }
}
