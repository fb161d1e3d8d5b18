//! `funnelbot import costs|deals|traffic|targets FILE`: what no tool knows, from the team's own files.
//!
//! Lives here: what is told of a file. Must not live here: its columns (`import`).

use std::{borrow::Cow, path::Path};

use funnelbot_commands::targets::{Row as TargetRow, set_targets};
use jiff::Timestamp;
use kpi::{clock::Clock, period::local_date};
use report::locale::Locale;
use store::{Import, Run, Store, StoreError, WorkspaceId};

use super::{ImportArguments, ImportKind, Mend, screen::say};
use crate::{
    clock::SystemClock,
    config::{Settings, team::Team},
    import::{self, Encoding, Fault, Sheet},
};

/// Faults that are told; more are counted.
const SHOWN: usize = 20;

pub(super) async fn import(settings: Settings, arguments: ImportArguments) -> anyhow::Result<()> {
    let team = Team::read(&settings.team_file)?;
    let bytes = std::fs::read(&arguments.file).map_err(|fault| {
        Mend(format!(
            "{} cannot be read ({fault})",
            arguments.file.display()
        ))
    })?;
    let run = if arguments.dry_run {
        Run::Dry
    } else {
        Run::Real
    };
    let store = open(&settings.database_url).await?;
    let file = File {
        name: name(&arguments.file),
        bytes,
        store: &store,
        run,
        now: arguments.at.unwrap_or_else(|| SystemClock.now()),
    };
    let imported = match arguments.kind {
        ImportKind::Targets => file.targets(&settings, &team).await,
        ImportKind::Costs => file.entries(&team, import::COSTS, import::costs).await,
        ImportKind::Deals => file.entries(&team, import::DEALS, import::deals).await,
        ImportKind::Traffic => file.entries(&team, import::TRAFFIC, import::traffic).await,
    };
    store.close().await;
    tell(imported?, run);
    Ok(())
}

/// The database, also beside a running bot, which keeps nothing of this in memory.
async fn open(url: &str) -> Result<Store, StoreError> {
    match Store::open(url).await {
        Err(StoreError::Locked { .. }) => Store::open_beside(url).await,
        opened => opened,
    }
}

/// What a file is known by.
fn name(file: &Path) -> String {
    file.file_name()
        .map_or_else(|| file.to_string_lossy(), |name| name.to_string_lossy())
        .into_owned()
}

/// A file to take in.
struct File<'a> {
    name: String,
    bytes: Vec<u8>,
    store: &'a Store,
    run: Run,
    now: Timestamp,
}

impl File<'_> {
    async fn entries(
        &self,
        team: &Team,
        columns: &'static [import::Column],
        read: import::Read,
    ) -> anyhow::Result<Import> {
        let today = local_date(self.now, &team.definition.zone);
        let sheet = self.sheet(columns)?;
        let entries = read(&sheet, today).map_err(|faults| refused(&faults))?;
        let workspace = WorkspaceId::DEFAULT;
        let twins = self.store.twins(workspace, &self.name, &entries).await?;
        if !twins.is_empty() {
            let faults: Vec<Fault> = twins.iter().map(Fault::twin).collect();
            return Err(refused(&faults).into());
        }
        let imported = self
            .store
            .import(workspace, &self.name, &entries, self.now, self.run);
        Ok(imported.await?)
    }

    async fn targets(&self, settings: &Settings, team: &Team) -> anyhow::Result<Import> {
        let sheet = self.sheet(import::TARGETS)?;
        let rows = import::targets(&sheet).map_err(|faults| refused(&faults))?;
        let rows: Vec<TargetRow> = rows.into_iter().map(|(line, row)| row.at(line)).collect();
        let agreement = team.agreement(settings);
        let file = (self.name.as_str(), rows.as_slice());
        let workspace = WorkspaceId::DEFAULT;
        set_targets(self.store, workspace, &agreement, file, self.run, self.now)
            .await?
            .map_err(|faults| {
                let say = |(line, error)| {
                    let message = funnelbot_commands::office::refusal(&error, Locale::En);
                    let zone = &agreement.definition.zone;
                    let text = report::plain::text(&message, Locale::En, zone);
                    format!("line {line}: {text}")
                };
                refused(&faults.into_iter().map(say).collect::<Vec<_>>()).into()
            })
    }

    fn sheet(&self, columns: &'static [import::Column]) -> anyhow::Result<Sheet> {
        let sheet = Sheet::read(&self.bytes, columns).map_err(|faults| refused(&faults))?;
        if sheet.encoding == Encoding::ShiftJis {
            say(format_args!("read as Shift_JIS"));
        }
        if sheet.has_backslash_yen() {
            say(format_args!("\\ before a number read as ¥"));
        }
        Ok(sheet)
    }
}

fn refused<T: ToString>(faults: &[T]) -> Mend {
    let mut told = vec![Cow::Borrowed("nothing was imported")];
    let shown = faults.iter().take(SHOWN);
    told.extend(shown.map(|fault| Cow::Owned(fault.to_string())));
    if let Some(more) = faults.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        told.push(Cow::Owned(format!("and {more} more")));
    }
    Mend(told.join("\n"))
}

fn tell(import: Import, run: Run) {
    let Import {
        added,
        changed,
        kept,
        removed,
    } = import;
    let would = match run {
        Run::Real => "",
        Run::Dry => "would be ",
    };
    say(format_args!(
        "{added} {would}added, {changed} {would}changed, {removed} {would}removed, {kept} as they were"
    ));
}
