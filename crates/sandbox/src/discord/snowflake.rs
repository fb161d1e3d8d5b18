//! Ids that carry their time, as Discord's do.
//!
//! Lives here: making ids and reading them. Must not live here: what they name.

use jiff::Timestamp;
use serde_json::Value;

/// The first instant that an id can carry: 2015-01-01T00:00:00Z, in milliseconds.
const EPOCH_MS: i64 = 1_420_070_400_000;
/// Bits below the time.
const COUNTER_BITS: u32 = 22;

/// Makes ids whose order is the order of their instants, and of their making within one instant.
#[derive(Debug, Default)]
pub(super) struct Snowflakes {
    made: u64,
}

impl Snowflakes {
    /// The next id for something made at `now`.
    pub(super) fn next(&mut self, now: Timestamp) -> u64 {
        let since = now.as_millisecond().saturating_sub(EPOCH_MS).max(0);
        let low = self.made & ((1 << COUNTER_BITS) - 1);
        self.made += 1;
        (since.unsigned_abs() << COUNTER_BITS) | low
    }
}

/// Reads an id as it stands in a path or query.
pub(super) fn read_id(text: &str) -> Option<u64> {
    text.parse().ok().filter(|id| *id > 0)
}

/// Reads an id as it stands in JSON: text, or a number.
pub(super) fn id_of(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => read_id(text),
        Value::Number(number) => number.as_u64(),
        _ => None,
    }
}
