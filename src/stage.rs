//! A stage: sandboxed servers on loopback, and the real bot connected to them, in one process whose time is
//! moved by hand. The demo plays on it, and so do the tests.
//!
//! Lives here: setting it up, letting time pass, striking it. Must not live here: what is played.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, anyhow};
use chat::{gateway::Bot, http::DiscordSettings, outlet::Outlet};
use funnelbot_commands::{
    asked::{Asked, Caller, Origin},
    parse::parse,
    reply::Error,
};
use jiff::{SignedDuration, Timestamp};
use kpi::{clock::Clock, model::Tool};
use sandbox::{
    clock::SandboxClock,
    discord::{
        Answer, Channel, Discord, DiscordOptions, Interaction, Member, Permissions, Unsendable,
    },
    hubspot::{Hubspot, HubspotOptions},
    mautic::{Mautic, MauticOptions},
    record::Recorder,
    tool::Faults,
    world::{LeadKey, World},
};
use secrecy::SecretString;
use store::Store;

use crate::{
    account::Address,
    app::App,
    config::{
        DiscordSettings as DiscordVariables, HubspotAccount, LogFormat, MauticAccount, Settings,
        TeamPath,
        team::{Channels, Team},
    },
    scheduler::Scheduler,
};

/// The channel of reports.
pub const REPORTS: u64 = 1_100_000_000_000_000_001;
/// The channel of pings.
pub const SALES: u64 = 1_100_000_000_000_000_002;
/// The server.
pub const GUILD: u64 = 1_100_000_000_000_000_000;
/// A salesperson who reads Japanese.
pub const SELLER: u64 = 1_100_000_000_000_000_011;
/// A marketer who reads English and may manage the server.
pub const MARKETER: u64 = 1_100_000_000_000_000_012;
/// Another salesperson.
pub const RIVAL: u64 = 1_100_000_000_000_000_013;

// Nothing outside this process ever sees these.
const TOKEN: &str = "stage-token";
const USER: &str = "stage";
const SCORE_PROPERTY: &str = "lead_score";
// On a stage weeks pass in seconds, so limits per second of real time would only slow the play.
const NO_LIMIT: u32 = 1_000_000;

/// What the seeded company agreed on: its own lifecycle stages, by the names it gave them.
pub const SEEDED_TEAM: &str = r#"
[mapping.hubspot]
"Rejected" = "rejected"
"Lost" = "lost"
"Churned" = "churned"
"#;

/// What is played with.
#[derive(Debug)]
pub struct StageOptions {
    /// The tool to imitate.
    pub tool: Tool,
    /// The company that lives in it.
    pub world: World,
    /// The instant at which the play begins.
    pub opening: Timestamp,
    /// Text of the team's file.
    pub team: String,
    /// Where the bot keeps what it knows; a folder that goes with the stage where not set.
    pub database: Option<PathBuf>,
    /// Where to write the bot's requests to the chat.
    pub record: Option<PathBuf>,
    /// How often the tool is asked for news.
    pub poll_every: SignedDuration,
    /// What that HubSpot is like, where it is one; token, score and limits are the stage's own.
    pub hubspot: HubspotOptions,
    /// What that Mautic is like, where it is one; user and password are the stage's own.
    pub mautic: MauticOptions,
}

impl StageOptions {
    /// A stage with that company behind that tool, a poll an hour, and nothing agreed on.
    pub fn new(tool: Tool, world: World, opening: Timestamp) -> Self {
        Self {
            tool,
            world,
            opening,
            team: String::new(),
            database: None,
            record: None,
            poll_every: SignedDuration::from_hours(1),
            hubspot: HubspotOptions::default(),
            mautic: MauticOptions::default(),
        }
    }
}

/// Sandboxed servers and the bot between them.
#[derive(Debug)]
pub struct Stage {
    app: App,
    outlet: Outlet,
    bot: Bot,
    scheduler: Scheduler,
    clock: SandboxClock,
    discord: Discord,
    tool: Server,
    database: PathBuf,
    // A database that is not kept goes when this is dropped.
    _folder: Option<tempfile::TempDir>,
}

#[derive(Debug)]
enum Server {
    Hubspot(Hubspot),
    Mautic(Mautic),
}

impl Server {
    async fn start(options: &StageOptions, clock: &SandboxClock) -> std::io::Result<Self> {
        let world = options.world.clone();
        match options.tool {
            Tool::Hubspot => {
                let options = HubspotOptions {
                    token: TOKEN.to_owned(),
                    score_property: SCORE_PROPERTY.to_owned(),
                    per_ten_seconds: None,
                    searches_per_second: None,
                    ..options.hubspot.clone()
                };
                Ok(Self::Hubspot(
                    Hubspot::start(world, clock.clone(), options).await?,
                ))
            }
            Tool::Mautic => {
                let options = MauticOptions {
                    user: USER.to_owned(),
                    password: TOKEN.to_owned(),
                    ..options.mautic.clone()
                };
                Ok(Self::Mautic(
                    Mautic::start(world, clock.clone(), options).await?,
                ))
            }
        }
    }

    fn url(&self) -> &str {
        match self {
            Self::Hubspot(server) => server.url(),
            Self::Mautic(server) => server.url(),
        }
    }

    fn faults(&self) -> &Faults {
        match self {
            Self::Hubspot(server) => server.faults(),
            Self::Mautic(server) => server.faults(),
        }
    }

    fn unknown_routes(&self) -> Vec<String> {
        match self {
            Self::Hubspot(server) => server.unknown_routes(),
            Self::Mautic(server) => server.unknown_routes(),
        }
    }
}

/// The bot's view of the stage's time.
#[derive(Debug)]
struct StageClock(SandboxClock);

impl Clock for StageClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

impl Stage {
    /// Starts the servers, then the bot.
    ///
    /// # Errors
    /// What could not start.
    pub async fn set(options: StageOptions) -> anyhow::Result<Self> {
        let clock = SandboxClock::new(options.opening);
        let discord = discord(&clock, options.record.as_deref()).await?;
        let tool = Server::start(&options, &clock)
            .await
            .context("the sandboxed tool could not start")?;
        let (folder, database) = match options.database {
            Some(file) => (None, file),
            None => {
                let folder = tempfile::tempdir().context("no folder for the database")?;
                let file = folder.path().join("funnelbot.db");
                (Some(folder), file)
            }
        };
        let mut settings = settings(options.tool, tool.url(), &database, discord.url());
        settings.poll_every = options.poll_every;
        let mut team = Team::parse(&options.team).map_err(|why| anyhow!(why))?;
        team.channels = Channels {
            reports: Some(REPORTS),
            sales: Some(SALES),
            alerts: None,
        };
        let (app, bot) = start(settings, team, &clock).await?;
        Ok(Self {
            outlet: Outlet::new(bot.http()),
            scheduler: Scheduler::starting_at(clock.now()),
            app,
            bot,
            clock,
            discord,
            tool,
            database,
            _folder: folder,
        })
    }

    /// Stops the bot alone and starts it again at `back`, on what it remembers; the servers go on in between.
    ///
    /// # Errors
    /// What could not start.
    pub async fn restart(self, back: Timestamp) -> anyhow::Result<Self> {
        let team = self.app.team().as_ref().clone();
        self.restart_with(back, team).await
    }

    /// The same under another agreement: text of the team's file.
    ///
    /// # Errors
    /// What is wrong with the text, or what could not start.
    pub async fn restart_under(self, back: Timestamp, team: &str) -> anyhow::Result<Self> {
        let mut team = Team::parse(team).map_err(|why| anyhow!(why))?;
        team.channels = self.app.team().channels;
        self.restart_with(back, team).await
    }

    async fn restart_with(self, back: Timestamp, team: Team) -> anyhow::Result<Self> {
        let settings = self.app.settings.clone();
        self.bot.stop().await;
        self.app.store.close().await;
        self.clock.set(back);
        let (app, bot) = start(settings, team, &self.clock).await?;
        Ok(Self {
            outlet: Outlet::new(bot.http()),
            scheduler: Scheduler::starting_at(back),
            app,
            bot,
            ..self
        })
    }

    /// The stage's time.
    pub fn clock(&self) -> &SandboxClock {
        &self.clock
    }

    /// The sandboxed chat.
    pub fn discord(&self) -> &Discord {
        &self.discord
    }

    /// Makes the tool misbehave.
    pub fn tool_faults(&self) -> &Faults {
        self.tool.faults()
    }

    /// The stage history that the tool shows of a lead now, oldest first, in the tool's own values; `None`
    /// where the stage was cleared.
    pub fn stage_history(&self, lead: LeadKey) -> Vec<(Timestamp, Option<String>)> {
        match &self.tool {
            Server::Hubspot(server) => server.stage_history(lead),
            Server::Mautic(server) => server.stage_history(lead),
        }
    }

    /// Requests that no server on the stage knows.
    pub fn unknown_routes(&self) -> Vec<String> {
        let mut routes = self.tool.unknown_routes();
        routes.extend(self.discord.unknown_routes());
        routes
    }

    /// What the bot remembers.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// The workspace's zone.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        self.app.team().definition.zone.clone()
    }

    /// The database's file.
    pub fn database(&self) -> &std::path::Path {
        &self.database
    }

    /// Does what is due now; tells when something may be due next.
    pub async fn tick(&mut self) -> Timestamp {
        let now = self.clock.now();
        self.scheduler.tick(&self.app, &self.outlet, now).await
    }

    /// Lets time pass up to `end`, from one thing that is due to the next.
    pub async fn live_until(&mut self, end: Timestamp) {
        loop {
            let next = self.tick().await;
            if next >= end {
                break;
            }
            self.clock.set(next);
        }
        self.clock.set(end);
        self.tick().await;
    }

    /// Types a command into the sales channel as that member, and waits for its answer.
    ///
    /// # Errors
    /// What the chat refused, or that no answer came in time.
    pub async fn ask(&self, member: u64, question: &str) -> anyhow::Result<Answer> {
        answered(self.discord.slash_in(member, SALES, question)).await
    }

    /// Answers a command as a terminal does that wants JSON; null where the command has none.
    ///
    /// # Errors
    /// What the asker or the operator has to mend.
    pub async fn figures(&self, question: &str) -> anyhow::Result<serde_json::Value> {
        let answered = async {
            let typed = parse(question)?;
            let caller = Caller::operator();
            let locale = self.app.team().locale;
            let asked = Asked::new(typed.spec, &typed.given, caller, locale, Origin::Terminal)?;
            self.app.office.try_answer(&asked).await
        };
        match answered.await {
            Ok(reply) => Ok(reply.json.unwrap_or_default()),
            Err(Error::User(error)) => Err(anyhow!("{error:?}")),
            Err(Error::Internal { source, .. }) => Err(anyhow!(source)),
        }
    }

    /// Presses a button of a message as that member, and waits for what happens.
    ///
    /// # Errors
    /// What the chat refused, or that no answer came in time.
    pub async fn press(&self, member: u64, message: u64, key: &str) -> anyhow::Result<Answer> {
        answered(self.discord.press(member, message, key)).await
    }

    /// Stops the bot and closes its database.
    pub async fn strike(self) {
        self.bot.stop().await;
        self.app.store.close().await;
    }
}

async fn start(settings: Settings, team: Team, clock: &SandboxClock) -> anyhow::Result<(App, Bot)> {
    let chat = DiscordSettings {
        token: SecretString::from(TOKEN),
        api_url: settings.discord.api_url.clone(),
        guild: Some(GUILD),
    };
    // The servers get another port at each start, and are the same account.
    let app = App::open(
        settings,
        team,
        Arc::new(StageClock(clock.clone())),
        Address::Moved,
    )
    .await?;
    let bot = Bot::start(chat, app.office.clone()).await?;
    Ok((app, bot))
}

async fn answered(sent: Result<Interaction, Unsendable>) -> anyhow::Result<Answer> {
    Ok(sent?.answer().await?)
}

async fn discord(
    clock: &SandboxClock,
    record: Option<&std::path::Path>,
) -> anyhow::Result<Discord> {
    let options = DiscordOptions {
        token: TOKEN.to_owned(),
        guild_id: GUILD,
        channels: vec![
            channel(REPORTS, "marketing-weekly"),
            channel(SALES, "sales-hot"),
        ],
        members: vec![
            member(SELLER, "営業1課", "ja", Permissions::TEAM_MEMBER),
            member(
                MARKETER,
                "Marketing",
                "en-US",
                Permissions::TEAM_MEMBER | Permissions::MANAGE_GUILD,
            ),
            member(RIVAL, "営業2課", "ja", Permissions::TEAM_MEMBER),
        ],
        record: record
            .map(Recorder::create)
            .transpose()
            .context("the record's file")?,
        ..DiscordOptions::new(clock.clone())
    };
    Discord::start(options)
        .await
        .context("the sandboxed chat could not start")
}

fn channel(id: u64, name: &str) -> Channel {
    Channel {
        id,
        name: name.to_owned(),
    }
}

fn member(id: u64, name: &str, locale: &str, permissions: Permissions) -> Member {
    Member {
        id,
        name: name.to_owned(),
        locale: locale.to_owned(),
        roles: Vec::new(),
        permissions,
    }
}

fn settings(tool: Tool, url: &str, database: &std::path::Path, discord_url: &str) -> Settings {
    let secret = || Some(SecretString::from(TOKEN));
    Settings {
        discord: DiscordVariables {
            token: secret(),
            api_url: Some(discord_url.to_owned()),
            guild: Some(GUILD),
            channel: Some(REPORTS),
        },
        database_url: format!("sqlite://{}", database.display()),
        tool: Some(tool),
        hubspot: HubspotAccount {
            token: secret(),
            url: url.to_owned(),
            score_property: Some(SCORE_PROPERTY.to_owned()),
            mrr_property: ma::HUBSPOT_MRR.to_owned(),
            contract_start_property: Some("contract_start_date".to_owned()),
            contract_end_property: Some("contract_end_date".to_owned()),
            requests_per_10s: NO_LIMIT,
            searches_per_second: NO_LIMIT,
        },
        mautic: MauticAccount {
            url: Some(url.to_owned()),
            user: Some(USER.to_owned()),
            password: secret(),
            target_tag: Some("target-account".to_owned()),
            requests_per_second: NO_LIMIT,
        },
        poll_every: SignedDuration::from_hours(1),
        team_file: TeamPath::default(),
        log_level: "warn".to_owned(),
        log_format: LogFormat::Text,
    }
}
