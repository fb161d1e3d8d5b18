//! How fast it is, against baselines of the same run: `cargo bench --bench speed -- funnel` for one group,
//! without a name for all. docs/speed.md says what each figure means and what it is to reach.
//!
//! Lives here: which groups there are. Must not live here: what a group measures (one file each), where
//! its leads come from (`generator`).

#![expect(
    clippy::print_stdout,
    reason = "figures are what a bench has to say, beside criterion's own"
)]

mod ask;
mod catalogue;
mod command;
mod databases;
mod doings;
mod duckdb;
mod funnel;
mod generator;
mod meter;
mod naive;
mod picture;
mod post;
mod puller;
mod sync;

use criterion::Criterion;

use crate::databases::Databases;

/// A group: its name and what it runs.
type Group = (&'static str, fn(&mut Criterion, &Databases));

const GROUPS: [Group; 7] = [
    ("sync", sync::bench),
    ("funnel", funnel::bench),
    ("catalogue", catalogue::bench),
    ("command", command::bench),
    ("post", post::bench),
    ("picture", picture::bench),
    ("ask", ask::bench),
];

fn main() {
    // The sync is pulled by a process of its own, so that the server's time and memory are not counted.
    if let Some(errand) = puller::errand() {
        return puller::run(&errand);
    }
    let mut criterion = Criterion::default().configure_from_args();
    let databases = Databases::new();
    for (name, bench) in GROUPS {
        if meter::is_asked_for(name) {
            bench(&mut criterion, &databases);
        }
    }
    criterion.final_summary();
}
