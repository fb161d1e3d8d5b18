//! The funnel of a month beside the month before, from day rollups, against counting every lead.
//!
//! Must not live here: the baselines themselves (`naive`, `duckdb`).

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use criterion::{BenchmarkGroup, Criterion, SamplingMode, measurement::WallTime};
use kpi::{
    definition::Definition,
    funnel::{Basis, Funnel, FunnelQuestion},
    period::{Compare, Period, PeriodWord},
    timeline::Timeline,
};
use store::{Store, WorkspaceId};

use crate::{
    databases::{Databases, url},
    duckdb,
    generator::now,
    meter::{ms, sampled, sizes},
    naive,
};

/// What is asked: a name, the period's word, and how conversions are counted.
const QUESTIONS: [(&str, &str, Basis); 4] = [
    ("month", "last-month", Basis::Period),
    ("month-cohort", "last-month", Basis::Cohort),
    ("open-month", "this-month", Basis::Period),
    ("week", "last-week", Basis::Period),
];

/// The period of a word, seen from the benches' present.
pub(crate) fn period(word: &str, definition: &Definition) -> Period {
    PeriodWord::parse(word)
        .expect("a period word of ours")
        .resolve(definition, now())
}

/// The question of a period against the one before.
pub(crate) fn question(period: &Period, basis: Basis, definition: &Definition) -> FunnelQuestion {
    FunnelQuestion {
        period: period.span,
        comparison: period.comparison(Compare::Previous, definition, now()),
        as_of: now(),
        basis,
        window_days: definition.window_days,
    }
}

pub(crate) fn bench(criterion: &mut Criterion, databases: &Databases) {
    let mut medians = Vec::new();
    for leads in sizes() {
        medians.push((leads, at_size(criterion, databases, leads)));
    }
    for pair in medians.windows(2) {
        let [(fewer, before), (more, after)] = pair else {
            continue;
        };
        for (((name, ..), before), after) in QUESTIONS.iter().zip(before).zip(after) {
            if let (Some(before), Some(after)) = (before, after) {
                println!(
                    "{name}: {more} leads against {fewer}: {:.2}×",
                    ms(*after) / ms(*before)
                );
            }
        }
    }
}

fn at_size(
    criterion: &mut Criterion,
    databases: &Databases,
    leads: usize,
) -> Vec<Option<Duration>> {
    let definition = Definition::default();
    let file = databases.file(leads);
    let store = databases
        .runtime
        .block_on(Store::open_read_only(&url(&file)))
        .expect("the file is there");
    let scene = Scene {
        databases,
        store,
        timelines: naive::timelines(leads),
        definition,
    };
    let mut group = criterion.benchmark_group(format!("funnel/{leads}"));
    let medians = QUESTIONS
        .iter()
        .map(|(name, word, basis)| scene.measure(&mut group, name, word, *basis))
        .collect();
    group.finish();
    databases.runtime.block_on(scene.store.close());
    medians
}

struct Scene<'a> {
    databases: &'a Databases,
    store: Store,
    timelines: Vec<Timeline>,
    definition: Definition,
}

impl Scene<'_> {
    fn measure(
        &self,
        group: &mut BenchmarkGroup<'_, WallTime>,
        name: &str,
        word: &str,
        basis: Basis,
    ) -> Option<Duration> {
        let asked = question(&period(word, &self.definition), basis, &self.definition);
        let told = self.ask(&self.definition, &asked);
        assert_eq!(
            told,
            naive::funnel(&self.timelines, &self.definition, &asked)
        );

        group.sampling_mode(SamplingMode::Auto).sample_size(100);
        let ours = sampled(group, name, || {
            black_box(self.ask(&self.definition, &asked));
        })?;
        println!("{name}: {:.2} ms", ms(ours));
        group.sampling_mode(SamplingMode::Flat).sample_size(10);
        let counted = sampled(group, format!("{name}/every lead in memory"), || {
            black_box(naive::funnel(&self.timelines, &self.definition, &asked));
        });
        tell(name, "every lead in memory, in Rust", counted, ours);
        if name == "month" {
            let walked = self.walk(&asked, &told);
            tell(name, "every history in SQLite, in Rust", Some(walked), ours);
            let folder = self.databases.folder();
            let queried = duckdb::median(folder, self.timelines.len(), &told);
            tell(name, "DuckDB on the raw table", queried, ours);
        }
        Some(ours)
    }

    /// Under another agreement the day tables do not hold, and the store walks through all histories. Once
    /// is enough: it takes seconds.
    fn walk(&self, asked: &FunnelQuestion, expected: &Funnel) -> Duration {
        let other = Definition {
            excluded_domains: vec!["nobody.invalid".to_owned()],
            ..self.definition.clone()
        };
        let begun = Instant::now();
        let walked = self.ask(&other, asked);
        let took = begun.elapsed();
        assert_eq!(walked, *expected);
        took
    }

    fn ask(&self, definition: &Definition, asked: &FunnelQuestion) -> Funnel {
        self.databases
            .runtime
            .block_on(self.store.funnel(WorkspaceId::DEFAULT, definition, asked))
            .expect("the file can be read")
    }
}

fn tell(name: &str, baseline: &str, theirs: Option<Duration>, ours: Duration) {
    if let Some(theirs) = theirs {
        println!(
            "{name}: {baseline}: {:.1} ms = {:.0}× ours",
            ms(theirs),
            ms(theirs) / ms(ours)
        );
    }
}
