//! Money that cannot be added up wrongly.
//!
//! Lives here: minor units of currencies, sums kept apart by currency, and a cost spread over its days. Must not
//! live here: how amounts are typed (`figure`) or shown.

mod rates;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use self::rates::Rates;
use crate::{fraction::Fraction, model::Money, nearest::distance, period::days_between};

/// ISO 4217: currencies whose minor unit is not a hundredth.
const WITHOUT_MINOR: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
];
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
const TEN_THOUSANDTHS: [&str; 2] = ["CLF", "UYW"];

/// How many decimal digits an amount of that currency has: 0 for yen, 2 for dollars.
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        _ if WITHOUT_MINOR.contains(&currency) => 0,
        _ if THOUSANDTHS.contains(&currency) => 3,
        _ if TEN_THOUSANDTHS.contains(&currency) => 4,
        _ => 2,
    }
}

/// Whether this is a code of ISO 4217, in capital letters.
pub fn is_currency(code: &str) -> bool {
    CODES.contains(&code)
}

/// The code that somebody who mistyped probably meant: one letter off, or two changed places. `None` where several are
/// as near.
pub fn nearest_currency(typed: &str) -> Option<&'static str> {
    let typed = typed.trim().to_ascii_uppercase();
    let letters = |code: &str| {
        let mut letters: Vec<char> = code.chars().collect();
        letters.sort_unstable();
        letters
    };
    let only = |is_near: &dyn Fn(&str) -> bool| {
        let mut near = CODES.iter().filter(|code| is_near(code));
        let first = near.next()?;
        near.next().is_none().then_some(*first)
    };
    // Yen and dollars are meant more often than the rest of the list.
    const USUAL: [&str; 3] = ["JPY", "USD", "EUR"];
    let one_off = |code: &str| distance(&typed, code) == 1;
    let usual = USUAL
        .into_iter()
        .find(|code| one_off(code) || letters(&typed) == letters(code));
    usual
        .or_else(|| only(&|code| letters(code) == letters(&typed)))
        .or_else(|| only(&one_off))
}

/// The list of ISO 4217, without metals, funds and tests.
#[rustfmt::skip]
const CODES: [&str; 159] = [
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLF", "CLP", "CNY", "COP",
    "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL",
    "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK",
    "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD",
    "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN",
    "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON",
    "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC",
    "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYI", "UYU",
    "UYW", "UZS", "VED", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG",
];

/// An amount in major units (yen, dollars) as money, rounded to minor units half away from zero. `None` where the
/// currency is no code or the amount does not fit.
pub fn of_major(amount: Fraction, currency: &str) -> Option<Money> {
    if !is_currency(currency) {
        return None;
    }
    let scale = Fraction::whole(10_i64.pow(minor_digits(currency)));
    let minor = i64::try_from(amount.times(scale)?.rounded()).ok()?;
    Some(Money {
        minor,
        currency: currency.to_owned(),
    })
}

/// The same of an amount that somebody wrote: nothing is rounded away. `None` also where it is finer than the
/// currency's minor unit, such as half a yen.
pub fn of_major_exactly(amount: Fraction, currency: &str) -> Option<Money> {
    let scale = Fraction::whole(10_i64.pow(minor_digits(currency)));
    let is_whole = amount.times(scale)?.is_whole();
    of_major(amount, currency).filter(|_| is_whole)
}

/// Money in major units.
pub fn to_major(money: &Money) -> Fraction {
    let scale = Fraction::whole(10_i64.pow(minor_digits(&money.currency)));
    Fraction::whole(money.minor)
        .over(scale)
        .unwrap_or(Fraction::ZERO)
}

/// A sum of money, kept apart by currency: there is no way to get one number out of two currencies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<String, i64>);

/// A sum that does not fit into 64 bits of minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMuch;

impl Sums {
    /// Adds an amount to the sum of its currency.
    ///
    /// # Errors
    /// [`TooMuch`]; the sums stay as they were.
    pub fn add(&mut self, money: &Money) -> Result<(), TooMuch> {
        let sum = self.0.get(&money.currency).copied().unwrap_or(0);
        let sum = sum.checked_add(money.minor).ok_or(TooMuch)?;
        self.0.insert(money.currency.clone(), sum);
        Ok(())
    }

    /// The sums, one a currency, by its code.
    pub fn iter(&self) -> impl Iterator<Item = Money> {
        self.0.iter().map(|(currency, minor)| Money {
            minor: *minor,
            currency: currency.clone(),
        })
    }

    /// The sum of one currency; `None` where nothing was added in it, which is not 0.
    pub fn of(&self, currency: &str) -> Option<i64> {
        self.0.get(currency).copied()
    }

    /// The one sum; `None` where there is no currency or more than one.
    pub fn only(&self) -> Option<Money> {
        let mut sums = self.iter();
        let first = sums.next()?;
        sums.next().is_none().then_some(first)
    }
}

/// A cost entry: an amount spread evenly over its own days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    money: Money,
    first: Date,
    days: i64,
}

impl Spread {
    /// From the first date to the last, both included; `None` where the last is earlier.
    pub fn new(money: Money, first: Date, last: Date) -> Option<Self> {
        let days = days_between(first, last) + 1;
        (days > 0).then_some(Self { money, first, days })
    }

    /// What falls on the dates from `first` to `last`, both included. Day n of N ends at the floor of `n/N` of the
    /// amount, so that adjoining spans add up exactly and all days to the whole amount; no day differs from
    /// another by more than one minor unit.
    pub fn within(&self, first: Date, last: Date) -> Money {
        let before = days_between(self.first, first).clamp(0, self.days);
        let until = days_between(self.first, last)
            .saturating_add(1)
            .clamp(before, self.days);
        Money {
            minor: self.up_to(until) - self.up_to(before),
            currency: self.money.currency.clone(),
        }
    }

    fn up_to(&self, days: i64) -> i64 {
        let part = i128::from(self.money.minor) * i128::from(days);
        let floor = part.div_euclid(i128::from(self.days));
        i64::try_from(floor).unwrap_or(self.money.minor)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    use super::{
        CODES, Fraction, Money, Spread, Sums, TEN_THOUSANDTHS, THOUSANDTHS, TooMuch, WITHOUT_MINOR,
        is_currency, nearest_currency, of_major, of_major_exactly, to_major,
    };

    fn money(minor: i64, currency: &str) -> Money {
        Money {
            minor,
            currency: currency.to_owned(),
        }
    }

    fn day(number: i64) -> Date {
        date(2026, 1, 1).saturating_add(jiff::Span::new().days(number))
    }

    #[test]
    fn currencies_are_never_added() {
        let mut sums = Sums::default();
        assert_eq!((sums.only(), sums.of("JPY")), (None, None));
        sums.add(&money(300, "JPY")).unwrap();
        sums.add(&money(-100, "JPY")).unwrap();
        assert_eq!(sums.only(), Some(money(200, "JPY")));
        sums.add(&money(500, "USD")).unwrap();
        assert_eq!(sums.only(), None);
        let all: Vec<Money> = sums.iter().collect();
        assert_eq!(all, [money(200, "JPY"), money(500, "USD")]);
        assert_eq!(sums.add(&money(i64::MAX, "USD")), Err(TooMuch));
        assert_eq!(sums.of("USD"), Some(500));
    }

    #[test]
    fn minor_units_are_rounded_half_away_from_zero() {
        let major = |numerator, denominator, currency| {
            of_major(Fraction::new(numerator, denominator).unwrap(), currency).map(|m| m.minor)
        };
        assert_eq!(major(3, 2, "JPY"), Some(2));
        assert_eq!(major(-3, 2, "JPY"), Some(-2));
        assert_eq!(major(1, 8, "USD"), Some(13));
        assert_eq!(major(1, 8, "KWD"), Some(125));
        assert_eq!(major(1, 1, "yen"), None);
        assert_eq!(
            to_major(&money(1_250, "USD")),
            Fraction::new(25, 2).unwrap()
        );
    }

    #[test]
    fn nothing_of_a_written_amount_is_rounded_away() {
        let half = |of: i128| Fraction::new(of, 2).unwrap();
        assert_eq!(of_major_exactly(half(2401), "JPY"), None);
        assert_eq!(
            of_major_exactly(half(2402), "JPY"),
            Some(money(1_201, "JPY"))
        );
        assert_eq!(
            of_major_exactly(half(2401), "USD"),
            Some(money(120_050, "USD"))
        );
        assert_eq!(of_major_exactly(Fraction::new(1, 3).unwrap(), "USD"), None);
    }

    #[test]
    fn only_currencies_of_the_list_are_currencies() {
        assert!(CODES.is_sorted());
        let special = WITHOUT_MINOR.iter().chain(&THOUSANDTHS);
        assert!(
            special
                .chain(&TEN_THOUSANDTHS)
                .all(|code| is_currency(code))
        );
        for code in ["JPN", "YEN", "jpy", "", "XAU"] {
            assert!(!is_currency(code), "{code}");
        }
        assert_eq!(nearest_currency("JPN"), Some("JPY"));
        assert_eq!(nearest_currency("jyp"), Some("JPY"));
        assert_eq!(nearest_currency("USB"), Some("USD"));
        assert_eq!(nearest_currency("QQQ"), None);
        assert_eq!(of_major(Fraction::ONE, "JPN"), None);
    }

    #[test]
    fn a_cost_falls_evenly_on_its_days() {
        let spread = Spread::new(money(100, "JPY"), day(0), day(2)).unwrap();
        let daily: Vec<i64> = (-1..4)
            .map(|n| spread.within(day(n), day(n)).minor)
            .collect();
        assert_eq!(daily, [0, 33, 33, 34, 0]);
        assert_eq!(spread.within(day(-9), day(1)).minor, 66);
        assert_eq!(spread.within(day(2), day(1)).minor, 0);
        assert_eq!(Spread::new(money(100, "JPY"), day(2), day(1)), None);
    }

    proptest! {
        #[test]
        fn the_days_sum_to_the_whole_wherever_it_is_cut(
            minor in -1_000_000_i64..1_000_000_000, days in 1_i64..400, cut in 0_i64..400
        ) {
            let spread = Spread::new(money(minor, "JPY"), day(0), day(days - 1)).unwrap();
            let daily: Vec<i64> = (0..days).map(|n| spread.within(day(n), day(n)).minor).collect();
            prop_assert_eq!(daily.iter().sum::<i64>(), minor);
            let spread_of = daily.iter().max().unwrap() - daily.iter().min().unwrap();
            prop_assert!(spread_of <= 1);
            let cut = cut.min(days);
            let (left, right) = (spread.within(day(0), day(cut - 1)), spread.within(day(cut), day(days)));
            prop_assert_eq!(left.minor + right.minor, minor);
        }
    }
}
