//! The outside world on loopback: a Discord and marketing tools with a company that lives in them.
//!
//! Lives here: imitations of other people's servers, over real sockets, as strict as the real ones. Must not
//! live here: anything of the bot's own crates, so that a wrong field name cannot cancel itself out.

pub mod clock;
pub mod discord;
pub mod hubspot;
pub mod mautic;
pub mod record;
pub mod tool;
pub mod world;
