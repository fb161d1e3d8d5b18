//! Leads brought to sales: once per lead and rule within the cooldown, whatever restarts happen. Must not
//! live here: which lead is hot (`leads`), how a ping looks.

use jiff::{SignedDuration, Timestamp};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{
    NewEdit, NewPost, PingId, PostId, Store, StoreError, WorkspaceId,
    outbox::{insert, owe_edit, snowflake},
    status::instant,
};

/// A lead that has just become hot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPing {
    /// The store's key of the lead.
    pub lead: i64,
    /// The rule it meets.
    pub rule: String,
    /// How long the same lead and rule stay silent after a ping.
    pub cooldown: SignedDuration,
}

/// What became of a wish to ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PingOutcome {
    /// It is open, and its message owed.
    Opened(PingId),
    /// This lead was pinged under this rule not long ago, or stands in the baseline.
    CoolingDown {
        /// That ping.
        since: Timestamp,
    },
    /// The lead is deleted, merged or unknown.
    Gone,
}

/// A ping and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PingRecord {
    /// Its key.
    pub id: PingId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The store's key of the lead.
    pub lead: i64,
    /// The rule it met.
    pub rule: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Its message; `None` where the lead stands in the baseline.
    pub post: Option<PostId>,
    /// The person in the chat who took it.
    pub claimed_by: Option<u64>,
    /// When.
    pub claimed_at: Option<Timestamp>,
    /// Whether its lead was deleted in the tool since: its message tells nothing of it, and nobody can take it.
    pub gone: bool,
}

/// Who got a ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimOutcome {
    /// The asker.
    Won,
    /// Someone was faster, or the asker has it already.
    AlreadyClaimed {
        /// Who has it.
        by: u64,
        /// Since when.
        at: Timestamp,
    },
    /// Its lead was deleted in the tool.
    Gone,
    /// There is no such ping.
    Unknown,
}

impl Store {
    /// Opens a ping and owes its message in one transaction, unless the same lead and rule are cooling
    /// down. `message` makes the post once the ping's key is known (for its buttons).
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; neither ping nor message exist then.
    pub async fn open_ping(
        &self,
        workspace: WorkspaceId,
        ping: &NewPing,
        now: Timestamp,
        message: impl FnOnce(PingId) -> NewPost,
    ) -> Result<PingOutcome, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        if !is_pingable(&mut tx, workspace, ping.lead).await? {
            return Ok(PingOutcome::Gone);
        }
        let last = last_ping(&mut tx, workspace, ping.lead, &ping.rule).await?;
        if let Some(since) = last.map(|last| last.opened_at)
            && now.duration_since(since) < ping.cooldown
        {
            return Ok(PingOutcome::CoolingDown { since });
        }
        let id = open(&mut tx, workspace, (ping.lead, &ping.rule), now).await?;
        let post = message(id);
        let post_id = insert(&mut tx, workspace, &post, now)
            .await?
            .ok_or_else(|| {
                StoreError::unreadable(
                    "post",
                    format!("the key {} is not the ping's own", post.key),
                )
            })?;
        sqlx::query(include_str!("sql/ping_post.sql"))
            .bind(post_id.0)
            .bind(id.0)
            .execute(&mut *tx)
            .await?;
        set_hot(&mut tx, workspace, (ping.lead, Some(&ping.rule)), now).await?;
        tx.commit().await?;
        Ok(PingOutcome::Opened(id))
    }

    /// The ping of that key.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn ping(&self, id: PingId) -> Result<Option<PingRecord>, StoreError> {
        let row = sqlx::query(include_str!("sql/ping.sql"))
            .bind(id.0)
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Gives the ping to `user` if nobody has it; of two in the same instant one wins. The same transaction owes an edit
    /// of the ping's message, so that it tells of the claim whatever happens next.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn claim_ping(
        &self,
        id: PingId,
        user: u64,
        now: Timestamp,
    ) -> Result<ClaimOutcome, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let won = sqlx::query(include_str!("sql/ping_claim.sql"))
            .bind(user.to_string())
            .bind(now.as_millisecond())
            .bind(id.0)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        let row = sqlx::query(include_str!("sql/ping.sql"))
            .bind(id.0)
            .fetch_optional(&mut *tx)
            .await?;
        let holder = row.as_ref().map(read).transpose()?;
        if won > 0 {
            if let Some(post) = holder.and_then(|ping| ping.post) {
                let lines = Vec::new();
                owe_edit(&mut tx, &NewEdit { post, lines }, None, now).await?;
            }
            tx.commit().await?;
            return Ok(ClaimOutcome::Won);
        }
        if holder.as_ref().is_some_and(|ping| ping.gone) {
            return Ok(ClaimOutcome::Gone);
        }
        Ok(
            match holder.and_then(|ping| ping.claimed_by.zip(ping.claimed_at)) {
                Some((by, at)) => ClaimOutcome::AlreadyClaimed { by, at },
                None => ClaimOutcome::Unknown,
            },
        )
    }

    /// The newest ping of this lead under this rule; the baseline counts as one, a ping that nobody was told of before
    /// its lead was deleted does not.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn last_ping(
        &self,
        workspace: WorkspaceId,
        lead: i64,
        rule: &str,
    ) -> Result<Option<PingRecord>, StoreError> {
        let mut tx = self.snapshot().await?;
        last_ping(&mut tx, workspace, lead, rule).await
    }

    /// When the baseline of hot leads was taken; `None` before the first.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn baseline(&self, workspace: WorkspaceId) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query(include_str!("sql/baseline.sql"))
            .bind(workspace.0)
            .fetch_optional(self.readers())
            .await?;
        match row {
            Some(row) => instant(&row, "baseline_at"),
            None => Ok(None),
        }
    }

    /// Notes which leads are hot at the first sync (by lead and rule), so that they are not pinged.
    /// `false`, and nothing changes, where a baseline was taken before.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn take_baseline(
        &self,
        workspace: WorkspaceId,
        hot: &[(i64, String)],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let taken = sqlx::query(include_str!("sql/baseline_take.sql"))
            .bind(now.as_millisecond())
            .bind(workspace.0)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        if taken == 0 {
            return Ok(false);
        }
        for (lead, rule) in hot {
            open(&mut tx, workspace, (*lead, rule), now).await?;
            set_hot(&mut tx, workspace, (*lead, Some(rule)), now).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

pub(crate) async fn is_pingable(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
    lead: i64,
) -> Result<bool, StoreError> {
    let row = sqlx::query(include_str!("sql/lead_pingable.sql"))
        .bind(lead)
        .bind(workspace.0)
        .fetch_one(tx)
        .await?;
    Ok(row.try_get(0)?)
}

pub(crate) async fn open(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
    (lead, rule): (i64, &str),
    now: Timestamp,
) -> Result<PingId, StoreError> {
    let row = sqlx::query(include_str!("sql/ping_insert.sql"))
        .bind(workspace.0)
        .bind(lead)
        .bind(rule)
        .bind(now.as_millisecond())
        .fetch_one(tx)
        .await?;
    Ok(PingId(row.try_get(0)?))
}

pub(crate) async fn last_ping(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    lead: i64,
    rule: &str,
) -> Result<Option<PingRecord>, StoreError> {
    let row = sqlx::query(include_str!("sql/ping_last.sql"))
        .bind(workspace.0)
        .bind(lead)
        .bind(rule)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The rule a lead meets now, or that it meets none.
pub(crate) async fn set_hot(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
    (lead, rule): (i64, Option<&str>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let query = match rule {
        Some(rule) => sqlx::query(include_str!("sql/hot_lead_set.sql"))
            .bind(workspace.0)
            .bind(lead)
            .bind(rule)
            .bind(now.as_millisecond()),
        None => sqlx::query(include_str!("sql/hot_lead_unset.sql"))
            .bind(workspace.0)
            .bind(lead),
    };
    query.execute(tx).await?;
    Ok(())
}

pub(crate) fn read(row: &SqliteRow) -> Result<PingRecord, StoreError> {
    let opened_at = instant(row, "opened_at")?;
    Ok(PingRecord {
        id: PingId(row.try_get("id")?),
        workspace: WorkspaceId(row.try_get("workspace")?),
        lead: row.try_get("lead")?,
        rule: row.try_get("rule")?,
        opened_at: opened_at.ok_or_else(|| StoreError::unreadable("ping", "opened_at"))?,
        post: row.try_get::<Option<i64>, _>("post")?.map(PostId),
        claimed_by: snowflake(row, "claimed_by")?,
        claimed_at: instant(row, "claimed_at")?,
        gone: row.try_get::<Option<&str>, _>("gone")?.is_some(),
    })
}
