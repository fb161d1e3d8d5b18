//! The funnel from the day tables. Must not live here: the tables' upkeep (`ledger`).

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use kpi::{
    definition::Definition,
    funnel::{Basis, SpanFacts},
    rollup::{Converted, Facts},
    sums::SpanSums,
    timeline::Timeline,
};
use sqlx::{Row, SqliteConnection};

use crate::{
    StoreError, WorkspaceId,
    bulk::{LIST, list},
    day::{Day, PackedDay, Parts},
    days::Days,
    months,
    move_log::{Change, Unsettled},
    raw_stages::RawStages,
    walk::{read_history, sources},
};

/// Day tables of one workspace in one snapshot.
pub(super) struct Tables<'a> {
    connection: &'a mut SqliteConnection,
    workspace: WorkspaceId,
    definition: &'a Definition,
    parts: Parts,
    days: Days,
    stages: HashMap<i64, RawStages>,
    unsettled: Unsettled,
}

impl<'a> Tables<'a> {
    pub(super) fn new(
        connection: &'a mut SqliteConnection,
        workspace: WorkspaceId,
        definition: &'a Definition,
        basis: Basis,
    ) -> Self {
        Self {
            connection,
            workspace,
            definition,
            parts: match basis {
                Basis::Period => Parts::Facts,
                Basis::Cohort => Parts::Cohorts,
            },
            days: Days::new(definition.zone.clone()),
            stages: HashMap::new(),
            unsettled: Unsettled::default(),
        }
    }

    /// What each span comes to.
    pub(super) async fn spans(mut self, spans: &[Range<i64>]) -> Result<Vec<SpanSums>, StoreError> {
        let firsts: Vec<i64> = spans.iter().map(|span| self.days.of(span.start)).collect();
        let last = spans
            .iter()
            .map(|span| self.days.of(span.end))
            .max()
            .unwrap_or(i64::MIN);
        self.unsettled =
            Unsettled::load(self.connection, self.workspace, &(i64::MIN..last + 1)).await?;
        let stocks = self.stocks(&firsts).await?;
        let mut sums = Vec::with_capacity(spans.len());
        for (span, stock) in spans.iter().zip(stocks) {
            sums.push(match self.month(span, &stock).await? {
                Some(month) => month,
                None => self.span(span, stock).await?.into(),
            });
        }
        Ok(sums)
    }

    /// What a whole calendar month comes to, where it is summed up and nothing has happened to it since. Sums know
    /// of no cohorts: their conversions come from the days.
    async fn month(
        &mut self,
        span: &Range<i64>,
        stock_start: &[i64],
    ) -> Result<Option<SpanSums>, StoreError> {
        let days = self.days.of(span.start)..self.days.of(span.end);
        let is_whole =
            self.days.start(days.start) == span.start && self.days.start(days.end) == span.end;
        let Some(month) = months::month_of(&days).filter(|_| is_whole) else {
            return Ok(None);
        };
        if !self.unsettled.is_silent(&days) {
            return Ok(None);
        }
        let ladder = &self.definition.ladder;
        let stock_start = stock_start.to_vec();
        let sums =
            months::read(self.connection, self.workspace, ladder, month, stock_start).await?;
        match sums {
            Some(sums) if self.parts == Parts::Cohorts => Ok(Some(SpanSums {
                conversions: self.conversions(days).await?,
                ..sums
            })),
            sums => Ok(sums),
        }
    }

    /// The conversions of the cohorts of whole days that have no news.
    async fn conversions(&mut self, days: Range<i64>) -> Result<Vec<Vec<Converted>>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/day_cohorts.sql"))
            .bind(self.workspace.0)
            .bind(days.start)
            .bind(days.end)
            .fetch_all(&mut *self.connection)
            .await?;
        let mut facts = Facts::new(&self.definition.ladder);
        for row in rows {
            let start = self.days.start(row.try_get(0)?);
            facts
                .merge_cohorts(row.try_get(1)?, start)
                .ok_or_else(|| StoreError::unreadable("day_rollup", "cohorts"))?;
        }
        Ok(facts.conversions)
    }

    /// The leads that moved in a span, each once.
    pub(super) async fn movers(
        mut self,
        span: &Range<i64>,
    ) -> Result<Vec<(i64, Timeline)>, StoreError> {
        let days = self.days.of(span.start)..self.days.of(span.end) + 1;
        self.unsettled = Unsettled::load(self.connection, self.workspace, &days).await?;
        let mut sum = Day::new(&self.definition.ladder);
        self.add_rollups(days.clone(), Parts::Everything, &mut sum)
            .await?;
        self.changes(&days)?.apply_to(&mut sum);
        let leads: BTreeSet<i64> = sum
            .moves
            .iter()
            .filter(|(at, _)| span.contains(at))
            .map(|(_, lead)| *lead)
            .collect();
        self.timelines(&leads).await
    }

    /// `stock_start` is that before the day in which the span begins.
    async fn span(
        &mut self,
        span: &Range<i64>,
        mut stock_start: Vec<i64>,
    ) -> Result<SpanFacts, StoreError> {
        let (first, last) = (self.days.of(span.start), self.days.of(span.end));
        let cut_start = span.start != self.days.start(first);
        let mut facts = self.whole(first + i64::from(cut_start)..last).await?;
        if cut_start {
            let inside = span.start..span.end.min(self.days.start(first + 1));
            let cut = self.cut(first, &inside).await?;
            add_net(&mut stock_start, &cut.before);
            facts.merge(&cut.inside);
        }
        let ends_in_first = first == last && cut_start;
        let inside = self.days.start(last)..span.end;
        if !ends_in_first && !inside.is_empty() {
            facts.merge(&self.cut(last, &inside).await?.inside);
        }
        Ok(SpanFacts { stock_start, facts })
    }

    /// Stock just before each of the days begins.
    async fn stocks(&mut self, days: &[i64]) -> Result<Vec<Vec<i64>>, StoreError> {
        let (Some(low), Some(high)) = (days.iter().min(), days.iter().max()) else {
            return Ok(Vec::new());
        };
        let rows = sqlx::query(include_str!("../sql/day_net_before.sql"))
            .bind(low)
            .bind(self.workspace.0)
            .bind(high)
            .fetch_all(&mut *self.connection)
            .await?;
        let mut stocks = Vec::with_capacity(days.len());
        for day in days {
            let mut stock = vec![0; self.definition.ladder.len()];
            for row in &rows {
                let rank = usize::try_from(row.try_get::<i64, _>(0)?).unwrap_or(usize::MAX);
                let net: Option<i64> = row.try_get(if day == low { 1 } else { 2 })?;
                if let Some(stock) = stock.get_mut(rank) {
                    *stock += net.unwrap_or(0);
                }
            }
            let changes = self.changes(&(i64::MIN..*day))?;
            add_net(&mut stock, &changes.added.facts);
            if let Some(taken) = &changes.taken {
                for (stock, net) in stock.iter_mut().zip(taken.facts.net()) {
                    *stock -= net;
                }
            }
            stocks.push(stock);
        }
        Ok(stocks)
    }

    /// Facts of whole days.
    async fn whole(&mut self, days: Range<i64>) -> Result<Facts, StoreError> {
        let mut sum = Day::new(&self.definition.ladder);
        if !days.is_empty() {
            self.add_rollups(days.clone(), self.parts, &mut sum).await?;
            self.changes(&days)?.apply_to(&mut sum);
        }
        Ok(sum.facts)
    }

    async fn add_rollups(
        &mut self,
        days: Range<i64>,
        parts: Parts,
        sum: &mut Day,
    ) -> Result<(), StoreError> {
        let sql = match parts {
            Parts::Facts => include_str!("../sql/day_rollup_facts.sql"),
            Parts::Cohorts => include_str!("../sql/day_rollup_cohorts.sql"),
            Parts::Everything => include_str!("../sql/day_rollup_range.sql"),
        };
        let rows = sqlx::query(sql)
            .bind(self.workspace.0)
            .bind(days.start)
            .bind(days.end)
            .fetch_all(&mut *self.connection)
            .await?;
        for row in rows {
            let start = self.days.start(row.try_get("day")?);
            PackedDay::read(&row, parts)?.add_to(sum, start, parts)?;
        }
        Ok(())
    }

    /// What the rollups do not know of yet.
    fn changes(&mut self, days: &Range<i64>) -> Result<Change, StoreError> {
        self.unsettled
            .sum(days, &self.definition.ladder, &mut self.days)
    }

    /// Takes a day apart: what happened before `inside`, and what in it. Leads' histories are read for
    /// the two smaller parts of the day; the largest is what remains of the rollup.
    async fn cut(&mut self, day: i64, inside: &Range<i64>) -> Result<Cut, StoreError> {
        let ladder = &self.definition.ladder;
        let mut rest = Day::new(ladder);
        self.add_rollups(day..day + 1, Parts::Everything, &mut rest)
            .await?;
        let changes = self.changes(&(day..day + 1))?;
        changes.apply_to(&mut rest);

        let range = self.days.range(day);
        let spans = [
            range.start..inside.start,
            inside.clone(),
            inside.end..range.end,
        ];
        let count = |span: &Range<i64>| {
            rest.moves
                .iter()
                .filter(|(at, _)| span.contains(at))
                .count()
        };
        let counts = spans.clone().map(|span| count(&span));
        let largest = (0..spans.len())
            .max_by_key(|part| counts[*part])
            .unwrap_or(0);
        let smaller: Vec<usize> = (0..spans.len()).filter(|part| *part != largest).collect();
        let leads: BTreeSet<i64> = rest
            .moves
            .iter()
            .filter(|(at, _)| smaller.iter().any(|part| spans[*part].contains(at)))
            .map(|(_, lead)| *lead)
            .collect();
        let mut parts = [(); 3].map(|()| Facts::new(ladder));
        for (_, timeline) in self.timelines(&leads).await? {
            for part in &smaller {
                parts[*part].add(&timeline, &spans[*part]);
            }
        }
        for part in smaller {
            rest.facts.subtract(&parts[part]);
        }
        parts[largest] = rest.facts;
        let [before, inside, _] = parts;
        Ok(Cut { before, inside })
    }

    /// The timelines of these leads.
    pub(super) async fn timelines(
        &mut self,
        leads: &BTreeSet<i64>,
    ) -> Result<Vec<(i64, Timeline)>, StoreError> {
        if !leads.is_empty() && self.stages.is_empty() {
            for (source, tool) in sources(self.connection, self.workspace).await? {
                let stages =
                    RawStages::load(self.connection, source, tool, self.definition).await?;
                self.stages.insert(source.0, stages);
            }
        }
        let leads: Vec<i64> = leads.iter().copied().collect();
        let mut timelines = Vec::with_capacity(leads.len());
        for piece in leads.chunks(LIST) {
            let (sql, keep) = list(include_str!("../sql/lead_histories.sql"), piece.len());
            let mut query = sqlx::query(sql).persistent(keep);
            for lead in piece {
                query = query.bind(*lead);
            }
            for row in query.fetch_all(&mut *self.connection).await? {
                let source: i64 = row.try_get(0)?;
                let stages = self.stages.get(&source).ok_or_else(|| {
                    StoreError::unreadable("lead", "a source of another workspace")
                })?;
                let (turns, places) = read_history(&row, (1, 2), stages)?;
                timelines.push((row.try_get(3)?, places.timeline(&turns)));
            }
        }
        Ok(timelines)
    }
}

struct Cut {
    before: Facts,
    inside: Facts,
}

fn add_net(stock: &mut [i64], facts: &Facts) {
    for (stock, net) in stock.iter_mut().zip(facts.net()) {
        *stock += net;
    }
}
