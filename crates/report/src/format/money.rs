//! Amounts of money as they are kept, in minor units, written for people.

use kpi::{model::Money, money::minor_digits};

use crate::words::Words;

impl Words {
    /// An amount: `120万円`, `JPY 1.2 m`.
    pub fn money(&self, money: &Money) -> String {
        #[expect(clippy::cast_precision_loss, reason = "shown rounded anyway")]
        self.minor(money.minor as f64, &money.currency)
    }

    /// An amount of minor units that may have a fraction, such as cost a lead.
    pub fn minor(&self, minor: f64, currency: &str) -> String {
        let units = f64::from(10_u32.pow(minor_digits(currency)));
        self.amount(minor / units, Some(currency))
    }
}
