//! The picture of a weekly post, from its numbers to the PNG that is sent.
//!
//! Must not live here: how its numbers are measured (`funnel`).

use std::hint::black_box;

use criterion::Criterion;
use report::{
    chart::{Amount, Band, Chart, GoalKind, Plot, PointState, TrendPlot, TrendPoint, Unit},
    locale::Locale,
    picture::Picture,
};

use crate::{
    databases::Databases,
    meter::{ms, sampled},
};

const COUNTS: [i64; 13] = [54, 61, 66, 58, 71, 62, 75, 64, 69, 41, 73, 71, 58];

pub(crate) fn bench(criterion: &mut Criterion, _: &Databases) {
    let mut group = criterion.benchmark_group("picture");
    for (name, locale, title) in [
        ("weekly-ja", Locale::Ja, "MQLは58件に減少（前週71件）"),
        (
            "weekly-en",
            Locale::En,
            "MQL fell to 58 from 71 the week before",
        ),
    ] {
        let picture = Picture::new("weekly", chart(locale, title));
        let bytes = picture.png().expect("it can be drawn").len();
        let median = sampled(&mut group, name, || {
            black_box(black_box(&picture).png().expect("it can be drawn"));
        });
        if let Some(median) = median {
            println!(
                "picture: {name} drawn in {:.2} ms, {bytes} bytes",
                ms(median)
            );
        }
    }
    group.finish();
}

fn chart(locale: Locale, title: &str) -> Chart {
    let points = COUNTS.iter().enumerate().map(|(week, count)| TrendPoint {
        label: format!("{}/{}", 8 + week / 4, 1 + week % 4 * 7),
        value: Some(Amount::count(*count)),
        state: PointState::Settled,
        goal: Some(Amount::count(65)),
    });
    Chart {
        title: title.to_owned(),
        under: "2026-W46（11/9–11/15・JST）｜データ時点 11/16 06:02".to_owned(),
        locale,
        plot: Plot::Trend(TrendPlot {
            name: "MQL".to_owned(),
            unit: Unit::Count,
            points: points.collect(),
            band: Some(Band {
                low: Amount::count(49),
                high: Amount::count(76),
            }),
            notes: Vec::new(),
            goal: GoalKind::Own,
        }),
    }
}
