//! Contacts of people: found in any text and taken out.

use std::{borrow::Cow, ops::RangeInclusive};

use crate::cut::ELLIPSIS;

/// How many digits a telephone number has.
const TELEPHONE: RangeInclusive<usize> = 9..=15;
/// How many it has where it begins with the code of a country or an area, without `0` or `+`.
const BARE_TELEPHONE: RangeInclusive<usize> = 10..=13;
/// Numbers of four digits that are years.
const YEARS: RangeInclusive<u32> = 1900..=2099;

/// E-mail addresses and telephone numbers replaced by `…`: people type them into any field, and no
/// channel may show them.
pub(super) fn removed(text: &str) -> Cow<'_, str> {
    let is_suspect = |c: char| c == '@' || c == '＠' || is_digit(c);
    if !text.contains(is_suspect) {
        return Cow::Borrowed(text);
    }
    let words: Vec<String> = text.split(' ').map(without_address).collect();
    Cow::Owned(without_telephone(&words.join(" ")))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// A word without the e-mail addresses in it.
fn without_address(word: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || ".．!#$%&'*+/=?^_`{|}~-".contains(c);
    let is_dot = |c: char| matches!(c, '.' | '．');
    let mut rest = word;
    let mut kept = String::with_capacity(word.len());
    while let Some(at) = rest.find(['@', '＠']) {
        let (before, sign) = rest.split_at(at);
        let after = &sign[sign.chars().next().map_or(0, char::len_utf8)..];
        let name = before.len() - before.trim_end_matches(is_part).len();
        let domain = after.find(|c: char| !c.is_alphanumeric() && !is_dot(c) && c != '-');
        let domain = &after[..domain.unwrap_or(after.len())];
        if name > 0 && domain.trim_end_matches(is_dot).contains(is_dot) {
            kept.push_str(&before[..before.len() - name]);
            kept.push(ELLIPSIS);
            rest = &after[domain.len()..];
        } else {
            kept.push_str(before);
            kept.push_str(&sign[..sign.len() - after.len()]);
            rest = after;
        }
    }
    kept.push_str(rest);
    kept
}

/// Text without what reads as a telephone number.
fn without_telephone(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let begins = is_digit(c) || matches!(c, '+' | '＋' | '(' | '（');
        if begins
            && !ends_inside_a_word(&kept)
            && let Some(length) = telephone(rest)
        {
            kept.push(ELLIPSIS);
            rest = &rest[length..];
            continue;
        }
        kept.push(c);
        rest = &rest[c.len_utf8()..];
    }
    kept
}

/// How long the telephone number is that the text begins with.
fn telephone(text: &str) -> Option<usize> {
    let is_part = |c: char| is_digit(c) || " -()/.‐–−－ー（）".contains(c);
    let sign = text.chars().next().map_or(0, char::len_utf8);
    let end = text[sign..]
        .find(|c| !is_part(c))
        .map_or(text.len(), |end| sign + end);
    let run = text[..end].trim_end_matches(|c| !is_digit(c));
    let groups = Group::all(run);
    let first = run.chars().find(|c| !matches!(c, '(' | '（'))?;
    let found = match first {
        '0' | '+' | '０' | '＋' => dialled(&groups),
        _ if run.contains('/') => None,
        _ => bare(&groups),
    };
    found.map(|last| groups[last].end)
}

/// The last group of a number that begins with `0` or `+`: all of them, or, where something else follows, as
/// many as a number needs.
fn dialled(groups: &[Group<'_>]) -> Option<usize> {
    let digits = |last: usize| digits(&groups[..=last]);
    let last = groups.len().checked_sub(1)?;
    if digits(last) <= *TELEPHONE.end() {
        return (digits(last) >= *TELEPHONE.start()).then_some(last);
    }
    (0..last).find(|last| TELEPHONE.contains(&digits(*last)))
}

/// The last group of a number without `0` or `+` at its beginning, such as `555-123-4567` or
/// `81 90 1234 5678`: a short code, short groups, four digits at the end, no date among them.
fn bare(groups: &[Group<'_>]) -> Option<usize> {
    let is_number = |last: &usize| {
        let groups = &groups[..=*last];
        let (first, rest) = groups.split_first().expect("there is a last one");
        (2..=5).contains(&rest.len())
            && first.digits() <= 3
            && rest.iter().all(|group| (2..=4).contains(&group.digits()))
            && rest.last().is_some_and(|group| group.digits() == 4)
            && BARE_TELEPHONE.contains(&digits(groups))
            && !groups.windows(3).any(is_date)
    };
    (0..groups.len()).rev().find(is_number)
}

/// Day, month and year, in either order of the first two.
fn is_date(groups: &[Group<'_>]) -> bool {
    let numbers: Vec<u32> = groups.iter().map(Group::number).collect();
    matches!(numbers[..], [one, other, year]
        if (1..=31).contains(&one) && (1..=31).contains(&other) && one.min(other) <= 12 && YEARS.contains(&year))
}

fn digits(groups: &[Group<'_>]) -> usize {
    groups.iter().map(Group::digits).sum()
}

/// Digits that stand together.
struct Group<'a> {
    text: &'a str,
    /// Where it ends in its run.
    end: usize,
}

impl<'a> Group<'a> {
    fn all(run: &'a str) -> Vec<Self> {
        let place = |text: &str| text.as_ptr() as usize - run.as_ptr() as usize;
        run.split(|c| !is_digit(c))
            .filter(|text| !text.is_empty())
            .map(|text| Self {
                text,
                end: place(text) + text.len(),
            })
            .collect()
    }

    fn digits(&self) -> usize {
        self.text.chars().count()
    }

    /// Its number; a long one, or one in wide digits, is no part of a date.
    fn number(&self) -> u32 {
        self.text.parse().unwrap_or(u32::MAX)
    }
}

/// Whether what comes next goes on a word or a number such as a date.
fn ends_inside_a_word(text: &str) -> bool {
    let mut last = text.chars().rev();
    match (last.next(), last.next()) {
        (Some('-' | '.' | '/'), Some(before)) => before.is_ascii_digit() || before == '.',
        (Some(','), Some(before)) => before.is_ascii_digit(),
        (Some(last), _) => last.is_ascii_alphanumeric(),
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::removed;

    #[test]
    fn a_telephone_number_goes_however_it_is_written() {
        for number in [
            "555-123-4567",
            "(555) 123-4567",
            "555.123.4567",
            "1-800-555-0199",
            "81 90 1234 5678",
            "+81 90 1234 5678",
            "03-1234-5678",
            "０３−１２３４−５６７８",
            "090 1234 5678",
            "+33 1 23 45 67 89",
        ] {
            assert_eq!(removed(number), "…", "{number}");
            assert_eq!(removed(&format!("担当 {number}, A")), "担当 …, A");
        }
        assert_eq!(removed("(555) 123-4567 (100名)"), "… (100名)");
        assert_eq!(removed("03-1234-5678 2026-10-01"), "… 2026-10-01");
    }

    #[test]
    fn years_money_counts_and_dates_stay() {
        for text in [
            "2024 2025 2026 2027",
            "2026-10-01..2026-10-31",
            "2026/10/01-2026/10/31",
            "2026.10.01 12.25 2027",
            "16-11-2026 1200社",
            "1,234,567,890円",
            "5000000000",
            "1 234 567 890",
            "従業員 1200-1500名",
            "100-200-300名",
            "192.168.100.200",
            "12/25 12/28 2026",
            "〒100-0005 1-9-1",
            "ISO 9001 27001 2015",
            "A555-123-4567",
            "創業1985年 資本金 300000000",
        ] {
            assert_eq!(removed(text), text);
        }
    }

    #[test]
    fn an_address_goes_whatever_letters_its_name_has() {
        assert_eq!(removed("山田@example.jp"), "…");
        assert_eq!(removed("営業 山田.太郎＠example．jp 様"), "営業 … 様");
        assert_eq!(removed("josé@exämple.de"), "…");
        assert_eq!(removed("カフェ@渋谷"), "カフェ@渋谷");
    }
}
