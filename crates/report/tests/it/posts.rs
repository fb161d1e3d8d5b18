//! The weekly, biweekly and monthly posts.

use jiff::SignedDuration;
use kpi::{
    definition::Definition,
    funnel::Basis,
    model::{Stream, Tool},
    split::{ChannelChange, ChannelCounts, Split},
};
use report::{
    LOCALES,
    cut::units,
    kpi::Why,
    message::Message,
    posts::{
        Cause, Edition, Failing, Judged, Lack, Mark, Number, PingNumbers, Pings, Restated, Said,
        Sources, Unavailable, Unmapped, VERDICT,
        biweekly::{self, Biweekly, OptedOut},
        monthly::{self, Cohort, Monthly},
        weekly::{self, Weekly},
    },
};

use crate::sample::{Asked, at, frame, funnel, period, quiet_stages, shown, week_stages};

fn pings() -> Pings {
    Pings {
        now: PingNumbers {
            sent: 22,
            claimed: 18,
            median_seconds: Some(14.0 * 60.0),
            p90_seconds: Some(130.0 * 60.0),
            longest_open_seconds: Some(76.0 * 3600.0),
            judged: Some(Judged {
                accepted: 12,
                rejected: 3,
            }),
        },
        previous: Some(PingNumbers {
            sent: 31,
            claimed: 20,
            median_seconds: Some(21.0 * 60.0),
            p90_seconds: Some(300.0 * 60.0),
            ..PingNumbers::default()
        }),
    }
}

fn troubled() -> Sources {
    Sources {
        unmapped: vec![
            Unmapped {
                tool: Tool::Mautic,
                raw: "7".to_owned(),
                label: Some("営業中*".to_owned()),
                leads: 12,
            },
            Unmapped {
                tool: Tool::Mautic,
                raw: "9".to_owned(),
                label: None,
                leads: 2,
            },
        ],
        broken: 3,
        unavailable: vec![
            Unavailable {
                stream: Stream::Deals,
                lack: Lack::Scope("crm.objects.deals.read".to_owned()),
            },
            Unavailable {
                stream: Stream::Emails,
                lack: Lack::InTool(Tool::Mautic),
            },
        ],
        failing: vec![Failing {
            stream: Stream::Engagements,
            since: at("2026-11-14T03:10"),
        }],
    }
}

fn within_budget(message: &Message) {
    within(message, 1_400);
}

fn within(message: &Message, most: usize) {
    assert!(units(&message.content) <= VERDICT, "{}", message.content);
    let body = message.body.as_deref().unwrap_or_default();
    assert!(units(body) <= most, "{} units:\n{body}", units(body));
}

#[test]
fn a_week_with_everything_to_tell() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-W46");
    let funnel = funnel(&frame, &week_stages(), &Asked::default());
    let sources = troubled();
    let restated = [Restated {
        stage: "mql".to_owned(),
        span: period("2026-W45", &definition).span,
        number: Number::Entered,
        was: Said::Count(69),
        is: Said::Count(71),
    }];
    let marks = [Mark::Late {
        by: SignedDuration::from_hours(3),
        cause: Cause::WaitedForData,
    }];
    let weekly = Weekly {
        edition: Edition {
            key: "wk-2026W46",
            frame,
            funnel: &funnel,
            marks: &marks,
            restated: &restated,
            sources: &sources,
            next: Some(at("2026-11-23T09:00")),
        },
        pings: Some(pings()),
    };
    insta::assert_snapshot!(shown(|locale| weekly::post(locale, &weekly)));
    for locale in LOCALES {
        let message = weekly::post(*locale, &weekly);
        within_budget(&message);
        assert!(
            message
                .footer
                .is_some_and(|footer| footer.ends_with(" | wk-2026W46"))
        );
    }
}

#[test]
fn a_week_in_which_one_stage_clearly_fell() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-W46");
    let mut stages = week_stages();
    stages[1].0.entered = 31;
    let funnel = funnel(&frame, &stages, &Asked::default());
    let weekly = Weekly {
        edition: Edition {
            key: "wk-2026W46",
            frame,
            funnel: &funnel,
            marks: &[Mark::Preview],
            restated: &[],
            sources: &Sources::default(),
            next: None,
        },
        pings: None,
    };
    insta::assert_snapshot!(shown(|locale| weekly::post(locale, &weekly)));
}

#[test]
fn a_week_in_which_nothing_moved_is_told_in_two_lines() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-W46");
    let funnel = funnel(&frame, &quiet_stages(), &Asked::default());
    let weekly = Weekly {
        edition: Edition {
            key: "wk-2026W46",
            frame,
            funnel: &funnel,
            marks: &[Mark::Stale {
                as_of: at("2026-11-16T06:02"),
            }],
            restated: &[],
            sources: &Sources::default(),
            next: Some(at("2026-11-23T09:00")),
        },
        pings: None,
    };
    insta::assert_snapshot!(shown(|locale| weekly::post(locale, &weekly)));
}

#[test]
fn a_review_of_two_weeks() {
    let definition = Definition::default();
    let frame = frame(&definition, "this-biweek");
    let asked = Asked {
        as_of: at("2026-11-30T06:02"),
        ..Asked::default()
    };
    let funnel = funnel(&frame, &week_stages(), &asked);
    let sources = troubled();
    let review = Biweekly {
        edition: Edition {
            key: "bw-20261116",
            frame,
            funnel: &funnel,
            marks: &[],
            restated: &[],
            sources: &sources,
            next: Some(at("2026-12-14T09:00")),
        },
        pings: Some(pings()),
        opted_out: OptedOut::Counted {
            now: 12,
            previous: Some(9),
        },
    };
    insta::assert_snapshot!(shown(|locale| biweekly::post(locale, &review)));
    LOCALES
        .iter()
        .for_each(|locale| within_budget(&biweekly::post(*locale, &review)));
}

#[test]
fn a_review_without_pings_or_opt_outs() {
    let definition = Definition::default();
    let frame = frame(&definition, "this-biweek");
    let asked = Asked {
        as_of: at("2026-11-30T06:02"),
        ..Asked::default()
    };
    let funnel = funnel(&frame, &week_stages(), &asked);
    let review = Biweekly {
        edition: Edition {
            key: "bw-20261116",
            frame,
            funnel: &funnel,
            marks: &[Mark::Test],
            restated: &[],
            sources: &Sources::default(),
            next: None,
        },
        pings: Some(Pings {
            now: PingNumbers::default(),
            previous: None,
        }),
        opted_out: OptedOut::Unknown,
    };
    insta::assert_snapshot!(shown(|locale| biweekly::post(locale, &review)));
}

#[test]
fn a_month_with_a_ripe_cohort_that_improved() {
    let definition = Definition::default();
    let month = frame(&definition, "2026-10");
    let as_of = at("2026-11-02T06:02");
    let asked = Asked {
        as_of,
        ..Asked::default()
    };
    let numbers = funnel(&month, &week_stages(), &asked);
    let ripe = frame(&definition, "2026-07");
    let mut stages = week_stages();
    stages[1].0.entered = 120;
    let cohort = funnel(
        &ripe,
        &stages,
        &Asked {
            basis: Basis::Cohort,
            as_of,
            ..Asked::default()
        },
    );
    let why = split_by_channel();
    let monthly = Monthly {
        edition: Edition {
            key: "mo-202610",
            frame: month,
            funnel: &numbers,
            marks: &[Mark::Preliminary {
                settles: at("2026-11-05T00:00"),
            }],
            restated: &[],
            sources: &Sources::default(),
            next: Some(at("2026-12-01T09:00")),
        },
        cohort: Cohort::Mature {
            frame: ripe,
            funnel: &cohort,
        },
        pings: Some(pings()),
        why: Some(&why),
    };
    insta::assert_snapshot!(shown(|locale| monthly::post(locale, &monthly)));
    LOCALES
        .iter()
        .for_each(|locale| within(&monthly::post(*locale, &monthly), 1_500));
}

#[test]
fn a_first_month_without_a_cohort() {
    let definition = Definition::default();
    let month = frame(&definition, "2026-10");
    let asked = Asked {
        as_of: at("2026-11-02T06:02"),
        compared: false,
        ..Asked::default()
    };
    let numbers = funnel(&month, &week_stages(), &asked);
    let monthly = Monthly {
        edition: Edition {
            key: "mo-202610",
            frame: month,
            funnel: &numbers,
            marks: &[Mark::Late {
                by: SignedDuration::from_mins(40),
                cause: Cause::BotWasDown,
            }],
            restated: &[],
            sources: &Sources::default(),
            next: None,
        },
        cohort: Cohort::Awaited {
            from: Some(at("2027-01-30T00:00")),
        },
        pings: None,
        why: None,
    };
    insta::assert_snapshot!(shown(|locale| monthly::post(locale, &monthly)));
}

/// One more SQL of fewer MQLs, by three channels and leads without one.
fn split_by_channel() -> Why {
    let channel = |name: &str, before: (i64, i64), now: (i64, i64)| {
        let counts = |(entered, converted)| ChannelCounts { entered, converted };
        ChannelChange {
            channel: name.to_owned(),
            before: counts(before),
            now: counts(now),
        }
    };
    let channels = vec![
        channel("ORGANIC_SEARCH", (30, 5), (28, 9)),
        channel("OFFLINE", (21, 6), (10, 2)),
        channel("EMAIL_MARKETING", (15, 2), (15, 2)),
        channel("", (5, 0), (5, 1)),
    ];
    Why {
        rank: 2,
        before: 13,
        now: 14,
        split: Split::of(channels).expect("small counts"),
    }
}
