//! Connectors over real sockets: the contract that all of them keep, and HubSpot's own corners.

#![expect(
    clippy::unwrap_used,
    reason = "what a test sets up cannot fail, and if it does, the test should"
)]

mod contract;
mod front;
mod hubspot;
mod logs;
mod rounds;

#[path = "../mautic/server.rs"]
#[allow(dead_code, reason = "Mautic's own tests use the rest")]
mod server;
#[path = "../mautic/world.rs"]
#[allow(dead_code, reason = "Mautic's own tests use the rest")]
mod world;
