//! `/kpi list`: every KPI there is.

use serde_json::json;

use crate::{asked::Asked, office::Office, reply::Reply};

pub(crate) fn answer(office: &Office, asked: &Asked) -> Reply {
    let agreement = office.agreement();
    let kpis: Vec<_> = agreement
        .catalogue
        .iter()
        .map(|kpi| {
            json!({
                "id": kpi.id,
                "phase": kpi.phase,
                "level": kpi.level,
                "unit": kpi.shape.unit,
                "kind": kpi.shape.kind,
                "better": kpi.better,
                "team": kpi.team,
            })
        })
        .collect();
    let message = report::kpi::list(asked.locale, &agreement.definition, &agreement.catalogue);
    Reply {
        json: Some(json!({ "kpis": kpis })),
        ..Reply::ephemeral(message)
    }
}
