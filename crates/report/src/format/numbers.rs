//! Counts, changes, rates and amounts.
//!
//! Lives here: grouping, signs, the one rounding (half away from zero). Must not live here: dates
//! (`times`).

use kpi::{money::minor_digits, significance::SMALL_SAMPLE};

use crate::{args, words::Words};

/// Beyond this a float no longer holds every whole number, and no score or revenue lies there.
const MOST: f64 = 1e15;
/// The sign of numbers below zero.
const MINUS: char = '\u{2212}';

/// A count: `1,234`, `−5`.
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + 4);
    if number < 0 {
        text.push(MINUS);
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A change: `+3`, `−3`, `±0`.
pub fn signed(number: i64) -> String {
    match number {
        0 => "±0".to_owned(),
        1.. => format!("+{}", count(number)),
        _ => count(number),
    }
}

/// A share of two counts with one decimal, half away from zero: `26.1%`. `None` where nothing divides.
pub fn percent(numerator: i64, denominator: i64) -> Option<String> {
    tenths(numerator, denominator).map(|tenths| format!("{}%", one_decimal(tenths)))
}

/// The change from `before` to `now` in percent: `+6.2%`, `−18.3%`, `±0%`. `None` from zero.
pub fn change(now: i64, before: i64) -> Option<String> {
    let tenths = tenths(now - before, before)?;
    Some(match tenths {
        0 if now == before => "±0%".to_owned(),
        0.. => format!("+{}%", one_decimal(tenths)),
        _ => format!("{}%", one_decimal(tenths)),
    })
}

/// Ten times the percentage, rounded half away from zero, in whole numbers so that no binary
/// fraction decides.
fn tenths(numerator: i64, denominator: i64) -> Option<i64> {
    if denominator <= 0 {
        return None;
    }
    let (numerator, denominator) = (i128::from(numerator), i128::from(denominator));
    let doubled = 2 * 1000 * numerator.abs() + denominator;
    let rounded = doubled / (2 * denominator);
    i64::try_from(if numerator < 0 { -rounded } else { rounded }).ok()
}

fn one_decimal(tenths: i64) -> String {
    let sign = if tenths < 0 {
        MINUS.to_string()
    } else {
        String::new()
    };
    let tenths = tenths.unsigned_abs();
    let whole = i64::try_from(tenths / 10).unwrap_or(i64::MAX);
    format!("{sign}{}.{}", count(whole), tenths % 10)
}

/// A change in tenths: `+3.8`, `−2.8`, `±0`.
pub fn signed_tenths(tenths: i64) -> String {
    match tenths {
        0 => "±0".to_owned(),
        1.. => format!("+{}", one_decimal(tenths)),
        _ => one_decimal(tenths),
    }
}

/// A number that may have a fraction, such as a score: `86`, `86.5`; `None` where it is no number.
pub fn decimal(number: f64) -> Option<String> {
    let text = fixed(number)?;
    Some(text.strip_suffix(".0").map_or(text.clone(), str::to_owned))
}

/// A share in percent, a mean or a difference of such: always one decimal, so that figures that stand side by side are
/// written alike: `36.0`, `36.4`. `None` where it is no number.
pub fn fixed(number: f64) -> Option<String> {
    if !number.is_finite() || number.abs() > MOST {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
    let tenths = (number * 10.0).round() as i64;
    Some(one_decimal(tenths))
}

/// An amount with so many decimals: `5,124`, `16.80`.
fn in_coins(amount: f64, decimals: u32) -> Option<String> {
    let scale = 10_i64.pow(decimals);
    #[expect(clippy::cast_precision_loss, reason = "a small power of ten")]
    let coins = (amount * scale as f64).round();
    if !coins.is_finite() || coins.abs() > MOST {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
    let coins = coins as i64;
    let sign = if coins < 0 {
        MINUS.to_string()
    } else {
        String::new()
    };
    let coins = coins.abs();
    let whole = count(coins / scale);
    if decimals == 0 {
        return Some(format!("{sign}{whole}"));
    }
    let width = usize::try_from(decimals).unwrap_or(2);
    Some(format!("{sign}{whole}.{:0width$}", coins % scale))
}

/// Figures in inline code, padded on the left to the same width, so that a column of them aligns.
pub fn column<T: AsRef<str>>(figures: &[T]) -> Vec<String> {
    let width = figures
        .iter()
        .map(|figure| figure.as_ref().chars().count())
        .max()
        .unwrap_or(0);
    figures
        .iter()
        .map(|figure| format!("`{:>width$}`", figure.as_ref()))
        .collect()
}

impl Words {
    /// A rate with its counts: `26.1%（62/238）`; marked where the sample is small, `—` where nothing divides.
    pub fn rate(&self, numerator: i64, denominator: i64) -> String {
        let figure = self.percent(numerator, denominator);
        format!("{figure}{}", self.base(numerator, denominator))
    }

    /// The figure of a rate alone: `26.1%` or `—`.
    pub fn percent(&self, numerator: i64, denominator: i64) -> String {
        percent(numerator, denominator).unwrap_or_else(|| self.word("none"))
    }

    /// The counts that a rate stands on: `（62/238）`, `（3/21・少数）`.
    pub fn base(&self, numerator: i64, denominator: i64) -> String {
        let counts = args![numerator = numerator, denominator = denominator];
        if denominator > 0 && denominator < SMALL_SAMPLE {
            self.say("base-small", counts)
        } else {
            self.say("base", counts)
        }
    }

    /// An amount in major units, in the language's own large units: `52億円`, `JPY 5.2 bn`.
    /// `—` where it is no number.
    pub fn amount(&self, amount: f64, currency: Option<&str>) -> String {
        let (scale, unit) = self.unit_of(amount);
        // What is not shortened is written to the last coin there is: no yen is half.
        let figure = match currency {
            Some(code) if unit.is_empty() => in_coins(amount, minor_digits(code)),
            _ => decimal(amount / scale),
        };
        let Some(figure) = figure else {
            return self.word("none");
        };
        let amount = format!("{figure}{unit}");
        match currency {
            Some(code) => self.say(
                "money",
                args![amount = amount, currency = crate::escape::inline(code, 8)],
            ),
            None => amount,
        }
    }

    /// The language's largest unit that the amount reaches: its size and its word.
    fn unit_of(&self, amount: f64) -> (f64, String) {
        self.word("amount-units")
            .split(',')
            .filter_map(|unit| unit.split_once('='))
            .filter_map(|(zeros, word)| Some((10_f64.powi(zeros.trim().parse().ok()?), word)))
            .find(|(size, _)| amount.abs() >= *size)
            .map_or((1.0, String::new()), |(size, word)| (size, word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234), "1,234");
        assert_eq!(count(-1_234_567), "−1,234,567");
        assert_eq!(count(i64::MIN), "−9,223,372,036,854,775,808");
    }

    #[test]
    fn changes_carry_their_sign() {
        assert_eq!(signed(3), "+3");
        assert_eq!(signed(-3), "−3");
        assert_eq!(signed(0), "±0");
    }

    #[test]
    fn rates_round_half_away_from_zero_to_one_decimal() {
        assert_eq!(percent(62, 238).as_deref(), Some("26.1%"));
        assert_eq!(percent(1, 2000).as_deref(), Some("0.1%")); // 0.05 exactly
        assert_eq!(percent(25, 2000).as_deref(), Some("1.3%")); // 1.25 exactly
        assert_eq!(percent(1, 8).as_deref(), Some("12.5%"));
        assert_eq!(percent(3, 2).as_deref(), Some("150.0%"));
        assert_eq!(percent(0, 0), None);
    }

    #[test]
    fn count_changes_have_no_percentage_from_zero() {
        assert_eq!(change(412, 388).as_deref(), Some("+6.2%"));
        assert_eq!(change(58, 71).as_deref(), Some("−18.3%"));
        assert_eq!(change(5, 5).as_deref(), Some("±0%"));
        assert_eq!(change(0, 4).as_deref(), Some("−100.0%"));
        assert_eq!(change(4, 0), None);
        assert_eq!(change(0, 0), None);
    }

    #[test]
    fn small_samples_are_marked_and_nothing_divided_is_a_dash() {
        let (ja, en) = (Locale::Ja.words(), Locale::En.words());
        assert_eq!(ja.rate(62, 238), "26.1%（62/238）");
        assert_eq!(en.rate(62, 238), "26.1% (62/238)");
        assert_eq!(ja.rate(3, 21), "14.3%（3/21・少数）");
        assert_eq!(en.rate(3, 29), "10.3% (3/29, small n)");
        assert_eq!(en.rate(3, 30), "10.0% (3/30)");
        assert_eq!(ja.rate(0, 0), "—（0/0）");
    }

    #[test]
    fn amounts_use_the_languages_own_units() {
        let (ja, en) = (Locale::Ja.words(), Locale::En.words());
        assert_eq!(ja.amount(5_200_000_000.0, Some("JPY")), "52億円");
        assert_eq!(ja.amount(5_230_000_000.0, Some("JPY")), "52.3億円");
        assert_eq!(ja.amount(30_000.0, None), "3万");
        assert_eq!(en.amount(5_200_000_000.0, Some("JPY")), "JPY 5.2 bn");
        assert_eq!(en.amount(1_500_000.0, Some("EUR")), "EUR 1.5 m");
        assert_eq!(en.amount(f64::NAN, Some("EUR")), "—");
        assert_eq!(ja.amount(5_123.5, Some("JPY")), "5,124円");
        assert_eq!(en.amount(16.8, Some("USD")), "USD 16.80");
        assert_eq!(en.amount(-0.5, Some("USD")), "USD −0.50");
        assert_eq!(fixed(36.0).as_deref(), Some("36.0"));
        assert_eq!(decimal(86.0).as_deref(), Some("86"));
        assert_eq!(decimal(86.46).as_deref(), Some("86.5"));
    }

    #[test]
    fn columns_align() {
        assert_eq!(column(&["412", "58", "5"]), ["`412`", "` 58`", "`  5`"]);
    }
}
