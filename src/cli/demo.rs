//! `funnelbot demo`: a marketing tool, a chat and the bot in one process, on loopback. Some weeks of its life
//! pass in seconds; then the bot answers what is typed.
//!
//! Lives here: the course of the demo. Must not live here: the stage it plays on (`stage`), how a message is
//! shown (`demo/show.rs`). The bot itself is the real one: HTTP, SQLite, gateway.

mod sales;
mod show;

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
};

use ::report::locale::Locale;
use jiff::{SignedDuration, Timestamp};
use sandbox::world::{World, WorldOptions};
use tokio::io::{AsyncBufReadExt, BufReader};

use self::{
    sales::{Claim, Sales},
    show::Show,
};
use super::{DemoArguments, Mend};
use crate::stage::{MARKETER, SEEDED_TEAM, SELLER, Stage, StageOptions};

/// What the demo asks by itself, so that a reader without a terminal sees answers too.
const QUESTIONS: [&str; 3] = ["/kpi funnel period:last-month", "/leads hot", "/status"];

pub(super) async fn demo(arguments: DemoArguments) -> anyhow::Result<()> {
    let locale = Locale::from(arguments.locale);
    let team = format!("[workspace]\nlocale = \"{}\"\n{SEEDED_TEAM}", locale.code());
    let kept = arguments
        .keep
        .as_deref()
        .map(|database| keep(database, &team))
        .transpose()?;
    if let Some(file) = &arguments.record {
        writable("--record", file)?;
    }
    let weeks = SignedDuration::from_hours(i64::from(arguments.weeks) * 7 * 24);
    let mut show = Show::new(locale, arguments.pictures.clone());
    show.title(&arguments);
    let mut stage = Stage::set(StageOptions {
        team,
        database: arguments.keep.clone(),
        record: arguments.record,
        ..StageOptions::new(
            arguments.tool.into(),
            World::seeded(&WorldOptions::default()),
            opening(),
        )
    })
    .await?;
    let ended = play(&mut stage, &mut show, locale, weeks).await;
    if ended.is_ok() {
        let database = arguments.keep.as_deref();
        show.farewell(&stage, database.zip(kept.as_deref()));
    }
    stage.strike().await;
    ended
}

/// Writes what the demo's company agreed on beside the database that stays, so that questions to it are answered
/// under the same agreement.
fn keep(database: &Path, team: &str) -> anyhow::Result<PathBuf> {
    if database.exists() {
        return Err(Mend(format!(
            "--keep {}: the file is there already, and the demo begins with an empty database. Remove it or name another",
            database.display()
        ))
        .into());
    }
    let mut file = database.as_os_str().to_owned();
    file.push("-team.toml");
    let file = PathBuf::from(file);
    std::fs::write(&file, team.trim_start())
        .map_err(|fault| Mend(format!("--keep {}: {fault}", file.display())))?;
    Ok(file)
}

/// Says at once, and not after the show has begun, that a file cannot be written.
fn writable(option: &str, file: &Path) -> anyhow::Result<()> {
    let opened = std::fs::File::options()
        .create(true)
        .append(true)
        .open(file);
    opened
        .map(|_file| ())
        .map_err(|fault| Mend(format!("{option} {}: {fault}", file.display())).into())
}

async fn play(
    stage: &mut Stage,
    show: &mut Show,
    locale: Locale,
    weeks: SignedDuration,
) -> anyhow::Result<()> {
    let asker = asker(locale);
    live(stage, show, weeks).await?;
    for question in QUESTIONS {
        show.question(question);
        show.answer(stage, stage.ask(asker, question).await);
    }
    if std::io::stdin().is_terminal() {
        converse(stage, show, asker).await?;
    }
    Ok(())
}

/// The member who reads that language.
fn asker(locale: Locale) -> u64 {
    match locale {
        Locale::Ja => SELLER,
        Locale::En => MARKETER,
    }
}

/// Lets the weeks pass: from one thing that is due, or that somebody does, to the next.
async fn live(stage: &mut Stage, show: &mut Show, weeks: SignedDuration) -> anyhow::Result<()> {
    let end = stage.clock().now().checked_add(weeks)?;
    let mut sales = Sales::default();
    loop {
        let due = stage.tick().await;
        let now = stage.clock().now();
        show.news(stage)?;
        for ping in show.claimable() {
            sales.hear(ping, now, &stage.zone());
        }
        let next = sales.next().map_or(due, |claim| claim.min(due)).max(now);
        if next >= end {
            break;
        }
        stage.clock().set(next);
        for claim in sales.due(next) {
            press(stage, show, &claim).await?;
        }
    }
    stage.clock().set(end);
    stage.tick().await;
    show.news(stage)?;
    Ok(())
}

async fn press(stage: &Stage, show: &mut Show, claim: &Claim) -> anyhow::Result<()> {
    let ping = &claim.ping;
    stage.press(claim.by, ping.message, &ping.key).await?;
    show.claimed(stage, ping);
    Ok(())
}

async fn converse(stage: &Stage, show: &Show, asker: u64) -> anyhow::Result<()> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    loop {
        show.prompt();
        let Some(line) = lines.next_line().await? else {
            return Ok(());
        };
        match line.trim() {
            "" => {}
            "exit" | "quit" => return Ok(()),
            question => show.answer(stage, stage.ask(asker, question).await),
        }
    }
}

/// The instant at which the demo begins: a Saturday evening in Osaka, before a week with a holiday.
fn opening() -> Timestamp {
    "2026-10-10T18:00:00+09:00"
        .parse()
        .expect("a valid instant")
}
