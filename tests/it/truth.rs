//! The numbers people see, held against the world they come from: the real path from the tool's HTTP to the
//! JSON of `/kpi funnel`, beside a second computation from the sentences of `kpi.md`.
//!
//! Lives here: worlds, the passing of time, and the comparison. The second computation is in `truth/`.

mod beside;
mod books;
mod doings;
mod known;
mod kpis;
mod naive;
mod naive_kpis;
mod periods;

use funnelbot::stage::{SEEDED_TEAM, Stage, StageOptions};
use jiff::{SignedDuration, Timestamp};
use kpi::model::Tool;
use sandbox::world::{Activity, LeadKey, NewLead, World, WorldOptions};
use serde_json::Value;

use self::{known::Watch, naive::Question};
use crate::harness::{at, end, hours, set};

const POLL_HOURS: i64 = 6;

/// What is asked: words, and what they are compared with.
const WORDS: [&str; 26] = [
    "today",
    "yesterday",
    "this-week",
    "last-week",
    "this-biweek",
    "last-biweek",
    "this-month",
    "last-month",
    "this-quarter",
    "last-quarter",
    "this-year",
    "last-year",
    "last-7d",
    "last-30d",
    "last-90d",
    "2026-10",
    "2026-07",
    "2025-02",
    "2026-W41",
    "2026-W40",
    "2026-Q2",
    "FY2025",
    "2026-10-05",
    "2026-09-13..2026-10-08",
    "2026-12",
    "2026-10-20..2026-11-30",
];

/// One company, watched from its first poll on.
struct Company {
    stage: Stage,
    world: World,
    watch: Watch,
}

impl Company {
    async fn opens(tool: Tool, world: World, wall: &str) -> Self {
        let opening = at(wall);
        let stage = set(StageOptions {
            team: SEEDED_TEAM.to_owned(),
            poll_every: hours(POLL_HOURS),
            ..StageOptions::new(tool, world.clone(), opening)
        })
        .await;
        let watch = Watch::new(tool, opening, hours(POLL_HOURS));
        let mut company = Self {
            stage,
            world,
            watch,
        };
        company.lives(SignedDuration::ZERO).await;
        company
    }

    /// Lets time pass up to a later poll.
    async fn lives(&mut self, time: SignedDuration) {
        let until = self.now() + time;
        self.stage.live_until(until).await;
        self.watch.until(until);
    }

    fn now(&self) -> Timestamp {
        self.stage.clock().now()
    }

    async fn figures(&self, question: &Question<'_>) -> Value {
        let told = self.stage.figures(&question.line()).await;
        told.unwrap_or_else(|why| panic!("{}: {why}", question.line()))
    }

    /// Asks everything and compares every number.
    async fn is_told_truly(&self, occasion: &str) {
        let leads = known::leads(&self.stage, &self.world, &self.watch);
        let as_of = self.watch.as_of();
        for word in WORDS {
            for compare in ["previous", "last-year", "none"] {
                for basis in ["period", "cohort"] {
                    let question = Question {
                        word,
                        compare,
                        basis,
                    };
                    let told = self.figures(&question).await;
                    let truth = naive::answer(&leads, &question, self.now(), as_of);
                    let difference = naive::difference("", &told, &truth);
                    let line = question.line();
                    assert_eq!(difference, None, "{occasion} | {line}");
                }
            }
        }
    }

    /// A number of the answer, such as `/stages/0/entered`.
    async fn figure(&self, word: &str, place: &str) -> i64 {
        let question = Question {
            word,
            compare: "none",
            basis: "period",
        };
        let told = self.figures(&question).await;
        told.pointer(place)
            .and_then(Value::as_i64)
            .unwrap_or_else(|| panic!("{place} in {told}"))
    }
}

fn seeded(leads: usize) -> World {
    World::seeded(&WorldOptions {
        leads,
        visitors: 10,
        activity: Activity::StagesOnly,
        ..WorldOptions::default()
    })
}

async fn a_seeded_company_is_told_truly(tool: Tool) {
    let world = seeded(500);
    let mut company = Company::opens(tool, world, "2026-10-10 18:00").await;
    company.is_told_truly("first sync").await;
    for days in [1, 2, 9] {
        company.lives(hours(days * 24)).await;
        company.is_told_truly(&format!("{days} days on")).await;
    }
    shake(&company);
    company.lives(hours(30)).await;
    company.is_told_truly("after the shake").await;
    company.lives(hours(12 * 24)).await;
    company.is_told_truly("well into November").await;
    let verified = company
        .stage
        .store()
        .verify(store::WorkspaceId::DEFAULT)
        .await;
    verified.expect("the stored sums are those of a count from scratch");
    end(company.stage).await;
}

/// Deletions, merges, restores, skips and returns among the seeded leads, made while the bot looks on.
fn shake(company: &Company) {
    let (world, now) = (&company.world, company.now());
    let alive: Vec<LeadKey> = world
        .truth(now)
        .into_iter()
        .filter(|lead| {
            lead.removals.is_empty() && lead.merged_into.is_none() && lead.absorbed.is_empty()
        })
        .map(|lead| lead.lead)
        .collect();
    let lead = |index: usize| alive[index * alive.len() / 40];
    let soon = |minutes: i64| now + SignedDuration::from_mins(minutes);
    for index in 0..6 {
        world.delete(lead(index), soon(400 + 7 * index as i64));
    }
    for index in (6..14).step_by(2) {
        world.merge(lead(index), lead(index + 1), soon(60 + index as i64));
    }
    // Mautic has no bin.
    if company.watch.tool() == Tool::Hubspot {
        world.restore(lead(0), soon(900));
        world.restore(lead(1), soon(1000));
    }
    for index in 14..20 {
        world.set_stage(lead(index), "customer", soon(100 + index as i64));
        world.set_stage(lead(index), "churned", soon(700));
        world.set_stage(lead(index), "sql", soon(800));
    }
    for index in 20..24 {
        world.clear_stage(lead(index), soon(300));
        world.set_stage(lead(index), "vip", soon(500));
        world.set_stage(lead(index), "mql", soon(650));
    }
}

async fn a_small_company_is_told_truly(tool: Tool) {
    let world = World::empty();
    let leads = small(&world);
    let mut company = Company::opens(tool, world.clone(), "2026-10-10 18:00").await;
    company.is_told_truly("first sync").await;
    company.lives(hours(6)).await;
    company.is_told_truly("nothing new").await;

    // Live: a deletion, a restore days later, a merge each way, a deletion without a trace.
    world.delete(leads[0], at("2026-10-11 03:00:30"));
    world.merge(leads[1], leads[2], at("2026-10-11 04:00"));
    world.merge(leads[4], leads[3], at("2026-10-11 05:00"));
    world.purge(leads[5], at("2026-10-12 10:00"));
    company.lives(hours(24)).await;
    company.is_told_truly("deleted and merged").await;
    company.lives(hours(48)).await;
    company.is_told_truly("purged").await;
    if tool == Tool::Hubspot {
        world.restore(leads[0], at("2026-10-15 10:00"));
        world.set_stage(leads[0], "opportunity", at("2026-10-17 10:00"));
    }
    world.set_stage(leads[2], "customer", at("2026-10-15 11:00"));
    company.lives(hours(48)).await;
    company.is_told_truly("restored").await;
    world.delete(leads[2], at("2026-10-17 11:00"));
    company.lives(hours(24 * 20)).await;
    company.is_told_truly("weeks later").await;
    // The month that was closed long ago keeps its counts, also of whom was deleted since.
    assert!(company.figure("2026-08", "/stages/0/entered").await > 0);
    end(company.stage).await;
}

/// Leads at the corners of the rules; the first six are free to be changed live.
fn small(world: &World) -> Vec<LeadKey> {
    let leads: Vec<LeadKey> = (0..16)
        .map(|day| {
            let created = at(&format!("2026-08-{:02} 10:00:00.250", day + 1));
            let stage = if day == 15 {
                None
            } else {
                Some("lead".to_owned())
            };
            let new = NewLead {
                stage,
                ..NewLead::default()
            };
            world.add_lead(new, created)
        })
        .collect();
    let set = |index: usize, word: &str, wall: &str| world.set_stage(leads[index], word, at(wall));
    set(0, "mql", "2026-09-02 09:00");
    set(1, "sql", "2026-09-03 12:30:15.750");
    set(2, "mql", "2026-09-04 12:00");
    set(3, "opportunity", "2026-09-30 23:59:59.999");
    set(4, "mql", "2026-10-01 00:00");
    set(5, "customer", "2026-10-05 00:00");
    // A skip, a fall back, a return.
    set(6, "opportunity", "2026-09-10 10:00");
    set(6, "mql", "2026-09-20 10:00");
    set(6, "customer", "2026-10-02 10:00");
    set(6, "evangelist", "2026-10-06 10:00");
    set(6, "churned", "2026-10-09 10:00");
    // A→B→A in one instant, and a stage that is set again.
    set(7, "mql", "2026-09-10 10:00");
    set(7, "lead", "2026-09-10 10:00");
    set(7, "lead", "2026-09-11 10:00");
    // Exits, and back.
    set(8, "recycled", "2026-09-11 10:00");
    set(8, "mql", "2026-09-28 10:00");
    set(9, "rejected", "2026-09-12 10:00");
    set(9, "sql", "2026-10-07 18:00");
    set(10, "lost", "2026-09-13 10:00");
    world.clear_stage(leads[11], at("2026-09-14 10:00"));
    set(11, "lead", "2026-10-08 10:00");
    // A stage that nobody mapped, and bare subscribers.
    set(12, "vip", "2026-09-15 10:00");
    set(12, "sql", "2026-09-29 10:00");
    set(13, "subscriber", "2026-09-16 10:00");
    set(14, "mql", "2026-10-10 17:59");
    leads
}

#[tokio::test(flavor = "multi_thread")]
async fn hubspot_seeded_numbers_are_true() {
    a_seeded_company_is_told_truly(Tool::Hubspot).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mautic_seeded_numbers_are_true() {
    a_seeded_company_is_told_truly(Tool::Mautic).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hubspot_corners_are_true() {
    a_small_company_is_told_truly(Tool::Hubspot).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mautic_corners_are_true() {
    a_small_company_is_told_truly(Tool::Mautic).await;
}
