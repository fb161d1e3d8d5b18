//! The one way to Discord's REST interface.
//!
//! Lives here: construction that can't be done wrongly, the patience with rate limits, and what a
//! refusal means. Must not live here: routes and bodies of single features.

mod answer;
mod wire;

use std::{fmt, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use serenity::{
    builder::CreateAttachment,
    http::{Http, HttpBuilder, LightMethod, Multipart, MultipartUpload, Request, Route},
};
use tokio::{sync::OnceCell, time::timeout};

pub use answer::Fault;

use wire::{Wire, without_address};

/// Longest wait for one answer. What was sent may have arrived all the same.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest time that a single rate limit is waited out here; a longer one is the caller's to plan.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How often a rate limit is waited out for one request.
const WAITS: u32 = 3;
/// How to reach Discord.
#[derive(Debug, Clone)]
pub struct DiscordSettings {
    /// The bot's token (`DISCORD_TOKEN`).
    pub token: SecretString,
    /// Another server that speaks Discord's interface (`DISCORD_API_URL`), such as
    /// `http://127.0.0.1:4000`; `None` is Discord itself.
    pub api_url: Option<String>,
    /// The server (guild) that the bot works for; others are refused. `None` is every server it is in.
    pub guild: Option<u64>,
}

/// The way to Discord's REST interface.
///
/// Serenity ignores another address as long as its rate limiter is on. So there are two kinds and no
/// other: with `api_url` there is no limiter and a 429 is waited out here; without it serenity's limiter
/// paces the requests to Discord itself.
pub struct DiscordHttp {
    settings: DiscordSettings,
    wire: Wire,
    me: OnceCell<u64>,
}

impl fmt::Debug for DiscordHttp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiscordHttp")
            .field("api_url", &self.settings.api_url)
            .finish_non_exhaustive()
    }
}

impl DiscordHttp {
    /// A way to the Discord of these settings. Nothing is sent yet.
    pub fn new(settings: DiscordSettings) -> Self {
        let wire = Wire::new(&settings);
        Self {
            settings,
            wire,
            me: OnceCell::new(),
        }
    }

    /// The settings it was made of.
    pub fn settings(&self) -> &DiscordSettings {
        &self.settings
    }

    /// The bot's own user id: one request, the first time.
    ///
    /// # Errors
    /// Any fault; `Unauthorised` where the token is wrong.
    pub async fn me(&self) -> Result<u64, Fault> {
        let me = self.me.get_or_try_init(|| async {
            let user = self.get(Route::UserMe, Vec::new()).await?;
            id(&user, "id")
        });
        me.await.copied()
    }

    /// Serenity's own way there, for the gateway alone.
    pub(crate) fn for_gateway(&self) -> Http {
        let builder = HttpBuilder::new(self.settings.token.expose_secret());
        match &self.settings.api_url {
            Some(url) => builder.proxy(url).ratelimiter_disabled(true).build(),
            None => builder.build(),
        }
    }

    pub(crate) async fn get(
        &self,
        route: Route<'_>,
        params: Vec<(&'static str, String)>,
    ) -> Result<Value, Fault> {
        let params = (!params.is_empty()).then_some(params);
        self.call(Request::new(route, LightMethod::Get).params(params))
            .await
    }

    pub(crate) async fn post(&self, route: Route<'_>, body: &Value) -> Result<Value, Fault> {
        self.send(LightMethod::Post, route, body).await
    }

    pub(crate) async fn put(&self, route: Route<'_>, body: &Value) -> Result<Value, Fault> {
        self.send(LightMethod::Put, route, body).await
    }

    pub(crate) async fn send(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: &Value,
    ) -> Result<Value, Fault> {
        let bytes = body.to_string().into_bytes();
        self.call(Request::new(route, method).body(Some(bytes)))
            .await
    }

    /// Sends a body together with a file, which the body calls attachment 0.
    pub(crate) async fn send_with(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: &Value,
        file: CreateAttachment,
    ) -> Result<Value, Fault> {
        let form = Multipart {
            upload: MultipartUpload::Attachments(vec![file]),
            fields: Vec::new(),
            payload_json: Some(body.to_string()),
        };
        self.call(Request::new(route, method).multipart(Some(form)))
            .await
    }

    async fn call(&self, request: Request<'_>) -> Result<Value, Fault> {
        let mut waits = 0;
        loop {
            let answer = match timeout(PATIENCE, self.wire.carry(request.clone())).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(why)) => return Err(Fault::unreachable(without_address(&why))),
                Err(_elapsed) => return Err(Fault::unreachable("no answer in time")),
            };
            match answer.understood() {
                Err(Fault::Throttled { wait }) if waits < WAITS && wait <= LONGEST_WAIT => {
                    waits += 1;
                    pause(wait).await;
                }
                understood => return understood,
            }
        }
    }
}

/// Waits out a rate limit: the one place of this crate that sleeps.
#[allow(clippy::disallowed_methods, reason = "Discord said how long to wait")]
async fn pause(wait: Duration) {
    tokio::time::sleep(wait).await;
}

/// Reads an id, which Discord writes as text.
pub(crate) fn id(value: &Value, field: &str) -> Result<u64, Fault> {
    value[field]
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Fault::unreachable(format!("an answer without `{field}`")))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use secrecy::SecretString;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::{DiscordHttp, DiscordSettings, Fault};

    /// A server that gives these answers (status and body), one a connection, and then no more.
    async fn server(answers: &'static [(u16, &'static str)]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        tokio::spawn(async move {
            for (status, body) in answers {
                let (mut stream, _) = listener.accept().await.expect("a request");
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await.expect("its head");
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                stream
                    .write_all(answer.as_bytes())
                    .await
                    .expect("it listens");
            }
        });
        format!("http://{address}/")
    }

    fn http(api_url: Option<&str>) -> DiscordHttp {
        DiscordHttp::new(DiscordSettings {
            token: SecretString::from("very-secret"),
            api_url: api_url.map(ToOwned::to_owned),
            guild: None,
        })
    }

    #[test]
    fn another_address_is_used_because_the_limiter_is_off() {
        let elsewhere = http(Some("http://127.0.0.1:9")).for_gateway();
        assert!(elsewhere.ratelimiter.is_none());
        assert_eq!(elsewhere.proxy.as_deref(), Some("http://127.0.0.1:9"));
    }

    #[test]
    fn discord_itself_is_asked_through_the_limiter() {
        let discord = http(None).for_gateway();
        assert!(discord.ratelimiter.is_some());
        assert_eq!(discord.proxy, None);
    }

    #[test]
    fn the_token_is_in_no_debug_output() {
        assert!(!format!("{:?}", http(Some("http://127.0.0.1:9"))).contains("very-secret"));
        assert!(!format!("{:?}", http(None).settings()).contains("very-secret"));
    }

    #[tokio::test]
    async fn nobody_at_the_address_is_unreachable() {
        let fault = http(Some("http://127.0.0.1:1"))
            .me()
            .await
            .expect_err("nobody listens");
        assert!(matches!(fault, Fault::Unreachable { .. }), "{fault:?}");
    }

    #[tokio::test]
    async fn a_short_rate_limit_is_waited_out() {
        let url = server(&[
            (429, r#"{"retry_after":0.01,"global":false}"#),
            (429, r#"{"retry_after":0.01,"global":false}"#),
            (200, r#"{"id":"42"}"#),
        ]);
        assert_eq!(http(Some(&url.await)).me().await, Ok(42));
    }

    #[tokio::test]
    async fn a_long_rate_limit_is_handed_back_at_once() {
        let url = server(&[(429, r#"{"retry_after":600.0}"#)]).await;
        let fault = http(Some(&url)).me().await.expect_err("too long to wait");
        assert_eq!(
            fault,
            Fault::Throttled {
                wait: Duration::from_secs(600)
            }
        );
    }

    #[tokio::test]
    async fn a_rate_limit_without_end_is_handed_back() {
        let url = server(&[(429, r#"{"retry_after":0.01}"#); 4]).await;
        let fault = http(Some(&url)).me().await.expect_err("patience ends");
        assert!(matches!(fault, Fault::Throttled { .. }), "{fault:?}");
    }
}
