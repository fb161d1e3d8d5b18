//! The sync of pages from a loopback server into a fresh file, and a poll in which nothing changed.
//!
//! Lives here: the server. Must not live here: the pulling, which is a process of its own (`puller`), so
//! that its processor time and memory are its own too.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use criterion::{Criterion, SamplingMode, Throughput};
use jiff::SignedDuration;
use sandbox::{
    clock::SandboxClock,
    hubspot::{Hubspot, HubspotOptions},
    world::{Activity, World, WorldOptions},
};

use crate::{
    databases::Databases,
    generator::now,
    meter::sizes,
    puller::{Cost, Errand},
};

/// Leads of the sync that criterion repeats.
const REPEATED: usize = 10_000;

pub(crate) fn bench(criterion: &mut Criterion, databases: &Databases) {
    for leads in sizes() {
        report(databases, leads);
    }
    let server = server(databases, REPEATED);
    let mut group = criterion.benchmark_group("sync");
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(10)
        .throughput(Throughput::Elements(REPEATED as u64));
    group.bench_function(format!("first/{REPEATED}"), |bencher| {
        bencher.iter_custom(|times| {
            let first = |_| Puller::start(&server, databases.folder()).poll().seconds;
            Duration::from_secs_f64((0..times).map(first).sum())
        });
    });
    group.finish();
}

fn server(databases: &Databases, leads: usize) -> Hubspot {
    let from = now() - SignedDuration::from_hours(730 * 24);
    let world = World::seeded(&WorldOptions {
        leads,
        visitors: 0,
        from,
        until: now(),
        activity: Activity::StagesOnly,
        ..WorldOptions::default()
    });
    let options = HubspotOptions {
        per_ten_seconds: None,
        searches_per_second: None,
        per_day: None,
        ..HubspotOptions::default()
    };
    databases
        .runtime
        .block_on(Hubspot::start(world, SandboxClock::new(now()), options))
        .expect("a port is free")
}

fn report(databases: &Databases, leads: usize) {
    let server = server(databases, leads);
    let mut puller = Puller::start(&server, databases.folder());
    let first = puller.poll();
    let count = leads as f64;
    println!(
        "sync: {leads} contacts with their history, {} requests, {} records of all streams, file {} MB",
        server.log().total(),
        first.records,
        first.file_bytes / 1_000_000
    );
    println!(
        "sync: {:.0} contacts/s, {:.1} µs of processor a contact, peak {:.0} MB, longest batch {:.1} ms, settled in {:.0} ms",
        count / first.seconds,
        first.cpu_seconds * 1e6 / count,
        first.peak_rss_mb,
        first.longest_batch_ms,
        first.settle_ms
    );
    // The second poll still reads what the first one's overlap covers.
    for name in ["second", "quiet"] {
        server.log().clear();
        let poll = puller.poll();
        println!(
            "sync: {name} poll: {} requests, {} records, {:.1} ms, {} KB written",
            server.log().total(),
            poll.records,
            poll.seconds * 1e3,
            poll.bytes_written / 1_000
        );
    }
}

/// The process that pulls, into a file that goes with it.
struct Puller {
    process: Child,
    orders: Option<ChildStdin>,
    costs: Lines<BufReader<ChildStdout>>,
    _folder: tempfile::TempDir,
}

impl Puller {
    fn start(server: &Hubspot, folder: &Path) -> Self {
        let folder = tempfile::tempdir_in(folder).expect("a folder can be had");
        let errand = Errand {
            server: server.url().to_owned(),
            token: HubspotOptions::default().token,
            file: folder.path().join("synced.db"),
        };
        let program = std::env::current_exe().expect("this program has a file");
        let mut process = Command::new(program)
            .args(errand.arguments())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program can be started");
        let orders = process.stdin.take();
        let costs = process.stdout.take().expect("its output is piped");
        Self {
            process,
            orders,
            costs: BufReader::new(costs).lines(),
            _folder: folder,
        }
    }

    fn poll(&mut self) -> Cost {
        let orders = self.orders.as_mut().expect("open until it is dropped");
        writeln!(orders, "poll").expect("it listens");
        let line = self.costs.next().expect("it answers").expect("in UTF-8");
        serde_json::from_str(&line).expect("a cost")
    }
}

impl Drop for Puller {
    fn drop(&mut self) {
        // It ends when there is nothing more to read.
        self.orders.take();
        if let Err(error) = self.process.wait() {
            println!("sync: the puller did not end: {error}");
        }
    }
}
