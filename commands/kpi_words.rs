//! KPIs offered while somebody types: by id and by name, in the language of the one who types.

use crate::{desk::Begun, office::Agreement};

/// The most values that the chat shows while somebody types.
const OFFERED: usize = 25;

/// Ids of KPIs whose id begins with what was typed, then of those whose id or name contains it.
pub(crate) fn complete(agreement: &Agreement, begun: &Begun) -> Vec<String> {
    let typed = begun.typed.trim().to_lowercase();
    let words = begun.locale.words();
    let begins = |id: &str| id.starts_with(&typed);
    let mut offered: Vec<String> = Vec::new();
    let stages = agreement.definition.ladder.stages().iter();
    if begun.spec.name() == "define" {
        offered.extend(stages.map(|stage| stage.id.clone()).filter(|id| begins(id)));
    }
    let kpis = || agreement.catalogue.iter();
    offered.extend(kpis().map(|kpi| kpi.id.clone()).filter(|id| begins(id)));
    let contains = kpis().filter(|kpi| {
        let name = words.kpi_name(kpi, &agreement.definition).to_lowercase();
        !begins(&kpi.id) && (kpi.id.contains(&typed) || name.contains(&typed))
    });
    offered.extend(contains.map(|kpi| kpi.id.clone()));
    offered.truncate(OFFERED);
    offered
}
