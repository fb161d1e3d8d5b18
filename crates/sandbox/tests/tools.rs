//! The marketing tools of the sandbox, asked over real sockets.

#[path = "tools/client.rs"]
mod client;
#[path = "tools/faults.rs"]
mod faults;
#[path = "tools/hubspot.rs"]
mod hubspot;
#[path = "tools/mautic.rs"]
mod mautic;
#[path = "tools/shapes.rs"]
mod shapes;
