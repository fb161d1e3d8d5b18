//! How numbers and times are written.
//!
//! Lives here: one rule for each kind of number, so that every message writes it alike. Rounding happens
//! here and nowhere else. Must not live here: what a number means (`kpi`).

pub mod money;
pub mod numbers;
pub mod quantities;
pub mod times;
