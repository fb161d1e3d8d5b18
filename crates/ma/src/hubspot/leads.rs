//! Leads that changed, with their stage history, then the leads of companies that changed.
//!
//! Lives here: the road from search to records. Must not live here: property names, windows, what is read
//! ahead (`ahead`), leads of companies (`by_company`).
//!
//! One road for the first sync and for every later one: search names the ids that changed, the batch
//! read brings the records. The full list would need fewer requests, but hands out one cursor after
//! the other: at real latencies it leaves most of the allowance unused, while batches of a page are
//! read side by side. What the search index does not know yet is found by the overlap and by the census.

use std::sync::Arc;

use jiff::Timestamp;
use kpi::model::{Batch, BrokenRecord, Cursor, Stream};

use super::{
    Hubspot,
    ahead::Ahead,
    api::{CONTACTS, Turn},
    contacts::Contacts,
    cursor::{self, Changes, CompanyWalk, Round},
    search::{self, Rows, Subject},
    wire::Page,
};
use crate::PullError;

/// Pages of one batch: a thousand leads, which the store takes in one short transaction.
pub(super) const PAGES: usize = 5;

const LEADS: Subject<'static> = Subject {
    path: CONTACTS,
    modified: "lastmodifieddate",
    properties: &["hs_object_id"],
    closed: None,
};

/// Ids of one page of search.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) ids: Vec<u64>,
    pub(super) broken: Vec<BrokenRecord>,
    pub(super) last: u64,
    pub(super) more: bool,
}

impl Hubspot {
    /// The next thousand leads of the round.
    pub(super) async fn pull_leads(
        self: &Arc<Self>,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Leads,
            now,
        };
        let state: Changes = cursor::read(since);
        let mut round = state.round(now, self.settle, self.overlap);
        let mut contacts = Contacts::default();
        let mut more =
            round.companies.is_none() && self.walk(&mut round, &mut contacts, turn).await?;
        if let Some(mut walk) = round.companies.clone() {
            match self
                .walk_companies(&mut walk, &round, &mut contacts, turn)
                .await
            {
                Ok(left) => more = left,
                // What was read before is kept; the next pull meets the error again.
                Err(_) if !contacts.contacts.is_empty() => more = true,
                Err(error) => return Err(error),
            }
            round.companies = Some(walk);
        }
        let mut batch = Batch {
            more,
            ..Batch::default()
        };
        contacts.into_batch(&mut batch, turn);
        if more {
            let last = round.last;
            batch.cursor = Some(cursor::write(&state.under_way(round, last)));
        } else {
            batch.complete_to = Some(round.to);
            batch.cursor = Some(cursor::write(&state.ended(&round)));
        }
        Ok(batch)
    }

    /// Takes the pages of one batch; whether there are more. An error after the first page ends the batch
    /// early, so that what was read is kept; the next pull meets it again. After the last page come the
    /// companies; the first round has just read them with their leads.
    async fn walk(
        self: &Arc<Self>,
        round: &mut Round,
        contacts: &mut Contacts,
        turn: Turn,
    ) -> Result<bool, PullError> {
        let mut ahead = Ahead::of(self, round, turn);
        for step in 1..=PAGES {
            let page = match ahead.next().await {
                Ok(page) => page,
                Err(error) if step == 1 => return Err(error),
                Err(_) => return Ok(true),
            };
            contacts.join(page.contacts);
            round.last = page.last;
            if !page.more {
                round.companies = round.from.map(|_| CompanyWalk::default());
                return Ok(false);
            }
        }
        ahead.keep(self);
        Ok(true)
    }

    /// The ids of one page of search.
    pub(super) async fn find(
        &self,
        round: &Round,
        last: u64,
        turn: Turn,
    ) -> Result<Found, PullError> {
        let sought = self.api.search(&LEADS, round, last, turn).await?;
        let page: Page<'_> = self.api.read(&sought.answer, turn)?;
        let mut rows = search::rows(&page, sought.behind, LEADS.path)?;
        rows.broken.extend(sought.broken);
        Ok(rows.into())
    }

    /// The ids of two pages of search that are asked for at once; of one, where the second does not meet the first.
    /// An error ends the list.
    pub(super) async fn find_two(
        &self,
        round: &Round,
        last: u64,
        turn: Turn,
    ) -> Vec<Result<Found, PullError>> {
        let beyond = self.api.search_beyond(&LEADS, round, last, turn);
        let (next, beyond) = tokio::join!(self.find(round, last, turn), beyond);
        let second = match (&next, beyond) {
            (Ok(next), Ok(answer)) if next.more => {
                let page = self.api.read::<Page<'_>>(&answer, turn);
                let rows = page.and_then(|page| search::rows(&page, last, LEADS.path));
                rows.ok()
                    .and_then(|rows| rows.beyond(next.last))
                    .map(Found::from)
            }
            _ => None,
        };
        [Some(next), second.map(Ok)].into_iter().flatten().collect()
    }
}

impl From<Rows<'_>> for Found {
    fn from(rows: Rows<'_>) -> Self {
        Self {
            ids: rows.rows.iter().map(|(id, _)| *id).collect(),
            broken: rows.broken,
            last: rows.last,
            more: rows.more,
        }
    }
}
