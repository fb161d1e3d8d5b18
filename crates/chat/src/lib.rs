//! Discord: the adapter from interactions to commands, and the delivery of what the bot owes.
//!
//! Lives here: everything that knows Discord's API, its ids, limits and mentions. Must not live here:
//! what a command answers, a query, a sentence for people in a channel. Serenity's types stay inside:
//! nothing public names one.

mod adapter;
pub mod amend;
mod counter;
pub mod deliver;
mod enclosure;
pub mod gateway;
pub mod http;
pub mod outlet;
pub mod permissions;
pub mod registration;
pub mod render;
