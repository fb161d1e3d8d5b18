//! The answer to `/kpi history`: what posts claimed, and what it is now. Must not live here: which claims.

use jiff::Timestamp;
use kpi::{catalogue::Kpi, definition::Definition, funnel::Span};

use crate::{
    args,
    format::numbers::{column, count, signed},
    locale::Locale,
    message::Message,
    status::PostName,
    words::Words,
};

/// A number that a post claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which post.
    pub post: PostName,
    /// When it was sent.
    pub posted_at: Timestamp,
    /// The period it is about.
    pub span: Span,
    /// What it said.
    pub was: i64,
    /// What it is now; `None` where the stage is no longer there.
    pub now: Option<i64>,
}

/// The claims about one KPI.
#[derive(Debug, Clone, Copy)]
pub struct History<'a> {
    /// The agreement.
    pub definition: &'a Definition,
    /// The KPI.
    pub kpi: &'a Kpi,
    /// Nothing at or after this instant counts.
    pub as_of: Timestamp,
    /// The claims, the newest period first.
    pub claims: &'a [Claim],
    /// How many more there are.
    pub more: usize,
}

/// The answer to `/kpi history`.
pub fn answer(locale: Locale, history: &History<'_>) -> Message {
    let words = locale.words();
    let zone = &history.definition.zone;
    let name = words.kpi_name(history.kpi, history.definition);
    if history.claims.is_empty() {
        return Message::line(words.say("history-none", args![name = name]));
    }
    let changed = history
        .claims
        .iter()
        .filter(|claim| claim.now != Some(claim.was));
    let title = match changed.count() {
        0 => words.say(
            "history-same",
            args![name = name, count = history.claims.len()],
        ),
        changed => words.say(
            "history-changed",
            args![name = name, changed = changed, count = history.claims.len()],
        ),
    };
    let at = words.instant(history.as_of, zone, history.as_of);
    let mut lines = vec![words.say("frame-as-of", args![at = at]), String::new()];
    let figures: Vec<String> = history
        .claims
        .iter()
        .map(|claim| count(claim.was))
        .collect();
    for (claim, figure) in history.claims.iter().zip(column(&figures)) {
        lines.push(row(words, history, claim, &figure));
    }
    if history.more > 0 {
        lines.push(words.say("history-more", args![count = history.more]));
    }
    Message {
        content: title,
        body: Some(lines.join("\n")),
        ..Message::default()
    }
    .bounded()
}

fn row(words: &Words, history: &History<'_>, claim: &Claim, figure: &str) -> String {
    let zone = &history.definition.zone;
    let told = args![
        figure = figure,
        span = words.span_with_year(claim.span, zone),
        post = claim.post.name(words.locale()),
        at = words.day_near(claim.posted_at, zone, history.as_of)
    ];
    let row = words.say("history-row", told);
    match claim.now {
        Some(now) if now == claim.was => words.say("history-row-same", args![row = row]),
        Some(now) => words.say(
            "history-row-changed",
            args![row = row, now = now, difference = signed(now - claim.was)],
        ),
        None => words.say("history-row-gone", args![row = row]),
    }
}
