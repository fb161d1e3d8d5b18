//! The program's commands, and how each ends.
//!
//! Lives here: arguments, and the one place where an error becomes a sentence and an exit code. Must not
//! live here: what a command does (`cli/*.rs`).

mod ask;
mod check;
mod demo;
pub(crate) mod faults;
mod import;
mod report;
mod run;
mod screen;
mod sync;
mod verify;

use std::{path::PathBuf, process::ExitCode};

use ::report::locale::Locale;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use kpi::model::Tool;

use crate::{
    config::{ConfigFault, Settings, team::Team},
    logging,
};

/// Numbers and deliveries that marketing teams can trust, where people talk.
#[derive(Debug, Parser)]
#[command(name = "funnelbot", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A marketing tool, a chat and the bot in one process: some weeks of its life, no token needed
    Demo(DemoArguments),
    /// The bot: polls, posts, pings and answers until it is told to stop
    Run(RunArguments),
    /// Poll the tool
    Sync(SyncArguments),
    /// Answer a slash command in the terminal: funnelbot ask "/kpi funnel period:last-week"
    Ask(AskArguments),
    /// The post that would be sent, without sending it
    Report(ReportArguments),
    /// Take in what no tool knows: costs, deals, visitors, targets
    Import(ImportArguments),
    /// Validate settings, database, tokens, channel permissions and stage mapping
    Check(CheckArguments),
    /// Prove that the stored day sums are what the histories say
    Verify,
}

#[derive(Debug, Args)]
struct DemoArguments {
    /// The marketing tool to imitate
    #[arg(long, value_enum, default_value = "hubspot")]
    tool: ToolWord,
    /// Language of posts and answers
    #[arg(long, value_enum, default_value = "ja")]
    locale: LocaleWord,
    /// How many weeks pass
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=26))]
    weeks: u8,
    /// Write every request that the bot makes to the chat as JSON lines
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Write the pictures of posts into this folder
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// Leave the database there, so that `ask` can be tried on it
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct RunArguments {
    /// Rehearse as though the program started at this instant (RFC 3339)
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    at: Option<Timestamp>,
}

#[derive(Debug, Args)]
struct CheckArguments {
    /// Language; the workspace's where not given
    #[arg(long, value_enum)]
    locale: Option<LocaleWord>,
}

#[derive(Debug, Args)]
struct SyncArguments {
    /// Poll until nothing is left, then exit
    #[arg(long, required = true)]
    once: bool,
    /// The tool's account has a new address; it is the same account, and its leads go on here
    #[arg(long)]
    moved: bool,
}

#[derive(Debug, Args)]
struct ImportArguments {
    /// What the file holds
    #[arg(value_enum)]
    kind: ImportKind,
    /// A CSV file with a header; docs/import.md lists the columns
    file: PathBuf,
    /// Tell what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Read it as of this instant (RFC 3339): what lies after it is the future
    #[arg(long, value_name = "INSTANT")]
    at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ImportKind {
    Costs,
    Deals,
    Traffic,
    Targets,
}

#[derive(Debug, Args)]
struct AskArguments {
    /// The slash command
    question: String,
    #[command(flatten)]
    view: View,
}

#[derive(Debug, Args)]
struct ReportArguments {
    /// Which post
    #[arg(value_enum)]
    kind: ReportWord,
    #[command(flatten)]
    view: View,
}

fn instant(text: &str) -> Result<Timestamp, String> {
    text.parse()
        .map_err(|_fault: jiff::Error| "a valid instant is 2026-11-14T09:00:00+09:00".to_owned())
}

/// How an answer in the terminal looks.
#[derive(Debug, Args)]
struct View {
    /// For whom it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Language; the workspace's where not given
    #[arg(long, value_enum)]
    locale: Option<LocaleWord>,
    /// Answer as of this instant (RFC 3339)
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people at a terminal
    Text,
    /// For programs
    Json,
    /// A page for a browser or a printer, complete in itself
    Html,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LocaleWord {
    Ja,
    En,
}

impl From<LocaleWord> for Locale {
    fn from(word: LocaleWord) -> Self {
        match word {
            LocaleWord::Ja => Self::Ja,
            LocaleWord::En => Self::En,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ToolWord {
    Hubspot,
    Mautic,
}

impl ToolWord {
    /// As its maker writes it.
    fn name(self) -> &'static str {
        match self {
            Self::Hubspot => "HubSpot",
            Self::Mautic => "Mautic",
        }
    }
}

impl From<ToolWord> for Tool {
    fn from(word: ToolWord) -> Self {
        match word {
            ToolWord::Hubspot => Self::Hubspot,
            ToolWord::Mautic => Self::Mautic,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ReportWord {
    Weekly,
    Biweekly,
    Monthly,
}

/// A setting or an argument is wrong: nothing was begun.
const EXIT_MEND: u8 = 2;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(fault) => return complain(&fault.into(), Locale::En),
    };
    let reader = Reader::of(&arguments.command);
    let ended = runtime.block_on(begin(arguments.command));
    // What still runs in the background after five seconds is not waited for.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => complain(&fault, reader.locale()),
    }
}

async fn begin(command: Command) -> anyhow::Result<()> {
    match command {
        // It plays on a stage of its own: no setting of this machine counts.
        Command::Demo(arguments) => demo::demo(arguments).await,
        Command::Run(arguments) => run::run(settings()?, arguments).await,
        Command::Sync(arguments) => sync::sync(settings()?, arguments).await,
        Command::Import(arguments) => import::import(settings()?, arguments).await,
        Command::Ask(arguments) => ask::ask(settings()?, arguments).await,
        Command::Report(arguments) => report::report(settings()?, arguments).await,
        Command::Check(arguments) => check::check(settings()?, arguments).await,
        Command::Verify => verify::verify(settings()?).await,
    }
}

fn settings() -> anyhow::Result<Settings> {
    let settings = Settings::from_environment()?;
    logging::start(&settings)?;
    Ok(settings)
}

/// Who reads what the program says: an answer and what stands in its way speak one language.
#[derive(Debug, Clone, Copy)]
enum Reader {
    /// Somebody who named a language.
    Of(Locale),
    /// The team.
    Team,
    /// Whoever keeps the program running and reads its log.
    Operator,
}

impl Reader {
    fn of(command: &Command) -> Self {
        let named = match command {
            Command::Ask(arguments) => arguments.view.locale,
            Command::Report(arguments) => arguments.view.locale,
            Command::Check(arguments) => arguments.locale,
            Command::Sync(_) => None,
            Command::Demo(_) | Command::Run(_) | Command::Import(_) | Command::Verify => {
                return Self::Operator;
            }
        };
        named.map_or(Self::Team, |word| Self::Of(word.into()))
    }

    fn locale(self) -> Locale {
        match self {
            Self::Of(locale) => locale,
            Self::Operator => Locale::En,
            Self::Team => {
                let team = Settings::from_environment()
                    .and_then(|settings| Team::read(&settings.team_file));
                team.map_or(Locale::En, |team| team.locale)
            }
        }
    }
}

/// Something that only the person at the terminal can mend; said once, with exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Mend(pub(crate) String);

#[expect(
    clippy::print_stderr,
    reason = "the one place where an error becomes a sentence"
)]
fn complain(fault: &anyhow::Error, locale: Locale) -> ExitCode {
    eprintln!("funnelbot: {}", faults::sentence(fault, locale));
    let to_mend = fault.chain().any(|cause| {
        cause.is::<ConfigFault>()
            || cause.is::<Mend>()
            || cause.is::<store::StoreError>()
            || matches!(cause.downcast_ref(), Some(ma::PullError::Denied { .. }))
            || matches!(
                cause.downcast_ref(),
                Some(chat::gateway::GatewayFault::Denied { .. })
            )
    });
    if to_mend {
        ExitCode::from(EXIT_MEND)
    } else {
        ExitCode::FAILURE
    }
}
