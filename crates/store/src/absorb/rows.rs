//! From touched leads to rows, counts and day changes, all in memory before the write lock is taken.
//! Must not live here: what a record means for a lead (`leads`).

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use kpi::model::LeadRecord;
use sqlx::SqliteConnection;

use crate::{
    StoreError,
    absorb::{
        Absorbed,
        fingerprint::Person,
        leads::{Leads, Touched},
        poll::Poll,
    },
    bulk::{Bulk, Values},
    days::Days,
    gone::withdraw,
    lead::Lead,
    move_log::MoveLog,
    raw_stages::RawStages,
};

/// What the leads of a batch make to be written.
#[derive(Debug)]
pub(super) struct Rows {
    records: Bulk,
    states: Bulk,
    wiped: Vec<i64>,
    merged: Vec<(i64, i64)>,
    counts: BTreeMap<String, i64>,
    changes: i64,
}

impl Rows {
    pub(super) fn of(
        leads: &Leads<'_>,
        merged: Vec<(i64, i64)>,
        poll: &Poll,
        stages: &mut RawStages,
        log: &mut MoveLog,
        days: &mut Days,
        absorbed: &mut Absorbed,
    ) -> Self {
        let mut rows = Self {
            records: Bulk::new(include_str!("../sql/lead_upsert.sql")),
            states: Bulk::new(include_str!("../sql/lead_state_upsert.sql")),
            wiped: Vec::new(),
            merged,
            counts: BTreeMap::new(),
            changes: poll.changes,
        };
        absorbed.merged += rows.merged.len() as u64;
        for touched in &leads.touched {
            absorbed.count(touched);
            if touched.before.as_ref() != Some(&touched.after) {
                rows.lead(touched, poll, stages);
                rows.count(touched);
                derive(touched, stages, log, days);
            }
        }
        rows
    }

    fn lead(&mut self, touched: &Touched<'_>, poll: &Poll, stages: &mut RawStages) {
        let lead = &touched.after;
        self.changes += 1;
        // A merged record is the survivor's now; what it said is not kept twice.
        match touched.record.filter(|_| lead.merged_into.is_none()) {
            Some((record, person)) => {
                let row = self.records.row();
                bind_state(row, lead, self.changes, poll, stages);
                bind_record(row, lead, record, person);
            }
            None => bind_state(self.states.row(), lead, self.changes, poll, stages),
        }
        let was_alive = touched.before.as_ref().is_some_and(Lead::is_alive);
        if was_alive && !lead.is_alive() {
            self.wiped.push(lead.id);
        }
    }

    fn count(&mut self, touched: &Touched<'_>) {
        let before = touched.before.as_ref().and_then(Lead::shown);
        let after = touched.after.shown();
        if before == after {
            return;
        }
        for (raw, step) in [(before, -1), (after, 1)] {
            if let Some(raw) = raw {
                *self.counts.entry(raw.to_owned()).or_default() += step;
            }
        }
    }

    /// Writes everything; the transaction is the caller's.
    pub(super) async fn write(
        self,
        tx: &mut SqliteConnection,
        poll: &Poll,
        stages: &RawStages,
    ) -> Result<(), StoreError> {
        for (code, raw) in stages.fresh() {
            sqlx::query(include_str!("../sql/raw_stage_insert.sql"))
                .bind(poll.source.0)
                .bind(code.cast_signed())
                .bind(raw)
                .execute(&mut *tx)
                .await?;
        }
        self.records.run(tx).await?;
        self.states.run(tx).await?;
        // What a loser did is the survivor's before anything of the loser is forgotten.
        for (loser, survivor) in &self.merged {
            merge(tx, *loser, *survivor).await?;
        }
        wipe(tx, &self.wiped).await?;
        withdraw(tx, poll.workspace, &self.wiped, poll.now).await?;
        for (raw, step) in self.counts.iter().filter(|(_, step)| **step != 0) {
            sqlx::query(include_str!("../sql/raw_stage_count.sql"))
                .bind(step)
                .bind(poll.source.0)
                .bind(raw)
                .execute(&mut *tx)
                .await?;
        }
        if self.changes != poll.changes {
            sqlx::query(include_str!("../sql/workspace_changes.sql"))
                .bind(self.changes)
                .bind(poll.workspace.0)
                .execute(tx)
                .await?;
        }
        Ok(())
    }
}

fn derive(touched: &Touched<'_>, stages: &RawStages, log: &mut MoveLog, days: &mut Days) {
    let same_moves = touched.before.as_ref().is_some_and(|before| {
        before.is_counted() == touched.after.is_counted()
            && before.history == touched.after.history
            && before.turns == touched.after.turns
    });
    if !same_moves {
        let before = touched
            .before
            .as_ref()
            .map(|lead| lead.timeline(stages))
            .unwrap_or_default();
        log.note(
            touched.after.id,
            &before,
            &touched.after.timeline(stages),
            days,
        );
    }
}

fn bind_state(row: &mut Values, lead: &Lead, change: i64, poll: &Poll, stages: &mut RawStages) {
    let stage = lead
        .stage
        .as_deref()
        .map(|raw| stages.code(Some(raw)).cast_signed());
    row.bind(lead.id)
        .bind(poll.source.0)
        .bind(Arc::<str>::from(lead.ext_id.as_str()))
        .bind(lead.known)
        .bind(lead.excluded)
        .bind(lead.merged_into)
        .bind(lead.removed_at().map(Timestamp::as_millisecond))
        .bind(lead.turns.pack())
        .bind(lead.history.pack(stages))
        .bind(stage)
        .bind(lead.differs())
        .bind(change)
        .bind(lead.first_seen_at)
        .bind(poll.now.as_millisecond());
}

fn bind_record(row: &mut Values, lead: &Lead, record: &LeadRecord, person: Person) {
    let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    let here = person == Person::Here;
    let text = |text: &Option<String>| text.as_deref().filter(|_| here).map(Arc::<str>::from);
    row.bind(lead.fingerprint)
        .bind(ms(record.created_at))
        .bind(lead.modified_at)
        .bind(record.score.filter(|_| here))
        .bind(text(&record.email))
        .bind(text(&record.name))
        .bind(text(&record.company))
        .bind(text(&record.job_title))
        .bind(text(&record.industry))
        .bind(record.employees.filter(|_| here))
        .bind(record.annual_revenue.filter(|_| here))
        .bind(
            record
                .owner
                .as_ref()
                .map(|owner| Arc::<str>::from(owner.as_str())),
        )
        .bind(record.channel.as_deref().map(Arc::<str>::from))
        .bind(text(&record.channel_detail))
        .bind(ms(record.first_contact_at))
        .bind(ms(record.last_activity_at.filter(|_| here)))
        .bind(record.opted_out.filter(|_| here))
        .bind(record.target_list.filter(|_| here))
        .bind(text(&record.link));
}

async fn wipe(tx: &mut SqliteConnection, leads: &[i64]) -> Result<(), StoreError> {
    for sql in [
        include_str!("../sql/lead_wipe.sql"),
        include_str!("../sql/engagement_wipe.sql"),
        include_str!("../sql/hot_lead_wipe.sql"),
    ] {
        let mut bulk = Bulk::new(sql);
        for lead in leads {
            bulk.row().bind(*lead);
        }
        bulk.run(tx).await?;
    }
    Ok(())
}

async fn merge(tx: &mut SqliteConnection, loser: i64, survivor: i64) -> Result<(), StoreError> {
    for sql in [
        include_str!("../sql/merge_leads.sql"),
        include_str!("../sql/merge_engagements.sql"),
        include_str!("../sql/merge_deals.sql"),
        include_str!("../sql/merge_scenario_runs.sql"),
        include_str!("../sql/merge_step_runs.sql"),
        include_str!("../sql/merge_segment_members.sql"),
        include_str!("../sql/merge_pings.sql"),
    ] {
        sqlx::query(sql)
            .bind(survivor)
            .bind(loser)
            .execute(&mut *tx)
            .await?;
    }
    for sql in [
        include_str!("../sql/merge_deals_rest.sql"),
        include_str!("../sql/merge_scenario_runs_rest.sql"),
        include_str!("../sql/merge_segment_members_rest.sql"),
    ] {
        sqlx::query(sql).bind(loser).execute(&mut *tx).await?;
    }
    Ok(())
}
