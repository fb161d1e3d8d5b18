//! The agreement under which the day tables hold, and the sources of a workspace. Must not live here: how
//! an agreement is written down (the binary's configuration).

use std::collections::BTreeMap;

use kpi::{definition::Definition, timeline::Timeline};
use sqlx::Row;

use crate::{
    SourceId, Store, StoreError, WorkspaceId,
    days::Days,
    move_log::MoveLog,
    open::Writer,
    settle::settle,
    ticks,
    walk::{Walk, Walked, sources},
};

/// A definition this process works under.
#[derive(Debug)]
pub(crate) struct Agreement {
    pub(crate) definition: Definition,
    pub(crate) fingerprint: String,
}

/// What adopting an agreement took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adopted {
    /// The day tables hold under it already.
    AsBefore,
    /// All day tables were derived anew from so many leads.
    Anew {
        /// Leads walked over.
        leads: u64,
    },
}

/// Leads held in memory before they are written.
const FLUSH: u64 = 20_000;

impl Store {
    /// Answers under `definition` from now on, without writing anything: for handles that only read. Where
    /// the day tables hold under another one, everything is counted from the histories.
    pub fn consult(&self, workspace: WorkspaceId, definition: &Definition) {
        let agreement = Agreement {
            definition: definition.clone(),
            fingerprint: definition.fingerprint(),
        };
        self.agree(workspace, Some(agreement));
    }

    /// Makes `definition` the agreement of the workspace (made here if it is new) and derives the day
    /// tables anew where their fingerprint is another. A crash on the way is noticed and mended by the
    /// next call; until then questions are answered from the histories, right but slower.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn adopt(
        &self,
        workspace: WorkspaceId,
        definition: &Definition,
    ) -> Result<Adopted, StoreError> {
        let agreement = Agreement {
            definition: definition.clone(),
            fingerprint: definition.fingerprint(),
        };
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("sql/workspace_insert.sql"))
            .bind(workspace.0)
            .execute(&mut *tx)
            .await?;
        let derived: Option<String> = sqlx::query(include_str!("sql/workspace_agreement.sql"))
            .bind(workspace.0)
            .fetch_one(&mut *tx)
            .await?
            .try_get(0)?;
        tx.commit().await?;
        if derived.as_ref() == Some(&agreement.fingerprint) {
            self.agree(workspace, Some(agreement));
            return Ok(Adopted::AsBefore);
        }
        self.agree(workspace, None);
        let leads = derive(&mut writer, workspace, &agreement).await?;
        self.agree(workspace, Some(agreement));
        Ok(Adopted::Anew { leads })
    }
}

/// Derives everything anew; until the last transaction the workspace is marked as without agreement.
async fn derive(
    writer: &mut Writer<'_>,
    workspace: WorkspaceId,
    agreement: &Agreement,
) -> Result<u64, StoreError> {
    clear(writer, workspace).await?;
    let definition = &agreement.definition;
    let mut days = Days::new(definition.zone.clone());
    let mut log = MoveLog::default();
    let mut shown = Vec::new();
    let mut count = 0;
    for source in sources(writer.connection()?, workspace).await? {
        let mut walk = Walk::start(writer.connection()?, source, definition).await?;
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        loop {
            let leads = walk.next(writer.connection()?).await?;
            if leads.is_empty() {
                break;
            }
            count += leads.len() as u64;
            for lead in &leads {
                log.note(lead.id, &Timeline::default(), &lead.timeline, &mut days);
                if let Some(raw) = lead.shown.and_then(|code| walk.stages.raw(code)).flatten() {
                    *counts.entry(raw.to_owned()).or_default() += 1;
                }
            }
            exclude(writer, &leads).await?;
            flush(writer, workspace, &mut log, FLUSH).await?;
        }
        shown.push((source.0, counts));
    }
    flush(writer, workspace, &mut log, 0).await?;
    settle(writer, workspace, definition).await?;
    finish(writer, workspace, agreement, shown).await?;
    Ok(count)
}

async fn clear(writer: &mut Writer<'_>, workspace: WorkspaceId) -> Result<(), StoreError> {
    let mut tx = writer.begin().await?;
    for sql in [
        include_str!("sql/workspace_disagree.sql"),
        include_str!("sql/day_rollup_clear.sql"),
        include_str!("sql/move_change_clear.sql"),
        include_str!("sql/day_net_clear.sql"),
        include_str!("sql/month_sum_clear.sql"),
    ] {
        sqlx::query(sql).bind(workspace.0).execute(&mut *tx).await?;
    }
    ticks::clear(&mut tx, workspace).await?;
    tx.commit().await?;
    Ok(())
}

async fn exclude(writer: &mut Writer<'_>, leads: &[Walked]) -> Result<(), StoreError> {
    let changed: Vec<&Walked> = leads
        .iter()
        .filter(|walked| walked.exclusion_changed)
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let mut tx = writer.begin().await?;
    for lead in changed {
        sqlx::query(include_str!("sql/lead_exclude.sql"))
            .bind(lead.excluded)
            .bind(lead.differs)
            .bind(lead.id)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn flush(
    writer: &mut Writer<'_>,
    workspace: WorkspaceId,
    log: &mut MoveLog,
    above: u64,
) -> Result<(), StoreError> {
    if log.len() > above {
        let rows = log.rows(workspace);
        let mut tx = writer.begin().await?;
        rows.run(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn finish(
    writer: &mut Writer<'_>,
    workspace: WorkspaceId,
    agreement: &Agreement,
    shown: Vec<(SourceId, BTreeMap<String, i64>)>,
) -> Result<(), StoreError> {
    let mut tx = writer.begin().await?;
    for (source, counts) in shown {
        sqlx::query(include_str!("sql/raw_stage_reset.sql"))
            .bind(source.0)
            .execute(&mut *tx)
            .await?;
        for (raw, leads) in counts {
            sqlx::query(include_str!("sql/raw_stage_count.sql"))
                .bind(leads)
                .bind(source.0)
                .bind(raw)
                .execute(&mut *tx)
                .await?;
        }
    }
    sqlx::query(include_str!("sql/workspace_agree.sql"))
        .bind(&agreement.fingerprint)
        .bind(workspace.0)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
