//! Trouble on demand, and the record of what was asked.

use std::time::Duration;

use sandbox::discord::{Discord, On};
use sandbox::record::Recorder;
use serde_json::{Value, json};
use serenity::builder::{CreateAttachment, CreateEmbed, CreateMessage};
use serenity::http::HttpBuilder;
use serenity::model::id::ChannelId;

use crate::bot::{Bot, refusal};
use crate::{CHANNEL, clock, options, start};

#[tokio::test]
async fn trouble_befalls_the_requests_that_it_was_ordered_for() {
    let (discord, _) = start().await;
    let (bot, faults) = (Bot::of(&discord), discord.faults());
    let message = json!({ "content": "x" });
    faults.throttle(On::Sending, Duration::from_millis(1_500), 2);
    faults.fail(On::History, 502, 1);
    for _ in 0..2 {
        let (status, body) = bot.send(&message).await;
        assert_eq!(
            (status, &body["retry_after"], body.get("code")),
            (429, &json!(1.5), None)
        );
    }
    assert_eq!(
        bot.get(&format!("/channels/{CHANNEL}/messages")).await.0,
        502
    );
    assert_eq!(
        bot.get(&format!("/channels/{CHANNEL}/messages")).await,
        (200, json!([]))
    );
    assert_eq!(bot.send(&message).await.0, 200);
    assert_eq!(discord.messages(CHANNEL).len(), 1);
    faults.delay(On::Sending, Duration::from_millis(20), 1);
    faults.fail(On::Anything, 503, 5);
    faults.clear();
    assert_eq!(bot.send(&message).await.0, 200);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_message_behind_and_a_lost_request_does_not() {
    let (discord, _) = start().await;
    let (bot, faults) = (Bot::of(&discord), discord.faults());
    let path = format!("/channels/{CHANNEL}/messages");
    faults.lose_request(On::Sending, 1);
    assert_eq!(
        bot.try_ask("POST", &path, br#"{"content":"a"}"#).await,
        None
    );
    assert!(discord.messages(CHANNEL).is_empty());
    faults.lose_answer(On::Sending, 1);
    assert_eq!(
        bot.try_ask("POST", &path, br#"{"content":"b"}"#).await,
        None
    );
    assert_eq!(discord.messages(CHANNEL)[0].content, "b");
    let asked = discord.requests();
    assert_eq!((asked.len(), asked[1].method.as_str()), (2, "POST"));
}

#[tokio::test]
async fn the_record_has_a_line_for_every_request_and_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("traffic.jsonl");
    let mut settings = options(&clock());
    settings.record = Some(Recorder::create(&file).unwrap());
    let discord = Discord::start(settings).await.unwrap();
    let token = discord.options().token.clone();
    let http = HttpBuilder::new(&token)
        .proxy(discord.url())
        .ratelimiter_disabled(true)
        .build();
    let chart = CreateAttachment::bytes(b"\x89PNG\r\n".to_vec(), "図.png").description("the chart");
    let embed = CreateEmbed::new().title("週次").attachment("図.png");
    let message = CreateMessage::new()
        .content("本文")
        .embed(embed)
        .add_file(chart);
    let sent = ChannelId::new(CHANNEL)
        .send_message(&http, message)
        .await
        .unwrap();
    let refused = Bot::of(&discord).send(&json!({})).await;
    assert_eq!(refusal(&refused).1, 50006);

    let record = std::fs::read_to_string(&file).unwrap();
    assert!(!record.contains(&token));
    let lines: Vec<Value> = record
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["method"], "POST");
    assert_eq!(
        lines[0]["path"],
        format!("/api/v10/channels/{CHANNEL}/messages")
    );
    assert_eq!(lines[0]["body"]["content"], "本文");
    let files = json!([{
        "name": "図.png", "content_type": "image/png", "description": "the chart", "bytes": 6,
    }]);
    assert_eq!(lines[0]["files"], files);

    let stored = &discord.messages(CHANNEL)[0];
    assert_eq!(
        stored.attachments[0].description.as_deref(),
        Some("the chart")
    );
    assert_eq!(sent.attachments[0].size, 6);
    let picture = sent.embeds[0].image.as_ref().unwrap();
    assert_eq!(picture.url, sent.attachments[0].url);
}
