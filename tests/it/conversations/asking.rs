//! Commands as people type them, in Japanese and English.

use funnelbot::stage::{MARKETER, RIVAL, SELLER, Stage};
use kpi::model::Tool;
use sandbox::world::World;

use crate::harness::{at, end, hours, lead_in, opens, reports, set};

/// Three leads of last week, one of them qualified, and one of the week before.
async fn small_company(tool: Tool, team: &str) -> Stage {
    let world = World::empty();
    lead_in(&world, "lead", "2026-11-04 10:00");
    lead_in(&world, "lead", "2026-11-10 10:00");
    lead_in(&world, "lead", "2026-11-11 10:00");
    let qualified = lead_in(&world, "lead", "2026-11-12 10:00");
    world.set_stage(qualified, "mql", at("2026-11-13 10:00"));
    let mut options = opens(tool, &world, "2026-11-18 10:00", team);
    options.poll_every = hours(12);
    let mut stage = set(options).await;
    stage.tick().await;
    stage
}

async fn says(stage: &Stage, member: u64, line: &str) -> String {
    let answer = stage.ask(member, line).await.expect("an answer");
    assert!(answer.deferred, "thinking… comes first");
    assert!(answer.ephemeral, "only the asker sees it");
    answer.text()
}

#[track_caller]
fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_funnel_answers_in_the_language_of_the_asker() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let stage = small_company(tool, "").await;
        let ja = says(&stage, SELLER, "/kpi funnel period:last-week").await;
        holds(
            &ja,
            &[
                "ファネル",
                "11/9",
                "11/15",
                "リード",
                "3",
                "データ時点",
                "前週",
            ],
        );
        let en = says(&stage, MARKETER, "/kpi funnel period:last-week").await;
        holds(&en, &["Funnel", "9–15 Nov", "Lead", "week before", "as of"]);
        // The same by Discord's Japanese names.
        let named = says(&stage, SELLER, "/kpi ファネル 期間:last-week").await;
        assert_eq!(named, ja);
        let open = says(
            &stage,
            MARKETER,
            "/kpi funnel period:this-week basis:cohort",
        )
        .await;
        holds(&open, &["still open", "cohort"]);
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_period_or_choice_names_the_nearest_and_what_is_accepted() {
    let stage = small_company(Tool::Hubspot, "").await;
    let en = says(&stage, MARKETER, "/kpi funnel period:last-weak").await;
    holds(
        &en,
        &[
            "last-weak",
            "Did you mean `last-week`",
            "Accepted",
            "2026-W41",
        ],
    );
    let ja = says(&stage, SELLER, "/kpi funnel period:先々週").await;
    holds(
        &ja,
        &[
            "「先々週」を読み取れません",
            "もしかして：`last-week`",
            "使える書き方",
        ],
    );
    let last_week = says(&stage, SELLER, "/kpi funnel period:last-week").await;
    let named = says(&stage, SELLER, "/kpi funnel period:先週").await;
    assert_eq!(named, last_week);
    let ja = says(&stage, SELLER, "/kpi funnel period:2026-W54").await;
    holds(&ja, &["2026-W54", "という日付や週はありません"]);
    // The chat itself lets nobody choose what is not in the list; the terminal does.
    let typed = "/kpi funnel compare:last-yaer";
    assert!(stage.ask(SELLER, typed).await.is_err());
    let why = stage
        .figures(typed)
        .await
        .expect_err("no such choice")
        .to_string();
    holds(&why, &["last-year", "previous", "none"]);
    let why = stage
        .figures("/kpi funnel perid:today")
        .await
        .expect_err("no such option");
    holds(&why.to_string(), &["period"]);
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_come_while_a_period_is_typed() {
    let stage = small_company(Tool::Hubspot, "").await;
    let typing = stage
        .discord()
        .autocomplete(SELLER, "/kpi funnel period:last-w");
    let answer = typing
        .expect("it can be typed")
        .answer()
        .await
        .expect("suggestions");
    assert_eq!(answer.choices[0].value, "last-week");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_shown_to_the_asker_alone_and_says_so() {
    let stage = small_company(Tool::Hubspot, "").await;
    let shown = says(&stage, SELLER, "/report preview kind:weekly").await;
    let first = shown.lines().next().expect("a line");
    holds(first, &["👁", "週次", "11/9", "11/15"]);
    assert!(reports(&stage).is_empty());
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_manager_posts_and_the_post_comes_once() {
    let mut stage = small_company(Tool::Hubspot, "").await;
    // Discord knows rights of a whole command only, so that the bot refuses this half of /report.
    let refused = says(&stage, RIVAL, "/report post kind:weekly").await;
    holds(&refused, &["「サーバー管理」権限のある人だけ"]);
    stage.tick().await;
    assert!(reports(&stage).is_empty());
    for _ in 0..2 {
        let told = says(&stage, MARKETER, "/report post kind:weekly").await;
        holds(&told, &["weekly summary", "on its way", "<#"]);
    }
    stage.tick().await;
    stage.tick().await;
    let posted = reports(&stage);
    assert_eq!(posted.len(), 1, "{posted:?}");
    holds(&posted[0].content, &["📊 週次", "11/9"]);
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn help_lists_every_command_in_both_languages() {
    let stage = small_company(Tool::Hubspot, "").await;
    for member in [SELLER, MARKETER] {
        let help = says(&stage, member, "/help").await;
        let commands = [
            "/kpi funnel",
            "/leads hot",
            "/report preview",
            "/report post",
            "/status",
        ];
        holds(&help, &commands);
        holds(&help, &["last-week", "2026-W41"]);
    }
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_poll_there_is_no_number_not_even_zero() {
    let world = World::empty();
    let stage = set(opens(Tool::Mautic, &world, "2026-11-18 10:00", "")).await;
    let told = says(&stage, SELLER, "/kpi funnel period:last-week").await;
    holds(&told, &["まだデータがありません"]);
    let told = says(&stage, MARKETER, "/status").await;
    holds(&told, &["Nothing has been pulled yet"]);
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_follow_the_language_of_the_workspace() {
    let mut stage = small_company(Tool::Hubspot, "[workspace]\nlocale = \"en\"\n").await;
    stage.live_until(at("2026-11-24 09:00")).await;
    let posted = reports(&stage);
    holds(&posted[0].content, &["📊 Weekly", "16–22 Nov"]);
    end(stage).await;
}
