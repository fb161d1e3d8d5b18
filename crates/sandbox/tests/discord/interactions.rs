//! Answers to interactions: once, in time, in a way that fits.

use std::time::Duration;

use jiff::SignedDuration;
use sandbox::discord::{Discord, Interaction, Way};
use serde_json::{Value, json};

use crate::bot::{Bot, Socket, refusal, text};
use crate::{ALEX, CHANNEL, SATO, start};

const THINKING: &str = "/messages/@original";

struct Stage {
    discord: Discord,
    clock: sandbox::clock::SandboxClock,
    bot: Bot,
    socket: Socket,
}

impl Stage {
    async fn set() -> Stage {
        let (discord, clock) = start().await;
        let bot = Bot::of(&discord);
        let (socket, _) = Socket::identify(&discord).await;
        let typed =
            json!({ "type": 3, "name": "period", "description": "d", "autocomplete": true });
        let commands = json!([{ "name": "kpi", "description": "d", "options": [typed] }]);
        bot.register(&discord, &commands).await;
        Stage {
            discord,
            clock,
            bot,
            socket,
        }
    }

    async fn slash(&mut self) -> (Interaction, Value) {
        let interaction = self.discord.slash(SATO, "/kpi").unwrap();
        (interaction, self.socket.event("INTERACTION_CREATE").await)
    }

    /// A message with a button, pressed.
    async fn press(&mut self) -> (Interaction, Value) {
        let button =
            json!({ "type": 2, "style": 1, "label": "Claim", "custom_id": "ping:1:claim" });
        let message =
            json!({ "content": "hot", "components": [{ "type": 1, "components": [button] }] });
        let (_, sent) = self.bot.send(&message).await;
        let id = text(&sent["id"]).parse().unwrap();
        let interaction = self.discord.press(SATO, id, "ping:1:claim").unwrap();
        (interaction, self.socket.event("INTERACTION_CREATE").await)
    }
}

fn reply(content: &str) -> Value {
    json!({ "type": 4, "data": { "content": content } })
}

#[tokio::test]
async fn an_interaction_is_acknowledged_once() {
    let mut stage = Stage::set().await;
    let (interaction, event) = stage.slash().await;
    assert_eq!(stage.bot.call_back(&event, &reply("one")).await.0, 204);
    let second = stage.bot.call_back(&event, &reply("two")).await;
    assert_eq!(refusal(&second), (400, 40060));
    let answer = interaction.answer().await.unwrap();
    assert_eq!(
        (answer.way, answer.content.as_str(), answer.ephemeral),
        (Way::Reply, "one", false)
    );
    let mut stranger = event.clone();
    stranger["token"] = json!("other");
    assert_eq!(
        refusal(&stage.bot.call_back(&stranger, &reply("x")).await),
        (404, 10062)
    );
}

#[tokio::test]
async fn the_first_answer_is_due_within_three_seconds() {
    let mut stage = Stage::set().await;
    let (_, event) = stage.slash().await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_millis(3_100)).await;
    tokio::time::resume();
    assert_eq!(
        refusal(&stage.bot.call_back(&event, &reply("late")).await),
        (404, 10062)
    );
    assert!(stage.discord.messages(CHANNEL).is_empty());
}

#[tokio::test]
async fn the_token_lives_for_fifteen_minutes() {
    let mut stage = Stage::set().await;
    let (interaction, event) = stage.slash().await;
    let early = stage
        .bot
        .follow("PATCH", &event, THINKING, &json!({ "content": "x" }))
        .await;
    assert_eq!(refusal(&early), (404, 10015));
    stage.bot.call_back(&event, &json!({ "type": 5 })).await;
    assert!(stage.discord.messages(CHANNEL).is_empty());
    let waited = interaction.answer_within(Duration::from_millis(10)).await;
    assert!(waited.unwrap_err().0.contains("Deferred"));

    stage.clock.advance(SignedDuration::from_mins(14));
    let (_, thinking) = stage
        .bot
        .follow("GET", &event, THINKING, &Value::Null)
        .await;
    assert_eq!(thinking["flags"], 128);
    let (status, edited) = stage
        .bot
        .follow("PATCH", &event, THINKING, &json!({ "content": "x" }))
        .await;
    assert_eq!((status, &edited["edited_timestamp"]), (200, &Value::Null));
    let answer = interaction.answer().await.unwrap();
    assert_eq!((answer.way, answer.deferred), (Way::DeferredReply, true));

    stage.clock.advance(SignedDuration::from_mins(2));
    let late = stage
        .bot
        .follow("PATCH", &event, THINKING, &json!({ "content": "y" }))
        .await;
    assert_eq!(refusal(&late), (401, 50027));
}

#[tokio::test]
async fn an_ephemeral_answer_is_for_the_asker_alone() {
    let mut stage = Stage::set().await;
    let (interaction, event) = stage.slash().await;
    let button = json!({ "type": 2, "style": 1, "label": "b", "custom_id": "k" });
    stage
        .bot
        .call_back(&event, &json!({ "type": 5, "data": { "flags": 64 } }))
        .await;
    let first =
        json!({ "content": "secret", "components": [{ "type": 1, "components": [button] }] });
    let (_, filled) = stage.bot.follow("POST", &event, "", &first).await;
    assert_eq!(filled["flags"], 64);
    let answer = interaction.answer().await.unwrap();
    assert!(answer.ephemeral && answer.deferred);
    assert!(stage.discord.messages(CHANNEL).is_empty());
    let (_, history) = stage
        .bot
        .get(&format!("/channels/{CHANNEL}/messages"))
        .await;
    assert_eq!(history, json!([]));
    let id = stage.discord.whispers(CHANNEL)[0].id;
    assert!(stage.discord.press(ALEX, id, "k").is_err());
    assert!(stage.discord.press(SATO, id, "k").is_ok());

    stage
        .bot
        .follow("POST", &event, "", &json!({ "content": "more" }))
        .await;
    let more = interaction.follow_ups(1).await.unwrap();
    assert_eq!((more.len(), more[0].ephemeral_for), (1, None));
    assert_eq!(
        stage
            .bot
            .follow("DELETE", &event, THINKING, &Value::Null)
            .await
            .0,
        204
    );
    let gone = stage
        .bot
        .follow("GET", &event, THINKING, &Value::Null)
        .await;
    assert_eq!(refusal(&gone), (404, 10008));
}

#[tokio::test]
async fn a_press_can_change_its_message() {
    let mut stage = Stage::set().await;
    let (interaction, event) = stage.press().await;
    assert_eq!(event["message"]["content"], "hot");
    let change = json!({ "type": 7, "data": { "content": "claimed", "components": [] } });
    assert_eq!(stage.bot.call_back(&event, &change).await.0, 204);
    let answer = interaction.answer().await.unwrap();
    assert_eq!(
        (answer.way, answer.content.as_str()),
        (Way::Update, "claimed")
    );
    let message = answer.updated_message.unwrap();
    assert!(stage.discord.press(SATO, message, "ping:1:claim").is_err());

    let (interaction, event) = stage.press().await;
    stage.bot.call_back(&event, &json!({ "type": 6 })).await;
    stage
        .bot
        .follow("PATCH", &event, THINKING, &json!({ "content": "later" }))
        .await;
    let answer = interaction.answer().await.unwrap();
    assert_eq!(
        (answer.way, answer.content.as_str()),
        (Way::DeferredUpdate, "later")
    );
}

#[tokio::test]
async fn two_presses_in_one_instant_both_arrive_before_any_answer() {
    let mut stage = Stage::set().await;
    let (_, first) = stage.press().await;
    let message = text(&first["message"]["id"]).parse().unwrap();
    let key = "ping:1:claim";
    let pressed = stage
        .discord
        .press_together(&[(SATO, message, key), (ALEX, message, key)])
        .unwrap();
    let one = stage.socket.event("INTERACTION_CREATE").await;
    let other = stage.socket.event("INTERACTION_CREATE").await;
    let won = json!({ "type": 7, "data": { "content": "Sato claimed", "components": [] } });
    let lost = json!({ "type": 4, "data": { "content": "already claimed", "flags": 64 } });
    let (a, b) = tokio::join!(
        stage.bot.call_back(&one, &won),
        stage.bot.call_back(&other, &lost)
    );
    assert_eq!((a.0, b.0), (204, 204));
    assert_eq!(pressed[0].answer().await.unwrap().way, Way::Update);
    assert!(pressed[1].answer().await.unwrap().ephemeral);
}

#[tokio::test]
async fn answers_that_do_not_fit_the_interaction_are_refused() {
    let mut stage = Stage::set().await;
    let (_, command) = stage.slash().await;
    let (_, press) = stage.press().await;
    stage.discord.autocomplete(SATO, "/kpi period:la").unwrap();
    let typing = stage.socket.event("INTERACTION_CREATE").await;
    assert_eq!(typing["data"]["options"][0]["focused"], true);
    let choice = |name: &str| json!({ "name": name, "value": "v" });
    let too_many: Vec<Value> = (0..26).map(|n| choice(&format!("n{n}"))).collect();
    for (event, answer) in [
        (&command, json!({ "type": 6 })),
        (&command, json!({ "type": 7, "data": { "content": "x" } })),
        (&command, json!({ "type": 8, "data": { "choices": [] } })),
        (&command, json!({ "type": 1 })),
        (&command, json!({})),
        (
            &command,
            json!({ "type": 4, "data": { "content": "x".repeat(2001) } }),
        ),
        (
            &command,
            json!({ "type": 9, "data": { "custom_id": "m", "title": "t".repeat(46), "components": [] } }),
        ),
        (&press, json!({ "type": 8, "data": { "choices": [] } })),
        (&typing, reply("x")),
        (&typing, json!({ "type": 5 })),
        (
            &typing,
            json!({ "type": 8, "data": { "choices": too_many } }),
        ),
        (
            &typing,
            json!({ "type": 8, "data": { "choices": [choice("")] } }),
        ),
    ] {
        let refused = stage.bot.call_back(event, &answer).await;
        assert_eq!(refusal(&refused), (400, 50035), "{answer}");
    }
    let empty = stage
        .bot
        .call_back(&command, &json!({ "type": 4, "data": {} }))
        .await;
    assert_eq!(refusal(&empty), (400, 50006));
    assert_eq!(
        stage.bot.call_back(&command, &reply("at last")).await.0,
        204
    );
}

#[tokio::test]
async fn suggestions_and_modals_reach_the_asker() {
    let mut stage = Stage::set().await;
    let asked = stage.discord.autocomplete(SATO, "/kpi period:la").unwrap();
    let event = stage.socket.event("INTERACTION_CREATE").await;
    let choices = json!([{ "name": "先週", "value": "last-week" }]);
    stage
        .bot
        .call_back(
            &event,
            &json!({ "type": 8, "data": { "choices": choices } }),
        )
        .await;
    let answer = asked.answer().await.unwrap();
    assert_eq!(
        (answer.choices[0].name.as_str(), &answer.choices[0].value),
        ("先週", &json!("last-week"))
    );

    let (pressed, event) = stage.press().await;
    let input = json!({ "type": 4, "custom_id": "why", "style": 1, "label": "Why" });
    let modal = json!({ "custom_id": "m", "title": "Reject", "components": [{ "type": 1, "components": [input] }] });
    assert_eq!(
        stage
            .bot
            .call_back(&event, &json!({ "type": 9, "data": modal }))
            .await
            .0,
        204
    );
    assert_eq!(pressed.answer().await.unwrap().way, Way::Modal);
    assert!(pressed.submit(&[("who", "x")]).is_err());
    assert!(pressed.submit(&[]).is_err());
    let sent = pressed.submit(&[("why", "too small")]).unwrap();
    let event = stage.socket.event("INTERACTION_CREATE").await;
    assert_eq!(event["type"], 5);
    assert_eq!(
        event["data"]["components"][0]["components"][0]["value"],
        "too small"
    );
    stage
        .bot
        .call_back(
            &event,
            &json!({ "type": 7, "data": { "content": "rejected" } }),
        )
        .await;
    assert_eq!(sent.answer().await.unwrap().content, "rejected");
}
