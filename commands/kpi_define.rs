//! `/kpi define`: what a KPI or a stage means to the team.

use serde_json::json;
use store::{DefinitionVersion, StoreError};

use crate::{
    asked::Asked,
    kpi::find,
    office::Office,
    reply::{Error, Reply},
};

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let word = asked.values.text("kpi").unwrap_or_default().trim();
    let ladder = &definition.ladder;
    let stage = ladder
        .rank_of(&word.to_lowercase())
        .and_then(|rank| Some((rank, ladder.stage(rank)?)));
    if let Some((rank, stage)) = stage {
        let mut message = report::kpi::define_stage(asked.locale, definition, (rank, stage));
        let newest = version(office).await?;
        if let Some(newest) = &newest {
            let told = report::posts::version(
                asked.locale,
                definition,
                (newest.version, newest.since),
                office.now(),
            );
            message = report::posts::amended(message, &[told]);
        }
        return Ok(Reply {
            json: Some(json!({
                "stage": stage.id,
                "rank": rank,
                "team": stage.team,
                "definition": stage.definition,
                "version": newest.as_ref().map(|newest| newest.version),
                "since": newest.as_ref().map(|newest| newest.since),
            })),
            ..Reply::ephemeral(message)
        });
    }
    let kpi = find(&agreement, word)?;
    Ok(Reply {
        json: Some(json!({
            "kpi": kpi.id,
            "formula": kpi.formula.text(ladder),
            "explanation": asked.locale.words().kpi_why(kpi, definition),
            "team": kpi.team,
        })),
        ..Reply::ephemeral(report::kpi::define(asked.locale, definition, kpi))
    })
}

/// The agreement in force, with its number.
pub(crate) async fn version(office: &Office) -> Result<Option<DefinitionVersion>, StoreError> {
    let versions = office.store().definition_versions(office.workspace());
    Ok(versions.await?.pop())
}
