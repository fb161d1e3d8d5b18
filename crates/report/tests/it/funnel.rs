//! `/kpi funnel`.

use kpi::{definition::Definition, funnel::Basis, period::Compare};
use report::funnel::answer;

use crate::sample::{Asked, at, frame, funnel, quiet_stages, shown, week_stages};

#[test]
fn a_closed_week_by_period() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-W46");
    let funnel = funnel(&frame, &week_stages(), &Asked::default());
    insta::assert_snapshot!(shown(|locale| answer(locale, frame, &funnel)));
    for locale in report::LOCALES {
        let message = answer(*locale, frame, &funnel);
        let length =
            message.content.chars().count() + message.body.unwrap_or_default().chars().count();
        assert!(length <= 1_300, "{length} characters in {}", locale.code());
    }
}

#[test]
fn an_open_month_says_what_it_is_compared_with() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-11");
    let funnel = funnel(&frame, &week_stages(), &Asked::default());
    insta::assert_snapshot!(shown(|locale| answer(locale, frame, &funnel)));
}

#[test]
fn an_open_month_says_of_which_year_it_is_compared_with() {
    let definition = Definition::default();
    let mut frame = frame(&definition, "2026-11");
    frame.compare = Compare::LastYear;
    let funnel = funnel(&frame, &week_stages(), &Asked::default());
    let line = |locale| answer(locale, frame, &funnel).body.unwrap_or_default();
    let ja = line(report::Locale::Ja);
    assert!(ja.contains("2025/11/1–11/16 06:02までと比較"), "{ja}");
    let en = line(report::Locale::En);
    assert!(en.contains("1–16 Nov 2025 to 06:02"), "{en}");
}

#[test]
fn a_cohort_that_is_not_ripe_is_marked_and_judged_by_nobody() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-W46");
    let asked = Asked {
        basis: Basis::Cohort,
        ..Asked::default()
    };
    let funnel = funnel(&frame, &week_stages(), &asked);
    insta::assert_snapshot!(shown(|locale| answer(locale, frame, &funnel)));
}

#[test]
fn a_ripe_cohort_is_judged_by_the_evidence() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-07");
    let asked = Asked {
        basis: Basis::Cohort,
        ..Asked::default()
    };
    let mut stages = week_stages();
    stages[1].0.entered = 120;
    stages[2].0.entered = 12;
    let funnel = funnel(&frame, &stages, &asked);
    insta::assert_snapshot!(shown(|locale| answer(locale, frame, &funnel)));
}

#[test]
fn nothing_to_compare_with_and_nothing_moved() {
    let definition = Definition::default();
    let mut frame = frame(&definition, "2026-11-09..2026-11-12");
    frame.compare = Compare::None;
    let asked = Asked {
        compared: false,
        ..Asked::default()
    };
    let mut funnel = funnel(&frame, &quiet_stages(), &asked);
    for row in &mut funnel.velocity {
        row.now.n = 0;
        row.now.median_seconds = None;
    }
    funnel.sales_cycle.now.n = 0;
    insta::assert_snapshot!(shown(|locale| answer(locale, frame, &funnel)));
}

#[test]
fn a_period_that_no_data_reaches_has_no_numbers() {
    let definition = Definition::default();
    let frame = frame(&definition, "2026-12");
    let asked = Asked {
        as_of: at("2026-11-16T06:02"),
        ..Asked::default()
    };
    let funnel = funnel(&frame, &quiet_stages(), &asked);
    insta::assert_snapshot!(shown(|locale| answer(locale, frame, &funnel)));
}
