//! Leads that left the mailing list in a span, by when they did: what no rate of a send cohort tells.

use kpi::{
    input::Input,
    model::{Capability, Stream},
};
use sqlx::Row;

use super::{Asked, TallyQuestion, none_of};
use crate::{Store, StoreError, WorkspaceId};

impl Store {
    /// How many leads unsubscribed in a span; `None` where a tool does not tell when each of them did.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn opted_out(
        &self,
        workspace: WorkspaceId,
        question: &TallyQuestion<'_>,
    ) -> Result<Option<u64>, StoreError> {
        let streams = self.streams(workspace).await?;
        let asked = Asked::new(workspace, question, &streams);
        let tells_each = |source| {
            let state = asked.state(source, Stream::Engagements);
            state.is_some_and(|state| state.capability != Some(Capability::None))
        };
        let mut sources = asked.sources().into_iter();
        let is_told = sources.all(|(source, _)| tells_each(source))
            && none_of(&asked, Input::Unsubscribed).is_none();
        if !is_told {
            return Ok(None);
        }
        let row = sqlx::query(include_str!("../sql/opted_out.sql"))
            .bind(workspace.0)
            .bind(asked.start)
            .bind(asked.end)
            .fetch_one(self.readers())
            .await?;
        let leads: i64 = row.try_get(0)?;
        Ok(u64::try_from(leads).ok())
    }
}
