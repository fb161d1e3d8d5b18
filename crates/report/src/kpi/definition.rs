//! The answer to `/kpi define`: what a KPI or a stage means, and who owns it.

use kpi::{
    catalogue::{Better, Kpi, quantity::Kind},
    definition::Definition,
    stage::{Rank, Stage},
};

use crate::{args, escape, frame::stage_name, locale::Locale, message::Message};

/// What a KPI means, how it is measured, and who owns it.
pub fn define(locale: Locale, definition: &Definition, kpi: &Kpi) -> Message {
    let words = locale.words();
    let better = match kpi.better {
        Better::Higher => "better-higher",
        Better::Lower => "better-lower",
        Better::Neither => "better-neither",
    };
    let kind = match kpi.shape.kind {
        Kind::Flow => "kind-flow",
        Kind::Stock => "kind-stock",
        Kind::Ratio => "kind-ratio",
        Kind::Median => "kind-median",
    };
    let class = args![
        phase = words.phase(kpi.phase),
        level = words.word(&format!("level-{}", kpi.level.as_str())),
        team = words.word(&format!("team-{}", kpi.team.as_str())),
        better = words.word(better)
    ];
    let formula = format!("`{}`", kpi.formula.text(&definition.ladder));
    let lines = [
        words.kpi_why(kpi, definition),
        words.say("kpi-formula", args![formula = formula]),
        words.say("kpi-class", class),
        words.word(kind),
    ];
    Message {
        content: format!("📖 {} `{}`", words.kpi_name(kpi, definition), kpi.id),
        body: Some(lines.join("\n")),
        ..Message::default()
    }
    .bounded()
}

/// What a stage means to the team, and who owns it.
pub fn define_stage(
    locale: Locale,
    definition: &Definition,
    (rank, stage): (Rank, &Stage),
) -> Message {
    let words = locale.words();
    let place = args![
        stage = stage_name(words, definition, &stage.id),
        rank = i64::from(rank) + 1,
        of = definition.ladder.len()
    ];
    let (written, team) = meaning(locale, stage);
    let mut lines = vec![match &written {
        Some(text) => escape::inline(text, 1000),
        None => words.word("kpi-define-none"),
    }];
    if let Some(team) = &team {
        let team = escape::inline(team, 60);
        lines.push(words.say("kpi-define-owner", args![team = team]));
    }
    if stage.definition.is_none() && written.is_some() {
        lines.push(words.word("kpi-define-usual"));
    }
    Message {
        content: words.say("kpi-define-stage", place),
        body: Some(lines.join("\n")),
        ..Message::default()
    }
    .bounded()
}

/// The definition of a stage and the team that owns it: as the team wrote them, else those that most teams agree on,
/// which the usual stages alone have.
pub fn meaning(locale: Locale, stage: &Stage) -> (Option<String>, Option<String>) {
    let words = locale.words();
    let usual = |what: &str| {
        let key = format!("stage-{what}-{}", stage.id);
        words.has(&key).then(|| words.word(&key))
    };
    let written = stage.definition.clone().or_else(|| usual("means"));
    let team = stage.team.clone().or_else(|| usual("team"));
    (written, team)
}
