//! KPIs of the team's own: `[kpi.<id>]` in the team's file.
//!
//! Lives here: the table's shape. Must not live here: the formula's rules (`kpi::catalogue::custom`).

use std::collections::BTreeMap;

use kpi::{
    catalogue::{
        Better, Kpi, Level, Phase, Team,
        custom::{Own, Written},
    },
    stage::Ladder,
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KpiTable {
    formula: String,
    #[serde(default)]
    names: BTreeMap<String, String>,
    #[serde(default)]
    explanation: BTreeMap<String, String>,
    #[serde(default)]
    phase: PhaseWord,
    #[serde(default)]
    level: LevelWord,
    #[serde(default)]
    team: TeamWord,
    #[serde(default)]
    better: BetterWord,
}

macro_rules! words {
    ($($name:ident for $of:ident: $first:ident $(, $other:ident)*;)+) => {$(
        #[derive(Debug, Clone, Copy, Default, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        enum $name {
            #[default]
            $first,
            $($other,)*
        }

        impl From<$name> for $of {
            fn from(word: $name) -> Self {
                match word {
                    $name::$first => Self::$first,
                    $($name::$other => Self::$other,)*
                }
            }
        }
    )+};
}

words! {
    PhaseWord for Phase: Attitude, Usage, Engagement, Acquisition, Opportunity, Roi;
    LevelWord for Level: Kpi, Kgi, Monitoring;
    TeamWord for Team: Marketing, InsideSales, Sales;
    BetterWord for Better: Higher, Lower, Neither;
}

/// The KPIs of the tables.
pub(super) fn read(
    tables: BTreeMap<String, KpiTable>,
    ladder: &Ladder,
) -> Result<Vec<Kpi>, String> {
    tables
        .into_iter()
        .map(|(id, table)| {
            let written = Written {
                id: id.clone(),
                formula: table.formula,
                phase: table.phase.into(),
                level: table.level.into(),
                team: table.team.into(),
                better: table.better.into(),
                own: Own {
                    names: table.names,
                    why: table.explanation,
                },
            };
            written
                .read(ladder)
                .map_err(|fault| format!("kpi.{id}.formula: {fault}"))
        })
        .collect()
}
