//! Text from outside, made harmless before it stands in a message.
//!
//! Lives here: everything that a company's name could do to a channel, and how it is prevented: markdown,
//! mentions, links, invisible and direction-turning characters, line breaks, personal contacts, length.
//! Must not live here: our own sentences.

mod contacts;

use unicode_segmentation::UnicodeSegmentation;

use crate::cut::{ELLIPSIS, shorten};

/// Text from outside for a place with markdown (content, body): on one line, at most `most` UTF-16 units
/// before escaping, with nothing in it that the chat would act on.
pub fn inline(text: &str, most: usize) -> String {
    dead(&bounded(text, most))
}

/// Text from outside for a place without markdown (footer, button label): the same without escapes, its
/// signs replaced by their wide forms.
pub fn plain(text: &str, most: usize) -> String {
    bounded(text, most).chars().map(widened).collect()
}

/// Text as it stands in XML or HTML, in an element or in a quoted attribute.
pub(crate) fn markup(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => kept.push_str("&amp;"),
            '<' => kept.push_str("&lt;"),
            '>' => kept.push_str("&gt;"),
            '"' => kept.push_str("&quot;"),
            '\'' => kept.push_str("&#39;"),
            // Neither language has words for these.
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => kept.push(' '),
            c => kept.push(c),
        }
    }
    kept
}

/// Words of our own or of the settings, such as an accepted form, as they stand in a code span. Dates and
/// ids stay whole; nothing in it can end the span.
pub fn in_code(text: &str, most: usize) -> String {
    cut_plain(&cleaned(text), most)
        .replace('`', "'")
        .replace("](", "] (")
        .replace('@', "＠")
}

fn widened(c: char) -> char {
    match c {
        '@' => '＠',
        '<' => '＜',
        '>' => '＞',
        '[' => '［',
        ']' => '］',
        '`' => '｀',
        c => c,
    }
}

/// Cleaned, without contacts, on one line, at most `most` units, cut on a grapheme.
fn bounded(text: &str, most: usize) -> String {
    // A field can be megabytes long. Nothing far behind the limit can reach the reader, so it is not read.
    let seen: String = text
        .chars()
        .take(most.saturating_mul(8).saturating_add(64))
        .collect();
    let whole = contacts::removed(&cleaned(&seen)).into_owned();
    let was_cut = seen.len() < text.len();
    let mut short = String::new();
    for grapheme in whole.graphemes(true) {
        short.push_str(tame(grapheme));
    }
    if was_cut {
        short.push(ELLIPSIS);
    }
    cut_plain(&short, most)
}

/// Like `shorten`, for text whose characters mean nothing yet.
fn cut_plain(text: &str, most: usize) -> String {
    let neutral: String = text
        .chars()
        .map(|c| if is_active(c) { '\u{E000}' } else { c })
        .collect();
    let kept = shorten(&neutral, most);
    if kept == neutral {
        return text.to_owned();
    }
    let stem = kept.chars().count().saturating_sub(1);
    let mut cut: String = text.chars().take(stem).collect();
    cut.push(ELLIPSIS);
    cut
}

/// One line of visible characters: white space folded, controls and invisible characters gone.
fn cleaned(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c.is_whitespace() {
            if !kept.is_empty() && !kept.ends_with(' ') {
                kept.push(' ');
            }
        } else if c == ZERO_WIDTH_JOINER {
            let joins = kept.chars().next_back().is_some_and(is_pictograph)
                && characters.peek().copied().is_some_and(is_pictograph);
            if joins {
                kept.push(c);
            }
        } else if !c.is_control() && !is_invisible(c) {
            kept.push(c);
        }
    }
    kept.truncate(kept.trim_end().len());
    kept
}

const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Characters that take no room, turn the direction of what follows, or only look like a space.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0E}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFD}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
        | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// Characters that an emoji sequence is joined of.
fn is_pictograph(c: char) -> bool {
    matches!(c,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}'
        | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{FE0F}')
}

/// A grapheme of reasonable size: a pile of combining marks loses them.
fn tame(grapheme: &str) -> &str {
    const MOST: usize = 20;
    if grapheme.encode_utf16().count() <= MOST {
        return grapheme;
    }
    let first = grapheme.chars().next().map_or(0, char::len_utf8);
    &grapheme[..first]
}

/// Characters that the chat's markdown, mentions or links are made of.
fn is_active(c: char) -> bool {
    matches!(
        c,
        '\\' | '*' | '_' | '~' | '`' | '|' | '#' | '[' | ']' | '<' | '>' | ':' | '/' | '@'
    )
}

/// One clean line with everything escaped that the chat would act on.
fn dead(line: &str) -> String {
    let mut kept = String::with_capacity(line.len() + 8);
    let list_mark = list_mark(line);
    for (at, c) in line.char_indices() {
        match c {
            // A backslash does not stop a mention, so the sign itself is replaced by its wide form.
            '@' => kept.push('＠'),
            '(' if line[..at].ends_with(']') => kept.push_str("\\("),
            c if is_active(c) || Some(at) == list_mark => {
                kept.push('\\');
                kept.push(c);
            }
            c => kept.push(c),
        }
    }
    kept
}

/// Where the sign stands that would make the line an entry of a list.
fn list_mark(line: &str) -> Option<usize> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let sign = line[digits..].chars().next()?;
    match sign {
        '-' | '+' if digits == 0 => Some(0),
        '.' | ')' if digits > 0 => Some(digits),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in [
            "株式会社サンプル商事",
            "Acme (Japan) Co., Ltd.",
            "A&B 100%",
            "カフェ☕ 3号店",
            "O'Neil+",
        ] {
            assert_eq!(inline(name, 80), name);
        }
    }

    #[test]
    fn nobody_is_mentioned() {
        assert_eq!(inline("@everyone", 80), "＠everyone");
        assert_eq!(inline("<@123456>", 80), "\\<＠123456\\>");
        assert_eq!(
            inline("<@&1> <#2> </ban:3>", 80),
            "\\<＠&1\\> \\<\\#2\\> \\<\\/ban\\:3\\>"
        );
        assert_eq!(
            plain("<@1> @here](http://x)", 80),
            "＜＠1＞ ＠here］(http://x)"
        );
        assert_eq!(
            in_code("a`b @here 2026-10-01..2026-10-31", 80),
            "a'b ＠here 2026-10-01..2026-10-31"
        );
    }

    #[test]
    fn links_and_markdown_are_dead() {
        assert_eq!(inline("](http://x)", 80), "\\]\\(http\\:\\/\\/x)");
        assert_eq!(
            inline("**b** `c` ||s|| ~~d~~", 80),
            "\\*\\*b\\*\\* \\`c\\` \\|\\|s\\|\\| \\~\\~d\\~\\~"
        );
        assert_eq!(inline("<:smile:1>", 80), "\\<\\:smile\\:1\\>");
    }

    #[test]
    fn a_line_cannot_become_a_heading_a_quote_or_a_list() {
        assert_eq!(inline("# big", 80), "\\# big");
        assert_eq!(inline("> quote", 80), "\\> quote");
        assert_eq!(inline("- list", 80), "\\- list");
        assert_eq!(inline("1. list", 80), "1\\. list");
        assert_eq!(inline("a\n# b\r\n- c", 80), "a \\# b - c");
    }

    #[test]
    fn invisible_and_turning_characters_are_removed() {
        assert_eq!(inline("abc\u{202E}def\u{2066}x\u{2069}", 80), "abcdefx");
        assert_eq!(inline("z\u{200B}e\u{FEFF}r\u{2060}o\u{0007}", 80), "zero");
        assert_eq!(inline("a\u{200D}b", 80), "ab");
        assert_eq!(
            inline("家族👨\u{200D}👩\u{200D}👧", 80),
            "家族👨\u{200D}👩\u{200D}👧"
        );
        assert_eq!(inline("  a \t\n b  ", 80), "a b");
        assert_eq!(inline("שלום", 80), "שלום");
    }

    #[test]
    fn contacts_never_reach_a_channel() {
        assert_eq!(inline("Taro <taro@example.co.jp>", 80), "Taro \\<…\\>");
        assert_eq!(inline("連絡先:taro.y+1@example.com", 80), "連絡先\\:…");
        assert_eq!(inline("電話 03-1234-5678 内線", 80), "電話 … 内線");
        assert_eq!(inline("+81 (3) 1234-5678", 80), "…");
        assert_eq!(inline("０９０−１２３４−５６７８", 80), "…");
        assert_eq!(inline("(03) 1234 5678", 80), "…");
        assert_eq!(
            inline("2026-11-16 12 社 1,200名 007", 80),
            "2026-11-16 12 社 1,200名 007"
        );
        assert_eq!(
            inline("2026-10-01..2026-10-31", 80),
            "2026-10-01..2026-10-31"
        );
        assert_eq!(inline("C@fe", 80), "C＠fe");
    }

    #[test]
    fn long_text_ends_on_a_grapheme() {
        let long = "株".repeat(3_000);
        let cut = inline(&long, 40);
        assert!(cut.ends_with('…') && cut.chars().count() <= 40);
        let pile = format!("e{}", "\u{0301}".repeat(5_000));
        assert_eq!(inline(&pile, 40), "e…");
    }

    proptest! {
        #[test]
        fn nothing_that_the_chat_acts_on_survives(text in "([ -~]|[\u{0}-\u{ff}]|[\u{2000}-\u{206f}]|[あ-ん]|@everyone|<@1>|](http://x)|\\PC){0,40}", most in 1_usize..120) {
            let safe = inline(&text, most);
            prop_assert!(!safe.contains('@'));
            prop_assert!(!safe.contains("](") && !safe.contains("://"));
            prop_assert!(!safe.chars().any(|c| c.is_control() || (is_invisible(c))));
            let mut characters = safe.chars();
            while let Some(c) = characters.next() {
                if c == '\\' {
                    prop_assert!(characters.next().is_some(), "a lone backslash in {safe:?}");
                } else {
                    prop_assert!(!is_active(c), "{c} is alive in {safe:?}");
                }
            }
            prop_assert!(crate::cut::units(&safe) <= 2 * most);
            prop_assert!(crate::cut::units(&plain(&text, most)) <= most);
        }
    }
}
