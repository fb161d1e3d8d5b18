//! Taking in a batch: rows, cursor and day tables in one transaction. Must not live here: pulling.
//!
//! Everything is read, parsed and worked out while the writing connection is held but no lock is; the
//! transaction itself only writes. Absorbing a batch again changes nothing.

mod automations;
mod broken;
mod catalogue;
mod census;
mod cohorts;
mod deals;
mod engagements;
mod fingerprint;
mod leads;
mod poll;
mod relabel;
mod rows;
mod scores;
mod segments;
mod told;

use jiff::Timestamp;
use kpi::model::{Batch, Stream};
use sqlx::{Row, SqliteConnection};

use crate::{
    SourceId, Store, StoreError,
    absorb::{
        automations::Runs,
        census::Census,
        deals::Deals,
        engagements::Engagements,
        leads::{Leads, Touched},
        poll::Poll,
        rows::Rows,
        segments::Segments,
        told::Told,
    },
    days::Days,
    move_log::MoveLog,
    raw_stages::RawStages,
};

/// What a batch changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// Leads, deals and engagements heard of for the first time.
    pub added: u64,
    /// Rows of any kind that were written because something in them changed, new ones included.
    pub changed: u64,
    /// Leads told of in which nothing changed.
    pub unchanged: u64,
    /// Leads that were deleted.
    pub removed: u64,
    /// Deleted leads that came back.
    pub restored: u64,
    /// Leads that were merged into another.
    pub merged: u64,
    /// Records that could not be read.
    pub broken: u64,
    /// Leads whose moves between stages are others now; `settle` works them into the day tables.
    pub moved: u64,
}

impl Absorbed {
    fn count(&mut self, touched: &Touched<'_>) {
        let after = &touched.after;
        let Some(before) = &touched.before else {
            self.added += u64::from(after.known);
            self.changed += 1;
            return;
        };
        if before == after {
            self.unchanged += 1;
            return;
        }
        self.changed += 1;
        self.added += u64::from(after.known && !before.known);
        match (before.removed_at(), after.removed_at()) {
            (None, Some(_)) => self.removed += 1,
            (Some(_), None) => self.restored += 1,
            _ => {}
        }
    }

    // What the stream's row count grows by: records that are kept, not versions of them.
    fn kept(&self, stream: Stream, acts: u64) -> u64 {
        match stream {
            Stream::Engagements => acts,
            // Acts that came with their leads are no leads.
            Stream::Leads | Stream::Deals => self.added.saturating_sub(acts),
            Stream::Removals | Stream::Census => self.removed + self.restored + self.merged,
            _ => self.changed,
        }
    }
}

impl Store {
    /// Stores a batch and its cursor, and brings the day tables in step, in one transaction: after a
    /// crash either all of it is there or nothing. Absorbing it again changes nothing.
    ///
    /// `now` is the instant of the poll. The workspace's agreement has to be adopted before.
    ///
    /// # Errors
    /// `NoAgreement`, `NoSource`, `Full`, `Locked` or a failure of the file; nothing is stored then.
    pub async fn absorb(
        &self,
        source: SourceId,
        stream: Stream,
        batch: &Batch,
        now: Timestamp,
    ) -> Result<Absorbed, StoreError> {
        let mut told = Told::of(batch);
        let mut writer = self.writer().await?;
        let connection = writer.connection()?;
        let poll = Poll::load(self, connection, source, stream, now).await?;
        let definition = &poll.agreement.definition;
        let mut stages = RawStages::load(connection, source, poll.tool, definition).await?;
        let relabelled = relabel::Relabelled::of(&told, &mut stages);
        let mut leads = Leads::load(connection, &poll, &mut told, &stages).await?;
        leads.tell(&told, &poll);
        let census = Census::of(&told, &leads);
        for (scan, missed) in census.missed(connection, &poll).await? {
            leads
                .load_missed(connection, &poll, &missed, &stages)
                .await?;
            leads.miss(&missed, scan);
        }
        let merged = leads.merge(&told);
        let deals = Deals::prepare(connection, &poll, &told, &mut leads).await?;
        let engagements = Engagements::prepare(connection, &poll, &told, &mut leads).await?;
        let runs = Runs::prepare(&poll, &told, &mut leads);
        let segments = Segments::prepare(&poll, &told, &mut leads);
        let scores = scores::prepare(connection, &poll, &told, &leads).await?;
        let was_broken = is_broken(connection, &poll).await?;

        let acts = engagements.added;
        let mut absorbed = Absorbed {
            broken: batch.broken.len() as u64,
            added: deals.added + engagements.added,
            ..Absorbed::default()
        };
        let mut days = Days::new(definition.zone.clone());
        let mut log = MoveLog::default();
        let rows = Rows::of(
            &leads,
            merged,
            &poll,
            &mut stages,
            &mut log,
            &mut days,
            &mut absorbed,
        );
        absorbed.moved = log.len();
        let changes = log.rows(poll.workspace);

        let mut tx = writer.begin().await?;
        absorbed.changed += catalogue::write(&mut tx, &poll, &told).await?;
        absorbed.changed += cohorts::write(&mut tx, &poll, &told).await?;
        relabelled.write(&mut tx, &poll, &stages).await?;
        rows.write(&mut tx, &poll, &stages).await?;
        changes.run(&mut tx).await?;
        absorbed.changed += deals.write(&mut tx).await?;
        absorbed.changed += engagements.write(&mut tx).await?;
        absorbed.changed += automations::write(&mut tx, &poll, &told).await?;
        absorbed.changed += runs.write(&mut tx).await?;
        absorbed.changed += segments.write(&mut tx).await?;
        scores.run(&mut tx).await?;
        census.write(&mut tx, &poll).await?;
        broken::write(&mut tx, &poll, batch, was_broken).await?;
        advance(&mut tx, &poll, batch, absorbed.kept(stream, acts)).await?;
        tx.commit().await?;
        Ok(absorbed)
    }
}

async fn is_broken(connection: &mut SqliteConnection, poll: &Poll) -> Result<bool, StoreError> {
    let row = sqlx::query(include_str!("sql/broken_any.sql"))
        .bind(poll.source.0)
        .bind(poll.stream.as_str())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

/// Moves the stream's cursor and watermark.
async fn advance(
    tx: &mut SqliteConnection,
    poll: &Poll,
    batch: &Batch,
    kept: u64,
) -> Result<(), StoreError> {
    sqlx::query(include_str!("sql/sync_state_advance.sql"))
        .bind(poll.source.0)
        .bind(poll.stream.as_str())
        .bind(batch.cursor.as_ref().map(|cursor| cursor.0.as_str()))
        .bind(batch.complete_to.map(Timestamp::as_millisecond))
        .bind(poll.now.as_millisecond())
        .bind(kept.cast_signed())
        .execute(tx)
        .await?;
    Ok(())
}
