//! A full scan of the ids that exist, over any number of batches. Must not live here: what missing means
//! for a lead (`leads`).

use std::collections::HashSet;

use jiff::Timestamp;
use sqlx::{Row, SqliteConnection};

use crate::{
    StoreError,
    absorb::{leads::Leads, poll::Poll, told::Told},
    varint::{put_signed, take_signed},
};

/// What a batch adds to scans.
#[derive(Debug, Default)]
pub(super) struct Census {
    seen: Vec<(Timestamp, Vec<i64>)>,
    ended: Vec<Timestamp>,
}

/// Leads read at once while looking for missing ones.
const PAGE: i64 = 20_000;

impl Census {
    /// Which leads the batch's scans have seen.
    pub(super) fn of(told: &Told<'_>, leads: &Leads<'_>) -> Self {
        let mut census = Self {
            seen: Vec::new(),
            ended: told.scans_ended.clone(),
        };
        for (id, scan) in &told.present {
            // An id we know nothing of yet is no lead that could be missing.
            let Some(lead) = leads.find(id) else { continue };
            match census.seen.iter_mut().find(|(known, _)| known == scan) {
                Some((_, seen)) => seen.push(lead),
                None => census.seen.push((*scan, vec![lead])),
            }
        }
        census
    }

    /// For every scan that ended: leads known before it began that it did not see.
    pub(super) async fn missed(
        &self,
        connection: &mut SqliteConnection,
        poll: &Poll,
    ) -> Result<Vec<(Timestamp, Vec<i64>)>, StoreError> {
        let mut missed = Vec::new();
        for scan in &self.ended {
            let mut seen = earlier(connection, poll, *scan).await?;
            let now = self.seen.iter().filter(|(known, _)| known == scan);
            seen.extend(now.flat_map(|(_, leads)| leads));
            missed.push((*scan, unseen(connection, poll, *scan, &seen).await?));
        }
        Ok(missed)
    }

    pub(super) async fn write(
        &self,
        tx: &mut SqliteConnection,
        poll: &Poll,
    ) -> Result<(), StoreError> {
        for (scan, leads) in &self.seen {
            if self.ended.contains(scan) {
                continue;
            }
            sqlx::query(include_str!("../sql/census_insert.sql"))
                .bind(poll.source.0)
                .bind(scan.as_millisecond())
                .bind(poll.source.0)
                .bind(scan.as_millisecond())
                .bind(pack(leads))
                .execute(&mut *tx)
                .await?;
        }
        // Scans that were given up leave nothing behind either.
        for scan in &self.ended {
            sqlx::query(include_str!("../sql/census_forget.sql"))
                .bind(poll.source.0)
                .bind(scan.as_millisecond())
                .execute(&mut *tx)
                .await?;
        }
        Ok(())
    }
}

async fn earlier(
    connection: &mut SqliteConnection,
    poll: &Poll,
    scan: Timestamp,
) -> Result<HashSet<i64>, StoreError> {
    let parts = sqlx::query(include_str!("../sql/census_seen.sql"))
        .bind(poll.source.0)
        .bind(scan.as_millisecond())
        .fetch_all(connection)
        .await?;
    let mut seen = HashSet::new();
    for part in parts {
        unpack(part.try_get(0)?, &mut seen)
            .ok_or_else(|| StoreError::unreadable("census_seen", "leads"))?;
    }
    Ok(seen)
}

async fn unseen(
    connection: &mut SqliteConnection,
    poll: &Poll,
    scan: Timestamp,
    seen: &HashSet<i64>,
) -> Result<Vec<i64>, StoreError> {
    let mut unseen = Vec::new();
    let mut after = 0_i64;
    loop {
        let page = sqlx::query(include_str!("../sql/census_candidates.sql"))
            .bind(poll.source.0)
            .bind(after)
            .bind(scan.as_millisecond())
            .bind(scan.as_millisecond())
            .bind(PAGE)
            .fetch_all(&mut *connection)
            .await?;
        let Some(last) = page.last() else {
            return Ok(unseen);
        };
        after = last.try_get(0)?;
        for row in &page {
            let lead: i64 = row.try_get(0)?;
            if !seen.contains(&lead) {
                unseen.push(lead);
            }
        }
    }
}

fn pack(leads: &[i64]) -> Vec<u8> {
    let mut out = Vec::with_capacity(leads.len() * 2);
    let mut before = 0;
    for lead in leads {
        put_signed(&mut out, lead - before);
        before = *lead;
    }
    out
}

fn unpack(mut bytes: &[u8], leads: &mut HashSet<i64>) -> Option<()> {
    let mut lead = 0_i64;
    while !bytes.is_empty() {
        lead = lead.checked_add(take_signed(&mut bytes)?)?;
        leads.insert(lead);
    }
    Some(())
}
