//! The bot's side of Discord against the sandbox, over real sockets.

mod delivery;
mod gateway;
mod harness;
mod interactions;
mod outlet;
mod pictures;
