//! The program itself: `funnelbot ask` from start to exit, and `funnelbot run` from start to its first answer.
//!
//! Must not live here: what happens inside the program.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::Instant,
};

use criterion::{Criterion, SamplingMode};
use sandbox::{
    clock::SandboxClock,
    discord::{Discord, DiscordOptions},
    hubspot::{Hubspot, HubspotOptions},
    world::World,
};

use store::{Store, WorkspaceId};

use crate::{
    databases::{Databases, url},
    generator::{NOW, now},
    meter::{memory, ms, percentile, sampled, usual_size},
};

const QUESTION: &str = "/kpi funnel period:last-month";
const STARTS: usize = 10;

pub(crate) fn bench(criterion: &mut Criterion, databases: &Databases) {
    let leads = usual_size();
    let file = databases.copy(leads, "ask.db");
    let mut group = criterion.benchmark_group("ask");
    group.sampling_mode(SamplingMode::Flat).sample_size(30);
    let median = sampled(&mut group, format!("start-to-exit/{leads}"), || {
        let ended = program(databases.folder(), &file)
            .args(["ask", QUESTION, "--at", NOW])
            .status()
            .expect("the program can be started");
        assert!(ended.success(), "the program answers");
    });
    group.finish();
    if let Some(median) = median {
        println!("ask: start to exit {:.1} ms (median)", ms(median));
    }
    first_answer(databases, &file);
}

fn program(folder: &Path, file: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_funnelbot"));
    program
        .current_dir(folder)
        .env("DATABASE_URL", url(file))
        .stdout(Stdio::null());
    program
}

/// From the start of `funnelbot run` to the first answer in the chat, and what it holds in memory then.
fn first_answer(databases: &Databases, file: &Path) {
    let (mut answers, mut resident) = (Vec::new(), 0.0);
    for _ in 0..STARTS {
        let clock = SandboxClock::new(now());
        let options = DiscordOptions::new(clock.clone());
        let (guild, token) = (options.guild_id, options.token.clone());
        let (channel, member) = (options.channels[0].id, options.members[0].id);
        let tool = HubspotOptions::default();
        let (discord, hubspot) = databases.runtime.block_on(async {
            let discord = Discord::start(options).await.expect("a port is free");
            let hubspot = Hubspot::start(World::empty(), clock, tool.clone())
                .await
                .expect("a port is free");
            (discord, hubspot)
        });
        databases.runtime.block_on(move_in(file, hubspot.url()));
        let begun = Instant::now();
        let bot = program(databases.folder(), file)
            .args(["run", "--at", NOW])
            .env("DISCORD_TOKEN", token)
            .env("DISCORD_API_URL", discord.url())
            .env("DISCORD_GUILD", guild.to_string())
            .env("DISCORD_CHANNEL", channel.to_string())
            .env("HUBSPOT_TOKEN", tool.token)
            .env("HUBSPOT_URL", hubspot.url())
            .env("LOG_LEVEL", "error")
            .spawn()
            .expect("the program can be started");
        let bot = Running(bot);
        databases.runtime.block_on(async {
            discord.wait_for_gateway().await.expect("it comes");
            discord.wait_for_commands().await.expect("it registers");
            let asked = discord.slash(member, QUESTION).expect("it is registered");
            asked.answer().await.expect("an answer");
        });
        answers.push(begun.elapsed());
        resident = memory(&bot.0.id().to_string(), "VmRSS");
    }
    if let Some(median) = percentile(&mut answers, 0.5) {
        println!(
            "ask: start of the bot to its first answer {:.0} ms (median), {resident:.0} MB resident then",
            ms(median)
        );
    }
}

/// The generated account answers at this address from now on.
async fn move_in(file: &Path, address: &str) {
    let store = Store::open(&url(file)).await.expect("the file is there");
    let sources = store.sources(WorkspaceId::DEFAULT).await;
    let known = sources.expect("the file can be read").remove(0);
    let moved = store.move_source(known.id, address).await;
    moved.expect("the file can be written");
    store.close().await;
}

/// A program that ends with its owner.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let ended = self.0.kill().and_then(|()| self.0.wait());
        if let Err(error) = ended {
            println!("ask: the bot did not end: {error}");
        }
    }
}
