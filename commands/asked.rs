//! A typed question: which command, with which values, by whom, from where, in which language.
//!
//! Lives here: the types that every command takes, and the checks that make an `Asked` a proof that
//! its values are of the declared kinds and that its caller may ask. Must not live here: how the
//! words came (a chat, a terminal), what the answer is.

use kpi::nearest::nearest;
use report::locale::Locale;

use crate::{
    reply::UserError,
    table::{Need, OptionKind, OptionSpec, Permission, Spec},
};

/// A question that may be answered: the values fit the table and the caller is permitted.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Asked {
    /// The command.
    pub spec: &'static Spec,
    /// What was said with it.
    pub values: Values,
    /// Who asks.
    pub caller: Caller,
    /// The language of the answer.
    pub locale: Locale,
    /// Where it was asked.
    pub origin: Origin,
}

impl Asked {
    /// Checks the words given (name, text) against the command, and the caller against its permission.
    ///
    /// # Errors
    /// An unknown, missing or repeated option, a value of another kind, or a caller without permission.
    pub fn new(
        spec: &'static Spec,
        given: &[(String, String)],
        caller: Caller,
        locale: Locale,
        origin: Origin,
    ) -> Result<Self, UserError> {
        if caller.may < spec.permission {
            return Err(UserError::new("error-not-permitted").with("command", spec.path));
        }
        Ok(Self {
            spec,
            values: Values::accept(spec, given)?,
            caller,
            locale,
            origin,
        })
    }
}

/// Who asks or presses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// The chat's id of the person; 0 at the terminal.
    pub id: u64,
    /// How the person is called where they asked: text from outside.
    pub name: String,
    /// The chat's ids of their roles.
    pub roles: Vec<u64>,
    /// What they may do here.
    pub may: Permission,
}

impl Caller {
    /// Whoever sits at the bot's terminal: may do everything, is nobody in the chat.
    pub fn operator() -> Self {
        Self {
            may: Permission::Manage,
            ..Self::default()
        }
    }
}

/// Where a question was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// In a channel of the chat.
    Channel {
        /// The server; `None` in a direct message.
        guild: Option<u64>,
        /// The channel.
        channel: u64,
    },
    /// At the bot's terminal.
    Terminal,
}

/// One value, of the kind its option declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Any text.
    Text(String),
    /// One of the option's choices.
    Choice(&'static str),
    /// Words for a period, as typed: only the zone and the instant tell what they mean.
    Period(String),
    /// A whole number.
    Integer(i64),
}

/// The values of one question, each named by an option of its command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(Vec<(&'static str, Value)>);

impl Values {
    /// Reads what was given for the options of `spec`.
    ///
    /// # Errors
    /// An unknown, missing or repeated option, or a value of another kind.
    pub fn accept(spec: &'static Spec, given: &[(String, String)]) -> Result<Self, UserError> {
        let mut values: Vec<(&'static str, Value)> = Vec::new();
        for (name, text) in given {
            let option = spec
                .option(name)
                .ok_or_else(|| unknown_option(spec, name))?;
            if values.iter().any(|(known, _)| *known == option.name) {
                return Err(UserError::new("error-option-twice").with("option", option.name));
            }
            values.push((option.name, value(option, text)?));
        }
        let missing = |option: &&OptionSpec| {
            option.need == Need::Required && values.iter().all(|(name, _)| *name != option.name)
        };
        match spec.options.iter().find(missing) {
            None => Ok(Self(values)),
            Some(option) => Err(UserError::new("error-option-missing")
                .with("option", option.name)
                .accepting([spec.usage()])),
        }
    }

    /// What was said, as it can be said again: each option's name and its text.
    pub fn given(&self) -> Vec<(String, String)> {
        let text = |value: &Value| match value {
            Value::Text(text) | Value::Period(text) => text.clone(),
            Value::Choice(choice) => (*choice).to_owned(),
            Value::Integer(number) => number.to_string(),
        };
        let values = self.0.iter();
        values
            .map(|(name, value)| ((*name).to_owned(), text(value)))
            .collect()
    }

    /// The value of an option, where it was given.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// The choice made in an option.
    pub fn choice(&self, name: &str) -> Option<&'static str> {
        match self.get(name) {
            Some(Value::Choice(choice)) => Some(choice),
            _ => None,
        }
    }

    /// The words for a period given in an option.
    pub fn period(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Period(words)) => Some(words),
            _ => None,
        }
    }

    /// The text given in an option.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The number given in an option.
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }
}

fn unknown_option(spec: &'static Spec, name: &str) -> UserError {
    UserError::new("error-unknown-option")
        .with("option", name)
        .near(nearest(name, spec.options.iter().map(|option| option.name)))
        .accepting([spec.usage()])
}

fn value(option: &'static OptionSpec, text: &str) -> Result<Value, UserError> {
    match option.kind {
        OptionKind::Text | OptionKind::Kpi => Ok(Value::Text(text.to_owned())),
        OptionKind::Period => Ok(Value::Period(text.to_owned())),
        OptionKind::Integer => text
            .trim()
            .parse()
            .map(Value::Integer)
            .map_err(|_not_a_number| {
                UserError::new("error-not-a-number")
                    .with("option", option.name)
                    .with("typed", text)
            }),
        OptionKind::Choice(choices) => choice(option, choices, text.trim()),
    }
}

fn choice(
    option: &'static OptionSpec,
    choices: &'static [&'static str],
    text: &str,
) -> Result<Value, UserError> {
    choices
        .iter()
        .find(|choice| choice.eq_ignore_ascii_case(text))
        .map(|choice| Value::Choice(choice))
        .ok_or_else(|| {
            UserError::new("error-unknown-choice")
                .with("option", option.name)
                .with("typed", text)
                .near(nearest(text, choices.iter().copied()))
                .accepting(choices.iter().copied())
        })
}

#[cfg(test)]
mod tests {
    use super::{Asked, Caller, Locale, Origin, Value, Values};
    use crate::table::{
        KPI_FUNNEL, Need, OptionKind, OptionSpec, Permission, REPORT_POST, Spec, Visibility,
    };

    fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn values_have_the_declared_kinds() {
        let values = Values::accept(
            &KPI_FUNNEL,
            &given(&[("period", "2026-W46"), ("compare", "None")]),
        );
        let values = values.expect("they fit the table");
        assert_eq!(values.period("period"), Some("2026-W46"));
        assert_eq!(values.choice("compare"), Some("none"));
        assert_eq!(values.choice("basis"), None);
        assert_eq!(
            values.get("period"),
            Some(&Value::Period("2026-W46".to_owned()))
        );
    }

    #[test]
    fn an_unknown_choice_names_the_nearest_and_the_accepted() {
        let error = Values::accept(&KPI_FUNNEL, &given(&[("compare", "last-yaer")]))
            .expect_err("no such choice");
        assert_eq!(error.key, "error-unknown-choice");
        assert_eq!(error.nearest.as_deref(), Some("last-year"));
        assert_eq!(error.forms, ["previous", "last-year", "none"]);
    }

    #[test]
    fn an_unknown_missing_or_repeated_option_is_refused() {
        let error = Values::accept(&KPI_FUNNEL, &given(&[("peroid", "x")])).expect_err("unknown");
        assert_eq!(
            (error.key, error.nearest.as_deref()),
            ("error-unknown-option", Some("period"))
        );
        let error = Values::accept(&REPORT_POST, &[]).expect_err("missing");
        assert_eq!(error.key, "error-option-missing");
        assert_eq!(error.forms, ["/report post kind:weekly|biweekly|monthly"]);
        let twice = given(&[("period", "today"), ("period", "today")]);
        let error = Values::accept(&KPI_FUNNEL, &twice).expect_err("twice");
        assert_eq!(error.key, "error-option-twice");
    }

    #[test]
    fn a_number_must_be_one() {
        static LIMIT: Spec = Spec {
            path: "limit",
            options: &[OptionSpec {
                name: "count",
                kind: OptionKind::Integer,
                need: Need::Required,
            }],
            permission: Permission::Everyone,
            visibility: Visibility::Ephemeral,
        };
        let values = Values::accept(&LIMIT, &given(&[("count", "12")])).expect("a number");
        assert_eq!(values.integer("count"), Some(12));
        let error = Values::accept(&LIMIT, &given(&[("count", "many")])).expect_err("no number");
        assert_eq!(error.key, "error-not-a-number");
    }

    #[test]
    fn nobody_asks_what_they_may_not() {
        let ask = |caller| {
            Asked::new(
                &REPORT_POST,
                &given(&[("kind", "weekly")]),
                caller,
                Locale::En,
                Origin::Terminal,
            )
        };
        assert_eq!(
            ask(Caller::default()).expect_err("may not").key,
            "error-not-permitted"
        );
        assert!(ask(Caller::operator()).is_ok());
    }
}
