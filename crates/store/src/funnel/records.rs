//! The leads behind a count of the funnel. Must not live here: who may see them (the commands).

use kpi::{
    definition::Definition,
    funnel::FunnelQuestion,
    stage::{Place, Rank},
    timeline::Timeline,
};
use sqlx::{Row, SqliteConnection};

use crate::{
    Store, StoreError, WorkspaceId,
    bulk::list,
    funnel::{exact, milliseconds, movers},
};

/// Which leads of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// Those that reached it, or a higher one, for the first time in the period.
    Entered(Rank),
    /// Those that stand in it at the period's end.
    Stock(Rank),
}

/// A lead behind a count: whom it belongs to and where it is found, never how to reach the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadBehind {
    /// Since when it counts.
    pub at: jiff::Timestamp,
    /// Its company; `None` where the tool names none, or the lead is deleted.
    pub company: Option<String>,
    /// Who owns it.
    pub owner: Option<String>,
    /// Its page in the tool.
    pub link: Option<String>,
}

/// The most leads of one call.
const MOST: usize = 100;

impl Store {
    /// How many leads are behind a count of the period, and the newest `limit` of them (at most 100).
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn leads_behind(
        &self,
        workspace: WorkspaceId,
        definition: &Definition,
        question: &FunnelQuestion,
        behind: Behind,
        limit: usize,
    ) -> Result<(usize, Vec<LeadBehind>), StoreError> {
        let span = milliseconds(question.counted(question.period));
        let mut tx = self.snapshot().await?;
        let leads = match behind {
            Behind::Entered(_) => movers(&mut tx, workspace, definition, &span).await?,
            Behind::Stock(_) => exact::everyone(&mut tx, workspace, definition).await?,
        };
        let mut found: Vec<(i64, i64)> = leads
            .iter()
            .filter_map(|(id, lead)| Some((since(lead, behind, &span)?, *id)))
            .collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        let total = found.len();
        found.truncate(limit.min(MOST));
        Ok((total, read(&mut tx, &found).await?))
    }
}

/// Since when a lead is behind the count; `None` where it is not.
fn since(lead: &Timeline, behind: Behind, span: &std::ops::Range<i64>) -> Option<i64> {
    match behind {
        Behind::Entered(rank) => {
            let at = (*lead.reached().get(usize::from(rank))?)?;
            span.contains(&at).then_some(at)
        }
        Behind::Stock(rank) => {
            let mut before = lead.moves.iter().filter(|change| change.at < span.end);
            let last = before.next_back()?;
            (last.to == Place::Ranked(rank)).then_some(last.at)
        }
    }
}

async fn read(
    connection: &mut SqliteConnection,
    found: &[(i64, i64)],
) -> Result<Vec<LeadBehind>, StoreError> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, _) = list(include_str!("../sql/lead_records.sql"), found.len());
    let mut query = sqlx::query(sql).persistent(false);
    for (_, lead) in found {
        query = query.bind(*lead);
    }
    let rows = query.fetch_all(connection).await?;
    let mut leads = Vec::with_capacity(found.len());
    for (at, lead) in found {
        for row in &rows {
            if row.try_get::<i64, _>(0)? == *lead {
                leads.push(LeadBehind {
                    at: jiff::Timestamp::from_millisecond(*at).unwrap_or_default(),
                    company: row.try_get(1)?,
                    owner: row.try_get(2)?,
                    link: row.try_get(3)?,
                });
            }
        }
    }
    Ok(leads)
}
