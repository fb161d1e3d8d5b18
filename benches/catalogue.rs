//! Every KPI of the catalogue for a month beside the month before.
//!
//! The generated company has leads with their stages, scores and opt-outs, and neither mails nor acts: what those
//! cost is not in the figures. Must not live here: what a KPI needs (`kpi::catalogue`).

use std::hint::black_box;

use criterion::{Criterion, SamplingMode};
use kpi::{
    catalogue::{Catalogue, quantity::Quantity},
    definition::Definition,
    funnel::Basis,
};
use store::{Store, TallyQuestion, WorkspaceId};

use crate::{
    databases::{Databases, url},
    funnel::{period, question},
    generator::now,
    meter::{ms, sampled, sizes},
};

pub(crate) fn bench(criterion: &mut Criterion, databases: &Databases) {
    let definition = Definition::default();
    let needed: Vec<Quantity> = Catalogue::new(&definition.ladder, Vec::new())
        .iter()
        .flat_map(|kpi| kpi.formula.quantities())
        .collect();
    for leads in sizes() {
        let store = databases
            .runtime
            .block_on(Store::open_read_only(&url(&databases.file(leads))))
            .expect("the file is there");
        let mut group = criterion.benchmark_group(format!("catalogue/{leads}"));
        group.sampling_mode(SamplingMode::Flat).sample_size(10);
        let took = sampled(&mut group, "month", || {
            let counted = count(&store, &definition, &needed);
            databases.runtime.block_on(counted);
        });
        group.finish();
        databases.runtime.block_on(store.close());
        if let Some(took) = took {
            println!(
                "catalogue: {} quantities twice over {leads} leads: {:.0} ms",
                needed.len(),
                ms(took)
            );
        }
    }
}

/// What the answer to all of the catalogue reads: both funnels with their comparison, and both tallies.
async fn count(store: &Store, definition: &Definition, needed: &[Quantity]) {
    let month = period("last-month", definition);
    let asked = question(&month, Basis::Period, definition);
    for basis in [Basis::Period, Basis::Cohort] {
        let asked = question(&month, basis, definition);
        let funnel = store.funnel(WorkspaceId::DEFAULT, definition, &asked);
        black_box(funnel.await.expect("the file can be read"));
    }
    for span in [Some(month.span), asked.comparison].into_iter().flatten() {
        let tally = TallyQuestion {
            span,
            as_of: now(),
            definition,
            needed,
        };
        let tally = store.tally(WorkspaceId::DEFAULT, &tally);
        black_box(tally.await.expect("the file can be read"));
    }
}
