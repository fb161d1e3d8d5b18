//! Reading what PHP calls JSON: one thing in several shapes, numbers as text, empty lists as objects.
//!
//! Lives here: types that accept any shape, so that one odd value costs that value and never its page.
//! Must not live here: what a field means, numbers in text (`scalar`).

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::scalar::Scalar;

/// An object where one is there; PHP writes an empty one as `[]`, and null happens.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Maybe<T>(pub(super) Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// A list of objects, written as an array or as an object keyed by id. `None` is an element that is no
/// object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Many<T>(pub(super) Vec<Option<T>>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Many<T> {
    /// The elements that are objects.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }
}

/// One page of a list, or what came in its place.
#[derive(Debug)]
pub(super) struct Page<T> {
    /// The rows; `None` where the answer has no list at all.
    pub(super) rows: Option<Many<T>>,
    /// What the tool complains of, also in an answer with status 200.
    pub(super) errors: Many<Complaint>,
    /// Whether the answer lists tables: the asked one does not exist, or is not for us.
    pub(super) no_such_table: bool,
}

/// One error of an answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Complaint {
    /// An HTTP status, or a code of the database.
    pub(super) code: Scalar,
    /// A word for programs.
    #[serde(rename = "type")]
    pub(super) kind: Scalar,
    /// A sentence, in the language of our user: never shown, it may quote anything.
    pub(super) message: Scalar,
}

/// Names under which a list answers; everything else beside it is no list of ours.
const LISTS: [&str; 8] = [
    "contacts",
    "companies",
    "stats",
    "stages",
    "users",
    "campaigns",
    "emails",
    // Segments.
    "lists",
];

/// What a type makes of each shape that JSON can have.
trait Shape<'de>: Sized {
    fn of_scalar(value: Scalar) -> Self;

    fn of_list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::of_scalar(Scalar::Odd))
    }

    fn of_object<A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::of_scalar(Scalar::Odd))
    }
}

impl<'de> Shape<'de> for Scalar {
    fn of_scalar(value: Scalar) -> Self {
        value
    }
}

impl<'de, T: Deserialize<'de>> Shape<'de> for Maybe<T> {
    fn of_scalar(_: Scalar) -> Self {
        Self(None)
    }

    fn of_object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(|value| Self(Some(value)))
    }
}

impl<'de, T: Deserialize<'de>> Shape<'de> for Many<T> {
    fn of_scalar(_: Scalar) -> Self {
        Self::default()
    }

    fn of_list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut all = Vec::with_capacity(list.size_hint().unwrap_or(0));
        while let Some(Maybe(one)) = list.next_element()? {
            all.push(one);
        }
        Ok(Self(all))
    }

    fn of_object<A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        let mut all = Vec::new();
        while let Some((_, Maybe(one))) = object.next_entry::<IgnoredAny, _>()? {
            all.push(one);
        }
        Ok(Self(all))
    }
}

impl<'de, T: Deserialize<'de>> Shape<'de> for Page<T> {
    fn of_scalar(_: Scalar) -> Self {
        Self {
            rows: None,
            errors: Many::default(),
            no_such_table: false,
        }
    }

    fn of_object<A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        let mut page = Self::of_scalar(Scalar::Odd);
        while let Some(key) = object.next_key::<String>()? {
            match key.as_str() {
                "errors" => page.errors = object.next_value()?,
                list if LISTS.contains(&list) => page.rows = Some(object.next_value()?),
                other => {
                    page.no_such_table |= other == "availableTables";
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(page)
    }
}

/// The one visitor behind all of them.
struct AnyShape<S>(PhantomData<S>);

impl<'de, S: Shape<'de>> Visitor<'de> for AnyShape<S> {
    type Value = S;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<S, E> {
        Ok(S::of_scalar(Scalar::Missing))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<S, E> {
        Ok(S::of_scalar(Scalar::Flag(flag)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<S, E> {
        Ok(S::of_scalar(Scalar::Whole(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<S, E> {
        Ok(S::of_scalar(
            i64::try_from(number).map_or(Scalar::Real(number as f64), Scalar::Whole),
        ))
    }

    fn visit_f64<E>(self, number: f64) -> Result<S, E> {
        Ok(S::of_scalar(Scalar::Real(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<S, E> {
        Ok(S::of_scalar(Scalar::Text(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<S, A::Error> {
        S::of_list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<S, A::Error> {
        S::of_object(object)
    }
}

macro_rules! any_shape {
    ($($shape:ty $(: $generic:ident)?),+ $(,)?) => {$(
        impl<'de $(, $generic: Deserialize<'de>)?> Deserialize<'de> for $shape {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(AnyShape(PhantomData))
            }
        }
    )+};
}

any_shape!(Scalar, Maybe<T>: T, Many<T>: T, Page<T>: T);

#[cfg(test)]
mod tests {
    use super::{Many, Page};
    use crate::mautic::scalar::Scalar;

    #[test]
    fn a_list_may_be_array_object_empty_or_missing() {
        #[derive(Debug, serde::Deserialize)]
        struct Row {
            id: Scalar,
        }
        let ids = |json: &str| -> Vec<Option<u64>> {
            let rows: Many<Row> = serde_json::from_str(json).expect("a list of any shape");
            rows.0
                .iter()
                .map(|row| row.as_ref().and_then(|row| row.id.id()))
                .collect()
        };
        assert_eq!(ids(r#"[{"id":1},{"id":"2"}]"#), [Some(1), Some(2)]);
        assert_eq!(ids(r#"{"7":{"id":7},"3":{"id":3}}"#), [Some(7), Some(3)]);
        assert_eq!(
            ids(r#"{"0":{"id":7},"2":null,"3":[]}"#),
            [Some(7), None, None]
        );
        assert!(
            ids("[]").is_empty()
                && ids("{}").is_empty()
                && ids("null").is_empty()
                && ids("\"\"").is_empty()
        );
    }

    #[test]
    fn an_answer_without_a_list_is_told_from_an_empty_one() {
        let page =
            |json: &str| -> Page<Many<()>> { serde_json::from_str(json).expect("any answer") };
        assert!(page(r#"{"total":"0","contacts":{}}"#).rows.is_some());
        assert!(page(r#"{"total":0,"emails":[]}"#).rows.is_some());
        assert!(page(r#"{"total":"0"}"#).rows.is_none());
        assert!(page("[]").rows.is_none());
        assert!(page(r#"{"availableTables":["a"],"tableColumns":{"a":["id"]}}"#).no_such_table);
        assert_eq!(
            page(r#"{"errors":[{"code":403}],"stats":[]}"#)
                .errors
                .iter()
                .count(),
            1
        );
    }
}
