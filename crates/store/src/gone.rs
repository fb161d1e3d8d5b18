//! Pings whose lead was deleted in the tool: nothing of it stays in a message, sent or not. Must not live here: the
//! lead itself (`absorb`), how a message reads without it (`report`).

use jiff::Timestamp;
use serde_json::Value;
use sqlx::SqliteConnection;

use crate::{PostId, PostRecord, Store, StoreError, WorkspaceId, bulk::Bulk, outbox};

impl Store {
    /// Messages about several leads whose text still tells of one that is gone. They are not sent until they are
    /// reworded.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn stale_posts(&self, workspace: WorkspaceId) -> Result<Vec<PostRecord>, StoreError> {
        let rows = sqlx::query(include_str!("sql/posts_stale.sql"))
            .bind(workspace.0)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(outbox::read).collect()
    }

    /// Puts another text in the place of a stale one, which tells nothing of the `gone` leads of its pings. Nothing
    /// changes where another one left in between: the message is stale as before.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; the message is stale as before.
    pub async fn reword(
        &self,
        post: PostId,
        message: &Value,
        gone: usize,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("sql/post_reworded.sql"))
            .bind(message.to_string())
            .bind(post.0)
            .bind(i64::try_from(gone).unwrap_or(i64::MAX))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Withdraws the pings of deleted leads inside a transaction. A message that was of them alone loses its text at once,
/// and is never sent if nobody saw it; one that tells of others too becomes stale. What may stand in the channel owes
/// an edit.
pub(crate) async fn withdraw(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
    leads: &[i64],
    now: Timestamp,
) -> Result<(), StoreError> {
    if leads.is_empty() {
        return Ok(());
    }
    for sql in [
        include_str!("sql/ping_gone_posts.sql"),
        include_str!("sql/ping_gone.sql"),
    ] {
        let mut bulk = Bulk::new(sql);
        for lead in leads {
            bulk.row().bind(*lead);
        }
        bulk.run(tx).await?;
    }
    sqlx::query(include_str!("sql/post_edit_gone.sql"))
        .bind(now.as_millisecond())
        .bind(workspace.0)
        .execute(&mut *tx)
        .await?;
    sqlx::query(include_str!("sql/post_gone.sql"))
        .bind(workspace.0)
        .execute(tx)
        .await?;
    Ok(())
}
