use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn tokyo() -> Definition {
    Definition::default()
}

fn in_zone(name: &str) -> Definition {
    Definition {
        zone: TimeZone::get(name).unwrap(),
        ..Definition::default()
    }
}

/// 2026-11-12 10:30 in Tokyo, a Thursday.
fn now() -> Timestamp {
    "2026-11-12T01:30:00Z".parse().unwrap()
}

fn asked(word: &str) -> Period {
    PeriodWord::parse(word).unwrap().resolve(&tokyo(), now())
}

fn shown(period: &Period) -> String {
    format!("{}..{}", period.first, period.last)
}

fn resolved(word: &str) -> String {
    shown(&asked(word))
}

fn compared(word: &str, compare: Compare) -> String {
    shown(&asked(word).other(compare, &tokyo()).unwrap())
}

#[test]
fn every_word_resolves_by_the_local_date() {
    for (word, dates) in [
        ("today", "2026-11-12..2026-11-12"),
        ("yesterday", "2026-11-11..2026-11-11"),
        ("this-week", "2026-11-09..2026-11-15"),
        ("last-week", "2026-11-02..2026-11-08"),
        ("this-biweek", "2026-11-02..2026-11-15"),
        ("last-biweek", "2026-10-19..2026-11-01"),
        ("this-month", "2026-11-01..2026-11-30"),
        ("last-month", "2026-10-01..2026-10-31"),
        ("this-quarter", "2026-10-01..2026-12-31"),
        ("last-quarter", "2026-07-01..2026-09-30"),
        ("this-year", "2026-04-01..2027-03-31"),
        ("last-year", "2025-04-01..2026-03-31"),
        ("last-7d", "2026-11-05..2026-11-11"),
        ("last-30d", "2026-10-13..2026-11-11"),
        ("last-90d", "2026-08-14..2026-11-11"),
        ("last-1d", "2026-11-11..2026-11-11"),
        ("2026-10", "2026-10-01..2026-10-31"),
        ("2024-02", "2024-02-01..2024-02-29"),
        ("2026-W41", "2026-10-05..2026-10-11"),
        ("2020-W53", "2020-12-28..2021-01-03"),
        ("2026-Q3", "2026-10-01..2026-12-31"),
        ("2026-Q4", "2027-01-01..2027-03-31"),
        ("FY2026", "2026-04-01..2027-03-31"),
        ("2026-10-05", "2026-10-05..2026-10-05"),
        ("2026-10-01..2026-10-31", "2026-10-01..2026-10-31"),
        (" Last-Week ", "2026-11-02..2026-11-08"),
        ("2026-w41", "2026-10-05..2026-10-11"),
        ("fy2026", "2026-04-01..2027-03-31"),
    ] {
        assert_eq!(resolved(word), dates, "{word}");
    }
}

#[test]
fn every_accepted_form_is_accepted() {
    for form in ACCEPTED {
        assert_eq!(PeriodWord::parse(form).unwrap().to_string(), form);
    }
}

#[test]
fn a_period_spans_the_instants_of_its_local_days() {
    let month = asked("2026-10");
    assert_eq!(month.span.start.to_string(), "2026-09-30T15:00:00Z");
    assert_eq!(month.span.end.to_string(), "2026-10-31T15:00:00Z");
    let beirut = in_zone("Asia/Beirut");
    let week = PeriodWord::parse("2022-W12")
        .unwrap()
        .resolve(&beirut, now());
    // The clock jumped over midnight on Sunday 27 March: the week has 167 hours.
    assert_eq!(
        week.span.end.duration_since(week.span.start).as_hours(),
        167
    );
}

#[test]
fn the_date_asked_for_is_the_local_one() {
    let just_after_midnight = "2026-11-11T15:00:00Z".parse().unwrap();
    let just_before = "2026-11-11T14:59:59.999Z".parse().unwrap();
    let today = PeriodWord::parse("today").unwrap();
    assert_eq!(
        today.resolve(&tokyo(), just_after_midnight).first,
        date(2026, 11, 12)
    );
    assert_eq!(
        today.resolve(&tokyo(), just_before).first,
        date(2026, 11, 11)
    );
}

#[test]
fn a_named_week_with_another_first_weekday_holds_that_weeks_thursday() {
    let mut definition = tokyo();
    let week = PeriodWord::parse("2026-W41").unwrap();
    for (start, first) in [
        (Weekday::Sunday, date(2026, 10, 4)),
        (Weekday::Saturday, date(2026, 10, 3)),
        (Weekday::Thursday, date(2026, 10, 8)),
        (Weekday::Wednesday, date(2026, 10, 7)),
        (Weekday::Friday, date(2026, 10, 2)),
    ] {
        definition.week_start = start;
        let period = week.resolve(&definition, now());
        assert_eq!(period.first, first, "{start:?}");
        assert_eq!(period.word(&definition), week);
    }
}

#[test]
fn biweeks_are_counted_from_the_week_of_the_anchor() {
    let mut definition = tokyo();
    definition.biweek_anchor = date(2024, 1, 10);
    let of = |definition: &Definition, day| Period::containing(Kind::Biweek, day, definition).first;
    assert_eq!(of(&definition, date(2024, 1, 8)), date(2024, 1, 8));
    assert_eq!(of(&definition, date(2024, 1, 21)), date(2024, 1, 8));
    assert_eq!(of(&definition, date(2024, 1, 7)), date(2023, 12, 25));
    definition.week_start = Weekday::Sunday;
    assert_eq!(of(&definition, date(2024, 1, 10)), date(2024, 1, 7));
    assert_eq!(of(&definition, date(2024, 1, 6)), date(2023, 12, 24));
}

#[test]
fn the_fiscal_year_begins_in_its_first_month() {
    let mut definition = tokyo();
    for (fiscal_start, quarter, year) in [
        (1, "2026-10-01..2026-12-31", "2026-01-01..2026-12-31"),
        (10, "2026-10-01..2026-12-31", "2026-10-01..2027-09-30"),
        (12, "2026-09-01..2026-11-30", "2025-12-01..2026-11-30"),
        (99, "2026-09-01..2026-11-30", "2025-12-01..2026-11-30"),
    ] {
        definition.fiscal_start = fiscal_start;
        let shown_as =
            |word: &str| shown(&PeriodWord::parse(word).unwrap().resolve(&definition, now()));
        assert_eq!(shown_as("this-quarter"), quarter);
        assert_eq!(shown_as("this-year"), year);
    }
}

#[test]
fn the_previous_period_is_of_the_same_kind() {
    for (word, dates) in [
        ("today", "2026-11-11..2026-11-11"),
        ("this-week", "2026-11-02..2026-11-08"),
        ("2026-W01", "2025-12-22..2025-12-28"),
        ("this-biweek", "2026-10-19..2026-11-01"),
        ("this-month", "2026-10-01..2026-10-31"),
        ("2026-03", "2026-02-01..2026-02-28"),
        ("2026-Q1", "2026-01-01..2026-03-31"),
        ("FY2026", "2025-04-01..2026-03-31"),
        ("last-7d", "2026-10-29..2026-11-04"),
        ("2026-10-01..2026-10-31", "2026-08-31..2026-09-30"),
    ] {
        assert_eq!(compared(word, Compare::Previous), dates, "{word}");
    }
}

#[test]
fn a_year_earlier_has_its_rule_per_kind() {
    for (word, dates) in [
        ("2024-02-29", "2023-02-28..2023-02-28"),
        ("2025-02-28", "2024-02-28..2024-02-28"),
        ("2024-02-29..2024-03-10", "2023-02-28..2023-03-10"),
        ("last-7d", "2025-11-05..2025-11-11"),
        ("2026-W46", "2025-11-10..2025-11-16"),
        ("2026-W53", "2025-12-22..2025-12-28"),
        ("2021-W01", "2019-12-30..2020-01-05"),
        ("2027-W52", "2026-12-21..2026-12-27"),
        ("this-biweek", "2025-11-03..2025-11-16"),
        ("2024-02", "2023-02-01..2023-02-28"),
        ("2026-Q3", "2025-10-01..2025-12-31"),
        ("FY2026", "2025-04-01..2026-03-31"),
    ] {
        assert_eq!(compared(word, Compare::LastYear), dates, "{word}");
    }
    assert_eq!(asked("today").other(Compare::None, &tokyo()), None);
}

#[test]
fn a_closed_period_is_compared_whole() {
    let span = asked("2026-10")
        .comparison(Compare::Previous, &tokyo(), now())
        .unwrap();
    assert_eq!(span.start.to_string(), "2026-08-31T15:00:00Z");
    assert_eq!(span.end.to_string(), "2026-09-30T15:00:00Z");
}

#[test]
fn an_open_period_is_compared_with_the_same_elapsed_part() {
    let month = asked("this-month");
    let definition = tokyo();
    let span = month
        .comparison(Compare::Previous, &definition, now())
        .unwrap();
    assert_eq!(span.start.to_string(), "2026-09-30T15:00:00Z");
    assert_eq!(span.end.to_string(), "2026-10-12T01:30:00Z");
    let measured = month.measured_dates(&definition, now()).unwrap();
    let compared = month
        .compared_dates(Compare::Previous, &definition, now())
        .unwrap();
    assert_eq!(
        (measured.first, measured.last),
        (date(2026, 11, 1), date(2026, 11, 12))
    );
    assert_eq!(
        (compared.first, compared.last),
        (date(2026, 10, 1), date(2026, 10, 12))
    );
}

#[test]
fn at_midnight_whole_days_are_compared() {
    let definition = tokyo();
    let midnight = "2026-11-12T15:00:00Z".parse().unwrap();
    let measured = asked("this-month")
        .measured_dates(&definition, midnight)
        .unwrap();
    let compared = asked("this-month")
        .compared_dates(Compare::Previous, &definition, midnight)
        .unwrap();
    assert_eq!(measured.last, date(2026, 11, 12));
    assert_eq!(compared.last, date(2026, 10, 12));
}

#[test]
fn the_elapsed_part_ends_at_the_latest_with_the_other_period() {
    let definition = tokyo();
    let march = PeriodWord::parse("2026-03")
        .unwrap()
        .resolve(&definition, now());
    let on_the_31st = "2026-03-31T03:00:00Z".parse().unwrap();
    let span = march
        .comparison(Compare::Previous, &definition, on_the_31st)
        .unwrap();
    assert_eq!(span.end, march.span.start);
}

#[test]
fn a_period_that_has_not_begun_is_compared_with_nothing() {
    let definition = tokyo();
    let next = PeriodWord::parse("2026-12")
        .unwrap()
        .resolve(&definition, now());
    let span = next
        .comparison(Compare::Previous, &definition, now())
        .unwrap();
    assert_eq!(span.start, span.end);
    assert_eq!(next.measured_dates(&definition, now()), None);
    assert_eq!(
        next.compared_dates(Compare::Previous, &definition, now()),
        None
    );
}

#[test]
fn the_same_time_of_day_holds_across_a_change_of_the_clock() {
    let new_york = in_zone("America/New_York");
    // Sunday 2026-11-01 has 25 hours; Tuesday 09:00 is compared with Tuesday 09:00.
    let as_of = "2026-11-03T14:00:00Z".parse().unwrap();
    let week = PeriodWord::parse("this-week")
        .unwrap()
        .resolve(&new_york, as_of);
    let span = week
        .comparison(Compare::Previous, &new_york, as_of)
        .unwrap();
    assert_eq!(span.end.to_string(), "2026-10-27T13:00:00Z");
}

#[test]
fn a_mistyped_word_knows_its_nearest_form() {
    for (typed, nearest, kind) in [
        ("lastweek", "last-week", PeriodFaultKind::Unknown),
        ("this_month", "this-month", PeriodFaultKind::Unknown),
        ("toady", "today", PeriodFaultKind::Unknown),
        ("2026-13", "2026-10", PeriodFaultKind::NoSuchDate),
        ("2026-02-30", "2026-10-05", PeriodFaultKind::NoSuchDate),
        ("2026-W54", "2026-W41", PeriodFaultKind::NoSuchDate),
        ("2025-W53", "2026-W41", PeriodFaultKind::NoSuchDate),
        ("2026-W00", "2026-W41", PeriodFaultKind::NoSuchDate),
        ("2026-Q5", "2026-Q3", PeriodFaultKind::NoSuchDate),
        ("FY1969", "FY2026", PeriodFaultKind::YearOutside),
        ("9991-01", "2026-10", PeriodFaultKind::YearOutside),
        ("last-0d", "last-7d", PeriodFaultKind::DaysOutside),
        ("last-3661d", "last-30d", PeriodFaultKind::DaysOutside),
        (
            "2026-10-31..2026-10-01",
            "2026-10-01..2026-10-31",
            PeriodFaultKind::Reversed,
        ),
        ("2026-10-05T00:00", "2026-10-05", PeriodFaultKind::Unknown),
        ("２０２６-10", "2026-10", PeriodFaultKind::Unknown),
        ("week", "this-week", PeriodFaultKind::Unknown),
        ("prev week", "last-week", PeriodFaultKind::Unknown),
        ("previous-month", "last-month", PeriodFaultKind::Unknown),
        ("Q3", "2026-Q3", PeriodFaultKind::Unknown),
        ("2026/10/05", "2026-10-05", PeriodFaultKind::Unknown),
        ("先々週", "last-week", PeriodFaultKind::Unknown),
    ] {
        let fault = PeriodWord::parse(typed).unwrap_err();
        assert_eq!(fault.kind, kind, "{typed}");
        assert_eq!(fault.nearest, Some(nearest), "{typed}");
        assert_eq!(fault.typed, typed);
    }
    assert_eq!(PeriodWord::parse("zzz").unwrap_err().nearest, None);
}

#[test]
fn relative_words_are_read_in_japanese() {
    for (typed, word) in [
        ("今日", "today"),
        ("先週", "last-week"),
        (" 今月 ", "this-month"),
        ("前四半期", "last-quarter"),
        ("昨年度", "last-year"),
    ] {
        assert_eq!(PeriodWord::parse(typed), PeriodWord::parse(word), "{typed}");
    }
}

#[test]
fn far_too_many_days_are_refused() {
    let fault = PeriodWord::parse("last-99999999999999999999d").unwrap_err();
    assert_eq!(fault.kind, PeriodFaultKind::DaysOutside);
}

#[test]
fn the_comparison_words_are_read() {
    for choice in Compare::ALL {
        assert_eq!(Compare::parse(choice.as_str()), Some(choice));
    }
    assert_eq!(Compare::parse(" LAST-YEAR"), Some(Compare::LastYear));
    assert_eq!(Compare::parse("later"), None);
}

fn definitions() -> impl Strategy<Value = Definition> {
    let zones = [
        "Asia/Tokyo",
        "America/New_York",
        "America/Sao_Paulo",
        "Africa/Cairo",
        "Pacific/Apia",
    ];
    (
        prop::sample::select(zones.to_vec()),
        0..7i8,
        1..=12i8,
        0..400i64,
    )
        .prop_map(|(zone, weekday, fiscal_start, anchor)| Definition {
            week_start: Weekday::from_monday_zero_offset(weekday).unwrap(),
            fiscal_start,
            biweek_anchor: plus_days(date(2024, 1, 1), anchor),
            ..in_zone(zone)
        })
}

fn instants() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        8 => (0..4_000_000_000i64).prop_map(|second| Timestamp::from_second(second).unwrap()),
        1 => Just(Timestamp::MIN),
        1 => Just(Timestamp::MAX),
    ]
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Day,
        Kind::Week,
        Kind::Biweek,
        Kind::Month,
        Kind::Quarter,
        Kind::Year,
        Kind::Range,
    ])
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9]{4}-[WQwq]?[0-9]{1,2}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "[0-9]{4}-[01][0-9]-[0-3][0-9]\\.\\.[0-9]{4}-[01][0-9]-[0-3][0-9]",
        "last-[0-9]{1,5}d",
        "(fy|FY)[0-9]{4}",
        prop::sample::select(ACCEPTED.to_vec()).prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn nothing_typed_panics(text in typed(), definition in definitions(), at in instants()) {
        match PeriodWord::parse(&text) {
            Ok(word) => {
                let period = word.resolve(&definition, at);
                prop_assert!(period.first <= period.last);
                prop_assert!(period.span.start <= period.span.end);
                prop_assert_eq!(PeriodWord::parse(&word.to_string()).ok(), Some(word));
                for compare in Compare::ALL {
                    let span = period.comparison(compare, &definition, at);
                    prop_assert!(span.is_none_or(|span| span.start <= span.end));
                    period.compared_dates(compare, &definition, at);
                }
            }
            Err(fault) => prop_assert!(fault.typed.chars().count() <= 64),
        }
    }

    #[test]
    fn periods_of_a_kind_tile_time(kind in kinds(), definition in definitions(), days in 0..40_000i64) {
        let day = plus_days(date(1970, 1, 1), days);
        let period = Period::containing(kind, day, &definition);
        prop_assert!(period.first <= day && day <= period.last);
        prop_assert_eq!(Period::containing(kind, period.first, &definition), period);
        prop_assert_eq!(Period::containing(kind, period.last, &definition), period);
        let before = period.other(Compare::Previous, &definition).unwrap();
        prop_assert_eq!(before.kind, kind);
        prop_assert_eq!(before.span.end, period.span.start);
    }

    #[test]
    fn the_absolute_word_means_the_same_period(
        kind in kinds(),
        definition in definitions(),
        days in 1_000..40_000i64,
        at in instants(),
    ) {
        let period = Period::containing(kind, plus_days(date(1970, 1, 1), days), &definition);
        let again = period.word(&definition).resolve(&definition, at);
        prop_assert_eq!(again.span, period.span);
    }

    #[test]
    fn the_comparison_lies_in_the_other_period_and_grows_with_the_as_of(
        kind in kinds(),
        days in 1_000..20_000i64,
        elapsed in prop::array::uniform2(-100_000..40_000_000i64),
        compare in prop::sample::select(vec![Compare::Previous, Compare::LastYear]),
    ) {
        let definition = tokyo();
        let period = Period::containing(kind, plus_days(date(1970, 1, 1), days), &definition);
        let other = period.other(compare, &definition).unwrap();
        let at = |seconds| period.span.start + SignedDuration::from_secs(seconds);
        let [early, late] = [elapsed[0].min(elapsed[1]), elapsed[0].max(elapsed[1])]
            .map(|seconds| period.comparison(compare, &definition, at(seconds)).unwrap());
        prop_assert_eq!(early.start, other.span.start);
        prop_assert!(early.end <= late.end && late.end <= other.span.end);
    }
}
