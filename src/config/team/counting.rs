//! Surveys, conversions and methods of nurturing in the team's file.
//!
//! Lives here: the tables' shapes. Must not live here: what they count (the store).

use std::collections::BTreeMap;

use kpi::counting::{ATTRIBUTION_DAYS, Acts, Counting, Method};
use serde::Deserialize;

use super::{fault, place::Wrong};

/// A click further back than a year explains nothing.
const LONGEST_ATTRIBUTION: u32 = 365;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ActsTable {
    forms: Vec<String>,
    downloads: Vec<String>,
    emails: Vec<String>,
    pages: Vec<String>,
    channels: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ConversionsTable {
    forms: Vec<String>,
    downloads: Vec<String>,
    attribution_days: Option<u32>,
}

impl From<ActsTable> for Acts {
    fn from(table: ActsTable) -> Self {
        Self {
            forms: table.forms,
            downloads: table.downloads,
            emails: table.emails,
            pages: table.pages,
            channels: table.channels,
        }
    }
}

/// What counts.
///
/// # Errors
/// Names the key and the nearest method.
pub(super) fn read(
    surveys: BTreeMap<String, String>,
    conversions: Option<ConversionsTable>,
    methods: BTreeMap<String, ActsTable>,
) -> Result<Counting, Wrong> {
    let attribution_days = conversions
        .as_ref()
        .and_then(|table| table.attribution_days)
        .unwrap_or(ATTRIBUTION_DAYS);
    if !(1..=LONGEST_ATTRIBUTION).contains(&attribution_days) {
        return Err(Wrong::at(
            "conversions.attribution_days",
            format!("from 1 to {LONGEST_ATTRIBUTION}; 7 is usual"),
        ));
    }
    let conversions = conversions.map(|table| Acts {
        forms: table.forms,
        downloads: table.downloads,
        ..Acts::default()
    });
    let methods = methods
        .into_iter()
        .map(|(word, table)| Ok((method(&word)?, table.into())))
        .collect::<Result<_, Wrong>>()?;
    Ok(Counting {
        surveys,
        conversions,
        attribution_days,
        methods,
    })
}

fn method(word: &str) -> Result<Method, Wrong> {
    let words = || Method::ALL.iter().map(|method| method.as_str());
    Method::parse(word).ok_or_else(|| {
        let why = format!("no method; {}", fault::accepted(word, words()));
        Wrong::at(format!("methods.{word}"), why)
    })
}
