//! Reading leads ahead: while a batch is stored, the next pages are already on their way.
//!
//! Lives here: the walk that searches page after page and reads each page's contacts at its side. Must not live
//! here: what a page is made into (`leads`).
//!
//! Searches follow one another, for each begins behind the last id of those before. Were reading and storing to wait
//! for them in turn, most of the allowance would be left unused at the latencies of a real network.

use std::{
    panic::resume_unwind,
    sync::{Arc, Weak},
};

use jiff::Timestamp;
use tokio::{sync::mpsc, task::JoinHandle};

use super::{Hubspot, api::Turn, contacts::Contacts, cursor::Round, leads::Found};
use crate::PullError;

/// Pages on their way at once: two batches.
const DEPTH: usize = 10;

/// One page of contacts, read.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) contacts: Contacts,
    /// The highest id of the page.
    pub(super) last: u64,
    /// Whether another page follows.
    pub(super) more: bool,
}

/// A walk under way. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Ahead {
    /// Where its next page begins.
    place: Place,
    pages: mpsc::Receiver<Result<Reading, PullError>>,
    _walker: Ends<()>,
}

/// Which pull a page belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    round: Round,
    now: Timestamp,
}

/// A page whose contacts are being read.
type Reading = Ends<Result<Page, PullError>>;

/// A task that ends when nobody waits for it any more.
#[derive(Debug)]
struct Ends<T>(JoinHandle<T>);

impl<T> Drop for Ends<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Ahead {
    /// The walk that has come to where `round` is, or a new one.
    pub(super) fn of(hubspot: &Arc<Hubspot>, round: &Round, turn: Turn) -> Self {
        let place = Place {
            round: round.clone(),
            now: turn.now,
        };
        let kept = hubspot.ahead().take();
        kept.filter(|ahead| ahead.place == place)
            .unwrap_or_else(|| {
                let (sender, pages) = mpsc::channel(DEPTH);
                let walker = walk(Arc::downgrade(hubspot), place.round.clone(), turn, sender);
                Self {
                    place,
                    pages,
                    _walker: Ends(tokio::spawn(walker)),
                }
            })
    }

    /// The next page.
    ///
    /// # Errors
    /// What a search or a read met; the walk is at its end then.
    pub(super) async fn next(&mut self) -> Result<Page, PullError> {
        let Some(reading) = self.pages.recv().await else {
            return Err(cancelled());
        };
        let page = match (&mut reading?.0).await {
            Ok(page) => page?,
            Err(fault) if fault.is_panic() => resume_unwind(fault.into_panic()),
            Err(_) => return Err(cancelled()),
        };
        self.place.round.last = page.last;
        Ok(page)
    }

    /// Lets the walk go on for the next pull.
    pub(super) fn keep(self, hubspot: &Hubspot) {
        *hubspot.ahead() = Some(self);
    }
}

fn cancelled() -> PullError {
    PullError::Unreachable {
        what: "reading ahead was cancelled".to_owned(),
    }
}

/// Searches page after page, each read at its side; two at once behind a first one, for then there are many. It holds
/// the connector only while it asks: one that is dropped takes its walk along.
async fn walk(
    hubspot: Weak<Hubspot>,
    round: Round,
    turn: Turn,
    pages: mpsc::Sender<Result<Reading, PullError>>,
) {
    let (mut last, to) = (round.last, round.to);
    let mut is_long = false;
    while let Some(own) = hubspot.upgrade() {
        let found = if is_long {
            own.find_two(&round, last, turn).await
        } else {
            vec![own.find(&round, last, turn).await]
        };
        is_long = true;
        // While it waits for room, it must not keep the connector alive.
        drop(own);
        for found in found {
            let found = match found {
                Ok(found) => found,
                Err(error) => return drop(pages.send(Err(error)).await),
            };
            last = found.last;
            let more = found.more;
            let Some(own) = hubspot.upgrade() else {
                return;
            };
            let reading = tokio::spawn(async move { own.read_page(found, to, turn).await });
            if pages.send(Ok(Ends(reading))).await.is_err() || !more {
                return;
            }
        }
    }
}

impl Hubspot {
    async fn read_page(&self, found: Found, to: Timestamp, turn: Turn) -> Result<Page, PullError> {
        let mut contacts = Contacts::default();
        if !found.ids.is_empty() {
            contacts = self.read_contacts(&found.ids, turn).await?;
            self.complete(&mut contacts, to, turn).await?;
        }
        contacts.broken.extend(found.broken);
        Ok(Page {
            contacts,
            last: found.last,
            more: found.more,
        })
    }
}
