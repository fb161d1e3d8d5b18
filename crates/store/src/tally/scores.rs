//! Lead scores at the end of a span, and how their mean moved (`kpi.md` §5).

use std::collections::BTreeMap;

use kpi::{
    catalogue::{
        measured::{Missing, Number},
        quantity::Quantity,
    },
    input::Input,
    model::Capability,
    stats::quantile_of_counts,
};
use sqlx::SqliteConnection;

use super::{Asked, Tally, first_seen, missing, none_of};
use crate::{
    StoreError,
    score::{HUNDREDTHS, scores_before},
};

const AT_END: [Quantity; 3] = [
    Quantity::ScoreTotal,
    Quantity::Scored,
    Quantity::ScoreMedian,
];

/// How many leads have which score, in hundredths.
type Scored = BTreeMap<i64, i64>;

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
    let [start, end] = match &asked.counts {
        Some(counts) => counts.scores(),
        None => {
            let scored = scores_before(connection, asked.workspace, &at).await?;
            <[Scored; 2]>::try_from(scored).unwrap_or_default()
        }
    };
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

fn at_end(scored: &Scored) -> Tally {
    let median = Number::Middle {
        value: quantile_of_counts(scored, 0.5).map(|score| score / HUNDREDTHS),
        n: leads(scored),
    };
    vec![
        (Quantity::ScoreTotal, Ok(Number::Real(total(scored)))),
        (Quantity::Scored, Ok(Number::Count(leads(scored)))),
        (Quantity::ScoreMedian, Ok(median)),
    ]
}

fn leads(scored: &Scored) -> i64 {
    scored.values().sum()
}

fn total(scored: &Scored) -> f64 {
    let hundredths = scored.iter().map(|(score, leads)| score * leads);
    #[expect(clippy::cast_precision_loss, reason = "no sum of scores is that large")]
    let hundredths = hundredths.sum::<i64>() as f64;
    hundredths / HUNDREDTHS
}

fn mean(scored: &Scored) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a count of leads")]
    let count = leads(scored) as f64;
    (!scored.is_empty()).then(|| total(scored) / count)
}
