//! A poll: every stream of the tool from its cursor, each batch absorbed with its cursor.
//!
//! Lives here: the order of streams and what a failure of one means for the others. Must not live here:
//! retries against the network (`ma::http`), rows (the store).

use anyhow::Context;
use jiff::Timestamp;
use kpi::model::{Capabilities, Capability, Stream};
use ma::{Connector, PullError};
use store::{FailureKind, SourceId, Store, StreamFailure};

/// Where a poll reads from and writes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pipe<'a> {
    pub(crate) store: &'a Store,
    pub(crate) source: SourceId,
    pub(crate) connector: &'a dyn Connector,
}

/// What a poll brought.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Polled {
    /// Records per stream, in the order of the poll.
    pub(crate) records: Vec<(Stream, usize)>,
    /// Records that could not be read.
    pub(crate) broken: usize,
    /// Streams that failed, and why. A refusal of the whole tool is the last.
    pub(crate) failures: Vec<(Stream, PullError)>,
}

impl Polled {
    /// All records.
    pub(crate) fn total(&self) -> usize {
        self.records.iter().map(|(_, count)| count).sum()
    }
}

/// What is told while a poll runs.
pub(crate) trait Progress {
    /// `records` of `stream` are stored.
    fn stored(&mut self, stream: Stream, records: usize);
}

/// Nobody watches.
#[derive(Debug)]
pub(crate) struct Unwatched;

impl Progress for Unwatched {
    fn stored(&mut self, _stream: Stream, _records: usize) {}
}

/// Pulls every stream until nothing is left. A stream that fails keeps its cursor and does not stop the
/// others, unless the tool refuses us altogether.
///
/// # Errors
/// Only where the store cannot go on.
pub(crate) async fn poll(
    pipe: Pipe<'_>,
    now: Timestamp,
    progress: &mut dyn Progress,
) -> anyhow::Result<Polled> {
    let mut polled = Polled::default();
    let by_nature = pipe.connector.capabilities();
    declare(pipe, &by_nature).await?;
    for stream in Stream::ALL {
        // What was refused is asked for again: permissions change while the bot runs.
        if by_nature.of(stream) == Capability::None {
            continue;
        }
        match pull_stream(pipe, stream, now, progress).await {
            Ok((records, broken)) => {
                polled.records.push((stream, records));
                polled.broken += broken;
            }
            Err(Stopped::Tool(fault)) => {
                let sentence = fault.to_string();
                tracing::warn!(stream = stream.as_str(), %sentence, "a stream could not be pulled");
                pipe.store
                    .stream_failed(pipe.source, stream, &failure_of(&fault), now)
                    .await?;
                let denied = matches!(fault, PullError::Denied { .. });
                polled.failures.push((stream, fault));
                if denied {
                    break;
                }
            }
            Err(Stopped::Here(fault)) => return Err(fault),
        }
    }
    // What a tool refuses is only known after it was asked.
    declare(pipe, &by_nature).await?;
    Ok(polled)
}

/// Notes how far each stream is given. What the tool refuses must not hold back the as-of: it counts as none.
async fn declare(pipe: Pipe<'_>, by_nature: &Capabilities) -> anyhow::Result<()> {
    let refused = pipe.connector.refused();
    let given = by_nature.0.map(|(stream, capability)| {
        let is_refused = refused.contains(&stream);
        (
            stream,
            if is_refused {
                Capability::None
            } else {
                capability
            },
        )
    });
    pipe.store
        .declare(pipe.source, &Capabilities(given))
        .await?;
    Ok(())
}

enum Stopped {
    Tool(PullError),
    Here(anyhow::Error),
}

async fn pull_stream(
    pipe: Pipe<'_>,
    stream: Stream,
    now: Timestamp,
    progress: &mut dyn Progress,
) -> Result<(usize, usize), Stopped> {
    let (mut records, mut broken) = (0, 0);
    let mut cursor = pipe
        .store
        .cursor(pipe.source, stream)
        .await
        .map_err(|fault| Stopped::Here(fault.into()))?;
    loop {
        let batch = pipe
            .connector
            .pull(stream, cursor.as_ref(), now)
            .await
            .map_err(Stopped::Tool)?;
        pipe.store
            .absorb(pipe.source, stream, &batch, now)
            .await
            .with_context(|| format!("storing {}", stream.as_str()))
            .map_err(Stopped::Here)?;
        records += batch.records.len();
        broken += batch.broken.len();
        progress.stored(stream, batch.records.len());
        if !batch.more {
            return Ok((records, broken));
        }
        let moved = batch.cursor.is_some() && batch.cursor != cursor;
        if !moved {
            return Err(Stopped::Tool(PullError::Garbled {
                what: format!(
                    "{} does not get further: the same cursor came twice",
                    stream.as_str()
                ),
            }));
        }
        cursor = batch.cursor;
    }
}

fn failure_of(fault: &PullError) -> StreamFailure {
    StreamFailure {
        kind: match fault {
            PullError::Denied { .. } => FailureKind::Denied,
            PullError::Unavailable { .. } => FailureKind::Unavailable,
            PullError::Throttled { .. } => FailureKind::Throttled,
            PullError::Unreachable { .. } => FailureKind::Unreachable,
            PullError::Garbled { .. } => FailureKind::Garbled,
        },
        sentence: match fault {
            // What stands there in the place of the stream names the scope, in its own words.
            PullError::Unavailable { scope, .. } => scope.clone(),
            other => other.to_string(),
        },
    }
}
