//! What people call a KPI: its id, its name in any language, and the short words of the trade.
//!
//! Lives here: from words to a KPI, and what is offered while somebody types. Must not live here: what a KPI is
//! (`kpi::catalogue`), its names (the locales).

use kpi::{catalogue::Kpi, nearest::nearest, stage::Stage};
use report::{cut::shorten, locale::LOCALES};

use crate::{
    desk::{Begun, Offer},
    office::Agreement,
};

/// The most values that the chat shows while somebody types.
const OFFERED: usize = 25;
/// The longest name of an offer.
const NAME: usize = 100;

/// Short words of the trade for KPIs that every team has.
const SHORT: &[(&str, &str)] = &[
    ("ctor", "click-to-open"),
    ("反応率", "click-to-open"),
    ("or", "open-rate"),
    ("ctr", "click-rate"),
    ("cvr", "email-cvr"),
    ("unsubscribe", "unsubscribe-rate"),
];

/// The KPI that somebody means by a word: by its id, by a short word of the trade, by its name in any language.
pub(crate) fn meant<'a>(agreement: &'a Agreement, word: &str) -> Option<&'a Kpi> {
    let catalogue = &agreement.catalogue;
    let word = plain(word);
    catalogue
        .find(&word)
        .or_else(|| catalogue.find(&short(agreement, &word)?))
        .or_else(|| {
            let is_name = |kpi: &&Kpi| names(agreement, kpi).any(|name| plain(&name) == word);
            catalogue.iter().find(is_name)
        })
}

/// The id of the KPI whose id or name is nearest to a word that names none.
pub(crate) fn nearest_to(agreement: &Agreement, word: &str) -> Option<String> {
    let kpis = || agreement.catalogue.iter();
    if let Some(id) = nearest(word, kpis().map(|kpi| kpi.id.as_str())) {
        return Some(id.to_owned());
    }
    let known: Vec<(String, &str)> = kpis()
        .flat_map(|kpi| names(agreement, kpi).map(|name| (plain(&name), kpi.id.as_str())))
        .collect();
    let word = plain(word);
    let near = nearest(&word, known.iter().map(|(name, _)| name.as_str()))?;
    let known = known.iter().find(|(name, _)| name == near)?;
    Some(known.1.to_owned())
}

/// Case, width and blanks do not tell names apart.
fn plain(word: &str) -> String {
    let half = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    };
    let words = word.split_whitespace().collect::<Vec<_>>().join(" ");
    words
        .chars()
        .map(half)
        .flat_map(char::to_lowercase)
        .collect()
}

fn short(agreement: &Agreement, word: &str) -> Option<String> {
    let stages = agreement.definition.ladder.stages();
    match word {
        // The cost of a lead is that of the first stage, of a customer that of the last.
        "cpl" => stages.first().map(|stage| format!("cpa-{}", stage.id)),
        "cac" => stages.last().map(|stage| format!("cpa-{}", stage.id)),
        word => {
            let known = SHORT.iter().find(|(short, _)| *short == word)?;
            Some(known.1.to_owned())
        }
    }
}

fn names<'a>(agreement: &'a Agreement, kpi: &'a Kpi) -> impl Iterator<Item = String> + 'a {
    let definition = &agreement.definition;
    LOCALES
        .iter()
        .map(move |locale| locale.words().kpi_name(kpi, definition))
}

/// KPIs that somebody can mean by what was typed so far: first the one of a short word, then those whose id or name
/// begins with it, then those whose id or name contains it. Each is shown by its name, and chosen by its id.
pub(crate) fn complete(agreement: &Agreement, begun: &Begun) -> Vec<Offer> {
    let typed = plain(&begun.typed);
    let definition = &agreement.definition;
    let words = begun.locale.words();
    let mut offered: Vec<Offer> = Vec::new();
    if begun.spec.name() == "define" {
        let stages = definition.ladder.stages().iter();
        let named = |stage: &Stage| words.stage(definition, &stage.id);
        let stages = stages.filter(|stage| {
            stage.id.starts_with(&typed) || plain(&named(stage)).starts_with(&typed)
        });
        offered.extend(stages.map(|stage| offer(&named(stage), &stage.id)));
    }
    let named = |kpi: &Kpi| words.kpi_name(kpi, definition);
    let meant = short(agreement, &typed);
    let place = |kpi: &Kpi| {
        let name = plain(&named(kpi));
        let places = [
            meant.as_ref() == Some(&kpi.id),
            kpi.id.starts_with(&typed),
            name.starts_with(&typed),
            kpi.id.contains(&typed) || name.contains(&typed),
        ];
        places.iter().position(|is_here| *is_here)
    };
    let kpis = agreement.catalogue.iter();
    let mut found: Vec<(usize, &Kpi)> = kpis.filter_map(|kpi| Some((place(kpi)?, kpi))).collect();
    // Within a place they keep the order of the catalogue.
    found.sort_by_key(|(place, _)| *place);
    offered.extend(
        found
            .into_iter()
            .map(|(_, kpi)| offer(&named(kpi), &kpi.id)),
    );
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

/// The name as it is shown, with the id behind it.
fn offer(name: &str, id: &str) -> Offer {
    let room = NAME.saturating_sub(id.chars().count() + 3);
    Offer {
        name: format!("{} ({id})", shorten(name, room)),
        value: id.to_owned(),
    }
}
