//! `/kpi define`: what a KPI or a stage means to the team.

use kpi::stage::{Rank, Stage};
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
        return of_stage(office, asked, (rank, stage)).await;
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

/// What a stage means: as the team wrote it, else as most teams agree on it.
async fn of_stage(
    office: &Office,
    asked: &Asked,
    (rank, stage): (Rank, &Stage),
) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let mut message = report::kpi::define_stage(asked.locale, definition, (rank, stage));
    let kept = office.store().stage_version(office.workspace(), &stage.id);
    let kept = kept.await?;
    if let Some(kept) = kept {
        let told = report::posts::version(
            asked.locale,
            definition,
            (kept.version, kept.since),
            office.now(),
        );
        message = report::posts::amended(message, &[told]);
    }
    let (written, team) = report::kpi::meaning(asked.locale, stage);
    Ok(Reply {
        json: Some(json!({
            "stage": stage.id,
            "rank": rank,
            "team": team,
            "definition": written,
            "version": kept.map(|kept| kept.version),
            "since": kept.map(|kept| kept.since),
        })),
        ..Reply::ephemeral(message)
    })
}

/// The agreement in force, with its number.
pub(crate) async fn version(office: &Office) -> Result<Option<DefinitionVersion>, StoreError> {
    let versions = office.store().definition_versions(office.workspace());
    Ok(versions.await?.pop())
}
