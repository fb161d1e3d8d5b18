//! The product as its users meet it: weeks pass, posts come, people ask and press.
//!
//! Lives here: nothing but the list. One file holds what belongs to one concern.

mod alerts;
mod asking;
mod chat_trouble;
mod deleted;
mod fresh;
mod goals;
mod held_and_missed;
mod hot_leads;
mod importing;
mod naming;
mod own_kpis;
mod pictures;
mod redefined;
mod restated;
mod schedules;
mod sharing;
mod sources;
mod splits;
mod undelivered;
mod watched;
mod why;
