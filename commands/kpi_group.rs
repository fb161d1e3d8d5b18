//! `/kpi email`, `/kpi engagement`, `/kpi acquisition`, `/kpi roi`, `/kpi usage`: a part of the catalogue at once.
//!
//! Lives here: which KPIs each command shows. Must not live here: what they mean.

use kpi::catalogue::{Kpi, Phase, quantity::Base};
use serde_json::json;

use crate::{
    asked::Asked,
    kpi::Counts,
    office::Office,
    reply::{Error, Reply},
};

/// A part of the catalogue.
struct Part {
    command: &'static str,
    belongs: fn(&Kpi) -> bool,
}

fn is_mail(kpi: &Kpi) -> bool {
    kpi.shape.base == Base::Send
}

const PARTS: &[Part] = &[
    Part {
        command: "email",
        belongs: is_mail,
    },
    Part {
        command: "engagement",
        belongs: |kpi| kpi.phase == Phase::Engagement && !is_mail(kpi),
    },
    Part {
        command: "acquisition",
        belongs: |kpi| kpi.phase == Phase::Acquisition || kpi.id.starts_with("entered-"),
    },
    Part {
        command: "roi",
        belongs: |kpi| kpi.phase == Phase::Roi || kpi.id == "deals-won",
    },
    Part {
        command: "usage",
        belongs: |kpi| kpi.phase == Phase::Usage,
    },
];

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let part = PARTS.iter().find(|part| part.command == asked.spec.name());
    let kpis: Vec<&Kpi> = agreement
        .catalogue
        .iter()
        .filter(|kpi| part.is_some_and(|part| (part.belongs)(kpi)))
        .collect();
    let counts = Counts::asked(office, asked, &kpis).await?;
    let shown: Vec<_> = kpis.into_iter().map(|kpi| counts.shown(kpi)).collect();
    let setting = counts.setting(&agreement);
    let title = asked
        .locale
        .words()
        .word(&format!("part-{}", asked.spec.name()));
    let message = report::kpi::group(asked.locale, &title, &setting, &shown);
    let kpis: Vec<_> = shown
        .iter()
        .map(|shown| {
            let reason = report::kpi::reason(asked.locale, &setting, shown);
            let rules = report::kpi::rules(asked.locale, &setting, shown);
            crate::kpi_show::told(&counts, &setting, shown, (reason, rules))
        })
        .collect();
    Ok(Reply {
        json: Some(json!({ "kpis": kpis })),
        ..Reply::ephemeral(message)
    })
}
