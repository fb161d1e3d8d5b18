//! Dates, counts and amounts as people write them in spreadsheets.
//!
//! Lives here: what is unambiguous and read, and what is refused. Must not live here: columns.

use jiff::civil::Date;
use kpi::{
    figure::{Figure, Mark},
    fraction::Fraction,
    model::Money,
    money::{is_currency, nearest_currency, of_major_exactly},
};

use super::sheet::{Fault, Row};

/// The currency of an amount that names none.
const USUAL_CURRENCY: &str = "JPY";

/// A day: `2026-10-05`, `2026/10/5`, `2026年10月5日`, `20261005`, also in full-width digits.
pub(super) fn date(text: &str) -> Result<Date, String> {
    let refused = || format!("\"{text}\" is no date: 2026-10-05, 2026/10/5 or 2026年10月5日");
    let parts = numbers(text).ok_or_else(refused)?;
    match parts.as_slice() {
        [year, month, day] if *year >= 1000 => civil(*year, *month, *day).ok_or_else(refused),
        [whole] if (10_000_101..=99_991_231).contains(whole) => {
            civil(whole / 10_000, whole / 100 % 100, whole % 100).ok_or_else(refused)
        }
        _ => Err(refused()),
    }
}

/// A day, or a month as a whole: `2026-10`, `2026年10月`. First and last day.
pub(super) fn month_or_date(text: &str) -> Result<(Date, Date), String> {
    if let Some([year, month]) = numbers(text).as_deref()
        && *year >= 1000
        && let Some(first) = civil(*year, *month, 1)
    {
        return Ok((first, first.last_of_month()));
    }
    date(text)
        .map(|date| (date, date))
        .map_err(|why| format!("{why}, or a month: 2026-10"))
}

/// A whole number that is not below zero.
pub(super) fn count(text: &str) -> Result<i64, String> {
    let refused = || format!("\"{text}\" is no whole number from 0 on");
    let figure = Figure::read(text).ok_or_else(refused)?;
    let is_plain = matches!(figure.mark, Mark::None | Mark::Pieces);
    let is_count = is_plain && figure.number.is_whole() && figure.number >= Fraction::ZERO;
    let count = i64::try_from(figure.number.numerator()).ok();
    count.filter(|_| is_count).ok_or_else(refused)
}

/// A day that has come.
///
/// # Errors
/// Says that it is in the future.
pub(super) fn past(day: Date, today: Date) -> Result<Date, String> {
    if day > today {
        return Err(format!("{day} is in the future; today is {today}"));
    }
    Ok(day)
}

/// An amount with its currency: from its own sign, else from the column `currency`, else yen.
pub(super) fn amount(row: &Row<'_>, column: &'static str) -> Result<Money, Fault> {
    let text = row.needed(column)?;
    let fault = |why: String| row.fault(column, why);
    let figure = Figure::read(text)
        .ok_or_else(|| fault(format!("\"{text}\" is no amount: 1200000 or ¥1,200,000")))?;
    if figure.number < Fraction::ZERO {
        return Err(fault(format!("\"{text}\" is below zero")));
    }
    let currency = match (figure.mark, currency(row)?) {
        (Mark::None, None) => USUAL_CURRENCY.to_owned(),
        (Mark::None, Some(named)) => named,
        (Mark::Currency(code), None) => code,
        (Mark::Currency(code), Some(named)) if code == named => code,
        (Mark::Currency(code), Some(named)) => {
            return Err(fault(format!(
                "\"{text}\" is {code}, but the currency column says {named}"
            )));
        }
        (Mark::Percent | Mark::Pieces, _) => return Err(fault(format!("\"{text}\" is no amount"))),
    };
    of_major_exactly(figure.number, &currency).ok_or_else(|| {
        fault(format!(
            "\"{text}\" is too large, or finer than {currency} can be"
        ))
    })
}

/// The column `currency`.
fn currency(row: &Row<'_>) -> Result<Option<String>, Fault> {
    let Some(typed) = row.get("currency") else {
        return Ok(None);
    };
    let code = match typed {
        "円" | "¥" | "￥" => USUAL_CURRENCY.to_owned(),
        other => other.to_ascii_uppercase(),
    };
    if is_currency(&code) {
        return Ok(Some(code));
    }
    let meant = match nearest_currency(&code) {
        Some(near) => format!("did you mean {near}?"),
        None => "JPY, USD or another ISO 4217 code".to_owned(),
    };
    Err(row.fault("currency", format!("\"{code}\" is no currency: {meant}")))
}

/// The numbers of a date in their order, full-width digits too; `None` where anything else stands there.
fn numbers(text: &str) -> Option<Vec<i64>> {
    let mut numbers = Vec::new();
    let mut digits = String::new();
    for letter in text.trim().chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            '０'..='９' => {
                let digit = u32::from(letter) - u32::from('０');
                digits.push(char::from_digit(digit, 10)?);
            }
            '-' | '/' | '.' | '年' | '月' | '日' | '／' | '－' => {
                if digits.is_empty() {
                    return None;
                }
                numbers.push(digits.parse().ok()?);
                digits.clear();
            }
            _ => return None,
        }
    }
    if !digits.is_empty() {
        numbers.push(digits.parse().ok()?);
    }
    Some(numbers)
}

fn civil(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}
