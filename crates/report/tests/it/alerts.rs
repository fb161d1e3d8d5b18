//! Alerts as they stand in the channel: when one begins, and when it is over.

use kpi::{
    catalogue::Catalogue,
    definition::Definition,
    model::{Stream, Tool},
};
use report::{
    alerts::{Failing, Gone, Odd, Run, Subject, Week, over, raised},
    message::CONTENT,
};

use crate::sample::{at, period, shown};

fn run(worst: f64) -> Run {
    Run {
        raised_at: at("2026-11-09T09:00"),
        over_at: at("2026-11-16T10:00"),
        worst,
    }
}

/// The message of a beginning and of an end, in every language.
fn told(subject: &Subject, after: &Subject, worst: f64) -> String {
    let definition = Definition::default();
    let begins = shown(|locale| {
        let message = raised(
            locale,
            &definition,
            subject,
            run(worst).raised_at,
            "alert-7",
        );
        assert!(
            message.content.chars().count() <= CONTENT.min(120),
            "{message:?}"
        );
        message
    });
    let ends = shown(|locale| over(locale, &definition, after, run(worst), "alert-7-over"));
    format!("{begins}\n\n{ends}")
}

fn week(word: &str, counts: (i64, i64)) -> Subject {
    Subject::Unsubscribes(Week {
        week: period(word, &Definition::default()),
        counts,
        raise: 0.01,
        clear: 0.008,
    })
}

#[test]
fn who_unsubscribes() {
    let (many, few) = (week("2026-W45", (14, 1_000)), week("2026-W46", (7, 1_000)));
    insta::assert_snapshot!(told(&many, &few, 0.014));
}

#[test]
fn a_tool_that_cannot_be_read() {
    let failing = |streams: &[Stream]| {
        Subject::Sync(Failing {
            tools: vec![Tool::Mautic],
            streams: streams.to_vec(),
            since: at("2026-11-09T06:00"),
        })
    };
    let (down, up) = (failing(&[Stream::Leads, Stream::Engagements]), failing(&[]));
    insta::assert_snapshot!(told(&down, &up, 3.0));
}

#[test]
fn a_week_out_of_the_ordinary() {
    let definition = Definition::default();
    let catalogue = Catalogue::new(&definition.ladder, Vec::new());
    let odd = |word: &str, value, is_high| {
        Subject::Odd(Odd {
            kpi: catalogue.find("entered-mql").expect("it is there").clone(),
            week: period(word, &definition),
            value,
            low: 49.2,
            high: 76.4,
            is_high,
        })
    };
    let (odd, calm) = (odd("2026-W45", 118.0, true), odd("2026-W46", 63.0, true));
    insta::assert_snapshot!(told(&odd, &calm, 6.5));
}

#[test]
fn a_goal_that_is_none_any_more() {
    let gone = Subject::GoalGone(Gone {
        kpi: "SQL".to_owned(),
        period: "2026-11".to_owned(),
    });
    insta::assert_snapshot!(told(&gone, &gone, 0.6));
}
