//! A stage renamed in the tool may mean another place from now on, in all histories. Must not live here:
//! mapping (`raw_stages`).

use sqlx::{Row, SqliteConnection};

use crate::{
    StoreError,
    absorb::{poll::Poll, told::Told},
    days::Days,
    history::History,
    lead::Lead,
    move_log::MoveLog,
    raw_stages::RawStages,
};

/// Values that mean another place after this batch.
#[derive(Debug)]
pub(super) struct Relabelled {
    codes: Vec<u64>,
    before: RawStages,
}

/// Leads read at once.
const PAGE: i64 = 2_000;
/// Leads held in memory before they are written.
const FLUSH: u64 = 20_000;

impl Relabelled {
    /// Gives the values the labels that the batch tells.
    pub(super) fn of(told: &Told<'_>, stages: &mut RawStages) -> Self {
        let labels = told
            .stages
            .iter()
            .map(|stage| (stage.raw.as_str(), stage.label.as_str()));
        let before = stages.clone();
        Self {
            codes: stages.relabel(labels),
            before,
        }
    }

    /// Derives the leads anew whose history has such a value. This is rare, and holds the write lock
    /// for a walk over all leads.
    pub(super) async fn write(
        &self,
        tx: &mut SqliteConnection,
        poll: &Poll,
        stages: &RawStages,
    ) -> Result<(), StoreError> {
        if self.codes.is_empty() {
            return Ok(());
        }
        let definition = &poll.agreement.definition;
        let mut days = Days::new(definition.zone.clone());
        let mut log = MoveLog::default();
        let mut after = 0_i64;
        loop {
            let page = sqlx::query(include_str!("../sql/leads_after.sql"))
                .bind(poll.source.0)
                .bind(after)
                .bind(PAGE)
                .fetch_all(&mut *tx)
                .await?;
            let Some(last) = page.last() else { break };
            after = last.try_get("id")?;
            for row in &page {
                let history: Option<&[u8]> = row.try_get("history")?;
                if history
                    .is_some_and(|bytes| History::names_any(bytes, &self.codes) != Some(false))
                {
                    let lead = Lead::read(row, stages)?;
                    let (before, after) = (lead.timeline(&self.before), lead.timeline(stages));
                    log.note(lead.id, &before, &after, &mut days);
                }
            }
            if log.len() > FLUSH {
                log.rows(poll.workspace).run(tx).await?;
            }
        }
        log.rows(poll.workspace).run(tx).await?;
        Ok(())
    }
}
