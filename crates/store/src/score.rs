//! The score of a lead over time, in a few bytes, and the scores of all leads at an instant. Must not live
//! here: means and medians (`kpi`).

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::{Row, SqliteConnection};

use crate::{Store, StoreError, WorkspaceId, varint};

/// Scores are kept in hundredths, so that no order of adding decides.
pub(crate) const HUNDREDTHS: f64 = 100.0;

/// From when on a lead's score was what; oldest first, no two entries of one instant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scores(Vec<(i64, i64)>);

impl Scores {
    /// A score seen: from `at` on it was this. Nothing is noted where that is known.
    pub(crate) fn observe(&mut self, at: Timestamp, score: f64) {
        let parts = in_parts(score);
        let Some((last_at, last)) = self.0.last().copied() else {
            self.0.push((at.as_millisecond(), parts));
            return;
        };
        if last == parts {
            return;
        }
        let at = at.as_millisecond();
        if at > last_at {
            self.0.push((at, parts));
        } else if let Some(newest) = self.0.last_mut() {
            // Two scores of one instant: the one seen later holds.
            newest.1 = parts;
        }
    }

    /// The history that the tool tells, which replaces what is known from its first entry on: what lies
    /// before, the tool has forgotten.
    pub(crate) fn tell(&mut self, entries: &[(Timestamp, f64)]) {
        let Some(first) = entries.iter().map(|(at, _)| at.as_millisecond()).min() else {
            return;
        };
        self.0.retain(|(at, _)| *at < first);
        for (at, score) in entries {
            let (at, parts) = (at.as_millisecond(), in_parts(*score));
            match self.0.last_mut() {
                Some(newest) if newest.0 >= at => newest.1 = parts,
                Some(newest) if newest.1 == parts => {}
                _ => self.0.push((at, parts)),
            }
        }
    }

    /// The score in hundredths just before `at`; `None` before the first.
    pub(crate) fn before(&self, at: i64) -> Option<i64> {
        let seen = self.0.partition_point(|(since, _)| *since < at);
        let (_, hundredths) = self.0.get(seen.checked_sub(1)?)?;
        Some(*hundredths)
    }

    /// From when on it was so many hundredths, oldest first.
    pub(crate) fn entries(&self) -> &[(i64, i64)] {
        &self.0
    }

    pub(crate) fn pack(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * 8);
        let (mut at, mut parts) = (0, 0);
        for (next_at, next) in &self.0 {
            varint::put_signed(&mut bytes, next_at - at);
            varint::put_signed(&mut bytes, next - parts);
            (at, parts) = (*next_at, *next);
        }
        bytes
    }

    /// `None` for bytes that were never packed here.
    pub(crate) fn unpack(mut bytes: &[u8]) -> Option<Self> {
        let mut entries = Vec::new();
        let (mut at, mut parts) = (0_i64, 0_i64);
        while !bytes.is_empty() {
            at = at.checked_add(varint::take_signed(&mut bytes)?)?;
            parts = parts.checked_add(varint::take_signed(&mut bytes)?)?;
            entries.push((at, parts));
        }
        Some(Self(entries))
    }
}

fn in_parts(score: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast of a float saturates"
    )]
    let parts = (score * HUNDREDTHS).round() as i64;
    parts.clamp(-1_000_000_000_000, 1_000_000_000_000)
}

impl Store {
    /// For each instant, the scores that the leads had just before it, in no order: of all leads that the
    /// tool shows, that are no test contacts, that had a score by then and were not deleted before.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn scores(
        &self,
        workspace: WorkspaceId,
        at: &[Timestamp],
    ) -> Result<Vec<Vec<f64>>, StoreError> {
        let at: Vec<i64> = at.iter().map(|at| at.as_millisecond()).collect();
        let mut connection = self.readers().acquire().await?;
        let scored = scores_before(&mut connection, workspace, &at).await?;
        let each = scored.into_iter().map(|scored| {
            let each = scored.into_iter().flat_map(|(hundredths, leads)| {
                let leads = usize::try_from(leads).unwrap_or_default();
                std::iter::repeat_n(hundredths as f64 / HUNDREDTHS, leads)
            });
            each.collect()
        });
        Ok(each.collect())
    }
}

/// For each instant (ms), how many leads had just before it which score, in hundredths.
pub(crate) async fn scores_before(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    at: &[i64],
) -> Result<Vec<BTreeMap<i64, i64>>, StoreError> {
    let mut scores = vec![BTreeMap::new(); at.len()];
    let rows = sqlx::query(include_str!("sql/lead_scores.sql"))
        .bind(workspace.0)
        .fetch_all(connection)
        .await?;
    for row in rows {
        let removed_at: Option<i64> = row.try_get("removed_at")?;
        let history = Scores::unpack(row.try_get("history")?)
            .ok_or_else(|| StoreError::unreadable("lead_score", "a history"))?;
        for (scores, at) in scores.iter_mut().zip(at) {
            let is_there = removed_at.is_none_or(|removed| *at <= removed);
            if let Some(hundredths) = history.before(*at).filter(|_| is_there) {
                *scores.entry(hundredths).or_default() += 1;
            }
        }
    }
    Ok(scores)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Scores;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn scores_hold_from_their_instant_on_and_survive_packing() {
        let mut scores = Scores::default();
        scores.observe(at(10), 12.5);
        scores.observe(at(20), 12.5);
        scores.observe(at(30), -3.0);
        scores.observe(at(30), 4.0);
        let scores = Scores::unpack(&scores.pack()).unwrap();
        let before = |second| scores.before(at(second).as_millisecond());
        assert_eq!(
            (before(10), before(11), before(30), before(31)),
            (None, Some(1_250), Some(1_250), Some(400))
        );
        assert_eq!(scores.0.len(), 2, "an unchanged score is no entry");
    }

    #[test]
    fn a_told_history_replaces_all_but_what_the_tool_has_forgotten() {
        let mut scores = Scores::default();
        scores.tell(&[(at(10), 1.0), (at(20), 2.0), (at(30), 3.0)]);
        scores.tell(&[(at(20), 5.0), (at(40), 6.0)]);
        assert_eq!(scores.0, [(10_000, 100), (20_000, 500), (40_000, 600)]);
        scores.tell(&[]);
        assert_eq!(scores.0.len(), 3, "no history is no news");
    }
}
