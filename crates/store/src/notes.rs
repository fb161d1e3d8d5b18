//! Dated notes that people leave beside the numbers. Must not live here: how they are shown.

use jiff::{Timestamp, civil::Date};
use sqlx::{Row, sqlite::SqliteRow};

use crate::{NoteId, Store, StoreError, WorkspaceId, outbox::snowflake, status::instant};

/// A note to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    /// The local date it is about.
    pub date: Date,
    /// What happened: text from outside.
    pub text: String,
    /// The chat's id of who wrote it; `None` at the terminal.
    pub author: Option<u64>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRecord {
    /// Its key.
    pub id: NoteId,
    /// What was written.
    pub note: NewNote,
    /// When.
    pub created_at: Timestamp,
}

impl Store {
    /// Keeps a note.
    ///
    /// # Errors
    /// `ReadOnly`, `Full`, `Locked` or a failure of the file.
    pub async fn add_note(
        &self,
        workspace: WorkspaceId,
        note: &NewNote,
        now: Timestamp,
    ) -> Result<NoteId, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let row = sqlx::query(include_str!("sql/note_insert.sql"))
            .bind(workspace.0)
            .bind(note.date.to_string())
            .bind(&note.text)
            .bind(note.author.map(|id| id.to_string()))
            .bind(now.as_millisecond())
            .fetch_one(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(NoteId(row.try_get(0)?))
    }

    /// Notes about dates from the first to the last, both included, the newest date first.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn notes(
        &self,
        workspace: WorkspaceId,
        first: Date,
        last: Date,
        limit: u32,
    ) -> Result<Vec<NoteRecord>, StoreError> {
        let rows = sqlx::query(include_str!("sql/notes.sql"))
            .bind(workspace.0)
            .bind(first.to_string())
            .bind(last.to_string())
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &SqliteRow) -> Result<NoteRecord, StoreError> {
    let date: String = row.try_get("date")?;
    let date = date
        .parse()
        .map_err(|fault| StoreError::unreadable("note", format!("date: {fault}")))?;
    Ok(NoteRecord {
        id: NoteId(row.try_get("id")?),
        note: NewNote {
            date,
            text: row.try_get("text")?,
            author: snowflake(row, "author")?,
        },
        created_at: instant(row, "created_at")?
            .ok_or_else(|| StoreError::unreadable("note", "created_at is unknown"))?,
    })
}
