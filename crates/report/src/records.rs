//! The answer to `/kpi records`: the leads behind a count. Must not live here: who may see it.

use jiff::Timestamp;
use kpi::{catalogue::Kpi, definition::Definition, period::Period};

use crate::{
    args, cut::units, escape, goal::period_name, link, locale::Locale, message::Message,
    words::Words,
};

/// One lead: whom it belongs to and where it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Since when it counts.
    pub at: Timestamp,
    /// Its company: text from outside.
    pub company: Option<String>,
    /// Who owns it: text from outside.
    pub owner: Option<String>,
    /// Its page in the tool.
    pub link: Option<String>,
}

/// The leads behind a count.
#[derive(Debug, Clone, Copy)]
pub struct Records<'a> {
    /// The agreement.
    pub definition: &'a Definition,
    /// The KPI.
    pub kpi: &'a Kpi,
    /// The period.
    pub period: Period,
    /// Nothing at or after this instant counts.
    pub as_of: Timestamp,
    /// Some of them, the newest first.
    pub rows: &'a [Row],
    /// The place of the first of these, from 1.
    pub from: usize,
    /// How many they are.
    pub total: usize,
}

/// The answer to `/kpi records`.
pub fn answer(locale: Locale, records: &Records<'_>) -> Message {
    // What is left of an answer's 1,200 characters beside title and date.
    const BUDGET: usize = 1_000;
    let words = locale.words();
    let zone = &records.definition.zone;
    let at = words.instant(records.as_of, zone, records.as_of);
    let mut lines = vec![words.say("frame-as-of", args![at = at])];
    let mut used = 0;
    for row in records.rows {
        let line = row_text(words, records, row);
        used += units(&line) + 1;
        if used > BUDGET {
            break;
        }
        lines.push(line);
    }
    let next = records.from + lines.len() - 1;
    let more = (records.total + 1).saturating_sub(next);
    if more > 0 && lines.len() > 1 {
        lines.push(words.say("records-more", args![count = more, next = next]));
    }
    let title = words.say(
        "records-title",
        args![
            name = words.kpi_name(records.kpi, records.definition),
            period = period_name(words, records.definition, &records.period),
            count = records.total
        ],
    );
    Message {
        content: title,
        body: Some(lines.join("\n")),
        ..Message::default()
    }
    .bounded()
}

fn row_text(words: &Words, records: &Records<'_>, row: &Row) -> String {
    let name = |text: &Option<String>| match text {
        Some(text) => escape::inline(text, 40),
        None => words.word("none"),
    };
    let at = words.day_near(row.at, &records.definition.zone, records.as_of);
    let text = words.say(
        "records-row",
        args![
            at = at,
            company = name(&row.company),
            owner = name(&row.owner)
        ],
    );
    match row.link.as_deref().and_then(link::safe) {
        Some(url) => format!(
            "{text}{}[{}]({url})",
            words.word("sep"),
            words.word("link-open")
        ),
        None => text,
    }
}
