//! Where in the team's file something is wrong: its key, and the line on which that stands.
//!
//! Lives here: from a key to a line. Must not live here: what is wrong with it.

use std::fmt::Display;

/// Something in the file that cannot hold: where, and why.
#[derive(Debug)]
pub(super) struct Wrong {
    /// Dotted, as TOML writes it; `rules#2` is the second `[[rules]]`.
    key: String,
    why: String,
}

impl Wrong {
    /// At that key.
    pub(super) fn at(key: impl Into<String>, why: impl Display) -> Self {
        Self {
            key: key.into(),
            why: why.to_string(),
        }
    }

    /// The sentence, with the line where `text` has the key, or else the table around it.
    pub(super) fn told(&self, text: &str) -> String {
        let line = line_of(text, &self.key)
            .map(|line| format!("line {line}: "))
            .unwrap_or_default();
        let key = self.key.replace('#', " number ");
        format!("{line}{key}: {}", self.why)
    }
}

/// A sentence that begins with its key.
impl From<String> for Wrong {
    fn from(sentence: String) -> Self {
        match sentence.split_once(": ") {
            Some((key, why)) => Self::at(key, why),
            None => Self::at("", sentence),
        }
    }
}

fn line_of(text: &str, key: &str) -> Option<usize> {
    let wanted = steps(key);
    let mut table = Vec::new();
    let mut tables_of_lists: Vec<Vec<String>> = Vec::new();
    let mut best: Option<(usize, usize)> = None;
    for (index, line) in text.lines().map(str::trim).enumerate() {
        let here = if let Some(name) = line.strip_prefix("[[") {
            let name = steps(name.split(']').next().unwrap_or_default());
            tables_of_lists.push(name.clone());
            let number = tables_of_lists.iter().filter(|list| **list == name).count();
            table = numbered(name, number);
            table.clone()
        } else if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.split(']').next())
        {
            table = steps(name);
            table.clone()
        } else if let Some(own) = key_before_equals(line) {
            table.iter().cloned().chain(steps(own)).collect()
        } else {
            continue;
        };
        let nearer = best.is_none_or(|(depth, _)| here.len() > depth);
        if nearer && !here.is_empty() && wanted.starts_with(&here) {
            best = Some((here.len(), index + 1));
        }
    }
    best.map(|(_, line)| line)
}

fn numbered(mut name: Vec<String>, number: usize) -> Vec<String> {
    if let Some(last) = name.last_mut() {
        last.push_str(&format!("#{number}"));
    }
    name
}

/// The parts of a dotted key; a part in quotes keeps its dots.
fn steps(key: &str) -> Vec<String> {
    let mut steps = vec![String::new()];
    let mut quote = None;
    for sign in key.trim().chars() {
        match (quote, sign) {
            (Some(end), _) if sign == end => quote = None,
            (None, '"' | '\'') => quote = Some(sign),
            (None, '.') => steps.push(String::new()),
            (None, _) if sign.is_whitespace() => {}
            _ => {
                if let Some(step) = steps.last_mut() {
                    step.push(sign);
                }
            }
        }
    }
    steps
}

fn key_before_equals(line: &str) -> Option<&str> {
    if line.starts_with(['#', '{']) {
        return None;
    }
    let mut quote = None;
    let equals = line.char_indices().find(|(_, sign)| {
        match quote {
            Some(end) if *sign == end => quote = None,
            None if matches!(sign, '"' | '\'') => quote = Some(*sign),
            _ => {}
        }
        quote.is_none() && *sign == '='
    });
    equals.map(|(at, _)| &line[..at])
}

#[cfg(test)]
mod tests {
    use super::Wrong;

    const FILE: &str = r#"
[workspace]
zone = "Asia/Tokyo"

[mapping.hubspot]
"a = b" = "lead"
"1.2" = "mqll"

[pings]
mention.inside-sales = { role = 1 }

[[rules]]
name = "one"
[[rules]]
name = "two"
when = [
  { score_at_least = 1 },
]
"#;

    #[track_caller]
    fn told(key: &str, expected: &str) {
        assert_eq!(Wrong::at(key, "wrong").told(FILE), expected);
    }

    #[test]
    fn a_key_is_found_or_else_the_table_around_it() {
        told("workspace.zone", "line 3: workspace.zone: wrong");
        told(
            "workspace.fiscal_start",
            "line 2: workspace.fiscal_start: wrong",
        );
        told(
            "mapping.hubspot.\"1.2\"",
            "line 7: mapping.hubspot.\"1.2\": wrong",
        );
        told(
            "mapping.hubspot.\"a = b\"",
            "line 6: mapping.hubspot.\"a = b\": wrong",
        );
        told(
            "pings.mention.inside-sales",
            "line 10: pings.mention.inside-sales: wrong",
        );
        told("rules#2.when", "line 16: rules number 2.when: wrong");
        told("calendar.days_off", "calendar.days_off: wrong");
    }
}
