//! Messages the bot owes, each once. Must not live here: how one is sent (`chat`), what it says.
//!
//! owed → attempted → sent, or failed (to be tried again) or given up; skipped where it was never to be
//! sent. An attempt is written before the message goes out, so that after a crash the next attempt
//! knows that it is not the first and looks into the channel before it sends.

mod delivery;
mod edits;
mod missed;

use jiff::Timestamp;
use serde_json::Value;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

pub use delivery::Claim;
pub(crate) use edits::owe_edit;
pub use edits::{NewEdit, OwedEdit};
pub use missed::{MissedPost, Setback};

use crate::{PostId, Store, StoreError, WorkspaceId, status::instant};

/// A message to owe.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPost {
    /// Unique in the workspace: owing it again changes nothing.
    pub key: String,
    /// Its kind, such as `weekly` or `ping`.
    pub kind: String,
    /// The channel.
    pub channel: u64,
    /// When it is to be sent.
    pub due: Timestamp,
    /// First instant of the period it tells of.
    pub period_start: Option<Timestamp>,
    /// First instant after.
    pub period_end: Option<Timestamp>,
    /// What is sent, frozen.
    pub message: Value,
    /// The numbers it claims, frozen, so that a later post can restate them.
    pub facts: Value,
    /// Why it is late, where it is.
    pub late: Option<String>,
}

/// A message that waits to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct OwedPost {
    /// Its key in the table.
    pub id: PostId,
    /// Its key in the workspace.
    pub key: String,
    /// At most 25 characters, the same for every attempt.
    pub nonce: String,
    /// Its kind.
    pub kind: String,
    /// The channel.
    pub channel: u64,
    /// What is to be sent; null where it was withdrawn after an attempt, so that it is only to be looked for.
    pub message: Value,
    /// Attempts so far; if there was one, the message may be in the channel already.
    pub attempts: u32,
    /// When it was to be sent.
    pub due: Timestamp,
    /// Why it was late already when it was written down, where it was.
    pub late: Option<String>,
    /// When it was written down.
    pub owed_at: Timestamp,
    /// The first attempt.
    pub first_attempt_at: Option<Timestamp>,
    /// What stood in the way of the last attempt that failed.
    pub setback: Option<Setback>,
}

/// How far a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostState {
    /// To be sent.
    Owed,
    /// An attempt was begun and not concluded.
    Attempted,
    /// In the channel.
    Sent,
    /// The last attempt failed; it is tried again.
    Failed,
    /// Not to be tried again.
    GivenUp,
    /// Never to be sent.
    Skipped,
}

impl PostState {
    const ALL: [Self; 6] = [
        Self::Owed,
        Self::Attempted,
        Self::Sent,
        Self::Failed,
        Self::GivenUp,
        Self::Skipped,
    ];

    /// The word used in tables and log fields.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owed => "owed",
            Self::Attempted => "attempted",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::GivenUp => "given_up",
            Self::Skipped => "skipped",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A message and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PostRecord {
    /// Its key in the table.
    pub id: PostId,
    /// Its key in the workspace.
    pub key: String,
    /// Its nonce.
    pub nonce: String,
    /// Its kind.
    pub kind: String,
    /// The channel; `None` where it was skipped.
    pub channel: Option<u64>,
    /// When it was to be sent.
    pub due: Timestamp,
    /// First instant of the period it tells of.
    pub period_start: Option<Timestamp>,
    /// First instant after.
    pub period_end: Option<Timestamp>,
    /// What was or is to be sent; null where it was skipped or withdrawn.
    pub message: Value,
    /// The numbers it claims; null where it was skipped or withdrawn.
    pub facts: Value,
    /// Why it is late, where it is.
    pub late: Option<String>,
    /// How far it is.
    pub state: PostState,
    /// Attempts so far.
    pub attempts: u32,
    /// When it was written down.
    pub owed_at: Timestamp,
    /// The first attempt.
    pub first_attempt_at: Option<Timestamp>,
    /// The next attempt, after a failed one.
    pub retry_at: Option<Timestamp>,
    /// Why it was skipped, or why the last attempt failed.
    pub reason: Option<String>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// Its id in the channel.
    pub message_id: Option<u64>,
}

impl Store {
    /// Writes down a message to send. `false` where its key is owed, sent or skipped already.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn owe(
        &self,
        workspace: WorkspaceId,
        post: &NewPost,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.owe_restating(workspace, post, &[], now).await
    }

    /// Notes that a message will never be sent. `false` where its key is owed, sent or skipped already.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn skip(
        &self,
        workspace: WorkspaceId,
        key: &str,
        kind: &str,
        due: Timestamp,
        why: Setback,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let skipped = sqlx::query(include_str!("sql/post_skip.sql"))
            .bind(workspace.0)
            .bind(key)
            .bind(nonce(key))
            .bind(kind)
            .bind(due.as_millisecond())
            .bind(now.as_millisecond())
            .bind(why.as_str())
            .bind(why.as_str())
            .execute(&mut *tx)
            .await?
            .rows_affected();
        tx.commit().await?;
        Ok(skipped > 0)
    }

    /// The message of that key.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn post(
        &self,
        workspace: WorkspaceId,
        key: &str,
    ) -> Result<Option<PostRecord>, StoreError> {
        let row = sqlx::query(include_str!("sql/post_by_key.sql"))
            .bind(workspace.0)
            .bind(key)
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Messages of a kind in any state, the latest due first.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn posts(
        &self,
        workspace: WorkspaceId,
        kind: &str,
        limit: u32,
    ) -> Result<Vec<PostRecord>, StoreError> {
        let rows = sqlx::query(include_str!("sql/posts_by_kind.sql"))
            .bind(workspace.0)
            .bind(kind)
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Messages of a kind that had been written down by `now` and are, or are still to be, in the channel, the
    /// latest due first. One that was written down but not sent by then has no `sent_at` of before `now`.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn posts_said(
        &self,
        workspace: WorkspaceId,
        kind: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<PostRecord>, StoreError> {
        let rows = sqlx::query(include_str!("sql/posts_said.sql"))
            .bind(workspace.0)
            .bind(kind)
            .bind(now.as_millisecond())
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }
}

/// Writes a message down inside a transaction; `None` where its key is there already.
pub(crate) async fn insert(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
    post: &NewPost,
    now: Timestamp,
) -> Result<Option<PostId>, StoreError> {
    let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    let row = sqlx::query(include_str!("sql/post_insert.sql"))
        .bind(workspace.0)
        .bind(&post.key)
        .bind(nonce(&post.key))
        .bind(&post.kind)
        .bind(post.channel.to_string())
        .bind(post.due.as_millisecond())
        .bind(ms(post.period_start))
        .bind(ms(post.period_end))
        .bind(post.message.to_string())
        .bind(post.facts.to_string())
        .bind(&post.late)
        .bind(now.as_millisecond())
        .fetch_optional(tx)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.map(PostId))
}

/// Derived from the key alone (FNV-1a), so that it is the same even if the database was restored from a
/// backup between two attempts.
fn nonce(key: &str) -> String {
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("fb-{hash:016x}")
}

pub(crate) fn read(row: &SqliteRow) -> Result<PostRecord, StoreError> {
    let key: String = row.try_get("key")?;
    let garbled = |what: &str| garbled(&key, what);
    let state: &str = row.try_get("state")?;
    Ok(PostRecord {
        id: PostId(row.try_get("id")?),
        nonce: row.try_get("nonce")?,
        kind: row.try_get("kind")?,
        channel: snowflake(row, "channel")?,
        due: instant(row, "due")?.ok_or_else(|| garbled("due"))?,
        period_start: instant(row, "period_start")?,
        period_end: instant(row, "period_end")?,
        message: json(row, "message")?,
        facts: json(row, "facts")?,
        late: row.try_get("late")?,
        state: PostState::parse(state).ok_or_else(|| garbled("state"))?,
        attempts: row.try_get("attempts")?,
        owed_at: instant(row, "owed_at")?.ok_or_else(|| garbled("owed_at"))?,
        first_attempt_at: instant(row, "first_attempt_at")?,
        retry_at: instant(row, "retry_at")?,
        reason: row.try_get("reason")?,
        sent_at: instant(row, "sent_at")?,
        message_id: snowflake(row, "message_id")?,
        key,
    })
}

fn garbled(key: &str, what: &str) -> StoreError {
    StoreError::unreadable("post", format!("{what} of {key}"))
}

/// A column that holds an id of the chat, as text because SQLite has no unsigned numbers.
pub(crate) fn snowflake(row: &SqliteRow, column: &str) -> Result<Option<u64>, StoreError> {
    let text: Option<&str> = row.try_get(column)?;
    text.map(str::parse)
        .transpose()
        .map_err(|fault: std::num::ParseIntError| {
            StoreError::unreadable("post", format!("{column}: {fault}"))
        })
}

fn json(row: &SqliteRow, column: &str) -> Result<Value, StoreError> {
    let text: Option<&str> = row.try_get(column)?;
    let Some(text) = text else {
        return Ok(Value::Null);
    };
    serde_json::from_str(text)
        .map_err(|fault| StoreError::unreadable("post", format!("{column}: {fault}")))
}

#[cfg(test)]
mod tests {
    use super::nonce;

    #[test]
    fn a_nonce_fits_and_differs_by_key() {
        assert!(nonce("wk-2026W46").len() <= 25);
        assert_ne!(nonce("wk-2026W46"), nonce("wk-2026W47"));
        assert_eq!(nonce("wk-2026W46"), nonce("wk-2026W46"));
    }
}
