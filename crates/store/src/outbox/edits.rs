//! Edits that the bot owes to messages it has sent: what a later post had to restate of them, what became of their
//! pings.
//!
//! Making the same edit twice leaves the same message, so that a crash between the edit and its note does no harm.
//! Must not live here: what the lines say, how a message is edited (`chat`).

use jiff::Timestamp;
use sqlx::{Row, SqliteConnection};

use crate::{
    NewPost, PostId, PostRecord, Store, StoreError, WorkspaceId,
    outbox::{insert, read},
};

/// Lines to add to a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEdit {
    /// The post.
    pub post: PostId,
    /// The lines.
    pub lines: Vec<String>,
}

/// A post that is to be edited.
#[derive(Debug, Clone, PartialEq)]
pub struct OwedEdit {
    /// The post as it was sent.
    pub post: PostRecord,
    /// Every line that is to stand in it, those of earlier edits too.
    pub lines: Vec<String>,
    /// Attempts so far.
    pub attempts: u32,
    upto: i64,
}

impl Store {
    /// Writes down a message to send and the edits it causes, all or nothing. `false` where its key is owed, sent or
    /// skipped already; then no edit is owed either.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn owe_restating(
        &self,
        workspace: WorkspaceId,
        post: &NewPost,
        edits: &[NewEdit],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let cause = insert(&mut tx, workspace, post, now).await?;
        if let Some(cause) = cause {
            for edit in edits {
                owe_edit(&mut tx, edit, Some(cause), now).await?;
            }
        }
        tx.commit().await?;
        Ok(cause.is_some())
    }

    /// Posts in the channel that are to be edited.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn owed_edits(
        &self,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Vec<OwedEdit>, StoreError> {
        let mut tx = self.snapshot().await?;
        let rows = sqlx::query(include_str!("../sql/post_edits_owed.sql"))
            .bind(workspace.0)
            .bind(now.as_millisecond())
            .fetch_all(&mut *tx)
            .await?;
        let mut owed = Vec::with_capacity(rows.len());
        for row in rows {
            let (post, upto): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
            let record = sqlx::query(include_str!("../sql/post_by_id.sql"))
                .bind(post)
                .fetch_one(&mut *tx)
                .await?;
            owed.push(OwedEdit {
                post: read(&record)?,
                lines: lines(&mut tx, post, upto).await?,
                attempts: row.try_get(2)?,
                upto,
            });
        }
        Ok(owed)
    }

    /// Every line that was added to a post, or is to be.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn edits_of(&self, post: PostId) -> Result<Vec<String>, StoreError> {
        let mut connection = self.readers().acquire().await?;
        lines(&mut connection, post.0, i64::MAX).await
    }

    /// The message stands as it should.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; the same edit is made again then.
    pub async fn mark_edited(&self, edit: &OwedEdit, now: Timestamp) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("../sql/post_edit_made.sql"))
            .bind(now.as_millisecond())
            .bind(edit.post.id.0)
            .bind(edit.upto)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The edit failed. It is tried again from `retry_at` on; without it, it is given up.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn mark_unedited(
        &self,
        edit: &OwedEdit,
        why: &str,
        retry_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("../sql/post_edit_failed.sql"))
            .bind(retry_at.is_some())
            .bind(retry_at.map(Timestamp::as_millisecond))
            .bind(why)
            .bind(edit.post.id.0)
            .bind(edit.upto)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Owes an edit inside a transaction; without a cause it brings no lines, and the message is to stand as it should.
pub(crate) async fn owe_edit(
    tx: &mut SqliteConnection,
    edit: &NewEdit,
    cause: Option<PostId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(include_str!("../sql/post_edit_insert.sql"))
        .bind(edit.post.0)
        .bind(cause.map(|cause| cause.0))
        .bind(serde_json::json!(edit.lines).to_string())
        .bind(now.as_millisecond())
        .execute(tx)
        .await?;
    Ok(())
}

async fn lines(
    connection: &mut SqliteConnection,
    post: i64,
    upto: i64,
) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(include_str!("../sql/post_edit_lines.sql"))
        .bind(post)
        .bind(upto)
        .fetch_all(connection)
        .await?;
    let mut all = Vec::new();
    for row in rows {
        let lines: Vec<String> = serde_json::from_str(row.try_get(0)?)
            .map_err(|fault| StoreError::unreadable("post_edit", format!("lines: {fault}")))?;
        all.extend(lines);
    }
    Ok(all)
}
