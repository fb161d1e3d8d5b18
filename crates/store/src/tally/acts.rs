//! What leads did in a span: forms, downloads, pages.

use kpi::{catalogue::quantity::Quantity, input::Input, model::EngagementKind, ticks::Count};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally, count as number, missing, none_of};
use crate::StoreError;

const COUNTED: [(Quantity, Count, EngagementKind, Input); 3] = [
    (
        Quantity::Forms,
        Count::Forms,
        EngagementKind::FormSubmitted,
        Input::Forms,
    ),
    (
        Quantity::Downloads,
        Count::Downloads,
        EngagementKind::Downloaded,
        Input::Downloads,
    ),
    (
        Quantity::PageViews,
        Count::PageViews,
        EngagementKind::PageViewed,
        Input::PageViews,
    ),
];

/// What is counted here.
pub(super) const ALL: &[Quantity] = &[Quantity::Forms, Quantity::Downloads, Quantity::PageViews];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let mut tally = Tally::new();
    for (quantity, counted, kind, input) in COUNTED {
        if let Some(why) = none_of(asked, input) {
            tally.extend(missing(&[quantity], &why));
            continue;
        }
        if let Some(counts) = &asked.counts {
            tally.push((quantity, number(counts.flow(counted))));
            continue;
        }
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
