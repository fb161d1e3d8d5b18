//! The answer to `/alerts simulate`. Must not live here: what is out of the ordinary (`kpi`).

use jiff::Timestamp;
use kpi::{
    catalogue::{Kpi, quantity::Unit},
    definition::Definition,
    period::Period,
};

use crate::{
    args,
    format::numbers::{count, decimal},
    goal::period_name,
    locale::Locale,
    message::Message,
    words::Words,
};

/// An alert that would have been raised, once for its whole run of weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct Fired<'a> {
    /// The KPI.
    pub kpi: &'a Kpi,
    /// The week that raised it.
    pub first: Period,
    /// The last week of its run.
    pub last: Period,
    /// The number that raised it; under a threshold the worst of the run.
    pub value: f64,
    /// Where ordinary numbers lay; `None` where a threshold raised it.
    pub normal: Option<(f64, f64)>,
    /// The threshold; `None` where the number was out of the ordinary.
    pub limit: Option<f64>,
    /// Whether it was above, not below.
    pub is_high: bool,
}

/// What would have been raised.
#[derive(Debug, Clone, Copy)]
pub struct Simulated<'a> {
    /// The agreement.
    pub definition: &'a Definition,
    /// What was looked at.
    pub kpis: &'a [&'a Kpi],
    /// How many weeks.
    pub weeks: usize,
    /// Nothing at or after this instant counts.
    pub as_of: Timestamp,
    /// The alerts, newest first.
    pub fired: &'a [Fired<'a>],
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
    let told = args![weeks = simulated.weeks, count = simulated.fired.len()];
    Message {
        content: words.say("alerts-title", told),
        body: Some(lines.join("\n")),
        ..Message::default()
    }
    .bounded()
}

fn row(words: &Words, definition: &Definition, fired: &Fired<'_>) -> String {
    let figure = |value: f64| match fired.kpi.shape.unit {
        Unit::Rate => decimal(value * 100.0).map(|figure| format!("{figure}%")),
        #[expect(clippy::cast_possible_truncation, reason = "a count")]
        _ => Some(count(value.round() as i64)),
    };
    let figure = |value| figure(value).unwrap_or_else(|| words.word("none"));
    let first = period_name(words, definition, &fired.first);
    let weeks = if fired.first == fired.last {
        first
    } else {
        let last = period_name(words, definition, &fired.last);
        words.say("span-dates", args![from = first, to = last])
    };
    let value = figure(fired.value);
    let name = words.kpi_name(fired.kpi, definition);
    let side = words.word(if fired.is_high {
        "alert-high"
    } else {
        "alert-low"
    });
    match (fired.normal, fired.limit) {
        (Some((low, high)), _) => words.say(
            "alert-odd",
            args![
                weeks = weeks,
                name = name,
                value = value,
                side = side,
                low = figure(low),
                high = figure(high)
            ],
        ),
        (None, limit) => words.say(
            "alert-limit",
            args![
                weeks = weeks,
                name = name,
                value = value,
                limit = figure(limit.unwrap_or_default())
            ],
        ),
    }
}
