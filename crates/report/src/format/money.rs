//! Amounts of money as they are kept, in minor units, written for people.

use kpi::model::Money;

use crate::words::Words;

/// Currencies without minor units, and those with a thousandth, among the world's currencies (ISO 4217); all
/// others have a hundredth.
const WHOLE: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
];
const THOUSANDTH: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// How many minor units make one of the currency.
pub fn minor_units(currency: &str) -> f64 {
    match currency {
        code if WHOLE.contains(&code) => 1.0,
        code if THOUSANDTH.contains(&code) => 1000.0,
        _ => 100.0,
    }
}

impl Words {
    /// An amount: `120万円`, `JPY 1.2 m`.
    pub fn money(&self, money: &Money) -> String {
        #[expect(clippy::cast_precision_loss, reason = "shown rounded anyway")]
        self.minor(money.minor as f64, &money.currency)
    }

    /// An amount of minor units that may have a fraction, such as cost a lead.
    pub fn minor(&self, minor: f64, currency: &str) -> String {
        self.amount(minor / minor_units(currency), Some(currency))
    }
}
