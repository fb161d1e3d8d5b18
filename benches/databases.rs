//! Databases filled with generated leads, made once a run for all groups.
//!
//! Must not live here: who the leads are (`generator`).

use std::{
    cell::RefCell,
    collections::HashMap,
    fs,
    ops::Range,
    path::{Path, PathBuf},
    time::Instant,
};

use kpi::{
    definition::Definition,
    model::{Batch, Capabilities, Capability, Stream, Tool},
    stage::Mapping,
};
use store::{SourceId, Store, WorkspaceId};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{
    doings,
    generator::{batches, lives, now},
};

/// Where the generated leads are said to come from.
const ACCOUNT: &str = "https://generated.example";

/// Files filled so far, and a place to run.
#[derive(Debug)]
pub(crate) struct Databases {
    pub(crate) runtime: Runtime,
    folder: TempDir,
    filled: RefCell<HashMap<(usize, Company), PathBuf>>,
}

/// What is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Company {
    /// Leads with their stages and deals, as HubSpot tells them.
    Leads,
    /// Leads and all that they did, as Mautic tells it.
    Doings,
}

impl Databases {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self {
            runtime: Runtime::new().expect("a runtime can be had"),
            folder: tempfile::tempdir().expect("a folder can be had"),
            filled: RefCell::default(),
        }
    }

    /// A folder that goes when the run ends.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file with so many leads; nobody has it open.
    pub(crate) fn file(&self, leads: usize) -> PathBuf {
        self.filled(leads, Company::Leads)
    }

    /// The file with so many leads and all that they did, of a tool that tells it; under [`lively`].
    pub(crate) fn lively(&self, leads: usize) -> PathBuf {
        self.filled(leads, Company::Doings)
    }

    fn filled(&self, leads: usize, company: Company) -> PathBuf {
        let mut filled = self.filled.borrow_mut();
        let make = || {
            let file = self.folder().join(format!("{leads}-{company:?}.db"));
            match company {
                Company::Leads => self.runtime.block_on(fill(&file, leads)),
                Company::Doings => self.runtime.block_on(fill_lively(&file, leads)),
            }
            file
        };
        filled.entry((leads, company)).or_insert_with(make).clone()
    }

    /// A copy of it that may be changed.
    pub(crate) fn copy(&self, leads: usize, name: &str) -> PathBuf {
        let copy = self.folder().join(name);
        fs::copy(self.file(leads), &copy).expect("the disk has room");
        copy
    }
}

/// The URL of a file.
pub(crate) fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

async fn fill(file: &Path, leads: usize) {
    let changes: usize = lives(0..leads).map(|life| life.changes.len()).sum();
    let store = Store::open(&url(file)).await.expect("the file can be made");
    let begun = Instant::now();
    absorb(&store, 0..leads).await;
    let absorbed = begun.elapsed();
    let known = store.sources(WorkspaceId::DEFAULT).await.expect("sources");
    let source = known.first().expect("the leads have one").id;
    take_in(&store, source, move |give| doings::deals(leads, give)).await;
    let begun = Instant::now();
    store
        .settle(WorkspaceId::DEFAULT)
        .await
        .expect("the file can be written");
    let settled = begun.elapsed();
    store.close().await;
    let size = fs::metadata(file).map_or(0, |file| file.len());
    println!(
        "filled: {leads} leads, {changes} stage changes ({:.2} a lead) in {:.1} s ({:.1} µs a lead), settled in {:.2} s, {} MB",
        changes as f64 / leads as f64,
        absorbed.as_secs_f64(),
        absorbed.as_secs_f64() * 1e6 / leads as f64,
        settled.as_secs_f64(),
        size / 1_000_000,
    );
}

/// The agreement of the company whose leads do something: the usual one, with the generated stages.
pub(crate) fn lively() -> Definition {
    let mut definition = Definition::default();
    let stages = Mapping::defaults(Tool::Hubspot, &definition.ladder);
    definition.mappings.insert(Tool::Mautic, stages);
    definition
}

async fn fill_lively(file: &Path, leads: usize) {
    let workspace = WorkspaceId::DEFAULT;
    let store = Store::open(&url(file)).await.expect("the file can be made");
    store.adopt(workspace, &lively()).await.expect("adopted");
    let source = store.source(workspace, Tool::Mautic, ACCOUNT).await;
    let source = source.expect("a source");
    let told = Capabilities(Stream::ALL.map(|stream| (stream, Capability::Native)));
    store.declare(source, &told).await.expect("declared");
    for batch in batches(0..leads) {
        let absorbed = store.absorb(source, Stream::Leads, &batch, now()).await;
        absorbed.expect("absorbed");
    }
    let begun = Instant::now();
    let records = take_in(&store, source, move |give| doings::batches(leads, give)).await;
    let absorbed = begun.elapsed();
    store
        .settle(workspace)
        .await
        .expect("the file can be written");
    let settled = begun.elapsed() - absorbed;
    store.close().await;
    let size = fs::metadata(file).map_or(0, |file| file.len());
    println!(
        "filled: {records} things that {leads} leads did in {:.1} s ({:.1} µs each), settled in {:.2} s, {} MB",
        absorbed.as_secs_f64(),
        absorbed.as_secs_f64() * 1e6 / records as f64,
        settled.as_secs_f64(),
        size / 1_000_000,
    );
}

/// Absorbs the batches that a thread of its own makes up; how many records.
async fn take_in<Tell>(store: &Store, source: SourceId, tell: Tell) -> usize
where
    Tell: FnOnce(&mut dyn FnMut(Stream, Batch)) + Send + 'static,
{
    let (sender, mut receiver) = tokio::sync::mpsc::channel(8);
    let telling = std::thread::spawn(move || {
        tell(&mut |stream, batch| {
            sender
                .blocking_send((stream, batch))
                .expect("somebody listens");
        });
    });
    let mut records = 0;
    while let Some((stream, batch)) = receiver.recv().await {
        records += batch.records.len();
        let absorbed = store.absorb(source, stream, &batch, now()).await;
        absorbed.expect("absorbed");
    }
    telling.join().expect("nothing to panic about");
    records
}

/// Absorbs the generated leads of these numbers.
pub(crate) async fn absorb(store: &Store, numbers: Range<usize>) {
    let workspace = WorkspaceId::DEFAULT;
    let definition = Definition::default();
    store.adopt(workspace, &definition).await.expect("adopted");
    // A bot that ran on the file may have met its account at another address.
    let known = store.sources(workspace).await.expect("sources");
    let source = match known.first() {
        Some(known) => known.id,
        None => store
            .source(workspace, Tool::Hubspot, ACCOUNT)
            .await
            .expect("a source"),
    };
    let told = Stream::ALL.map(|stream| match stream {
        Stream::Leads | Stream::StageHistory | Stream::Deals => (stream, Capability::Native),
        _ => (stream, Capability::None),
    });
    store
        .declare(source, &Capabilities(told))
        .await
        .expect("declared");
    for batch in batches(numbers) {
        store
            .absorb(source, Stream::Leads, &batch, now())
            .await
            .expect("absorbed");
    }
    let complete = Batch {
        complete_to: Some(now()),
        ..Batch::default()
    };
    store
        .absorb(source, Stream::StageHistory, &complete, now())
        .await
        .expect("absorbed");
}
