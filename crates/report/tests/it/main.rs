//! Words as people read them: the locales against the code, messages as they stand in the channel, limits.

mod alerts;
mod answers;
mod charts;
mod evidence;
mod funnel;
mod limits;
mod locales;
mod pictures;
mod pings;
mod posts;
mod sample;
