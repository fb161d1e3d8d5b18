//! Whatever comes from outside, every message keeps the chat's limits and mentions nobody.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use kpi::{
    definition::Definition,
    model::{Stream, Tool},
    stage::{Ladder, Stage},
};
use proptest::prelude::*;
use report::{
    LOCALES,
    cut::units,
    errors,
    message::{BODY, CONTENT, FOOTER, Message, TOTAL},
    notes::{self, Note, NoteList},
    posts::{
        Cause, Edition, Failing, Lack, Number, ROOM, Restated, Said, Sources, Unavailable,
        Unmapped, delayed,
        weekly::{self, Weekly},
    },
};

use crate::sample::{Asked, at, edition, frame, funnel, week_stages};

fn within_limits(message: &Message) {
    let (body, footer) = (
        message.body.clone().unwrap_or_default(),
        message.footer.clone().unwrap_or_default(),
    );
    assert!(units(&message.content) <= CONTENT);
    assert!(units(&body) <= BODY && units(&footer) <= FOOTER);
    assert!(units(&body) + units(&footer) <= TOTAL);
    for text in [&message.content, &body, &footer] {
        assert!(!text.contains('@') && !text.contains("]("), "alive: {text}");
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    }
}

/// A ladder whose stages are called like this.
fn called(name: &str) -> Definition {
    let ladder = Ladder::default();
    let stages = ladder.stages().iter().map(|stage| Stage {
        names: BTreeMap::from([("en".to_owned(), name.to_owned())]),
        ..stage.clone()
    });
    Definition {
        ladder: Ladder::new(stages.collect()).expect("the default stages"),
        ..Definition::default()
    }
}

fn weekly_of(outside: &str) {
    let definition = called(outside);
    let frame = frame(&definition, "2026-W46");
    let funnel = funnel(&frame, &week_stages(), &Asked::default());
    let unmapped = Unmapped {
        tool: Tool::Mautic,
        raw: outside.to_owned(),
        label: Some(outside.to_owned()),
        leads: u64::MAX / 1_000,
    };
    let sources = Sources {
        unmapped: vec![unmapped; 40],
        broken: u64::MAX,
        unavailable: Stream::ALL
            .map(|stream| Unavailable {
                stream,
                lack: Lack::Scope(outside.to_owned()),
            })
            .to_vec(),
        failing: vec![Failing {
            stream: Stream::Leads,
            since: at("2026-11-14T03:10"),
        }],
    };
    let restated = vec![
        Restated {
            stage: outside.to_owned(),
            span: frame.period.span,
            number: Number::Conversion(outside.to_owned()),
            was: Said::Rate(i64::MIN, i64::MAX),
            is: Said::Count(i64::MAX),
        };
        50
    ];
    let weekly = Weekly {
        edition: Edition {
            restated: &restated,
            sources: &sources,
            ..edition("wk-2026W46", frame, &funnel)
        },
        pings: None,
        why: None,
        companies: None,
    };
    for locale in LOCALES {
        let late = SignedDuration::from_hours(30);
        let post = weekly::post(*locale, &weekly);
        let message = delayed(*locale, post, late, Cause::DeliveryRetried);
        within_limits(&message);
        assert!(units(message.body.as_deref().unwrap_or_default()) <= ROOM);
        assert!(
            message
                .footer
                .is_some_and(|footer| footer.ends_with(" | wk-2026W46"))
        );
    }
}

fn note_of(outside: &str) {
    let definition = Definition::default();
    let note = Note {
        date: jiff::civil::date(2026, 11, 5),
        text: outside.to_owned(),
    };
    let notes = vec![note.clone(); 40];
    let list = NoteList {
        period: frame(&definition, "2026-11").period,
        definition: &definition,
        notes: &notes,
        now: at("2026-11-16T09:00"),
    };
    for locale in LOCALES {
        within_limits(&notes::list(*locale, &list));
        within_limits(&notes::added(*locale, &definition, &note, list.now));
    }
}

#[test]
fn names_of_three_thousand_characters_change_nothing() {
    weekly_of(&"株".repeat(3_000));
    weekly_of(&"@everyone ](http://x) `".repeat(200));
    weekly_of(&format!("a{}", "\u{0301}".repeat(3_000)));
    weekly_of("\u{202E}\u{2067}gpj.exe");
    weekly_of("");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_from_outside_keeps_a_post_within_its_limits(text in "(@everyone|<@1>|\\]\\(http://x\\)|[\\*_`#>~|-]|\\PC|[\u{0}-\u{1f}]|\u{202e}){0,60}") {
        weekly_of(&text);
        note_of(&text);
        for locale in LOCALES {
            let typed = [("typed", text.clone())];
            within_limits(&errors::user(*locale, "error-unknown-period", &typed, None, std::slice::from_ref(&text)));
        }
    }
}
