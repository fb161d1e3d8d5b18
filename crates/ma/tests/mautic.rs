//! The Mautic connector over real sockets: against recorded answers, and against a small Mautic that
//! misbehaves as the real one does.

#![expect(
    clippy::unwrap_used,
    reason = "what a test sets up cannot fail, and if it does, the test should"
)]

#[path = "mautic/changes.rs"]
mod changes;
#[path = "mautic/contract.rs"]
mod contract;
#[path = "mautic/pulled.rs"]
mod pulled;
#[path = "mautic/recordings.rs"]
mod recordings;
#[path = "mautic/removals.rs"]
mod removals;
#[path = "mautic/replay.rs"]
mod replay;
#[path = "mautic/server.rs"]
mod server;
#[path = "mautic/shapes.rs"]
mod shapes;
#[path = "mautic/values.rs"]
mod values;
#[path = "mautic/world.rs"]
mod world;
