//! `funnelbot demo`: a marketing tool, a chat and the bot in one process, on loopback. Some weeks of its life
//! pass in seconds; then the bot answers what is typed.
//!
//! Lives here: the course of the demo. Must not live here: the stage it plays on (`stage`), how a message is
//! shown (`demo/show.rs`). The bot itself is the real one: HTTP, SQLite, gateway.

mod show;

use std::io::IsTerminal;

use ::report::locale::Locale;
use jiff::{SignedDuration, Timestamp};
use sandbox::world::{World, WorldOptions};
use tokio::io::{AsyncBufReadExt, BufReader};

use self::show::{Claimable, Show};
use super::{DemoArguments, Mend};
use crate::stage::{MARKETER, SELLER, Stage, StageOptions};

/// How long a salesperson takes to claim the first ping.
const CLAIM_AFTER: SignedDuration = SignedDuration::from_mins(12);

/// What the demo asks by itself, so that a reader without a terminal sees answers too.
const QUESTIONS: [&str; 3] = ["/kpi funnel period:last-month", "/leads hot", "/status"];

pub(super) async fn demo(arguments: DemoArguments) -> anyhow::Result<()> {
    if let Some(file) = arguments.keep.as_deref().filter(|file| file.exists()) {
        return Err(Mend(format!(
            "--keep {}: the file is there already, and the demo begins with an empty database. Remove it or name another",
            file.display()
        ))
        .into());
    }
    let weeks = SignedDuration::from_hours(i64::from(arguments.weeks) * 7 * 24);
    let locale = Locale::from(arguments.locale);
    let mut show = Show::new(locale, arguments.pictures.clone());
    show.title(&arguments);
    let mut stage = Stage::set(StageOptions {
        team: format!("[workspace]\nlocale = \"{}\"\n", locale.code()),
        database: arguments.keep,
        record: arguments.record,
        ..StageOptions::new(
            arguments.tool.into(),
            World::seeded(&WorldOptions::default()),
            opening(),
        )
    })
    .await?;
    let ended = play(&mut stage, &mut show, locale, weeks).await;
    stage.strike().await;
    ended
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
    show.farewell(stage);
    Ok(())
}

/// The member who reads that language.
fn asker(locale: Locale) -> u64 {
    match locale {
        Locale::Ja => SELLER,
        Locale::En => MARKETER,
    }
}

/// Lets the weeks pass: from one thing that is due to the next.
async fn live(stage: &mut Stage, show: &mut Show, weeks: SignedDuration) -> anyhow::Result<()> {
    let end = stage.clock().now().checked_add(weeks)?;
    let mut claimed = false;
    loop {
        let next = stage.tick().await;
        show.news(stage)?;
        if !claimed && let Some(ping) = show.claimable() {
            claimed = true;
            claim(stage, show, &ping).await?;
        }
        if next >= end {
            break;
        }
        stage.clock().set(next.max(stage.clock().now()));
    }
    stage.clock().set(end.max(stage.clock().now()));
    stage.tick().await;
    show.news(stage)?;
    Ok(())
}

async fn claim(stage: &Stage, show: &Show, ping: &Claimable) -> anyhow::Result<()> {
    stage.clock().advance(CLAIM_AFTER);
    stage.press(SELLER, ping.message, &ping.key).await?;
    show.edited(stage, ping);
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
