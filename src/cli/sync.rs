//! `funnelbot sync --once`: poll until nothing is left, and exit.

use std::{io::IsTerminal, sync::Arc};

use funnelbot_commands::ping_message;
use indicatif::{ProgressBar, ProgressStyle};
use kpi::model::Stream;

use super::{SyncArguments, screen::say};
use crate::{
    account::Address,
    app::App,
    clock::SystemClock,
    config::{Settings, team::Team},
    jobs::poll::{Pipe, Polled, Progress, insist, poll},
};

pub(super) async fn sync(settings: Settings, arguments: SyncArguments) -> anyhow::Result<()> {
    let team = Team::read(&settings.team_file)?;
    let moved = if arguments.moved {
        Address::Moved
    } else {
        Address::Kept
    };
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
    tell(&polled);
    insist(&polled)
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

fn tell(polled: &Polled) {
    for (stream, records) in &polled.records {
        say(format_args!("{:<14} {records:>9}", stream.as_str()));
    }
    if polled.broken > 0 {
        let broken = polled.broken;
        say(format_args!(
            "{broken} records could not be read; /status names them"
        ));
    }
    for (stream, sentence) in &polled.failures {
        say(format_args!("{:<14} {sentence}", stream.as_str()));
    }
}
