//! The weekly, biweekly and monthly posts.

use jiff::SignedDuration;
use kpi::{
    definition::Definition,
    funnel::Basis,
    model::{Stream, Tool},
    split::{ChannelChange, ChannelCounts, Split},
};
use report::{
    LOCALES, Locale,
    cut::units,
    kpi::Why,
    message::Message,
    notes::Note,
    posts::{
        Cause, Edition, Failing, Judged, Lack, Mark, Number, PingNumbers, Pings, Restated, Said,
        Sources, Unavailable, Unmapped, VERDICT,
        biweekly::{self, Biweekly, OptedOut},
        companies::{Companies, Moved},
        delayed,
        monthly::{self, Cohort, Monthly},
        weekly::{self, Weekly},
    },
};

use crate::sample::{Asked, at, edition, frame, funnel, period, quiet_stages, shown, week_stages};

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
    assert!(units(&message.content) <= VERDICT, "{}", message.content);
    let body = message.body.as_deref().unwrap_or_default();
    assert!(units(body) <= 1_400, "{} units:\n{body}", units(body));
}

/// The parts of a body by the beginnings of their first lines.
fn in_order(message: &Message, parts: &[&str]) {
    let body = message.body.as_deref().unwrap_or_default();
    let at = |part: &&str| {
        body.find(*part)
            .unwrap_or_else(|| panic!("no {part}:\n{body}"))
    };
    let places: Vec<usize> = parts.iter().map(at).collect();
    assert!(places.is_sorted(), "{body}");
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
    let late = SignedDuration::from_hours(3);
    let post = |locale: Locale, weekly: &Weekly<'_>| {
        delayed(
            locale,
            weekly::post(locale, weekly),
            late,
            Cause::WaitedForData,
        )
    };
    let why = split_by_channel();
    let weekly = Weekly {
        edition: Edition {
            restated: &restated,
            sources: &sources,
            next: Some(at("2026-11-23T09:00")),
            ..edition("wk-2026W46", frame, &funnel)
        },
        pings: Some(pings()),
        why: Some(&why),
        companies: None,
    };
    insta::assert_snapshot!(shown(|locale| post(locale, &weekly)));
    for locale in LOCALES {
        let message = post(*locale, &weekly);
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
            marks: &[Mark::Preview],
            ..edition("wk-2026W46", frame, &funnel)
        },
        pings: None,
        why: None,
        companies: None,
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
            marks: &[Mark::Stale {
                as_of: at("2026-11-16T06:02"),
            }],
            next: Some(at("2026-11-23T09:00")),
            ..edition("wk-2026W46", frame, &funnel)
        },
        pings: None,
        why: None,
        companies: None,
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
            sources: &sources,
            next: Some(at("2026-12-14T09:00")),
            ..edition("bw-20261116", frame, &funnel)
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
            marks: &[Mark::Test],
            ..edition("bw-20261116", frame, &funnel)
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
            marks: &[Mark::Preliminary {
                settles: at("2026-11-05T00:00"),
            }],
            next: Some(at("2026-12-01T09:00")),
            ..edition("mo-202610", month, &numbers)
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
        .for_each(|locale| within_budget(&monthly::post(*locale, &monthly)));
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
        edition: edition("mo-202610", month, &numbers),
        cohort: Cohort::Awaited {
            from: Some(at("2027-01-30T00:00")),
        },
        pings: None,
        why: None,
    };
    let late = SignedDuration::from_mins(40);
    insta::assert_snapshot!(shown(|locale| delayed(
        locale,
        monthly::post(locale, &monthly),
        late,
        Cause::BotWasDown
    )));
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

/// More restated numbers than a post has room for: of each stage of seven weeks.
fn restated_weeks(definition: &Definition) -> Vec<Restated> {
    let weeks = (39..46).rev().map(|week| format!("2026-W{week}"));
    let of = |week: String| {
        let span = period(&week, definition).span;
        ["lead", "mql"].map(|stage| Restated {
            stage: stage.to_owned(),
            span,
            number: Number::Entered,
            was: Said::Count(69),
            is: Said::Count(71),
        })
    };
    weeks.flat_map(of).collect()
}

#[test]
fn every_post_keeps_its_order_and_its_room_however_much_there_is_to_tell() {
    let definition = Definition::default();
    let sources = troubled();
    let restated = restated_weeks(&definition);
    let goals: Vec<String> = (1..=5)
        .map(|number| {
            format!("🎯 目標{number}（2026-11）🟡 五分五分｜28／60｜着地 59（80%幅 49–69）")
        })
        .collect();
    let notes: Vec<Note> = (3..8)
        .map(|day| Note {
            date: jiff::civil::date(2026, 11, day),
            text: "展示会に出展し、名刺を三百枚ほどいただきました".to_owned(),
        })
        .collect();
    let edition = |key, frame, funnel| Edition {
        key,
        frame,
        funnel,
        marks: &[],
        goals: &goals,
        notes: &notes,
        restated: &restated,
        redefined: Some("定義が変わりました（11/12・v7）：ステージの並び"),
        sources: &sources,
        next: Some(at("2026-11-23T09:00")),
    };
    let week = frame(&definition, "2026-W46");
    let month = frame(&definition, "2026-10");
    let numbers = funnel(&week, &week_stages(), &Asked::default());
    let of_month = funnel(&month, &week_stages(), &Asked::default());
    let why = split_by_channel();
    for locale in LOCALES {
        let weekly = Weekly {
            edition: edition("wk-2026W46", week, &numbers),
            pings: Some(pings()),
            why: None,
            companies: None,
        };
        let biweekly = Biweekly {
            edition: edition("bw-2026W46", week, &numbers),
            pings: Some(pings()),
            opted_out: OptedOut::Unknown,
        };
        let monthly = Monthly {
            edition: edition("mo-202610", month, &of_month),
            cohort: Cohort::Awaited { from: None },
            pings: Some(pings()),
            why: Some(&why),
        };
        let posts = [
            weekly::post(*locale, &weekly),
            biweekly::post(*locale, &biweekly),
            monthly::post(*locale, &monthly),
        ];
        for post in &posts {
            within_budget(post);
        }
        if *locale == Locale::Ja {
            let [weekly, biweekly, monthly] = &posts;
            let ending = ["メモ：", "訂正", "定義が", "次回"];
            let middle = ["🎯", "**転換**", "戻り：", "ホットリードの通知"];
            let numbers = ["新しく到達", "在庫と増減："];
            for (post, decide) in [
                (weekly, "**決めたいこと**"),
                (biweekly, "**話し合いたいこと**"),
                (monthly, "**決めたいこと**"),
            ] {
                in_order(post, &[&numbers[..], &middle, &[decide], &ending].concat());
            }
        }
    }
}

#[test]
fn restated_numbers_without_room_are_counted() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-W46");
    let funnel = funnel(&frame, &quiet_stages(), &Asked::default());
    let restated = restated_weeks(&definition);
    let weekly = Weekly {
        edition: Edition {
            restated: &restated,
            ..edition("wk-2026W46", frame, &funnel)
        },
        pings: None,
        why: None,
        companies: None,
    };
    let body = weekly::post(Locale::Ja, &weekly).body.unwrap_or_default();
    assert_eq!(body.matches("訂正：").count(), 5, "{body}");
    assert!(body.contains("訂正ほか9件"), "{body}");
}

#[test]
fn a_quiet_week_still_says_how_pings_were_answered() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-W46");
    let funnel = funnel(&frame, &quiet_stages(), &Asked::default());
    let weekly = Weekly {
        edition: edition("wk-2026W46", frame, &funnel),
        pings: Some(pings()),
        why: None,
        companies: None,
    };
    let body = weekly::post(Locale::Ja, &weekly).body.unwrap_or_default();
    assert!(body.contains("ホットリードの通知：22件送信"), "{body}");
    assert!(body.contains("未対応のホットリードが4件"), "{body}");
}

#[test]
fn a_period_that_no_data_reaches_is_not_called_still() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-W46");
    let asked = Asked {
        as_of: at("2026-11-08T18:00"),
        ..Asked::default()
    };
    let funnel = funnel(&frame, &quiet_stages(), &asked);
    let weekly = Weekly {
        edition: Edition {
            marks: &[Mark::Stale { as_of: asked.as_of }],
            sources: &troubled(),
            next: Some(at("2026-11-23T09:00")),
            ..edition("wk-2026W46", frame, &funnel)
        },
        pings: None,
        why: None,
        companies: None,
    };
    insta::assert_snapshot!(shown(|locale| weekly::post(locale, &weekly)));
}

/// A week with companies that moved, on a target list or not.
#[test]
fn companies_that_moved_stand_in_the_week() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-W46");
    let funnel = funnel(&frame, &week_stages(), &Asked::default());
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let moved = |targeted| {
        Companies::Moved(Moved {
            days: 30,
            targeted,
            active: names(&["青葉製作所", "@everyone", "ひかり商事", "北星電機"]),
            quiet: names(&["みなと物流"]),
        })
    };
    let still = Companies::Moved(Moved {
        days: 30,
        targeted: 120,
        active: Vec::new(),
        quiet: Vec::new(),
    });
    let later = Companies::NotYet {
        from: at("2026-12-14T00:00"),
    };
    let block = |companies: &Companies| {
        let weekly = Weekly {
            edition: edition("wk-2026W46", frame, &funnel),
            pings: None,
            why: None,
            companies: Some(companies),
        };
        let lines: Vec<String> = LOCALES
            .iter()
            .flat_map(|locale| {
                let message = weekly::post(*locale, &weekly);
                within_budget(&message);
                let body = message.body.unwrap_or_default();
                let blocks: Vec<String> = body.split("\n\n").map(str::to_owned).collect();
                let told = |block: &&String| {
                    block.contains("企業") || block.to_lowercase().contains("companies")
                };
                blocks.iter().filter(told).cloned().collect::<Vec<_>>()
            })
            .collect();
        lines.join("\n\n")
    };
    let blocks = [moved(0), moved(120), still, later].map(|companies| block(&companies));
    insta::assert_snapshot!(blocks.join("\n\n---\n\n"));
}
