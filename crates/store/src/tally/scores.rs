//! Lead scores at the end of a span (`kpi.md` §5).

use kpi::{
    catalogue::{
        measured::{Missing, Number},
        quantity::Quantity,
    },
    stats::quantile,
};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally, first_seen, missing};
use crate::StoreError;

const ALL: [Quantity; 4] = [
    Quantity::ScoreTotal,
    Quantity::Scored,
    Quantity::ScoreMedian,
    Quantity::ScoreDelta,
];

/// Scores are kept in thousandths, so that their middle is exact.
const THOUSANDTHS: f64 = 1000.0;

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let since = Missing::OnlySince(first_seen(connection, asked).await?.max(asked.end));
    if !asked.is_now() {
        return Ok(missing(&ALL, &since));
    }
    let rows = sqlx::query(include_str!("../sql/scores.sql"))
        .bind(asked.workspace.0)
        .bind(asked.end)
        .fetch_all(connection)
        .await?;
    let mut total = 0.0;
    let mut scores = Vec::with_capacity(rows.len());
    for row in rows {
        let score: f64 = row.try_get(0)?;
        total += score;
        #[expect(clippy::cast_possible_truncation, reason = "no score is that large")]
        scores.push((score * THOUSANDTHS).round() as i64);
    }
    let n = i64::try_from(scores.len()).unwrap_or(i64::MAX);
    let median = Number::Middle {
        value: quantile(&scores, 0.5).map(|score| score / THOUSANDTHS),
        n,
    };
    let mut tally = missing(&[Quantity::ScoreDelta], &since);
    tally.push((Quantity::ScoreTotal, Ok(Number::Real(total))));
    tally.push((Quantity::Scored, Ok(Number::Count(n))));
    tally.push((Quantity::ScoreMedian, Ok(median)));
    Ok(tally)
}
