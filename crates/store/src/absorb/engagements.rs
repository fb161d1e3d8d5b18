//! What leads did. Must not live here: what it means (`kpi`).

use std::collections::BTreeMap;

use jiff::Timestamp;
use kpi::model::Engagement;
use sqlx::{Row, SqliteConnection};

use crate::{
    StoreError,
    absorb::{leads::Leads, poll::Poll, told::Told},
    bulk::{Bulk, LIST, list},
};

/// Engagements of a batch, ready to be written.
#[derive(Debug)]
pub(super) struct Engagements {
    rows: Bulk,
    /// Acts in a mail of which the tool does not say which one it was.
    nameless: Bulk,
    /// Acts in a mail of which the tool does not say when it went out.
    dateless: Bulk,
    pub(super) added: u64,
}

impl Engagements {
    pub(super) async fn prepare(
        connection: &mut SqliteConnection,
        poll: &Poll,
        told: &Told<'_>,
        leads: &mut Leads<'_>,
    ) -> Result<Self, StoreError> {
        // The version told last is the one that counts.
        let latest: BTreeMap<&str, &Engagement> = told
            .engagements
            .iter()
            .map(|act| (act.id.as_str(), *act))
            .collect();
        let ids: Vec<&str> = latest.keys().copied().collect();
        let known = count_known(connection, poll, &ids).await?;
        let mut rows = Bulk::new(include_str!("../sql/engagement_upsert.sql"));
        let mut nameless = Bulk::new(include_str!("../sql/engagement_find_send.sql"));
        let mut dateless = Bulk::new(include_str!("../sql/engagement_of_send.sql"));
        for (id, act) in &latest {
            if act.kind.is_of_mail() && act.send.is_none() {
                nameless.row().bind(poll.source.0).bind((*id).to_owned());
            }
            if act.kind.is_of_mail() && act.sent_at.is_none() {
                dateless.row().bind(poll.source.0).bind((*id).to_owned());
            }
            let lead = act.lead.as_ref().map(|lead| leads.resolve(lead.as_str()));
            // A tool forgets whose act it was when it deletes the lead, and goes on telling what was typed.
            let is_here = lead.is_some_and(|lead| !lead.is_removed);
            let url = act.url.as_deref().map(|url| match is_here {
                true => url.to_owned(),
                false => page(url).to_owned(),
            });
            rows.row()
                .bind(poll.source.0)
                .bind((*id).to_owned())
                .bind(act.kind.as_str())
                .bind(act.at.as_millisecond())
                .bind(lead.map(|lead| lead.id))
                .bind(act.asset.as_ref().map(|asset| asset.0.clone()))
                .bind(url)
                .bind(act.send.as_ref().map(|send| send.0.clone()))
                .bind(act.sent_at.map(Timestamp::as_millisecond));
        }
        Ok(Self {
            rows,
            nameless,
            dateless,
            added: (latest.len() as u64).saturating_sub(known),
        })
    }

    /// How many engagements were written.
    pub(super) async fn write(self, tx: &mut SqliteConnection) -> Result<u64, StoreError> {
        let changed = self.rows.run(tx).await?;
        self.nameless.run(tx).await?;
        self.dateless.run(tx).await?;
        Ok(changed)
    }
}

/// An address without what stands behind the page, which can be what a person typed and goes with the person.
fn page(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

async fn count_known(
    connection: &mut SqliteConnection,
    poll: &Poll,
    ids: &[&str],
) -> Result<u64, StoreError> {
    let mut known = 0;
    for piece in ids.chunks(LIST) {
        let (sql, keep) = list(include_str!("../sql/engagement_known.sql"), piece.len());
        let mut query = sqlx::query(sql).persistent(keep).bind(poll.source.0);
        for id in piece {
            query = query.bind(*id);
        }
        let count: i64 = query.fetch_one(&mut *connection).await?.try_get(0)?;
        known += count.unsigned_abs();
    }
    Ok(known)
}
