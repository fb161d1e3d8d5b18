//! A Discord on loopback: REST and gateway over real sockets, as strict as the real one.
//!
//! Lives here: starting it and everything that people, tests and a demo do with it. Must not live here: what the bot
//! sees of it, which is in the modules below. A bot reaches it by its addresses alone.

mod acting;
mod answer;
mod call;
mod channels;
mod command_form;
mod component_form;
mod embed_form;
mod fault;
mod faults;
mod form;
mod gateway;
mod guilds;
mod interactions;
mod mention;
mod message;
mod message_form;
mod multipart;
mod options;
mod payload;
mod pending;
mod permission;
mod person;
mod posting;
mod real;
mod refusal;
mod registry;
mod rest;
mod routes;
mod session;
mod slash;
mod snowflake;
mod state;
mod waiting;
mod wire;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use answer::{Answer, Choice, Interaction, TimedOut, Way};
pub use fault::{On, Trouble};
pub use faults::Faults;
pub use mention::Mentions;
pub use message::{StoredButton, StoredFile, StoredMessage};
pub use options::{Channel, DiscordOptions, Member, Role};
pub use permission::Permissions;
pub use person::Unsendable;
pub use state::Asked;

use state::Shared;
use wire::CuttableListener;

/// A running Discord. Copies mean the same one; it ends with the last of them, or by [`Discord::stop`].
#[derive(Debug, Clone)]
pub struct Discord {
    shared: Arc<Shared>,
    servers: Arc<Servers>,
}

#[derive(Debug)]
struct Servers {
    stop: watch::Sender<()>,
    running: Mutex<Vec<JoinHandle<()>>>,
}

impl Discord {
    /// Starts the REST server and the gateway, each on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn start(options: DiscordOptions) -> io::Result<Discord> {
        let rest = TcpListener::bind(("127.0.0.1", 0)).await?;
        let gateway = TcpListener::bind(("127.0.0.1", 0)).await?;
        let rest_url = format!("http://{}", rest.local_addr()?);
        let gateway_url = format!("ws://{}", gateway.local_addr()?);
        let shared = Arc::new(Shared::new(options, rest_url, gateway_url));
        let stop = watch::Sender::new(());
        let rest = rest::serve(
            Arc::clone(&shared),
            CuttableListener(rest),
            stop.subscribe(),
        );
        let gateway = gateway::serve(Arc::clone(&shared), gateway, stop.subscribe());
        let running = Mutex::new(vec![tokio::spawn(rest), tokio::spawn(gateway)]);
        let servers = Arc::new(Servers { stop, running });
        Ok(Discord { shared, servers })
    }

    /// Ends both servers and waits until they have ended. Everything that stands in the channels can still be read.
    pub async fn stop(&self) {
        self.servers.stop.send_replace(());
        let running = {
            let mut running = self
                .servers
                .running
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *running)
        };
        for server in running {
            // A server that panicked has ended too.
            let _ = server.await;
        }
    }

    /// The address for serenity's `HttpBuilder::proxy`: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.shared.rest_url
    }

    /// The address of the gateway, which the bot is told by REST: `ws://127.0.0.1:PORT`.
    pub fn gateway_url(&self) -> &str {
        &self.shared.gateway_url
    }

    /// How it was set up.
    pub fn options(&self) -> &DiscordOptions {
        &self.shared.options
    }

    /// The messages of a channel as everybody sees them, oldest first, without those that only say "thinking…".
    pub fn messages(&self, channel: u64) -> Vec<StoredMessage> {
        let state = self.shared.look();
        let spoken = state.visible(channel).filter(|message| !message.loading);
        spoken.cloned().collect()
    }

    /// The messages of a channel that only one member each sees, oldest first.
    pub fn whispers(&self, channel: u64) -> Vec<StoredMessage> {
        let state = self.shared.look();
        let all = state.messages.values();
        all.filter(|message| {
            message.channel == channel && message.ephemeral_for.is_some() && !message.loading
        })
        .cloned()
        .collect()
    }

    /// The message with this id.
    pub fn message(&self, id: u64) -> Option<StoredMessage> {
        self.shared.look().messages.get(&id).cloned()
    }

    /// The registered commands as REST shows them, everywhere and in the server.
    pub fn registered_commands(&self) -> Vec<Value> {
        let state = self.shared.look();
        state
            .commands
            .iter()
            .map(|each| each.command.clone())
            .collect()
    }

    /// Routes that the bot asked for and that this Discord does not know, as `METHOD /path`.
    pub fn unknown_routes(&self) -> Vec<String> {
        self.shared.look().unknown_routes.clone()
    }

    /// All requests of the bot, in their order.
    pub fn requests(&self) -> Vec<Asked> {
        self.shared.look().asked.clone()
    }

    /// How often a bot has begun a session.
    pub fn identified(&self) -> usize {
        self.shared.look().gateway.identified
    }

    /// How often a bot has resumed one.
    pub fn resumed(&self) -> usize {
        self.shared.look().gateway.resumed
    }

    /// The switches for trouble.
    pub fn faults(&self) -> Faults {
        let shared = Arc::clone(&self.shared);
        Faults { shared }
    }
}
