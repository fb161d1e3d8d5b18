//! Shapes that every HubSpot answer shares.
//!
//! Lives here: pages, objects and values as they come over the wire, read leniently. Must not live here:
//! what a property means.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// A page of anything. Each result is read on its own, so that a broken one stops nobody else.
#[derive(Debug, Deserialize)]
pub(super) struct Page<'a> {
    /// The results, unread.
    #[serde(borrow)]
    pub(super) results: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    paging: Option<Paging<'a>>,
    /// What failed of a batch, unread.
    #[serde(borrow, default)]
    pub(super) errors: Option<&'a RawValue>,
}

/// Where a list goes on.
#[derive(Debug, Deserialize)]
pub(super) struct Paging<'a> {
    #[serde(borrow, default)]
    next: Option<Next<'a>>,
}

#[derive(Debug, Deserialize)]
struct Next<'a> {
    #[serde(borrow, default)]
    after: Text<'a>,
}

impl Page<'_> {
    /// Where the next page begins; `None` on the last page.
    pub(super) fn after(&self) -> Option<&str> {
        self.paging.as_ref()?.after()
    }
}

impl Paging<'_> {
    /// Where the next page begins; `None` on the last page.
    pub(super) fn after(&self) -> Option<&str> {
        self.next.as_ref()?.after.as_str()
    }
}

/// A CRM object.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Object<'a> {
    /// Its id.
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    /// Its properties.
    #[serde(borrow, default)]
    pub(super) properties: Properties<'a>,
    /// Histories, where they were asked for.
    #[serde(borrow, default)]
    pub(super) properties_with_history: Option<Histories<'a>>,
    /// When it was created.
    #[serde(borrow, default)]
    pub(super) created_at: Text<'a>,
    /// When it was last changed.
    #[serde(borrow, default)]
    pub(super) updated_at: Text<'a>,
    /// When it was put into the bin.
    #[serde(borrow, default)]
    pub(super) archived_at: Text<'a>,
}

impl Object<'_> {
    /// The id as a number: ids are text of digits and are compared as numbers.
    pub(super) fn number(&self) -> Option<u64> {
        self.id.as_str()?.parse().ok()
    }
}

/// The histories we ask for, by the name of the property.
#[derive(Debug, Deserialize)]
pub(super) struct Histories<'a>(#[serde(borrow)] BTreeMap<String, Option<Vec<Version<'a>>>>);

impl<'a> Histories<'a> {
    /// The history of a property, newest first; `None` where it did not come.
    pub(super) fn of(&self, name: &str) -> Option<&[Version<'a>]> {
        self.0.get(name)?.as_deref()
    }
}

/// One value that a property had.
#[derive(Debug, Deserialize)]
pub(super) struct Version<'a> {
    /// The value; blank where it was cleared.
    #[serde(borrow, default)]
    pub(super) value: Text<'a>,
    /// From when on.
    #[serde(borrow, default)]
    pub(super) timestamp: Text<'a>,
}

/// A scalar. HubSpot writes text or null; a number or a flag is taken as its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Text<'a> {
    /// Null, or not there.
    #[default]
    Null,
    /// Text.
    Is(Cow<'a, str>),
    /// A list or an object, where a scalar belongs.
    Odd,
}

impl Text<'_> {
    /// The text, unless it is blank.
    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Is(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Self::Null | Self::Odd => None,
        }
    }
}

/// Properties in the order they came.
#[derive(Debug, Default)]
pub(super) struct Properties<'a>(Vec<(Cow<'a, str>, Text<'a>)>);

impl<'a> Properties<'a> {
    /// The value of a property; null where it did not come.
    pub(super) fn get(&self, name: &str) -> &Text<'a> {
        const NOTHING: Text<'static> = Text::Null;
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or(&NOTHING, |(_, value)| value)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text::Is(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text::Is(Cow::Owned(text.to_owned())))
            }
            fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
                Ok(Text::Is(Cow::Owned(text)))
            }
            fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
                Ok(Text::Is(Cow::Borrowed(if flag { "true" } else { "false" })))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Text::Is(Cow::Owned(number.to_string())))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Text::Is(Cow::Owned(number.to_string())))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Text::Is(Cow::Owned(number.to_string())))
            }
            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Text::Null)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text::Odd)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text::Odd)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Properties<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Properties<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("properties")
            }
            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Properties::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or(32));
                while let Some((Text::Is(name), value)) =
                    map.next_entry::<Text<'de>, Text<'de>>()?
                {
                    pairs.push((name, value));
                }
                Ok(Properties(pairs))
            }
        }
        deserializer.deserialize_any(Pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scalar_of_any_kind_is_read_and_a_list_is_odd() {
        let properties: Properties<'_> = serde_json::from_str(
            r#"{"a":"x","b":null,"c":7,"d":true,"e":[1,{"f":2}],"g":{"h":[]},"i":"\u5c71"}"#,
        )
        .unwrap();
        let text = |name| properties.get(name).as_str();
        assert_eq!(
            (text("a"), text("b"), text("c"), text("d")),
            (Some("x"), None, Some("7"), Some("true"))
        );
        assert_eq!(
            (properties.get("e"), properties.get("g")),
            (&Text::Odd, &Text::Odd)
        );
        assert_eq!((text("i"), text("not there")), (Some("山"), None));
    }

    #[test]
    fn paging_may_be_absent_or_empty() {
        for (json, after) in [
            (r#"{"results":[]}"#, None),
            (r#"{"results":[],"paging":null}"#, None),
            (r#"{"results":[],"paging":{}}"#, None),
            (
                r#"{"results":[],"paging":{"next":{"after":"MTAx"}}}"#,
                Some("MTAx"),
            ),
            (
                r#"{"results":[],"paging":{"next":{"after":200}}}"#,
                Some("200"),
            ),
        ] {
            let page: Page<'_> = serde_json::from_str(json).unwrap();
            assert_eq!(page.after(), after, "{json}");
        }
    }
}
