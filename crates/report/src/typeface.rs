//! The one typeface of pictures, carried in the program.
//!
//! Lives here: the font's bytes, how wide its letters are and which it has. Must not live here: drawing.
//! No font of the machine is ever used, so that a picture is the same everywhere.

use std::sync::OnceLock;

use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};
use unicode_segmentation::UnicodeSegmentation;

/// The font's file: BIZ UDPGothic with the characters that Japanese computers have.
pub(crate) const FILE: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../assets/fonts/BIZUDPGothic-subset.ttf"
));

/// What the font calls itself.
pub(crate) const FAMILY: &str = "BIZ UDPGothic";

/// What stands for letters that the font does not have: the printer's geta.
const GETA: char = '〓';

struct Letters {
    map: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
}

fn letters() -> &'static Letters {
    static LETTERS: OnceLock<Letters> = OnceLock::new();
    LETTERS.get_or_init(|| {
        let font = FontRef::new(FILE).expect("the font is embedded, a test reads it");
        Letters {
            map: font.charmap(),
            metrics: font.glyph_metrics(Size::new(1.0), LocationRef::default()),
        }
    })
}

fn has(c: char) -> bool {
    letters().map.map(c).is_some()
}

/// How wide `text` is at a font size of `size`, in the same unit.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    let letters = letters();
    let advance = |c: char| {
        let glyph = letters.map.map(c);
        let width = glyph.and_then(|glyph| letters.metrics.advance_width(glyph));
        // What the font lacks is never drawn; a whole square is the safe guess.
        f64::from(width.unwrap_or(1.0))
    };
    text.chars().map(advance).sum::<f64>() * size
}

/// `text` as this font can show it, on one line: pictographs and invisible characters are left out, a run of
/// letters that the font lacks becomes one geta.
pub(crate) fn legible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        let first = grapheme.chars().next().unwrap_or_default();
        if first.is_whitespace() {
            let wanted = !shown.is_empty() && !shown.ends_with(' ');
            shown.extend(wanted.then_some(' '));
        } else if has(first) {
            // Marks that the font lacks fall off their letter.
            shown.extend(grapheme.chars().filter(|c| has(*c)));
        } else if first.is_alphanumeric() && !shown.ends_with(GETA) {
            shown.push(GETA);
        }
    }
    shown.truncate(shown.trim_end().len());
    shown
}

#[cfg(test)]
mod tests {
    use super::{legible, width};
    use crate::locale::LOCALES;

    #[test]
    fn wide_letters_are_wider_than_narrow_ones() {
        assert!((width("漢字", 10.0) - 20.0).abs() < 0.1);
        assert!(width("ill", 10.0) < width("WWW", 10.0));
        assert!(width("", 10.0).abs() < f64::EPSILON);
    }

    #[test]
    fn what_the_font_lacks_leaves_no_box() {
        assert_eq!(legible("📊 週次：🔥MQL"), "週次：MQL");
        assert_eq!(legible("مرحبا بالعالم x"), "〓 〓 x");
        assert_eq!(legible("a\u{200B}\u{202E}b\n\u{0}c"), "ab c");
        assert_eq!(legible("👨‍👩‍👧"), "");
        assert_eq!(legible("e\u{301}"), "e");
    }

    #[test]
    fn every_letter_of_our_own_words_is_there() {
        for locale in LOCALES {
            for file in locale.files() {
                let words: String = file
                    .lines()
                    .filter(|line| !line.starts_with('#'))
                    .flat_map(str::chars)
                    .filter(|c| c.is_alphanumeric() || "—–…±−・｜（）：；→↓".contains(*c))
                    .collect();
                assert_eq!(legible(&words), words, "{}", locale.code());
            }
        }
    }
}
