//! A bot of few words: requests and gateway frames, written by hand.

use futures_util::{SinkExt, StreamExt};
use sandbox::discord::Discord;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// Sends requests with a token.
#[derive(Debug, Clone)]
pub(crate) struct Bot {
    address: String,
    token: String,
}

/// What came back: the status and the JSON (null where there is none).
pub(crate) type Reply = (u16, Value);

impl Bot {
    pub(crate) fn of(discord: &Discord) -> Bot {
        Bot::with_token(discord, &discord.options().token)
    }

    pub(crate) fn with_token(discord: &Discord, token: &str) -> Bot {
        Bot {
            address: discord.url().trim_start_matches("http://").to_owned(),
            token: token.to_owned(),
        }
    }

    /// Sends a request; None where the connection closed without an answer.
    pub(crate) async fn try_ask(&self, method: &str, path: &str, body: &[u8]) -> Option<Reply> {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let head = format!(
            "{method} /api/v10{path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bot {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            self.address,
            self.token,
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok()?;
        let text = String::from_utf8(answer).unwrap();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, serde_json::from_str(body).unwrap_or_default()))
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, body: &Value) -> Reply {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.try_ask(method, path, body.as_bytes())
            .await
            .expect("an answer")
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &Value::Null).await
    }

    /// Sends a message to the first channel; tells its JSON.
    pub(crate) async fn send(&self, message: &Value) -> Reply {
        let path = format!("/channels/{}/messages", crate::CHANNEL);
        self.ask("POST", &path, message).await
    }

    /// Registers these commands in the server.
    pub(crate) async fn register(&self, discord: &Discord, commands: &Value) -> Reply {
        let options = discord.options();
        let (application, guild) = (options.application_id, options.guild_id);
        let path = format!("/applications/{application}/guilds/{guild}/commands");
        self.ask("PUT", &path, commands).await
    }

    /// Answers an interaction for the first time.
    pub(crate) async fn call_back(&self, event: &Value, answer: &Value) -> Reply {
        let (id, token) = (text(&event["id"]), text(&event["token"]));
        self.ask(
            "POST",
            &format!("/interactions/{id}/{token}/callback"),
            answer,
        )
        .await
    }

    /// Reaches for what follows the first answer; `below` is empty or `/messages/…`.
    pub(crate) async fn follow(
        &self,
        method: &str,
        event: &Value,
        below: &str,
        body: &Value,
    ) -> Reply {
        let (application, token) = (text(&event["application_id"]), text(&event["token"]));
        self.ask(
            method,
            &format!("/webhooks/{application}/{token}{below}"),
            body,
        )
        .await
    }
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The status and Discord's code of a refusal.
pub(crate) fn refusal(reply: &Reply) -> (u16, i64) {
    (reply.0, reply.1["code"].as_i64().unwrap_or(-1))
}

/// A socket to the gateway.
pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Connects and hears the hello.
    pub(crate) async fn connect(discord: &Discord) -> Socket {
        let url = discord.gateway_url();
        let stream = TcpStream::connect(url.trim_start_matches("ws://"))
            .await
            .unwrap();
        let url = format!("{url}/?v=10&encoding=json");
        let (socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
        let mut socket = Socket(socket);
        assert_eq!(socket.frame().await.unwrap()["op"], 10);
        socket
    }

    /// Connects and identifies; hears READY.
    pub(crate) async fn identify(discord: &Discord) -> (Socket, Value) {
        let mut socket = Socket::connect(discord).await;
        socket
            .say(&identification(&discord.options().token, 0))
            .await;
        let ready = socket.event("READY").await;
        (socket, ready)
    }

    pub(crate) async fn say(&mut self, frame: &Value) {
        self.0.send(Message::Text(frame.to_string())).await.unwrap();
    }

    /// The next frame, or the code with which the socket was closed (0: without one).
    pub(crate) async fn frame(&mut self) -> Result<Value, u16> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map_or(0, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }

    /// What the next event of this name is about.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        loop {
            let frame = self.frame().await.expect("an open socket");
            if frame["t"] == name {
                return frame["d"].clone();
            }
        }
    }
}

pub(crate) fn identification(token: &str, intents: u64) -> Value {
    json!({ "op": 2, "d": {
        "token": token, "intents": intents, "shard": [0, 1],
        "properties": { "os": "linux", "browser": "test", "device": "test" },
    }})
}
