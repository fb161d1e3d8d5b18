//! When posts come: holidays, every second week, and which period they speak of.

use funnelbot::stage::Stage;
use kpi::model::Tool;
use sandbox::world::World;

use crate::harness::{at, end, hours, lead_in, opens, post, reports, set, times};

/// An autumn with three holidays on days of posts, a poll every twelve hours.
async fn autumn(tool: Tool, team: &str, until: &str) -> Stage {
    let world = World::empty();
    for day in 1..9 {
        lead_in(&world, "lead", &format!("2026-10-0{day} 10:00"));
    }
    let mut options = opens(tool, &world, "2026-10-09 18:00", team);
    options.poll_every = hours(12);
    let mut stage = set(options).await;
    stage.live_until(at(until)).await;
    stage
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_due_on_a_holiday_move_to_the_next_business_day() {
    let stage = autumn(Tool::Hubspot, "", "2026-11-25 12:00").await;
    let posted = reports(&stage);
    let weekly = [
        "10-13 09:00",
        "10-19 09:00",
        "10-26 09:00",
        "11-02 09:00",
        "11-09 09:00",
        "11-16 09:00",
        "11-24 09:00",
    ];
    assert_eq!(times(&posted, "週次"), weekly);
    // Counted in twos from the week of 2024-01-01; the first of November is a Sunday.
    let biweekly = ["10-19 09:00", "11-02 09:00", "11-16 09:00"];
    assert_eq!(times(&posted, "振り返り"), biweekly);
    assert_eq!(times(&posted, "月次"), ["11-02 09:00"]);
    // The last days of the month still settle.
    let monthly = posted.iter().find(|said| said.content.contains("月次"));
    let first = &monthly.expect("a monthly post").content;
    assert!(first.starts_with("速報（11/4に確定）｜🗓️ 月次"), "{first}");
    // Moved by a day, it still speaks of the week before its nominal Monday, and is not late.
    let first = &posted[0].content;
    assert!(first.starts_with("📊 週次 10/5–10/11"), "{first}");
    let key = post(&stage, "weekly@2026-11-23T09:00").await;
    assert_eq!(key.expect("owed by its nominal time").late, None);
    for said in &posted {
        let late = said.content.contains('⏱') || said.content.contains('⚠');
        assert!(!late, "{}", said.content);
    }
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holiday_can_skip_a_post_or_bring_it_forward() {
    let weekly_on = |day: &str, rule: &str| {
        format!(
            "[schedules.weekly]\ncron = \"0 9 * * {day}\"\non_holiday = \"{rule}\"\n\
             [schedules.biweekly]\nenabled = false\n[schedules.monthly]\nenabled = false\n"
        )
    };
    let until = "2026-11-10 12:00";
    let skipping = autumn(Tool::Mautic, &weekly_on("TUE", "skip"), until).await;
    let skipped = ["10-13 09:00", "10-20 09:00", "10-27 09:00", "11-10 09:00"];
    assert_eq!(times(&reports(&skipping), "週次"), skipped);
    end(skipping).await;
    let earlier = autumn(Tool::Mautic, &weekly_on("TUE", "previous"), until).await;
    let moved = [
        "10-13 09:00",
        "10-20 09:00",
        "10-27 09:00",
        "11-02 09:00",
        "11-10 09:00",
    ];
    assert_eq!(times(&reports(&earlier), "週次"), moved);
    end(earlier).await;
    let anyway = autumn(Tool::Mautic, &weekly_on("MON", "post"), "2026-10-13 12:00").await;
    assert_eq!(times(&reports(&anyway), "週次"), ["10-12 09:00"]);
    end(anyway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_anchor_moves_the_second_weeks() {
    let team = "[workspace]\nbiweek_anchor = 2024-01-08\n[schedules.weekly]\nenabled = false\n\
                [schedules.monthly]\nenabled = false\n";
    let stage = autumn(Tool::Hubspot, team, "2026-11-12 12:00").await;
    let posted = reports(&stage);
    assert_eq!(
        times(&posted, "振り返り"),
        ["10-13 09:00", "10-26 09:00", "11-09 09:00"]
    );
    assert!(
        posted[1].content.contains("10/12–10/25"),
        "{}",
        posted[1].content
    );
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_weeks_of_a_weekly_schedule_are_every_second_one() {
    let team = "[schedules.weekly]\nevery = 2\n[schedules.biweekly]\nenabled = false\n\
                [schedules.monthly]\nenabled = false\n";
    let stage = autumn(Tool::Mautic, team, "2026-11-03 12:00").await;
    assert_eq!(
        times(&reports(&stage), "週次"),
        ["10-19 09:00", "11-02 09:00"]
    );
    end(stage).await;
}

/// Only the weekly summary, on that day.
fn weekly_on(day: &str) -> String {
    format!(
        "[schedules.weekly]\ncron = \"0 9 * * {day}\"\n[schedules.biweekly]\nenabled = false\n\
         [schedules.monthly]\nenabled = false\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn other_settings_make_up_nothing_that_was_never_due() {
    let stage = autumn(Tool::Hubspot, &weekly_on("MON"), "2026-10-21 12:00").await;
    let before = reports(&stage).len();
    // Tuesday has been this week; under the old settings nothing was due on it.
    let mut stage = stage
        .restart_under(at("2026-10-21 13:00"), &weekly_on("TUE"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-10-26 12:00")).await;
    assert_eq!(reports(&stage).len(), before, "{:?}", reports(&stage));
    assert!(post(&stage, "weekly@2026-10-20T09:00").await.is_none());
    stage.live_until(at("2026-10-27 10:00")).await;
    assert_eq!(
        times(&reports(&stage), "週次").last().map(String::as_str),
        Some("10-27 09:00")
    );
    // Switched off for weeks and on again, it begins anew.
    let off = "[schedules.weekly]\nenabled = false\n[schedules.biweekly]\nenabled = false\n\
               [schedules.monthly]\nenabled = false\n";
    let mut stage = stage
        .restart_under(at("2026-10-28 09:00"), off)
        .await
        .expect("it starts again");
    stage.live_until(at("2026-11-11 12:00")).await;
    let mut stage = stage
        .restart_under(at("2026-11-11 13:00"), &weekly_on("TUE"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-11-12 12:00")).await;
    assert_eq!(reports(&stage).len(), before + 1, "{:?}", reports(&stage));
    assert!(post(&stage, "weekly@2026-11-10T09:00").await.is_none());
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_under_the_old_settings_is_still_made_up() {
    let stage = autumn(Tool::Mautic, &weekly_on("MON"), "2026-10-18 12:00").await;
    let before = reports(&stage).len();
    let mut stage = stage
        .restart_under(at("2026-10-19 15:00"), &weekly_on("THU"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-10-22 12:00")).await;
    let posted = reports(&stage);
    assert_eq!(posted.len(), before + 2, "{posted:?}");
    assert!(
        posted[before].content.starts_with("⏱ 6時間遅れ"),
        "{posted:?}"
    );
    assert_eq!(
        times(&posted, "週次").last().map(String::as_str),
        Some("10-22 09:00")
    );
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_not_brought_forward_into_its_own_period() {
    let team = "[schedules.weekly]\non_holiday = \"previous\"\n[schedules.biweekly]\nenabled = false\n\
                [schedules.monthly]\non_holiday = \"previous\"\n";
    let stage = autumn(Tool::Hubspot, team, "2026-11-25 12:00").await;
    let posted = reports(&stage);
    let weekly = times(&posted, "週次");
    assert_eq!(weekly.last().map(String::as_str), Some("11-24 09:00"));
    assert_eq!(times(&posted, "月次"), ["11-02 09:00"]);
    let last = posted.last().expect("the weekly one");
    assert!(
        last.content.starts_with("📊 週次 11/16–11/22"),
        "{}",
        last.content
    );
    end(stage).await;
}
