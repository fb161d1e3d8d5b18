//! The answer to `/alerts simulate`.

use jiff::Timestamp;
use kpi::{catalogue::Kpi, definition::Definition, period::Period};

use super::{figure, percent};
use crate::{args, goal::period_name, locale::Locale, message::Message, words::Words};

/// An alert that would have been raised, once for its whole run of weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct Fired<'a> {
    /// The KPI.
    pub kpi: &'a Kpi,
    /// The week that raised it.
    pub first: Period,
    /// The last week of its run.
    pub last: Period,
    /// The number that raised it; under a border the worst of the run.
    pub value: f64,
    /// Why.
    pub cause: Cause,
}

/// Why an alert would have been raised.
#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    /// The number was out of the ordinary.
    Odd {
        /// Where ordinary numbers lay: from here.
        low: f64,
        /// To here.
        high: f64,
        /// Whether it was above, not below.
        is_high: bool,
    },
    /// It was above this.
    Limit(f64),
    /// The pace of its goal was below this.
    Pace {
        /// A share of what was due.
        limit: f64,
        /// The goal's period.
        period: String,
    },
}

/// What would have been raised.
#[derive(Debug, Clone, Copy)]
pub struct Simulated<'a> {
    /// The agreement.
    pub definition: &'a Definition,
    /// What was looked at, beside the goals.
    pub kpis: &'a [&'a Kpi],
    /// How many weeks.
    pub weeks: usize,
    /// Nothing at or after this instant counts.
    pub as_of: Timestamp,
    /// The alerts, newest first.
    pub fired: &'a [Fired<'a>],
    /// Whether alerts are posted.
    pub is_on: bool,
}

/// The answer to `/alerts simulate`.
pub fn simulated(locale: Locale, simulated: &Simulated<'_>) -> Message {
    // More than this does not fit an answer; the newest matter most.
    const MOST: usize = 12;
    let words = locale.words();
    let zone = &simulated.definition.zone;
    let names: Vec<String> = simulated
        .kpis
        .iter()
        .map(|kpi| words.kpi_name(kpi, simulated.definition))
        .collect();
    let at = words.instant(simulated.as_of, zone, simulated.as_of);
    let mut lines = vec![
        words.say("frame-as-of", args![at = at]),
        words.say(
            "alerts-watched",
            args![names = names.join(&words.word("comma"))],
        ),
        String::new(),
    ];
    let shown = simulated.fired.iter().take(MOST);
    lines.extend(shown.map(|fired| row(words, simulated.definition, fired)));
    let more = simulated.fired.len().saturating_sub(MOST);
    if more > 0 {
        lines.push(words.say("history-more", args![count = more]));
    }
    lines.push(words.word("alerts-how"));
    lines.push(words.word(if simulated.is_on {
        "alerts-on"
    } else {
        "alerts-off"
    }));
    let told = args![weeks = simulated.weeks, count = simulated.fired.len()];
    Message {
        content: words.say("alerts-title", told),
        body: Some(lines.join("\n")),
        ..Message::default()
    }
    .bounded()
}

fn row(words: &Words, definition: &Definition, fired: &Fired<'_>) -> String {
    let first = period_name(words, definition, &fired.first);
    let weeks = if fired.first == fired.last {
        first
    } else {
        let last = period_name(words, definition, &fired.last);
        words.say("span-dates", args![from = first, to = last])
    };
    let name = words.kpi_name(fired.kpi, definition);
    match &fired.cause {
        Cause::Odd { low, high, is_high } => {
            let side = words.word(if *is_high { "alert-high" } else { "alert-low" });
            words.say(
                "alert-odd",
                args![
                    weeks = weeks,
                    name = name,
                    value = figure(words, fired.kpi, fired.value),
                    side = side,
                    low = figure(words, fired.kpi, *low),
                    high = figure(words, fired.kpi, *high)
                ],
            )
        }
        Cause::Limit(limit) => words.say(
            "alert-limit",
            args![
                weeks = weeks,
                name = name,
                value = figure(words, fired.kpi, fired.value),
                limit = figure(words, fired.kpi, *limit)
            ],
        ),
        Cause::Pace { limit, period } => words.say(
            "alert-pace",
            args![
                weeks = weeks,
                name = name,
                period = period.as_str(),
                value = percent(words, fired.value),
                limit = percent(words, *limit)
            ],
        ),
    }
}
