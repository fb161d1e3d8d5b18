//! What became of the leads that were handed to sales (`kpi.md` §3, acceptance).

use kpi::{
    catalogue::{measured::Missing, quantity::Quantity},
    definition::Definition,
    stage::{Place, Rank},
    timeline::Timeline,
};
use sqlx::SqliteConnection;

use super::{Asked, Tally, count as number, missing};
use crate::{StoreError, funnel::movers};

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
        return Ok(missing(
            ALL,
            &Missing::NotConfigured("mapping … = \"rejected\""),
        ));
    }
    let Some((handed, taken)) = handover(asked.definition) else {
        return Ok(missing(ALL, &Missing::NotConfigured("stages")));
    };
    let span = asked.start..asked.end;
    let (mut accepted, mut refused) = (0, 0);
    for (_, lead) in movers(connection, asked.workspace, asked.definition, &span).await? {
        match judge(&lead, handed, taken, &span, asked.as_of) {
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

/// What sales said of a lead that was handed over in `span`; `None` where it was not, or nothing was said yet.
fn judge(
    lead: &Timeline,
    handed: Rank,
    taken: Rank,
    span: &std::ops::Range<i64>,
    as_of: i64,
) -> Option<Verdict> {
    let reached = lead.reached();
    let at = (*reached.get(usize::from(handed))?)?;
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
