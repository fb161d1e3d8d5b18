//! Fixed rates at which a team adds amounts of several currencies (`kpi.md` §3).
//!
//! Must not live here: how a rate is written in a file.

use std::collections::BTreeMap;

use super::{Sums, TooMuch, of_major, to_major};
use crate::{fraction::Fraction, model::Money};

/// How much one unit of each currency is in one other; nothing where the team set no rates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    into: String,
    of: BTreeMap<String, Fraction>,
}

impl Rates {
    /// Rates into a currency: by code, how much of it one unit is.
    pub fn new(into: &str, of: BTreeMap<String, Fraction>) -> Self {
        Self {
            into: into.to_owned(),
            of,
        }
    }

    /// The amount in the one currency, rounded to its minor unit; as it is where its currency has no rate.
    pub fn exchanged(&self, money: &Money) -> Money {
        let rate = self.of.get(&money.currency);
        let exchanged = rate.and_then(|rate| of_major(to_major(money).times(*rate)?, &self.into));
        exchanged.unwrap_or_else(|| money.clone())
    }

    /// The sums with everything that has a rate in one.
    ///
    /// # Errors
    /// [`TooMuch`].
    pub fn together(&self, sums: &Sums) -> Result<Sums, TooMuch> {
        let mut together = Sums::default();
        for money in sums.iter() {
            together.add(&self.exchanged(&money))?;
        }
        Ok(together)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Rates;
    use crate::{fraction::Fraction, model::Money, money::Sums};

    fn money(minor: i64, currency: &str) -> Money {
        Money {
            minor,
            currency: currency.to_owned(),
        }
    }

    #[test]
    fn what_has_a_rate_is_added_and_the_rest_stays_apart() {
        let rate = Fraction::new(301, 2).unwrap();
        let rates = Rates::new("JPY", BTreeMap::from([("USD".to_owned(), rate)]));
        assert_eq!(rates.exchanged(&money(100, "USD")), money(151, "JPY"));
        assert_eq!(rates.exchanged(&money(-200, "USD")), money(-301, "JPY"));
        assert_eq!(rates.exchanged(&money(7, "JPY")), money(7, "JPY"));
        let mut sums = Sums::default();
        for amount in [money(1_000, "JPY"), money(200, "USD"), money(5, "EUR")] {
            sums.add(&amount).unwrap();
        }
        let together: Vec<Money> = rates.together(&sums).unwrap().iter().collect();
        assert_eq!(together, [money(5, "EUR"), money(1_301, "JPY")]);
        let apart = Rates::default().together(&sums).unwrap();
        assert_eq!(apart, sums);
    }
}
