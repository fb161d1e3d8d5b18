//! Amounts: decimal text to minor units.
//!
//! Lives here: reading and exact rounding. Must not live here: deals, how many digits a currency has (`kpi::money`).

use kpi::{
    model::Money,
    money::{is_currency, minor_digits},
};

/// `amount` of `currency`; `None` where either cannot be read.
pub(super) fn money(amount: &str, currency: &str) -> Option<Money> {
    let currency = currency.trim().to_ascii_uppercase();
    if !is_currency(&currency) {
        return None;
    }
    let exponent = i32::try_from(minor_digits(&currency)).ok()?;
    let minor = minor_units(amount.trim(), exponent)?;
    Some(Money { minor, currency })
}

/// The decimal number moved by `exponent` digits, half away from zero. Takes `1500000.5` and `1.5E6`.
fn minor_units(text: &str, exponent: i32) -> Option<i64> {
    let (mantissa, power) = match text.split_once(['e', 'E']) {
        Some((mantissa, power)) => (mantissa, power.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    if all.is_empty() || !all.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let point = i32::try_from(whole.len())
        .ok()?
        .checked_add(power)?
        .checked_add(exponent)?;
    let magnitude = rounded(&all, point)?;
    let signed = if negative { -magnitude } else { magnitude };
    i64::try_from(signed).ok()
}

/// The digits with the decimal point behind the first `point` of them, rounded to a whole number.
fn rounded(digits: &[u8], point: i32) -> Option<i128> {
    if point > 40 {
        return digits.iter().all(|digit| *digit == b'0').then_some(0);
    }
    let digit = |place: i32| {
        usize::try_from(place)
            .ok()
            .and_then(|place| digits.get(place))
            .map_or(0, |digit| digit - b'0')
    };
    let mut whole: i128 = 0;
    for place in 0..point {
        whole = whole
            .checked_mul(10)?
            .checked_add(i128::from(digit(place)))?;
    }
    Some(whole + i128::from(digit(point) >= 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minor(amount: &str, currency: &str) -> Option<i64> {
        money(amount, currency).map(|money| money.minor)
    }

    #[test]
    fn amounts_become_minor_units_by_the_currency() {
        assert_eq!(minor("1500000", "JPY"), Some(1_500_000));
        assert_eq!(minor("1500000.0", "jpy"), Some(1_500_000));
        assert_eq!(minor("12.34", "USD"), Some(1234));
        assert_eq!(minor("12.3", "EUR"), Some(1230));
        assert_eq!(minor("0.0005", "KWD"), Some(1));
        assert_eq!(minor(".5", "USD"), Some(50));
        assert_eq!(minor("1.5E7", "JPY"), Some(15_000_000));
        assert_eq!(minor("125e-2", "USD"), Some(125));
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(minor("99.5", "JPY"), Some(100));
        assert_eq!(minor("-99.5", "JPY"), Some(-100));
        assert_eq!(minor("0.004", "USD"), Some(0));
        assert_eq!(minor("1.115", "USD"), Some(112));
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in [
            "",
            "-",
            ".",
            "1,000",
            "NaN",
            "12.3.4",
            "1e99",
            "99999999999999999999",
            "1e9999999999",
        ] {
            assert_eq!(minor(text, "USD"), None, "{text}");
        }
        for currency in ["¥", "", "yens", "U5D"] {
            assert_eq!(money("1", currency), None, "{currency}");
        }
    }
}
