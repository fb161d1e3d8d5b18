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
};
use store::{Store, WorkspaceId};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::generator::{batches, lives, now};

/// Where the generated leads are said to come from.
const ACCOUNT: &str = "https://generated.example";

/// Files filled so far, and a place to run.
#[derive(Debug)]
pub(crate) struct Databases {
    pub(crate) runtime: Runtime,
    folder: TempDir,
    filled: RefCell<HashMap<usize, PathBuf>>,
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
        let mut filled = self.filled.borrow_mut();
        let make = || {
            let file = self.folder().join(format!("{leads}.db"));
            self.runtime.block_on(fill(&file, leads));
            file
        };
        filled.entry(leads).or_insert_with(make).clone()
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
    store
        .settle(WorkspaceId::DEFAULT)
        .await
        .expect("the file can be written");
    let settled = begun.elapsed() - absorbed;
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
        Stream::Leads | Stream::StageHistory => (stream, Capability::Native),
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
