//! Sending, reading and changing messages: permissions, nonces, mentions, history, ids.

use jiff::SignedDuration;
use sandbox::discord::{Discord, Permissions};
use serde_json::{Value, json};

use crate::bot::{Bot, refusal, text};
use crate::{ALEX, CHANNEL, SALES, SATO, options, start};

fn at(message: &Value) -> String {
    format!("/channels/{CHANNEL}/messages/{}", text(&message["id"]))
}

#[tokio::test]
async fn only_the_right_token_opens_anything() {
    let (discord, _) = start().await;
    let bot = Bot::with_token(&discord, "wrong");
    assert_eq!(refusal(&bot.get("/users/@me").await), (401, 0));
    assert_eq!(
        refusal(&bot.send(&json!({ "content": "x" })).await),
        (401, 0)
    );
    let bot = Bot::of(&discord);
    assert_eq!(bot.get("/users/@me").await.1["bot"], true);
    assert_eq!(bot.get("/applications/@me").await.0, 200);
    assert_eq!(bot.get("/users/@me/guilds").await.1[0]["name"], "Marketing");
}

#[tokio::test]
async fn unknown_things_are_refused_with_their_codes() {
    let (discord, _) = start().await;
    let bot = Bot::of(&discord);
    assert_eq!(refusal(&bot.get("/channels/5").await), (404, 10003));
    assert_eq!(refusal(&bot.get("/guilds/5").await), (404, 10004));
    assert_eq!(refusal(&bot.get("/users/5").await), (404, 10013));
    let member = format!("/guilds/{}/members/5", discord.options().guild_id);
    assert_eq!(refusal(&bot.get(&member).await), (404, 10007));
    for method in ["GET", "PATCH", "DELETE"] {
        let path = format!("/channels/{CHANNEL}/messages/5");
        let reply = bot.ask(method, &path, &json!({ "content": "x" })).await;
        assert_eq!(refusal(&reply), (404, 10008), "{method}");
    }
    assert_eq!(refusal(&bot.get("/stage-instances").await), (404, 0));
    assert_eq!(discord.unknown_routes(), ["GET /api/v10/stage-instances"]);
}

#[tokio::test]
async fn denied_permissions_are_missed_with_their_codes() {
    let (discord, _) = start().await;
    let (bot, faults) = (Bot::of(&discord), discord.faults());
    let (_, sent) = bot.send(&json!({ "content": "x" })).await;
    let history = format!("/channels/{CHANNEL}/messages");

    faults.deny(CHANNEL, Permissions::EMBED_LINKS);
    let embed = json!({ "embeds": [{ "title": "t" }] });
    assert_eq!(refusal(&bot.send(&embed).await), (403, 50013));
    assert_eq!(bot.send(&json!({ "content": "x" })).await.0, 200);

    faults.deny(CHANNEL, Permissions::SEND_MESSAGES);
    assert_eq!(
        refusal(&bot.send(&json!({ "content": "x" })).await),
        (403, 50013)
    );

    faults.deny(CHANNEL, Permissions::READ_MESSAGE_HISTORY);
    assert_eq!(bot.get(&history).await, (200, json!([])));
    assert_eq!(refusal(&bot.get(&at(&sent)).await), (403, 50001));

    faults.deny(CHANNEL, Permissions::VIEW_CHANNEL);
    assert_eq!(refusal(&bot.get(&history).await), (403, 50001));
    assert_eq!(
        refusal(&bot.send(&json!({ "content": "x" })).await),
        (403, 50001)
    );

    faults.deny(CHANNEL, Permissions::NONE);
    let said = discord.say(SATO, CHANNEL, "hello").unwrap();
    let others = format!("{history}/{said}");
    assert_eq!(bot.get(&others).await.1["content"], "");
    let edited = bot.ask("PATCH", &others, &json!({ "content": "y" })).await;
    assert_eq!(refusal(&edited), (403, 50005));
    assert_eq!(
        refusal(&bot.ask("DELETE", &others, &Value::Null).await),
        (403, 50013)
    );
}

#[tokio::test]
async fn an_enforced_nonce_makes_a_message_unique_for_a_few_minutes() {
    let (discord, clock) = start().await;
    let bot = Bot::of(&discord);
    let message = json!({ "content": "x", "nonce": "wk-2026W46", "enforce_nonce": true });
    let (_, first) = bot.send(&message).await;
    clock.advance(SignedDuration::from_mins(4));
    let (_, second) = bot.send(&message).await;
    assert_eq!(first["id"], second["id"]);
    assert_eq!(bot.get(&at(&first)).await.1["nonce"], "wk-2026W46");

    clock.advance(SignedDuration::from_mins(2));
    assert_eq!(bot.get(&at(&first)).await.1.get("nonce"), None);
    let (_, third) = bot.send(&message).await;
    assert_ne!(first["id"], third["id"]);

    let carried = json!({ "content": "x", "nonce": "wk-2026W46" });
    assert_ne!(bot.send(&carried).await.1["id"], third["id"]);
    assert_eq!(discord.messages(CHANNEL).len(), 3);
    assert_eq!(
        discord.messages(CHANNEL)[0].nonce.as_deref(),
        Some("wk-2026W46")
    );
}

#[tokio::test]
async fn allowed_mentions_decide_who_is_mentioned() {
    let clock = crate::clock();
    let mut settings = options(&clock);
    settings.bot_permissions = settings.bot_permissions | Permissions::MENTION_EVERYONE;
    let discord = Discord::start(settings).await.unwrap();
    let bot = Bot::of(&discord);
    let content = format!("@everyone <@{SATO}> <@{ALEX}> <@&{SALES}> <@5>");
    let mentioned = async |allowed: Option<Value>| {
        let mut message = json!({ "content": content });
        if let Some(allowed) = allowed {
            message["allowed_mentions"] = allowed;
        }
        let (status, sent) = bot.send(&message).await;
        assert_eq!(status, 200);
        let stored = discord.messages(CHANNEL).pop().unwrap();
        assert_eq!(stored.mentions, stored.notified);
        assert_eq!(
            sent["mentions"].as_array().unwrap().len(),
            stored.mentions.users.len()
        );
        (
            stored.mentions.everyone,
            stored.mentions.users,
            stored.mentions.roles,
        )
    };
    let all = (true, [SATO, ALEX].into(), [SALES].into());
    assert_eq!(mentioned(None).await, all);
    assert_eq!(
        mentioned(Some(json!({ "parse": ["everyone", "users", "roles"] }))).await,
        all
    );
    let none = (false, [].into(), [].into());
    assert_eq!(mentioned(Some(json!({ "parse": [] }))).await, none);
    let one = json!({ "parse": [], "users": [SATO.to_string()] });
    assert_eq!(
        mentioned(Some(one)).await,
        (false, [SATO].into(), [].into())
    );
}

#[tokio::test]
async fn everyone_is_mentioned_with_permission_only_and_an_edit_notifies_nobody() {
    let (discord, _) = start().await;
    let bot = Bot::of(&discord);
    let (_, sent) = bot.send(&json!({ "content": "@everyone" })).await;
    assert_eq!(sent["mention_everyone"], false);
    bot.ask(
        "PATCH",
        &at(&sent),
        &json!({ "content": format!("<@{SATO}>") }),
    )
    .await;
    let stored = discord.messages(CHANNEL).pop().unwrap();
    assert_eq!(stored.mentions.users, [SATO].into());
    assert!(stored.notified.is_empty());
    assert!(stored.edited_at.is_some());
}

#[tokio::test]
async fn history_is_read_newest_first_and_by_anchor() {
    let (discord, clock) = start().await;
    let bot = Bot::of(&discord);
    let mut ids = Vec::new();
    for n in 0..60 {
        let (_, sent) = bot.send(&json!({ "content": format!("m{n}") })).await;
        ids.push(text(&sent["id"]).to_owned());
        clock.advance(SignedDuration::from_secs(1));
    }
    assert!(ids.is_sorted_by_key(|id| id.parse::<u64>().unwrap()));
    let read = async |query: String| {
        let (_, list) = bot
            .get(&format!("/channels/{CHANNEL}/messages{query}"))
            .await;
        let list = list.as_array().unwrap().clone();
        list.iter()
            .map(|each| text(&each["content"]).to_owned())
            .collect::<Vec<_>>()
    };
    let default = read(String::new()).await;
    assert_eq!((default.len(), default[0].as_str()), (50, "m59"));
    assert_eq!(
        read(format!("?limit=2&before={}", ids[10])).await,
        ["m9", "m8"]
    );
    assert_eq!(
        read(format!("?&limit=2&after={}", ids[10])).await,
        ["m12", "m11"]
    );
    assert_eq!(
        read(format!("?limit=3&around={}", ids[10])).await,
        ["m11", "m10", "m9"]
    );
    for limit in ["0", "101", "x"] {
        let reply = bot
            .get(&format!("/channels/{CHANNEL}/messages?limit={limit}"))
            .await;
        assert_eq!(refusal(&reply), (400, 50035));
    }
    bot.ask(
        "DELETE",
        &format!("/channels/{CHANNEL}/messages/{}", ids[59]),
        &Value::Null,
    )
    .await;
    assert_eq!(read("?limit=1".to_owned()).await, ["m58"]);
}

#[tokio::test]
async fn ids_carry_the_time_of_the_clock() {
    let (discord, clock) = start().await;
    let (_, sent) = Bot::of(&discord).send(&json!({ "content": "x" })).await;
    let id: i64 = text(&sent["id"]).parse().unwrap();
    assert_eq!((id >> 22) + 1_420_070_400_000, clock.now().as_millisecond());
    assert_eq!(sent["timestamp"], "2026-11-16T00:00:00.000000+00:00");
}
