//! Alerts that stand, and the messages owed about them: one when an alert begins, one when it is over. Must not live
//! here: when one is raised (`kpi::alert`), what the messages say.

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use crate::{AlertId, NewPost, Store, StoreError, WorkspaceId, outbox::insert, status::instant};

/// An alert to raise.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAlert {
    /// What is watched.
    pub watch: String,
    /// Of what; empty where there is only one.
    pub subject: String,
    /// The value that raised it.
    pub value: f64,
}

/// An alert that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct StandingAlert {
    /// Its key.
    pub id: AlertId,
    /// What is watched.
    pub watch: String,
    /// Of what; empty where there is only one.
    pub subject: String,
    /// Since when.
    pub raised_at: Timestamp,
    /// The value farthest on the bad side.
    pub worst: f64,
}

impl Store {
    /// The alerts that stand, the oldest first.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn standing_alerts(
        &self,
        workspace: WorkspaceId,
    ) -> Result<Vec<StandingAlert>, StoreError> {
        let rows = sqlx::query(include_str!("sql/alerts_standing.sql"))
            .bind(workspace.0)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Raises an alert and owes its message in one transaction; `message` makes the post once the alert's key is
    /// known. `None`, and nothing is owed, where it stands already.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; neither alert nor message exist then.
    pub async fn raise_alert(
        &self,
        workspace: WorkspaceId,
        alert: &NewAlert,
        now: Timestamp,
        message: impl FnOnce(AlertId) -> NewPost,
    ) -> Result<Option<AlertId>, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let row = sqlx::query(include_str!("sql/alert_raise.sql"))
            .bind(workspace.0)
            .bind(&alert.watch)
            .bind(&alert.subject)
            .bind(now.as_millisecond())
            .bind(alert.value)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let id = AlertId(row.try_get(0)?);
        insert(&mut tx, workspace, &message(id), now).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Ends an alert and owes the message that says so in one transaction. `false`, and nothing is owed, where it is
    /// over already.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file; the alert stands on then.
    pub async fn end_alert(
        &self,
        workspace: WorkspaceId,
        alert: AlertId,
        now: Timestamp,
        post: &NewPost,
    ) -> Result<bool, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        let ended = sqlx::query(include_str!("sql/alert_over.sql"))
            .bind(now.as_millisecond())
            .bind(alert.0)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        if ended == 0 {
            return Ok(false);
        }
        insert(&mut tx, workspace, post, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Notes that the value of an alert that stands became worse.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn worsen_alert(&self, alert: AlertId, worst: f64) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("sql/alert_worst.sql"))
            .bind(worst)
            .bind(alert.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

fn read(row: &SqliteRow) -> Result<StandingAlert, StoreError> {
    Ok(StandingAlert {
        id: AlertId(row.try_get("id")?),
        watch: row.try_get("watch")?,
        subject: row.try_get("subject")?,
        raised_at: instant(row, "raised_at")?.unwrap_or_default(),
        worst: row.try_get("worst")?,
    })
}
