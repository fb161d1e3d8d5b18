//! Mails of an email by when they went out, as the tool counts them. Must not live here: mails told one
//! by one (`engagements`).

use jiff::Timestamp;
use kpi::model::EmailCohorts;
use sqlx::SqliteConnection;

use crate::{
    StoreError,
    absorb::{poll::Poll, told::Told},
    bulk::Bulk,
};

/// Writes what is news and forgets what is told no more; how many rows that was.
pub(super) async fn write(
    tx: &mut SqliteConnection,
    poll: &Poll,
    told: &Told<'_>,
) -> Result<u64, StoreError> {
    let mut changed = 0;
    for cohorts in &told.cohorts {
        changed += forget(tx, poll, cohorts).await?;
    }
    Ok(changed + rows(poll, told).run(tx).await?)
}

async fn forget(
    tx: &mut SqliteConnection,
    poll: &Poll,
    told: &EmailCohorts,
) -> Result<u64, StoreError> {
    let kept: Vec<i64> = told
        .cohorts
        .iter()
        .map(|cohort| cohort.sent_at.as_millisecond())
        .collect();
    let kept = serde_json::to_string(&kept).expect("numbers are JSON");
    let done = sqlx::query(include_str!("../sql/email_cohort_forget.sql"))
        .bind(poll.source.0)
        .bind(told.email.as_str())
        .bind(told.from.unwrap_or(Timestamp::MIN).as_millisecond())
        .bind(kept)
        .execute(tx)
        .await?;
    Ok(done.rows_affected())
}

fn rows(poll: &Poll, told: &Told<'_>) -> Bulk {
    let mut rows = Bulk::new(include_str!("../sql/email_cohort_upsert.sql"));
    for told in &told.cohorts {
        for cohort in &told.cohorts {
            let counters = &cohort.counters;
            rows.row()
                .bind(poll.source.0)
                .bind(told.email.0.clone())
                .bind(cohort.sent_at.as_millisecond())
                .bind(cohort.until.map(Timestamp::as_millisecond))
                .bind(counters.sent)
                .bind(counters.delivered)
                .bind(counters.opened)
                .bind(counters.clicked)
                .bind(counters.bounced)
                .bind(counters.unsubscribed)
                .bind(counters.replied);
        }
    }
    rows
}
