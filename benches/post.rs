//! The weekly summary, from measured numbers to the message as it is sent.
//!
//! Must not live here: how the numbers are measured (`funnel`).

use std::hint::black_box;

use criterion::Criterion;
use kpi::{calendar::Calendar, definition::Definition, funnel::Basis, period::Compare};
use report::{
    frame::Frame,
    locale::Locale,
    posts::{
        Edition, Sources,
        weekly::{Weekly, post},
    },
};
use store::{Store, WorkspaceId};

use crate::{
    databases::{Databases, url},
    funnel::{period, question},
    meter::{ms, sampled, usual_size},
};

pub(crate) fn bench(criterion: &mut Criterion, databases: &Databases) {
    let definition = Definition::default();
    let calendar = Calendar::japan();
    let week = period("last-week", &definition);
    let asked = question(&week, Basis::Period, &definition);
    let file = databases.file(usual_size());
    let funnel = databases.runtime.block_on(async {
        let store = Store::open_read_only(&url(&file))
            .await
            .expect("the file is there");
        let funnel = store
            .funnel(WorkspaceId::DEFAULT, &definition, &asked)
            .await
            .expect("the file can be read");
        store.close().await;
        funnel
    });
    let sources = Sources::default();
    let weekly = Weekly {
        edition: Edition {
            key: "wk-2026W46",
            frame: Frame {
                definition: &definition,
                calendar: &calendar,
                period: week,
                compare: Compare::Previous,
            },
            funnel: &funnel,
            marks: &[],
            goals: &[],
            notes: &[],
            restated: &[],
            redefined: None,
            sources: &sources,
            next: None,
        },
        pings: None,
        why: None,
        companies: None,
    };
    let mut group = criterion.benchmark_group("post");
    for (name, locale) in [("weekly-ja", Locale::Ja), ("weekly-en", Locale::En)] {
        let median = sampled(&mut group, name, || {
            black_box(post(locale, black_box(&weekly)));
        });
        if let Some(median) = median {
            println!("post: {name} rendered in {:.2} ms", ms(median));
        }
    }
    group.finish();
}
