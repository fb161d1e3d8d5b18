//! The funnel of leads told apart: by where they came from, by who owns them, by what they are part of.
//!
//! Lives here: which leads are read, and to which group each belongs. Must not live here: what a number means
//! (`kpi::funnel`), which groups are shown.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
};

use kpi::{
    by::By,
    definition::Definition,
    funnel::{FunnelQuestion, SpanFacts},
    timeline::Timeline,
};
use sqlx::{Row, SqliteConnection};

use crate::{
    Store, StoreError, WorkspaceId,
    bulk::{LIST, list},
    funnel::{exact, methods, movers, nothing, spans},
    walk::{Walk, sources},
};

/// Which leads are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that moved: enough for all that happened in the spans. Their stock tells nothing.
    Moves,
    /// All: for what stood there too.
    Stock,
}

/// The leads of one channel, of one owner, of one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The channel or the owner: text from outside; a method is its word; `None` where there is none.
    pub value: Option<String>,
    /// Facts of the period.
    pub now: SpanFacts,
    /// Facts of the comparison; `None` exactly where the question has none.
    pub previous: Option<SpanFacts>,
}

impl Store {
    /// The facts behind a funnel, group by group; together they are those of [`Store::funnel`], except where a lead
    /// can be in several. A group in which nothing happened is left out. Reads one consistent snapshot.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn funnel_by(
        &self,
        workspace: WorkspaceId,
        definition: &Definition,
        question: &FunnelQuestion,
        by: By,
        reach: Reach,
    ) -> Result<Vec<Group>, StoreError> {
        let spans = spans(question);
        let mut groups = Groups {
            definition,
            spans: &spans,
            by,
            as_of: question.as_of.as_millisecond(),
            found: BTreeMap::new(),
        };
        let mut tx = self.snapshot().await?;
        match reach {
            Reach::Moves => groups.add_movers(&mut tx, workspace).await?,
            Reach::Stock => groups.add_everyone(&mut tx, workspace).await?,
        }
        Ok(groups.told())
    }
}

struct Groups<'a> {
    definition: &'a Definition,
    spans: &'a [Range<i64>],
    by: By,
    /// To what a lead belongs is told as of then.
    as_of: i64,
    /// Facts of each span, by the group's value.
    found: BTreeMap<Option<String>, Vec<SpanFacts>>,
}

impl Groups<'_> {
    async fn add_movers(
        &mut self,
        connection: &mut SqliteConnection,
        workspace: WorkspaceId,
    ) -> Result<(), StoreError> {
        let mut seen = BTreeSet::new();
        for span in self.spans {
            let mut leads = movers(connection, workspace, self.definition, span).await?;
            leads.retain(|(lead, _)| seen.insert(*lead));
            self.add(connection, &leads).await?;
        }
        Ok(())
    }

    async fn add_everyone(
        &mut self,
        connection: &mut SqliteConnection,
        workspace: WorkspaceId,
    ) -> Result<(), StoreError> {
        for source in sources(connection, workspace).await? {
            let mut walk = Walk::start(connection, source, self.definition).await?;
            loop {
                let page = walk.next(connection).await?;
                if page.is_empty() {
                    break;
                }
                let leads: Vec<(i64, Timeline)> = page
                    .into_iter()
                    .map(|walked| (walked.id, walked.timeline))
                    .collect();
                self.add(connection, &leads).await?;
            }
        }
        Ok(())
    }

    async fn add(
        &mut self,
        connection: &mut SqliteConnection,
        leads: &[(i64, Timeline)],
    ) -> Result<(), StoreError> {
        let moved = || leads.iter().filter(|(_, lead)| !lead.moves.is_empty());
        let ids: Vec<i64> = moved().map(|(id, _)| *id).collect();
        let mut values = self.values(connection, &ids).await?;
        for (id, timeline) in moved() {
            for value in values.remove(id).unwrap_or_else(|| vec![None]) {
                let facts = self.found.entry(value).or_insert_with(|| {
                    let all = self.spans.iter();
                    all.map(|_| nothing(self.definition)).collect()
                });
                for (span, facts) in self.spans.iter().zip(facts) {
                    exact::add(facts, timeline, span);
                }
            }
        }
        Ok(())
    }

    /// To which groups each of these leads belongs; one that is not named belongs to none.
    async fn values(
        &self,
        connection: &mut SqliteConnection,
        leads: &[i64],
    ) -> Result<HashMap<i64, Vec<Option<String>>>, StoreError> {
        match self.by {
            By::Channel => {
                let sql = include_str!("../sql/lead_channels.sql");
                values(connection, sql, leads, &[]).await
            }
            By::Campaign => {
                let sql = include_str!("../sql/lead_campaigns.sql");
                values(connection, sql, leads, &[]).await
            }
            By::Owner => {
                let sql = include_str!("../sql/lead_owners.sql");
                values(connection, sql, leads, &[]).await
            }
            By::Segment => {
                let sql = include_str!("../sql/lead_segments.sql");
                values(connection, sql, leads, &[self.as_of, self.as_of]).await
            }
            By::Method => {
                let counting = &self.definition.counting;
                methods::of_leads(connection, counting, leads, self.as_of).await
            }
        }
    }

    fn told(self) -> Vec<Group> {
        let is_still = |facts: &SpanFacts| {
            facts.facts.is_empty() && facts.stock_start.iter().all(|stock| *stock == 0)
        };
        let mut groups = Vec::with_capacity(self.found.len());
        for (value, facts) in self.found {
            if facts.iter().all(is_still) {
                continue;
            }
            let mut facts = facts.into_iter();
            groups.push(Group {
                value,
                now: facts.next().unwrap_or_else(|| nothing(self.definition)),
                previous: facts.next(),
            });
        }
        groups
    }
}

/// What each of these leads has there; blank is nothing. The statement takes the leads first, then `more`.
async fn values(
    connection: &mut SqliteConnection,
    sql: &'static str,
    leads: &[i64],
    more: &[i64],
) -> Result<HashMap<i64, Vec<Option<String>>>, StoreError> {
    let mut values: HashMap<i64, Vec<Option<String>>> = HashMap::with_capacity(leads.len());
    for piece in leads.chunks(LIST) {
        let (sql, keep) = list(sql, piece.len());
        let mut query = sqlx::query(sql).persistent(keep);
        for value in piece.iter().chain(more) {
            query = query.bind(*value);
        }
        for row in query.fetch_all(&mut *connection).await? {
            let value: Option<&str> = row.try_get(1)?;
            let value = value.map(str::trim).filter(|value| !value.is_empty());
            let known = values.entry(row.try_get(0)?).or_default();
            known.push(value.map(str::to_owned));
        }
    }
    Ok(values)
}
