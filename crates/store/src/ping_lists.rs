//! Several pings at once: those of one message, those of a span, and a digest that opens many with one
//! message. Must not live here: a single ping (`pings`).

use jiff::Timestamp;

use crate::{
    NewPing, NewPost, PingId, PingRecord, PostId, PostRecord, Store, StoreError, WorkspaceId,
    outbox::{self, insert},
    pings::{is_pingable, last_ping, open, read, set_hot},
    status::instant,
};

/// When a ping was sent, and when somebody took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PingResponse {
    /// When its message reached the channel.
    pub sent_at: Timestamp,
    /// When it was claimed; `None` while nobody has it.
    pub claimed_at: Option<Timestamp>,
}

impl Store {
    /// Opens those of `pings` that are not cooling down, and owes one message for all of them, in one
    /// transaction. `message` gets the place in `pings` and the key of each that was opened; it is not
    /// asked for where none was.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; neither pings nor message exist then.
    pub async fn open_pings(
        &self,
        workspace: WorkspaceId,
        pings: &[NewPing],
        now: Timestamp,
        message: impl FnOnce(&[(usize, PingId)]) -> NewPost,
    ) -> Result<Vec<PingId>, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let mut opened = Vec::new();
        for (index, ping) in pings.iter().enumerate() {
            let last = last_ping(&mut tx, workspace, ping.lead, &ping.rule).await?;
            let cools_down =
                last.is_some_and(|last| now.duration_since(last.opened_at) < ping.cooldown);
            if cools_down || !is_pingable(&mut tx, workspace, ping.lead).await? {
                continue;
            }
            let id = open(&mut tx, workspace, (ping.lead, &ping.rule), now).await?;
            set_hot(&mut tx, workspace, (ping.lead, Some(&ping.rule)), now).await?;
            opened.push((index, id));
        }
        if opened.is_empty() {
            return Ok(Vec::new());
        }
        let post = message(&opened);
        let post_id = insert(&mut tx, workspace, &post, now)
            .await?
            .ok_or_else(|| {
                StoreError::unreadable(
                    "post",
                    format!("the key {} is not the pings' own", post.key),
                )
            })?;
        for (_, id) in &opened {
            sqlx::query(include_str!("sql/ping_post.sql"))
                .bind(post_id.0)
                .bind(id.0)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(opened.into_iter().map(|(_, id)| id).collect())
    }

    /// Pings that were opened in `[start, end)`, oldest first; the baseline is none, nor is a ping that nobody was
    /// told of before its lead was deleted.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn pings_sent(
        &self,
        workspace: WorkspaceId,
        start: Timestamp,
        end: Timestamp,
    ) -> Result<Vec<PingRecord>, StoreError> {
        let rows = sqlx::query(include_str!("sql/pings_sent.sql"))
            .bind(workspace.0)
            .bind(start.as_millisecond())
            .bind(end.as_millisecond())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Pings whose message reached the channel in `[start, end)`, the earliest first.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn ping_responses(
        &self,
        workspace: WorkspaceId,
        start: Timestamp,
        end: Timestamp,
    ) -> Result<Vec<PingResponse>, StoreError> {
        let rows = sqlx::query(include_str!("sql/ping_responses.sql"))
            .bind(workspace.0)
            .bind(start.as_millisecond())
            .bind(end.as_millisecond())
            .fetch_all(self.readers())
            .await?;
        let response = |row| -> Result<PingResponse, StoreError> {
            let sent_at = instant(row, "sent_at")?;
            Ok(PingResponse {
                sent_at: sent_at.ok_or_else(|| StoreError::unreadable("post", "sent_at"))?,
                claimed_at: instant(row, "claimed_at")?,
            })
        };
        rows.iter().map(response).collect()
    }

    /// The pings that one message tells of, in the order in which they were claimed.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn pings_of_post(&self, post: PostId) -> Result<Vec<PingRecord>, StoreError> {
        let rows = sqlx::query(include_str!("sql/pings_of_post.sql"))
            .bind(post.0)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    /// The message of that key of the table.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn post_of_ping(&self, post: PostId) -> Result<Option<PostRecord>, StoreError> {
        let row = sqlx::query(include_str!("sql/post_by_id.sql"))
            .bind(post.0)
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(outbox::read).transpose()
    }
}
