//! Sending, finding again, editing; what the bot may do in a channel.

use std::time::Duration;

use chat::{
    outlet::{Outlet, SendFault},
    permissions::{self, Finding, Right},
};
use jiff::SignedDuration;
use report::message::{Mention, Message};
use sandbox::discord::{Discord, On, Permissions};

use crate::harness::{ALEX, CHANNEL, SATO, discord, http, monday, ping};

fn post(key: &str) -> Message {
    Message {
        content: "📊".to_owned(),
        body: Some("numbers".to_owned()),
        footer: Some(format!("definition v7 | {key}")),
        ..Message::default()
    }
}

fn outlet(discord: &Discord) -> Outlet {
    Outlet::new(http(discord))
}

#[tokio::test]
async fn text_that_looks_like_a_mention_mentions_nobody() {
    let (discord, _) = discord().await;
    let mut message = post("wk-1");
    message.content = format!("@everyone @here <@{SATO}> <@&1>");
    let sent = outlet(&discord)
        .send(CHANNEL, &message, "n1")
        .await
        .expect("sent");
    let stored = discord.message(sent.message_id).expect("it stands there");
    assert!(stored.mentions.is_empty() && stored.notified.is_empty());
}

#[tokio::test]
async fn only_who_is_meant_is_mentioned() {
    let (discord, _) = discord().await;
    let mut message = ping();
    message.content = format!("@everyone <@{ALEX}>");
    message.mention = Some(Mention::User(SATO));
    let sent = outlet(&discord)
        .send(CHANNEL, &message, "n1")
        .await
        .expect("sent");
    let notified = discord
        .message(sent.message_id)
        .expect("it stands there")
        .notified;
    assert!(!notified.everyone && notified.users.into_iter().eq([SATO]));
}

#[tokio::test]
async fn the_same_nonce_soon_after_is_the_same_message() {
    let (discord, _) = discord().await;
    let outlet = outlet(&discord);
    let first = outlet
        .send(CHANNEL, &post("wk-1"), "n1")
        .await
        .expect("sent");
    let second = outlet
        .send(CHANNEL, &post("wk-1"), "n1")
        .await
        .expect("sent");
    assert_eq!(first, second);
    assert_eq!(discord.messages(CHANNEL).len(), 1);
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_found_hours_later() {
    let (discord, clock) = discord().await;
    let outlet = outlet(&discord);
    discord.faults().lose_answer(On::Sending, 1);
    let lost = outlet
        .send(CHANNEL, &post("wk-2026W46"), "n1")
        .await
        .expect_err("no answer");
    assert!(matches!(lost, SendFault::Unreachable { .. }), "{lost}");
    clock.advance(SignedDuration::from_hours(3));
    let found = outlet
        .find(CHANNEL, "wk-2026W46", "n1", monday())
        .await
        .expect("a history");
    assert_eq!(
        found.map(|sent| sent.message_id),
        Some(discord.messages(CHANNEL)[0].id)
    );
    assert_eq!(
        outlet
            .find(CHANNEL, "wk-2026W47", "n2", monday())
            .await
            .expect("a history"),
        None
    );
}

#[tokio::test]
async fn history_is_read_page_by_page_and_only_the_bots_own_messages_count() {
    let (discord, clock) = discord().await;
    let outlet = outlet(&discord);
    let sent = outlet
        .send(CHANNEL, &post("wk-2026W46"), "n1")
        .await
        .expect("sent");
    for _ in 0..250 {
        clock.advance(SignedDuration::from_mins(1));
        discord
            .say(SATO, CHANNEL, "definition v7 | wk-2026W46")
            .expect("a member");
    }
    let found = outlet
        .find(CHANNEL, "wk-2026W46", "other", monday())
        .await
        .expect("a history");
    assert_eq!(found, Some(sent));
    let later = clock.now() - SignedDuration::from_mins(20);
    let before = discord.requests().len();
    assert_eq!(
        outlet
            .find(CHANNEL, "wk-2026W46", "other", later)
            .await
            .expect("a history"),
        None
    );
    assert_eq!(
        discord.requests().len(),
        before + 1,
        "no older page was read"
    );
}

#[tokio::test]
async fn a_ping_is_found_by_its_button_after_it_was_claimed_too() {
    let (discord, _) = discord().await;
    let outlet = outlet(&discord);
    let sent = outlet.send(CHANNEL, &ping(), "n1").await.expect("sent");
    assert_eq!(
        outlet
            .find(CHANNEL, "ping:17", "x", monday())
            .await
            .expect("a history"),
        Some(sent)
    );
    let claimed = Message {
        buttons: Vec::new(),
        ..ping()
    };
    outlet
        .edit(CHANNEL, sent.message_id, &claimed)
        .await
        .expect("edited");
    assert!(
        discord
            .message(sent.message_id)
            .expect("it stands there")
            .buttons()
            .is_empty()
    );
    assert_eq!(
        outlet
            .find(CHANNEL, "ping:17", "x", monday())
            .await
            .expect("a history"),
        Some(sent)
    );
    assert_eq!(
        outlet
            .find(CHANNEL, "ping:1", "x", monday())
            .await
            .expect("a history"),
        None
    );
}

#[tokio::test]
async fn a_history_that_cannot_be_read_is_no_empty_one() {
    let (discord, _) = discord().await;
    let outlet = outlet(&discord);
    assert_eq!(
        outlet
            .find(CHANNEL, "wk-1", "n1", monday())
            .await
            .expect("truly empty"),
        None
    );
    outlet
        .send(CHANNEL, &post("wk-1"), "n1")
        .await
        .expect("sent");
    discord
        .faults()
        .deny(CHANNEL, Permissions::READ_MESSAGE_HISTORY);
    let fault = outlet
        .find(CHANNEL, "wk-1", "n1", monday())
        .await
        .expect_err("it can't be known");
    assert!(matches!(fault, SendFault::Denied { .. }), "{fault}");
}

#[tokio::test]
async fn refusals_are_sorted_by_remedy() {
    let (discord, _) = discord().await;
    let outlet = outlet(&discord);
    let unknown = outlet
        .send(1, &post("wk-1"), "n1")
        .await
        .expect_err("no such channel");
    assert!(matches!(unknown, SendFault::Denied { .. }), "{unknown}");
    let empty = outlet
        .send(CHANNEL, &Message::default(), "n1")
        .await
        .expect_err("nothing to say");
    assert!(matches!(empty, SendFault::Refused { .. }), "{empty}");
    discord
        .faults()
        .throttle(On::Sending, Duration::from_secs(90), 1);
    let throttled = outlet
        .send(CHANNEL, &post("wk-1"), "n1")
        .await
        .expect_err("a long wait");
    assert_eq!(
        throttled,
        SendFault::Throttled {
            wait: Duration::from_secs(90)
        }
    );
    discord.faults().fail(On::Sending, 502, 1);
    let away = outlet
        .send(CHANNEL, &post("wk-1"), "n1")
        .await
        .expect_err("away");
    assert!(matches!(away, SendFault::Unreachable { .. }), "{away}");
    discord.faults().deny(CHANNEL, Permissions::EMBED_LINKS);
    let denied = outlet
        .send(CHANNEL, &post("wk-1"), "n1")
        .await
        .expect_err("not allowed");
    assert!(denied.to_string().contains("Embed Links"), "{denied}");
    assert!(discord.messages(CHANNEL).is_empty());
}

#[tokio::test]
async fn missing_rights_are_named_and_nothing_is_sent() {
    let (discord, _) = discord().await;
    let http = http(&discord);
    assert_eq!(permissions::check(&http, CHANNEL).await, Ok(Finding::Ready));
    assert_eq!(permissions::check(&http, 1).await, Ok(Finding::Unknown));
    discord.faults().deny(
        CHANNEL,
        Permissions::EMBED_LINKS | Permissions::READ_MESSAGE_HISTORY,
    );
    let lacking = permissions::check(&http, CHANNEL).await;
    assert_eq!(
        lacking,
        Ok(Finding::Lacking(vec![Right::Embed, Right::History]))
    );
    assert!(discord.messages(CHANNEL).is_empty());
    assert_eq!(discord.unknown_routes(), Vec::<String>::new());
}
