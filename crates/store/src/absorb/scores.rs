//! Scores of the leads of a batch: as told, or as seen to change. Must not live here: how they are packed
//! (`score`).

use std::collections::HashMap;

use sqlx::{Row, SqliteConnection};

use crate::{
    StoreError,
    absorb::{
        leads::Leads,
        poll::Poll,
        told::{LeadTold, Told},
    },
    bulk::{Bulk, LIST, list},
    score::Scores,
};

/// A lead's scores as they are stored.
#[derive(Debug, Default, Clone, PartialEq)]
struct Known {
    /// Whether the tool tells them; then what we see adds nothing.
    told: bool,
    scores: Scores,
}

/// The rows that a batch changes.
pub(super) async fn prepare(
    connection: &mut SqliteConnection,
    poll: &Poll,
    told: &Told<'_>,
    leads: &Leads<'_>,
) -> Result<Bulk, StoreError> {
    let mut rows = Bulk::new(include_str!("../sql/lead_score_upsert.sql"));
    let scored: Vec<(i64, &LeadTold<'_>)> = told
        .leads
        .iter()
        .filter(|(_, told)| {
            told.scores.is_some() || told.record.is_some_and(|record| record.score.is_some())
        })
        .filter_map(|(ext_id, told)| Some((leads.find(ext_id)?, told)))
        .collect();
    let ids: Vec<i64> = scored.iter().map(|(id, _)| *id).collect();
    let mut known = known(connection, &ids).await?;
    for (id, told) in scored {
        let before = known.remove(&id);
        let mut after = before.clone().unwrap_or_default();
        after.take(told, poll);
        if before.as_ref() != Some(&after) {
            rows.row()
                .bind(id)
                .bind(after.told)
                .bind(after.scores.pack());
        }
    }
    Ok(rows)
}

impl Known {
    fn take(&mut self, told: &LeadTold<'_>, poll: &Poll) {
        if let Some(history) = told.scores {
            self.told = true;
            self.scores.tell(&history.entries);
            return;
        }
        let seen = told.record.filter(|_| !self.told);
        if let Some((record, score)) = seen.and_then(|record| Some((record, record.score?))) {
            // Whatever changes a score is a change of the record.
            let changed_at = record.modified_at.or(record.created_at).unwrap_or(poll.now);
            self.scores.observe(changed_at.min(poll.now), score);
        }
    }
}

async fn known(
    connection: &mut SqliteConnection,
    ids: &[i64],
) -> Result<HashMap<i64, Known>, StoreError> {
    let mut known = HashMap::with_capacity(ids.len());
    for piece in ids.chunks(LIST) {
        let (sql, keep) = list(include_str!("../sql/lead_score_known.sql"), piece.len());
        let mut query = sqlx::query(sql).persistent(keep);
        for id in piece {
            query = query.bind(id);
        }
        for row in query.fetch_all(&mut *connection).await? {
            let scores = Scores::unpack(row.try_get("history")?)
                .ok_or_else(|| StoreError::unreadable("lead_score", "a history"))?;
            let told = row.try_get("told")?;
            known.insert(row.try_get("lead")?, Known { told, scores });
        }
    }
    Ok(known)
}
