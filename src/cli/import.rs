//! `funnelbot import costs|deals|traffic|targets FILE`: what no tool knows, from the team's own files.
//!
//! Lives here: what is told of a file. Must not live here: its columns (`import`).

use std::path::Path;

use funnelbot_commands::targets::{Row as TargetRow, set_targets};
use jiff::Timestamp;
use kpi::clock::Clock;
use store::{Entries, Import, Run, Store, StoreError, WorkspaceId};

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
    let bytes = std::fs::read(&arguments.file)
        .map_err(|fault| Mend(format!("{}: {fault}", arguments.file.display())))?;
    let run = if arguments.dry_run {
        Run::Dry
    } else {
        Run::Real
    };
    let store = open(&settings.database_url).await?;
    let now = SystemClock.now();
    let imported = match arguments.kind {
        ImportKind::Targets => targets(&bytes, &store, &settings, &team, run, now).await,
        ImportKind::Costs => {
            entries(
                &bytes,
                import::COSTS,
                import::costs,
                &store,
                &arguments.file,
                run,
                now,
            )
            .await
        }
        ImportKind::Deals => {
            entries(
                &bytes,
                import::DEALS,
                import::deals,
                &store,
                &arguments.file,
                run,
                now,
            )
            .await
        }
        ImportKind::Traffic => {
            entries(
                &bytes,
                import::TRAFFIC,
                import::traffic,
                &store,
                &arguments.file,
                run,
                now,
            )
            .await
        }
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

async fn entries(
    bytes: &[u8],
    columns: &'static [import::Column],
    read: fn(&Sheet) -> Result<Entries, Vec<Fault>>,
    store: &Store,
    file: &Path,
    run: Run,
    now: Timestamp,
) -> anyhow::Result<Import> {
    let sheet = sheet(bytes, columns)?;
    let entries = read(&sheet).map_err(|faults| refused(&faults))?;
    let name = file
        .file_name()
        .map_or_else(|| file.to_string_lossy(), |name| name.to_string_lossy());
    Ok(store
        .import(WorkspaceId::DEFAULT, &name, &entries, now, run)
        .await?)
}

async fn targets(
    bytes: &[u8],
    store: &Store,
    settings: &Settings,
    team: &Team,
    run: Run,
    now: Timestamp,
) -> anyhow::Result<Import> {
    let sheet = sheet(bytes, import::TARGETS)?;
    let rows = import::targets(&sheet).map_err(|faults| refused(&faults))?;
    let rows: Vec<TargetRow> = rows.into_iter().map(|(line, row)| row.at(line)).collect();
    let agreement = team.agreement(settings);
    set_targets(store, WorkspaceId::DEFAULT, &agreement, &rows, run, now)
        .await?
        .map_err(|faults| {
            let say = |(line, error)| {
                let message = funnelbot_commands::office::refusal(&error, team.locale);
                let zone = &agreement.definition.zone;
                let text = report::plain::text(&message, team.locale, zone);
                format!("line {line}: {text}")
            };
            let told: Vec<String> = faults.into_iter().map(say).collect();
            Mend(format!("nothing was imported\n{}", told.join("\n"))).into()
        })
}

fn sheet(bytes: &[u8], columns: &'static [import::Column]) -> anyhow::Result<Sheet> {
    let sheet = Sheet::read(bytes, columns).map_err(|faults| refused(&faults))?;
    if sheet.encoding == Encoding::ShiftJis {
        say(format_args!("read as Shift_JIS"));
    }
    Ok(sheet)
}

fn refused(faults: &[Fault]) -> Mend {
    let mut told = String::from("nothing was imported");
    for fault in faults.iter().take(SHOWN) {
        told.push_str(&format!("\n{fault}"));
    }
    if faults.len() > SHOWN {
        told.push_str(&format!("\nand {} more", faults.len() - SHOWN));
    }
    Mend(told)
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
