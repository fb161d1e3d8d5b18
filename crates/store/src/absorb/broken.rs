//! Records that could not be read: named, bounded in number, gone once they can be read. Must not live
//! here: why they are broken (the connector says).
//!
//! One that is read again mends its own note. A round that ends, complete up to an instant, mends notes from before
//! it: of a stream that is read whole all of them, of one that brings only what changed those about places, which each
//! round tries again. A record that such a round had no reason to read keeps its note.

use jiff::Timestamp;
use kpi::model::{Batch, Record};
use sqlx::SqliteConnection;

use crate::{StoreError, absorb::poll::Poll, bulk::Bulk};

/// The most broken records remembered a stream; beyond it the oldest give way.
pub(crate) const KEPT: i64 = 1_000;

/// The longest text kept of one.
const LONGEST: usize = 300;

/// Writes what is broken in this batch and forgets what it mended.
pub(super) async fn write(
    tx: &mut SqliteConnection,
    poll: &Poll,
    batch: &Batch,
    was_broken: bool,
) -> Result<(), StoreError> {
    if was_broken {
        mend(tx, poll, batch).await?;
        if let Some(complete_to) = batch.complete_to {
            end_round(tx, poll, complete_to).await?;
        }
    }
    if batch.broken.is_empty() {
        return Ok(());
    }
    let mut rows = Bulk::new(include_str!("../sql/broken_upsert.sql"));
    for broken in &batch.broken {
        rows.row()
            .bind(poll.source.0)
            .bind(poll.stream.as_str())
            .bind(cut(&broken.id))
            .bind(cut(&broken.why))
            .bind(poll.now.as_millisecond());
    }
    rows.run(tx).await?;
    sqlx::query(include_str!("../sql/broken_forget_oldest.sql"))
        .bind(poll.source.0)
        .bind(poll.stream.as_str())
        .bind(poll.source.0)
        .bind(poll.stream.as_str())
        .bind(KEPT)
        .execute(tx)
        .await?;
    Ok(())
}

async fn mend(tx: &mut SqliteConnection, poll: &Poll, batch: &Batch) -> Result<(), StoreError> {
    let told = batch.mended.iter().map(String::as_str);
    for id in batch.records.iter().filter_map(named).chain(told) {
        sqlx::query(include_str!("../sql/broken_mended.sql"))
            .bind(poll.source.0)
            .bind(poll.stream.as_str())
            .bind(id)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// What was told before the round began, and by none of its batches, is mended.
async fn end_round(
    tx: &mut SqliteConnection,
    poll: &Poll,
    complete_to: Timestamp,
) -> Result<(), StoreError> {
    let sql = match poll.stream.is_read_whole() {
        true => include_str!("../sql/broken_round_whole.sql"),
        false => include_str!("../sql/broken_round_places.sql"),
    };
    sqlx::query(sql)
        .bind(poll.source.0)
        .bind(poll.stream.as_str())
        .bind(complete_to.as_millisecond())
        .execute(tx)
        .await?;
    Ok(())
}

fn named(record: &Record) -> Option<&str> {
    match record {
        Record::Lead(lead) => Some(lead.id.as_str()),
        Record::Removed(removed) => Some(removed.lead.as_str()),
        Record::StageHistory(_)
        | Record::Restored { .. }
        | Record::Merged { .. }
        | Record::Present { .. }
        | Record::ScanEnded { .. }
        | Record::AutomationsListed { .. }
        | Record::ScenarioRun(_)
        | Record::ScoreHistory(_)
        | Record::Membership(_)
        | Record::MembershipsListed { .. }
        | Record::EmailCohorts(_) => None,
        Record::ToolStage(stage) => Some(&stage.raw),
        Record::Owner(owner) => Some(owner.id.as_str()),
        Record::Campaign(campaign) => Some(campaign.id.as_str()),
        Record::Email(email) => Some(email.id.as_str()),
        Record::Deal(deal) => Some(deal.id.as_str()),
        Record::DealRemoved { deal, .. } => Some(deal.as_str()),
        Record::Engagement(act) => Some(act.id.as_str()),
        Record::Automation(automation) => Some(automation.id.as_str()),
        Record::CampaignCost(cost) => Some(cost.campaign.as_str()),
        Record::Segment(segment) => Some(segment.id.as_str()),
        Record::StepRun(run) => Some(run.id.as_str()),
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
