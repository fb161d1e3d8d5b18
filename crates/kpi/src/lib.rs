//! The pure heart: what a lead, a stage, a period and a KPI are, and how each number comes about.
//!
//! Lives here: the common model of every marketing tool, periods and the calendar, the timeline of a
//! lead, the funnel and its statistics. Must not live here: anything that can fail for an outside
//! reason, any clock but the one passed in, any vendor's field name, any sentence for people.

pub mod accrual;
pub mod alert;
pub mod anomaly;
pub mod by;
pub mod calendar;
pub mod catalogue;
pub mod clock;
pub mod counting;
pub mod definition;
pub mod exposure;
pub mod figure;
pub mod fraction;
pub mod funnel;
pub mod goal;
pub mod input;
pub mod model;
pub mod money;
pub mod mrr;
pub mod nearest;
pub mod normal;
pub mod period;
pub mod plan;
pub mod rollup;
pub mod significance;
pub mod split;
pub mod stage;
pub mod stats;
pub mod sums;
pub mod ticks;
pub mod timeline;
pub mod wilson;
