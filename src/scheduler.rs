//! The scheduler: what is due at an instant, and when to look again.
//!
//! Lives here: the order of the jobs and the time of the next look. It waits for nothing, so that the demo and the tests
//! can let it live through weeks. Waiting is in `cli/run.rs`.

use chat::{amend, deliver, outlet::Outlet};
use funnelbot_commands::{ping_message, posts::late};
use jiff::{SignedDuration, Timestamp};
use report::message::Message;
use store::{OwedEdit, OwedPost, StoreError};

use crate::{
    app::App,
    delivery_log,
    jobs::{
        alerts, hot_leads,
        poll::{Pipe, Polled, Unwatched, poll},
        posts::{self, Watch},
    },
};

/// How soon a job that failed is tried again, and how often owed messages are looked for.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// What is due when.
#[derive(Debug)]
pub(crate) struct Scheduler {
    since: Timestamp,
    next_poll: Timestamp,
}

impl Scheduler {
    /// A scheduler that polls at once.
    pub(crate) fn starting_at(now: Timestamp) -> Self {
        Self {
            since: now,
            next_poll: now,
        }
    }

    /// Does what is due at `now`, and tells when something may be due next. A job that fails is logged and
    /// tried again; it never stops the others.
    pub(crate) async fn tick(&mut self, app: &App, outlet: &Outlet, now: Timestamp) -> Timestamp {
        if now >= self.next_poll {
            report("poll", poll_and_ping(app, now).await);
            report("alerts", alerts::run(app, now).await);
            // Only now: a poll that is broken off, such as by a new agreement, is taken up again at once.
            self.next_poll = now
                .checked_add(app.settings.poll_every)
                .unwrap_or(Timestamp::MAX);
        }
        // A poll may take long, and what comes after it tells the time.
        let now = app.clock.now().max(now);
        let watch = Watch {
            since: self.since,
            now,
        };
        report("posts", posts::run(app, watch).await);
        report("deliver", hand_over(app, outlet, now).await);
        self.next_look(app, now)
    }

    fn next_look(&self, app: &App, now: Timestamp) -> Timestamp {
        let team = app.team();
        let due = team
            .schedules
            .iter()
            .filter_map(|schedule| schedule.next_after(now, &team.definition, &team.calendar))
            .map(|due| due.at);
        let look_again = now.checked_add(LOOK_AGAIN).unwrap_or(Timestamp::MAX);
        due.chain([self.next_poll.max(look_again)])
            .min()
            .unwrap_or(look_again)
    }
}

async fn poll_and_ping(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let pipe = Pipe {
        store: &app.store,
        source: app.source,
        connector: app.connector.as_ref(),
    };
    let polled = poll(pipe, now, &mut Unwatched).await?;
    log(&polled);
    app.store.settle(app.workspace).await?;
    app.office.renew();
    hot_leads::run(app, now).await
}

fn log(polled: &Polled) {
    tracing::info!(
        records = polled.total(),
        broken = polled.broken,
        failed_streams = polled.failures.len(),
        "polled"
    );
}

async fn hand_over(app: &App, outlet: &Outlet, now: Timestamp) -> anyhow::Result<()> {
    ping_message::forget_gone(&app.office).await?;
    let locale = app.team().locale;
    let wording = |post: &OwedPost, message| late::worded(locale, post, message, now);
    let round = deliver::deliver(&app.store, app.workspace, outlet, now, wording).await?;
    delivery_log::tell(&round);
    let wording = async |edit: &OwedEdit| edited(app, edit).await;
    amend::amend(&app.store, app.workspace, outlet, now, wording).await?;
    Ok(())
}

/// The message of an owed edit as it is to stand; `None` where what is stored cannot be read.
async fn edited(app: &App, edit: &OwedEdit) -> Result<Option<Message>, StoreError> {
    if edit.post.kind == ping_message::KIND {
        return ping_message::as_it_stands(&app.office, &edit.post).await;
    }
    let message = serde_json::from_value(edit.post.message.clone()).ok();
    Ok(message.map(|message| {
        let message = late::standing(app.team().locale, &edit.post, message);
        report::posts::amended(message, &edit.lines)
    }))
}

fn report(job: &str, ended: anyhow::Result<()>) {
    if let Err(fault) = ended {
        tracing::error!(job, "{fault:#}");
    }
}
