//! What became of the leads that were handed to sales (`kpi.md` §3, acceptance).

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use kpi::{
    catalogue::{measured::Missing, quantity::Quantity},
    definition::Definition,
    stage::{Place, Rank},
    timeline::Timeline,
};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{Asked, Tally, count as number, missing};
use crate::{
    StoreError,
    funnel::{movers, timelines_of},
};

/// What is counted here.
pub(super) const ALL: &[Quantity] = &[Quantity::Accepted, Quantity::Refused];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let refuses = asked.sources().iter().any(|(_, tool)| {
        let mapping = asked.definition.mapping(*tool);
        mapping.entries().any(|(_, place)| place == Place::Rejected)
    });
    if !refuses {
        return Ok(missing(ALL, &Missing::NoRefusals));
    }
    let Some((handed, taken)) = handover(asked.definition) else {
        return Ok(missing(ALL, &Missing::NotConfigured("stages")));
    };
    let span = asked.start..asked.end;
    let (mut accepted, mut refused) = (0, 0);
    let claims = claims(&mut *connection, asked).await?;
    for (lead, timeline) in leads(connection, asked, &claims, &span).await? {
        let claimed = claims.get(&lead).copied();
        match judge(&timeline, claimed, (handed, taken), &span, asked.as_of) {
            Some(Verdict::Accepted) => accepted += 1,
            Some(Verdict::Refused) => refused += 1,
            None => {}
        }
    }
    Ok(vec![
        (Quantity::Accepted, number(accepted)),
        (Quantity::Refused, number(refused)),
    ])
}

enum Verdict {
    Accepted,
    Refused,
}

/// The stage at which a lead is handed to sales, and the one at which sales has taken it: MQL and SQL, or where the
/// team has other stages the second and the third.
fn handover(definition: &Definition) -> Option<(Rank, Rank)> {
    let ladder = &definition.ladder;
    let handed = ladder.rank_of("mql").unwrap_or(1);
    let taken = ladder.rank_of("sql").unwrap_or(handed + 1);
    (handed < taken && ladder.stage(taken).is_some()).then_some((handed, taken))
}

/// When somebody of sales first took a ping about each lead, up to the as-of.
async fn claims(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<BTreeMap<i64, i64>, StoreError> {
    let rows = sqlx::query(include_str!("../sql/pings_claimed.sql"))
        .bind(asked.workspace.0)
        .bind(asked.as_of)
        .fetch_all(connection)
        .await?;
    let claim = |row: &SqliteRow| Ok((row.try_get(0)?, row.try_get(1)?));
    rows.iter().map(claim).collect()
}

/// Every lead that may have been handed over in the span: those that moved in it, and those claimed in it.
async fn leads(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    claims: &BTreeMap<i64, i64>,
    span: &Range<i64>,
) -> Result<BTreeMap<i64, Timeline>, StoreError> {
    let moved = movers(&mut *connection, asked.workspace, asked.definition, span).await?;
    let mut leads: BTreeMap<i64, Timeline> = moved.into_iter().collect();
    let claimed = claims.iter().filter(|(_, at)| span.contains(at));
    let others: BTreeSet<i64> = claimed
        .map(|(lead, _)| *lead)
        .filter(|lead| !leads.contains_key(lead))
        .collect();
    leads.extend(timelines_of(connection, asked.workspace, asked.definition, &others).await?);
    Ok(leads)
}

/// What sales said of a lead that was handed over in `span`, by its stage or by a claimed ping, whichever came first;
/// `None` where it was not, or nothing was said yet.
fn judge(
    lead: &Timeline,
    claimed: Option<i64>,
    (handed, taken): (Rank, Rank),
    span: &Range<i64>,
    as_of: i64,
) -> Option<Verdict> {
    let reached = lead.reached();
    let by_stage = reached.get(usize::from(handed)).copied().flatten();
    let at = by_stage.into_iter().chain(claimed).min()?;
    if !span.contains(&at) {
        return None;
    }
    let accepted = reached.get(usize::from(taken)).copied().flatten();
    if accepted.is_some_and(|at| at < as_of) {
        return Some(Verdict::Accepted);
    }
    let refused = lead
        .moves
        .iter()
        .any(|change| change.to == Place::Rejected && (at..as_of).contains(&change.at));
    refused.then_some(Verdict::Refused)
}
