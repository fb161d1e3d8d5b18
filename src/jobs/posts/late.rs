//! Whether a post is late already when it is written down, and what has cost the most time until then.
//!
//! Lives here: for how long a post was held, and for how long the bot was down meanwhile. Must not live here: what
//! happens to it afterwards, and that it owns up to it (`funnelbot_commands::posts::late`).

use funnelbot_commands::posts::late::LATE_AFTER;
use jiff::{SignedDuration, Timestamp};
use report::posts::Cause;
use serde::{Deserialize, Serialize};

use crate::{app::App, schedule::Due};

/// How a post was held for fresher data.
#[derive(Debug, Serialize, Deserialize)]
struct Held {
    /// When it was held last.
    at: Timestamp,
    /// For how long the bot was down meanwhile, in seconds.
    down: i64,
}

/// The life of the bot's process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch {
    /// When it began.
    pub(crate) since: Timestamp,
    /// The present.
    pub(crate) now: Timestamp,
}

/// Notes that the post of `key` is held at this moment.
///
/// # Errors
/// A failure of the store.
pub(super) async fn hold(app: &App, key: &str, due: Due, watch: Watch) -> anyhow::Result<()> {
    let held = Held {
        at: watch.now,
        down: down(app, key, due, watch).await?.as_secs(),
    };
    let held = serde_json::to_string(&held)?;
    Ok(app.store.set_mark(app.workspace, &mark(key), &held).await?)
}

/// Why a post that is written down at this moment is late, where it is.
///
/// # Errors
/// A failure of the store.
pub(super) async fn cause(
    app: &App,
    key: &str,
    due: Due,
    watch: Watch,
) -> anyhow::Result<Option<Cause>> {
    let by = watch.now.duration_since(due.at);
    if by <= LATE_AFTER {
        return Ok(None);
    }
    let down = down(app, key, due, watch).await?;
    Ok(Some(if down > by - down {
        Cause::BotWasDown
    } else {
        Cause::WaitedForData
    }))
}

/// For how long the bot was down between the due time and now.
async fn down(app: &App, key: &str, due: Due, watch: Watch) -> anyhow::Result<SignedDuration> {
    let held = app.store.mark(app.workspace, &mark(key)).await?;
    let held: Option<Held> = held.and_then(|held| serde_json::from_str(&held).ok());
    let (alive, before) = match held {
        Some(held) => (held.at, SignedDuration::from_secs(held.down)),
        None => (due.at, SignedDuration::ZERO),
    };
    Ok(before + watch.since.duration_since(alive).max(SignedDuration::ZERO))
}

/// Where it stands that a post was held.
fn mark(key: &str) -> String {
    format!("held {key}")
}
