//! The clocks of the program: the machine's, and one that began at another instant.
//!
//! Lives here: the only place that reads the machine's clock. Must not live here: waiting.

use jiff::{SignedDuration, Timestamp};
use kpi::clock::Clock;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that runs like the machine's, but began at another instant: for rehearsals (`run --at`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShiftedClock {
    shift: SignedDuration,
}

impl ShiftedClock {
    /// A clock that shows `start` now.
    pub(crate) fn starting_at(start: Timestamp) -> Self {
        Self {
            shift: SystemClock.now().duration_until(start),
        }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        let now = SystemClock.now();
        now.checked_add(self.shift).unwrap_or(now)
    }
}

/// A clock that stands still: for an answer "as of then".
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoppedClock(pub(crate) Timestamp);

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}
