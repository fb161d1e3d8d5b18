//! The bot's life on the gateway: start, run, stop.
//!
//! Lives here: connecting and ending. Must not live here: what comes over the connection (`adapter`).

use std::{fmt, sync::Arc, time::Duration};

use funnelbot_commands::desk::Desk;
use serenity::{
    all::{GatewayError, ShardManager},
    client::ClientBuilder,
    http::Route,
    model::gateway::GatewayIntents,
};
use tokio::{
    sync::{RwLock, watch},
    task::JoinHandle,
    time::timeout,
};

use crate::{
    adapter::Adapter,
    counter::Counter,
    http::{DiscordHttp, DiscordSettings, Fault},
    registration,
};

/// Longest wait for the first session.
const CONNECTING: Duration = Duration::from_secs(30);
/// Longest wait, when stopping, for the answers under way.
const ANSWERING: Duration = Duration::from_secs(2);
/// Longest wait, when stopping, for Discord's good-bye.
const CLOSING: Duration = Duration::from_millis(1500);

/// Why the bot is not connected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayFault {
    /// People have to mend it; trying again is of no use.
    #[error("{setting}: {mend}")]
    Denied {
        /// The setting.
        setting: &'static str,
        /// What to do.
        mend: String,
    },
    /// Discord could not be reached; later it may be.
    #[error("Discord could not be reached: {what}")]
    Unreachable {
        /// What happened.
        what: String,
    },
}

impl GatewayFault {
    fn token() -> Self {
        Self::Denied {
            setting: "DISCORD_TOKEN",
            mend: "Discord refused it; copy the bot's present token from the Developer Portal (Bot, Reset Token)"
                .to_owned(),
        }
    }

    fn unreachable(what: impl fmt::Display) -> Self {
        Self::Unreachable {
            what: what.to_string(),
        }
    }

    fn of_server(fault: Fault, guild: u64) -> Self {
        match fault {
            Fault::Forbidden { .. } | Fault::Missing { .. } => Self::Denied {
                setting: "DISCORD_GUILD",
                mend: format!(
                    "the bot is in no server {guild} ({fault}); correct the id (Copy Server ID in Discord), or invite \
                     the bot to that server"
                ),
            },
            fault => fault.into(),
        }
    }

    fn of_registration(fault: Fault) -> Self {
        match fault {
            Fault::Forbidden { .. } | Fault::Missing { .. } => Self::Denied {
                setting: INVITATION,
                mend: format!(
                    "the commands cannot be registered ({fault}); invite the bot to the server again with \
                     the scopes `bot` and `applications.commands`"
                ),
            },
            fault => fault.into(),
        }
    }
}

impl From<Fault> for GatewayFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unauthorised => Self::token(),
            Fault::Unreachable { what } => Self::Unreachable { what },
            fault => Self::unreachable(fault),
        }
    }
}

/// What has to be mended where a scope is missing: no variable, but the link that brought the bot.
pub const INVITATION: &str = "the bot's invitation";

/// Looks whether a bot of these settings could start: the token, the server, the scope for commands. Nothing is
/// sent or changed.
///
/// # Errors
/// As [`Bot::start`].
pub async fn rehearse(http: &DiscordHttp) -> Result<(), GatewayFault> {
    admitted(http).await?;
    registration::visible(http)
        .await
        .map_err(GatewayFault::of_registration)
}

/// The token is accepted, and the server that the settings name has the bot.
async fn admitted(http: &DiscordHttp) -> Result<(), GatewayFault> {
    http.me().await?;
    let Some(guild) = http.settings().guild else {
        return Ok(());
    };
    registration::server(http, guild)
        .await
        .map_err(|fault| GatewayFault::of_server(fault, guild))
}

/// A bot that is connected. Dropping it without [`Bot::stop`] ends it without a good-bye.
pub struct Bot {
    http: Arc<DiscordHttp>,
    shards: Arc<ShardManager>,
    under_way: Arc<RwLock<()>>,
    ended: watch::Receiver<Option<GatewayFault>>,
    run: JoinHandle<()>,
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot")
            .field("http", &self.http)
            .finish_non_exhaustive()
    }
}

impl Bot {
    /// Connects, waits for the first session and registers the commands. Later sessions (after a dropped
    /// connection) come and go inside: what may start only once is started after this returns.
    ///
    /// # Errors
    /// `Denied` naming `DISCORD_TOKEN` or `DISCORD_GUILD` where they are wrong, or [`INVITATION`] where it lacks a
    /// scope; `Unreachable` where Discord does not answer.
    pub async fn start(
        settings: DiscordSettings,
        desk: Arc<dyn Desk>,
    ) -> Result<Self, GatewayFault> {
        let http = Arc::new(DiscordHttp::new(settings));
        admitted(&http).await?;
        // Where this fails serenity would try Discord's public gateway, whatever the settings say.
        http.get(Route::Gateway, Vec::new()).await?;
        let (bot, application) = Self::connect(http, desk).await?;
        match bot.begin(application).await {
            Ok(()) => Ok(bot),
            Err(fault) => {
                bot.stop().await;
                Err(fault)
            }
        }
    }

    async fn connect(
        http: Arc<DiscordHttp>,
        desk: Arc<dyn Desk>,
    ) -> Result<(Self, watch::Receiver<Option<u64>>), GatewayFault> {
        let under_way = Arc::new(RwLock::new(()));
        let (named, application) = watch::channel(None);
        let adapter = Adapter {
            counter: Counter::new(Arc::clone(&http), desk),
            application: named,
            under_way: Arc::clone(&under_way),
        };
        // Interactions need no intent, and nothing else is listened to.
        let mut client = ClientBuilder::new_with_http(http.for_gateway(), GatewayIntents::empty())
            .event_handler(adapter)
            .await
            .map_err(GatewayFault::unreachable)?;
        let shards = Arc::clone(&client.shard_manager);
        let (end, ended) = watch::channel(None);
        let run = tokio::spawn(async move {
            let fault = match client.start().await {
                Ok(()) => GatewayFault::unreachable("the connection was closed"),
                Err(why) => gateway_fault(&why),
            };
            end.send_replace(Some(fault));
        });
        let bot = Self {
            http,
            shards,
            under_way,
            ended,
            run,
        };
        Ok((bot, application))
    }

    async fn begin(
        &self,
        mut application: watch::Receiver<Option<u64>>,
    ) -> Result<(), GatewayFault> {
        let first = async {
            let named = application.wait_for(Option::is_some).await;
            named.map_or(None, |named| *named)
        };
        let session = async {
            tokio::select! {
                named = first => Ok(named),
                fault = self.ended() => Err(fault),
            }
        };
        let application = timeout(CONNECTING, session).await.unwrap_or(Ok(None))?;
        let application =
            application.ok_or_else(|| GatewayFault::unreachable("no session in time"))?;
        let registered = registration::register(&self.http, application).await;
        let registered = registered.map_err(GatewayFault::of_registration)?;
        tracing::info!(?registered, "commands are registered");
        Ok(())
    }

    /// The way to Discord's REST interface that the bot itself uses.
    pub fn http(&self) -> Arc<DiscordHttp> {
        Arc::clone(&self.http)
    }

    /// Waits until the connection is over for good: dropped connections are taken up again, a refused
    /// token is not.
    pub async fn ended(&self) -> GatewayFault {
        let mut ended = self.ended.clone();
        let fault = ended.wait_for(Option::is_some).await;
        fault
            .map_or(None, |fault| fault.clone())
            .unwrap_or_else(|| GatewayFault::unreachable("the connection broke off"))
    }

    /// Lets the answers under way finish, says good-bye, and ends; within some four seconds whatever
    /// happens.
    pub async fn stop(self) {
        let quiet = timeout(ANSWERING, self.under_way.write()).await;
        if quiet.is_err() {
            tracing::warn!("stopped before every answer was handed over");
        }
        if timeout(CLOSING, self.shards.shutdown_all()).await.is_err() {
            tracing::debug!("stopped without Discord's good-bye");
        }
        self.run.abort();
        drop(self.run.await);
    }
}

fn gateway_fault(why: &serenity::Error) -> GatewayFault {
    match why {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => GatewayFault::token(),
        why => GatewayFault::unreachable(why),
    }
}
