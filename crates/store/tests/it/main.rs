//! The store on real files.

mod absorbing;
mod crashes;
mod hot;
mod leaving;
mod migrations;
mod observed;
mod opening;
mod outbox;
mod same_numbers;
mod status;
mod support;
