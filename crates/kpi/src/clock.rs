//! Time as an argument. The one clock that reads the machine lives in the binary.

use jiff::Timestamp;

/// What time it is, told by whoever wires the program.
pub trait Clock: std::fmt::Debug + Send + Sync {
    /// The present instant, in UTC.
    fn now(&self) -> Timestamp;
}
