//! The gateway, frame by frame.

use serde_json::{Value, json};

use crate::bot::{Bot, Socket, identification, text};
use crate::{SATO, start};

async fn register(discord: &sandbox::discord::Discord) {
    let commands = json!([{ "name": "help", "description": "d" }]);
    Bot::of(discord).register(discord, &commands).await;
}

fn resumption(ready: &Value, token: &str, seq: u64) -> Value {
    json!({ "op": 6, "d": { "token": token, "session_id": ready["session_id"], "seq": seq } })
}

#[tokio::test]
async fn heartbeats_are_acknowledged_and_guilds_come_with_their_intent() {
    let (discord, _) = start().await;
    let mut socket = Socket::connect(&discord).await;
    socket.say(&json!({ "op": 1, "d": null })).await;
    assert_eq!(socket.frame().await.unwrap()["op"], 11);
    socket
        .say(&identification(&discord.options().token, 1))
        .await;
    let ready = socket.frame().await.unwrap();
    assert_eq!((&ready["t"], &ready["s"]), (&json!("READY"), &json!(1)));
    let guild = socket.event("GUILD_CREATE").await;
    assert_eq!(guild["channels"][0]["name"], "marketing-weekly");
    discord.wait_for_gateway().await.unwrap();
    assert_eq!(discord.identified(), 1);
}

#[tokio::test]
async fn frames_that_break_the_rules_close_the_socket() {
    let (discord, _) = start().await;
    let token = &discord.options().token;
    for (frame, code) in [
        (identification("wrong", 0), 4004),
        (identification(token, 1 << 15), 4014),
        (json!({ "op": 3, "d": {} }), 4003),
        (json!({ "op": 99 }), 4001),
        (json!({ "op": 2, "d": { "token": token } }), 4002),
        (resumption(&Value::Null, "wrong", 0), 4004),
    ] {
        let mut socket = Socket::connect(&discord).await;
        socket.say(&frame).await;
        assert_eq!(socket.frame().await, Err(code), "{frame}");
    }
    let (mut socket, _) = Socket::identify(&discord).await;
    socket.say(&identification(token, 0)).await;
    assert_eq!(socket.frame().await, Err(4005));
}

#[tokio::test]
async fn a_resumed_session_hears_what_it_missed() {
    let (discord, _) = start().await;
    register(&discord).await;
    let (mut first, ready) = Socket::identify(&discord).await;
    discord.faults().drop_gateway();
    assert_eq!(first.frame().await, Err(0));
    discord.slash(SATO, "/help").unwrap();
    let mut second = Socket::connect(&discord).await;
    second
        .say(&resumption(&ready, &discord.options().token, 1))
        .await;
    assert_eq!(second.frame().await.unwrap()["t"], "INTERACTION_CREATE");
    assert_eq!(second.frame().await.unwrap()["t"], "RESUMED");
    assert_eq!(discord.resumed(), 1);

    let mut third = Socket::connect(&discord).await;
    third
        .say(&resumption(&ready, &discord.options().token, 99))
        .await;
    assert_eq!(third.frame().await, Err(4007));
    let mut fourth = Socket::connect(&discord).await;
    fourth
        .say(&resumption(
            &json!({ "session_id": "none" }),
            &discord.options().token,
            1,
        ))
        .await;
    assert_eq!(fourth.frame().await, Ok(json!({ "op": 9, "d": false })));
}

#[tokio::test]
async fn reconnects_and_invalid_sessions_come_on_demand() {
    let (discord, _) = start().await;
    let (mut socket, ready) = Socket::identify(&discord).await;
    discord.faults().ask_reconnect();
    assert_eq!(socket.frame().await, Ok(json!({ "op": 7, "d": null })));
    discord.faults().invalidate_sessions();
    assert_eq!(socket.frame().await, Ok(json!({ "op": 9, "d": false })));
    assert!(!text(&ready["session_id"]).is_empty());
    discord.faults().close_gateway(4000);
    assert_eq!(socket.frame().await, Err(4000));
}
