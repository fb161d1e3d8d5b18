//! `[money]` in the team's file: fixed rates at which amounts of other currencies are added.
//!
//! Lives here: the table's shape. Must not live here: how an amount is exchanged (`kpi::money`).

use std::collections::BTreeMap;

use kpi::{
    figure::{Figure, Mark},
    fraction::Fraction,
    money::{Rates, is_currency, nearest_currency},
};
use serde::Deserialize;

use super::place::Wrong;

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MoneyTable {
    currency: String,
    rates: BTreeMap<String, RateWord>,
}

impl Default for MoneyTable {
    fn default() -> Self {
        Self {
            currency: "JPY".to_owned(),
            rates: BTreeMap::new(),
        }
    }
}

/// A rate as people write it: 150, 150.25 or "150.25".
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RateWord {
    Whole(i64),
    Real(f64),
    Text(String),
}

impl RateWord {
    fn text(&self) -> String {
        match self {
            Self::Whole(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

impl MoneyTable {
    /// The rates.
    ///
    /// # Errors
    /// Names the key, and the nearest currency where one was mistyped.
    pub(super) fn rates(&self) -> Result<Rates, Wrong> {
        currency("money.currency", &self.currency)?;
        let mut rates = BTreeMap::new();
        for (code, word) in &self.rates {
            let key = format!("money.rates.{code}");
            currency(&key, code)?;
            if *code == self.currency {
                let why = "it is the currency into which the others are exchanged";
                return Err(Wrong::at(key, why));
            }
            let figure = Figure::read(&word.text()).filter(|figure| figure.mark == Mark::None);
            let rate = figure.map(|figure| figure.number);
            let rate = rate.filter(|rate| *rate > Fraction::ZERO).ok_or_else(|| {
                let (word, into) = (word.text(), &self.currency);
                let why = format!("\"{word}\" is no rate; 150 means that one {code} is 150 {into}");
                Wrong::at(key, why)
            })?;
            rates.insert(code.clone(), rate);
        }
        Ok(Rates::new(&self.currency, rates))
    }
}

fn currency(key: &str, code: &str) -> Result<(), Wrong> {
    if is_currency(code) {
        return Ok(());
    }
    let meant = nearest_currency(code)
        .map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
    Err(Wrong::at(
        key,
        format!("\"{code}\" is no currency of ISO 4217{meant}"),
    ))
}
