//! The census: once a day, every contact there is.
//!
//! Lives here: the full list of ids, and reading again what changed lately. Must not live here: what is
//! concluded from it.
//!
//! The full list comes from the object store and knows no lag. So it also finds what the search index
//! showed too late even for the overlap: contacts changed since the day before the last census.

use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, BrokenRecord, Cursor, ExtId, Record, Stream};

use super::{
    Hubspot,
    api::{CONTACTS, Turn},
    cursor::{self, Scans, minus},
    pages, reading,
    wire::{Object, Page},
};
use crate::{PullError, http::Request};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Pages of one batch.
const PAGES: usize = 10;

impl Hubspot {
    /// The next pages of the census, if one is due. The first sync has just read everything, so the
    /// first census is due a day after it.
    pub(super) async fn pull_census(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Census,
            now,
        };
        let state: Scans = cursor::read(since);
        let Some(last) = state.last else {
            let state = Scans {
                last: Some(now),
                ..Scans::default()
            };
            return Ok(Batch {
                cursor: Some(cursor::write(&state)),
                complete_to: Some(now),
                ..Batch::default()
            });
        };
        let Some(mut scan) = state.due(now, DAY) else {
            return Ok(Batch {
                cursor: since.cloned(),
                ..Batch::default()
            });
        };
        let lately = minus(last, DAY);
        let request = Request::get(CONTACTS).query("properties", "hs_object_id,lastmodifieddate");
        let mut batch = Batch {
            more: true,
            ..Batch::default()
        };
        let mut changed = Vec::new();
        for _ in 0..PAGES {
            let answer = self
                .api
                .page(&request, pages::LIMIT, scan.trail.after(), turn)
                .await
                .map_err(|fault| self.api.refused(fault, turn))?;
            let page: Page<'_> = self.api.read(&answer, turn)?;
            scan.doubtful |= !count(&page, scan.began, lately, &mut batch, &mut changed);
            batch.more = pages::advance(&mut scan.trail, &page, &request)?;
            if !batch.more {
                break;
            }
        }
        let mut contacts = self.read_contacts(&changed, turn).await?;
        self.complete(&mut contacts, scan.began, turn).await?;
        contacts.into_batch(&mut batch, turn);
        if batch.more {
            batch.cursor = Some(cursor::write(&state.under_way(scan)));
        } else {
            if !scan.doubtful {
                batch.records.push(Record::ScanEnded { scan: scan.began });
                batch.complete_to = Some(scan.began);
            }
            batch.cursor = Some(cursor::write(&state.ended(&scan, scan.began)));
        }
        Ok(batch)
    }
}

/// Counts a page in, and names those that changed `lately` or cannot say when. Whether every row could
/// be read.
fn count(
    page: &Page<'_>,
    scan: Timestamp,
    lately: Timestamp,
    batch: &mut Batch,
    changed: &mut Vec<u64>,
) -> bool {
    let broken_before = batch.broken.len();
    for (place, raw) in page.results.iter().enumerate() {
        let object = serde_json::from_str::<Object<'_>>(raw.get()).ok();
        let Some((id, object)) = object.and_then(|object| Some((object.number()?, object))) else {
            let id = format!("census, row {}", place + 1);
            batch.broken.push(BrokenRecord {
                id,
                why: "it has no readable id".to_owned(),
            });
            continue;
        };
        batch.records.push(Record::Present {
            lead: ExtId(id.to_string()),
            scan,
        });
        let modified = object
            .properties
            .get("lastmodifieddate")
            .as_str()
            .and_then(reading::instant);
        if modified.is_none_or(|at| at >= lately) {
            changed.push(id);
        }
    }
    batch.broken.len() == broken_before
}
