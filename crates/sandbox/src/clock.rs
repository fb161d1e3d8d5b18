//! The sandbox's time: one clock for everything that is imitated, moved by hand.
//!
//! Lives here: the clock. Must not live here: the machine's time, waiting.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// A clock that stands still until it is moved. Copies share the same time.
#[derive(Debug, Clone)]
pub struct SandboxClock {
    now: Arc<Mutex<Timestamp>>,
}

impl SandboxClock {
    /// A clock that shows `now`.
    pub fn new(now: Timestamp) -> Self {
        SandboxClock {
            now: Arc::new(Mutex::new(now)),
        }
    }

    /// The instant that the clock shows.
    pub fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the clock on `instant`, forwards or backwards.
    pub fn set(&self, instant: Timestamp) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = instant;
    }

    /// Moves the clock by `step` and tells the new instant. It stops at the ends of the calendar.
    pub fn advance(&self, step: SignedDuration) -> Timestamp {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(step).unwrap_or(*now);
        *now
    }
}

#[cfg(test)]
mod tests {
    use super::SandboxClock;
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn copies_share_the_same_time() {
        let clock = SandboxClock::new(Timestamp::UNIX_EPOCH);
        let copy = clock.clone();
        copy.advance(SignedDuration::from_mins(5));
        assert_eq!(clock.now().as_second(), 300);
        clock.set(Timestamp::UNIX_EPOCH);
        assert_eq!(copy.now(), Timestamp::UNIX_EPOCH);
    }
}
