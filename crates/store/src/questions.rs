//! Questions that were answered in the chat, for the buttons under their answers. Must not live here: what can be
//! asked, what a button does.

use jiff::{SignedDuration, Timestamp};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{QuestionId, Store, StoreError, WorkspaceId, status::instant};

/// How long a question is kept: eight weeks.
const KEPT: SignedDuration = SignedDuration::from_hours(8 * 7 * 24);

/// A question as it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The command, such as `kpi show`.
    pub command: String,
    /// What was said with it: option and text.
    pub given: Vec<(String, String)>,
    /// The code of the answer's language.
    pub locale: String,
    /// Up to when the answer's numbers counted; `None` where nothing had been pulled yet.
    pub as_of: Option<Timestamp>,
    /// When it was asked.
    pub asked_at: Timestamp,
}

impl Store {
    /// Keeps a question for eight weeks, and forgets those that are older.
    ///
    /// # Errors
    /// `ReadOnly`, `Full`, `Locked` or a failure of the file.
    pub async fn keep_question(
        &self,
        workspace: WorkspaceId,
        question: &Question,
    ) -> Result<QuestionId, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("sql/question_forget.sql"))
            .bind(workspace.0)
            .bind(oldest(question.asked_at))
            .execute(&mut *tx)
            .await?;
        let id = insert(&mut tx, workspace, question).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The question of that key; `None` where there never was one, or it is too old at `now`.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn question(
        &self,
        workspace: WorkspaceId,
        id: QuestionId,
        now: Timestamp,
    ) -> Result<Option<Question>, StoreError> {
        let row = sqlx::query(include_str!("sql/question.sql"))
            .bind(workspace.0)
            .bind(id.0)
            .bind(oldest(now))
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Notes that the answer is shared. Of two at the same instant one is told `true`, and every later one `false`.
    ///
    /// # Errors
    /// `ReadOnly`, `Full`, `Locked` or a failure of the file.
    pub async fn share_question(
        &self,
        workspace: WorkspaceId,
        id: QuestionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let changed = sqlx::query(include_str!("sql/question_share.sql"))
            .bind(workspace.0)
            .bind(id.0)
            .bind(now.as_millisecond())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(changed.rows_affected() > 0)
    }
}

async fn insert(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    question: &Question,
) -> Result<QuestionId, StoreError> {
    let row = sqlx::query(include_str!("sql/question_insert.sql"))
        .bind(workspace.0)
        .bind(&question.command)
        .bind(serde_json::json!(question.given).to_string())
        .bind(&question.locale)
        .bind(question.as_of.map(Timestamp::as_millisecond))
        .bind(question.asked_at.as_millisecond())
        .fetch_one(connection)
        .await?;
    Ok(QuestionId(row.try_get(0)?))
}

fn oldest(now: Timestamp) -> i64 {
    (now - KEPT).as_millisecond()
}

fn read(row: &SqliteRow) -> Result<Question, StoreError> {
    let given = serde_json::from_str(row.try_get("given")?)
        .map_err(|fault| StoreError::unreadable("question", format!("given: {fault}")))?;
    Ok(Question {
        command: row.try_get("command")?,
        given,
        locale: row.try_get("locale")?,
        as_of: instant(row, "as_of")?,
        asked_at: instant(row, "asked_at")?
            .ok_or_else(|| StoreError::unreadable("question", "asked_at is unknown"))?,
    })
}
