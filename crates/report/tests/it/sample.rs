//! One invented company's numbers, the same in every test.

use std::sync::LazyLock;

use jiff::Timestamp;
use kpi::{
    calendar::Calendar,
    definition::Definition,
    funnel::{
        Basis, Conversion, ConversionRow, Funnel, FunnelPeriod, MedianTime, OutflowNumbers,
        SalesCycle, Span, StageNumbers, StageRow, StageTime, TimeInStageRow, VelocityRow,
    },
    model::ExtId,
    period::{Compare, Period, PeriodWord},
    stage::Place,
};
use leads::facts::LeadFacts;
use report::{
    LOCALES,
    frame::Frame,
    message::Message,
    plain,
    posts::{Edition, Sources},
};

/// Japan's.
pub(crate) static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::japan);

pub(crate) fn at(text: &str) -> Timestamp {
    format!("{text}[Asia/Tokyo]")
        .parse::<jiff::ZonedDateTime>()
        .expect("a zoned instant")
        .timestamp()
}

pub(crate) fn period(word: &str, definition: &Definition) -> Period {
    PeriodWord::parse(word)
        .expect("a period word")
        .resolve(definition, at("2026-11-16T09:00"))
}

pub(crate) fn frame<'a>(definition: &'a Definition, word: &str) -> Frame<'a> {
    Frame {
        definition,
        calendar: &CALENDAR,
        period: period(word, definition),
        compare: Compare::Previous,
    }
}

/// Sources about which nothing has to be said.
static IN_ORDER: LazyLock<Sources> = LazyLock::new(Sources::default);

/// A post that says nothing beside its numbers; a test changes what it is about.
pub(crate) fn edition<'a>(key: &'a str, frame: Frame<'a>, funnel: &'a Funnel) -> Edition<'a> {
    Edition {
        key,
        frame,
        funnel,
        marks: &[],
        goals: &[],
        notes: &[],
        restated: &[],
        redefined: None,
        sources: &IN_ORDER,
        next: None,
    }
}

/// A message in every language, as it stands in the channel.
pub(crate) fn shown(message: impl Fn(report::Locale) -> Message) -> String {
    let zone = Definition::default().zone;
    let texts: Vec<String> = LOCALES
        .iter()
        .map(|locale| {
            let message = message(*locale);
            let text = plain::text(&message, *locale, &zone);
            let length =
                message.content.chars().count() + message.body.map_or(0, |b| b.chars().count());
            format!("=== {} ({length})\n{text}", locale.code())
        })
        .collect();
    texts.join("\n\n")
}

/// Numbers of a stage: stock before, inflow, outflow as forward, back, exit, removed, entered, returned.
pub(crate) fn stage(
    start: i64,
    inflow: i64,
    out: [i64; 4],
    entered: i64,
    returned: i64,
) -> StageNumbers {
    let [forward, back, exit, removed] = out;
    let outflow = OutflowNumbers {
        forward,
        back,
        exit,
        removed,
    };
    let delta = inflow - outflow.total();
    StageNumbers {
        stock_start: start,
        stock_end: start + delta,
        delta,
        inflow,
        outflow,
        entered,
        returned,
    }
}

pub(crate) const IDS: [&str; 5] = ["lead", "mql", "sql", "opportunity", "customer"];
const PAIRS: [(usize, usize); 5] = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)];

pub(crate) fn quiet_stages() -> Vec<(StageNumbers, StageNumbers)> {
    [4_980, 131, 44, 22, 310]
        .map(|stock| (stage(stock, 0, [0; 4], 0, 0), stage(stock, 0, [0; 4], 0, 0)))
        .to_vec()
}

/// The week 2026-W46 and the week before.
pub(crate) fn week_stages() -> Vec<(StageNumbers, StageNumbers)> {
    vec![
        (
            stage(4_980, 416, [58, 0, 31, 2], 412, 4),
            stage(4_720, 390, [71, 0, 59, 0], 388, 2),
        ),
        (
            stage(135, 61, [14, 38, 13, 0], 58, 3),
            stage(121, 74, [13, 35, 12, 0], 71, 3),
        ),
        (
            stage(40, 15, [5, 4, 2, 0], 14, 1),
            stage(38, 13, [4, 5, 2, 0], 13, 0),
        ),
        (
            stage(22, 5, [2, 0, 3, 0], 5, 0),
            stage(21, 4, [3, 0, 0, 0], 4, 0),
        ),
        (
            stage(310, 2, [0, 0, 0, 0], 2, 0),
            stage(307, 3, [0, 0, 0, 0], 3, 0),
        ),
    ]
}

pub(crate) struct Asked {
    pub(crate) basis: Basis,
    pub(crate) as_of: Timestamp,
    pub(crate) compared: bool,
    pub(crate) window_days: i64,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            basis: Basis::Period,
            as_of: at("2026-11-16T06:02"),
            compared: true,
            window_days: 90,
        }
    }
}

/// The funnel of `frame` with these numbers of stages.
pub(crate) fn funnel(
    frame: &Frame<'_>,
    stages: &[(StageNumbers, StageNumbers)],
    asked: &Asked,
) -> Funnel {
    let span = frame.period.span;
    let compared = asked.compared.then_some(()).and_then(|()| {
        frame
            .period
            .comparison(frame.compare, frame.definition, asked.as_of)
    });
    let rows = stages.iter().zip(IDS).map(|((now, before), id)| StageRow {
        id: id.to_owned(),
        now: *now,
        previous: compared.map(|_| *before),
    });
    Funnel {
        period: FunnelPeriod {
            start: span.start,
            end: span.end,
            open: span.end > asked.as_of,
        },
        comparison: compared,
        as_of: asked.as_of,
        stages: rows.collect(),
        conversions: conversions(span, stages, asked, compared),
        velocity: velocity(compared),
        time_in_stage: times(compared),
        sales_cycle: SalesCycle {
            now: median(84.0, 2),
            previous: compared.map(|_| median(91.0, 3)),
        },
    }
}

fn conversions(
    span: Span,
    stages: &[(StageNumbers, StageNumbers)],
    asked: &Asked,
    compared: Option<Span>,
) -> Vec<ConversionRow> {
    let is_maturing = |end: Timestamp| {
        let window = jiff::SignedDuration::from_hours(24 * asked.window_days);
        asked.basis == Basis::Cohort && asked.as_of < end + window
    };
    PAIRS
        .iter()
        .map(|(from, to)| ConversionRow {
            from: IDS[*from].to_owned(),
            to: IDS[*to].to_owned(),
            basis: asked.basis,
            now: conversion(
                stages[*to].0.entered,
                stages[*from].0.entered,
                is_maturing(span.end),
            ),
            previous: compared.map(|compared| {
                conversion(
                    stages[*to].1.entered,
                    stages[*from].1.entered,
                    is_maturing(compared.end),
                )
            }),
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
pub(crate) fn conversion(numerator: i64, denominator: i64, maturing: bool) -> Conversion {
    Conversion {
        numerator,
        denominator,
        rate: (denominator > 0).then(|| numerator as f64 / denominator as f64),
        maturing,
    }
}

fn median(days: f64, n: usize) -> MedianTime {
    MedianTime {
        median_seconds: (n > 0).then_some(days * 86_400.0),
        n,
    }
}

fn velocity(compared: Option<Span>) -> Vec<VelocityRow> {
    let days = [11.2, 9.4, 21.0, 33.7, 84.0];
    let row = |((from, to), days): (&(usize, usize), f64)| VelocityRow {
        from: IDS[*from].to_owned(),
        to: IDS[*to].to_owned(),
        now: median(days, 14),
        previous: compared.map(|_| median(days * 1.1, 13)),
    };
    PAIRS.iter().zip(days).map(row).collect()
}

fn times(compared: Option<Span>) -> Vec<TimeInStageRow> {
    let stay = |days: f64, n: usize| StageTime {
        median_seconds: (n > 0).then_some(days * 86_400.0),
        p90_seconds: (n > 0).then_some(days * 3.1 * 86_400.0),
        n,
    };
    let days = [
        (12.4, 91, 11.0),
        (5.2, 65, 3.1),
        (8.9, 11, 9.2),
        (30.1, 5, 28.0),
        (0.0, 0, 0.0),
    ];
    let row = |(id, (now, n, before)): (&str, (f64, usize, f64))| TimeInStageRow {
        stage: id.to_owned(),
        now: stay(now, n),
        previous: compared.map(|_| stay(before, n)),
    };
    IDS.into_iter().zip(days).map(row).collect()
}

pub(crate) fn lead(company: &str) -> LeadFacts {
    LeadFacts {
        lead: 51,
        ext_id: ExtId::from("51"),
        place: Place::Ranked(1),
        score: Some(86.0),
        employees: Some(1_200),
        annual_revenue: Some(5_230_000_000.0),
        first_contact_at: Some(at("2026-10-02T10:00")),
        last_activity_at: Some(at("2026-11-16T09:12")),
        target_list: Some(true),
        opted_out: Some(false),
        channel: Some("ORGANIC_SEARCH".to_owned()),
        company: Some(company.to_owned()),
        industry: Some("製造業".to_owned()),
        job_title: Some("情報システム部長".to_owned()),
        owner: Some("佐藤".to_owned()),
        link: Some("https://app.hubspot.com/contacts/1/record/0-1/51".to_owned()),
    }
}
