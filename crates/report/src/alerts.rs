//! Alerts in words: when one begins, when it is over, and the answer to `/alerts simulate`. Must not live here: what is
//! out of the ordinary or beyond a border (`kpi`).

mod simulated;

use jiff::{SignedDuration, Timestamp};
use kpi::{
    catalogue::{Kpi, quantity::Unit},
    definition::Definition,
    goal::State,
    model::{Stream, Tool},
    period::Period,
};

pub use simulated::{Cause, Fired, Simulated, simulated};

use crate::{
    args,
    cut::KEY_MARK,
    escape,
    format::numbers::{count, fixed},
    funnel::join,
    goal::{self, Progress, period_name},
    locale::Locale,
    message::{Message, Tone},
    posts::stream_name,
    words::Words,
};

/// What an alert is about, as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// Whether the tool can be read.
    Sync(Failing),
    /// How many unsubscribe.
    Unsubscribes(Week),
    /// How a goal stands.
    Goal(Box<Progress>),
    /// A goal that is none any more.
    GoalGone(Gone),
    /// The arrivals of a week.
    Odd(Odd),
}

/// Streams whose pulls fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    /// The tools that are read.
    pub tools: Vec<Tool>,
    /// The streams that fail; none where all work.
    pub streams: Vec<Stream>,
    /// Since when the one has failed that has failed the longest.
    pub since: Timestamp,
}

/// The rate of unsubscribes of a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Week {
    /// The week in which the mails went out.
    pub week: Period,
    /// Unsubscribes and delivered mails.
    pub counts: (i64, i64),
    /// Above this rate the alert is raised.
    pub raise: f64,
    /// From this rate on it is over.
    pub clear: f64,
}

/// A goal that is none any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// What its KPI is called.
    pub kpi: String,
    /// What its period is called.
    pub period: String,
}

/// A week's arrivals beside the ordinary ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Odd {
    /// The KPI.
    pub kpi: Kpi,
    /// The week.
    pub week: Period,
    /// How many.
    pub value: f64,
    /// Where ordinary numbers lie: from here.
    pub low: f64,
    /// To here.
    pub high: f64,
    /// Whether it is above the middle, not below.
    pub is_high: bool,
}

/// The run of an alert that is over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// When it was raised.
    pub raised_at: Timestamp,
    /// When it was over.
    pub over_at: Timestamp,
    /// The value farthest on the bad side: a share, hours, or standard deviations.
    pub worst: f64,
}

/// The message about an alert that begins.
pub fn raised(
    locale: Locale,
    definition: &Definition,
    subject: &Subject,
    now: Timestamp,
    key: &str,
) -> Message {
    let words = locale.words();
    let lines = vec![what_to_do(words, subject), words.word("alert-once")];
    message(
        begins(words, definition, subject, now),
        lines,
        key,
        Tone::Warning,
    )
}

/// The message about an alert that is over.
pub fn over(
    locale: Locale,
    definition: &Definition,
    subject: &Subject,
    run: Run,
    key: &str,
) -> Message {
    let words = locale.words();
    let lasted = run.over_at.duration_since(run.raised_at);
    let lasted = words.duration(lasted.max(SignedDuration::ZERO).as_secs_f64());
    let raised_at = words.instant(run.raised_at, &definition.zone, run.over_at);
    let mut told = vec![words.say("alert-lasted", args![since = raised_at, lasted = lasted])];
    told.extend(peak(words, subject, run.worst));
    let lines = vec![told.join(&words.word("sep"))];
    message(
        ends(words, definition, subject),
        lines,
        key,
        tone_of_end(subject),
    )
}

fn message(content: String, lines: Vec<String>, key: &str, tone: Tone) -> Message {
    Message {
        content,
        body: Some(join(&[lines])),
        footer: Some(format!("funnelbot{KEY_MARK}{key}")),
        tone,
        ..Message::default()
    }
    .bounded()
}

fn begins(words: &Words, definition: &Definition, subject: &Subject, now: Timestamp) -> String {
    match subject {
        Subject::Sync(failing) => {
            let since = words.instant(failing.since, &definition.zone, now);
            let streams: Vec<String> = failing
                .streams
                .iter()
                .map(|stream| stream_name(words, *stream))
                .collect();
            let told = args![
                tool = tools(words, failing),
                since = since,
                streams = streams.join(&words.word("comma"))
            ];
            words.say("alert-sync", told)
        }
        Subject::Unsubscribes(week) => {
            week_against(words, definition, "alert-unsubscribes", (week, week.raise))
        }
        Subject::Goal(progress) => {
            let line = goal::line(words, definition, progress);
            words.say("alert-goal", args![goal = line])
        }
        Subject::GoalGone(gone) => gone_line(words, gone),
        Subject::Odd(odd) => {
            let side = words.word(if odd.is_high {
                "alert-high"
            } else {
                "alert-low"
            });
            words.say(
                "alert-odd-week",
                args![
                    week = period_name(words, definition, &odd.week),
                    name = words.kpi_name(&odd.kpi, definition),
                    value = figure(words, &odd.kpi, odd.value),
                    side = side,
                    low = figure(words, &odd.kpi, odd.low),
                    high = figure(words, &odd.kpi, odd.high)
                ],
            )
        }
    }
}

/// A week's share of mails that were unsubscribed from, beside the limit that it crossed.
fn week_against(
    words: &Words,
    definition: &Definition,
    key: &str,
    (week, limit): (&Week, f64),
) -> String {
    let told = args![
        rate = words.rate(week.counts.0, week.counts.1),
        week = period_name(words, definition, &week.week),
        limit = percent(words, limit)
    ];
    words.say(key, told)
}

fn what_to_do(words: &Words, subject: &Subject) -> String {
    match subject {
        Subject::Sync(_) => words.word("alert-sync-do"),
        Subject::Unsubscribes(_) => words.word("alert-unsubscribes-do"),
        Subject::Goal(_) | Subject::GoalGone(_) => words.word("alert-goal-do"),
        Subject::Odd(odd) => words.say("alert-odd-do", args![kpi = &odd.kpi.id]),
    }
}

fn ends(words: &Words, definition: &Definition, subject: &Subject) -> String {
    match subject {
        Subject::Sync(failing) => words.say("alert-sync-over", args![tool = tools(words, failing)]),
        Subject::Unsubscribes(week) => week_against(
            words,
            definition,
            "alert-unsubscribes-over",
            (week, week.clear),
        ),
        Subject::Goal(progress) => {
            let line = goal::line(words, definition, progress);
            let key = match progress.standing.map(|standing| standing.state) {
                Some(State::Missed | State::Reached) => "alert-goal-closed",
                _ => "alert-goal-over",
            };
            words.say(key, args![goal = line])
        }
        Subject::GoalGone(gone) => gone_line(words, gone),
        Subject::Odd(odd) => words.say(
            "alert-odd-over",
            args![
                week = period_name(words, definition, &odd.week),
                name = words.kpi_name(&odd.kpi, definition),
                value = figure(words, &odd.kpi, odd.value),
                low = figure(words, &odd.kpi, odd.low),
                high = figure(words, &odd.kpi, odd.high)
            ],
        ),
    }
}

/// How far it went; of what is said by its length alone, nothing.
fn peak(words: &Words, subject: &Subject, worst: f64) -> Option<String> {
    let key = match subject {
        Subject::Unsubscribes(_) => "alert-peak",
        Subject::Goal(_) => "alert-trough",
        Subject::Sync(_) | Subject::GoalGone(_) | Subject::Odd(_) => return None,
    };
    Some(words.say(key, args![value = percent(words, worst)]))
}

/// A goal that its period missed ends its alert without anything being good.
fn tone_of_end(subject: &Subject) -> Tone {
    match subject {
        Subject::Goal(progress) => match progress.standing.map(|standing| standing.state) {
            Some(State::Missed) => Tone::Warning,
            _ => Tone::Good,
        },
        Subject::GoalGone(_) => Tone::Neutral,
        _ => Tone::Good,
    }
}

fn gone_line(words: &Words, gone: &Gone) -> String {
    let told = args![kpi = escape::inline(&gone.kpi, 60), period = &gone.period];
    words.say("alert-goal-gone", told)
}

fn tools(words: &Words, failing: &Failing) -> String {
    let tools: Vec<String> = failing
        .tools
        .iter()
        .map(|tool| words.word(&format!("tool-{}", tool.as_str())))
        .collect();
    tools.join(&words.word("comma"))
}

/// A share of 1 in percent: `1.0%`, `0.8%`.
fn percent(words: &Words, share: f64) -> String {
    fixed(share * 100.0).map_or_else(|| words.word("none"), |figure| format!("{figure}%"))
}

/// A number of a KPI that is a rate or a count.
fn figure(words: &Words, kpi: &Kpi, value: f64) -> String {
    match kpi.shape.unit {
        Unit::Rate => percent(words, value),
        #[expect(clippy::cast_possible_truncation, reason = "a count")]
        _ => count(value.round() as i64),
    }
}
