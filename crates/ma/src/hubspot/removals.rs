//! Deleted contacts, from the bin.
//!
//! Lives here: going through the bin. Must not live here: deletions without a trace (`census`), merges
//! (they stand in the surviving contact).

use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, BrokenRecord, Cursor, ExtId, Record, Removed, Stream};

use super::{
    Hubspot,
    api::{CONTACTS, Turn},
    contact::{self, ANONYMOUS, STAGE},
    cursor::{self, Scans, minus},
    pages, reading,
    wire::{Object, Page},
};
use crate::{PullError, http::Request};

/// Pages of one batch.
const PAGES: usize = 20;

impl Hubspot {
    /// The next pages of the bin. It has no order, so each scan reads all of it and keeps what was
    /// deleted since the last one. A large bin is read less often than a small one
    /// by those who poll more often than usual.
    pub(super) async fn pull_removals(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Removals,
            now,
        };
        let state: Scans = cursor::read(since);
        let Some(mut scan) = state.due(now, rest(state.pages)) else {
            return Ok(Batch {
                cursor: since.cloned(),
                ..Batch::default()
            });
        };
        let window = Window {
            from: state.sure_to.map(|sure_to| minus(sure_to, self.overlap)),
            to: minus(scan.began, self.settle),
        };
        let request = bin();
        let mut batch = Batch {
            more: true,
            ..Batch::default()
        };
        for _ in 0..PAGES {
            let answer = self
                .api
                .page(
                    &request,
                    pages::LIMIT_WITH_HISTORY,
                    scan.trail.after(),
                    turn,
                )
                .await
                .map_err(|fault| self.api.refused(fault, turn))?;
            let page: Page<'_> = self.api.read(&answer, turn)?;
            for (place, raw) in page.results.iter().enumerate() {
                scan.doubtful |= !window.take(raw.get(), place, &mut batch);
            }
            batch.more = pages::advance(&mut scan.trail, &page, &request)?;
            if !batch.more {
                break;
            }
        }
        if batch.more {
            batch.cursor = Some(cursor::write(&state.under_way(scan)));
        } else {
            batch.complete_to = Some(window.to);
            batch.cursor = Some(cursor::write(&state.ended(&scan, window.to)));
        }
        Ok(batch)
    }
}

fn bin() -> Request {
    Request::get(CONTACTS)
        .query("archived", "true")
        .query("properties", ANONYMOUS.join(","))
        .query("propertiesWithHistory", STAGE)
}

/// The longest that a bin rests, however large: the as-of waits for it, and must not fall behind a poll every ten
/// minutes, which is the usual one.
const LONGEST_REST: SignedDuration = SignedDuration::from_mins(9);

/// How long a bin of so many pages rests between two scans: up to ten pages are read at every poll.
fn rest(pages: u32) -> SignedDuration {
    match pages {
        0..=10 => SignedDuration::ZERO,
        pages => SignedDuration::from_secs(i64::from(pages) * 6).min(LONGEST_REST),
    }
}

/// The deletions that a scan reports. What was deleted later is left to the next one.
#[derive(Debug)]
struct Window {
    from: Option<Timestamp>,
    to: Timestamp,
}

impl Window {
    /// Takes one contact of the bin; whether it could be read.
    fn take(&self, raw: &str, place: usize, batch: &mut Batch) -> bool {
        let object = serde_json::from_str::<Object<'_>>(raw).ok();
        let Some((id, object)) = object.and_then(|object| Some((object.number()?, object))) else {
            let id = format!("bin/{}", place + 1);
            batch.broken.push(BrokenRecord {
                id,
                why: "it has no readable id".to_owned(),
            });
            return false;
        };
        let Some(at) = object.archived_at.as_str().and_then(reading::instant) else {
            let why = "it is deleted, but archivedAt is missing or no date".to_owned();
            batch.broken.push(BrokenRecord {
                id: id.to_string(),
                why,
            });
            return false;
        };
        if at < self.to && self.from.is_none_or(|from| at >= from) {
            let mut contact = contact::anonymous(id, &object);
            batch.broken.extend(contact.broken.take());
            contact.into_records(&mut batch.records, at);
            batch.records.push(Record::Removed(Removed {
                lead: ExtId(id.to_string()),
                at,
            }));
        }
        true
    }
}
