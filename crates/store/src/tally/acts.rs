//! What leads did in a span: forms, downloads, pages.

use kpi::{
    catalogue::quantity::Quantity,
    model::{EngagementKind, Stream},
};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally, count as number, missing, none_of};
use crate::StoreError;

const COUNTED: [(Quantity, EngagementKind); 3] = [
    (Quantity::Forms, EngagementKind::FormSubmitted),
    (Quantity::Downloads, EngagementKind::Downloaded),
    (Quantity::PageViews, EngagementKind::PageViewed),
];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let mut tally = Tally::new();
    if let Some(why) = none_of(asked, Stream::Engagements) {
        tally.extend(missing(&COUNTED.map(|(quantity, _)| quantity), &why));
        return Ok(tally);
    }
    for (quantity, kind) in COUNTED {
        let row = sqlx::query(include_str!("../sql/acts.sql"))
            .bind(asked.workspace.0)
            .bind(kind.as_str())
            .bind(asked.start)
            .bind(asked.end)
            .fetch_one(&mut *connection)
            .await?;
        tally.push((quantity, number(row.try_get(0)?)));
    }
    Ok(tally)
}
