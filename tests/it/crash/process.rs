//! How the program starts, refuses, listens to signals and ends.

use std::{process::Output, time::Duration};

use jiff::Timestamp;
use kpi::model::Tool;
use serde_json::Value;
use sqlx::Connection;
use store::Store;

use super::{
    OPENING, PATIENCE,
    company::Company,
    luck::Luck,
    surroundings::{Bot, DISCORD_TOKEN, REPORTS, SALES, Surroundings, TOOL_TOKEN},
};

pub(super) async fn surroundings(tool: Tool) -> Surroundings {
    let opening: Timestamp = OPENING.parse().expect("a valid instant");
    let company = Company::found(&mut Luck::new(7), opening);
    Surroundings::start(tool, company.world(), opening).await
}

/// Surroundings of a bot that runs and has told its baseline.
async fn synced(tool: Tool) -> (Surroundings, Bot) {
    let surroundings = surroundings(tool).await;
    let mut bot = surroundings.start_bot();
    bot.until(PATIENCE, "the baseline is told", async || {
        !surroundings.discord.messages(SALES).is_empty()
    })
    .await;
    (surroundings, bot)
}

pub(super) fn said(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    format!("{out}{err}")
}

pub(super) fn keeps_secrets(text: &str) {
    for secret in [DISCORD_TOKEN, TOOL_TOKEN, "wrong-secret"] {
        assert!(!text.contains(secret), "a secret was told:\n{text}");
    }
}

pub(super) fn nothing_was_sent(surroundings: &Surroundings) {
    for channel in [REPORTS, SALES] {
        assert!(surroundings.discord.messages(channel).is_empty());
    }
    assert!(surroundings.discord.registered_commands().is_empty());
}

#[tokio::test]
async fn a_missing_setting_is_named_before_anything_is_sent() {
    for (tool, name) in [
        (Tool::Hubspot, "DISCORD_TOKEN"),
        (Tool::Hubspot, "HUBSPOT_TOKEN"),
        (Tool::Mautic, "MAUTIC_URL"),
        (Tool::Mautic, "MAUTIC_USER"),
        (Tool::Mautic, "MAUTIC_PASSWORD"),
    ] {
        let surroundings = surroundings(tool).await;
        let output = surroundings
            .outcome(surroundings.run().env_remove(name))
            .await;
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(name), "{name}: {said}");
        keeps_secrets(&said);
        nothing_was_sent(&surroundings);
        assert!(surroundings.discord.requests().is_empty());
    }
}

#[tokio::test]
async fn a_wrong_token_is_named_before_anything_is_sent() {
    for (tool, name) in [
        (Tool::Hubspot, "DISCORD_TOKEN"),
        (Tool::Hubspot, "HUBSPOT_TOKEN"),
        (Tool::Mautic, "MAUTIC_PASSWORD"),
    ] {
        let surroundings = surroundings(tool).await;
        let output = surroundings
            .outcome(surroundings.run().env(name, "wrong-secret"))
            .await;
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(name), "{name}: {said}");
        keeps_secrets(&said);
        nothing_was_sent(&surroundings);
    }
}

#[tokio::test]
async fn a_database_that_another_process_holds_is_refused() {
    let surroundings = surroundings(Tool::Hubspot).await;
    let store = Store::open(&surroundings.database_url()).await;
    let store = store.expect("the database opens");
    let output = surroundings.outcome(&mut surroundings.run()).await;
    let said = said(&output);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("in use by another program"), "{said}");
    nothing_was_sent(&surroundings);
    store.close().await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let surroundings = surroundings(Tool::Hubspot).await;
    let store = Store::open(&surroundings.database_url()).await;
    store.expect("the database opens").close().await;
    let mut file = sqlx::SqliteConnection::connect(&surroundings.database_url())
        .await
        .expect("the file opens");
    sqlx::query("UPDATE _sqlx_migrations SET version = 99999999 WHERE version = (SELECT max(version) FROM _sqlx_migrations)")
        .execute(&mut file)
        .await
        .expect("a row to change");
    file.close().await.expect("closes");
    let output = surroundings.outcome(&mut surroundings.run()).await;
    let said = said(&output);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("newer funnelbot"), "{said}");
    nothing_was_sent(&surroundings);
}

#[tokio::test]
async fn a_tool_that_is_away_at_the_start_does_not_end_the_bot() {
    let surroundings = surroundings(Tool::Hubspot).await;
    let faults = surroundings.tool.faults();
    faults.always_on("", sandbox::tool::Fault::ServerError);
    let mut bot = surroundings.start_bot();
    bot.until(PATIENCE, "the tool's absence is logged", async || {
        surroundings.log().contains("a stream could not be pulled")
    })
    .await;
    // It is in the midst of retries; that does not keep it from ending.
    bot.ends_in_time().await;
    nothing_was_said(&surroundings);
}

#[tokio::test]
async fn without_the_chat_it_polls_and_listens_all_the_same() {
    let surroundings = surroundings(Tool::Mautic).await;
    let mut command = surroundings.run();
    // Nobody listens there.
    command
        .env("DISCORD_API_URL", "http://127.0.0.1:9")
        .env("LOG_LEVEL", "info");
    let mut bot = surroundings.start_with(command);
    bot.until(PATIENCE, "the tool is polled", async || {
        surroundings.log().contains("polled")
    })
    .await;
    surroundings.agree("[workspace]\nlocale = \"en\"\n");
    bot.signal("HUP").await;
    bot.until(PATIENCE, "the file is read again", async || {
        surroundings
            .log()
            .contains("the team's file was read again")
    })
    .await;
    bot.ends_in_time().await;
    nothing_was_said(&surroundings);
}

fn nothing_was_said(surroundings: &Surroundings) {
    for channel in [REPORTS, SALES] {
        assert!(surroundings.discord.messages(channel).is_empty());
    }
}

#[tokio::test]
async fn sighup_adopts_a_good_file_and_keeps_the_old_one_in_place_of_a_broken_one() {
    let (surroundings, mut bot) = synced(Tool::Hubspot).await;
    surroundings.agree("[workspace]\nlocal = \"en\"\n");
    bot.signal("HUP").await;
    bot.until(PATIENCE, "the broken file is refused", async || {
        let log = surroundings.log();
        log.contains("the old agreement holds on") && log.contains("did you mean `locale`")
    })
    .await;
    surroundings.agree("[workspace]\nlocale = \"en\"\n[channels]\nsales = 700000000000000011\n");
    bot.signal("HUP").await;
    bot.until(PATIENCE, "the good file is read", async || {
        surroundings
            .log()
            .contains("the team's file was read again")
    })
    .await;
    bot.ends_in_time().await;
    keeps_secrets(&surroundings.log());
}

#[tokio::test]
async fn ask_and_report_answer_in_both_languages_and_forms_and_no_secret_is_ever_told() {
    let surroundings = surroundings(Tool::Mautic).await;
    let mut command = surroundings.run();
    command.env("LOG_LEVEL", "trace").env("LOG_FORMAT", "json");
    let mut bot = surroundings.start_with(command);
    bot.until(PATIENCE, "the baseline is told", async || {
        !surroundings.discord.messages(SALES).is_empty()
    })
    .await;
    bot.ends_in_time().await;
    keeps_secrets(&surroundings.log());
    let now = surroundings.clock.now().to_string();
    for what in [
        ["ask", "/kpi funnel period:last-month"],
        ["ask", "/leads hot"],
        ["ask", "/status"],
        ["report", "weekly"],
        ["report", "biweekly"],
        ["report", "monthly"],
    ] {
        let mut texts = Vec::new();
        for locale in ["ja", "en"] {
            for form in ["text", "json"] {
                let view = ["--locale", locale, "--format", form, "--at", &now];
                let mut command = surroundings.program(&[&what[..], &view[..]].concat());
                let output = surroundings.outcome(&mut command).await;
                let said = said(&output);
                assert!(output.status.success(), "{what:?} {view:?}: {said}");
                keeps_secrets(&said);
                if form == "json" {
                    let json: Result<Value, _> = serde_json::from_slice(&output.stdout);
                    assert!(json.is_ok(), "{what:?} {view:?}: {said}");
                } else {
                    texts.push(said);
                }
            }
        }
        assert_ne!(
            texts[0], texts[1],
            "{what:?} says the same in both languages"
        );
    }
}

#[tokio::test]
async fn a_question_can_be_asked_while_the_bot_runs() {
    let (surroundings, mut bot) = synced(Tool::Hubspot).await;
    let now = surroundings.clock.now().to_string();
    let mut command = surroundings.program(&["ask", "/kpi funnel", "--at", &now]);
    let output = surroundings.outcome(&mut command).await;
    assert!(output.status.success(), "{}", said(&output));
    bot.until(Duration::from_secs(1), "it still lives", async || true)
        .await;
    bot.ends_in_time().await;
}

#[tokio::test]
async fn a_terminal_plans_beside_the_running_bot_and_leaves_goals_to_the_chat() {
    let (surroundings, bot) = synced(Tool::Mautic).await;
    let plan = "/goal plan gross_margin:50000 payback:12 lead_mql:50 mql_sql:40 sql_opportunity:70 opportunity_customer:20";
    let mut command = surroundings.program(&["ask", plan, "--format", "json"]);
    let output = surroundings.outcome(&mut command).await;
    assert!(output.status.success(), "{}", said(&output));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let rows = told["stages"].as_array().expect("stages");
    let costs: Vec<i64> = rows
        .iter()
        .filter_map(|row| row["highest_cost"].as_i64())
        .collect();
    assert_eq!(costs, [600_000, 120_000, 84_000, 33_600, 16_800]);
    let set = "/goal set kpi:entered-sql target:60";
    let mut command = surroundings.program(&["ask", set, "--locale", "en"]);
    let output = surroundings.outcome(&mut command).await;
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("Use /goal set in the chat"));
    bot.ends_in_time().await;
}
