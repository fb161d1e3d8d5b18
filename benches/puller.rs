//! The sync in a process of its own: the connector, the store and nothing else.
//!
//! Lives here: what that process does and tells. Must not live here: the server it pulls from (`sync`).

use std::{
    fs,
    io::{BufRead, Write},
    path::PathBuf,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use kpi::{
    definition::Definition,
    model::{Capability, Stream, Tool},
};
use ma::{Connector, HubspotSettings};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use store::{SourceId, Store, WorkspaceId};
use tokio::runtime::Runtime;

use crate::{
    databases::url,
    generator::now,
    meter::{cpu, memory, ms, written},
};

/// The first word of the command line that makes this program a puller.
const WORD: &str = "pull-for-the-bench";
const NO_LIMIT: u32 = 1_000_000;

/// Where to pull from and where to put it.
#[derive(Debug)]
pub(crate) struct Errand {
    pub(crate) server: String,
    pub(crate) token: String,
    pub(crate) file: PathBuf,
}

impl Errand {
    /// The command line that stands for it.
    pub(crate) fn arguments(&self) -> [String; 4] {
        let file = self.file.display().to_string();
        [
            WORD.to_owned(),
            self.server.clone(),
            self.token.clone(),
            file,
        ]
    }
}

/// What a poll cost this process.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    pub(crate) cpu_seconds: f64,
    pub(crate) records: usize,
    pub(crate) peak_rss_mb: f64,
    /// The longest time that taking in one batch took; the write lock is held for a part of it.
    pub(crate) longest_batch_ms: f64,
    pub(crate) settle_ms: f64,
    pub(crate) bytes_written: u64,
    pub(crate) file_bytes: u64,
}

/// The errand that this process was started for; `None` where it is the bench itself.
pub(crate) fn errand() -> Option<Errand> {
    let mut arguments = std::env::args().skip(1);
    (arguments.next()? == WORD).then_some(())?;
    Some(Errand {
        server: arguments.next()?,
        token: arguments.next()?,
        file: arguments.next()?.into(),
    })
}

/// One poll for every line that comes in, ten minutes apart; each is answered by a line that tells its cost.
pub(crate) fn run(errand: &Errand) {
    let runtime = Runtime::new().expect("a runtime can be had");
    let pull = runtime.block_on(Pull::begin(errand));
    let mut at = now();
    for line in std::io::stdin().lock().lines() {
        if line.is_err() {
            break;
        }
        let cost = runtime.block_on(pull.poll(at));
        at += SignedDuration::from_mins(10);
        println!("{}", serde_json::to_string(&cost).expect("numbers"));
        std::io::stdout().flush().expect("somebody reads");
    }
    runtime.block_on(pull.store.close());
}

struct Pull {
    store: Store,
    source: SourceId,
    connector: Box<dyn Connector>,
    file: PathBuf,
}

impl Pull {
    async fn begin(errand: &Errand) -> Self {
        let token = SecretString::from(errand.token.clone());
        let connector = ma::hubspot(HubspotSettings {
            rate_per_10s: NO_LIMIT,
            search_per_second: NO_LIMIT,
            score_property: Some("lead_score".to_owned()),
            ..HubspotSettings::new(errand.server.clone(), token)
        })
        .expect("the settings are sound");
        let store = Store::open(&url(&errand.file)).await.expect("a new file");
        let workspace = WorkspaceId::DEFAULT;
        store
            .adopt(workspace, &Definition::default())
            .await
            .expect("adopted");
        let source = store
            .source(workspace, Tool::Hubspot, &errand.server)
            .await
            .expect("a source");
        Self {
            store,
            source,
            connector,
            file: errand.file.clone(),
        }
    }

    async fn poll(&self, at: Timestamp) -> Cost {
        let (begun, busy, wrote) = (Instant::now(), cpu("self"), written());
        let (mut records, mut longest) = (0, Duration::ZERO);
        let capabilities = self.connector.capabilities();
        self.store
            .declare(self.source, &capabilities)
            .await
            .expect("declared");
        for stream in Stream::ALL {
            if capabilities.of(stream) != Capability::None {
                let (count, slowest) = self.pull(stream, at).await;
                records += count;
                longest = longest.max(slowest);
            }
        }
        let pulled = begun.elapsed();
        self.store
            .settle(WorkspaceId::DEFAULT)
            .await
            .expect("settled");
        let seconds = begun.elapsed();
        Cost {
            seconds: seconds.as_secs_f64(),
            cpu_seconds: (cpu("self") - busy).as_secs_f64(),
            records,
            peak_rss_mb: memory("self", "VmHWM"),
            longest_batch_ms: ms(longest),
            settle_ms: ms(seconds - pulled),
            bytes_written: written() - wrote,
            file_bytes: fs::metadata(&self.file).map_or(0, |file| file.len()),
        }
    }

    async fn pull(&self, stream: Stream, at: Timestamp) -> (usize, Duration) {
        let (mut records, mut slowest) = (0, Duration::ZERO);
        let mut cursor = self
            .store
            .cursor(self.source, stream)
            .await
            .expect("a cursor");
        loop {
            let batch = self
                .connector
                .pull(stream, cursor.as_ref(), at)
                .await
                .expect("the server is well");
            let begun = Instant::now();
            self.store
                .absorb(self.source, stream, &batch, at)
                .await
                .expect("absorbed");
            slowest = slowest.max(begun.elapsed());
            records += batch.records.len();
            if !batch.more {
                return (records, slowest);
            }
            cursor = batch.cursor;
        }
    }
}
