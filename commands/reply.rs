//! What a command answers, or why it can't.
//!
//! Lives here: replies, and errors sorted by who can mend them. Must not live here: sentences: a user
//! error is a locale key with arguments.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
};

use report::message::Message;

use crate::table::Visibility;

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// As it stands in the chat.
    pub message: Message,
    /// The same for programs, where the command has it.
    pub json: Option<serde_json::Value>,
    /// Who is meant to see it; a chat has to know before there is an answer, and goes by the command's
    /// [`Spec`](crate::table::Spec).
    pub visibility: Visibility,
}

impl Reply {
    /// An answer that only the asker sees, for people alone.
    pub fn ephemeral(message: Message) -> Self {
        Self {
            message,
            json: None,
            visibility: Visibility::Ephemeral,
        }
    }
}

/// Why a command has no answer.
///
/// It is no `std::error::Error`, so that a user error can't be swallowed by an internal one; everything
/// that is an error becomes `Internal` by `?`.
#[derive(Debug)]
pub enum Error {
    /// The asker can mend it.
    User(UserError),
    /// Only the operator can; the asker sees the reference alone, the log has both.
    Internal {
        /// Short, shown and logged.
        reference: Reference,
        /// What happened.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl From<UserError> for Error {
    fn from(error: UserError) -> Self {
        Self::User(error)
    }
}

impl<E> From<E> for Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    fn from(source: E) -> Self {
        Self::Internal {
            reference: Reference::fresh(),
            source: Box::new(source),
        }
    }
}

/// What the asker got wrong: a locale key with arguments, the nearest match and what is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// Locale key of the sentence.
    pub key: &'static str,
    /// Arguments of the sentence; what was typed is text from outside.
    pub args: Vec<(&'static str, String)>,
    /// What was probably meant.
    pub nearest: Option<String>,
    /// What is accepted.
    pub forms: Vec<String>,
}

impl UserError {
    /// An error with that sentence.
    pub fn new(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
            nearest: None,
            forms: Vec::new(),
        }
    }

    /// Adds an argument of the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// Names what was probably meant.
    #[must_use]
    pub fn near(mut self, nearest: Option<impl Into<String>>) -> Self {
        self.nearest = nearest.map(Into::into);
        self
    }

    /// Names what is accepted.
    #[must_use]
    pub fn accepting(mut self, forms: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.forms = forms.into_iter().map(Into::into).collect();
        self
    }
}

/// A short word that ties what a person saw to a line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    /// A new one; two are the same about once in a million.
    pub fn fresh() -> Self {
        // The standard library's hasher is seeded at random: enough for a word that only has to differ.
        let number = RandomState::new().hash_one(0_u8);
        Self(format!("{:08x}", number & 0xffff_ffff))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use report::{errors, locale::LOCALES};

    use super::{Error, Reference, UserError};
    use crate::{
        asked::{Asked, Caller, Origin, Values},
        parse::parse,
        table::{KPI_FUNNEL, REPORT_POST},
    };

    fn refused(pairs: &[(&str, &str)]) -> UserError {
        let given: Vec<_> = pairs
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        Values::accept(&KPI_FUNNEL, &given).expect_err("it does not fit the table")
    }

    #[test]
    fn every_way_to_ask_wrongly_has_words_in_every_language() {
        for locale in LOCALES.iter().copied() {
            let nobody = Caller::default();
            let errors = [
                parse("/kpi funel").expect_err("no such command"),
                parse("/status now").expect_err("a stray word"),
                parse("/status \"").expect_err("an open quote"),
                refused(&[("perod", "today")]),
                refused(&[("compare", "nome")]),
                refused(&[("basis", "period"), ("basis", "period")]),
                Values::accept(&REPORT_POST, &[]).expect_err("kind is missing"),
                Asked::new(&REPORT_POST, &[], nobody, locale, Origin::Terminal)
                    .expect_err("not permitted"),
            ];
            for error in errors {
                let near = error.nearest.as_deref();
                let told = errors::user(locale, error.key, &error.args, near, &error.forms);
                assert_ne!(told.content, error.key);
            }
        }
    }

    #[test]
    fn a_failure_of_ours_gets_a_reference() {
        fn fails() -> Result<(), Error> {
            Err(std::fmt::Error)?
        }
        assert!(matches!(fails(), Err(Error::Internal { .. })));
        assert_eq!(Reference::fresh().as_str().len(), 8);
        assert_ne!(Reference::fresh(), Reference::fresh());
    }

    #[test]
    fn a_failure_of_the_asker_stays_one() {
        fn fails() -> Result<(), Error> {
            Err(UserError::new("error-not-a-number"))?
        }
        assert!(matches!(fails(), Err(Error::User(error)) if error.key == "error-not-a-number"));
    }
}
