//! funnelbot: numbers and deliveries that marketing teams can trust, where people talk.
//!
//! Lives here: the wires between the packages: settings, the scheduler, its jobs, the terminal. Public is only
//! what the program and its tests begin with. Must not live here: formulas, SQL, sentences, vendors' names.

mod account;
mod app;
mod channels;
mod cli;
mod clock;
mod config;
mod delivery_log;
mod import;
mod jobs;
mod logging;
mod schedule;
mod scheduler;
pub mod stage;

pub use cli::main;
