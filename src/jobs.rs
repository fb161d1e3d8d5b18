//! The work that comes due: one file each.

pub(crate) mod alerts;
pub(crate) mod hot_leads;
pub(crate) mod poll;
pub(crate) mod posts;
