//! `funnelbot sync --once`: poll until nothing is left, and exit.

use std::{io::IsTerminal, sync::Arc};

use anyhow::bail;
use funnelbot_commands::ping_message;
use indicatif::{ProgressBar, ProgressStyle};
use kpi::model::Stream;
use ma::PullError;
use report::{Words, args};

use super::{SyncArguments, faults, screen::say};
use crate::{
    account::Address,
    app::App,
    clock::SystemClock,
    config::{Settings, team::Team},
    jobs::poll::{Pipe, Polled, Progress, poll},
};

pub(super) async fn sync(settings: Settings, arguments: SyncArguments) -> anyhow::Result<()> {
    let team = Team::read(&settings.team_file)?;
    let moved = if arguments.moved {
        Address::Moved
    } else {
        Address::Kept
    };
    let words = team.locale.words();
    let app = App::open(settings, team, Arc::new(SystemClock), moved).await?;
    app.greet().await?;
    let pipe = Pipe {
        store: &app.store,
        source: app.source,
        connector: app.connector.as_ref(),
    };
    let mut bar = Bar::new();
    let polled = poll(pipe, app.clock.now(), &mut bar).await;
    bar.0.finish_and_clear();
    let polled = polled?;
    app.store.settle(app.workspace).await?;
    ping_message::forget_gone(&app.office).await?;
    app.store.close().await;
    tell(&polled, words);
    insist(&polled, words)
}

/// A progress bar where there is a terminal; nobody knows the total before the end, so it counts.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = if std::io::stderr().is_terminal() {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        let style = ProgressStyle::with_template("{spinner} {pos} records ({per_sec}) {msg}");
        bar.set_style(style.unwrap_or_else(|_fault| ProgressStyle::default_spinner()));
        Self(bar)
    }
}

impl Progress for Bar {
    fn stored(&mut self, stream: Stream, records: usize) {
        self.0.set_message(stream.as_str());
        self.0.inc(records as u64);
    }
}

/// A line a stream, and why a stream gave nothing.
fn tell(polled: &Polled, words: &Words) {
    for (stream, records) in &polled.records {
        say(format_args!("{records:>9}  {}", name(*stream, words)));
    }
    if polled.broken > 0 {
        say(words.say("sync-broken", args![count = polled.broken]));
    }
    for (stream, fault) in &polled.failures {
        let why = faults::of_tool(fault, words);
        say(words.say(
            "check-stream-fault",
            args![stream = name(*stream, words), why = why],
        ));
    }
}

fn name(stream: Stream, words: &Words) -> String {
    words.word(&format!("stream-{}", stream.as_str()))
}

/// A refusal of the tool has to be mended; what a permission keeps from us is missing from the numbers, and they say
/// so; everything else is read by the next poll.
///
/// # Errors
/// What is still to be read, or the refusal itself.
fn insist(polled: &Polled, words: &Words) -> anyhow::Result<()> {
    let denied = |(_, fault): &&(Stream, PullError)| matches!(fault, PullError::Denied { .. });
    if let Some((_, fault)) = polled.failures.iter().find(denied) {
        return Err(fault.clone().into());
    }
    let unread: Vec<String> = polled
        .failures
        .iter()
        .filter(|(stream, fault)| {
            *stream == Stream::Leads || !matches!(fault, PullError::Unavailable { .. })
        })
        .map(|(stream, _)| name(*stream, words))
        .collect();
    if unread.is_empty() {
        return Ok(());
    }
    let streams = unread.join(&words.word("comma"));
    bail!(words.say(
        "sync-incomplete",
        args![count = unread.len(), streams = streams]
    ))
}
