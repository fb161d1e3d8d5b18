//! A date in the team's file, bare as TOML writes dates or in quotes.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error};

/// A local date.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileDate(pub(super) Date);

impl<'de> Deserialize<'de> for FileDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Bare(toml::value::Datetime),
            Quoted(String),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Bare(date) => date.to_string(),
            Written::Quoted(text) => text,
        };
        text.parse().map(Self).map_err(|fault: jiff::Error| {
            D::Error::custom(format!(
                "\"{text}\" is no date ({fault}); a valid one is 2026-12-29"
            ))
        })
    }
}
