//! The answer to `/status`: how fresh the data is and what needs mending.
//!
//! Lives here: the order in which it is told. Must not live here: when data counts as fresh.

use jiff::Timestamp;
use kpi::{
    definition::Definition,
    model::{ExtId, Stream},
};

use crate::{
    args, escape,
    format::times::{ChatTime, chat_time},
    funnel::join,
    locale::Locale,
    message::{Message, Tone},
    posts::{Lack, Unavailable, Unmapped, lacking, stream_name},
    words::Words,
};

/// The most rows of a list; the rest is counted.
const MOST: usize = 5;

/// The state of the bot.
#[derive(Debug, Clone)]
pub struct Status<'a> {
    /// Zone.
    pub definition: &'a Definition,
    /// Up to when the funnel's data is complete; `None` before the first sync.
    pub as_of: Option<Timestamp>,
    /// Each stream of each source.
    pub streams: Vec<StreamStatus>,
    /// The newest messages that did not arrive as they should.
    pub missed: Vec<Missed>,
    /// How many did not.
    pub missed_total: u64,
    /// Values of the tool's stages that no mapping covers.
    pub unmapped: Vec<Unmapped>,
    /// Leads whose present stage differs from their history.
    pub differing: Vec<Differing>,
    /// The newest records that could not be read.
    pub broken: Vec<Broken>,
    /// How many could not be read.
    pub broken_total: u64,
    /// The team's own KPIs that cannot be used, each with its line and why: text from outside.
    pub refused_kpis: Vec<String>,
    /// The next posts, soonest first.
    pub next: Vec<(PostName, Timestamp)>,
}

/// One stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamStatus {
    /// Which.
    pub stream: Stream,
    /// How it is.
    pub health: Health,
    /// The last failure that no later success has mended.
    pub failure: Option<Failure>,
}

/// How a stream is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Complete up to an instant that is recent enough.
    Fresh(Timestamp),
    /// Complete up to an instant that is not.
    Behind(Timestamp),
    /// Never pulled.
    Never,
    /// It does not come.
    Unavailable(Lack),
}

/// A failed pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// When.
    pub at: Timestamp,
    /// The sentence that says what happened and how to mend it: text from outside.
    pub why: String,
}

/// A message that did not arrive as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Which post; `None` for a ping.
    pub post: Option<PostName>,
    /// The channel; `None` where it never had one.
    pub channel: Option<u64>,
    /// When it was to be sent.
    pub due: Timestamp,
    /// What becomes of it.
    pub fate: Fate,
    /// What stood in its way: a word that has a sentence `setback-WORD` of its own.
    pub setback: &'static str,
    /// That in the words of the one who refused it: text from outside.
    pub why: String,
}

/// What becomes of a message that did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is tried again then.
    Retried(Timestamp),
    /// It is not tried again.
    GivenUp,
    /// It was never made.
    Skipped,
}

/// A lead whose present stage differs from the newest entry of its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// Its id in the tool.
    pub lead: ExtId,
    /// The present value: text from outside; `None` is no stage.
    pub now: Option<String>,
    /// The history's newest value, likewise.
    pub history: Option<String>,
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Of which stream.
    pub stream: Stream,
    /// Its id in the tool.
    pub id: String,
    /// What is wrong with it: text from outside.
    pub why: String,
}

/// A kind of post, by the name people know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostName {
    /// The weekly summary.
    Weekly,
    /// The biweekly review.
    Biweekly,
    /// The monthly retrospective.
    Monthly,
}

impl PostName {
    /// What it is called in a language.
    pub fn name(self, locale: Locale) -> String {
        locale.words().word(match self {
            Self::Weekly => "post-weekly",
            Self::Biweekly => "post-biweekly",
            Self::Monthly => "post-monthly",
        })
    }
}

/// The answer to `/status`.
pub fn answer(locale: Locale, status: &Status<'_>) -> Message {
    let words = locale.words();
    let blocks = [
        streams(words, status),
        failures(words, status),
        missed(locale, status),
        unmapped(words, status),
        differing(words, status),
        broken(words, status),
        refused_kpis(words, status),
        next(locale, status),
    ];
    let state = State::of(status);
    Message {
        content: state.verdict(words, status),
        body: Some(join(&blocks)),
        tone: if state == State::Fresh {
            Tone::Good
        } else {
            Tone::Warning
        },
        ..Message::default()
    }
    .bounded()
}

/// The whole in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Never,
    Behind,
    Attention,
    Fresh,
}

impl State {
    fn of(status: &Status<'_>) -> Self {
        let is_late = |row: &StreamStatus| matches!(row.health, Health::Behind(_) | Health::Never);
        let is_funnel = |row: &&StreamStatus| Stream::FUNNEL.contains(&row.stream);
        let needs_a_look = !status.unmapped.is_empty()
            || status.broken_total > 0
            || !status.refused_kpis.is_empty()
            || status.missed_total > 0
            || status
                .streams
                .iter()
                .any(|row| row.failure.is_some() || is_late(row));
        match status.as_of {
            None => Self::Never,
            Some(_) if status.streams.iter().filter(is_funnel).any(is_late) => Self::Behind,
            Some(_) if needs_a_look => Self::Attention,
            Some(_) => Self::Fresh,
        }
    }

    fn verdict(self, words: &Words, status: &Status<'_>) -> String {
        let Some(as_of) = status.as_of else {
            return words.word("status-never");
        };
        let zone = &status.definition.zone;
        let at = words.instant(as_of, zone, as_of);
        let name = words.zone(zone, as_of);
        match self {
            Self::Never => words.word("status-never"),
            Self::Behind => words.say("status-behind", args![at = at, zone = name]),
            Self::Attention => words.say("status-attention", args![at = at, zone = name]),
            Self::Fresh => words.say("status-fresh", args![at = at, zone = name]),
        }
    }
}

fn streams(words: &Words, status: &Status<'_>) -> Vec<String> {
    let pulled = status.streams.iter().filter_map(|row| stream(words, row));
    let lacking: Vec<String> = status
        .streams
        .iter()
        .filter_map(|row| match &row.health {
            Health::Unavailable(lack) => Some(Unavailable {
                stream: row.stream,
                lack: lack.clone(),
            }),
            _ => None,
        })
        .map(|unavailable| lacking(words, &unavailable, escape::inline))
        .collect();
    let lacking = (!lacking.is_empty()).then(|| {
        let streams = lacking.join(&words.word("comma"));
        words.say("status-stream-unavailable", args![streams = streams])
    });
    std::iter::once(words.word("status-streams"))
        .chain(pulled)
        .chain(lacking)
        .collect()
}

fn stream(words: &Words, row: &StreamStatus) -> Option<String> {
    let stream = stream_name(words, row.stream);
    let ago = |at: Timestamp| chat_time(at, ChatTime::Relative);
    match row.health {
        Health::Fresh(at) => Some(words.say(
            "status-stream-fresh",
            args![stream = stream, time = ago(at)],
        )),
        Health::Behind(at) => Some(words.say(
            "status-stream-behind",
            args![stream = stream, time = ago(at)],
        )),
        Health::Never => Some(words.say("status-stream-never", args![stream = stream])),
        Health::Unavailable(_) => None,
    }
}

fn failures(words: &Words, status: &Status<'_>) -> Vec<String> {
    let failed: Vec<String> = status
        .streams
        .iter()
        .filter_map(|row| row.failure.as_ref().map(|failure| (row.stream, failure)))
        .map(|(stream, failure)| {
            words.say(
                "status-failure",
                args![
                    stream = stream_name(words, stream),
                    time = chat_time(failure.at, ChatTime::Relative),
                    why = escape::inline(&failure.why, 160)
                ],
            )
        })
        .collect();
    listed(words, words.word("status-failures"), failed, 0)
}

fn missed(locale: Locale, status: &Status<'_>) -> Vec<String> {
    let words = locale.words();
    let rows = status.missed.iter().map(|missed| {
        let post = match missed.post {
            Some(post) => post.name(locale),
            None => words.word("post-ping"),
        };
        let due = chat_time(missed.due, ChatTime::DateTime);
        let cause = setback(words, missed);
        match missed.fate {
            Fate::Retried(at) => {
                let retry = chat_time(at, ChatTime::Relative);
                words.say(
                    "status-missed-retried",
                    args![post = post, due = due, cause = cause, retry = retry],
                )
            }
            Fate::GivenUp => words.say(
                "status-missed-given-up",
                args![post = post, due = due, cause = cause],
            ),
            Fate::Skipped => words.say(
                "status-missed-skipped",
                args![post = post, due = due, cause = cause],
            ),
        }
    });
    let total = usize::try_from(status.missed_total).unwrap_or(usize::MAX);
    listed(words, words.word("status-missed"), rows.collect(), total)
}

/// What stood in the way, and how to mend it.
fn setback(words: &Words, missed: &Missed) -> String {
    let channel = missed.channel.map(|id| format!("<#{id}>"));
    words.say(
        &format!("setback-{}", missed.setback),
        args![
            channel = channel.unwrap_or_default(),
            why = escape::inline(&missed.why, 120)
        ],
    )
}

fn unmapped(words: &Words, status: &Status<'_>) -> Vec<String> {
    let rows = status.unmapped.iter().map(|unmapped| {
        words.say(
            "status-unmapped-row",
            args![
                name = unmapped.name(40),
                raw = escape::inline(&unmapped.raw, 40),
                leads = unmapped.leads
            ],
        )
    });
    listed(words, words.word("status-unmapped"), rows.collect(), 0)
}

fn differing(words: &Words, status: &Status<'_>) -> Vec<String> {
    let value = |value: &Option<String>| match value {
        Some(value) => escape::inline(value, 40),
        None => words.word("status-empty-value"),
    };
    let rows = status.differing.iter().map(|lead| {
        words.say(
            "status-differing-row",
            args![
                lead = escape::inline(lead.lead.as_str(), 40),
                now = value(&lead.now),
                history = value(&lead.history)
            ],
        )
    });
    listed(words, words.word("status-differing"), rows.collect(), 0)
}

fn broken(words: &Words, status: &Status<'_>) -> Vec<String> {
    let rows = status.broken.iter().map(|broken| {
        words.say(
            "status-broken-row",
            args![
                stream = stream_name(words, broken.stream),
                id = escape::inline(&broken.id, 40),
                why = escape::inline(&broken.why, 80)
            ],
        )
    });
    let title = words.say("status-broken", args![count = status.broken_total]);
    let total = usize::try_from(status.broken_total).unwrap_or(usize::MAX);
    listed(words, title, rows.collect(), total)
}

fn refused_kpis(words: &Words, status: &Status<'_>) -> Vec<String> {
    let rows = status.refused_kpis.iter();
    let row = |why: &String| {
        let why = escape::inline(why, 200);
        words.say("status-refused-kpi-row", args![why = why])
    };
    let rows = rows.map(row);
    listed(words, words.word("status-refused-kpis"), rows.collect(), 0)
}

fn next(locale: Locale, status: &Status<'_>) -> Vec<String> {
    let words = locale.words();
    let mut rows: Vec<String> = status
        .next
        .iter()
        .map(|(post, at)| {
            let time = chat_time(*at, ChatTime::DateTime);
            words.say(
                "status-next-row",
                args![post = post.name(locale), time = time],
            )
        })
        .collect();
    if rows.is_empty() {
        rows.push(words.word("status-next-none"));
    }
    listed(words, words.word("status-next"), rows, 0)
}

/// A title and the first rows; the others, of `total` or of those given, are counted. Nothing without rows.
fn listed(words: &Words, title: String, rows: Vec<String>, total: usize) -> Vec<String> {
    let total = total.max(rows.len());
    if total == 0 {
        return Vec::new();
    }
    let shown = rows.len().min(MOST);
    let mut lines = vec![title];
    lines.extend(rows.into_iter().take(MOST));
    if total > shown {
        lines.push(words.say("status-more", args![count = total - shown]));
    }
    lines
}
