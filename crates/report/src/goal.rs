//! Goals in words: the answers to `/goal show`, `/goal list`, `/goal set` and `/goal remove`.
//!
//! Lives here: which lines there are and in which order. Must not live here: the numbers (`kpi::goal`), the plan
//! (`plan`).

mod landing;

use jiff::Timestamp;
use kpi::{
    definition::Definition,
    fraction::Fraction,
    funnel::Span,
    goal::{Direction, Standing, State, Unit, Workdays},
    period::{Kind, Period},
};

use crate::{
    args,
    format::numbers::decimal,
    funnel::join,
    locale::Locale,
    message::{Message, Tone},
    words::Words,
};

pub use landing::{Days, landing_picture};

/// The most goals that one answer details; the rest is counted.
const DETAILED: usize = 4;
/// The most goals that a list names.
const LISTED: usize = 15;

/// Which periods a goal is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// One.
    One(Period),
    /// Every one of a kind.
    Every(Kind),
}

/// A goal as it was set.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// What the KPI is called in the language of the answer.
    pub kpi: String,
    /// For which periods.
    pub when: When,
    /// In its unit: a share of 1 for percent, minor units for money.
    pub target: Fraction,
    /// What it counts.
    pub unit: Unit,
    /// The currency of money.
    pub currency: Option<String>,
    /// Which side of the target is good.
    pub direction: Direction,
    /// When it was set.
    pub set_at: Timestamp,
}

/// A goal beside what was measured in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The goal.
    pub goal: Goal,
    /// The period measured.
    pub period: Period,
    /// The number; `None` where there is none.
    pub actual: Option<Fraction>,
    /// Why there is none, as a sentence; `None` too where nothing divides.
    pub reason: Option<String>,
    /// Whether leads of the cohort still have time to convert.
    pub maturing: bool,
    /// The counts that a rate stands on.
    pub base: Option<(i64, i64)>,
    /// How it stands; `None` where there is no number.
    pub standing: Option<Standing>,
    /// The period's working time.
    pub workdays: Workdays,
}

/// What an answer to `/goal show` is made of.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The goals, the most pressing order first.
    pub goals: &'a [Progress],
    /// The agreement they were measured under.
    pub definition: &'a Definition,
    /// Nothing at or after this instant counts.
    pub as_of: Timestamp,
}

/// The answer to `/goal show`.
pub fn show(locale: Locale, shown: &Shown<'_>) -> Message {
    let words = locale.words();
    let mut blocks: Vec<Vec<String>> = Vec::new();
    for progress in shown.goals.iter().take(DETAILED) {
        blocks.push(detail(words, shown, progress));
    }
    let mut last = Vec::new();
    if let Some(more) = shown
        .goals
        .len()
        .checked_sub(DETAILED)
        .filter(|more| *more > 0)
    {
        last.push(words.say("goal-more", args![count = more]));
    }
    if shown.goals.is_empty() {
        last.push(words.word("goal-none-hint"));
    }
    last.push(as_of(words, shown));
    blocks.push(last);
    Message {
        content: title(words, shown),
        body: Some(join(&blocks)),
        tone: tone(shown.goals),
        ..Message::default()
    }
    .bounded()
}

/// The goals of a post, a line each: state, what there is of what is aimed at, where it lands.
pub fn lines(locale: Locale, definition: &Definition, goals: &[Progress]) -> Vec<String> {
    let words = locale.words();
    goals
        .iter()
        .map(|progress| {
            let told = line(words, definition, progress);
            let landing = progress
                .standing
                .as_ref()
                .and_then(|standing| landing(words, progress, standing));
            let parts: Vec<String> = std::iter::once(told).chain(landing).collect();
            parts.join(&words.word("sep"))
        })
        .collect()
}

/// A goal in a line: state, and what there is of what is aimed at.
pub(crate) fn line(words: &Words, definition: &Definition, progress: &Progress) -> String {
    words.say(
        "goal-post-line",
        args![
            kpi = &progress.goal.kpi,
            period = period_name(words, definition, &progress.period),
            state = state(words, progress),
            actual = actual(words, progress),
            target = target(words, &progress.goal)
        ],
    )
}

fn as_of(words: &Words, shown: &Shown<'_>) -> String {
    let zone = &shown.definition.zone;
    let at = words.instant(shown.as_of, zone, shown.as_of);
    let zone = words.zone(zone, shown.as_of);
    words.say("goal-as-of", args![at = at, zone = zone])
}

fn tone(goals: &[Progress]) -> Tone {
    let is_bad = |progress: &Progress| {
        let state = progress.standing.map(|standing| standing.state);
        matches!(state, Some(State::AtRisk | State::OffTrack | State::Missed))
    };
    if goals.iter().any(is_bad) {
        Tone::Warning
    } else {
        Tone::Neutral
    }
}

fn title(words: &Words, shown: &Shown<'_>) -> String {
    match shown.goals {
        [] => words.word("goal-title-none"),
        [one] => {
            let told = args![
                state = state(words, one),
                kpi = &one.goal.kpi,
                period = period_name(words, shown.definition, &one.period),
                actual = actual(words, one),
                target = target(words, &one.goal)
            ];
            words.say("goal-title", told)
        }
        goals => {
            let mut states: Vec<(String, usize)> = Vec::new();
            for progress in goals {
                let state = state(words, progress);
                match states.iter_mut().find(|(known, _)| *known == state) {
                    Some((_, count)) => *count += 1,
                    None => states.push((state, 1)),
                }
            }
            let states: Vec<String> = states
                .into_iter()
                .map(|(state, count)| {
                    words.say("goal-state-count", args![state = state, count = count])
                })
                .collect();
            let states = states.join(&words.word("comma"));
            words.say(
                "goal-title-many",
                args![count = goals.len(), states = states],
            )
        }
    }
}

fn detail(words: &Words, shown: &Shown<'_>, progress: &Progress) -> Vec<String> {
    let goal = &progress.goal;
    let period = dated(words, shown, progress);
    let mut lines = vec![
        words.say("goal-heading", args![kpi = &goal.kpi, period = period]),
        words.say(
            "goal-result",
            args![
                state = state(words, progress),
                actual = actual(words, progress),
                target = target(words, goal)
            ],
        ),
    ];
    match &progress.standing {
        None => {
            let reason = progress.reason.clone();
            lines.push(reason.unwrap_or_else(|| words.word("goal-undefined")));
        }
        Some(standing) => {
            lines.extend(rates(words, progress, standing));
            lines.extend(landing(words, progress, standing));
            if progress.maturing {
                lines.push(words.word("goal-maturing"));
            }
        }
    }
    lines
}

/// What the period is called, with the dates that count.
fn dated(words: &Words, shown: &Shown<'_>, progress: &Progress) -> String {
    let counted = Span {
        start: progress.period.span.start,
        end: progress.period.span.end.min(shown.as_of),
    };
    let name = period_name(words, shown.definition, &progress.period);
    if counted.start >= counted.end {
        return name;
    }
    let dates = words.span(counted, &shown.definition.zone);
    if dates == name {
        return name;
    }
    format!("{name}{}{dates}", words.word("sep"))
}

/// Attainment and pace.
fn rates(words: &Words, progress: &Progress, standing: &Standing) -> Option<String> {
    let elapsed = decimal(progress.workdays.elapsed.to_f64()).unwrap_or_default();
    let total = progress.workdays.total;
    let pace = match standing.pace {
        Some(pace) => {
            let percent = words.share(pace);
            let told = args![percent = percent, elapsed = elapsed, total = total];
            Some(words.say("goal-pace", told))
        }
        None if standing.state == State::Early => {
            let told = args![elapsed = elapsed, total = total];
            Some(words.say("goal-days", told))
        }
        None => None,
    };
    let attained = standing.attainment.map(|attainment| {
        let percent = words.share(attainment);
        words.say("goal-attainment", args![percent = percent])
    });
    let parts: Vec<String> = attained.into_iter().chain(pace).collect();
    (!parts.is_empty()).then(|| parts.join(&words.word("sep")))
}

fn landing(words: &Words, progress: &Progress, standing: &Standing) -> Option<String> {
    let goal = &progress.goal;
    let Some(landing) = standing.landing else {
        let waits = standing.pace.is_some() || standing.state == State::Early;
        return waits.then(|| words.word("goal-landing-later"));
    };
    let expected = words.quantity(landing.expected, goal.unit, goal.currency.as_deref());
    Some(match (landing.range, landing.chance) {
        (Some((low, high)), Some(chance)) => {
            let chance = words.chance(chance);
            words.say(
                "goal-landing",
                args![expected = expected, low = low, high = high, chance = chance],
            )
        }
        _ => words.say("goal-landing-plain", args![expected = expected]),
    })
}

fn state(words: &Words, progress: &Progress) -> String {
    let key = match progress.standing.map(|standing| standing.state) {
        Some(State::OnTrack) => "goal-state-on-track",
        Some(State::AtRisk) => "goal-state-at-risk",
        Some(State::OffTrack) => "goal-state-off-track",
        Some(State::Reached) => "goal-state-reached",
        Some(State::Missed) => "goal-state-missed",
        Some(State::Early) => "goal-state-early",
        None if progress.workdays.elapsed == Fraction::ZERO => "goal-state-early",
        None => "goal-state-unknown",
    };
    words.word(key)
}

fn actual(words: &Words, progress: &Progress) -> String {
    let goal = &progress.goal;
    if let Some((numerator, denominator)) = progress.base {
        return words.rate(numerator, denominator);
    }
    progress.actual.map_or_else(
        || words.word("none"),
        |actual| words.quantity(actual, goal.unit, goal.currency.as_deref()),
    )
}

fn target(words: &Words, goal: &Goal) -> String {
    words.quantity(goal.target, goal.unit, goal.currency.as_deref())
}

/// The target with its side: `60件以上`.
fn aim(words: &Words, goal: &Goal) -> String {
    let target = target(words, goal);
    match goal.direction {
        Direction::Higher => words.say("goal-at-least", args![target = target]),
        Direction::Lower => words.say("goal-at-most", args![target = target]),
    }
}

/// What a period is called: `2026-W46`; its dates where it has no name of its own.
pub(crate) fn period_name(words: &Words, definition: &Definition, period: &Period) -> String {
    match period.kind {
        Kind::Biweek | Kind::Range => words.span_with_year(period.span, &definition.zone),
        _ => period.word(definition).to_string(),
    }
}

fn when(words: &Words, definition: &Definition, when: When) -> String {
    let key = match when {
        When::One(period) => return period_name(words, definition, &period),
        When::Every(Kind::Day) => "goal-every-day",
        When::Every(Kind::Week) => "goal-every-week",
        When::Every(Kind::Biweek) => "goal-every-biweek",
        When::Every(Kind::Quarter) => "goal-every-quarter",
        When::Every(Kind::Year) => "goal-every-year",
        // A range never comes again; nobody can set a goal for every one.
        When::Every(Kind::Month | Kind::Range) => "goal-every-month",
    };
    words.word(key)
}

/// The answer to `/goal list`.
pub fn list(locale: Locale, definition: &Definition, goals: &[Goal], now: Timestamp) -> Message {
    let words = locale.words();
    if goals.is_empty() {
        return Message {
            content: words.word("goal-list-none"),
            body: Some(words.word("goal-list-none-hint")),
            ..Message::default()
        }
        .bounded();
    }
    let row = |goal: &Goal| {
        let told = args![
            kpi = &goal.kpi,
            period = when(words, definition, goal.when),
            target = aim(words, goal),
            date = words.day_near(goal.set_at, &definition.zone, now)
        ];
        words.say("goal-list-row", told)
    };
    let mut rows: Vec<String> = goals.iter().take(LISTED).map(row).collect();
    if let Some(more) = goals.len().checked_sub(LISTED).filter(|more| *more > 0) {
        rows.push(words.say("status-more", args![count = more]));
    }
    Message {
        content: words.say("goal-list-title", args![count = goals.len()]),
        body: Some(rows.join("\n")),
        ..Message::default()
    }
    .bounded()
}

/// What a command did to a goal.
#[derive(Debug, Clone, Copy)]
pub enum Deed<'a> {
    /// It was set, in place of an earlier one where there was one.
    Set {
        /// The earlier one.
        before: Option<&'a Goal>,
    },
    /// It was removed.
    Removed,
}

/// The answer to `/goal set` and `/goal remove`.
pub fn done(locale: Locale, definition: &Definition, goal: &Goal, deed: Deed<'_>) -> Message {
    let words = locale.words();
    let period = when(words, definition, goal.when);
    let target = aim(words, goal);
    let line = match deed {
        Deed::Set { before: None } => words.say(
            "goal-set",
            args![kpi = &goal.kpi, period = period, target = target],
        ),
        Deed::Set {
            before: Some(before),
        } => {
            let told = args![
                kpi = &goal.kpi,
                period = period,
                target = target,
                before = aim(words, before)
            ];
            words.say("goal-changed", told)
        }
        Deed::Removed => words.say(
            "goal-removed",
            args![kpi = &goal.kpi, period = period, target = target],
        ),
    };
    Message::line(line)
}
