//! The posts of the review rhythm (`kpi.md` §9): weekly what moved, biweekly how we work, monthly what worked.
//!
//! Lives here: what all three carry: the notices of the first line, the state of the sources, what was
//! restated, the key. Must not live here: what each says (one file each), when it is due.

mod conversion;
mod decisions;
mod draft;
mod moved;
mod part;
mod redefined;
mod response;
mod restated;

pub mod biweekly;
pub mod companies;
pub mod monthly;
pub mod pictures;
pub mod weekly;

use jiff::Timestamp;
use kpi::{
    funnel::Funnel,
    model::{Stream, Tool},
};

use draft::Draft;
pub use draft::{amended, delayed};
pub use part::ROOM;
pub use redefined::{Redefined, redefined, version};
pub use response::{Judged, PingNumbers, Pings};
pub use restated::{Number, Restated, Said, restated_here};

use crate::{
    args, escape, frame::Frame, locale::Locale, notes::Note, status::PostName, words::Words,
};

/// The longest first line: what a phone shows of it.
pub const VERDICT: usize = 120;

/// What every post knows of itself.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    /// The post's key, such as `wk-2026W46`; stands at the end of the footer.
    pub key: &'a str,
    /// Agreement, period, comparison.
    pub frame: Frame<'a>,
    /// The numbers of the period.
    pub funnel: &'a Funnel,
    /// What the first line has to own up to.
    pub marks: &'a [Mark],
    /// Where the goals stand, a line each (`goal::lines`).
    pub goals: &'a [String],
    /// The notes about the period, the oldest first.
    pub notes: &'a [Note],
    /// Numbers of earlier posts of this kind that are different now.
    pub restated: &'a [Restated],
    /// That the agreement has changed since the post before (`redefined`).
    pub redefined: Option<&'a str>,
    /// The state of what the numbers come from.
    pub sources: &'a Sources,
    /// When the next post of this kind is due.
    pub next: Option<Timestamp>,
}

/// A notice at the very beginning of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Its period is not complete in the source: the data ends here.
    Stale {
        /// The as-of.
        as_of: Timestamp,
    },
    /// Its numbers can still change until then.
    Preliminary {
        /// When they settle.
        settles: Timestamp,
    },
    /// It is shown to somebody, not posted.
    Preview,
    /// It is posted to try the channel.
    Test,
}

/// Why a post is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The source was not complete in time.
    WaitedForData,
    /// The bot did not run when it was due.
    BotWasDown,
    /// The chat did not take it at once.
    DeliveryRetried,
}

/// The state of what the numbers come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// Values of the tool's stages that no mapping covers, the most leads first.
    pub unmapped: Vec<Unmapped>,
    /// Records that could not be read.
    pub broken: u64,
    /// Streams that do not come, and why.
    pub unavailable: Vec<Unavailable>,
    /// Streams whose pulls fail now.
    pub failing: Vec<Failing>,
}

/// A stage of the tool that no mapping covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmapped {
    /// The tool.
    pub tool: Tool,
    /// The tool's own value: text from outside.
    pub raw: String,
    /// What people see in the tool: text from outside.
    pub label: Option<String>,
    /// How many leads have it.
    pub leads: u64,
}

impl Unmapped {
    pub(crate) fn name(&self, most: usize) -> String {
        escape::inline(self.label.as_deref().unwrap_or(&self.raw), most)
    }
}

/// A stream that does not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable {
    /// The stream.
    pub stream: Stream,
    /// Why.
    pub lack: Lack,
}

/// What a stream lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// The tool does not have it.
    InTool(Tool),
    /// The token lacks this scope or permission.
    Scope(String),
}

/// A stream whose pulls fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    /// The stream.
    pub stream: Stream,
    /// Since when.
    pub since: Timestamp,
}

/// The id of the stage that the verdict is about; `None` where nothing moved.
pub fn telling(edition: Edition<'_>) -> Option<&str> {
    // The choice is the same in every language.
    let sheet = Draft::new(Locale::En, edition).sheet;
    let stage = sheet.telling().filter(|_| !sheet.is_still())?.id.clone();
    let stages = edition.funnel.stages.iter();
    stages.map(|row| row.id.as_str()).find(|id| *id == stage)
}

/// What the one is told who asked for a post: it is on its way to that channel.
pub fn owed(locale: Locale, post: PostName, channel: u64) -> String {
    let told = args![post = post.name(locale), channel = format!("<#{channel}>")];
    locale.words().say("report-owed", told)
}

/// What a stream is called.
pub(crate) fn stream_name(words: &Words, stream: Stream) -> String {
    words.word(&format!("stream-{}", stream.as_str()))
}

/// A stream that does not come, with the reason; `escape` fits the place where it is to stand.
pub(crate) fn lacking(
    words: &Words,
    unavailable: &Unavailable,
    escape: fn(&str, usize) -> String,
) -> String {
    const MOST: usize = 60;
    let stream = stream_name(words, unavailable.stream);
    match &unavailable.lack {
        Lack::InTool(tool) => {
            let tool = words.word(&format!("tool-{}", tool.as_str()));
            words.say("lack-tool", args![stream = stream, tool = tool])
        }
        Lack::Scope(scope) => {
            let scope = escape(scope, MOST);
            words.say("lack-scope", args![stream = stream, scope = scope])
        }
    }
}
