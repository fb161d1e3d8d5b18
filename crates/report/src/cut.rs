//! Shortening: text that is too long ends in an ellipsis, never in half of something.
//!
//! Lives here: lengths as the chat counts them, and cutting between whole pieces (a grapheme, a code
//! span, a link, a mention, an escape). Must not live here: which part has which limit (`message`).

use unicode_segmentation::UnicodeSegmentation;

/// The sign that something was left out.
pub const ELLIPSIS: char = '…';

/// Length in UTF-16 code units. The chat counts some fields in these and some in characters; there are
/// never more characters than units, so a text within this is within both.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// `text` in at most `most` units, cut between whole pieces of markdown and ended by `…`.
pub fn shorten(text: &str, most: usize) -> String {
    // The ellipsis, and the end of a bold passage that the cut would leave open.
    const RESERVE: usize = 3;
    if units(text) <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(RESERVE);
    let (mut kept, mut used, mut bold) = (String::new(), 0, false);
    let mut rest = text;
    while !rest.is_empty() {
        let piece = first_piece(rest);
        let size = units(piece);
        if used + size > room {
            break;
        }
        bold ^= piece == "**";
        kept.push_str(piece);
        used += size;
        rest = &rest[piece.len()..];
    }
    let mut kept = kept.trim_end().to_owned();
    if bold {
        kept.push_str("**");
    }
    if most > 0 {
        kept.push(ELLIPSIS);
    }
    kept
}

/// `text` in at most `most` units, cut between whole lines where at least one fits.
pub fn shorten_lines(text: &str, most: usize) -> String {
    if units(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for line in text.lines() {
        // Line break, ellipsis, and the break before it.
        if units(&kept) + units(line) + 3 > most {
            break;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    if kept.is_empty() {
        return shorten(text, most);
    }
    kept.push(ELLIPSIS);
    kept
}

/// `text` in at most `most` units; what follows the last ` | ` (a post's key) always stays.
pub fn shorten_before_key(text: &str, most: usize) -> String {
    if units(text) <= most {
        return text.to_owned();
    }
    let at = text.rfind(KEY_MARK).unwrap_or(text.len());
    let (head, key) = text.split_at(at);
    if units(key) >= most {
        return shorten(text, most);
    }
    format!("{}{key}", shorten(head, most - units(key)))
}

/// What stands before a post's key at the end of its footer.
pub const KEY_MARK: &str = " | ";

/// The shortest beginning of `text` that must not be cut.
fn first_piece(text: &str) -> &str {
    let length = escaped(text)
        .or_else(|| code_span(text))
        .or_else(|| masked_link(text))
        .or_else(|| reference(text))
        .or_else(|| address(text))
        .or_else(|| text.starts_with("**").then_some(2))
        .unwrap_or_else(|| text.graphemes(true).next().map_or(text.len(), str::len));
    &text[..length]
}

fn escaped(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('\\')?;
    Some(1 + rest.graphemes(true).next()?.len())
}

fn code_span(text: &str) -> Option<usize> {
    let fence = text.len() - text.trim_start_matches('`').len();
    if fence == 0 {
        return None;
    }
    let end = text[fence..].find(&text[..fence])?;
    Some(fence + end + fence)
}

fn masked_link(text: &str) -> Option<usize> {
    let line = text.lines().next()?;
    let middle = line.starts_with('[').then(|| line.find("](")).flatten()?;
    let end = line[middle..].find(')')?;
    Some(middle + end + 1)
}

/// A mention, a time or an emoji of the chat: `<@1>`, `<t:1:R>`.
fn reference(text: &str) -> Option<usize> {
    let line = text.strip_prefix('<')?.lines().next()?;
    let starts = ["@", "#", ":", "a:", "t:", "/"];
    if !starts.iter().any(|start| line.starts_with(start)) {
        return None;
    }
    line.find('>').map(|end| 1 + end + 1)
}

fn address(text: &str) -> Option<usize> {
    if !(text.starts_with("http://") || text.starts_with("https://")) {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '|'));
    Some(end.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_is_cut_in_half() {
        assert_eq!(shorten("短い", 10), "短い");
        assert_eq!(shorten("abcdefghij", 8), "abcde…");
        assert_eq!(shorten("ab👨‍👩‍👧‍👦cdefgh", 10), "ab…");
        assert_eq!(shorten("see `a code span` here", 12), "see…");
        assert_eq!(shorten("[open](https://example.com/x) and more", 20), "…");
        assert_eq!(shorten("at <t:1763000000:R> or so", 14), "at…");
        assert_eq!(shorten("a\\*b\\*c\\*d", 8), "a\\*b…");
        assert_eq!(shorten("**bold words** end", 12), "**bold wo**…");
        assert_eq!(shorten("anything", 0), "");
    }

    #[test]
    fn lines_are_cut_between_lines() {
        assert_eq!(shorten_lines("one\ntwo\nthree", 10), "one\ntwo\n…");
        assert_eq!(shorten_lines("one long line", 8), "one l…");
    }

    #[test]
    fn a_key_at_the_end_stays() {
        let footer = format!("{} | wk-2026W46", "データ".repeat(50));
        let cut = shorten_before_key(&footer, 40);
        assert!(cut.ends_with("… | wk-2026W46"), "{cut}");
        assert!(units(&cut) <= 40);
    }

    proptest! {
        #[test]
        fn the_limit_holds_for_any_text(text in "\\PC{0,80}", most in 0_usize..60) {
            prop_assert!(units(&shorten(&text, most)) <= most.max(units(&text).min(most)));
            prop_assert!(units(&shorten_lines(&text, most)) <= most);
            prop_assert!(units(&shorten_before_key(&text, most)) <= most);
        }

        #[test]
        fn graphemes_stay_whole(text in "[a👨‍👩‍👧é漢]{0,30}", most in 4_usize..40) {
            let cut = shorten(&text, most);
            let kept = cut.strip_suffix(ELLIPSIS).unwrap_or(&cut);
            let whole: Vec<&str> = text.graphemes(true).collect();
            let part: Vec<&str> = kept.graphemes(true).collect();
            prop_assert!(whole.starts_with(&part));
        }
    }
}
