//! Proving ticks and sums: all of it is made anew from the facts and compared. Must not live here: mending.

use std::collections::BTreeMap;

use kpi::{
    definition::Definition,
    ticks::{Comeback, Tick, Ticks, added_up},
};
use sqlx::{Row, SqliteConnection};

use super::{
    block_of, facts,
    fold::unsettled,
    packed::{Sums, add_sums, unpack_comebacks, unpack_ticks},
};
use crate::{
    StoreError, WorkspaceId,
    days::{Days, month_start},
};

/// Leads in memory at once.
const PAGE: i64 = 2_000;

/// A day whose sums are not what the leads add up to, and what differs.
type Fault = (i64, &'static str);

/// Compares the ticks of every settled lead with those of its facts, and the sums with the ticks. A lead that is not
/// settled has to be in the sums as its ticks say.
pub(crate) async fn prove(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    definition: &Definition,
) -> Result<Vec<Fault>, StoreError> {
    let mut proof = Proof {
        connection,
        workspace,
        days: Days::new(definition.zone.clone()),
        sums: BTreeMap::new(),
        comebacks: BTreeMap::new(),
        block: (0, BTreeMap::new()),
        faults: Vec::new(),
    };
    proof.leads().await?;
    proof.end_block(i64::MIN).await?;
    proof.days().await?;
    proof.comebacks().await?;
    Ok(proof.faults)
}

struct Proof<'a> {
    connection: &'a mut SqliteConnection,
    workspace: WorkspaceId,
    days: Days,
    /// By days.
    sums: BTreeMap<i64, Sums>,
    comebacks: BTreeMap<i64, Vec<Comeback>>,
    /// The ticks of the block under way by days.
    block: (i64, BTreeMap<i64, Vec<Tick>>),
    faults: Vec<Fault>,
}

impl Proof<'_> {
    async fn leads(&mut self) -> Result<(), StoreError> {
        let unsettled = unsettled(self.connection, self.workspace, i64::MAX).await?;
        let mut after = 0;
        loop {
            let rows = sqlx::query(include_str!("../sql/tick_leads_after.sql"))
                .bind(self.workspace.0)
                .bind(after)
                .bind(PAGE)
                .fetch_all(&mut *self.connection)
                .await?;
            let leads: Vec<i64> = rows
                .iter()
                .map(|row| row.try_get(0))
                .collect::<Result<_, _>>()?;
            let Some(last) = leads.last() else {
                return Ok(());
            };
            after = *last;
            for (id, lead) in facts::load(self.connection, &leads, i64::MAX).await? {
                let made = lead.facts.ticks();
                if unsettled.binary_search(&id).is_err() && made != lead.stored {
                    self.differs(&lead.stored, &made);
                }
                self.add(id, lead.stored).await?;
            }
        }
    }

    fn differs(&mut self, kept: &Ticks, made: &Ticks) {
        let first = |ticks: &Ticks| {
            let ticks = ticks.ticks.iter().map(|tick| tick.at);
            ticks.min()
        };
        let at = first(kept).into_iter().chain(first(made)).min();
        let day = self.days.of(at.unwrap_or_default());
        self.faults.push((day, "the ticks of a lead differ"));
    }

    async fn add(&mut self, lead: i64, kept: Ticks) -> Result<(), StoreError> {
        if block_of(lead) != self.block.0 {
            self.end_block(block_of(lead)).await?;
        }
        for tick in kept.ticks {
            let day = self.days.of(tick.at);
            let sums = self.sums.entry(day).or_default();
            *sums.entry(tick.count).or_default() += tick.by;
            self.block.1.entry(day).or_default().push(tick);
        }
        for comeback in kept.comebacks {
            let day = self.days.of(comeback.at);
            self.comebacks.entry(day).or_default().push(comeback);
        }
        Ok(())
    }

    async fn end_block(&mut self, next: i64) -> Result<(), StoreError> {
        let (block, made) = std::mem::replace(&mut self.block, (next, BTreeMap::new()));
        let made = made
            .into_iter()
            .map(|(day, ticks)| (day, added_up(ticks)))
            .filter(|(_, ticks)| !ticks.is_empty())
            .collect();
        let rows = sqlx::query(include_str!("../sql/tick_part_all.sql"))
            .bind(self.workspace.0)
            .bind(block)
            .fetch_all(&mut *self.connection)
            .await?;
        let mut kept = BTreeMap::new();
        for row in rows {
            let ticks = unpack_ticks(row.try_get(1)?)
                .ok_or_else(|| StoreError::unreadable("tick_part", "ticks"))?;
            kept.insert(row.try_get(0)?, ticks);
        }
        self.compare(kept, made, "the ticks of a day differ");
        Ok(())
    }

    async fn days(&mut self) -> Result<(), StoreError> {
        let mut of_days = std::mem::take(&mut self.sums);
        let mut of_months: BTreeMap<i64, Sums> = BTreeMap::new();
        for (day, sums) in &of_days {
            let month = of_months.entry(month_start(*day)).or_default();
            for (count, by) in sums {
                *month.entry(*count).or_default() += by;
            }
        }
        let tables = [
            (
                &mut of_days,
                include_str!("../sql/tick_day_all.sql"),
                "the sums of a day differ",
            ),
            (
                &mut of_months,
                include_str!("../sql/tick_month_all.sql"),
                "the sums of the month that begins on it differ",
            ),
        ];
        for (made, sql, what) in tables {
            made.values_mut()
                .for_each(|sums| sums.retain(|_, by| *by != 0));
            made.retain(|_, sums| !sums.is_empty());
            let rows = sqlx::query(sql)
                .bind(self.workspace.0)
                .fetch_all(&mut *self.connection)
                .await?;
            let mut kept: BTreeMap<i64, Sums> = BTreeMap::new();
            for row in rows {
                let sums = kept.entry(row.try_get(0)?).or_default();
                add_sums(sums, row.try_get(1)?)
                    .ok_or_else(|| StoreError::unreadable("tick_day", "sums"))?;
            }
            self.compare(kept, std::mem::take(made), what);
        }
        Ok(())
    }

    async fn comebacks(&mut self) -> Result<(), StoreError> {
        let mut made = std::mem::take(&mut self.comebacks);
        made.values_mut().for_each(|day| day.sort_unstable());
        let rows = sqlx::query(include_str!("../sql/comeback_day_range.sql"))
            .bind(self.workspace.0)
            .bind(i64::MIN)
            .bind(i64::MAX)
            .fetch_all(&mut *self.connection)
            .await?;
        let mut kept = BTreeMap::new();
        for row in rows {
            let comebacks = unpack_comebacks(row.try_get(1)?)
                .ok_or_else(|| StoreError::unreadable("comeback_day", "comebacks"))?;
            kept.insert(row.try_get(0)?, comebacks);
        }
        self.compare(kept, made, "the acts after a long silence differ");
        Ok(())
    }

    fn compare<T: PartialEq>(
        &mut self,
        kept: BTreeMap<i64, T>,
        made: BTreeMap<i64, T>,
        what: &'static str,
    ) {
        let mut days: Vec<i64> = kept.keys().chain(made.keys()).copied().collect();
        days.sort_unstable();
        days.dedup();
        let differing = days.into_iter();
        let differing = differing.filter(|day| kept.get(day) != made.get(day));
        self.faults.extend(differing.map(|day| (day, what)));
    }
}
