//! How a number comes about over time, as far as pace and scaling depend on it.

/// How a number comes about over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Accrual {
    /// It counts happenings one by one: leads that entered a stage.
    Events,
    /// It adds up over time, but not one by one, or it can also shrink: money, the change of a stock.
    Amount,
    /// It is what it is at any time and never adds up: a stock, a ratio, a median.
    Level,
}
