//! The leads behind a count of the funnel. Must not live here: who may see them (the commands).

use std::ops::Range;

use kpi::{
    definition::Definition,
    funnel::FunnelQuestion,
    stage::{Place, Rank},
    timeline::{Timeline, arrivals},
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
    /// Those that came to it, or a higher one, again in the period; a lead stands there once for each time.
    Returned(Rank),
    /// Those that reached the first in the period and the second within the window.
    Converted(Rank, Rank),
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
    /// How many leads are behind a count of the period, and the newest `page` of them (at most 100).
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn leads_behind(
        &self,
        workspace: WorkspaceId,
        definition: &Definition,
        question: &FunnelQuestion,
        behind: Behind,
        page: Range<usize>,
    ) -> Result<(usize, Vec<LeadBehind>), StoreError> {
        let span = milliseconds(question.counted(question.period));
        let mut tx = self.snapshot().await?;
        let leads = match behind {
            Behind::Stock(_) => exact::everyone(&mut tx, workspace, definition).await?,
            Behind::Entered(_) | Behind::Returned(_) | Behind::Converted(..) => {
                movers(&mut tx, workspace, definition, &span).await?
            }
        };
        let counted = Counted {
            span,
            until: question.as_of.as_millisecond(),
            window: question
                .window_days
                .map(|days| i64::from(days) * 86_400_000),
        };
        let mut found: Vec<(i64, i64)> = Vec::new();
        for (id, lead) in &leads {
            let times = counted.since(lead, behind).into_iter();
            found.extend(times.map(|at| (at, *id)));
        }
        found.sort_unstable_by(|one, other| other.cmp(one));
        let page = page.start.min(found.len())..page.end.min(found.len());
        let shown = found.get(page).unwrap_or_default();
        let shown = &shown[..shown.len().min(MOST)];
        Ok((found.len(), read(&mut tx, shown).await?))
    }
}

/// What counts.
struct Counted {
    /// The period, as far as it counts, ms.
    span: Range<i64>,
    /// Nothing from here on counts, ms.
    until: i64,
    /// How long a lead has to convert, ms; `None` where that has no end.
    window: Option<i64>,
}

impl Counted {
    /// Since when a lead is behind the count, once for each time that it is; nothing where it is not.
    fn since(&self, lead: &Timeline, behind: Behind) -> Vec<i64> {
        let reached = |rank: Rank| lead.reached().get(usize::from(rank)).copied().flatten();
        let in_span = |at: &i64| self.span.contains(at);
        match behind {
            Behind::Entered(rank) => reached(rank).filter(in_span).into_iter().collect(),
            Behind::Stock(rank) => {
                let mut before = lead.moves.iter().filter(|change| change.at < self.span.end);
                let last = before.next_back();
                let here = last.filter(|change| change.to == Place::Ranked(rank));
                here.map(|change| change.at).into_iter().collect()
            }
            Behind::Returned(rank) => {
                let again = arrivals(&lead.moves, rank).skip(1);
                again.map(|change| change.at).filter(in_span).collect()
            }
            Behind::Converted(from, to) => {
                let Some(at) = reached(from).filter(in_span) else {
                    return Vec::new();
                };
                let last = self.window.map_or(i64::MAX, |window| at + window);
                let converts = |at: &i64| *at <= last && *at < self.until;
                reached(to).filter(converts).into_iter().collect()
            }
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
