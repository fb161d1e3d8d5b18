//! Small marks that outlive a restart, such as how far the rules of hot leads have read. Must not live
//! here: anything that has a table of its own.

use sqlx::Row;

use crate::{Store, StoreError, WorkspaceId};

impl Store {
    /// The mark of that name; `None` where none was set.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn mark(
        &self,
        workspace: WorkspaceId,
        name: &str,
    ) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(include_str!("sql/mark.sql"))
            .bind(workspace.0)
            .bind(name)
            .fetch_optional(self.readers())
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Sets the mark of that name.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn set_mark(
        &self,
        workspace: WorkspaceId,
        name: &str,
        word: &str,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        sqlx::query(include_str!("sql/mark_set.sql"))
            .bind(workspace.0)
            .bind(name)
            .bind(word)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
