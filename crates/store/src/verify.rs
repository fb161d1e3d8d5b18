//! Proving the day tables: everything is derived anew from the histories and compared. Must not live
//! here: mending (`adopt` derives anew).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::Date};
use kpi::{definition::Definition, timeline::Timeline};
use sqlx::{Row, SqliteConnection};

use crate::{
    Store, StoreError, WorkspaceId,
    day::{Day, PackedDay, Parts},
    days::{Days, date_of, day_of},
    ledger::Ledger,
    months::work_out,
    move_log::Unsettled,
    ticks,
    walk::{Walk, sources},
};

/// The outcome of a proof.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Leads derived anew.
    pub leads: u64,
    /// Days compared.
    pub days: u64,
    /// Days whose stored facts are not those derived; empty is the proof.
    pub faults: Vec<DayFault>,
}

/// A day that is stored otherwise than the histories say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayFault {
    /// The local date.
    pub date: Date,
    /// What differs.
    pub what: &'static str,
}

/// Packed bytes of days compared at once.
const WINDOW: i64 = 16 << 20;

impl Store {
    /// Derives the facts of all days anew, in memory and a window of days at a time, and compares them
    /// with the stored ones.
    ///
    /// # Errors
    /// `NoAgreement` where none is adopted, or a failure of the file.
    pub async fn verify(&self, workspace: WorkspaceId) -> Result<Verified, StoreError> {
        let agreement = self.agreement(workspace)?;
        let mut tx = self.snapshot().await?;
        let mut proof = Proof {
            connection: &mut tx,
            workspace,
            definition: &agreement.definition,
            days: Days::new(agreement.definition.zone.clone()),
            verified: Verified::default(),
        };
        for (from, to) in proof.windows().await? {
            proof.window(from, to).await?;
        }
        proof.months().await?;
        proof.ticks().await?;
        Ok(proof.verified)
    }
}

struct Proof<'a> {
    connection: &'a mut SqliteConnection,
    workspace: WorkspaceId,
    definition: &'a Definition,
    days: Days,
    verified: Verified,
}

impl Proof<'_> {
    /// Windows that cover all of time, so that a day missing from the tables is found too.
    async fn windows(&mut self) -> Result<Vec<(i64, i64)>, StoreError> {
        let sizes = sqlx::query(include_str!("sql/day_sizes.sql"))
            .bind(self.workspace.0)
            .fetch_all(&mut *self.connection)
            .await?;
        let (mut windows, mut from, mut size) = (Vec::new(), i64::MIN, 0);
        for row in sizes {
            let (day, bytes): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
            if size > 0 && size + bytes > WINDOW {
                windows.push((from, day));
                (from, size) = (day, 0);
            }
            size += bytes;
        }
        windows.push((from, i64::MAX));
        Ok(windows)
    }

    async fn window(&mut self, from: i64, to: i64) -> Result<(), StoreError> {
        let stored = self.stored(from, to).await?;
        let derived = self.derived(from, to).await?;
        let days: BTreeSet<&i64> = stored.keys().chain(derived.keys()).collect();
        self.verified.days += days.len() as u64;
        for day in days {
            let what = match (stored.get(day), derived.get(day)) {
                (Some(stored), Some(derived)) if stored.facts != derived.facts => {
                    "the facts differ"
                }
                (Some(stored), Some(derived)) if stored.moves != derived.moves => {
                    "the moves differ"
                }
                (Some(_), Some(_)) => continue,
                (Some(_), None) => "nothing happened on it",
                (None, _) => "it is missing",
            };
            let date = shown(*day);
            self.verified.faults.push(DayFault { date, what });
        }
        Ok(())
    }

    async fn stored(&mut self, from: i64, to: i64) -> Result<BTreeMap<i64, Day>, StoreError> {
        let mut stored: BTreeMap<i64, Day> = BTreeMap::new();
        let ladder = &self.definition.ladder;
        let rollups = sqlx::query(include_str!("sql/day_rollup_range.sql"))
            .bind(self.workspace.0)
            .bind(from)
            .bind(to)
            .fetch_all(&mut *self.connection)
            .await?;
        for row in rollups {
            let day: i64 = row.try_get("day")?;
            let known = stored.entry(day).or_insert_with(|| Day::new(ladder));
            PackedDay::read(&row, Parts::Everything)?.add_to(
                known,
                self.days.start(day),
                Parts::Everything,
            )?;
        }
        self.check_nets(from, to, &stored).await?;
        let unsettled = Unsettled::load(self.connection, self.workspace, &(from..to)).await?;
        let mut ledger = Ledger::new(ladder, &mut self.days, from..to);
        unsettled.each(&(from..to), |lead, before, after, days| {
            ledger.only(days.clone());
            ledger.replace(lead, before, after);
        })?;
        for (day, change) in ledger.into_changes() {
            let known = stored.entry(day).or_insert_with(|| Day::new(ladder));
            change.apply_to(known);
        }
        for day in stored.values_mut() {
            day.sort();
        }
        stored.retain(|_, day| !day.is_empty());
        Ok(stored)
    }

    /// The sums of the stock are kept apart from the rollups; they have to say the same.
    async fn check_nets(
        &mut self,
        from: i64,
        to: i64,
        rollups: &BTreeMap<i64, Day>,
    ) -> Result<(), StoreError> {
        let rows = sqlx::query(include_str!("sql/day_net_range.sql"))
            .bind(self.workspace.0)
            .bind(from)
            .bind(to)
            .fetch_all(&mut *self.connection)
            .await?;
        let mut nets: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for row in rows {
            nets.entry(row.try_get(0)?)
                .or_default()
                .push(row.try_get(1)?);
        }
        let of_rollups: BTreeMap<i64, Vec<i64>> = rollups
            .iter()
            .map(|(day, facts)| (*day, facts.facts.net()))
            .collect();
        for day in nets
            .keys()
            .chain(of_rollups.keys())
            .collect::<BTreeSet<_>>()
        {
            if nets.get(day) != of_rollups.get(day) {
                let date = shown(*day);
                let what = "the change of the stock differs";
                self.verified.faults.push(DayFault { date, what });
            }
        }
        Ok(())
    }

    /// The months are summed up from the rollups, which are proven by themselves.
    async fn months(&mut self) -> Result<(), StoreError> {
        let months = sqlx::query(include_str!("sql/month_sum_all.sql"))
            .bind(self.workspace.0)
            .fetch_all(&mut *self.connection)
            .await?;
        for row in months {
            let (first, stored): (i64, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
            let date = shown(first);
            let days = first..day_of(date.saturating_add(1.month()));
            let ladder = &self.definition.ladder;
            if work_out(self.connection, self.workspace, ladder, &days).await? != stored {
                let what = "the sums of the month that begins on it differ";
                self.verified.faults.push(DayFault { date, what });
            }
        }
        Ok(())
    }

    async fn ticks(&mut self) -> Result<(), StoreError> {
        let faults = ticks::prove(self.connection, self.workspace, self.definition).await?;
        for (day, what) in faults {
            let date = shown(day);
            self.verified.faults.push(DayFault { date, what });
        }
        Ok(())
    }

    async fn derived(&mut self, from: i64, to: i64) -> Result<BTreeMap<i64, Day>, StoreError> {
        let mut ledger = Ledger::new(&self.definition.ladder, &mut self.days, from..to);
        self.verified.leads = 0;
        for source in sources(self.connection, self.workspace).await? {
            let mut walk = Walk::start(self.connection, source, self.definition).await?;
            loop {
                let leads = walk.next(self.connection).await?;
                if leads.is_empty() {
                    break;
                }
                self.verified.leads += leads.len() as u64;
                for walked in &leads {
                    ledger.replace(walked.id, &Timeline::default(), &walked.timeline);
                }
            }
        }
        let mut derived = BTreeMap::new();
        for (day, mut change) in ledger.into_changes() {
            change.added.sort();
            derived.insert(day, change.added);
        }
        Ok(derived)
    }
}

/// The date that a fault names.
fn shown(day: i64) -> Date {
    date_of(day).unwrap_or(Date::MAX)
}
