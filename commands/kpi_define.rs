//! `/kpi define`: what a KPI or a stage means to the team.

use serde_json::json;

use crate::{
    asked::Asked,
    kpi::find,
    office::Office,
    reply::{Error, Reply},
};

pub(crate) fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let word = asked.values.text("kpi").unwrap_or_default().trim();
    let ladder = &definition.ladder;
    let stage = ladder
        .rank_of(&word.to_lowercase())
        .and_then(|rank| Some((rank, ladder.stage(rank)?)));
    if let Some((rank, stage)) = stage {
        let message = report::kpi::define_stage(asked.locale, definition, (rank, stage));
        return Ok(Reply {
            json: Some(json!({
                "stage": stage.id,
                "rank": rank,
                "team": stage.team,
                "definition": stage.definition,
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
