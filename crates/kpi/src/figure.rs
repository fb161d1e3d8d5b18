//! Numbers as people type them: full-width digits, thousands, currency and percent signs.
//!
//! Lives here: from typed text to an exact number, where there is only one way to read it. Must not live here:
//! what the number is for, sentences.

use crate::{fraction::Fraction, money::is_currency};

/// A number that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number itself; of `25%` it is 25.
    pub number: Fraction,
    /// What stood beside it.
    pub mark: Mark,
}

/// What stood beside a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    None,
    /// A percent sign.
    Percent,
    /// A currency: its ISO 4217 code.
    Currency(String),
    /// A word for pieces: 件.
    Pieces,
}

/// More digits than this no count, rate or amount has.
const MOST_DIGITS: usize = 24;

impl Figure {
    /// Reads `1,200,000`, `１２００`, `12.5%`, `¥600`, `60万円`, `1.2億`, `USD 500`, `-3`. `None` where it is no number or
    /// could be read in two ways (`1,5`; `$5`, which could be of many countries).
    pub fn read(text: &str) -> Option<Self> {
        let narrow: String = text.chars().map(narrowed).collect();
        let (rest, mark) = marked(narrow.trim())?;
        let (rest, scale) = scaled(rest.trim());
        let number = decimal(rest.trim())?.times(scale)?;
        Some(Self { number, mark })
    }
}

/// Full-width signs as the plain ones they stand for (as compatibility normalisation has it).
fn narrowed(sign: char) -> char {
    match sign {
        '\u{3000}' => ' ',
        // Where a yen sign is typed, many keyboards and spreadsheets write the byte that elsewhere is a backslash.
        '￥' | '\\' | '＼' => '¥',
        '−' | '‐' | '–' | 'ー' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    }
}

fn marked(text: &str) -> Option<(&str, Mark)> {
    let yen = || Mark::Currency("JPY".to_owned());
    if let Some(rest) = text.strip_suffix('%') {
        return Some((rest, Mark::Percent));
    }
    if let Some(rest) = text.strip_suffix('件') {
        return Some((rest, Mark::Pieces));
    }
    if let Some(rest) = text.strip_suffix('円') {
        return Some((rest.strip_prefix('¥').unwrap_or(rest), yen()));
    }
    if let Some(rest) = text.strip_prefix('¥') {
        return Some((rest, yen()));
    }
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).count();
    match letters(text) {
        0 => Some((text, Mark::None)),
        3 => coded(text),
        _ => None,
    }
}

/// An ISO code before or after the number.
fn coded(text: &str) -> Option<(&str, Mark)> {
    let is_code = |code: &str| is_currency(&code.to_ascii_uppercase());
    let mark = |code: &str| Mark::Currency(code.to_ascii_uppercase());
    if let Some((code, rest)) = text.split_at_checked(3).filter(|(code, _)| is_code(code)) {
        return Some((rest, mark(code)));
    }
    let (rest, code) = text.split_at_checked(text.len().checked_sub(3)?)?;
    is_code(code).then(|| (rest, mark(code)))
}

fn scaled(text: &str) -> (&str, Fraction) {
    const SCALES: [(char, i64); 3] = [('億', 100_000_000), ('万', 10_000), ('千', 1_000)];
    SCALES
        .into_iter()
        .find_map(|(word, size)| Some((text.strip_suffix(word)?, Fraction::whole(size))))
        .unwrap_or((text, Fraction::ONE))
}

/// A plain decimal number, thousands in groups of three or not at all.
fn decimal(text: &str) -> Option<Fraction> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    let whole = ungrouped(whole)?;
    if whole.is_empty() || whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    let all = format!("{whole}{fraction}");
    if !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let numerator: i128 = all.parse().ok()?;
    let denominator = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    Fraction::new(if negative { -numerator } else { numerator }, denominator)
}

fn ungrouped(whole: &str) -> Option<String> {
    if !whole.contains(',') {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    fits.then(|| whole.replace(',', ""))
}

/// A fraction as decimal text that [`Figure::read`] reads back; `None` where it has no end.
pub fn decimal_text(number: Fraction) -> Option<String> {
    let digits = (0..=18_u32).find(|digits| 10_i128.pow(*digits) % number.denominator() == 0)?;
    let scaled = number
        .numerator()
        .checked_mul(10_i128.pow(digits) / number.denominator())?;
    let sign = if scaled < 0 { "-" } else { "" };
    let width = usize::try_from(digits).ok()? + 1;
    let text = format!("{:0width$}", scaled.unsigned_abs());
    let (whole, fraction) = text.split_at(text.len() + 1 - width);
    Some(if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Figure, Mark, decimal_text};
    use crate::fraction::Fraction;

    fn read(text: &str) -> Option<(String, Mark)> {
        let figure = Figure::read(text)?;
        Some((decimal_text(figure.number)?, figure.mark))
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let yen = || Mark::Currency("JPY".to_owned());
        for (typed, number, mark) in [
            ("60", "60", Mark::None),
            (" ６０ ", "60", Mark::None),
            ("１，２００．５", "1200.5", Mark::None),
            ("1,200,000", "1200000", Mark::None),
            ("25%", "25", Mark::Percent),
            ("２５．５％", "25.5", Mark::Percent),
            ("¥1,200,000", "1200000", yen()),
            ("￥６０", "60", yen()),
            (r"\1,200,000", "1200000", yen()),
            ("＼６０", "60", yen()),
            ("60万円", "600000", yen()),
            ("1.2億", "120000000", Mark::None),
            ("5千円", "5000", yen()),
            ("USD 500.25", "500.25", Mark::Currency("USD".to_owned())),
            ("500 eur", "500", Mark::Currency("EUR".to_owned())),
            ("60件", "60", Mark::Pieces),
            ("−3", "-3", Mark::None),
            ("0.125", "0.125", Mark::None),
        ] {
            assert_eq!(read(typed), Some((number.to_owned(), mark)), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_or_ambiguous_is_refused() {
        for typed in [
            "",
            " ",
            "many",
            "六十",
            "1,5",
            "1.2.3",
            "12,34,567",
            "$5",
            "5k",
            ".5",
            "5.",
            "1e9",
            "--3",
            "%",
            "12%%",
            "0x10",
            "1 2",
            "9999999999999999999999999",
            "-¥5",
            "US 5",
            "JPN 500",
            "500 yen",
            r"5\",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn decimal_text_is_read_back(numerator in -10_000_000_i128..10_000_000, digits in 0_u32..6) {
            let number = Fraction::new(numerator, 10_i128.pow(digits)).unwrap();
            let text = decimal_text(number).unwrap();
            prop_assert_eq!(Figure::read(&text).unwrap().number, number);
        }

        #[test]
        fn nothing_typed_breaks_it(text in "\\PC{0,30}") {
            let _read = Figure::read(&text);
        }
    }

    #[test]
    fn a_third_has_no_decimal_text() {
        assert_eq!(decimal_text(Fraction::new(1, 3).unwrap()), None);
        assert_eq!(
            decimal_text(Fraction::new(-1, 8).unwrap()).as_deref(),
            Some("-0.125")
        );
    }
}
