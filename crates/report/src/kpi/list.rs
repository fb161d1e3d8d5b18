//! The answer to `/kpi list`: every KPI by phase, one line a family. Must not live here: what one means.

use std::collections::HashSet;

use kpi::{
    catalogue::{Catalogue, Kpi, Phase, Subject},
    definition::Definition,
};

use crate::{args, locale::Locale, message::Message, words::Words};

/// The answer to `/kpi list`.
pub fn list(locale: Locale, definition: &Definition, catalogue: &Catalogue) -> Message {
    let words = locale.words();
    let mut lines = Vec::new();
    for phase in Phase::ALL {
        lines.push(format!("**{}**", words.phase(phase)));
        let mut seen = HashSet::new();
        let first_of_each = catalogue
            .iter()
            .filter(|kpi| kpi.phase == phase && seen.insert(&kpi.family));
        lines.extend(first_of_each.map(|kpi| line(words, definition, kpi)));
    }
    let title = words.say("kpi-list-title", args![count = catalogue.iter().count()]);
    Message {
        content: title,
        body: Some(lines.join("\n")),
        ..Message::default()
    }
    .bounded()
}

fn line(words: &Words, definition: &Definition, kpi: &Kpi) -> String {
    let any = words.word("kpi-any-stage");
    let (id, name) = match kpi.subject {
        Subject::Whole => (kpi.id.clone(), words.kpi_name(kpi, definition)),
        Subject::Stage(_) => (
            format!("{}-…", kpi.family),
            words.say(&format!("kpi-name-{}", kpi.family), args![stage = &any]),
        ),
        Subject::Method(_) => (
            format!("{}-…", kpi.family),
            words.say(
                &format!("kpi-name-{}", kpi.family),
                args![method = words.word("kpi-any-method")],
            ),
        ),
        Subject::Pair(..) => (
            format!("{}-…-…", kpi.family),
            words.say(
                &format!("kpi-name-{}", kpi.family),
                args![from = &any, to = &any],
            ),
        ),
    };
    format!("`{id}` {name}")
}
