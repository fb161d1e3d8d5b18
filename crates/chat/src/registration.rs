//! The commands as Discord knows them.
//!
//! Lives here: from the table to Discord's command objects, in every language, and telling Discord only
//! what is new. Must not live here: the table, the words.

use funnelbot_commands::table::{self, COMMANDS, Need, OptionKind, OptionSpec, Permission, Spec};
use report::locale::{LOCALES, Locale};
use serde_json::{Map, Value, json};
use serenity::{
    http::Route,
    model::{
        Permissions,
        id::{ApplicationId, GuildId},
    },
};

use crate::http::{self, DiscordHttp, Fault};

/// The language of names and descriptions where Discord's own language is none of ours.
const DEFAULT: Locale = Locale::En;

/// Whether Discord had to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// It knew the commands as they are.
    Unchanged,
    /// They were replaced, all at once.
    Replaced,
}

/// Tells Discord the commands of `application`, in the server that the settings name or everywhere,
/// unless it knows them already.
///
/// # Errors
/// Any fault; `Forbidden` where the bot was invited without the scope `applications.commands`.
pub async fn register(http: &DiscordHttp, application: u64) -> Result<Registered, Fault> {
    let scope = Scope::of(http.settings().guild);
    let route = scope.route(application);
    let wanted = scope.commands();
    let known = http
        .get(route, vec![("with_localizations", "true".to_owned())])
        .await?;
    if canonical_list(&wanted) == canonical_list(&known) {
        return Ok(Registered::Unchanged);
    }
    http.put(route, &wanted).await?;
    Ok(Registered::Replaced)
}

/// Looks whether the bot is in that server.
///
/// # Errors
/// Any fault; `Missing` or `Forbidden` where it is not, or where there is no such server.
pub(crate) async fn server(http: &DiscordHttp, guild: u64) -> Result<(), Fault> {
    let guild_id = GuildId::new(guild.max(1));
    http.get(Route::Guild { guild_id }, Vec::new()).await?;
    Ok(())
}

/// Looks whether the commands can be seen where they would be registered. Nothing is changed.
///
/// # Errors
/// Any fault; `Forbidden` where the bot was invited without the scope `applications.commands`.
pub(crate) async fn visible(http: &DiscordHttp) -> Result<(), Fault> {
    let application = http
        .get(Route::Oauth2ApplicationCurrent, Vec::new())
        .await?;
    let application = http::id(&application, "id")?;
    let route = Scope::of(http.settings().guild).route(application);
    http.get(route, Vec::new()).await?;
    Ok(())
}

/// Where the commands can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// In every server the bot is in; never in direct messages, where nobody's membership is known.
    Everywhere,
    /// In one server.
    Guild(u64),
}

impl Scope {
    fn of(guild: Option<u64>) -> Self {
        guild.map_or(Self::Everywhere, Self::Guild)
    }

    fn route(self, application: u64) -> Route<'static> {
        let application_id = ApplicationId::new(application);
        match self {
            Self::Everywhere => Route::Commands { application_id },
            Self::Guild(guild) => Route::GuildCommands {
                application_id,
                guild_id: GuildId::new(guild.max(1)),
            },
        }
    }

    fn commands(self) -> Value {
        table::roots()
            .into_iter()
            .map(|root| self.command(root))
            .collect()
    }

    fn command(self, root: &'static str) -> Value {
        let mut command = named(root, &table::key(root));
        command.insert("type".to_owned(), json!(1));
        let group: Vec<&Spec> = table::group(root).collect();
        let options: Vec<Value> = match table::find(root) {
            Some(spec) => spec
                .options
                .iter()
                .map(|option| parameter(spec, option))
                .collect(),
            None => group.iter().map(|spec| subcommand(spec)).collect(),
        };
        command.insert("options".to_owned(), Value::Array(options));
        if is_managers_only(root) {
            let manage = Permissions::MANAGE_GUILD.bits().to_string();
            command.insert("default_member_permissions".to_owned(), json!(manage));
        }
        if self == Self::Everywhere {
            command.insert("contexts".to_owned(), json!([0]));
            command.insert("integration_types".to_owned(), json!([0]));
        }
        Value::Object(command)
    }
}

/// Discord hides whole commands only: a group with one command for everybody is shown to everybody.
fn is_managers_only(root: &str) -> bool {
    COMMANDS
        .iter()
        .filter(|spec| spec.root() == root)
        .all(|spec| spec.permission == Permission::Manage)
}

fn subcommand(spec: &Spec) -> Value {
    let mut command = named(spec.name(), &spec.key());
    let options: Vec<Value> = spec
        .options
        .iter()
        .map(|option| parameter(spec, option))
        .collect();
    command.insert("type".to_owned(), json!(1));
    command.insert("options".to_owned(), Value::Array(options));
    Value::Object(command)
}

fn parameter(spec: &Spec, option: &OptionSpec) -> Value {
    let mut parameter = named(option.name, &spec.option_key(option));
    let kind = match option.kind {
        OptionKind::Text | OptionKind::Choice(_) | OptionKind::Period | OptionKind::Kpi => 3,
        OptionKind::Integer => 4,
    };
    let choices: Vec<Value> = option
        .choices()
        .iter()
        .map(|choice| one_choice(choice, &spec.choice_key(option, choice)))
        .collect();
    parameter.insert("type".to_owned(), json!(kind));
    parameter.insert("required".to_owned(), json!(option.need == Need::Required));
    parameter.insert(
        "autocomplete".to_owned(),
        json!(matches!(option.kind, OptionKind::Period | OptionKind::Kpi)),
    );
    parameter.insert("choices".to_owned(), Value::Array(choices));
    Value::Object(parameter)
}

fn one_choice(choice: &str, key: &str) -> Value {
    json!({
        "name": DEFAULT.words().word(key),
        "name_localizations": in_other_languages(key),
        "value": choice,
    })
}

fn named(name: &str, key: &str) -> Map<String, Value> {
    let description = format!("{key}-desc");
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(name));
    object.insert("name_localizations".to_owned(), in_other_languages(key));
    object.insert(
        "description".to_owned(),
        json!(DEFAULT.words().word(&description)),
    );
    object.insert(
        "description_localizations".to_owned(),
        in_other_languages(&description),
    );
    object
}

fn in_other_languages(key: &str) -> Value {
    let others = LOCALES.iter().filter(|locale| **locale != DEFAULT);
    others
        .map(|locale| {
            (
                locale.code().to_owned(),
                Value::from(locale.words().word(key)),
            )
        })
        .collect::<Map<_, _>>()
        .into()
}

/// What is compared: Discord adds ids and versions, and leaves out or fills in what is empty.
const COMPARED: [&str; 13] = [
    "autocomplete",
    "choices",
    "contexts",
    "default_member_permissions",
    "description",
    "description_localizations",
    "name",
    "name_localizations",
    "options",
    "required",
    "type",
    "value",
    "nsfw",
];

/// Commands in the order of their names: Discord keeps none.
fn canonical_list(commands: &Value) -> Vec<Value> {
    let mut list: Vec<Value> = commands
        .as_array()
        .into_iter()
        .flatten()
        .map(canonical)
        .collect();
    list.sort_by(|one, other| one["name"].as_str().cmp(&other["name"].as_str()));
    list
}

fn canonical(object: &Value) -> Value {
    let mut kept = Map::new();
    for key in COMPARED {
        let value = match &object[key] {
            Value::Array(list) if key != "contexts" => list.iter().map(canonical).collect(),
            value => value.clone(),
        };
        if !is_empty(&value) {
            kept.insert(key.to_owned(), value);
        }
    }
    Value::Object(kept)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Scope, canonical_list};

    fn each(value: &Value, look: &mut impl FnMut(&Value)) {
        look(value);
        for key in ["options", "choices"] {
            for part in value[key].as_array().into_iter().flatten() {
                each(part, look);
            }
        }
    }

    fn texts(value: &Value, key: &str) -> Vec<String> {
        let localised = value[format!("{key}_localizations")].as_object();
        let localised = localised.into_iter().flat_map(|words| words.values());
        std::iter::once(&value[key])
            .chain(localised)
            .filter_map(|text| text.as_str().map(ToOwned::to_owned))
            .collect()
    }

    #[test]
    fn every_name_and_description_fits_discord_in_every_language() {
        for command in Scope::Everywhere
            .commands()
            .as_array()
            .into_iter()
            .flatten()
        {
            each(command, &mut |part| {
                let is_choice = part.get("value").is_some();
                let longest = if is_choice { 100 } else { 32 };
                for name in texts(part, "name") {
                    assert!((1..=longest).contains(&name.chars().count()), "{name}");
                    if !is_choice {
                        assert_eq!(name, name.to_lowercase());
                        assert!(
                            name.chars()
                                .all(|c| c.is_alphanumeric() || "-_'".contains(c)),
                            "{name}"
                        );
                    }
                }
                for description in texts(part, "description") {
                    assert!(
                        (1..=100).contains(&description.chars().count()),
                        "{description}"
                    );
                }
            });
        }
    }

    #[test]
    fn names_and_descriptions_are_given_in_japanese_too() {
        let commands = Scope::Guild(1).commands();
        for command in commands.as_array().into_iter().flatten() {
            each(command, &mut |part| {
                assert!(part["name_localizations"]["ja"].is_string(), "{part}")
            });
        }
        assert_eq!(commands[0]["name"], "kpi");
        assert_eq!(commands[0]["options"][0]["name"], "funnel");
        assert_eq!(
            commands[0]["options"][0]["options"][0]["autocomplete"],
            true
        );
    }

    #[test]
    fn names_are_unique_beside_each_other_in_every_language() {
        let commands = Scope::Everywhere.commands();
        let mut names: Vec<String> = Vec::new();
        for command in commands.as_array().into_iter().flatten() {
            names.push(command["name_localizations"]["ja"].to_string());
        }
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn what_discord_adds_is_no_change() {
        let wanted = Scope::Guild(1).commands();
        let mut known = wanted.clone();
        let list = known.as_array_mut().expect("a list");
        list.reverse();
        for command in list {
            command["id"] = json!("1");
            command["version"] = json!("2");
            command["nsfw"] = json!(false);
            // Of a command that everybody may use.
            if command.get("default_member_permissions").is_none() {
                command["default_member_permissions"] = Value::Null;
            }
        }
        assert_eq!(canonical_list(&wanted), canonical_list(&known));
    }

    #[test]
    fn a_changed_word_is_a_change() {
        let wanted = Scope::Guild(1).commands();
        let mut known = wanted.clone();
        known[0]["description_localizations"]["ja"] = json!("別の言葉");
        assert_ne!(canonical_list(&wanted), canonical_list(&known));
    }

    #[test]
    fn commands_for_everywhere_are_not_for_direct_messages() {
        let commands = Scope::Everywhere.commands();
        for command in commands.as_array().into_iter().flatten() {
            assert_eq!(command["contexts"], json!([0]));
        }
    }
}
