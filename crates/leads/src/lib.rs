//! The pure rules of hot leads and the life of a ping (`kpi.md` §8).
//!
//! Lives here: what a rule asks of a lead, which rule wins, what may happen to a ping and when.
//! Must not live here: queries, messages, any clock but the one passed in.

pub mod condition;
pub mod facts;
pub mod ping;
pub mod rule;
pub mod rules;
