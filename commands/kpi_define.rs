//! `/kpi define`: what a KPI or a stage means to the team.

use kpi::{
    nearest::nearest,
    stage::{Ladder, Rank, Stage},
};
use serde_json::json;
use store::{DefinitionVersion, StoreError};

use crate::{
    asked::Asked,
    kpi::find,
    office::Office,
    reply::{Error, Reply, UserError},
};

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let word = asked.values.text("kpi").unwrap_or_default().trim();
    let ladder = &definition.ladder;
    let stage = named(ladder, word).and_then(|rank| Some((rank, ladder.stage(rank)?)));
    if let Some((rank, stage)) = stage {
        return of_stage(office, asked, (rank, stage)).await;
    }
    let kpi = find(&agreement, word).map_err(|error| or_a_stage(error, ladder, word))?;
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

/// The stage of that id, or of that name in any language.
fn named(ladder: &Ladder, word: &str) -> Option<Rank> {
    let word = word.to_lowercase();
    ladder.rank_of(&word).or_else(|| {
        let is_called =
            |stage: &Stage| stage.names.values().any(|name| name.to_lowercase() == word);
        let mut known = ladder.ranks().zip(ladder.stages());
        known
            .find(|(_, stage)| is_called(stage))
            .map(|(rank, _)| rank)
    })
}

/// Where no KPI is near, a stage may be what was meant.
fn or_a_stage(error: UserError, ladder: &Ladder, word: &str) -> UserError {
    let ids = ladder.stages().iter().map(|stage| stage.id.as_str());
    match nearest(word, ids.clone()) {
        Some(near) if error.nearest.is_none() => UserError::new("error-unknown-stage")
            .with("typed", word)
            .near(Some(near))
            .accepting(ids.chain(["/kpi list"])),
        _ => error,
    }
}

/// The agreement in force, with its number.
pub(crate) async fn version(office: &Office) -> Result<Option<DefinitionVersion>, StoreError> {
    let versions = office.store().definition_versions(office.workspace());
    Ok(versions.await?.pop())
}
