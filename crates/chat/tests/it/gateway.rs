//! Start, interruptions and stop of the connection.

use std::{sync::Arc, time::Duration};

use chat::{
    gateway::{Bot, GatewayFault},
    http::DiscordSettings,
};
use funnelbot_commands::desk::Desk;
use sandbox::discord::{Discord, On};
use secrecy::SecretString;
use tokio::time::timeout;

use crate::harness::{ALEX, Counting, count, discord, settings, start};

/// Longer than a clean stop may take.
const STOPPED: Duration = Duration::from_secs(5);

async fn refused(settings: DiscordSettings) -> GatewayFault {
    let desk: Arc<dyn Desk> = Counting::new();
    Bot::start(settings, desk)
        .await
        .expect_err("it can't start")
}

fn names_the_token(fault: &GatewayFault) -> bool {
    matches!(
        fault,
        GatewayFault::Denied {
            setting: "DISCORD_TOKEN",
            ..
        }
    )
}

async fn answers(discord: &Discord) {
    let answer = discord
        .slash(ALEX, "/help")
        .expect("registered")
        .answer()
        .await
        .expect("an answer");
    assert_eq!(answer.content, "help en Alex");
}

#[tokio::test]
async fn commands_are_registered_in_both_languages_and_only_when_they_changed() {
    let (discord, _) = discord().await;
    for _ in 0..2 {
        let bot = start(&discord, &Counting::new()).await.expect("a start");
        bot.stop().await;
    }
    assert_eq!(count(&discord, "PUT", "/commands"), 1);
    let commands = discord.registered_commands();
    let names: Vec<&str> = commands
        .iter()
        .filter_map(|command| command["name"].as_str())
        .collect();
    assert_eq!(names, funnelbot_commands::table::roots());
    assert!(
        commands
            .iter()
            .all(|command| command["description_localizations"]["ja"].is_string())
    );
}

#[tokio::test]
async fn a_wrong_token_is_told_by_the_name_of_its_setting() {
    let (discord, _) = discord().await;
    let fault = refused(DiscordSettings {
        token: SecretString::from("wrong"),
        ..settings(&discord)
    });
    let fault = fault.await;
    assert!(names_the_token(&fault), "{fault}");
    assert!(
        !fault.to_string().contains("wrong"),
        "no token in a sentence: {fault}"
    );
    assert_eq!(discord.identified(), 0);
}

#[tokio::test]
async fn a_server_that_the_bot_is_not_in_is_told_at_the_start() {
    let (discord, _) = discord().await;
    let fault = refused(DiscordSettings {
        guild: Some(1),
        ..settings(&discord)
    });
    let fault = fault.await;
    let names_the_server = matches!(
        fault,
        GatewayFault::Denied {
            setting: "DISCORD_GUILD",
            ..
        }
    );
    assert!(
        names_the_server && fault.to_string().contains("invite"),
        "{fault}"
    );
}

#[tokio::test]
async fn a_discord_that_is_away_is_unreachable_and_no_other_is_tried() {
    let (discord, _) = discord().await;
    discord.faults().fail(On::GatewayAddress, 503, 1);
    let fault = refused(settings(&discord)).await;
    assert!(matches!(fault, GatewayFault::Unreachable { .. }), "{fault}");
    assert_eq!(discord.identified(), 0);
}

#[tokio::test]
async fn a_token_reset_while_it_runs_ends_the_bot() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    discord.faults().close_gateway(4004);
    let fault = timeout(STOPPED, bot.ended()).await.expect("it notices");
    assert!(names_the_token(&fault), "{fault}");
    timeout(STOPPED, bot.stop())
        .await
        .expect("it stops all the same");
}

#[tokio::test]
async fn a_dropped_connection_is_resumed() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    discord.faults().drop_gateway();
    discord
        .until("resumed session", |discord| {
            (discord.resumed() > 0).then_some(())
        })
        .await
        .expect("resumed");
    answers(&discord).await;
    assert_eq!(discord.identified(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn a_request_to_reconnect_is_followed() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    discord.faults().ask_reconnect();
    discord
        .until("resumed session", |discord| {
            (discord.resumed() > 0).then_some(())
        })
        .await
        .expect("resumed");
    answers(&discord).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_second_session_starts_nothing_a_second_time() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    discord.faults().invalidate_sessions();
    let again = |discord: &Discord| (discord.identified() > 1).then_some(());
    discord
        .until("second session", again)
        .await
        .expect("identified again");
    discord.wait_for_gateway().await.expect("ready again");
    answers(&discord).await;
    assert_eq!(count(&discord, "GET", "/commands"), 1, "registered once");
    bot.stop().await;
}

#[tokio::test]
async fn stopping_lets_the_answers_under_way_finish_and_is_quick() {
    let (discord, _) = discord().await;
    let desk = Counting::new();
    let bot = start(&discord, &desk).await.expect("a start");
    let asked = discord.slash(ALEX, "/status").expect("registered");
    asked.acknowledged().await.expect("thinking");
    let stopping = tokio::spawn(timeout(STOPPED, bot.stop()));
    desk.status.add_permits(1);
    let answer = asked.answer().await.expect("an answer");
    assert_eq!(answer.content, "status en Alex");
    stopping.await.expect("no panic").expect("in time");
}

#[tokio::test]
async fn stopping_does_not_wait_for_ever() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    let asked = discord.slash(ALEX, "/status").expect("registered");
    asked.acknowledged().await.expect("thinking");
    timeout(STOPPED, bot.stop()).await.expect("in time");
}
