//! The store on real files.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says so, and the victim of the crash test tells its killer where it is"
)]

mod absorbing;
mod acceptance;
mod alerts;
mod automations;
mod cohorts;
mod companies;
mod crashes;
mod deals;
mod edits;
mod entered;
mod goals;
mod gone;
mod hot;
mod leaving;
mod mails;
mod migrations;
mod observed;
mod opening;
mod outbox;
mod recurring;
mod same_numbers;
mod scores;
mod segments;
mod status;
mod support;
mod tally;
mod ticks;
