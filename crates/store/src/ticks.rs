//! What leads add to the counts of the company, kept in sums so that nothing is counted twice.
//!
//! A lead whose facts change is marked in the same transaction (by triggers, so that no way of changing them is
//! forgotten). `settle` makes its ticks anew and works the difference into the sums of days and months; a reader adds
//! what the marked leads change. So a count costs what a period holds, and equals counting from scratch: `verify` and
//! property tests prove it. Must not live here: what a tick is (`kpi::ticks`), what a number of them means (`tally`).

mod facts;
mod fold;
mod packed;
mod proof;
mod sums;

pub(crate) use fold::{clear, settle};
pub(crate) use proof::prove;
pub(crate) use sums::{Asked, Counts};

/// Leads of a block: their ticks of a day are kept together.
const BLOCK: i64 = 4096;

/// The block of a lead.
fn block_of(lead: i64) -> i64 {
    lead.div_euclid(BLOCK)
}
