//! The languages the bot speaks.
//!
//! Lives here: the list of languages and where their words stand. A new language is one folder in
//! `locales/` and one line here. Must not live here: any sentence.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::words::Words;

macro_rules! languages {
    ($($(#[$note:meta])* $name:ident = $code:literal,)+) => {
        /// A language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Locale {
            $($(#[$note])* $name,)+
        }

        /// Every language, in the order they are offered.
        pub const LOCALES: &[Locale] = &[$(Locale::$name),+];

        impl Locale {
            /// The language's code as settings and locale folders write it: `ja`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// The files that hold its words.
            pub(crate) fn files(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => files!($code),)+
                }
            }
        }
    };
}

macro_rules! files {
    ($code:literal) => {
        &[
            file!($code, "common"),
            file!($code, "funnel"),
            file!($code, "posts"),
            file!($code, "pings"),
            file!($code, "industries"),
            file!($code, "answers"),
            file!($code, "kpis"),
            file!($code, "why"),
            file!($code, "goal"),
            file!($code, "note"),
            file!($code, "commands"),
            file!($code, "inputs"),
            file!($code, "chart"),
            file!($code, "alerts"),
            file!($code, "cli"),
        ]
    };
}

macro_rules! file {
    ($code:literal, $name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../locales/",
            $code,
            "/",
            $name,
            ".ftl"
        ))
    };
}

languages! {
    /// Japanese.
    Ja = "ja",
    /// English.
    En = "en",
}

impl Locale {
    /// The language of that code; upper and lower case alike.
    pub fn parse(code: &str) -> Option<Self> {
        LOCALES
            .iter()
            .copied()
            .find(|locale| locale.code().eq_ignore_ascii_case(code.trim()))
    }

    /// The language of a Discord locale such as `ja` or `en-US`; `None` where we do not speak it.
    pub fn from_discord(tag: &str) -> Option<Self> {
        Self::parse(tag.split(['-', '_']).next().unwrap_or(tag))
    }

    /// Its words.
    pub fn words(self) -> &'static Words {
        static LOADED: [OnceLock<Words>; LOCALES.len()] =
            [const { OnceLock::new() }; LOCALES.len()];
        LOADED[self as usize].get_or_init(|| Words::load(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discord_locales_are_understood_by_their_language() {
        assert_eq!(Locale::from_discord("ja"), Some(Locale::Ja));
        assert_eq!(Locale::from_discord("en-US"), Some(Locale::En));
        assert_eq!(Locale::from_discord("en-GB"), Some(Locale::En));
        assert_eq!(Locale::from_discord("de"), None);
        assert_eq!(Locale::from_discord(""), None);
    }

    #[test]
    fn the_list_is_in_the_order_of_the_enum() {
        for (index, locale) in LOCALES.iter().enumerate() {
            assert_eq!(*locale as usize, index);
            assert_eq!(Locale::parse(locale.code()), Some(*locale));
        }
    }
}
