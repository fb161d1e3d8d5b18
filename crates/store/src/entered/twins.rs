//! Rows of a file that another file says already, so that they would count twice.
//!
//! Must not live here: what taking in a file changes (`entered`).

use sqlx::Row;

use super::Entries;
use crate::{Store, StoreError, WorkspaceId};

/// A row that stands in another file, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// Its line.
    pub line: u32,
    /// The other file.
    pub file: String,
    /// The line there.
    pub there: u32,
}

/// The cells of a row that say whether it is another's twin.
type Sameness = fn(&[Option<String>]) -> Vec<Option<String>>;

impl Store {
    /// The rows that would count twice because a file of another name says the same: a cost that is equal in every
    /// cell, visitors of the same days. A deal has an id and counts once whatever file names it.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn twins(
        &self,
        workspace: WorkspaceId,
        file: &str,
        entries: &Entries,
    ) -> Result<Vec<Twin>, StoreError> {
        let (sql, sameness): (_, Sameness) = match entries {
            Entries::Costs(_) => (include_str!("../sql/cost_of_others.sql"), <[_]>::to_vec),
            Entries::Traffic(_) => (include_str!("../sql/traffic_of_others.sql"), same_days),
            Entries::Deals(_) => return Ok(Vec::new()),
        };
        let rows = sqlx::query(sql)
            .bind(workspace.0)
            .bind(file)
            .fetch_all(self.readers())
            .await?;
        let mut others = Vec::with_capacity(rows.len());
        for row in &rows {
            let cells = (2..row.len()).map(|cell| row.try_get::<Option<String>, _>(cell));
            let cells = cells.collect::<Result<Vec<_>, _>>()?;
            let place: (String, u32) = (row.try_get(0)?, row.try_get(1)?);
            others.push((sameness(&cells), place));
        }
        let twin = |(line, cells): (u32, Vec<Option<String>>)| {
            let same = sameness(&cells);
            let (_, (file, there)) = others.iter().find(|(other, _)| *other == same)?;
            Some(Twin {
                line,
                file: file.clone(),
                there: *there,
            })
        };
        Ok(entries.rows().into_iter().filter_map(twin).collect())
    }
}

/// First day, last day and channel.
fn same_days(cells: &[Option<String>]) -> Vec<Option<String>> {
    let visitors = 2;
    let cells = cells.iter().enumerate();
    cells
        .filter(|(place, _)| *place != visitors)
        .map(|(_, cell)| cell.clone())
        .collect()
}
