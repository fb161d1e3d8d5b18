//! Folding changes of days into their rollups. Must not live here: where changes come from (`move_log`), what a
//! month comes to (`months`), what leads add to the other counts (`ticks`).

use std::collections::BTreeMap;

use kpi::{definition::Definition, stage::Ladder};
use sqlx::{Row, SqliteConnection};

use crate::{
    Store, StoreError, WorkspaceId,
    bulk::Bulk,
    day::{Day, PackedDay, Parts, pack_moves},
    days::Days,
    ledger::Ledger,
    months,
    move_log::{Unsettled, days_of},
    open::Writer,
    ticks,
};

/// What `settle` did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// Days whose rollup was written anew.
    pub days: u64,
}

impl Store {
    /// Folds what changed into the rollups of its days. Numbers are the same before and after; reading
    /// them is faster. Meant for the end of each poll.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn settle(&self, workspace: WorkspaceId) -> Result<Settled, StoreError> {
        let agreement = self.agreement(workspace)?;
        let mut writer = self.writer().await?;
        settle(&mut writer, workspace, &agreement.definition).await
    }
}

/// As `Store::settle`, for who holds the writer already. A block of days a transaction, so that the write
/// lock is held shortly.
pub(crate) async fn settle(
    writer: &mut Writer<'_>,
    workspace: WorkspaceId,
    definition: &Definition,
) -> Result<Settled, StoreError> {
    let mut days = Days::new(definition.zone.clone());
    let mut settled = Settled::default();
    while let Some(block) = next_block(writer.connection()?, workspace).await? {
        let folded = fold(
            writer.connection()?,
            workspace,
            &definition.ladder,
            block,
            &mut days,
        )
        .await?;
        settled.days += folded.len() as u64;
        let rows = Rows::of(workspace, folded, &mut days);
        let mut tx = writer.begin().await?;
        rows.write(&mut tx, workspace, block).await?;
        months::forget(&mut tx, workspace, &days_of(block)).await?;
        tx.commit().await?;
    }
    months::sum_up(writer, workspace, &definition.ladder).await?;
    ticks::settle(writer, workspace, definition).await?;
    Ok(settled)
}

async fn next_block(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
) -> Result<Option<i64>, StoreError> {
    let row = sqlx::query(include_str!("sql/move_change_next.sql"))
        .bind(workspace.0)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

/// The days of a block that have changes, as they are with them.
async fn fold(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    ladder: &Ladder,
    block: i64,
    days: &mut Days,
) -> Result<BTreeMap<i64, Day>, StoreError> {
    let span = days_of(block);
    let unsettled = Unsettled::load(connection, workspace, &span).await?;
    let mut ledger = Ledger::new(ladder, days, span.clone());
    unsettled.each(&span, |lead, before, after, _| {
        ledger.replace(lead, before, after)
    })?;
    let changes = ledger.into_changes();
    let mut folded: BTreeMap<i64, Day> = BTreeMap::new();
    let rollups = sqlx::query(include_str!("sql/day_rollup_range.sql"))
        .bind(workspace.0)
        .bind(span.start)
        .bind(span.end)
        .fetch_all(connection)
        .await?;
    for row in rollups {
        let day: i64 = row.try_get("day")?;
        if changes.contains_key(&day) {
            let known = folded.entry(day).or_insert_with(|| Day::new(ladder));
            PackedDay::read(&row, Parts::Everything)?.add_to(
                known,
                days.start(day),
                Parts::Everything,
            )?;
        }
    }
    for (day, change) in changes {
        let known = folded.entry(day).or_insert_with(|| Day::new(ladder));
        change.apply_to(known);
    }
    Ok(folded)
}

/// Rows of folded days, ready to be written.
struct Rows {
    rollups: Bulk,
    nets: Bulk,
    emptied: Vec<i64>,
}

impl Rows {
    fn of(workspace: WorkspaceId, folded: BTreeMap<i64, Day>, days: &mut Days) -> Self {
        let mut rows = Self {
            rollups: Bulk::new(include_str!("sql/day_rollup_upsert.sql")),
            nets: Bulk::new(include_str!("sql/day_net_upsert.sql")),
            emptied: Vec::new(),
        };
        for (day, mut facts) in folded {
            if facts.is_empty() {
                rows.emptied.push(day);
                continue;
            }
            for (rank, net) in (0_i64..).zip(facts.facts.net()) {
                rows.nets
                    .row()
                    .bind(workspace.0)
                    .bind(rank)
                    .bind(day)
                    .bind(net);
            }
            let start = days.start(day);
            let packed = facts.facts.pack(start);
            rows.rollups
                .row()
                .bind(workspace.0)
                .bind(day)
                .bind(packed.facts)
                .bind(packed.cohorts)
                .bind(pack_moves(&mut facts.moves, start));
        }
        rows
    }

    async fn write(
        self,
        tx: &mut SqliteConnection,
        workspace: WorkspaceId,
        block: i64,
    ) -> Result<(), StoreError> {
        self.rollups.run(tx).await?;
        self.nets.run(tx).await?;
        for day in self.emptied {
            sqlx::query(include_str!("sql/day_rollup_delete.sql"))
                .bind(workspace.0)
                .bind(day)
                .execute(&mut *tx)
                .await?;
            sqlx::query(include_str!("sql/day_net_delete.sql"))
                .bind(workspace.0)
                .bind(day)
                .bind(workspace.0)
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query(include_str!("sql/move_change_delete.sql"))
            .bind(workspace.0)
            .bind(block)
            .execute(tx)
            .await?;
        Ok(())
    }
}
