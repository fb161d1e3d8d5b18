//! Markdown as a person sees it: a line of a message cut into what it shows.
//!
//! Lives here: the markdown that our own messages use, and what stands for times and mentions outside of the chat.
//! Must not live here: how a piece looks in a terminal (`plain`) or in a browser (`html`).

use jiff::{Timestamp, tz::TimeZone};

use crate::{format::times::ChatTime, words::Words};

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Letters.
    Text(String),
    /// From here on letters are strong, or no longer.
    Strong,
    /// A figure, whose blanks count.
    Code(String),
    /// A word that leads somewhere.
    Link { label: String, url: String },
}

/// Reads lines for people outside of the chat, whose times are those of one zone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) words: &'a Words,
    pub(crate) zone: &'a TimeZone,
}

impl Reader<'_> {
    /// The pieces of a line. That the chat sets a remark in small letters is no part of what it says.
    pub(crate) fn pieces(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut letters = String::new();
        let mut rest = text.strip_prefix("-# ").unwrap_or(text);
        while let Some(c) = rest.chars().next() {
            match self.piece(rest) {
                Some((Piece::Text(shown), length)) => {
                    letters.push_str(&shown);
                    rest = &rest[length..];
                }
                Some((piece, length)) => {
                    if !letters.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut letters)));
                    }
                    pieces.push(piece);
                    rest = &rest[length..];
                }
                None => {
                    letters.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        if !letters.is_empty() {
            pieces.push(Piece::Text(letters));
        }
        pieces
    }

    /// The piece of markdown at the beginning of `text`, and its length.
    fn piece(&self, text: &str) -> Option<(Piece, usize)> {
        if let Some(rest) = text.strip_prefix('\\') {
            let shown = rest.chars().next()?;
            return Some((Piece::Text(shown.to_string()), 1 + shown.len_utf8()));
        }
        if text.starts_with("**") {
            return Some((Piece::Strong, 2));
        }
        if let Some(rest) = text.strip_prefix('`') {
            let end = rest.find('`')?;
            return Some((Piece::Code(rest[..end].to_owned()), end + 2));
        }
        if let Some(rest) = text.strip_prefix('[') {
            let middle = rest.find("](")?;
            let end = middle + rest[middle..].find(')')?;
            let (label, url) = (rest[..middle].to_owned(), rest[middle + 2..end].to_owned());
            return Some((Piece::Link { label, url }, end + 2));
        }
        let reference = text.strip_prefix('<')?;
        let end = reference.find('>')?;
        Some((Piece::Text(self.reference(&reference[..end])?), end + 2))
    }

    fn reference(&self, inside: &str) -> Option<String> {
        if let Some(id) = inside.strip_prefix('@') {
            return Some(format!("@{}", id.trim_start_matches('&')));
        }
        if let Some(id) = inside.strip_prefix('#') {
            return Some(format!("#{id}"));
        }
        let mut parts = inside.strip_prefix("t:")?.split(':');
        let at = Timestamp::from_second(parts.next()?.parse().ok()?).ok()?;
        let style = parts.next().and_then(ChatTime::of_letter);
        Some(match style {
            Some(ChatTime::Time) => self.zone.to_datetime(at).strftime("%H:%M").to_string(),
            Some(ChatTime::Date) => self.words.day(at, self.zone),
            _ => self.words.instant(at, self.zone, at),
        })
    }
}
