//! The machine's own time, for what happens on sockets.
//!
//! Lives here: the only two uses of real time. Must not live here: the sandbox's time, which `SandboxClock` tells.

use std::time::Duration;

use tokio::time::Instant;

/// The present instant of the machine.
pub(super) fn instant() -> Instant {
    Instant::now()
}

/// Lets an answer wait.
#[allow(clippy::disallowed_methods, reason = "sockets live in real time")]
pub(super) async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}
