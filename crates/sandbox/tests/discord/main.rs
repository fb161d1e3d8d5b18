//! The imitated Discord, seen from outside: over its sockets, and through an unmodified serenity.

#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as expected"
)]

mod bot;
mod commands;
mod forms;
mod interactions;
mod live;
mod messages;
mod models;
mod sockets;
mod trouble;

use jiff::Timestamp;
use sandbox::clock::SandboxClock;
use sandbox::discord::{Discord, DiscordOptions, Permissions, Role};

const CHANNEL: u64 = 700_000_000_000_000_010;
const SATO: u64 = 700_000_000_000_000_101;
const ALEX: u64 = 700_000_000_000_000_102;
const SALES: u64 = 700_000_000_000_000_201;

fn clock() -> SandboxClock {
    let monday: Timestamp = "2026-11-16T00:00:00Z".parse().unwrap();
    SandboxClock::new(monday)
}

fn options(clock: &SandboxClock) -> DiscordOptions {
    let mut options = DiscordOptions::new(clock.clone());
    options.roles.push(Role {
        id: SALES,
        name: "sales".to_owned(),
        permissions: Permissions::NONE,
        mentionable: true,
    });
    options
}

async fn start() -> (Discord, SandboxClock) {
    let clock = clock();
    let discord = Discord::start(options(&clock)).await.unwrap();
    (discord, clock)
}
