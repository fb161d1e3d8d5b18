//! What the commands beside `run` say in a terminal, and with which exit code: `check`, `sync`, `verify`, `ask` without a
//! database; and what `run` refuses before it sends anything.

use kpi::model::Tool;
use sandbox::{discord::Permissions, tool::Fault};

use super::{
    process::{keeps_secrets, nothing_was_sent, said, surroundings},
    surroundings::{REPORTS, SALES, Surroundings},
};

/// Exit code and words of the program with these arguments.
async fn told(surroundings: &Surroundings, arguments: &[&str]) -> (Option<i32>, String) {
    let output = surroundings
        .outcome(&mut surroundings.program(arguments))
        .await;
    let said = said(&output);
    keeps_secrets(&said);
    (output.status.code(), said)
}

#[track_caller]
fn holds(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "no {part:?} in:\n{said}");
    }
}

#[tokio::test]
async fn run_sends_nothing_before_every_channel_is_in_order() {
    for (lacking, told) in [
        (Permissions::ATTACH_FILES, "Attach Files"),
        (Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
        (Permissions::VIEW_CHANNEL, "View Channel"),
    ] {
        let surroundings = surroundings(Tool::Hubspot).await;
        surroundings.discord.faults().deny(SALES, lacking);
        let output = surroundings.outcome(&mut surroundings.run()).await;
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        holds(&said, &[told, &SALES.to_string()]);
        nothing_was_sent(&surroundings);
    }
}

#[tokio::test]
async fn run_names_the_channel_or_server_that_is_not_there() {
    let surroundings = surroundings(Tool::Mautic).await;
    let output = surroundings
        .outcome(surroundings.run().env("DISCORD_GUILD", "123"))
        .await;
    let told = said(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    holds(&told, &["DISCORD_GUILD"]);
    assert!(!told.contains("DISCORD_TOKEN"), "{told}");

    surroundings.agree("[channels]\nreports = 77\n");
    let output = surroundings.outcome(&mut surroundings.run()).await;
    let told = said(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    holds(&told, &["no channel 77", "Copy Channel ID"]);

    surroundings.agree("");
    let output = surroundings
        .outcome(surroundings.run().env_remove("DISCORD_CHANNEL"))
        .await;
    let told = said(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    holds(&told, &["DISCORD_CHANNEL"]);
    nothing_was_sent(&surroundings);
}

#[tokio::test]
async fn check_looks_at_everything_and_leaves_everything_as_it_is() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let surroundings = surroundings(tool).await;
        let (code, en) = told(&surroundings, &["check", "--locale", "en"]).await;
        assert_eq!(code, Some(0), "{en}");
        holds(
            &en,
            &["✓ team's file:", "✓ what can be read:", "✓ channel:"],
        );
        assert!(!en.contains('✗'), "{en}");
        assert!(!surroundings.path("funnelbot.db").exists(), "{en}");
        let (code, ja) = told(&surroundings, &["check"]).await;
        assert_eq!(code, Some(0), "{ja}");
        holds(&ja, &["✓ チーム設定：", "✓ 読み取り：", "✓ チャンネル："]);
        nothing_was_sent(&surroundings);
    }
}

#[tokio::test]
async fn check_says_what_is_to_be_mended_and_how() {
    let surroundings = surroundings(Tool::Hubspot).await;
    let faults = surroundings.discord.faults();
    faults.deny(REPORTS, Permissions::EMBED_LINKS);
    surroundings
        .tool
        .faults()
        .always_on("/crm/owners", Fault::LoginPage);
    let (code, said) = told(&surroundings, &["check", "--locale", "en"]).await;
    assert_eq!(code, Some(2), "{said}");
    holds(
        &said,
        &[
            "✗ channel:",
            "Embed Links",
            "✗ what can be read: owners",
            "2 things to mend",
        ],
    );
    surroundings.agree("[workspace]\nlocal = \"en\"\n");
    let (code, said) = told(&surroundings, &["check"]).await;
    assert_eq!(code, Some(2), "{said}");
    holds(
        &said,
        &["✗ team's file:", "line 2", "did you mean `locale`"],
    );
}

#[tokio::test]
async fn sync_ends_with_what_became_of_it() {
    let surroundings = surroundings(Tool::Hubspot).await;
    surroundings
        .tool
        .faults()
        .always_on("/crm/owners", Fault::LoginPage);
    let (code, said) = told(&surroundings, &["sync", "--once"]).await;
    assert_eq!(code, Some(1), "{said}");
    holds(&said, &["担当者", "取り込めませんでした", "リード"]);
    surroundings.tool.faults().clear();
    surroundings.agree("[workspace]\nlocale = \"en\"\n");
    let (code, said) = told(&surroundings, &["sync", "--once"]).await;
    assert_eq!(code, Some(0), "{said}");
    holds(&said, &["owners", "leads"]);
    let (code, said) = told(&surroundings, &["verify"]).await;
    assert_eq!(code, Some(0), "{said}");
    holds(&said, &["every day is what the histories say"]);

    let output = surroundings
        .outcome(
            surroundings
                .program(&["sync", "--once"])
                .env("HUBSPOT_TOKEN", "wrong-secret"),
        )
        .await;
    let refused = super::process::said(&output);
    assert_eq!(output.status.code(), Some(2), "{refused}");
    holds(&refused, &["HUBSPOT_TOKEN"]);
    nothing_was_sent(&surroundings);
}

#[tokio::test]
async fn without_a_database_every_question_says_how_to_get_one() {
    let surroundings = surroundings(Tool::Mautic).await;
    for (arguments, expected) in [
        (&["ask", "/status"][..], "データベースがまだありません"),
        (
            &["ask", "/status", "--locale", "en"],
            "there is no database yet",
        ),
        (
            &["report", "weekly", "--locale", "en"],
            "there is no database yet",
        ),
        (&["verify"], "there is no database yet"),
    ] {
        let (code, said) = told(&surroundings, arguments).await;
        assert_eq!(code, Some(2), "{said}");
        holds(&said, &[expected, "sync --once", "DATABASE_URL"]);
    }
    assert!(!surroundings.path("funnelbot.db").exists());
}

#[tokio::test]
async fn a_terminal_leaves_posting_to_the_chat_and_understands_what_the_chat_shows() {
    let surroundings = surroundings(Tool::Mautic).await;
    let (code, said) = told(&surroundings, &["sync", "--once"]).await;
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = told(
        &surroundings,
        &["ask", "/レポート 投稿 種類:週次", "--locale", "en"],
    )
    .await;
    assert_eq!(code, Some(2), "{said}");
    holds(&said, &["Use /report post in the chat"]);
    for (question, key) in [("/status", "streams"), ("/leads hot", "leads")] {
        let (code, said) = told(&surroundings, &["ask", question, "--format", "json"]).await;
        assert_eq!(code, Some(0), "{said}");
        let json: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        assert!(json[key].is_array(), "{said}");
    }
}
