//! The one integration test binary: the real program between a sandboxed Discord and sandboxed tools.

mod architecture;
mod conversations;
mod crash;
mod harness;
mod inputs;
mod truth;
