//! The words of one language: a key and its arguments become a sentence.
//!
//! Lives here: looking words up. Must not live here: a sentence (`locales/`), how a number or a date is
//! written (`format`).

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::{format::numbers::count, locale::Locale};

/// An argument of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg<'a> {
    /// Text as it is; text from outside must have gone through `escape` before.
    Text(Cow<'a, str>),
    /// A count: written with separators, and decides singular or plural.
    Count(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Count(number)
    }
}

impl From<u64> for Arg<'_> {
    fn from(number: u64) -> Self {
        Self::Count(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Self::Count(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Self::Count(i64::from(number))
    }
}

/// Named arguments of a sentence: `args![stage = name, count = 3]`.
#[macro_export]
macro_rules! args {
    ($($name:ident = $value:expr),* $(,)?) => {
        &[$((stringify!($name), $crate::Arg::from($value))),*]
    };
}

/// The words of one language.
pub struct Words {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words")
            .field("locale", &self.locale)
            .finish_non_exhaustive()
    }
}

impl Words {
    pub(crate) fn load(locale: Locale) -> Self {
        let language: LanguageIdentifier = locale
            .code()
            .parse()
            .expect("LOCALES holds language codes, a test proves it");
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Marks around arguments would be invisible characters in every message.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "only counts are passed as numbers"
            )]
            FluentValue::Number(number) => Some(count(number.value as i64)),
            _ => None,
        }));
        for file in locale.files() {
            let resource = FluentResource::try_new((*file).to_owned())
                .map_err(|(_, faults)| faults)
                .expect("the locale files are embedded and a test parses them");
            bundle
                .add_resource(resource)
                .expect("no key stands twice in a language, a test proves it");
        }
        Self { locale, bundle }
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Whether there are words for `key`.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The words of a key without arguments.
    pub fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The words of `key` with its arguments. A key or an argument that is missing is our own mistake:
    /// it fails every test, and in a release shows the key.
    pub fn say(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        else {
            debug_assert!(false, "no words for {key} in {}", self.locale.code());
            return key.to_owned();
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(*name, value(arg));
        }
        let mut faults = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&values), &mut faults);
        debug_assert!(
            faults.is_empty(),
            "{key} in {}: {faults:?}",
            self.locale.code()
        );
        text.into_owned()
    }
}

fn value<'a>(arg: &'a Arg<'_>) -> FluentValue<'a> {
    match arg {
        Arg::Text(text) => FluentValue::from(text.as_ref()),
        Arg::Count(number) => FluentValue::from(*number),
    }
}
