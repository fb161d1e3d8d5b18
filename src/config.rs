//! Settings: what an operator decides in the environment, and where the team's file is.
//!
//! Lives here: every environment variable, once, and the only place that reads the environment. Must not
//! live here: what a team agrees on (`config/team.rs`).

pub(crate) mod team;

use std::{
    fmt,
    num::NonZeroU64,
    path::{Path, PathBuf},
    str::FromStr,
};

use jiff::SignedDuration;
use kpi::model::Tool;
use report::{Words, args, locale::Locale};
use secrecy::SecretString;

/// One environment variable: its name and what it is for, as `.env.example` says it.
#[derive(Debug)]
pub(crate) struct Variable {
    /// The name.
    pub(crate) name: &'static str,
    /// The value where nothing is set; empty where there is none.
    pub(crate) default: &'static str,
}

/// Every variable that is read; `.env.example` holds exactly these.
pub(crate) const VARIABLES: &[Variable] = &[
    Variable {
        name: "DISCORD_TOKEN",
        default: "",
    },
    Variable {
        name: "DISCORD_API_URL",
        default: "",
    },
    Variable {
        name: "DISCORD_GUILD",
        default: "",
    },
    Variable {
        name: "DISCORD_CHANNEL",
        default: "",
    },
    Variable {
        name: "DATABASE_URL",
        default: "sqlite://funnelbot.db",
    },
    Variable {
        name: "MA_TOOL",
        default: "",
    },
    Variable {
        name: "HUBSPOT_TOKEN",
        default: "",
    },
    Variable {
        name: "HUBSPOT_URL",
        default: "https://api.hubapi.com",
    },
    Variable {
        name: "HUBSPOT_SCORE_PROPERTY",
        default: "",
    },
    Variable {
        name: "HUBSPOT_MRR_PROPERTY",
        default: "hs_mrr",
    },
    Variable {
        name: "HUBSPOT_CONTRACT_START_PROPERTY",
        default: "",
    },
    Variable {
        name: "HUBSPOT_CONTRACT_END_PROPERTY",
        default: "",
    },
    Variable {
        name: "HUBSPOT_REQUESTS_PER_10S",
        default: "190",
    },
    Variable {
        name: "MAUTIC_URL",
        default: "",
    },
    Variable {
        name: "MAUTIC_USER",
        default: "",
    },
    Variable {
        name: "MAUTIC_PASSWORD",
        default: "",
    },
    Variable {
        name: "MAUTIC_TARGET_TAG",
        default: "",
    },
    Variable {
        name: "MAUTIC_REQUESTS_PER_SECOND",
        default: "10",
    },
    Variable {
        name: "POLL_EVERY",
        default: "10m",
    },
    Variable {
        name: "FUNNELBOT_CONFIG",
        default: "funnelbot.toml",
    },
    Variable {
        name: "LOG_LEVEL",
        default: "info",
    },
    Variable {
        name: "LOG_FORMAT",
        default: "text",
    },
];

/// What is wrong with a setting, and how to mend it. Its sentence is worded where the reader's language is known.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ConfigFault {
    /// A variable that this command needs is not set.
    Missing {
        /// The variable.
        name: &'static str,
        /// Locale key of the sentence that says what to do.
        key: &'static str,
    },
    /// A variable has a value that cannot be used.
    Unusable {
        /// The variable.
        name: &'static str,
        /// Locale key of what is wrong.
        key: &'static str,
        /// The value.
        value: String,
        /// A value that would do.
        example: &'static str,
    },
    /// A line of `.env` sets no variable.
    EnvLine {
        /// Its number, from 1.
        line: usize,
    },
    /// `.env` is there and cannot be read.
    EnvUnreadable {
        /// What the system says.
        why: String,
    },
    /// The team's file cannot be used.
    File {
        /// The file.
        file: String,
        /// Line, key and what is wrong.
        why: String,
    },
    /// The team's file was named and is not there.
    NoFile {
        /// The file.
        file: String,
    },
    /// The team's file was there at the last reading.
    FileGone {
        /// The file.
        file: String,
    },
}

impl ConfigFault {
    /// The sentence in the words of a language.
    pub(crate) fn say(&self, words: &Words) -> String {
        match self {
            Self::Missing { name, key } => words.say(key, args![name = *name]),
            Self::Unusable {
                name,
                key,
                value,
                example,
            } => {
                let why = words.say(key, args![value = value]);
                words.say(
                    "fault-setting-unusable",
                    args![name = *name, why = why, example = *example],
                )
            }
            Self::EnvLine { line } => words.say("fault-env-line", args![line = *line]),
            Self::EnvUnreadable { why } => words.say("fault-env-unreadable", args![why = why]),
            Self::File { file, why } => words.say("fault-team-file", args![file = file, why = why]),
            Self::NoFile { file } => words.say("fault-team-file-missing", args![file = file]),
            Self::FileGone { file } => words.say("fault-team-file-gone", args![file = file]),
        }
    }
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Locale::En.words()))
    }
}

impl std::error::Error for ConfigFault {}

/// Where the team's file is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TeamPath {
    /// The file.
    pub(crate) path: PathBuf,
    /// Whether the operator named it: then it has to be there.
    pub(crate) named: bool,
}

impl fmt::Display for TeamPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What an operator decides.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) discord: DiscordSettings,
    pub(crate) database_url: String,
    /// The tool, where the operator named one.
    pub(crate) tool: Option<Tool>,
    pub(crate) hubspot: HubspotAccount,
    pub(crate) mautic: MauticAccount,
    pub(crate) poll_every: SignedDuration,
    pub(crate) team_file: TeamPath,
    pub(crate) log_level: String,
    pub(crate) log_format: LogFormat,
}

/// The chat's side.
#[derive(Debug, Clone)]
pub(crate) struct DiscordSettings {
    pub(crate) token: Option<SecretString>,
    /// Set only where the bot talks to something else than Discord itself.
    pub(crate) api_url: Option<String>,
    /// The server in which commands are registered; everywhere where not set.
    pub(crate) guild: Option<u64>,
    /// The channel for every message that the team's file gives no channel.
    pub(crate) channel: Option<u64>,
}

/// A HubSpot account.
#[derive(Debug, Clone)]
pub(crate) struct HubspotAccount {
    pub(crate) token: Option<SecretString>,
    pub(crate) url: String,
    pub(crate) score_property: Option<String>,
    /// The deal property that holds what a deal brings in each month.
    pub(crate) mrr_property: String,
    /// The deal properties that hold when a contract begins and ends.
    pub(crate) contract_start_property: Option<String>,
    pub(crate) contract_end_property: Option<String>,
    /// Requests that the account's tier allows in any ten seconds.
    pub(crate) requests_per_10s: u32,
    /// Searches allowed in any second: the same in every tier.
    pub(crate) searches_per_second: u32,
}

/// A Mautic account.
#[derive(Debug, Clone)]
pub(crate) struct MauticAccount {
    pub(crate) url: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<SecretString>,
    /// The tag of companies on the target list.
    pub(crate) target_tag: Option<String>,
    /// Requests that the server can bear in any second.
    pub(crate) requests_per_second: u32,
}

impl Settings {
    /// Reads `.env` of the current folder, if there is one, then the environment, which wins.
    ///
    /// # Errors
    /// Names the variable that cannot be used.
    pub(crate) fn from_environment() -> Result<Self, ConfigFault> {
        load_env(Path::new(".env"))?;
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the environment"
        )]
        Self::from_lookup(&|name| std::env::var(name).ok())
    }

    /// Reads the settings from any lookup of variables.
    pub(crate) fn from_lookup(
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigFault> {
        let read = Reader { lookup };
        Ok(Self {
            discord: DiscordSettings {
                token: read.secret("DISCORD_TOKEN"),
                api_url: read.url("DISCORD_API_URL", "http://127.0.0.1:8080")?,
                guild: read.id("DISCORD_GUILD")?,
                channel: read.id("DISCORD_CHANNEL")?,
            },
            database_url: read.text("DATABASE_URL").unwrap_or_default(),
            tool: read.tool()?,
            hubspot: HubspotAccount {
                token: read.secret("HUBSPOT_TOKEN"),
                url: read
                    .url("HUBSPOT_URL", "https://api.hubapi.com")?
                    .unwrap_or_default(),
                score_property: read.text("HUBSPOT_SCORE_PROPERTY"),
                mrr_property: read.text("HUBSPOT_MRR_PROPERTY").unwrap_or_default(),
                contract_start_property: read.text("HUBSPOT_CONTRACT_START_PROPERTY"),
                contract_end_property: read.text("HUBSPOT_CONTRACT_END_PROPERTY"),
                requests_per_10s: read.rate("HUBSPOT_REQUESTS_PER_10S", "190")?,
                searches_per_second: 5,
            },
            mautic: MauticAccount {
                url: read.url("MAUTIC_URL", "https://mautic.example.jp")?,
                user: read.text("MAUTIC_USER"),
                password: read.secret("MAUTIC_PASSWORD"),
                target_tag: read.text("MAUTIC_TARGET_TAG"),
                requests_per_second: read.rate("MAUTIC_REQUESTS_PER_SECOND", "10")?,
            },
            poll_every: read.poll_every()?,
            team_file: read.team_file(),
            log_level: read.text("LOG_LEVEL").unwrap_or_default(),
            log_format: read.log_format()?,
        })
    }
}

/// Takes the variables of the file into the environment, which wins.
///
/// # Errors
/// Names the line that sets nothing: a file that is half read would be worse than none.
fn load_env(file: &Path) -> Result<(), ConfigFault> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(fault) => {
            return Err(ConfigFault::EnvUnreadable {
                why: fault.to_string(),
            });
        }
    };
    dotenvy::from_read(text.as_bytes()).map_err(|fault| match fault {
        dotenvy::Error::LineParse(wrong, _) => {
            let begin = wrong.lines().next().unwrap_or_default().trim();
            let line = text.lines().position(|line| line.trim() == begin);
            ConfigFault::EnvLine {
                line: line.map_or(1, |before| before + 1),
            }
        }
        other => ConfigFault::EnvUnreadable {
            why: other.to_string(),
        },
    })
}

/// Values of variables; an empty value is no value, so that a copied `.env.example` works.
struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
}

impl Reader<'_> {
    fn text(&self, name: &'static str) -> Option<String> {
        let set = (self.lookup)(name).map(|value| value.trim().to_owned());
        let default = || {
            VARIABLES
                .iter()
                .find(|variable| variable.name == name)
                .map(|variable| variable.default.to_owned())
        };
        set.filter(|value| !value.is_empty())
            .or_else(default)
            .filter(|value| !value.is_empty())
    }

    fn secret(&self, name: &'static str) -> Option<SecretString> {
        self.text(name).map(SecretString::from)
    }

    fn parsed<T: FromStr>(
        &self,
        name: &'static str,
        key: &'static str,
        example: &'static str,
    ) -> Result<Option<T>, ConfigFault> {
        let Some(value) = self.text(name) else {
            return Ok(None);
        };
        value.parse().map(Some).or(Err(ConfigFault::Unusable {
            name,
            key,
            value,
            example,
        }))
    }

    /// A chat's id; none is 0.
    fn id(&self, name: &'static str) -> Result<Option<u64>, ConfigFault> {
        let id: Option<NonZeroU64> = self.parsed(name, "fault-setting-id", "123456789012345678")?;
        Ok(id.map(NonZeroU64::get))
    }

    fn rate(&self, name: &'static str, example: &'static str) -> Result<u32, ConfigFault> {
        match self.parsed::<u32>(name, "fault-setting-number", example)? {
            Some(rate) if rate > 0 => Ok(rate),
            _ => Err(ConfigFault::Unusable {
                name,
                key: "fault-setting-no-requests",
                value: String::new(),
                example,
            }),
        }
    }

    fn url(
        &self,
        name: &'static str,
        example: &'static str,
    ) -> Result<Option<String>, ConfigFault> {
        let Some(value) = self.text(name) else {
            return Ok(None);
        };
        if value.starts_with("http://") || value.starts_with("https://") {
            return Ok(Some(value.trim_end_matches('/').to_owned()));
        }
        Err(ConfigFault::Unusable {
            name,
            key: "fault-setting-address",
            value,
            example,
        })
    }

    fn team_file(&self) -> TeamPath {
        const NAME: &str = "FUNNELBOT_CONFIG";
        TeamPath {
            path: self.text(NAME).unwrap_or_default().into(),
            named: (self.lookup)(NAME).is_some_and(|value| !value.trim().is_empty()),
        }
    }

    fn tool(&self) -> Result<Option<Tool>, ConfigFault> {
        let Some(word) = self.text("MA_TOOL") else {
            return Ok(None);
        };
        Tool::parse(&word.to_lowercase())
            .map(Some)
            .ok_or(ConfigFault::Unusable {
                name: "MA_TOOL",
                key: "fault-setting-tool",
                value: word,
                example: "hubspot",
            })
    }

    fn poll_every(&self) -> Result<SignedDuration, ConfigFault> {
        const NAME: &str = "POLL_EVERY";
        let every = self
            .parsed::<SignedDuration>(NAME, "fault-setting-duration", "10m")?
            .unwrap_or(SignedDuration::from_mins(10));
        if every < SignedDuration::from_secs(10) {
            return Err(ConfigFault::Unusable {
                name: NAME,
                key: "fault-setting-too-often",
                value: String::new(),
                example: "10m",
            });
        }
        Ok(every)
    }

    fn log_format(&self) -> Result<LogFormat, ConfigFault> {
        match self.text("LOG_FORMAT").as_deref() {
            None | Some("text") => Ok(LogFormat::Text),
            Some("json") => Ok(LogFormat::Json),
            Some(other) => Err(ConfigFault::Unusable {
                name: "LOG_FORMAT",
                key: "fault-setting-log-format",
                value: other.to_owned(),
                example: "text",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ConfigFault, Settings, VARIABLES, load_env};

    fn with(pairs: &[(&str, &str)]) -> Result<Settings, ConfigFault> {
        Settings::from_lookup(&|name| {
            pairs
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_example_names_every_variable_once_and_loads() {
        let example = include_str!("../.env.example");
        let pairs: Vec<(&str, &str)> = example
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .map(|line| line.split_once('=').expect("every line sets a variable"))
            .collect();
        let names: Vec<&str> = pairs.iter().map(|(name, _)| *name).collect();
        let known: Vec<&str> = VARIABLES.iter().map(|variable| variable.name).collect();
        assert_eq!(names, known);
        with(&pairs).expect("the example loads");
    }

    #[test]
    fn a_wrong_value_is_named_with_an_example() {
        let fault = with(&[("POLL_EVERY", "soon")]).expect_err("soon is no duration");
        assert!(
            fault.to_string().starts_with("POLL_EVERY cannot be used"),
            "{fault}"
        );
        let fault = with(&[("MA_TOOL", "marketo")]).expect_err("not a tool of ours");
        assert!(fault.to_string().contains("hubspot and mautic"), "{fault}");
    }

    #[test]
    fn a_value_of_another_kind_is_refused_in_a_sentence() {
        let told = |pairs: &[(&str, &str)]| with(pairs).expect_err("unusable").to_string();
        let rate = told(&[("MAUTIC_REQUESTS_PER_SECOND", "abc")]);
        assert!(rate.contains("\"abc\" is no whole number"), "{rate}");
        let channel = told(&[("DISCORD_CHANNEL", "#sales")]);
        assert!(channel.contains("\"#sales\" is no id"), "{channel}");
        let nobody = told(&[("DISCORD_GUILD", "0")]);
        assert!(nobody.contains("\"0\" is no id"), "{nobody}");
        let every = told(&[("POLL_EVERY", "10")]);
        assert!(every.contains("\"10\" is no length of time"), "{every}");
    }

    #[test]
    fn a_line_of_env_that_sets_nothing_is_named_by_its_number() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(".env");
        std::fs::write(&file, "# a secret stands below\n\nsk-1234 5678\n").expect("written");
        let fault = load_env(&file).expect_err("no NAME=value");
        assert_eq!(fault, ConfigFault::EnvLine { line: 3 });
        assert!(!fault.to_string().contains("sk-1234"), "{fault}");
        assert_eq!(load_env(&folder.path().join("none")), Ok(()));
    }

    #[test]
    fn a_team_file_that_was_named_is_told_from_the_default() {
        let named = with(&[("FUNNELBOT_CONFIG", "team.toml")]).expect("loads");
        assert!(named.team_file.named);
        let default = with(&[("FUNNELBOT_CONFIG", "")]).expect("loads");
        assert!(!default.team_file.named);
        assert_eq!(default.team_file.to_string(), "funnelbot.toml");
    }

    #[test]
    fn an_empty_value_is_no_value() {
        let settings = with(&[("DATABASE_URL", ""), ("DISCORD_TOKEN", " ")]).expect("loads");
        assert_eq!(settings.database_url, "sqlite://funnelbot.db");
        assert!(settings.discord.token.is_none());
    }
}
