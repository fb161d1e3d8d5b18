//! KPIs offered while somebody types, and where somebody mistyped: by id and by name.
//!
//! Must not live here: what is asked of a KPI.

use kpi::catalogue::Kpi;
use report::locale::LOCALES;

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

/// The most KPIs that are named where none has the id that was typed.
const ALIKE: usize = 5;

/// Ids of KPIs whose id or name, in any language, contains what was typed, then of those that share most of its parts.
pub(crate) fn alike(agreement: &Agreement, typed: &str) -> Vec<String> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let definition = &agreement.definition;
    let named = |kpi: &Kpi| {
        let mut names = LOCALES
            .iter()
            .map(|locale| locale.words().kpi_name(kpi, definition));
        kpi.id.contains(&typed) || names.any(|name| name.to_lowercase().contains(&typed))
    };
    let parts: Vec<&str> = typed.split(|sign: char| !sign.is_alphanumeric()).collect();
    let shared = |kpi: &Kpi| {
        let own = kpi.id.split('-').filter(|part| parts.contains(part));
        own.count()
    };
    let score = |kpi: &Kpi| match named(kpi) {
        true => usize::MAX,
        false => shared(kpi),
    };
    let mut scored: Vec<(usize, &Kpi)> = agreement
        .catalogue
        .iter()
        .map(|kpi| (score(kpi), kpi))
        .collect();
    scored.retain(|(score, _)| *score > 0);
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let nearest = scored.into_iter().take(ALIKE);
    nearest.map(|(_, kpi)| kpi.id.clone()).collect()
}
