//! `funnelbot run`: the bot, until it is told to stop.
//!
//! Lives here: waiting and signals. Must not live here: what is due (`scheduler`).

use std::{sync::Arc, time::Duration};

use chat::{gateway::Bot, http::DiscordSettings, outlet::Outlet};
use jiff::Timestamp;
use kpi::clock::Clock;
use ma::PullError;
use tokio::signal::unix::{SignalKind, signal};

use super::RunArguments;
use crate::{
    app::{App, required},
    clock::{ShiftedClock, SystemClock},
    config::{Settings, team::Team},
    scheduler::Scheduler,
};

/// The most that one wait lasts, so that a machine that slept looks at its clock again.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

pub(super) async fn run(settings: Settings, arguments: RunArguments) -> anyhow::Result<()> {
    let team = Team::read(&settings.team_file)?;
    let token = required(settings.discord.token.clone(), "DISCORD_TOKEN")?;
    let clock: Arc<dyn Clock> = match arguments.at {
        Some(start) => Arc::new(ShiftedClock::starting_at(start)),
        None => Arc::new(SystemClock),
    };
    let app = App::open(settings, team, clock).await?;
    // A wrong token is said before anything is sent.
    greet(&app).await?;
    let discord = DiscordSettings {
        token,
        api_url: app.settings.discord.api_url.clone(),
        guild: app.settings.discord.guild,
    };
    let bot = Bot::start(discord, app.office.clone()).await?;
    let ended = live(&app, &bot).await;
    bot.stop().await;
    app.store.close().await;
    ended
}

/// A tool that refuses us has to be mended first; one that is away may be back at the next poll.
async fn greet(app: &App) -> anyhow::Result<()> {
    match app.connector.probe().await {
        Err(fault @ PullError::Denied { .. }) => Err(fault.into()),
        Err(fault) => {
            tracing::warn!("{fault}");
            Ok(())
        }
        Ok(_account) => Ok(()),
    }
}

async fn live(app: &App, bot: &Bot) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let outlet = Outlet::new(bot.http());
    let mut scheduler = Scheduler::starting_at(app.clock.now());
    loop {
        // Everything a tick does is either one transaction or found again by its key, so that it may be
        // dropped at any await when the program is told to stop.
        let tick = async {
            let next = scheduler.tick(app, &outlet, app.clock.now()).await;
            wait_until(next, app).await;
        };
        tokio::select! {
            () = tick => {}
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
            _ = hang_up.recv() => reload(app).await,
            fault = bot.ended() => return Err(fault.into()),
        }
    }
}

async fn reload(app: &App) {
    match app.reload().await {
        Ok(()) => tracing::info!("the team's file was read again"),
        Err(fault) => tracing::error!("the old agreement holds on: {fault:#}"),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the scheduler's wait is one of the two places that sleep"
)]
async fn wait_until(instant: Timestamp, app: &App) {
    let ahead = app.clock.now().duration_until(instant);
    let ahead = Duration::try_from(ahead)
        .unwrap_or(Duration::ZERO)
        .min(LONGEST_WAIT);
    tokio::select! {
        () = tokio::time::sleep(ahead) => {}
        () = app.office.nudged() => {}
    }
}
