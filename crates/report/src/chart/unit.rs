//! Numbers of charts: always finite, always with a unit.
//!
//! Lives here: how a number is written beside its mark and on an axis. Must not live here: rounding rules
//! (`format::numbers`).

use serde::{Deserialize, Serialize};

use crate::{
    format::numbers::{count, decimal, percent},
    words::Words,
};

/// A number that can be drawn: finite, and no larger than a float holds exactly.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Amount(f64);

// It is never NaN.
impl Eq for Amount {}

/// A number that cannot be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a number that is not finite or beyond ±10^15 cannot be drawn")]
pub struct Undrawable;

impl Amount {
    /// Beyond this a float no longer holds every whole number.
    const MOST: f64 = 1e15;

    /// Nothing at all.
    pub const ZERO: Self = Self(0.0);

    /// The number; `None` where it is not finite or beyond ±10^15.
    pub fn new(number: f64) -> Option<Self> {
        (number.is_finite() && number.abs() <= Self::MOST).then_some(Self(number))
    }

    /// A count; beyond ±10^15 that limit.
    pub fn count(number: i64) -> Self {
        #[expect(
            clippy::cast_precision_loss,
            reason = "bounded by what a float holds exactly"
        )]
        let number = number.clamp(-1_000_000_000_000_000, 1_000_000_000_000_000) as f64;
        Self(number)
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Amount {
    type Error = Undrawable;

    fn try_from(number: f64) -> Result<Self, Undrawable> {
        Self::new(number).ok_or(Undrawable)
    }
}

impl From<Amount> for f64 {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

/// What a number of a chart means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Whole things.
    Count,
    /// A share: 0.261 is 26.1%.
    Share,
    /// A number of its own, such as a score.
    Plain,
    /// Seconds.
    Seconds,
    /// Money in major units of this ISO 4217 currency.
    Money(String),
}

impl Unit {
    /// Whether steps of an axis below 1 mean nothing.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Self::Count | Self::Seconds)
    }

    /// A number as it stands beside its mark.
    pub(super) fn written(&self, words: &Words, amount: Amount) -> String {
        let number = amount.get();
        match self {
            Self::Count => count(whole(number)),
            Self::Share => share(number).unwrap_or_else(|| words.word("none")),
            Self::Plain => decimal(number).unwrap_or_else(|| words.word("none")),
            Self::Seconds => words.duration(number),
            Self::Money(currency) => words.amount(number, Some(currency)),
        }
    }

    /// A number as it stands on an axis, where room is scarce.
    pub(super) fn on_axis(&self, words: &Words, amount: Amount) -> String {
        const LONG: f64 = 10_000.0;
        match self {
            Self::Count | Self::Plain if amount.get().abs() >= LONG => {
                words.amount(amount.get(), None)
            }
            Self::Share => {
                let written = self.written(words, amount);
                written
                    .strip_suffix(".0%")
                    .map_or(written.clone(), |whole| format!("{whole}%"))
            }
            Self::Money(_) => words.amount(amount.get(), None),
            _ => self.written(words, amount),
        }
    }
}

fn whole(number: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "an amount is below 10^15")]
    let whole = number.round() as i64;
    whole
}

/// A share in percent; rounded once, in whole numbers.
fn share(number: f64) -> Option<String> {
    const PARTS: i64 = 1_000_000_000;
    let parts = number * 1e9;
    (parts.abs() < 1e18).then(|| percent(whole(parts), PARTS))?
}

#[cfg(test)]
mod tests {
    use super::{Amount, Unit};
    use crate::locale::Locale;

    #[test]
    fn only_numbers_that_can_be_drawn_become_amounts() {
        assert_eq!(Amount::new(f64::NAN), None);
        assert_eq!(Amount::new(f64::INFINITY), None);
        assert_eq!(Amount::new(1e300), None);
        assert_eq!(Amount::count(i64::MAX).get(), 1e15);
        let stored = serde_json::to_string(&Amount::count(58)).expect("it is a number");
        assert_eq!(serde_json::from_str(&stored).ok(), Some(Amount::count(58)));
        assert!(serde_json::from_str::<Amount>("1e300").is_err());
    }

    #[test]
    fn numbers_are_written_in_the_language_and_the_unit() {
        let (ja, en) = (Locale::Ja.words(), Locale::En.words());
        let amount = |number| Amount::new(number).expect("a finite number");
        assert_eq!(Unit::Count.written(ja, amount(1234.0)), "1,234");
        assert_eq!(Unit::Share.written(en, amount(0.261)), "26.1%");
        assert_eq!(Unit::Share.on_axis(en, amount(0.2)), "20%");
        assert_eq!(Unit::Count.on_axis(ja, amount(30_000.0)), "3万");
        let yen = Unit::Money("JPY".to_owned());
        assert_eq!(yen.written(ja, amount(5.2e9)), "52億円");
        assert_eq!(Unit::Seconds.written(en, amount(7_800.0)), "2h 10m");
    }
}
