//! HubSpot's own corners, each against an account that keeps HubSpot's rules.

pub(crate) mod account;

mod budget;
mod catalogue;
mod deals;
mod forms;
mod leads;
mod odd_values;
mod refusals;
mod removals;
