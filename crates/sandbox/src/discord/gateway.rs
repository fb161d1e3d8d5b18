//! The gateway's sockets.
//!
//! Lives here: the words that are exchanged over a socket. Must not live here: sessions.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::payload;
use super::session::{Due, NotResumed, Order};
use super::state::Shared;

/// How often the bot is asked to show that it lives, in milliseconds.
const HEARTBEAT_MS: u64 = 41_250;
/// How long a closing socket is listened to.
const FAREWELL: Duration = Duration::from_secs(2);
/// Intents that must be granted first: members, presences, message content. They are not.
const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;
/// The intent that brings servers.
const GUILDS: u64 = 1;

/// Accepts sockets until `stop` changes or its sender is gone; then all are dropped.
pub(super) async fn serve(
    shared: Arc<Shared>,
    listener: TcpListener,
    mut stop: watch::Receiver<()>,
) {
    let mut sockets = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            Ok((stream, _)) = listener.accept() => {
                sockets.spawn(carry(Arc::clone(&shared), stream));
            }
            Some(_) = sockets.join_next() => {}
        }
    }
}

/// One socket from its first word to its last.
async fn carry(shared: Arc<Shared>, stream: TcpStream) {
    // Where the socket is already closed the handshake says so.
    let _ = stream.set_nodelay(true);
    let Ok(socket) = tokio_tungstenite::accept_async(stream).await else {
        return;
    };
    let number = shared.change(|state| state.gateway.open());
    let mut carrier = Carrier {
        shared: Arc::clone(&shared),
        socket,
        number,
    };
    // However it ends, the session stays and can be resumed.
    let _ = carrier.talk().await;
    shared.change(|state| state.gateway.close(number));
}

/// The socket is over.
struct Over;

struct Carrier {
    shared: Arc<Shared>,
    socket: WebSocketStream<TcpStream>,
    number: u64,
}

impl Carrier {
    async fn talk(&mut self) -> Result<(), Over> {
        let mut changes = self.shared.changes();
        self.say(&json!({ "op": 10, "d": { "heartbeat_interval": HEARTBEAT_MS, "_trace": [] } }))
            .await?;
        loop {
            self.send_due().await?;
            tokio::select! {
                changed = changes.changed() => changed.or(Err(Over))?,
                heard = self.socket.next() => match heard {
                    Some(Ok(Message::Text(text))) => self.hear(&text).await?,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(_)) | Some(Err(_)) | None => return Err(Over),
                },
            }
        }
    }

    async fn send(&mut self, text: String) -> Result<(), Over> {
        self.socket.send(Message::Text(text)).await.or(Err(Over))
    }

    async fn say(&mut self, frame: &Value) -> Result<(), Over> {
        self.send(frame.to_string()).await
    }

    /// Sends whatever is due. Having sent something may be what somebody waits for.
    async fn send_due(&mut self) -> Result<(), Over> {
        let mut sent = false;
        loop {
            let due = self.shared.look().gateway.due(self.number);
            match due {
                None => break,
                Some(Due::Event(text)) => self.send(text).await?,
                Some(Due::Order(Order::Send(text))) => self.send(text).await?,
                Some(Due::Order(Order::Drop)) => return Err(Over),
                Some(Due::Order(Order::Close(code, why))) => return self.close(code, why).await,
            }
            sent = true;
        }
        if sent {
            self.shared.change(|_| ());
        }
        Ok(())
    }

    async fn close(&mut self, code: u16, why: &'static str) -> Result<(), Over> {
        let frame = CloseFrame {
            code: code.into(),
            reason: why.into(),
        };
        self.socket.close(Some(frame)).await.or(Err(Over))?;
        // The other side answers; without listening for it the code could get lost on its way.
        let answered = async { while let Some(Ok(_)) = self.socket.next().await {} };
        let _ = tokio::time::timeout(FAREWELL, answered).await;
        Err(Over)
    }

    async fn hear(&mut self, text: &str) -> Result<(), Over> {
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            return self.close(4002, "Error while decoding payload.").await;
        };
        let started = self.shared.look().gateway.has_session(self.number);
        match (frame["op"].as_u64(), started) {
            (Some(1), _) => self.say(&json!({ "op": 11, "d": null })).await,
            (Some(2 | 6), true) => self.close(4005, "Already authenticated.").await,
            (Some(2), false) => self.identify(&frame["d"]).await,
            (Some(6), false) => self.resume(&frame["d"]).await,
            (Some(3 | 4 | 8 | 14 | 31), true) => Ok(()),
            (Some(3 | 4 | 8 | 14 | 31), false) => self.close(4003, "Not authenticated.").await,
            _ => self.close(4001, "Unknown opcode.").await,
        }
    }

    fn knows(&self, token: &Value) -> bool {
        let token = token.as_str().unwrap_or_default();
        token.strip_prefix("Bot ").unwrap_or(token) == self.shared.options.token
    }

    async fn identify(&mut self, about: &Value) -> Result<(), Over> {
        if !self.knows(&about["token"]) {
            return self.close(4004, "Authentication failed.").await;
        }
        if !about["properties"].is_object() {
            return self.close(4002, "Error while decoding payload.").await;
        }
        let Some(intents) = about["intents"].as_u64() else {
            return self.close(4013, "Invalid intent(s).").await;
        };
        if intents & PRIVILEGED != 0 {
            return self.close(4014, "Disallowed intent(s).").await;
        }
        let shard = about.get("shard").cloned().unwrap_or(json!([0, 1]));
        if shard != json!([0, 1]) {
            return self.close(4010, "Invalid shard.").await;
        }
        let shared = Arc::clone(&self.shared);
        shared.change(|state| {
            let session = state.gateway.identify(self.number);
            let ready = ready(&shared, &session, &shard);
            state.gateway.dispatch_to(&session, "READY", &ready);
            if intents & GUILDS != 0 {
                let guild = payload::guild_create(&shared.options, state);
                state.gateway.dispatch_to(&session, "GUILD_CREATE", &guild);
            }
        });
        Ok(())
    }

    async fn resume(&mut self, about: &Value) -> Result<(), Over> {
        if !self.knows(&about["token"]) {
            return self.close(4004, "Authentication failed.").await;
        }
        let session = about["session_id"].as_str().unwrap_or_default();
        let seq = about["seq"].as_u64().unwrap_or(u64::MAX);
        let resumed = self
            .shared
            .change(|state| state.gateway.resume(self.number, session, seq));
        match resumed {
            Ok(()) => Ok(()),
            Err(NotResumed::BadSequence) => self.close(4007, "Invalid seq.").await,
            Err(NotResumed::UnknownSession) => self.say(&json!({ "op": 9, "d": false })).await,
        }
    }
}

fn ready(shared: &Shared, session: &str, shard: &Value) -> Value {
    let options = &shared.options;
    json!({
        "v": 10, "user_settings": {}, "user": payload::bot_user(options), "shard": shard,
        "session_type": "normal", "session_id": session, "resume_gateway_url": shared.gateway_url,
        "relationships": [], "private_channels": [], "presences": [], "guild_join_requests": [],
        "geo_ordered_rtc_regions": ["japan"], "auth": {}, "_trace": [],
        "guilds": [{ "id": options.guild_id.to_string(), "unavailable": true }],
        "application": { "id": options.application_id.to_string(), "flags": 0 },
    })
}
