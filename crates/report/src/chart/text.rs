//! Text in little room.
//!
//! Lives here: cutting on graphemes, breaking into lines. Must not live here: widths of letters (`typeface`).

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    cut::ELLIPSIS,
    typeface::{legible, width},
};

/// `text` no wider than `room`, cut between graphemes and ended by `…` where it is too wide.
pub(super) fn fit(text: &str, size: f64, room: f64) -> String {
    let text = legible(text);
    if width(&text, size) <= room {
        return text;
    }
    let mut left = room - width(&ELLIPSIS.to_string(), size);
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        left -= width(grapheme, size);
        if left < 0.0 {
            break;
        }
        kept.push_str(grapheme);
    }
    kept.truncate(kept.trim_end().len());
    kept.push(ELLIPSIS);
    kept
}

/// `text` on at most `most` lines no wider than `room`; what is left over is cut.
pub(super) fn wrap(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let text = legible(text);
    let mut rest = text.as_str();
    while !rest.is_empty() && lines.len() + 1 < most && width(rest, size) > room {
        let at = break_in(rest, size, room);
        lines.push(rest[..at].trim_end().to_owned());
        rest = rest[at..].trim_start();
    }
    if !rest.is_empty() {
        lines.push(fit(rest, size, room));
    }
    lines
}

/// Where the first line of `text` ends: at the last good place that fits, else at the last grapheme.
fn break_in(text: &str, size: f64, room: f64) -> usize {
    let (mut used, mut end, mut good) = (0.0, 0, None);
    let mut before = ' ';
    for grapheme in text.graphemes(true) {
        let first = grapheme.chars().next().unwrap_or(' ');
        if end > 0 && may_break(before, first) {
            good = Some(end);
        }
        used += width(grapheme, size);
        if used > room && end > 0 {
            return good.unwrap_or(end);
        }
        end += grapheme.len();
        before = grapheme.chars().next_back().unwrap_or(first);
    }
    end
}

/// Between words, and between Japanese letters but for signs that cling to their neighbour.
fn may_break(before: char, after: char) -> bool {
    const OPENING: &str = "（「『【［〈《(";
    const CLOSING: &str =
        "）」』】］〉》、。，．・：；！？％ーぁぃぅぇぉっゃゅょァィゥェォッャュョ)–";
    if before.is_whitespace() || before == '｜' {
        return true;
    }
    let is_wide = |c: char| c as u32 >= 0x2E80;
    (is_wide(before) || is_wide(after)) && !OPENING.contains(before) && !CLOSING.contains(after)
}

#[cfg(test)]
mod tests {
    use super::{fit, wrap};
    use crate::typeface::width;

    #[test]
    fn text_that_is_too_wide_is_cut_between_graphemes() {
        assert_eq!(fit("展示会", 10.0, 100.0), "展示会");
        let cut = fit("とても長い名前のチャネル", 10.0, 60.0);
        assert!(cut.ends_with('…') && width(&cut, 10.0) <= 60.0, "{cut}");
        assert_eq!(fit("長い", 10.0, 0.0), "…");
    }

    #[test]
    fn lines_break_between_words_and_not_before_closing_signs() {
        let lines = wrap("MQL fell to 58 (week before 71)", 10.0, 100.0, 3);
        assert!(lines.len() >= 2 && !lines[0].ends_with(' '), "{lines:?}");
        assert_eq!(lines.join(" "), "MQL fell to 58 (week before 71)");
        for line in wrap("増加しました（前週）、減少しました。はい", 10.0, 62.0, 9)
        {
            assert!(!line.starts_with(['）', '、', '。']), "{line}");
        }
        assert_eq!(wrap("aaaaaaaaaaaaaaaaaaaaaaaa", 10.0, 20.0, 2).len(), 2);
        assert!(wrap("", 10.0, 20.0, 2).is_empty());
    }
}
