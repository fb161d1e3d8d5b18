//! Posts that cannot be made in time: the tool is away, or the bot was.

use funnelbot::stage::Stage;
use kpi::model::Tool;
use sandbox::{discord::On, tool::Fault, world::World};
use store::PostState;

use crate::harness::{at, end, hours, lead_in, opens, pings, post, reports, set, times};

const WEEKLY: &str = "weekly@2026-10-19T09:00";
/// Of the schedules, only the weekly one.
const ONLY_WEEKLY: &str =
    "[schedules.biweekly]\nenabled = false\n[schedules.monthly]\nenabled = false\n";

async fn company(tool: Tool, team: &str) -> Stage {
    let world = World::empty();
    lead_in(&world, "lead", "2026-10-14 10:00");
    let mut options = opens(tool, &world, "2026-10-18 12:00", team);
    options.poll_every = hours(1);
    let mut stage = set(options).await;
    stage.live_until(at("2026-10-18 20:30")).await;
    stage
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_waits_for_the_tool_and_says_that_it_is_late() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let mut stage = company(tool, ONLY_WEEKLY).await;
        stage.tool_faults().always_on("", Fault::LoginPage);
        stage.live_until(at("2026-10-19 10:30")).await;
        assert_eq!(times(&reports(&stage), "週次"), Vec::<String>::new());
        stage.tool_faults().clear();
        stage.live_until(at("2026-10-19 15:00")).await;
        let posted = reports(&stage);
        assert_eq!(times(&posted, "週次"), ["10-19 11:00"]);
        let first = &posted[0].content;
        assert!(first.starts_with("⏱ 2時間遅れ（取得待ち）"), "{first}");
        assert!(!first.contains('⚠'), "the data is whole: {first}");
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_its_grace_a_post_comes_with_what_is_known_and_says_so() {
    let mut stage = company(Tool::Mautic, ONLY_WEEKLY).await;
    stage.tool_faults().always_on("", Fault::LoginPage);
    stage.live_until(at("2026-10-20 12:30")).await;
    let posted = reports(&stage);
    assert_eq!(times(&posted, "週次"), ["10-19 12:00"]);
    let first = posted[0].content.lines().next().expect("a line");
    assert!(first.contains("⏱ 3時間遅れ"), "{first}");
    assert!(first.contains("⚠ 10/18 20:00までのデータ"), "{first}");
    // An answer never calls it fresh either.
    let told = stage
        .ask(funnelbot::stage::MARKETER, "/status")
        .await
        .expect("an answer");
    assert!(
        told.text().contains("The data is behind"),
        "{}",
        told.text()
    );
    for (question, first) in [
        (
            "/kpi funnel period:last-week",
            "⚠ data only to 18 Oct 20:00",
        ),
        ("/kpi show kpi:entered-mql", "⚠ data only to 18 Oct 20:00"),
        ("/leads hot", "⚠ data only to 18 Oct 20:00"),
        (
            "/report preview kind:weekly",
            "👁 Preview (not posted) | ⚠ data only to 18 Oct 20:00",
        ),
    ] {
        let told = stage.ask(funnelbot::stage::MARKETER, question).await;
        let told = told.expect("an answer").text();
        assert!(told.starts_with(first), "{question}: {told}");
    }
    stage.tool_faults().clear();
    stage.live_until(at("2026-10-20 14:00")).await;
    let told = stage
        .ask(funnelbot::stage::MARKETER, "/kpi funnel period:last-week")
        .await
        .expect("an answer");
    assert!(!told.text().contains('⚠'), "{}", told.text());
    assert_eq!(reports(&stage).len(), 1, "it is not posted again");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_down_makes_the_post_up_once() {
    let stage = company(Tool::Hubspot, "").await;
    let mut stage = stage
        .restart(at("2026-10-20 10:00"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-10-21 10:00")).await;
    let posted = reports(&stage);
    assert_eq!(times(&posted, "週次"), ["10-20 10:00"]);
    assert_eq!(times(&posted, "振り返り"), ["10-20 10:00"]);
    for said in &posted {
        assert!(
            said.content
                .starts_with("⏱ 1日1時間遅れ（ボット停止中だったため）"),
            "{}",
            said.content
        );
        assert!(
            said.content.contains("10/18"),
            "the period is the one due: {}",
            said.content
        );
    }
    let kept = post(&stage, WEEKLY).await.expect("it stands there");
    assert_eq!(kept.late.as_deref(), Some("bot-was-down"));
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cause_of_lateness_is_what_took_the_longest() {
    // It waits for the tool for two hours; a restart of a minute is not the cause.
    let mut stage = company(Tool::Mautic, ONLY_WEEKLY).await;
    stage.tool_faults().always_on("", Fault::LoginPage);
    stage.live_until(at("2026-10-19 10:29")).await;
    let mut stage = stage
        .restart(at("2026-10-19 10:30"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-10-19 10:45")).await;
    stage.tool_faults().clear();
    stage.live_until(at("2026-10-19 12:00")).await;
    let said = reports(&stage).remove(0).content;
    assert!(said.contains("遅れ（取得待ち）"), "{said}");
    end(stage).await;
    // It was held at nine, then the bot was down for hours.
    let mut stage = company(Tool::Hubspot, ONLY_WEEKLY).await;
    stage.tool_faults().always_on("", Fault::LoginPage);
    stage.live_until(at("2026-10-19 09:05")).await;
    stage.tool_faults().clear();
    let mut stage = stage
        .restart(at("2026-10-19 14:00"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-10-19 15:00")).await;
    let said = reports(&stage).remove(0).content;
    assert!(
        said.starts_with("⏱ 5時間遅れ（ボット停止中だったため）"),
        "{said}"
    );
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_the_chat_took_late_says_so() {
    let mut stage = company(Tool::Hubspot, ONLY_WEEKLY).await;
    stage.discord().faults().fail(On::Sending, 503, 2);
    stage.live_until(at("2026-10-19 12:00")).await;
    let said = reports(&stage).remove(0).content;
    assert!(said.starts_with('⏱') && said.contains("送信"), "{said}");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_weeks_away_there_is_no_burst_and_each_missed_post_is_on_record() {
    let stage = company(Tool::Mautic, "").await;
    let mut stage = stage
        .restart(at("2026-11-14 10:00"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-11-15 10:00")).await;
    assert_eq!(reports(&stage).len(), 0, "{:?}", reports(&stage));
    for key in [
        WEEKLY,
        "weekly@2026-10-26T09:00",
        "weekly@2026-11-09T09:00",
        "biweekly@2026-10-19T09:00",
        "biweekly@2026-11-02T09:00",
        "monthly@2026-11-01T09:00",
    ] {
        let kept = post(&stage, key)
            .await
            .unwrap_or_else(|| panic!("{key} is not on record"));
        assert_eq!(kept.state, PostState::Skipped, "{key}");
        assert!(kept.reason.is_some_and(|reason| !reason.is_empty()));
    }
    stage.live_until(at("2026-11-16 10:00")).await;
    assert_eq!(times(&reports(&stage), "週次"), ["11-16 09:00"]);
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn restarts_repeat_nothing() {
    let mut stage = company(Tool::Hubspot, "").await;
    stage.live_until(at("2026-10-19 09:00")).await;
    let said = (reports(&stage).len(), pings(&stage).len());
    assert_eq!(said.0, 2, "weekly and biweekly");
    for minutes in [0, 1, 61] {
        let back = at("2026-10-19 09:00") + jiff::SignedDuration::from_mins(minutes);
        stage = stage.restart(back).await.expect("it starts again");
        stage.tick().await;
        assert_eq!((reports(&stage).len(), pings(&stage).len()), said);
    }
    end(stage).await;
}
