//! KPIs of the team's own: `[kpi.<id>]` in the team's file. One that is wrong is refused alone; the others go on.
//!
//! Lives here: the table's shape. Must not live here: the formula's rules (`kpi::catalogue::custom`).

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt,
};

use kpi::{
    catalogue::{
        Better, Kpi, Level, Phase, Team,
        custom::{FormulaFault, Own, Written},
    },
    nearest::nearest,
    stage::Ladder,
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use toml::{Spanned, Value};

use super::fault;

/// What stands under each id, not yet read.
pub(super) type Tables = BTreeMap<String, Spanned<Fields>>;

/// A KPI that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefusedKpi {
    /// Its id, as written.
    pub(crate) id: String,
    /// The key, the line and why.
    pub(crate) why: String,
}

const KEYS: [&str; 7] = [
    "formula",
    "names",
    "explanation",
    "phase",
    "level",
    "team",
    "better",
];

/// Keys and values of a table, of whatever types; `Other` where it is no table.
#[derive(Debug)]
pub(super) enum Fields {
    Table(BTreeMap<String, Spanned<Value>>),
    Other,
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some((key, value)) = map.next_entry()? {
            if let Entry::Vacant(place) = fields.entry(key) {
                place.insert(value);
            }
        }
        Ok(Fields::Table(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Fields, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Fields::Other)
    }

    fn visit_str<E>(self, _text: &str) -> Result<Fields, E> {
        Ok(Fields::Other)
    }

    fn visit_i64<E>(self, _number: i64) -> Result<Fields, E> {
        Ok(Fields::Other)
    }

    fn visit_f64<E>(self, _number: f64) -> Result<Fields, E> {
        Ok(Fields::Other)
    }

    fn visit_bool<E>(self, _is: bool) -> Result<Fields, E> {
        Ok(Fields::Other)
    }
}

macro_rules! words {
    ($($name:ident for $of:ident: $first:ident $(, $other:ident)*;)+) => {$(
        #[derive(Debug, Clone, Copy, Default, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        enum $name {
            #[default]
            $first,
            $($other,)*
        }

        impl From<$name> for $of {
            fn from(word: $name) -> Self {
                match word {
                    $name::$first => Self::$first,
                    $($name::$other => Self::$other,)*
                }
            }
        }
    )+};
}

words! {
    PhaseWord for Phase: Attitude, Usage, Engagement, Acquisition, Opportunity, Roi;
    LevelWord for Level: Kpi, Kgi, Monitoring;
    TeamWord for Team: Marketing, InsideSales, Sales;
    BetterWord for Better: Higher, Lower, Neither;
}

/// The KPIs of the tables in a file, and those that cannot be used.
pub(super) fn read(text: &str, tables: Tables, ladder: &Ladder) -> (Vec<Kpi>, Vec<RefusedKpi>) {
    let (mut kpis, mut refused) = (Vec::new(), Vec::new());
    for (id, table) in tables {
        let begins = table.span().start;
        match one(&id, table.into_inner(), ladder) {
            Ok(kpi) => kpis.push(kpi),
            Err(fault) => {
                let line = fault::line(text, fault.at.unwrap_or(begins));
                let (key, why) = (fault.key, fault.why);
                let why = format!("line {line}: kpi.{id}{key}: {why}");
                refused.push(RefusedKpi { id, why });
            }
        }
    }
    (kpis, refused)
}

/// What is wrong with a table, and where in it.
struct Fault {
    /// The key with its dot; nothing where it is the table itself.
    key: String,
    /// The byte at which its value begins.
    at: Option<usize>,
    why: String,
}

impl Fault {
    fn of_table(why: impl fmt::Display) -> Self {
        Self {
            key: String::new(),
            at: None,
            why: why.to_string(),
        }
    }

    fn of(key: &str, at: usize, why: impl fmt::Display) -> Self {
        Self {
            key: format!(".{key}"),
            at: Some(at),
            why: why.to_string(),
        }
    }
}

fn one(id: &str, fields: Fields, ladder: &Ladder) -> Result<Kpi, Fault> {
    let Fields::Table(mut fields) = fields else {
        let why =
            "is no table; it is one with a formula, such as formula = \"deals-won / entered:lead\"";
        return Err(Fault::of_table(why));
    };
    let Some(at) = fields.get("formula").map(|value| value.span().start) else {
        return Err(Fault::of_table("has no formula"));
    };
    let written = Written {
        id: id.to_owned(),
        formula: take(&mut fields, "formula")?.unwrap_or_default(),
        phase: take::<PhaseWord>(&mut fields, "phase")?
            .unwrap_or_default()
            .into(),
        level: take::<LevelWord>(&mut fields, "level")?
            .unwrap_or_default()
            .into(),
        team: take::<TeamWord>(&mut fields, "team")?
            .unwrap_or_default()
            .into(),
        better: take::<BetterWord>(&mut fields, "better")?
            .unwrap_or_default()
            .into(),
        own: Own {
            names: take(&mut fields, "names")?.unwrap_or_default(),
            why: take(&mut fields, "explanation")?.unwrap_or_default(),
        },
    };
    if let Some((key, value)) = fields.first_key_value() {
        let near =
            nearest(key, KEYS).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let why = format!("unknown key{near} There are {}", KEYS.join(", "));
        return Err(Fault::of(key, value.span().start, why));
    }
    written.read(ladder).map_err(|fault| match fault {
        FormulaFault::Id(_) | FormulaFault::Taken(_) => Fault::of_table(fault),
        fault => Fault::of("formula", at, fault),
    })
}

/// The value of a key, where it stands there.
fn take<T: DeserializeOwned>(
    fields: &mut BTreeMap<String, Spanned<Value>>,
    key: &str,
) -> Result<Option<T>, Fault> {
    let Some(value) = fields.remove(key) else {
        return Ok(None);
    };
    let at = value.span().start;
    let value = value.into_inner().try_into();
    value
        .map(Some)
        .map_err(|fault| Fault::of(key, at, fault::message(&fault)))
}
