//! Contacts of people: found in any text and taken out.

use std::borrow::Cow;

use crate::cut::ELLIPSIS;

/// E-mail addresses and telephone numbers replaced by `…`: people type them into any field, and no
/// channel may show them.
pub(super) fn removed(text: &str) -> Cow<'_, str> {
    let is_suspect =
        |c: char| c == '@' || c == '＠' || c.is_ascii_digit() || ('０'..='９').contains(&c);
    if !text.contains(is_suspect) {
        return Cow::Borrowed(text);
    }
    let words: Vec<String> = text.split(' ').map(without_address).collect();
    Cow::Owned(without_telephone(&words.join(" ")))
}

/// A word without the e-mail addresses in it.
fn without_address(word: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    let mut rest = word;
    let mut kept = String::with_capacity(word.len());
    while let Some(at) = rest.find(['@', '＠']) {
        let (before, sign) = rest.split_at(at);
        let after = &sign[sign.chars().next().map_or(0, char::len_utf8)..];
        let name = before.len() - before.trim_end_matches(is_part).len();
        let domain = after.find(|c: char| !c.is_alphanumeric() && c != '.' && c != '-');
        let domain = &after[..domain.unwrap_or(after.len())];
        if name > 0 && domain.trim_end_matches('.').contains('.') {
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

/// Text without runs that read as a telephone number: nine to fifteen digits, beginning with `0` or `+`.
fn without_telephone(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let is_part = |c: char| is_digit(c) || " -()/.‐–−－ー（）".contains(c);
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !ends_inside_a_word(&kept) && matches!(c, '0' | '+' | '０' | '＋' | '(' | '（') {
            let sign = c.len_utf8();
            let end = rest[sign..]
                .find(|c| !is_part(c))
                .map_or(rest.len(), |end| sign + end);
            let run = rest[..end].trim_end_matches(|c| !is_digit(c));
            let begins = run.chars().find(|c| !matches!(c, '(' | '（'));
            let digits = run.chars().filter(|c| is_digit(*c)).count();
            let is_number = matches!(begins, Some('0' | '+' | '０' | '＋'));
            if is_number && (9..=15).contains(&digits) {
                kept.push(ELLIPSIS);
                rest = &rest[run.len()..];
                continue;
            }
        }
        kept.push(c);
        rest = &rest[c.len_utf8()..];
    }
    kept
}

/// Whether what comes next goes on a word or a number such as a date.
fn ends_inside_a_word(text: &str) -> bool {
    let mut last = text.chars().rev();
    match (last.next(), last.next()) {
        (Some('-' | '.'), Some(before)) => before.is_ascii_digit() || before == '.',
        (Some(last), _) => last.is_ascii_alphanumeric(),
        (None, _) => false,
    }
}
