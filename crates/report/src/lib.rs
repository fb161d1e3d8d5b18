//! Words: from numbers to messages, per locale.
//!
//! Lives here: locales, number and date formats, text from outside made harmless, messages within
//! Discord's limits, every sentence of the product. Must not live here: sending anything, computing a
//! KPI, a query, a clock.

pub mod alerts;
pub mod chart;
pub mod cost;
pub mod cut;
pub mod errors;
pub mod escape;
pub mod format;
pub mod frame;
pub mod funnel;
pub mod goal;
pub mod gone;
pub mod help;
pub mod history;
pub mod html;
pub mod kpi;
pub mod leads_list;
pub mod link;
pub mod locale;
pub mod message;
pub mod notes;
pub mod picture;
pub mod ping;
pub mod plain;
pub mod plan;
pub mod posts;
pub mod question;
mod reading;
pub mod records;
pub mod staleness;
pub mod status;
mod typeface;
pub mod words;

pub use locale::{LOCALES, Locale};
pub use words::{Arg, Words};
