//! What the program lives in: a sandboxed Discord and tool in this process, a folder, and how it is started
//! and ended.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Output, Stdio},
    time::Duration,
};

use jiff::Timestamp;
use kpi::model::Tool;
use sandbox::{
    clock::SandboxClock,
    discord::{Channel, Discord, DiscordOptions},
    hubspot::{Hubspot, HubspotOptions},
    mautic::{Mautic, MauticOptions},
    tool::Faults,
    world::World,
};
use tokio::{
    process::{Child, Command},
    time::{interval, timeout},
};

pub(super) const REPORTS: u64 = 700_000_000_000_000_010;
pub(super) const SALES: u64 = 700_000_000_000_000_011;
/// Both are looked for in everything that the program says.
pub(super) const DISCORD_TOKEN: &str = "discord-token-that-nobody-may-see";
pub(super) const TOOL_TOKEN: &str = "tool-token-that-nobody-may-see";

/// Posts come due far more often than a team would want, so that many lives have one to send.
const TEAM: &str = r#"
[channels]
reports = 700000000000000010
sales = 700000000000000011

[schedules.weekly]
cron = "0 9,15 * * MON-FRI"
on_holiday = "post"

[schedules.biweekly]
cron = "0 10 * * MON-FRI"
on_holiday = "post"

[schedules.monthly]
cron = "0 11 * * WED"
on_holiday = "post"
"#;

/// The tool of the world.
#[derive(Debug)]
pub(super) enum ToolServer {
    Hubspot(Hubspot),
    Mautic(Mautic),
}

impl ToolServer {
    pub(super) async fn start(tool: Tool, world: World, clock: &SandboxClock) -> Self {
        match tool {
            Tool::Hubspot => {
                let options = HubspotOptions {
                    token: TOOL_TOKEN.to_owned(),
                    per_ten_seconds: None,
                    searches_per_second: None,
                    ..HubspotOptions::default()
                };
                let server = Hubspot::start(world, clock.clone(), options).await;
                Self::Hubspot(server.expect("a port"))
            }
            Tool::Mautic => {
                let options = MauticOptions {
                    password: TOOL_TOKEN.to_owned(),
                    ..MauticOptions::default()
                };
                let server = Mautic::start(world, clock.clone(), options).await;
                Self::Mautic(server.expect("a port"))
            }
        }
    }

    pub(super) fn faults(&self) -> &Faults {
        match self {
            Self::Hubspot(server) => server.faults(),
            Self::Mautic(server) => server.faults(),
        }
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let text = str::to_owned;
        match self {
            Self::Hubspot(server) => vec![
                ("MA_TOOL", text("hubspot")),
                ("HUBSPOT_URL", text(server.url())),
                ("HUBSPOT_TOKEN", text(TOOL_TOKEN)),
                ("HUBSPOT_SCORE_PROPERTY", text("lead_score")),
                ("HUBSPOT_REQUESTS_PER_10S", text("100000")),
            ],
            Self::Mautic(server) => vec![
                ("MA_TOOL", text("mautic")),
                ("MAUTIC_URL", text(server.url())),
                ("MAUTIC_USER", text("bot")),
                ("MAUTIC_PASSWORD", text(TOOL_TOKEN)),
                ("MAUTIC_REQUESTS_PER_SECOND", text("100000")),
            ],
        }
    }
}

/// Everything outside the program.
#[derive(Debug)]
pub(super) struct Surroundings {
    pub(super) clock: SandboxClock,
    pub(super) discord: Discord,
    pub(super) tool: ToolServer,
    pub(super) kind: Tool,
    folder: tempfile::TempDir,
}

impl Surroundings {
    pub(super) async fn start(tool: Tool, world: World, now: Timestamp) -> Self {
        let clock = SandboxClock::new(now);
        let channel = |id, name: &str| Channel {
            id,
            name: name.to_owned(),
        };
        let discord = Discord::start(DiscordOptions {
            token: DISCORD_TOKEN.to_owned(),
            channels: vec![channel(REPORTS, "reports"), channel(SALES, "sales")],
            ..DiscordOptions::new(clock.clone())
        })
        .await
        .expect("a port");
        let surroundings = Self {
            tool: ToolServer::start(tool, world, &clock).await,
            kind: tool,
            clock,
            discord,
            folder: tempfile::tempdir().expect("a folder"),
        };
        surroundings.agree(TEAM);
        surroundings
    }

    /// Writes the team's file.
    pub(super) fn agree(&self, text: &str) {
        fs::write(self.path("funnelbot.toml"), text).expect("the folder can be written");
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn database_url(&self) -> String {
        format!("sqlite://{}", self.path("funnelbot.db").display())
    }

    /// What the program has logged so far, in all its lives.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// The program with these arguments and only the settings that it needs.
    pub(super) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_funnelbot"));
        command
            .args(arguments)
            .env_clear()
            .current_dir(self.folder.path())
            .envs(self.tool.variables())
            .env("DISCORD_TOKEN", DISCORD_TOKEN)
            .env("DISCORD_API_URL", self.discord.url())
            .env("DISCORD_GUILD", self.discord.options().guild_id.to_string())
            .env("DISCORD_CHANNEL", REPORTS.to_string())
            .env("DATABASE_URL", self.database_url())
            .env("POLL_EVERY", "10m")
            .env("FUNNELBOT_CONFIG", self.path("funnelbot.toml"))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// `run` from the sandbox's present instant on.
    pub(super) fn run(&self) -> Command {
        self.program(&["run", "--at", &self.clock.now().to_string()])
    }

    /// Starts the bot; what it logs is kept.
    pub(super) fn start_bot(&self) -> Bot {
        self.start_with(self.run())
    }

    pub(super) fn start_with(&self, mut command: Command) -> Bot {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.path("log"))
            .expect("the folder can be written");
        let child = command
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .spawn()
            .expect("the program starts");
        Bot {
            child,
            log: self.path("log"),
        }
    }

    /// Runs the program to its end.
    pub(super) async fn outcome(&self, command: &mut Command) -> Output {
        timeout(Duration::from_secs(30), command.output())
            .await
            .expect("the program ends by itself")
            .expect("the program starts")
    }
}

/// A running bot.
#[derive(Debug)]
pub(super) struct Bot {
    child: Child,
    log: PathBuf,
}

impl Bot {
    fn tail(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    /// Waits until that is so; the bot must not end meanwhile.
    pub(super) async fn until(
        &mut self,
        patience: Duration,
        what: &str,
        mut is_so: impl AsyncFnMut() -> bool,
    ) {
        let mut looks = interval(Duration::from_millis(25));
        let waited = async {
            loop {
                tokio::select! {
                    ended = self.child.wait() => return Err(ended),
                    _ = looks.tick() => if is_so().await { return Ok(()) },
                }
            }
        };
        match timeout(patience, waited).await {
            Ok(Ok(())) => {}
            Ok(Err(ended)) => panic!("ended before {what}: {ended:?}\n{}", self.tail()),
            Err(_late) => panic!("waited in vain until {what}\n{}", self.tail()),
        }
    }

    /// Lets it live for that long, then kills it. It must not have ended by itself.
    pub(super) async fn kill_after(&mut self, span: Duration) {
        self.kill_when(span, || false).await;
    }

    /// Kills it as soon as that is so, or after `longest`. It must not have ended by itself.
    pub(super) async fn kill_when(&mut self, longest: Duration, is_so: impl Fn() -> bool) {
        let mut looks = interval(Duration::from_millis(1));
        let watched = async {
            while !is_so() {
                looks.tick().await;
            }
        };
        let ended = tokio::select! {
            ended = self.child.wait() => Some(ended),
            _ = timeout(longest, watched) => None,
        };
        if let Some(ended) = ended {
            panic!("it ended by itself: {ended:?}\n{}", self.tail());
        }
        self.kill().await;
    }

    /// SIGKILL.
    pub(super) async fn kill(&mut self) {
        self.child.kill().await.expect("it can be killed");
    }

    /// Sends a signal such as `TERM`.
    pub(super) async fn signal(&self, name: &str) {
        let id = self.child.id().expect("it lives");
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{name} {id}")])
            .status()
            .await
            .expect("a shell");
        assert!(sent.success(), "signal {name} could not be sent");
    }

    /// SIGTERM ends it within five seconds, with exit code 0.
    pub(super) async fn ends_in_time(mut self) {
        self.signal("TERM").await;
        let ended = timeout(Duration::from_secs(5), self.child.wait()).await;
        let ended = ended
            .unwrap_or_else(|_late| panic!("still there after five seconds\n{}", self.tail()))
            .expect("it can be waited for");
        assert_eq!(ended.code(), Some(0), "{}", self.tail());
    }
}
