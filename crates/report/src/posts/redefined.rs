//! What is said of the agreement's versions: once in a post after it has changed, and wherever a stage is defined.

use jiff::Timestamp;
use kpi::definition::{Definition, Term};

use crate::{args, frame::stage_name, locale::Locale};

/// An agreement that has changed since the last post.
#[derive(Debug, Clone, Copy)]
pub struct Redefined<'a> {
    /// The agreement in force.
    pub definition: &'a Definition,
    /// Since when it is.
    pub since: Timestamp,
    /// Its number.
    pub version: u32,
    /// What is different.
    pub changed: &'a [Term],
    /// Stages whose arrivals differ: the id, the count under the old agreement, the count under the new one.
    pub counts: &'a [(String, i64, i64)],
}

/// The line of a post that says so.
pub fn redefined(locale: Locale, told: &Redefined<'_>, near: Timestamp) -> String {
    // More stages than this would be a table; each stands in the post with its new number.
    const MOST: usize = 3;
    let words = locale.words();
    let term = |term: &Term| words.word(&format!("term-{}", term.as_str()));
    let changed: Vec<String> = told.changed.iter().map(term).collect();
    let head = words.say(
        "redefined",
        args![
            at = words.day_near(told.since, &told.definition.zone, near),
            version = told.version,
            what = changed.join(&words.word("comma"))
        ],
    );
    if told.counts.is_empty() {
        return words.say("redefined-same", args![head = head]);
    }
    let counts = told.counts.iter().take(MOST).map(|(id, was, is)| {
        let stage = stage_name(words, told.definition, id);
        words.say("redefined-of", args![stage = stage, was = *was, is = *is])
    });
    let counts: Vec<String> = counts.collect();
    let counts = counts.join(&words.word("comma"));
    words.say("redefined-counts", args![head = head, counts = counts])
}

/// Which version of the agreement is in force, and since when.
pub fn version(
    locale: Locale,
    definition: &Definition,
    (version, since): (u32, Timestamp),
    now: Timestamp,
) -> String {
    let words = locale.words();
    let at = words.day_near(since, &definition.zone, now);
    words.say("definition-version", args![version = version, at = at])
}
