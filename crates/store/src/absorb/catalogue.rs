//! Stages, owners, campaigns and emails as the tool lists them. Must not live here: leads.

use jiff::Timestamp;
use sqlx::SqliteConnection;

use crate::{
    StoreError,
    absorb::{poll::Poll, told::Told},
    bulk::Bulk,
    days::day_of,
};

/// Writes what is news; how many rows that was.
pub(super) async fn write(
    tx: &mut SqliteConnection,
    poll: &Poll,
    told: &Told<'_>,
) -> Result<u64, StoreError> {
    let mut changed = 0;
    for rows in [
        stages(poll, told),
        owners(poll, told),
        campaigns(poll, told),
        emails(poll, told),
        costs(poll, told),
    ] {
        changed += rows.run(tx).await?;
    }
    Ok(changed)
}

fn stages(poll: &Poll, told: &Told<'_>) -> Bulk {
    let mut rows = Bulk::new(include_str!("../sql/tool_stage_upsert.sql"));
    for stage in &told.stages {
        rows.row()
            .bind(poll.source.0)
            .bind(stage.raw.clone())
            .bind(stage.label.clone())
            .bind(stage.position);
    }
    rows
}

fn owners(poll: &Poll, told: &Told<'_>) -> Bulk {
    let mut rows = Bulk::new(include_str!("../sql/owner_upsert.sql"));
    for owner in &told.owners {
        rows.row()
            .bind(poll.source.0)
            .bind(owner.id.0.clone())
            .bind(owner.name.clone())
            .bind(owner.email.clone())
            .bind(owner.active);
    }
    rows
}

fn campaigns(poll: &Poll, told: &Told<'_>) -> Bulk {
    let mut rows = Bulk::new(include_str!("../sql/campaign_upsert.sql"));
    for campaign in &told.campaigns {
        rows.row()
            .bind(poll.source.0)
            .bind(campaign.id.0.clone())
            .bind(campaign.name.clone())
            .bind(campaign.active);
    }
    rows
}

fn costs(poll: &Poll, told: &Told<'_>) -> Bulk {
    let mut rows = Bulk::new(include_str!("../sql/campaign_cost_upsert.sql"));
    for cost in &told.costs {
        let currency = cost.spent.as_ref().or(cost.budget.as_ref());
        rows.row()
            .bind(poll.source.0)
            .bind(cost.campaign.0.clone())
            .bind(cost.spent.as_ref().map(|spent| spent.minor))
            .bind(cost.budget.as_ref().map(|budget| budget.minor))
            .bind(currency.map(|money| money.currency.clone()))
            .bind(cost.from.map(day_of))
            .bind(cost.to.map(day_of))
            .bind(poll.now.as_millisecond());
    }
    rows
}

fn emails(poll: &Poll, told: &Told<'_>) -> Bulk {
    let mut rows = Bulk::new(include_str!("../sql/email_upsert.sql"));
    for email in &told.emails {
        let counters = &email.counters;
        rows.row()
            .bind(poll.source.0)
            .bind(email.id.0.clone())
            .bind(email.name.clone())
            .bind(email.subject.clone())
            .bind(email.sent_at.map(Timestamp::as_millisecond))
            .bind(email.campaign.as_ref().map(|campaign| campaign.0.clone()))
            .bind(counters.sent)
            .bind(counters.delivered)
            .bind(counters.opened)
            .bind(counters.clicked)
            .bind(counters.bounced)
            .bind(counters.unsubscribed)
            .bind(counters.replied);
    }
    rows
}
