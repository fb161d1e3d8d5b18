//! Dated notes: the answers to `/note add` and `/note list`, and the flags of notes on a chart.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kpi::{
    definition::Definition,
    funnel::Span,
    period::{Period, day_start},
};

use crate::{
    args, chart::NoteFlag, escape, goal::period_name, locale::Locale, message::Message,
    words::Words,
};

/// The most notes that a list shows; the rest is counted.
const LISTED: usize = 10;
/// How much of a note a list shows.
const TEXT: usize = 90;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The local date it is about.
    pub date: Date,
    /// What was written: text from outside.
    pub text: String,
}

/// The flag of each note on the period that its day lies in.
pub(crate) fn flags(zone: &TimeZone, periods: &[Span], notes: &[Note]) -> Vec<NoteFlag> {
    const MOST: usize = 30;
    let flag = |note: &Note| {
        let day = day_start(note.date, zone);
        let lies_in = |period: &Span| (period.start..period.end).contains(&day);
        Some(NoteFlag {
            at: periods.iter().position(lies_in)?,
            text: escape::plain(&note.text, MOST),
        })
    };
    notes.iter().filter_map(flag).collect()
}

fn date(words: &Words, definition: &Definition, date: Date, now: Timestamp) -> String {
    let zone = &definition.zone;
    words.day_near(day_start(date, zone), zone, now)
}

/// The answer to `/note add`.
pub fn added(locale: Locale, definition: &Definition, note: &Note, now: Timestamp) -> Message {
    let words = locale.words();
    let told = args![
        date = date(words, definition, note.date, now),
        text = escape::inline(&note.text, TEXT)
    ];
    Message::line(words.say("note-added", told))
}

/// The notes of a post's period in one line, at most `most` of them in words; `None` where there is none. `/note list`
/// has them all.
pub(crate) fn line(
    words: &Words,
    definition: &Definition,
    notes: &[Note],
    now: Timestamp,
    most: usize,
) -> Option<String> {
    const SHORT: usize = 40;
    let told = notes.iter().take(most).map(|note| {
        let text = escape::inline(&note.text, SHORT);
        format!("{} {text}", date(words, definition, note.date, now))
    });
    let mut told: Vec<String> = told.collect();
    if told.is_empty() {
        return None;
    }
    let more = notes.len().saturating_sub(most);
    if more > 0 {
        told.push(words.say("note-more", args![count = more]));
    }
    let notes = told.join(&words.word("comma"));
    Some(words.say("note-line", args![notes = notes]))
}

/// The notes of a period, the newest first.
#[derive(Debug, Clone, Copy)]
pub struct NoteList<'a> {
    /// The period.
    pub period: Period,
    /// The agreement.
    pub definition: &'a Definition,
    /// The notes.
    pub notes: &'a [Note],
    /// The present instant.
    pub now: Timestamp,
}

/// The answer to `/note list`.
pub fn list(locale: Locale, list: &NoteList<'_>) -> Message {
    let words = locale.words();
    let period = period_name(words, list.definition, &list.period);
    if list.notes.is_empty() {
        return Message {
            content: words.say("note-list-none", args![period = period]),
            body: Some(words.word("note-list-hint")),
            ..Message::default()
        }
        .bounded();
    }
    let row = |note: &Note| {
        let told = args![
            date = date(words, list.definition, note.date, list.now),
            text = escape::inline(&note.text, TEXT)
        ];
        words.say("note-row", told)
    };
    let mut rows: Vec<String> = list.notes.iter().take(LISTED).map(row).collect();
    if let Some(more) = list
        .notes
        .len()
        .checked_sub(LISTED)
        .filter(|more| *more > 0)
    {
        rows.push(words.say("note-more", args![count = more]));
    }
    let title = args![count = list.notes.len(), period = period];
    Message {
        content: words.say("note-list-title", title),
        body: Some(rows.join("\n")),
        ..Message::default()
    }
    .bounded()
}
