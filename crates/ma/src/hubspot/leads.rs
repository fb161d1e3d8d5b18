//! Leads that changed, with their stage history.
//!
//! Lives here: the road from search to records. Must not live here: property names, windows.
//!
//! One road for the first sync and for every later one: search names the ids that changed, the batch
//! read brings the records. The full list would need fewer requests, but hands out one cursor after
//! the other: at real latencies it leaves most of the allowance unused, while batches of a page are
//! read side by side. What the search index does not know yet is found by the overlap and by the census.

use jiff::Timestamp;
use kpi::model::{Batch, BrokenRecord, Cursor, Stream};

use super::{
    Hubspot,
    api::{CONTACTS, Turn},
    contacts::Contacts,
    cursor::{self, Changes, Round},
    search::{self, Subject},
    wire::Page,
};
use crate::PullError;

/// Pages of one batch: a thousand leads, which the store takes in one short transaction.
const PAGES: usize = 5;

const LEADS: Subject<'static> = Subject {
    path: CONTACTS,
    modified: "lastmodifieddate",
    properties: &["hs_object_id"],
    closed: None,
};

/// Ids of one page of search.
#[derive(Debug)]
struct Found {
    ids: Vec<u64>,
    broken: Vec<BrokenRecord>,
    last: u64,
    more: bool,
}

impl Hubspot {
    /// The next thousand leads of the round.
    pub(super) async fn pull_leads(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Leads,
            now,
        };
        let state: Changes = cursor::read(since);
        let round = state.round(now, self.settle, self.overlap);
        let (mut contacts, last, more) = self.walk(&round, turn).await?;
        self.complete(&mut contacts, round.to, turn).await?;
        let mut batch = Batch {
            more,
            ..Batch::default()
        };
        contacts.into_batch(&mut batch, turn);
        if more {
            batch.cursor = Some(cursor::write(&state.under_way(round, last)));
        } else {
            batch.complete_to = Some(round.to);
            batch.cursor = Some(cursor::write(&state.ended(&round)));
        }
        Ok(batch)
    }

    /// Reads the contacts of one page while the next page is searched. An error after the first page
    /// ends the batch early, so that what was read is kept; the next pull meets it again.
    async fn walk(&self, round: &Round, turn: Turn) -> Result<(Contacts, u64, bool), PullError> {
        let mut all = Contacts::default();
        let mut last = round.last;
        let mut page = self.find(round, last, turn).await?;
        for step in 1.. {
            let go_on = page.more && step < PAGES;
            let next = async {
                if go_on {
                    Some(self.find(round, page.last, turn).await)
                } else {
                    None
                }
            };
            let (read, next) = tokio::join!(self.read_contacts(&page.ids, turn), next);
            match read {
                Ok(read) => all.join(read),
                Err(error) if step == 1 => return Err(error),
                Err(_) => return Ok((all, last, true)),
            }
            all.broken.append(&mut page.broken);
            last = page.last;
            match next {
                Some(Ok(found)) => page = found,
                Some(Err(_)) => return Ok((all, last, true)),
                None => break,
            }
        }
        Ok((all, last, page.more))
    }

    async fn find(&self, round: &Round, last: u64, turn: Turn) -> Result<Found, PullError> {
        let answer = self.api.ask(&LEADS.page(round, last), turn).await?;
        let page: Page<'_> = self.api.read(&answer, turn)?;
        let rows = search::rows(&page, last, LEADS.path)?;
        Ok(Found {
            ids: rows.rows.iter().map(|(id, _)| *id).collect(),
            broken: rows.broken,
            last: rows.last,
            more: rows.more,
        })
    }
}
