//! Deals and the leads they belong to. Must not live here: what a deal is worth (`kpi`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use kpi::model::Deal;
use sqlx::{Row, SqliteConnection};

use crate::{
    SourceId, StoreError,
    absorb::{leads::Leads, poll::Poll, told::Told},
    bulk::{Bulk, LIST, list},
};

/// Deals of a batch, ready to be written.
#[derive(Debug)]
pub(super) struct Deals {
    rows: Bulk,
    links: Bulk,
    unlinked: Vec<(i64, i64)>,
    /// Deleted ones, by the tool's id, and when.
    removed: Vec<(SourceId, String, i64)>,
    pub(super) added: u64,
}

impl Deals {
    pub(super) async fn prepare(
        connection: &mut SqliteConnection,
        poll: &Poll,
        told: &Told<'_>,
        leads: &mut Leads<'_>,
    ) -> Result<Self, StoreError> {
        let mut deals = Self {
            rows: Bulk::new(include_str!("../sql/deal_upsert.sql")),
            links: Bulk::new(include_str!("../sql/deal_lead_insert.sql")),
            unlinked: Vec::new(),
            removed: told
                .deals_removed
                .iter()
                .map(|(deal, at)| (poll.source, (*deal).to_owned(), at.as_millisecond()))
                .collect(),
            added: 0,
        };
        if told.deals.is_empty() {
            return Ok(deals);
        }
        // The version told last is the one that counts.
        let latest: BTreeMap<&str, &Deal> = told
            .deals
            .iter()
            .map(|deal| (deal.id.as_str(), *deal))
            .collect();
        let ids: Vec<&str> = latest.keys().copied().collect();
        let known = known(connection, poll, &ids).await?;
        let mut last: i64 = sqlx::query(include_str!("../sql/deal_last.sql"))
            .fetch_one(connection)
            .await?
            .try_get(0)?;
        for (ext_id, deal) in latest {
            let (id, was) = match known.get(ext_id) {
                Some((id, links)) => (*id, links.clone()),
                None => {
                    last += 1;
                    deals.added += 1;
                    (last, BTreeSet::new())
                }
            };
            deals.row(id, poll, deal);
            let is: BTreeSet<i64> = deal
                .leads
                .iter()
                .map(|lead| leads.resolve(lead.as_str()).id)
                .collect();
            for lead in is.difference(&was) {
                deals.links.row().bind(id).bind(*lead);
            }
            deals
                .unlinked
                .extend(was.difference(&is).map(|lead| (id, *lead)));
        }
        Ok(deals)
    }

    fn row(&mut self, id: i64, poll: &Poll, deal: &Deal) {
        let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        self.rows
            .row()
            .bind(id)
            .bind(poll.source.0)
            .bind(deal.id.0.clone())
            .bind(deal.name.clone())
            .bind(deal.amount.as_ref().map(|amount| amount.minor))
            .bind(deal.amount.as_ref().map(|amount| amount.currency.clone()))
            .bind(deal.monthly.as_ref().map(|monthly| monthly.minor))
            .bind(
                deal.monthly
                    .as_ref()
                    .map(|monthly| monthly.currency.clone()),
            )
            .bind(ms(deal.starts_at))
            .bind(ms(deal.ends_at))
            .bind(deal.stage_raw.clone())
            .bind(deal.won)
            .bind(ms(deal.created_at))
            .bind(ms(deal.closed_at))
            .bind(ms(deal.modified_at))
            .bind(deal.owner.as_ref().map(|owner| owner.0.clone()));
    }

    /// How many deals were written.
    pub(super) async fn write(self, tx: &mut SqliteConnection) -> Result<u64, StoreError> {
        let mut changed = self.rows.run(tx).await?;
        for (source, deal, at) in self.removed {
            let done = sqlx::query(include_str!("../sql/deal_remove.sql"))
                .bind(at)
                .bind(source.0)
                .bind(deal)
                .bind(at)
                .execute(&mut *tx)
                .await?;
            changed += done.rows_affected();
        }
        for (deal, lead) in self.unlinked {
            sqlx::query(include_str!("../sql/deal_lead_delete.sql"))
                .bind(deal)
                .bind(lead)
                .execute(&mut *tx)
                .await?;
        }
        self.links.run(tx).await?;
        Ok(changed)
    }
}

type Known = HashMap<String, (i64, BTreeSet<i64>)>;

async fn known(
    connection: &mut SqliteConnection,
    poll: &Poll,
    ids: &[&str],
) -> Result<Known, StoreError> {
    let mut known = Known::new();
    for piece in ids.chunks(LIST) {
        let (sql, keep) = list(include_str!("../sql/deal_links.sql"), piece.len());
        let mut query = sqlx::query(sql).persistent(keep).bind(poll.source.0);
        for id in piece {
            query = query.bind(*id);
        }
        for row in query.fetch_all(&mut *connection).await? {
            let deal = known
                .entry(row.try_get("ext_id")?)
                .or_insert((row.try_get("id")?, BTreeSet::new()));
            if let Some(lead) = row.try_get("lead")? {
                deal.1.insert(lead);
            }
        }
    }
    Ok(known)
}
