//! Every KPI of the catalogue for a month beside the month before, against walking over all rows.
//!
//! Of two generated companies: one whose tool tells deals and no acts, and one whose tool tells all that leads do, 20 acts
//! each, segments and a scenario. Must not live here: what a KPI needs (`kpi::catalogue`), what the leads did (`doings`).

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use criterion::{Criterion, SamplingMode};
use kpi::{
    catalogue::{Catalogue, quantity::Quantity},
    definition::Definition,
    funnel::{Basis, Funnel},
    period::Period,
};
use store::{Store, Tally, TallyQuestion, WorkspaceId};

use crate::{
    databases::{Databases, lively, url},
    funnel::{period, question},
    generator::now,
    meter::{ms, sampled, sizes},
};

/// Which periods are asked for: a name, and the period's word.
const PERIODS: [(&str, &str); 2] = [("month", "last-month"), ("open-month", "this-month")];

pub(crate) fn bench(criterion: &mut Criterion, databases: &Databases) {
    for leads in sizes() {
        let companies = [
            ("deals", databases.file(leads), Definition::default()),
            ("acts", databases.lively(leads), lively()),
        ];
        for (company, file, definition) in companies {
            let store = databases
                .runtime
                .block_on(Store::open_read_only(&url(&file)))
                .expect("the file is there");
            of_company(criterion, databases, &store, (leads, company), &definition);
            databases.runtime.block_on(store.close());
        }
    }
}

fn of_company(
    criterion: &mut Criterion,
    databases: &Databases,
    store: &Store,
    (leads, company): (usize, &str),
    definition: &Definition,
) {
    let catalogue = Catalogue::new(&definition.ladder, Vec::new());
    let kpis = catalogue.iter();
    let needed: Vec<Quantity> = kpis.flat_map(|kpi| kpi.formula.quantities()).collect();
    let mut group = criterion.benchmark_group(format!("catalogue/{leads}/{company}"));
    group.sampling_mode(SamplingMode::Flat).sample_size(20);
    for (name, word) in PERIODS {
        let asked = Asked {
            store,
            definition,
            needed: &needed,
            period: period(word, definition),
        };
        let walked = asked.walk(databases);
        let took = sampled(&mut group, name, || {
            black_box(databases.runtime.block_on(asked.count(definition)));
        });
        if let Some(took) = took {
            println!(
                "catalogue, {company}, {name}: {} quantities twice over {leads} leads: {:.1} ms; walking over all rows: {:.0} ms = {:.0}× ours",
                needed.len(),
                ms(took),
                ms(walked),
                ms(walked) / ms(took)
            );
        }
    }
    group.finish();
}

struct Asked<'a> {
    store: &'a Store,
    definition: &'a Definition,
    needed: &'a [Quantity],
    period: Period,
}

impl Asked<'_> {
    /// Under another agreement no sums hold, and the store walks over all rows. Once is enough: it takes seconds.
    fn walk(&self, databases: &Databases) -> Duration {
        let other = Definition {
            excluded_domains: vec!["nobody.invalid".to_owned()],
            ..self.definition.clone()
        };
        let begun = Instant::now();
        let walked = databases.runtime.block_on(self.count(&other));
        let took = begun.elapsed();
        let counted = databases.runtime.block_on(self.count(self.definition));
        assert_eq!(counted, walked, "sums count like a walk");
        took
    }

    /// What the answer to all of the catalogue reads: both funnels with their comparison, and both tallies.
    async fn count(&self, definition: &Definition) -> (Vec<Funnel>, Vec<Tally>) {
        let workspace = WorkspaceId::DEFAULT;
        let asked = question(&self.period, Basis::Period, definition);
        let mut funnels = Vec::new();
        for basis in [Basis::Period, Basis::Cohort] {
            let asked = question(&self.period, basis, definition);
            let funnel = self.store.funnel(workspace, definition, &asked).await;
            funnels.push(funnel.expect("the file can be read"));
        }
        let mut tallies = Vec::new();
        for span in [Some(self.period.span), asked.comparison]
            .into_iter()
            .flatten()
        {
            let tally = TallyQuestion {
                span,
                as_of: now(),
                definition,
                needed: self.needed,
            };
            let tally = self.store.tally(workspace, &tally).await;
            tallies.push(tally.expect("the file can be read"));
        }
        (funnels, tallies)
    }
}
