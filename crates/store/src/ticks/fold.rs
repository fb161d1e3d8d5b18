//! Working the news of leads into their ticks and into the sums of days and months. Must not live here: reading the
//! sums (`sums`).

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use kpi::{
    definition::Definition,
    ticks::{Comeback, Tick, Ticks, added_up},
};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    BLOCK, block_of, facts,
    packed::{
        Sums, add_sums, pack_comebacks, pack_lead, pack_sums, pack_ticks, unpack_comebacks,
        unpack_ticks,
    },
};
use crate::{
    StoreError, WorkspaceId,
    bulk::Bulk,
    days::{Days, month_start},
    open::Writer,
};

/// All of what is told, also of what lies ahead.
const EVER: i64 = i64::MAX;

/// Blocks whose leads are settled in one transaction: of each, some parts of days are written anew, and the write lock is
/// to be held shortly.
const BLOCKS: usize = 32;

/// Makes the ticks of all leads whose facts changed.
pub(crate) async fn settle(
    writer: &mut Writer<'_>,
    workspace: WorkspaceId,
    definition: &Definition,
) -> Result<(), StoreError> {
    let mut days = Days::new(definition.zone.clone());
    loop {
        let mut leads = unsettled(writer.connection()?, workspace, BLOCK).await?;
        if leads.is_empty() {
            return Ok(());
        }
        let mut blocks = BTreeSet::new();
        leads.retain(|lead| {
            let block = block_of(*lead);
            blocks.contains(&block) || blocks.len() < BLOCKS && blocks.insert(block)
        });
        let connection = writer.connection()?;
        let news = News::load(connection, &leads, EVER).await?;
        let rows = Rows::of(connection, workspace, news, &mut days).await?;
        let mut tx = writer.begin().await?;
        rows.write(&mut tx).await?;
        tx.commit().await?;
    }
}

/// Forgets all ticks and sums, so that the next settling makes them anew.
pub(crate) async fn clear(
    tx: &mut SqliteConnection,
    workspace: WorkspaceId,
) -> Result<(), StoreError> {
    for sql in [
        include_str!("../sql/lead_ticks_clear.sql"),
        include_str!("../sql/tick_part_clear.sql"),
        include_str!("../sql/tick_day_clear.sql"),
        include_str!("../sql/tick_month_clear.sql"),
        include_str!("../sql/comeback_day_clear.sql"),
        include_str!("../sql/lead_unsettled_all.sql"),
    ] {
        sqlx::query(sql).bind(workspace.0).execute(&mut *tx).await?;
    }
    Ok(())
}

/// The first leads whose facts changed since their ticks were made, by their keys.
pub(super) async fn unsettled(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let rows = sqlx::query(include_str!("../sql/leads_unsettled.sql"))
        .bind(workspace.0)
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// What some leads add to the counts now, and what they added before.
#[derive(Debug, Default)]
pub(super) struct News {
    before: BTreeMap<i64, Ticks>,
    after: BTreeMap<i64, Ticks>,
}

impl News {
    /// Of what happened to mails and in scenarios, only what did before an instant.
    pub(super) async fn load(
        connection: &mut SqliteConnection,
        leads: &[i64],
        before: i64,
    ) -> Result<Self, StoreError> {
        let mut news = Self::default();
        for (id, lead) in facts::load(connection, leads, before).await? {
            news.after.insert(id, lead.facts.ticks());
            news.before.insert(id, lead.stored);
        }
        Ok(news)
    }

    /// By what the counts change.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        self.ticks_of(i64::MIN..i64::MAX)
    }

    /// By what the leads of these keys change the counts.
    fn ticks_of(&self, leads: Range<i64>) -> Vec<Tick> {
        let of = |all: &BTreeMap<i64, Ticks>, sign: i64| -> Vec<Tick> {
            let leads = all.range(leads.clone());
            let ticks = leads.flat_map(|(_, lead)| &lead.ticks);
            ticks
                .map(|tick| Tick {
                    by: sign * tick.by,
                    ..*tick
                })
                .collect()
        };
        let mut ticks = of(&self.before, -1);
        ticks.extend(of(&self.after, 1));
        added_up(ticks)
    }

    fn blocks(&self) -> BTreeSet<i64> {
        self.after.keys().map(|lead| block_of(*lead)).collect()
    }

    /// Comebacks that count, and those that no longer do.
    pub(super) fn comebacks(&self) -> (Vec<Comeback>, Vec<Comeback>) {
        let all = |of: &BTreeMap<i64, Ticks>| -> Vec<Comeback> {
            let mut all: Vec<Comeback> = of
                .values()
                .flat_map(|lead| lead.comebacks.clone())
                .collect();
            all.sort_unstable();
            all
        };
        (all(&self.after), all(&self.before))
    }
}

/// The ticks of parts of days, by day and block.
type Parts = BTreeMap<(i64, i64), Vec<Tick>>;

/// Rows of folded news, ready to be written.
struct Rows {
    workspace: WorkspaceId,
    leads: Vec<i64>,
    filled: Vec<Bulk>,
    emptied: Vec<(&'static str, Vec<i64>)>,
}

impl Rows {
    async fn of(
        connection: &mut SqliteConnection,
        workspace: WorkspaceId,
        news: News,
        days: &mut Days,
    ) -> Result<Self, StoreError> {
        let mut rows = Self {
            workspace,
            leads: news.after.keys().copied().collect(),
            filled: Vec::new(),
            emptied: Vec::new(),
        };
        let mut parts = Parts::new();
        for block in news.blocks() {
            for tick in news.ticks_of(block * BLOCK..(block + 1) * BLOCK) {
                let part = parts.entry((days.of(tick.at), block)).or_default();
                part.push(tick);
            }
        }
        rows.sums(connection, &parts).await?;
        rows.parts(connection, parts).await?;
        rows.comebacks(connection, &news, days).await?;
        let mut ticks = Bulk::new(include_str!("../sql/lead_ticks_upsert.sql"));
        for (lead, after) in news.after {
            if news.before.get(&lead) != Some(&after) {
                ticks.row().bind(lead).bind(pack_lead(&after));
            }
        }
        rows.filled.push(ticks);
        Ok(rows)
    }

    async fn sums(
        &mut self,
        connection: &mut SqliteConnection,
        parts: &Parts,
    ) -> Result<(), StoreError> {
        let mut of_days: BTreeMap<i64, Sums> = BTreeMap::new();
        let mut of_months: BTreeMap<i64, Sums> = BTreeMap::new();
        for ((day, _), ticks) in parts {
            for tick in ticks {
                for (sums, key) in [(&mut of_days, *day), (&mut of_months, month_start(*day))] {
                    *sums.entry(key).or_default().entry(tick.count).or_default() += tick.by;
                }
            }
        }
        let tables = [
            (
                of_days,
                include_str!("../sql/tick_day_some.sql"),
                include_str!("../sql/tick_day_upsert.sql"),
                include_str!("../sql/tick_day_delete.sql"),
            ),
            (
                of_months,
                include_str!("../sql/tick_month_some.sql"),
                include_str!("../sql/tick_month_upsert.sql"),
                include_str!("../sql/tick_month_delete.sql"),
            ),
        ];
        for (mut changes, some, upsert, delete) in tables {
            let keys: Vec<i64> = changes.keys().copied().collect();
            for row in keyed(connection, some, self.workspace, facts::json(&keys)).await? {
                let sums = changes.entry(row.try_get(0)?).or_default();
                add_sums(sums, row.try_get(1)?)
                    .ok_or_else(|| StoreError::unreadable("tick_day", "sums"))?;
            }
            let mut filled = Bulk::new(upsert);
            for (key, mut sums) in changes {
                sums.retain(|_, by| *by != 0);
                if sums.is_empty() {
                    self.emptied.push((delete, vec![self.workspace.0, key]));
                } else {
                    filled
                        .row()
                        .bind(self.workspace.0)
                        .bind(key)
                        .bind(pack_sums(&sums));
                }
            }
            self.filled.push(filled);
        }
        Ok(())
    }

    async fn parts(
        &mut self,
        connection: &mut SqliteConnection,
        mut parts: Parts,
    ) -> Result<(), StoreError> {
        let keys: Vec<String> = parts
            .keys()
            .map(|(day, block)| format!("[{day},{block}]"))
            .collect();
        let keys = format!("[{}]", keys.join(","));
        let some = include_str!("../sql/tick_part_some.sql");
        for row in keyed(connection, some, self.workspace, keys).await? {
            let ticks = unpack_ticks(row.try_get(2)?)
                .ok_or_else(|| StoreError::unreadable("tick_part", "ticks"))?;
            let part = parts.entry((row.try_get(0)?, row.try_get(1)?));
            part.or_default().extend(ticks);
        }
        let mut filled = Bulk::new(include_str!("../sql/tick_part_upsert.sql"));
        for ((day, block), ticks) in parts {
            let ticks = added_up(ticks);
            if ticks.is_empty() {
                let delete = include_str!("../sql/tick_part_delete.sql");
                let key = vec![self.workspace.0, day, block];
                self.emptied.push((delete, key));
            } else {
                filled
                    .row()
                    .bind(self.workspace.0)
                    .bind(day)
                    .bind(block)
                    .bind(pack_ticks(&ticks));
            }
        }
        self.filled.push(filled);
        Ok(())
    }

    async fn comebacks(
        &mut self,
        connection: &mut SqliteConnection,
        news: &News,
        days: &mut Days,
    ) -> Result<(), StoreError> {
        let (mut added, mut taken) = news.comebacks();
        drop_common(&mut added, &mut taken);
        let changed: BTreeSet<i64> = added
            .iter()
            .chain(&taken)
            .map(|comeback| days.of(comeback.at))
            .collect();
        let keys: Vec<i64> = changed.into_iter().collect();
        let mut of_days: BTreeMap<i64, Vec<Comeback>> =
            keys.iter().map(|day| (*day, Vec::new())).collect();
        let mut taken_of_days: BTreeMap<i64, Vec<Comeback>> = BTreeMap::new();
        for comeback in taken {
            let day = days.of(comeback.at);
            taken_of_days.entry(day).or_default().push(comeback);
        }
        let some = include_str!("../sql/comeback_day_some.sql");
        for row in keyed(connection, some, self.workspace, facts::json(&keys)).await? {
            let known = unpack_comebacks(row.try_get(1)?)
                .ok_or_else(|| StoreError::unreadable("comeback_day", "comebacks"))?;
            of_days.entry(row.try_get(0)?).or_default().extend(known);
        }
        for comeback in added {
            let day = days.of(comeback.at);
            of_days.entry(day).or_default().push(comeback);
        }
        let mut filled = Bulk::new(include_str!("../sql/comeback_day_upsert.sql"));
        for (day, mut comebacks) in of_days {
            comebacks.sort_unstable();
            let mut taken = taken_of_days.remove(&day).unwrap_or_default();
            drop_common(&mut comebacks, &mut taken);
            if comebacks.is_empty() {
                let delete = include_str!("../sql/comeback_day_delete.sql");
                self.emptied.push((delete, vec![self.workspace.0, day]));
            } else {
                filled
                    .row()
                    .bind(self.workspace.0)
                    .bind(day)
                    .bind(pack_comebacks(&comebacks));
            }
        }
        self.filled.push(filled);
        Ok(())
    }

    async fn write(self, tx: &mut SqliteConnection) -> Result<(), StoreError> {
        for bulk in self.filled {
            bulk.run(tx).await?;
        }
        for (sql, key) in self.emptied {
            let mut query = sqlx::query(sql);
            for part in key {
                query = query.bind(part);
            }
            query.execute(&mut *tx).await?;
        }
        sqlx::query(include_str!("../sql/lead_settled.sql"))
            .bind(facts::json(&self.leads))
            .execute(tx)
            .await?;
        Ok(())
    }
}

/// Takes out of both, which are in order, what they have in common.
fn drop_common(these: &mut Vec<Comeback>, those: &mut Vec<Comeback>) {
    let mut common: BTreeMap<Comeback, usize> = BTreeMap::new();
    for comeback in those.iter() {
        *common.entry(*comeback).or_default() += 1;
    }
    these.retain(|comeback| match common.get_mut(comeback) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    });
    // What is left over in `common` had no partner.
    those.retain(|comeback| match common.get_mut(comeback) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    });
}

/// Rows of a statement that takes the workspace and a JSON list of keys.
async fn keyed(
    connection: &mut SqliteConnection,
    sql: &'static str,
    workspace: WorkspaceId,
    keys: String,
) -> Result<Vec<SqliteRow>, StoreError> {
    let rows = sqlx::query(sql)
        .bind(workspace.0)
        .bind(keys)
        .fetch_all(connection)
        .await?;
    Ok(rows)
}
