//! A Discord, a desk that answers, and a bot between them.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use chat::{
    gateway::{Bot, GatewayFault},
    http::{DiscordHttp, DiscordSettings},
};
use funnelbot_commands::{
    asked::{Asked, Value},
    desk::{Begun, Desk, Offer, PressReply, Pressed, Soon},
    reply::{Reply, UserError},
};
use jiff::Timestamp;
use report::{
    errors,
    locale::Locale,
    message::{Action, Button, Message},
};
use sandbox::{
    clock::SandboxClock,
    discord::{Discord, DiscordOptions, Permissions},
};
use secrecy::SecretString;
use tokio::sync::Semaphore;

/// The member who reads Japanese.
pub(crate) const SATO: u64 = 700_000_000_000_000_101;
/// The member who reads English.
pub(crate) const ALEX: u64 = 700_000_000_000_000_102;
/// The channel.
pub(crate) const CHANNEL: u64 = 700_000_000_000_000_010;

/// A Monday morning in Tokyo.
pub(crate) fn monday() -> Timestamp {
    "2026-11-16T00:00:00Z".parse().expect("an instant")
}

/// A Discord on a clock that stands still. The first member may manage the server.
pub(crate) async fn discord() -> (Discord, SandboxClock) {
    let clock = SandboxClock::new(monday());
    let mut options = DiscordOptions::new(clock.clone());
    options.members[0].permissions = Permissions::TEAM_MEMBER | Permissions::MANAGE_GUILD;
    (Discord::start(options).await.expect("free ports"), clock)
}

pub(crate) fn settings(discord: &Discord) -> DiscordSettings {
    DiscordSettings {
        token: SecretString::from(discord.options().token.clone()),
        api_url: Some(discord.url().to_owned()),
        guild: Some(discord.options().guild_id),
    }
}

pub(crate) fn http(discord: &Discord) -> Arc<DiscordHttp> {
    Arc::new(DiscordHttp::new(settings(discord)))
}

pub(crate) async fn start(discord: &Discord, desk: &Arc<Counting>) -> Result<Bot, GatewayFault> {
    let desk: Arc<dyn Desk> = Arc::clone(desk) as _;
    Bot::start(settings(discord), desk).await
}

/// How often the bot asked for this route.
pub(crate) fn count(discord: &Discord, method: &str, ending: &str) -> usize {
    let asked = discord.requests();
    asked
        .iter()
        .filter(|asked| asked.method == method && asked.path.ends_with(ending))
        .count()
}

/// A desk that says what it was asked. `/status` waits for a permit, `/leads hot` panics; the first press
/// of a button wins.
#[derive(Debug)]
pub(crate) struct Counting {
    pub(crate) answered: AtomicUsize,
    pub(crate) pressed: AtomicUsize,
    pub(crate) status: Semaphore,
}

impl Counting {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            answered: AtomicUsize::new(0),
            pressed: AtomicUsize::new(0),
            status: Semaphore::new(0),
        })
    }
}

impl Desk for Counting {
    fn answer(&self, asked: Asked) -> Soon<'_, Reply> {
        Box::pin(async move {
            self.answered.fetch_add(1, Ordering::SeqCst);
            match asked.spec.path {
                "status" => drop(self.status.acquire().await),
                "leads hot" => panic!("a defect"),
                _ => {}
            }
            Reply::ephemeral(Message {
                body: Some("@everyone <@1>".to_owned()),
                ..Message::line(echo(&asked))
            })
        })
    }

    fn press(&self, pressed: Pressed) -> Soon<'_, PressReply> {
        Box::pin(async move {
            let message = Message::line(format!("{} {}", pressed.key, pressed.caller.name));
            match self.pressed.fetch_add(1, Ordering::SeqCst) {
                0 => PressReply::Edit(message),
                _ => PressReply::Ephemeral(message),
            }
        })
    }

    fn complete(&self, begun: Begun) -> Soon<'_, Vec<Offer>> {
        let known = ["last-week", "last-month", "this-week"].map(ToOwned::to_owned);
        Box::pin(async move {
            known
                .into_iter()
                .filter(|word| word.starts_with(&begun.typed))
                .map(Offer::plain)
                .collect()
        })
    }

    fn refuse(&self, error: &UserError, locale: Locale) -> Message {
        errors::user(
            locale,
            error.key,
            &error.args,
            error.nearest.as_deref(),
            &error.forms,
        )
    }

    fn apologise(&self, reference: &str, locale: Locale) -> Message {
        errors::internal(locale, reference)
    }
}

/// The question in one line.
fn echo(asked: &Asked) -> String {
    let mut line = format!(
        "{} {} {}",
        asked.spec.path,
        asked.locale.code(),
        asked.caller.name
    );
    for option in asked.spec.options {
        if let Some(Value::Choice(_) | Value::Period(_)) = asked.values.get(option.name) {
            let value = asked
                .values
                .choice(option.name)
                .or(asked.values.period(option.name));
            line.push_str(&format!(" {}={}", option.name, value.unwrap_or_default()));
        }
    }
    line
}

/// A message with a Claim button and a key in its footer.
pub(crate) fn ping() -> Message {
    Message {
        content: "🔥".to_owned(),
        body: Some("why".to_owned()),
        footer: Some("… | ping:17".to_owned()),
        buttons: vec![Button {
            label: "Claim".to_owned(),
            action: Action::Press {
                key: "ping:17:claim".to_owned(),
                primary: true,
                enabled: true,
            },
        }],
        ..Message::default()
    }
}
