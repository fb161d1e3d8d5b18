//! The life of a message between being owed and being sent. Must not live here: writing it down.

use std::sync::PoisonError;

use jiff::Timestamp;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{
    OwedPost, PostId, Setback, Store, StoreError, WorkspaceId,
    open::Claims,
    outbox::{garbled, json, missed::setback, snowflake},
    status::instant,
};

/// The right to make one attempt at sending a message. It can neither be copied nor used twice; dropped
/// without a mark it leaves the message as attempted, and the next attempt looks into the channel first.
#[derive(Debug)]
pub struct Claim {
    post: PostId,
    attempt: u32,
    claims: Claims,
}

impl Claim {
    /// The message.
    pub fn post(&self) -> PostId {
        self.post
    }

    /// Which attempt this is, counted from 1. After the first the message may be in the channel already.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.claims
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.post);
    }
}

impl Store {
    /// Messages that are due and not sent, the earliest first, without those whose delivery is under way
    /// in this process.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn owed(
        &self,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Vec<OwedPost>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/posts_owed.sql"))
            .bind(workspace.0)
            .bind(now.as_millisecond())
            .bind(now.as_millisecond())
            .fetch_all(self.readers())
            .await?;
        let owed = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let under_way = self.claims().lock().unwrap_or_else(PoisonError::into_inner);
        Ok(owed
            .into_iter()
            .filter(|post| !under_way.contains(&post.id))
            .collect())
    }

    /// Claims a message for one attempt, which is written down before this returns. `None` where it is
    /// sent, given up or skipped, or where another attempt is under way.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; the message is not claimed then.
    pub async fn claim(&self, id: PostId, now: Timestamp) -> Result<Option<Claim>, StoreError> {
        let mut writer = self.writer().await?;
        if !self
            .claims()
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id)
        {
            return Ok(None);
        }
        // From here on the claim frees the message whenever it is dropped.
        let mut claim = Claim {
            post: id,
            attempt: 0,
            claims: self.claims().clone(),
        };
        let mut tx = writer.begin().await?;
        let row = sqlx::query(include_str!("../sql/post_claim.sql"))
            .bind(now.as_millisecond())
            .bind(id.0)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        claim.attempt = row.try_get(0)?;
        sqlx::query(include_str!("../sql/post_attempt.sql"))
            .bind(id.0)
            .bind(claim.attempt)
            .bind(now.as_millisecond())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Some(claim))
    }

    /// The message is in the channel under that id.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; the next attempt will find the message in the channel.
    pub async fn mark_sent(
        &self,
        claim: Claim,
        message_id: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("../sql/post_sent.sql"))
            .bind(now.as_millisecond())
            .bind(message_id.to_string())
            .bind(claim.post.0)
            .execute(&mut *tx)
            .await?;
        conclude(&mut tx, &claim, "sent").await?;
        tx.commit().await?;
        Ok(())
    }

    /// The attempt failed, for that reason and in those words. The message is tried again from `retry_at` on; without it, it is given up.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; the message is tried again then.
    pub async fn mark_failed(
        &self,
        claim: Claim,
        (setback, why): (Setback, &str),
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("../sql/post_failed.sql"))
            .bind(retry_at.is_some())
            .bind(retry_at.map(Timestamp::as_millisecond))
            .bind(setback.as_str())
            .bind(why)
            .bind(claim.post.0)
            .execute(&mut *tx)
            .await?;
        conclude(&mut tx, &claim, why).await?;
        tx.commit().await?;
        tracing::debug!(post = claim.post.0, attempt = claim.attempt, %now, "attempt failed");
        Ok(())
    }
}

impl Store {
    /// The message was withdrawn, and no attempt had reached the channel: nobody was told of its leads.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; the message is looked for again then.
    pub async fn mark_withdrawn(&self, claim: Claim) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        for sql in [
            include_str!("../sql/post_withdrawn.sql"),
            include_str!("../sql/ping_unsaid.sql"),
        ] {
            sqlx::query(sql)
                .bind(claim.post.0)
                .execute(&mut *tx)
                .await?;
        }
        conclude(&mut tx, &claim, "withdrawn").await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn conclude(
    tx: &mut SqliteConnection,
    claim: &Claim,
    outcome: &str,
) -> Result<(), StoreError> {
    sqlx::query(include_str!("../sql/post_attempt_outcome.sql"))
        .bind(outcome)
        .bind(claim.post.0)
        .bind(claim.attempt)
        .execute(tx)
        .await?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<OwedPost, StoreError> {
    let key: String = row.try_get("key")?;
    let garbled = |what: &str| garbled(&key, what);
    Ok(OwedPost {
        id: PostId(row.try_get("id")?),
        nonce: row.try_get("nonce")?,
        kind: row.try_get("kind")?,
        channel: snowflake(row, "channel")?.ok_or_else(|| garbled("channel"))?,
        message: json(row, "message")?,
        attempts: row.try_get("attempts")?,
        due: instant(row, "due")?.ok_or_else(|| garbled("due"))?,
        late: row.try_get("late")?,
        owed_at: instant(row, "owed_at")?.ok_or_else(|| garbled("owed_at"))?,
        first_attempt_at: instant(row, "first_attempt_at")?,
        setback: setback(row)?,
        key,
    })
}
