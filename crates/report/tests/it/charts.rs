//! Samples of every kind of chart, in both languages.

use report::{
    chart::{
        Amount, Band, ChannelBar, ChannelsPlot, Chart, FunnelPlot, FunnelStage, GoalKind, Landing,
        LandingPlot, NoteFlag, Plot, PointState, Ratio, TrendPlot, TrendPoint, Unit,
    },
    locale::Locale,
};

fn either<'a>(locale: Locale, ja: &'a str, en: &'a str) -> &'a str {
    match locale {
        Locale::Ja => ja,
        Locale::En => en,
    }
}

fn amount(number: f64) -> Amount {
    Amount::new(number).expect("a finite number")
}

/// Every sample with its name.
pub(crate) fn samples(locale: Locale) -> Vec<(&'static str, Chart)> {
    let chart = |title, under, plot| Chart {
        title,
        under,
        locale,
        plot,
    };
    let week = either(
        locale,
        "2026-W46（11/9–11/15・JST）｜データ時点 11/16 06:02",
        "2026-W46 (9–15 Nov, JST) | data as of 16 Nov 06:02",
    );
    let month = either(
        locale,
        "2026-10（10/1–10/31・JST）｜データ時点 11/4 08:40",
        "2026-10 (1–31 Oct, JST) | data as of 4 Nov 08:40",
    );
    let open = either(
        locale,
        "2026-11（11/1–11/15 06:02まで・途中・JST）｜10/1–10/15 06:02までと比較｜データ時点 11/15 06:02",
        "2026-11 (1–15 Nov to 06:02, so far, JST) | compared with 1–15 Oct to 06:02 | data as of 15 Nov 06:02",
    );
    let title = |ja, en| either(locale, ja, en).to_owned();
    vec![
        (
            "trend",
            chart(
                title(
                    "MQLは58件に減少（前週71件）",
                    "MQL fell to 58 (week before 71)",
                ),
                week.to_owned(),
                Plot::Trend(trend(locale)),
            ),
        ),
        (
            "trend-gaps",
            chart(
                title(
                    "MRRは5.2億円。直前の2週は取得できていません。11月の目標5.4億円にはあと2,000万円",
                    "MRR stands at JPY 520 m; the two weeks before are missing, and JPY 20 m are left to the goal",
                ),
                week.to_owned(),
                Plot::Trend(gaps(locale)),
            ),
        ),
        (
            "funnel",
            chart(
                title(
                    "SQLは64件に増加（前月41件）",
                    "SQL rose to 64 (month before 41)",
                ),
                month.to_owned(),
                Plot::Funnel(funnel(locale)),
            ),
        ),
        (
            "channels",
            chart(
                title("検索からのMQLが増加", "MQLs from search rose"),
                month.to_owned(),
                Plot::Channels(channels(locale)),
            ),
        ),
        (
            "landing",
            chart(
                title(
                    "五分五分：SQLは9営業日で28件、着地59件の見込み（目標60件）",
                    "Even odds: 28 SQL after 9 business days, landing at 59 of 60",
                ),
                open.to_owned(),
                Plot::Landing(landing()),
            ),
        ),
        (
            "nothing",
            chart(
                title("動きはありません", "Nothing moved"),
                week.to_owned(),
                Plot::Trend(TrendPlot {
                    points: Vec::new(),
                    ..trend(locale)
                }),
            ),
        ),
    ]
}

fn week_label(locale: Locale, index: usize) -> String {
    let days = [
        (8, 17),
        (8, 24),
        (8, 31),
        (9, 7),
        (9, 14),
        (9, 21),
        (9, 28),
        (10, 5),
        (10, 12),
        (10, 19),
        (10, 26),
        (11, 2),
        (11, 9),
    ];
    let (month, day) = days[index];
    match locale {
        Locale::Ja => format!("{month}/{day}"),
        Locale::En => format!("{day} {}", ["Aug", "Sep", "Oct", "Nov"][month - 8]),
    }
}

fn trend(locale: Locale) -> TrendPlot {
    let counts = [54, 61, 66, 58, 71, 62, 75, 64, 69, 41, 73, 71, 58];
    let points = counts.iter().enumerate().map(|(index, count)| TrendPoint {
        label: week_label(locale, index),
        value: Some(Amount::count(*count)),
        state: if index == 12 {
            PointState::Open
        } else {
            PointState::Settled
        },
        goal: Some(Amount::count(65)),
    });
    TrendPlot {
        name: "MQL".to_owned(),
        unit: Unit::Count,
        points: points.collect(),
        band: Some(Band {
            low: Amount::count(49),
            high: Amount::count(76),
        }),
        notes: vec![
            NoteFlag {
                at: 6,
                text: either(locale, "展示会（東京）", "trade fair in Tokyo").to_owned(),
            },
            NoteFlag {
                at: 9,
                text: either(
                    locale,
                    "フォーム不具合で2日間停止",
                    "form was broken for two days",
                )
                .to_owned(),
            },
        ],
        goal: GoalKind::Own,
    }
}

fn gaps(locale: Locale) -> TrendPlot {
    let values = [
        Some(4.6e8),
        Some(4.65e8),
        None,
        Some(4.8e8),
        Some(4.82e8),
        Some(4.9e8),
        Some(4.95e8),
        Some(5.02e8),
        Some(5.0e8),
        Some(5.1e8),
        None,
        None,
        Some(5.2e8),
    ];
    let points = values.iter().enumerate().map(|(index, value)| TrendPoint {
        label: week_label(locale, index),
        value: value.map(amount),
        state: if index > 8 {
            PointState::Maturing
        } else {
            PointState::Settled
        },
        goal: Some(amount(if index < 6 { 5.0e8 } else { 5.4e8 })),
    });
    TrendPlot {
        name: "MRR".to_owned(),
        unit: Unit::Money("JPY".to_owned()),
        points: points.collect(),
        band: None,
        notes: Vec::new(),
        goal: GoalKind::Own,
    }
}

fn funnel(locale: Locale) -> FunnelPlot {
    let names = [
        ("リード", "Lead"),
        ("MQL", "MQL"),
        ("SQL", "SQL"),
        ("商談", "Opportunity"),
        ("成約", "Customer"),
    ];
    let counts = [1_612, 262, 64, 21, 5];
    let before = [1_500, 251, 41, 19, 7];
    let stages = names
        .iter()
        .enumerate()
        .map(|(index, (ja, en))| FunnelStage {
            name: either(locale, ja, en).to_owned(),
            now: Some(counts[index]),
            before: Some(before[index]),
            conversion: index.checked_sub(1).map(|above| Ratio {
                numerator: counts[index],
                denominator: counts[above],
            }),
        });
    FunnelPlot {
        now: "2026-10".to_owned(),
        before: Some(either(locale, "前月", "month before").to_owned()),
        stages: stages.collect(),
    }
}

fn channels(locale: Locale) -> ChannelsPlot {
    let names = [
        ("自然検索", "Organic search"),
        ("ウェビナー", "Webinar"),
        (
            "展示会・イベント（オフライン）",
            "Trade fairs and other events",
        ),
        ("広告", "Paid ads"),
        ("メール", "Email"),
        ("紹介", "Referral"),
        ("不明", "Unknown"),
        ("SNS", "Social"),
        ("電話", "Telephone"),
    ];
    let counts = [96, 61, 44, 31, 20, 9, 1, 0, 0];
    let before = [70, 66, 52, 30, 18, 12, 3, 0, 0];
    let channels = names
        .iter()
        .enumerate()
        .map(|(index, (ja, en))| ChannelBar {
            name: either(locale, ja, en).to_owned(),
            now: (index != 5).then(|| Amount::count(counts[index])),
            before: Some(Amount::count(before[index])),
        });
    ChannelsPlot {
        unit: Unit::Count,
        now: "2026-10".to_owned(),
        before: Some(either(locale, "前月", "month before").to_owned()),
        channels: channels.collect(),
    }
}

fn landing() -> LandingPlot {
    let sums = [0, 3, 6, 6, 10, 13, 13, 13, 16, 19, 22, 25, 28, 28, 28];
    let working = |day: usize| !matches!(day % 7, 0 | 6);
    let all = (0..30).filter(|day| working(*day)).count();
    let pace = (0..30).map(|day| {
        let done = (0..=day).filter(|day| working(*day)).count();
        amount(60.0 * done as f64 / all as f64)
    });
    LandingPlot {
        unit: Unit::Count,
        ends: ("11/1".to_owned(), "11/30".to_owned()),
        days: 30,
        actual: sums.iter().map(|sum| Some(Amount::count(*sum))).collect(),
        pace: pace.collect(),
        target: Amount::count(60),
        landing: Some(Landing {
            expected: Amount::count(59),
            low: Amount::count(49),
            high: Amount::count(69),
        }),
    }
}
