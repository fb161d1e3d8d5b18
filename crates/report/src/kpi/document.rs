//! The catalogue as a page for people: `docs/kpis.md`. Must not live here: words (`locales/`).

use std::{collections::HashSet, fmt::Write as _};

use kpi::{
    catalogue::{Better, Catalogue, Kpi, Phase, Subject, quantity::Kind},
    definition::Definition,
};

use crate::{Words, args, locale::Locale};

/// The page, Japanese and English side by side, for the default stages. One row a family: a KPI that exists for each
/// stage is written once, with `…` for the stage.
pub fn document() -> String {
    let definition = Definition::default();
    let catalogue = Catalogue::new(&definition.ladder, Vec::new());
    let mut page = String::from(HEAD);
    for phase in Phase::ALL {
        let (ja, en) = (Locale::Ja.words(), Locale::En.words());
        let _ = writeln!(page, "\n## {} / {}\n", ja.phase(phase), en.phase(phase));
        page.push_str(COLUMNS);
        let mut seen = HashSet::new();
        for kpi in catalogue.iter().filter(|kpi| kpi.phase == phase) {
            if seen.insert(&kpi.family) {
                row(&mut page, &definition, kpi);
            }
        }
    }
    page
}

const HEAD: &str = "\
# KPI一覧 / Every KPI

Made from the catalogue by `cargo run -p report --example kpis > docs/kpis.md`; a test keeps it current.

`…` stands for a stage (`lead`, `mql`, `sql`, `opportunity`, `customer`, or the team's own). What each word means is said in
`crates/kpi/src/catalogue/quantity.rs`. A team adds a ratio of its own in `funnelbot.toml`:

```toml
[kpi.deals-a-lead]
formula = \"deals-won / entered:lead\"
names = { ja = \"受注／リード\", en = \"Deals a lead\" }
```

Stocks are never added up over time, ratios and medians never added or averaged, numbers of different bases never divided: such a
formula is refused with the reason.
";

const COLUMNS: &str = "| id | 名前 / name | 説明 / explanation | 式 / formula | 種類 / kind | 担当 / team | 良い向き / better |\n|---|---|---|---|---|---|---|\n";

fn row(page: &mut String, definition: &Definition, kpi: &Kpi) {
    let id = match kpi.subject {
        Subject::Whole => kpi.id.clone(),
        Subject::Stage(_) | Subject::Method(_) => format!("{}-…", kpi.family),
        Subject::Pair(..) => format!("{}-…-…", kpi.family),
    };
    let formula = match kpi.subject {
        Subject::Whole => kpi.formula.text(&definition.ladder),
        Subject::Method(_) => "method:…".to_owned(),
        _ => without_stages(&kpi.formula.text(&definition.ladder), definition),
    };
    let both = |say: &dyn Fn(&Words) -> String| {
        let (ja, en) = (say(Locale::Ja.words()), say(Locale::En.words()));
        if ja == en {
            ja
        } else {
            format!("{ja}<br>{en}")
        }
    };
    let kind = match kpi.shape.kind {
        Kind::Flow => "flow",
        Kind::Stock => "stock",
        Kind::Ratio => "ratio",
        Kind::Median => "median",
    };
    let better = match kpi.better {
        Better::Higher => "↑",
        Better::Lower => "↓",
        Better::Neither => "–",
    };
    let _ = writeln!(
        page,
        "| `{id}` | {} | {} | `{formula}` | {kind} | {} | {better} |",
        both(&|words| about(words, "kpi-name", kpi)),
        both(&|words| about(words, "kpi-why", kpi)),
        both(&|words| words.word(&format!("team-{}", kpi.team.as_str()))),
    );
}

/// `entered:lead` becomes `entered:…`.
fn without_stages(formula: &str, definition: &Definition) -> String {
    let mut text = formula.to_owned();
    for stage in definition.ladder.stages() {
        text = text.replace(&format!(":{}", stage.id), ":…");
    }
    text
}

fn about(words: &Words, key: &str, kpi: &Kpi) -> String {
    let key = format!("{key}-{}", kpi.family);
    match kpi.subject {
        Subject::Whole => words.word(&key),
        Subject::Stage(_) => words.say(&key, args![stage = "…"]),
        Subject::Method(_) => words.say(&key, args![method = "…"]),
        Subject::Pair(..) => words.say(&key, args![from = "…", to = "…"]),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_current() {
        let page = include_str!("../../../../docs/kpis.md");
        assert!(
            page == super::document(),
            "docs/kpis.md is out of date: cargo run -p report --example kpis > docs/kpis.md"
        );
    }

    #[test]
    fn every_kpi_has_words_in_every_language() {
        use crate::locale::LOCALES;
        use kpi::{catalogue::Catalogue, stage::Ladder};
        for kpi in Catalogue::new(&Ladder::default(), Vec::new()).iter() {
            for locale in LOCALES {
                for key in ["kpi-name", "kpi-why"] {
                    let key = format!("{key}-{}", kpi.family);
                    assert!(locale.words().has(&key), "{key} in {}", locale.code());
                }
            }
        }
    }
}
