//! From what somebody types to what a client sends: only what is registered can be sent.
//!
//! Lives here: finding the command and its options, typing their values. Must not live here: sending.

use serde_json::{Map, Value, json};

use super::form::units;
use super::options::{DiscordOptions, Member};
use super::payload;
use super::permission::Permissions;
use super::person::Unsendable;
use super::snowflake::read_id;
use super::state::State;

/// Whether the command is sent, or its last option is still being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Sent,
    Typing,
}

/// What the client sends.
#[derive(Debug)]
pub(super) struct Typed {
    /// The `data` of the interaction.
    pub(super) data: Value,
    /// The type of the option that is being typed.
    pub(super) option_type: u64,
}

/// Who types, and what there is to type.
struct Typist<'a> {
    options: &'a DiscordOptions,
    state: &'a State,
    member: &'a Member,
    stage: Stage,
    resolved: Map<String, Value>,
    option_type: u64,
}

fn no<T>(why: impl Into<String>) -> Result<T, Unsendable> {
    Err(Unsendable(why.into()))
}

/// Reads a line such as `/kpi funnel period:last-week`.
pub(super) fn read_line(
    options: &DiscordOptions,
    state: &State,
    member: &Member,
    line: &str,
    stage: Stage,
) -> Result<Typed, Unsendable> {
    let Some(line) = line.trim().strip_prefix('/') else {
        return no(format!("`{line}` is no slash command"));
    };
    let mut typist = Typist {
        options,
        state,
        member,
        stage,
        resolved: Map::new(),
        option_type: 0,
    };
    let (word, rest) = first_word(line);
    let command = typist.command(word)?;
    let options = typist.level(command, rest)?;
    let mut data = json!({
        "id": command["id"], "name": command["name"], "type": 1, "options": options,
    });
    if let Some(guild) = command.get("guild_id") {
        data["guild_id"] = guild.clone();
    }
    if !typist.resolved.is_empty() {
        data["resolved"] = Value::Object(typist.resolved);
    }
    if stage == Stage::Typing && typist.option_type == 0 {
        return no("there is no option with suggestions at the end of the line");
    }
    Ok(Typed {
        data,
        option_type: typist.option_type,
    })
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_once(char::is_whitespace).unwrap_or((text, ""))
}

fn children(part: &Value) -> &[Value] {
    part["options"].as_array().map_or(&[], Vec::as_slice)
}

fn kind(part: &Value) -> u64 {
    part["type"].as_u64().unwrap_or_default()
}

fn names(parts: &[Value]) -> String {
    let names: Vec<&str> = parts
        .iter()
        .filter_map(|part| part["name"].as_str())
        .collect();
    names.join(", ")
}

impl<'a> Typist<'a> {
    /// Whether a part goes by this name, as written or in the member's language.
    fn goes_by(&self, part: &Value, word: &str) -> bool {
        part["name"] == word
            || part["name_localizations"][self.member.locale.as_str()].as_str() == Some(word)
    }

    /// A command that the member sees; one of the server before one that is everywhere.
    fn command(&self, word: &str) -> Result<&'a Value, Unsendable> {
        let all = self.state.commands.iter().map(|each| &each.command);
        let mut named: Vec<&Value> = all
            .filter(|command| kind(command) == 1 && self.goes_by(command, word))
            .collect();
        named.sort_by_key(|command| command.get("guild_id").is_none());
        let Some(command) = named.first() else {
            return no(format!("no command `/{word}` is registered"));
        };
        let bits = command["default_member_permissions"].as_str();
        let wanted = match bits.and_then(|bits| bits.parse().ok()) {
            Some(0) => Permissions::ADMINISTRATOR,
            Some(bits) => Permissions(bits),
            None => Permissions::NONE,
        };
        if !self.member.permissions.contain(wanted) {
            return no(format!(
                "{} does not see the command `/{word}`",
                self.member.name
            ));
        }
        Ok(command)
    }

    /// Goes down through groups and subcommands, then reads the options.
    fn level(&mut self, part: &'a Value, rest: &str) -> Result<Value, Unsendable> {
        let below = children(part);
        if !below.iter().any(|child| matches!(kind(child), 1 | 2)) {
            return self.values(below, rest).map(Value::Array);
        }
        let (word, rest) = first_word(rest);
        let Some(child) = below.iter().find(|child| self.goes_by(child, word)) else {
            return no(format!(
                "after `{}` comes one of: {}",
                part["name"],
                names(below)
            ));
        };
        let options = self.level(child, rest)?;
        Ok(json!([{ "name": child["name"], "type": child["type"], "options": options }]))
    }

    fn values(&mut self, known: &'a [Value], rest: &str) -> Result<Vec<Value>, Unsendable> {
        let cut = self.cut(known, rest)?;
        let last = cut.len().checked_sub(1);
        let mut sent = Vec::new();
        for (place, (option, text)) in cut.iter().enumerate() {
            let focused = self.stage == Stage::Typing
                && Some(place) == last
                && option["autocomplete"] == Value::Bool(true);
            let mut part = json!({ "name": option["name"], "type": option["type"] });
            if focused {
                self.option_type = kind(option);
                part["value"] = Value::from(text.as_str());
                part["focused"] = Value::Bool(true);
            } else {
                part["value"] = self.value(option, text)?;
            }
            sent.push(part);
        }
        let required = known
            .iter()
            .filter(|option| option["required"] == Value::Bool(true));
        for option in required.filter(|_| self.stage == Stage::Sent) {
            if !sent.iter().any(|part| part["name"] == option["name"]) {
                return no(format!("the option {} is required", option["name"]));
            }
        }
        Ok(sent)
    }

    /// Cuts `name:value name:value` at the names. Values may hold spaces; quotes keep anything together.
    fn cut(&self, known: &'a [Value], rest: &str) -> Result<Vec<(&'a Value, String)>, Unsendable> {
        let mut cut: Vec<(&Value, String)> = Vec::new();
        let mut rest = rest.trim();
        while !rest.is_empty() {
            let Some((name, after)) = head(rest) else {
                return no(format!("`{rest}` belongs to no option ({})", names(known)));
            };
            let Some(option) = known.iter().find(|option| self.goes_by(option, name)) else {
                return no(format!(
                    "no option `{name}` is registered ({})",
                    names(known)
                ));
            };
            if cut
                .iter()
                .any(|(earlier, _)| earlier["name"] == option["name"])
            {
                return no(format!("the option `{name}` is given twice"));
            }
            let (value, remaining) = split_value(after);
            cut.push((option, value.to_owned()));
            rest = remaining.trim_start();
        }
        Ok(cut)
    }

    fn value(&mut self, option: &Value, text: &str) -> Result<Value, Unsendable> {
        let name = &option["name"];
        if let Some(choices) = option["choices"].as_array().filter(|list| !list.is_empty()) {
            let fits =
                |choice: &&Value| self.goes_by(choice, text) || spelled(&choice["value"]) == text;
            return match choices.iter().find(fits) {
                Some(choice) => Ok(choice["value"].clone()),
                None => no(format!(
                    "`{text}` is no choice of {name} ({})",
                    names(choices)
                )),
            };
        }
        let bad = || Unsendable(format!("`{text}` does not fit the option {name}"));
        match kind(option) {
            3 => within(option, "length", units(text) as f64).then(|| Value::from(text)),
            4 => text
                .parse::<i64>()
                .ok()
                .filter(|number| within(option, "value", *number as f64))
                .map(Value::from),
            10 => text
                .parse::<f64>()
                .ok()
                .filter(|number| within(option, "value", *number))
                .map(Value::from),
            5 => match text {
                "true" | "True" => Some(Value::Bool(true)),
                "false" | "False" => Some(Value::Bool(false)),
                _ => None,
            },
            6 => self.user(text),
            7 => self.channel(text),
            8 => self.role(text),
            9 => self.user(text).or_else(|| self.role(text)),
            _ => None,
        }
        .ok_or_else(bad)
    }

    fn resolve(&mut self, table: &str, id: u64, value: Value) {
        let table = self.resolved.entry(table).or_insert_with(|| json!({}));
        table[id.to_string()] = value;
    }

    fn user(&mut self, text: &str) -> Option<Value> {
        let wanted = text
            .trim_start_matches(['<', '@', '!'])
            .trim_end_matches('>');
        let found = self
            .options
            .members
            .iter()
            .find(|member| member.name == wanted || Some(member.id) == read_id(wanted))?;
        let mut partial = payload::acting_member(found);
        if let Some(partial) = partial.as_object_mut() {
            partial.remove("user");
            partial.remove("deaf");
            partial.remove("mute");
        }
        self.resolve("users", found.id, payload::member_user(found));
        self.resolve("members", found.id, partial);
        Some(Value::from(found.id.to_string()))
    }

    fn channel(&mut self, text: &str) -> Option<Value> {
        let wanted = text.trim_start_matches(['<', '#']).trim_end_matches('>');
        let found = self
            .options
            .channels
            .iter()
            .find(|channel| channel.name == wanted || Some(channel.id) == read_id(wanted))?;
        let may = self.member.permissions;
        let partial = payload::partial_channel(self.options, found, may);
        self.resolve("channels", found.id, partial);
        Some(Value::from(found.id.to_string()))
    }

    fn role(&mut self, text: &str) -> Option<Value> {
        let wanted = text
            .trim_start_matches(['<', '@', '&'])
            .trim_end_matches('>');
        let found = self
            .options
            .roles
            .iter()
            .find(|role| role.name == wanted || Some(role.id) == read_id(wanted))?;
        let json = payload::role_by_id(self.options, found.id)?;
        self.resolve("roles", found.id, json);
        Some(Value::from(found.id.to_string()))
    }
}

/// A value as one types it.
fn spelled(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether a number is within `min_…` and `max_…` of an option.
fn within(option: &Value, what: &str, number: f64) -> bool {
    let bound = |end: &str| option[format!("{end}_{what}")].as_f64();
    bound("min").is_none_or(|least| number >= least)
        && bound("max").is_none_or(|most| number <= most)
}

/// The name before a colon at the start of a text, and what follows the colon. Neither a time of day nor an address
/// starts with a name.
fn head(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.split_once(':')?;
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'');
    let plausible = !name.is_empty()
        && name.chars().all(letter)
        && !name.chars().all(|c| c.is_ascii_digit())
        && !after.starts_with("//");
    plausible.then_some((name, after))
}

/// Cuts a value off: up to the closing quote, or up to the next name.
fn split_value(text: &str) -> (&str, &str) {
    if let Some((value, rest)) = text.strip_prefix('"').and_then(|text| text.split_once('"')) {
        return (value, rest);
    }
    let spaces = text.char_indices().filter(|(_, c)| c.is_whitespace());
    for (at, space) in spaces {
        let rest = &text[at + space.len_utf8()..];
        if head(rest).is_some() {
            return (text[..at].trim_end(), rest);
        }
    }
    (text.trim_end(), "")
}

#[cfg(test)]
mod tests {
    use super::{head, split_value};

    #[test]
    fn values_reach_up_to_the_next_name() {
        assert_eq!(
            split_value("last week compare:none"),
            ("last week", "compare:none")
        );
        assert_eq!(split_value("\"a b:c\" d:e"), ("a b:c", " d:e"));
        assert_eq!(split_value("2026-11-16 09:00"), ("2026-11-16 09:00", ""));
        assert_eq!(split_value("see https://x.jp/"), ("see https://x.jp/", ""));
    }

    #[test]
    fn names_may_be_in_any_script() {
        assert_eq!(head("期間:先週"), Some(("期間", "先週")));
        assert_eq!(head("no name here"), None);
    }
}
