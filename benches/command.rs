//! One command, from the slash in the chat over the gateway and back to the answer in the channel.
//!
//! Must not live here: what the command costs without the chat (`funnel`).

use std::time::{Duration, Instant};

use criterion::Criterion;
use funnelbot::stage::{MARKETER, Stage, StageOptions};
use futures_util::future::join_all;
use kpi::model::Tool;
use sandbox::world::World;

use crate::{
    databases::{Databases, absorb},
    generator::now,
    meter::{ms, percentile, sampled, usual_size},
};

const QUESTION: &str = "/kpi funnel period:last-month";
const TIMES: usize = 1_000;
const AT_ONCE: usize = 50;
const ROUNDS: usize = 20;
/// Leads that are absorbed while people ask.
const MEANWHILE: usize = 50_000;

pub(crate) fn bench(criterion: &mut Criterion, databases: &Databases) {
    let leads = usual_size();
    let file = databases.copy(leads, "command.db");
    let options = StageOptions {
        database: Some(file),
        ..StageOptions::new(Tool::Hubspot, World::empty(), now())
    };
    let mut stage = databases
        .runtime
        .block_on(Stage::set(options))
        .expect("the stage can be set");
    databases.runtime.block_on(stage.tick());

    let mut group = criterion.benchmark_group("command");
    sampled(&mut group, format!("funnel/{leads}"), || {
        databases.runtime.block_on(ask(&stage));
    });
    group.finish();

    databases.runtime.block_on(async {
        tell("one after the other", one_by_one(&stage, TIMES).await);
        let mut together = Vec::new();
        for _ in 0..ROUNDS {
            together.extend(join_all((0..AT_ONCE).map(|_| ask(&stage))).await);
        }
        tell(&format!("{AT_ONCE} at once"), together);
        tell("while a sync is absorbed", meanwhile(&stage, leads).await);
        stage.strike().await;
    });
}

async fn one_by_one(stage: &Stage, times: usize) -> Vec<Duration> {
    let mut samples = Vec::with_capacity(times);
    for _ in 0..times {
        samples.push(ask(stage).await);
    }
    samples
}

/// Asks for as long as the store takes in further leads of the same account.
async fn meanwhile(stage: &Stage, known: usize) -> Vec<Duration> {
    let store = stage.store().clone();
    let sync = tokio::spawn(async move {
        absorb(&store, known..known + MEANWHILE).await;
    });
    let mut samples = Vec::new();
    while !sync.is_finished() {
        samples.push(ask(stage).await);
    }
    sync.await.expect("it is absorbed");
    samples
}

async fn ask(stage: &Stage) -> Duration {
    let begun = Instant::now();
    let answer = stage.ask(MARKETER, QUESTION).await.expect("an answer");
    let took = begun.elapsed();
    assert!(
        answer.text().contains("MQL"),
        "no numbers: {}",
        answer.text()
    );
    took
}

fn tell(how: &str, mut samples: Vec<Duration>) {
    let count = samples.len();
    let mut at = |p| percentile(&mut samples, p).map_or(f64::NAN, ms);
    println!(
        "command: {how}: p50 {:.1} ms, p99 {:.1} ms ({count} answers)",
        at(0.5),
        at(0.99)
    );
}
