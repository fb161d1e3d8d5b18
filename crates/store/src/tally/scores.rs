//! Lead scores at the end of a span, and how their mean moved (`kpi.md` §5).

use kpi::{
    catalogue::{
        measured::{Missing, Number},
        quantity::Quantity,
    },
    input::Input,
    model::Capability,
    stats::quantile_of,
};
use sqlx::SqliteConnection;

use super::{Asked, Tally, first_seen, missing, none_of};
use crate::{StoreError, score::scores_before};

const AT_END: [Quantity; 3] = [
    Quantity::ScoreTotal,
    Quantity::Scored,
    Quantity::ScoreMedian,
];

/// Middles are taken of whole thousandths, so that no order of adding decides.
const THOUSANDTHS: f64 = 1000.0;

/// What is counted here.
pub(super) const ALL: &[Quantity] = &[
    Quantity::ScoreTotal,
    Quantity::Scored,
    Quantity::ScoreMedian,
    Quantity::ScoreDelta,
];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    if let Some(why) = none_of(asked, Input::Score) {
        let mut tally = missing(&AT_END, &why);
        tally.extend(missing(&[Quantity::ScoreDelta], &why));
        return Ok(tally);
    }
    let since = known_since(connection, asked).await?;
    let at = [asked.start, asked.end];
    let scores = scores_before(connection, asked.workspace, &at).await?;
    let [start, end] = <[Vec<f64>; 2]>::try_from(scores).unwrap_or_default();
    let mut tally = if asked.end < since && !asked.is_now() {
        missing(&AT_END, &Missing::OnlySince(since))
    } else if end.is_empty() && asked.is_now() {
        missing(&AT_END, &nobody(asked))
    } else {
        at_end(&end)
    };
    let delta = if asked.start < since {
        Err(Missing::OnlySince(since))
    } else {
        match (mean(&start), mean(&end)) {
            (Some(start), Some(end)) => Ok(Number::Real(end - start)),
            _ => Err(nobody(asked)),
        }
    };
    tally.push((Quantity::ScoreDelta, delta));
    Ok(tally)
}

/// No lead has a score: what the tool needs for it.
fn nobody(asked: &Asked<'_>) -> Missing {
    let reason = asked.sources().into_iter().find_map(|(_, tool)| {
        let reason = Input::Score.of(tool).reason?;
        Some(Missing::NotGiven(tool, reason))
    });
    reason.unwrap_or(Missing::NotReadYet)
}

async fn known_since(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<i64, StoreError> {
    let only_seen = asked
        .sources()
        .iter()
        .any(|(_, tool)| Input::ScoreHistory.of(*tool).capability == Capability::Snapshot);
    if only_seen {
        first_seen(connection, asked).await
    } else {
        Ok(i64::MIN)
    }
}

fn at_end(scores: &[f64]) -> Tally {
    #[expect(clippy::cast_possible_truncation, reason = "no score is that large")]
    let mut parts: Vec<i64> = scores
        .iter()
        .map(|score| (score * THOUSANDTHS).round() as i64)
        .collect();
    let n = i64::try_from(parts.len()).unwrap_or(i64::MAX);
    let median = Number::Middle {
        value: quantile_of(&mut parts, 0.5).map(|score| score / THOUSANDTHS),
        n,
    };
    vec![
        (Quantity::ScoreTotal, Ok(Number::Real(total(scores)))),
        (Quantity::Scored, Ok(Number::Count(n))),
        (Quantity::ScoreMedian, Ok(median)),
    ]
}

fn total(scores: &[f64]) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "no sum of scores is that large"
    )]
    let parts = scores
        .iter()
        .map(|score| (score * THOUSANDTHS).round() as i64)
        .sum::<i64>() as f64;
    parts / THOUSANDTHS
}

fn mean(scores: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a count of leads")]
    let count = scores.len() as f64;
    (!scores.is_empty()).then(|| total(scores) / count)
}
