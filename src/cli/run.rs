//! `funnelbot run`: the bot, until it is told to stop.
//!
//! Lives here: waiting and signals. Must not live here: what is due (`scheduler`).

use std::{pin::pin, sync::Arc, time::Duration};

use chat::{
    gateway::{Bot, GatewayFault},
    http::{DiscordHttp, DiscordSettings},
    outlet::Outlet,
};
use jiff::Timestamp;
use kpi::clock::Clock;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::RunArguments;
use crate::{
    account::Address,
    app::{App, required},
    channels,
    clock::{ShiftedClock, SystemClock},
    config::{Settings, team::Team},
    scheduler::Scheduler,
};

/// The most that one wait lasts, so that a machine that slept looks at its clock again.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How long a chat that is away is left alone.
const CONNECT_AGAIN: Duration = Duration::from_secs(10);

pub(super) async fn run(settings: Settings, arguments: RunArguments) -> anyhow::Result<()> {
    let team = Team::read(&settings.team_file)?;
    let token = required(settings.discord.token.clone(), "DISCORD_TOKEN")?;
    let clock: Arc<dyn Clock> = match arguments.at {
        Some(start) => Arc::new(ShiftedClock::starting_at(start)),
        None => Arc::new(SystemClock),
    };
    let mut signals = Signals::listen()?;
    let app = App::open(settings, team, clock, Address::Kept).await?;
    let discord = DiscordSettings {
        token,
        api_url: app.settings.discord.api_url.clone(),
        guild: app.settings.discord.guild,
    };
    // What has to be mended is said before anything is sent.
    let mendable = async {
        app.greet().await?;
        let http = DiscordHttp::new(discord.clone());
        channels::insist(&http, &app.settings, &app.team()).await
    };
    let ended = tokio::select! {
        refused = mendable => match refused {
            Ok(()) => serve(&app, &discord, &mut signals).await,
            refused => refused,
        },
        () = signals.told_to_stop() => Ok(()),
    };
    app.store.close().await;
    ended
}

/// Connects to the chat, again and again where it is away, and lives until it is told to stop.
async fn serve(app: &App, discord: &DiscordSettings, signals: &mut Signals) -> anyhow::Result<()> {
    let mut scheduler = Scheduler::starting_at(app.clock.now());
    // A wrong token is said before anything is polled or sent.
    let mut started = tokio::select! {
        started = Bot::start(discord.clone(), app.office.clone()) => started,
        () = signals.told_to_stop() => return Ok(()),
    };
    loop {
        let bot = match started {
            Ok(bot) => bot,
            Err(fault @ GatewayFault::Denied { .. }) => return Err(fault.into()),
            Err(fault) => {
                tracing::warn!("{fault}; trying again every {} s", CONNECT_AGAIN.as_secs());
                let connecting = connect(app, discord);
                let outlet = Outlet::new(Arc::new(DiscordHttp::new(discord.clone())));
                let Some(ended) = live(app, &outlet, &mut scheduler, signals, connecting).await
                else {
                    return Ok(());
                };
                started = ended;
                continue;
            }
        };
        let outlet = Outlet::new(bot.http());
        let ended = live(app, &outlet, &mut scheduler, signals, bot.ended()).await;
        bot.stop().await;
        match ended {
            None => return Ok(()),
            Some(fault) => started = Err(fault),
        }
    }
}

/// The chat, as soon as it is there.
async fn connect(app: &App, discord: &DiscordSettings) -> Result<Bot, GatewayFault> {
    loop {
        match Bot::start(discord.clone(), app.office.clone()).await {
            Err(fault @ GatewayFault::Unreachable { .. }) => {
                tracing::debug!("{fault}");
                pause(CONNECT_AGAIN).await;
            }
            ended => return ended,
        }
    }
}

/// Lives until told to stop (`None`) or until `change` happens: the chat comes or goes. Without it everything but the
/// answers goes on: the tool is polled, and what is owed is tried and stays owed.
async fn live<T>(
    app: &App,
    outlet: &Outlet,
    scheduler: &mut Scheduler,
    signals: &mut Signals,
    change: impl Future<Output = T>,
) -> Option<T> {
    let mut change = pin!(change);
    loop {
        // Everything a tick does is either one transaction or found again by its key, so that it may be
        // dropped at any await when the program is told to stop.
        let tick = async {
            let next = scheduler.tick(app, outlet, app.clock.now()).await;
            wait_until(next, app).await;
        };
        tokio::select! {
            () = tick => {}
            told = signals.next() => match told {
                Told::Stop => return None,
                Told::Reload => reload(app).await,
            },
            changed = &mut change => return Some(changed),
        }
    }
}

/// What the operator tells the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Stop,
    Reload,
}

/// SIGTERM and SIGINT stop it, SIGHUP has it read the team's file again.
#[derive(Debug)]
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Told {
        tokio::select! {
            _ = self.terminate.recv() => Told::Stop,
            _ = self.interrupt.recv() => Told::Stop,
            _ = self.hang_up.recv() => Told::Reload,
        }
    }

    /// Before there is anything to reload, only the end counts.
    async fn told_to_stop(&mut self) {
        while self.next().await != Told::Stop {}
    }
}

async fn reload(app: &App) {
    match app.reload().await {
        Ok(()) => tracing::info!("the team's file was read again"),
        Err(fault) => tracing::error!("the old agreement holds on: {fault:#}"),
    }
}

async fn wait_until(instant: Timestamp, app: &App) {
    let ahead = app.clock.now().duration_until(instant);
    let ahead = Duration::try_from(ahead)
        .unwrap_or(Duration::ZERO)
        .min(LONGEST_WAIT);
    tokio::select! {
        () = pause(ahead) => {}
        () = app.office.nudged() => {}
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the scheduler's wait is one of the few places that sleep"
)]
async fn pause(length: Duration) {
    tokio::time::sleep(length).await;
}
