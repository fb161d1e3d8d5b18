//! Every KPI of `/kpi list`, asked with `/kpi show` of a company that has been polled for some weeks, beside the
//! second computation.
//!
//! Lives here: what is asked, which KPIs a tool cannot tell, and the comparison. Must not live here: counting.

use std::collections::BTreeSet;

use funnelbot::stage::{Stage, StageOptions};
use kpi::model::Tool;
use sandbox::world::{Act, World, WorldOptions};
use serde_json::Value;

use super::{
    beside::Beside,
    books::Books,
    doings::Doings,
    known::Watch,
    naive_kpis::{Company, Figure},
    periods::cut,
};
use crate::harness::{at, end, hours, set};

/// A month that began before the first poll and ended after it, one that had ended before, one that goes on, and
/// a longer time in which everything happens.
const WORDS: [&str; 4] = ["last-month", "2026-09", "this-month", "this-year"];
const POLL_HOURS: i64 = 12;

/// What HubSpot never tells: who did what in mails and on pages, who is in a workflow or a list.
const HUBSPOT_NEVER: [&str; 13] = [
    "automations-fired",
    "downloads",
    "email-cvr",
    "method-newsletter",
    "method-on-site-seminar",
    "method-scenario-mail",
    "method-video",
    "method-web-content",
    "method-white-paper",
    "page-views",
    "scenario-completion",
    "segment-engagement",
    "survey-answer-rate",
];

/// What a tool tells not of a period that ended before the first poll.
const HUBSPOT_SINCE: [&str; 6] = [
    "active-contacts",
    "active-rate",
    "automations",
    "automations-active",
    "contacts",
    "dormant-contacts",
];
const MAUTIC_SINCE: [&str; 5] = [
    "automations",
    "automations-active",
    "score-mean",
    "score-median",
    "segment-engagement",
];

/// What it tells not of a period that began before the first poll.
const HUBSPOT_THROUGH: [&str; 1] = ["reactivated"];
const MAUTIC_THROUGH: [&str; 1] = ["score-delta"];

/// Visitors are entered for some months alone.
const LONG: [&str; 2] = ["visitor-to-lead", "visitors"];

/// Everything that has no value, and must say why.
fn unavailable(tool: Tool, word: &str) -> BTreeSet<&'static str> {
    let (never, since, through): (&[&str], &[&str], &[&str]) = match tool {
        Tool::Hubspot => (&HUBSPOT_NEVER, &HUBSPOT_SINCE, &HUBSPOT_THROUGH),
        Tool::Mautic => (&[], &MAUTIC_SINCE, &MAUTIC_THROUGH),
    };
    let mut ids: BTreeSet<&str> = never.iter().copied().collect();
    if word != "this-month" {
        ids.extend(through);
    }
    if word == "this-year" {
        ids.extend(LONG);
    }
    if word == "2026-09" {
        ids.extend(since);
    }
    ids
}

async fn asked(stage: &Stage, line: &str) -> Value {
    let told = stage.figures(line).await;
    told.unwrap_or_else(|why| panic!("{line}: {why}"))
}

/// What happens too seldom to be left to chance: a customer leaves and comes back, another goes on for less, and
/// around the end of a month some want no more mail, are deleted, or turn out to be one.
fn seldom(world: &World) {
    let truth = world.truth(at("2026-08-01 00:00"));
    let mut plain = truth.iter().filter(|story| {
        story.removals.is_empty() && story.merged_into.is_none() && story.absorbed.is_empty()
    });
    let mut lead = || plain.next().expect("there are hundreds").lead;
    let back = lead();
    world.set_stage(back, "customer", at("2026-08-05 10:00"));
    world.set_stage(back, "churned", at("2026-09-20 10:00"));
    world.set_stage(back, "customer", at("2026-10-03 10:00"));
    let less = lead();
    // Contracts begin and end at midnights in UTC.
    let terms = [
        (900_000, "2025-10-06 09:00", "2026-10-06 09:00"),
        (600_000, "2026-10-06 09:00", "2027-10-06 09:00"),
    ];
    for (yearly, starts, ends) in terms {
        let starts = at(starts);
        let deal = world.open_deal(less, yearly, starts - hours(20 * 24));
        world.set_contract(deal, yearly / 12, starts, at(ends));
        world.move_deal(deal, "closedwon", starts - hours(3 * 24));
    }
    for (out, gone) in [
        ("2026-09-10 10:00", Some("2026-11-05 10:00")),
        ("2026-10-28 10:00", Some("2026-11-05 10:10")),
        ("2026-10-28 10:30", None),
        ("2026-11-06 10:00", None),
    ] {
        let lead = lead();
        let out = at(out);
        world.act(lead, Act::Sent(10), out - hours(48));
        world.act(lead, Act::Opened(10), out - hours(2));
        world.act(lead, Act::OptedOut(10), out);
        if let Some(gone) = gone {
            world.delete(lead, at(gone));
        }
    }
    world.merge(lead(), lead(), at("2026-11-03 10:00"));
}

async fn every_kpi_is_told_truly(tool: Tool) {
    let books = Books::of(tool);
    let world = World::seeded(&WorldOptions {
        leads: 700,
        visitors: 60,
        ..WorldOptions::default()
    });
    seldom(&world);
    let opening = at("2026-10-25 00:00");
    let mut stage = set(StageOptions {
        team: books.file(),
        poll_every: hours(POLL_HOURS),
        ..StageOptions::new(tool, world.clone(), opening)
    })
    .await;
    let now = at("2026-11-12 12:00");
    stage.live_until(now).await;
    books.import(&stage);
    let mut watch = Watch::new(tool, opening, hours(POLL_HOURS));
    watch.until(now);
    let doings = Doings::told(&stage, &world, &watch);
    let company = Company {
        doings: &doings,
        books: &books,
        deals: world.deals(now),
        spend: world.spend(now),
        now,
    };
    let list = asked(&stage, "/kpi list").await;
    let ids: BTreeSet<&str> = list["kpis"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["id"].as_str().expect("an id"))
        .collect();
    let mut wrong = Vec::new();
    let mut silent = ids.clone();
    for word in WORDS {
        let truth = company.figures(word);
        let counted: BTreeSet<&str> = truth.keys().map(String::as_str).collect();
        assert_eq!(
            ids, counted,
            "what is listed, and what is counted a second time"
        );
        let mut without = BTreeSet::new();
        for id in &ids {
            let told = asked(&stage, &format!("/kpi show kpi:{id} period:{word}")).await;
            if told["reason"].is_string() {
                without.insert(*id);
            }
            if told["value"].as_f64().is_some_and(|value| value != 0.0) {
                silent.remove(id);
            }
            let (now, before) = truth[*id];
            let period = cut(word, stage.clock().now()).whole();
            let beside = Beside {
                tool,
                id,
                now,
                before,
                start: period.start,
                end: period.end,
                as_of: watch.as_of(),
            };
            wrong.extend(difference(&beside, &told).map(|why| format!("{word} {why}")));
        }
        if without != unavailable(tool, word) {
            let odd: Vec<_> = without
                .symmetric_difference(&unavailable(tool, word))
                .copied()
                .collect();
            wrong.push(format!(
                "{word} not available, or available all at once: {odd:?}"
            ));
        }
    }
    // Two computations that find nothing agree on nothing.
    let never = unavailable(tool, "this-month");
    assert_eq!(silent, never, "never anything but nothing");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    nothing_is_told_of_the_future(&stage, &ids).await;
    end(stage).await;
}

/// Where an answer is not what was counted, and does not stand beside what it should.
fn difference(truth: &Beside<'_>, told: &Value) -> Option<String> {
    let id = truth.id;
    let empty = Figure {
        value: None,
        above: None,
        below: None,
    };
    let figure = truth.now.unwrap_or(empty);
    let numbers = [
        ("value", figure.value),
        ("numerator", figure.above),
        ("denominator", figure.below),
        ("previous", truth.before.and_then(|before| before.value)),
        ("change", truth.change()),
    ];
    let differs = |(field, truth): &(&str, Option<f64>)| match (told[field].as_f64(), *truth) {
        (None, None) => false,
        (Some(told), Some(truth)) => (told - truth).abs() > room(id, field, truth),
        _ => true,
    };
    let mut wrong: Vec<String> = numbers
        .iter()
        .filter(|row| differs(row))
        .map(|(field, truth)| format!("{field} {} is {truth:?}", told[field]))
        .collect();
    let words = truth.expected().into_iter();
    let held_back =
        |field: &str| field == "evidence" && told[field] == "unclear" && truth.may_be_held_back();
    let words = words.filter(|(field, truth)| told[field] != *truth && !held_back(field));
    wrong.extend(words.map(|(field, truth)| format!("{field} {} is {truth}", told[field])));
    (!wrong.is_empty()).then(|| format!("{id}: {}", wrong.join("; ")))
}

/// Of a period that has not begun nothing is told, not even zero.
async fn nothing_is_told_of_the_future(stage: &Stage, ids: &BTreeSet<&str>) {
    for id in ids {
        let told = asked(stage, &format!("/kpi show kpi:{id} period:2026-12")).await;
        assert_eq!(told["reason"], "この期間のデータはまだありません", "{told}");
        for field in [
            "value",
            "numerator",
            "denominator",
            "previous",
            "change",
            "evidence",
        ] {
            assert!(told[field].is_null(), "{id} {field}: {told}");
        }
    }
}

/// How far two computations may lie apart: floating point holds some fifteen digits, and a yen of an entry that
/// is spread over days falls on one day or the next.
fn room(id: &str, field: &str, truth: f64) -> f64 {
    const ENTRIES: f64 = 12.0;
    match (id, field) {
        ("cost", _) | ("roi", "numerator" | "denominator") => ENTRIES,
        ("roi", _) => 1e-4 * truth.abs().max(1.0),
        (id, "value" | "numerator" | "previous" | "change") if id.starts_with("cpa-") => ENTRIES,
        _ => 1e-9 * truth.abs().max(1.0),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kpi_of_hubspot_is_true() {
    every_kpi_is_told_truly(Tool::Hubspot).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kpi_of_mautic_is_true() {
    every_kpi_is_told_truly(Tool::Mautic).await;
}
