//! Companies that became active, and those that went quiet.
//!
//! Must not live here: which leads are active (`contacts`), how companies are told.

use kpi::{catalogue::measured::Missing, input::Input};
use sqlx::Row;

use super::{Asked, TallyQuestion, contacts::known_since, none_of};
use crate::{Store, StoreError, WorkspaceId};

const DAY: i64 = 86_400_000;

/// Companies whose leads became active or went quiet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompaniesMoved {
    /// How many companies are on the target list, to which the lists below keep; 0 where there is no such list.
    pub targeted: u64,
    /// Names of those with an act in the span and none in the days before it: text from outside.
    pub active: Vec<String>,
    /// Names of those whose last act is just so many days ago at the span's end: text from outside.
    pub quiet: Vec<String>,
}

impl Store {
    /// Companies that became active in a span after `days` without an act of their leads, and those that reached so
    /// many days without one in it. Or why nobody can tell.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn companies_moved(
        &self,
        workspace: WorkspaceId,
        question: &TallyQuestion<'_>,
        days: i64,
    ) -> Result<Result<CompaniesMoved, Missing>, StoreError> {
        let streams = self.streams(workspace).await?;
        let asked = Asked::new(workspace, question, &streams);
        if let Some(why) = none_of(&asked, Input::Activity) {
            return Ok(Err(why));
        }
        let mut tx = self.snapshot().await?;
        let since = known_since(&mut tx, &asked).await?;
        let before = asked.start - days * DAY;
        if before < since {
            return Ok(Err(Missing::OnlySince(since + days * DAY)));
        }
        let targeted: i64 = sqlx::query(include_str!("../sql/companies_targeted.sql"))
            .bind(workspace.0)
            .fetch_one(&mut *tx)
            .await?
            .try_get(0)?;
        let rows = sqlx::query(include_str!("../sql/companies_moved.sql"))
            .bind(workspace.0)
            .bind(asked.start)
            .bind(asked.end)
            .bind(before)
            .bind(asked.end - days * DAY)
            .bind(i64::from(targeted > 0))
            .fetch_all(&mut *tx)
            .await?;
        let mut moved = CompaniesMoved {
            targeted: u64::try_from(targeted).unwrap_or_default(),
            ..CompaniesMoved::default()
        };
        for row in rows {
            let name = row.try_get("name")?;
            if row.try_get("is_active")? {
                moved.active.push(name);
            } else {
                moved.quiet.push(name);
            }
        }
        Ok(Ok(moved))
    }
}
