//! Alerts: told once when something begins, not again while it lasts, and once when it is over.

use std::ops::Range;

use funnelbot::stage::{MARKETER, SELLER, Stage, StageOptions};
use jiff::SignedDuration;
use kpi::model::Tool;
use sandbox::{
    discord::On,
    tool::Fault,
    world::{Act, LeadKey, World},
};

use crate::harness::{at, end, hours, lead_in, opens, reports, set};

const QUIET: &str = "[schedules.weekly]\nenabled = false\n[schedules.biweekly]\nenabled = false\n[schedules.monthly]\nenabled = false\n";

fn watching(watch: &str) -> String {
    format!("{QUIET}[alerts]\nenabled = true\nwatch = [\"{watch}\"]\n")
}

/// The first line of every message in the channel of reports, oldest first.
fn told(stage: &Stage) -> Vec<String> {
    reports(stage)
        .into_iter()
        .map(|said| said.content)
        .collect()
}

/// A poll an hour.
async fn company(tool: Tool, world: &World, wall: &str, watch: &str) -> Stage {
    polled_every(hours(1), opens(tool, world, wall, &watching(watch))).await
}

async fn polled_every(wait: SignedDuration, options: StageOptions) -> Stage {
    set(StageOptions {
        poll_every: wait,
        ..options
    })
    .await
}

/// Five SQL by 16 November, nine of nineteen business days gone.
fn few_in_november() -> World {
    let world = World::empty();
    for day in ["02", "04", "05", "09", "11"] {
        lead_in(&world, "sql", &format!("2026-11-{day} 10:00"));
    }
    world
}

/// Forty more in the morning of the 18th.
fn november() -> World {
    let world = few_in_november();
    for minute in 10..50 {
        lead_in(&world, "sql", &format!("2026-11-18 10:{minute}"));
    }
    world
}

async fn aims_at_sixty(stage: &Stage) {
    let line = "/goal set kpi:entered-sql period:2026-11 target:60";
    let answer = stage.ask(MARKETER, line).await.expect("an answer").text();
    assert!(answer.contains("Goal set"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_off_track_is_told_once_and_once_when_it_is_back() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let mut stage = company(tool, &november(), "2026-11-16 09:30", "goals").await;
        stage.tick().await;
        aims_at_sixty(&stage).await;
        stage.live_until(at("2026-11-18 09:30")).await;
        let first = told(&stage);
        assert_eq!(first.len(), 1, "{first:?}");
        assert!(
            first[0].starts_with("🔔 目標のペースが遅れています：🎯 SQL到達数（2026-11）"),
            "{first:?}"
        );
        assert!(first[0].contains("5件／60件"), "{first:?}");
        stage.live_until(at("2026-11-19 09:30")).await;
        let both = told(&stage);
        assert_eq!(both.len(), 2, "{both:?}");
        assert!(
            both[1].starts_with("✅ 目標のペースが戻りました"),
            "{both:?}"
        );
        assert!(both[1].contains("45件／60件"), "{both:?}");
        let body = reports(&stage)[1].text();
        for part in ["11/16 ", "2日", "最低のペース"] {
            assert!(body.contains(part), "no {part:?} in {body}");
        }
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_or_a_lost_answer_doubles_no_alert() {
    let mut stage = company(Tool::Hubspot, &november(), "2026-11-16 09:30", "goals").await;
    stage.tick().await;
    aims_at_sixty(&stage).await;
    // The chat takes the message and its answer is lost; then the bot is killed.
    stage.discord().faults().lose_answer(On::Sending, 2);
    stage.clock().set(at("2026-11-16 10:40"));
    stage.tick().await;
    let back = at("2026-11-16 11:00");
    let mut stage = stage.restart(back).await.expect("it starts again");
    stage.live_until(at("2026-11-17 09:30")).await;
    assert_eq!(told(&stage).len(), 1, "{:?}", told(&stage));
    stage.discord().faults().lose_answer(On::Sending, 1);
    stage.live_until(at("2026-11-18 12:00")).await;
    let back = at("2026-11-18 13:00");
    let mut stage = stage.restart(back).await.expect("it starts again");
    stage.live_until(at("2026-11-19 09:30")).await;
    assert_eq!(told(&stage).len(), 2, "{:?}", told(&stage));
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_that_is_removed_or_over_ends_its_alert() {
    let team = watching("goals");
    let options = opens(Tool::Mautic, &few_in_november(), "2026-11-16 09:30", &team);
    let mut stage = polled_every(hours(6), options).await;
    stage.tick().await;
    aims_at_sixty(&stage).await;
    stage
        .ask(
            MARKETER,
            "/goal set kpi:entered-mql period:2026-11 target:50",
        )
        .await
        .expect("an answer");
    stage.live_until(at("2026-11-17 09:30")).await;
    assert_eq!(told(&stage).len(), 2, "{:?}", told(&stage));
    stage
        .ask(MARKETER, "/goal remove kpi:entered-mql period:2026-11")
        .await
        .expect("an answer");
    stage.live_until(at("2026-11-17 16:00")).await;
    let gone = told(&stage).pop().expect("three");
    assert!(
        gone.contains("MQL到達数（2026-11）は目標でなくなった"),
        "{gone}"
    );
    stage.live_until(at("2026-12-01 04:00")).await;
    let result = told(&stage).pop().expect("four");
    assert!(
        result.starts_with("🔔 期間が終わり、目標の結果が出ました") && result.contains("❌ 未達"),
        "{result}"
    );
    assert_eq!(told(&stage).len(), 4, "{:?}", told(&stage));
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_that_cannot_be_read_is_told_once_and_once_when_it_can() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let mut stage = company(tool, &few_in_november(), "2026-11-16 09:00", "sync").await;
        stage.live_until(at("2026-11-16 10:30")).await;
        stage.tool_faults().always_on("", Fault::LoginPage);
        stage.live_until(at("2026-11-16 12:30")).await;
        assert_eq!(told(&stage), Vec::<String>::new(), "two polls are no news");
        stage.live_until(at("2026-11-17 09:30")).await;
        let first = told(&stage);
        assert_eq!(first.len(), 1, "{first:?}");
        assert!(
            first[0].contains("からの取得に11/16 10:00から失敗しています"),
            "{first:?}"
        );
        stage.tool_faults().clear();
        stage.live_until(at("2026-11-18 09:30")).await;
        let both = told(&stage);
        assert_eq!(both.len(), 2, "{both:?}");
        assert!(both[1].contains("からの取得が再開しました"), "{both:?}");
        end(stage).await;
    }
}

/// Three hundred mails on a day, and those who want no more.
fn mails(world: &World, leads: &[LeadKey], day: &str, left: Range<usize>) {
    for (index, lead) in leads.iter().enumerate() {
        let wall = |hour: i64| at(&format!("{day} 10:00")) + SignedDuration::from_hours(hour);
        world.act(*lead, Act::Sent(1), wall(0));
        if left.contains(&index) {
            world.act(*lead, Act::OptedOut(1), wall(5));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_unsubscribe_are_told_until_few_do() {
    let world = World::empty();
    let leads: Vec<LeadKey> = (0..300)
        .map(|lead| {
            let minute = lead % 60;
            lead_in(&world, "lead", &format!("2026-10-01 10:{minute:02}"))
        })
        .collect();
    // 1.7 %; 1.0 %, which is not yet few enough; 0.3 %.
    mails(&world, &leads, "2026-11-04", 0..5);
    mails(&world, &leads, "2026-11-11", 5..8);
    mails(&world, &leads, "2026-11-18", 8..9);
    let team = watching("unsubscribes");
    let options = opens(Tool::Mautic, &world, "2026-11-08 12:00", &team);
    let mut stage = polled_every(hours(6), options).await;
    stage.live_until(at("2026-11-20 12:00")).await;
    let first = told(&stage);
    assert_eq!(first.len(), 1, "{first:?}");
    assert!(
        first[0].contains("2026-W45配信分の配信停止率が上限の1.0%を超えました：1.7%（5/300）"),
        "{first:?}"
    );
    stage.live_until(at("2026-11-24 12:00")).await;
    let both = told(&stage);
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(
        both[1].contains("0.8%以下に戻りました：0.3%（1/300）"),
        "{both:?}"
    );
    assert!(reports(&stage)[1].text().contains("最大 1.7%"));
    let figures = stage
        .figures("/alerts simulate kpi:unsubscribe-rate weeks:4")
        .await
        .expect("an answer");
    let fired = figures["fired"].as_array().expect("a list");
    assert_eq!(fired.len(), 1, "{figures:#}");
    assert_eq!(fired[0]["watch"], "limit");
    assert_eq!(
        (&fired[0]["week"], &fired[0]["until"]),
        (&"2026-W45".into(), &"2026-W46".into())
    );
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_unless_alerts_are_on() {
    let mut stage = set(opens(Tool::Hubspot, &november(), "2026-11-16 09:30", QUIET)).await;
    stage.tick().await;
    aims_at_sixty(&stage).await;
    stage.live_until(at("2026-11-17 09:30")).await;
    assert_eq!(told(&stage), Vec::<String>::new());
    let text = stage.ask(SELLER, "/alerts simulate").await;
    let text = text.expect("an answer").text();
    for part in [
        "目標 SQL到達数（2026-11）最低のペース",
        "まだ何も通知していません",
        "enabled = true",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    let figures = stage.figures("/alerts simulate kpi:entered-sql").await;
    let figures = figures.expect("an answer");
    let fired = &figures["fired"][0];
    assert_eq!(
        (&fired["watch"], &fired["kpi"]),
        (&"goal".into(), &"entered-sql".into())
    );
    assert_eq!(
        (&fired["week"], &fired["until"]),
        (&"2026-W45".into(), &"2026-W46".into())
    );
    end(stage).await;
}
