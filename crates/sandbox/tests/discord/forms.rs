//! The limits of a message: what is just allowed passes, one more is refused at its place.

use serde_json::{Value, json};

use crate::bot::{Bot, refusal};
use crate::start;

fn button(label: &str, key: &str) -> Value {
    json!({ "type": 2, "style": 1, "label": label, "custom_id": key })
}

fn row(parts: Vec<Value>) -> Value {
    json!({ "type": 1, "components": parts })
}

fn buttons(from: usize, count: usize) -> Vec<Value> {
    (from..from + count)
        .map(|n| button("b", &format!("k{n}")))
        .collect()
}

fn with_embed(embed: Value) -> Value {
    json!({ "embeds": [embed] })
}

fn with_part(part: Value) -> Value {
    json!({ "content": "x", "components": [row(vec![part])] })
}

fn menu(options: usize) -> Value {
    let options: Vec<Value> = (0..options)
        .map(|n| json!({ "label": format!("l{n}"), "value": format!("v{n}") }))
        .collect();
    json!({ "type": 3, "custom_id": "menu", "options": options })
}

fn field(name: usize, value: usize) -> Value {
    json!({ "name": "n".repeat(name), "value": "v".repeat(value) })
}

#[tokio::test]
async fn what_is_just_within_the_limits_passes() {
    let (discord, _) = start().await;
    let bot = Bot::of(&discord);
    let fine = [
        json!({ "content": "x".repeat(2000), "nonce": "n".repeat(25) }),
        json!({ "content": "😀".repeat(1000), "nonce": 12_345 }),
        with_embed(json!({ "title": "t".repeat(256), "description": "d".repeat(4096) })),
        with_embed(
            json!({ "title": "t", "footer": { "text": "f".repeat(2048) }, "color": 0xFF_FFFF }),
        ),
        with_embed(json!({ "description": "d", "fields": vec![field(1, 1); 25] })),
        with_embed(json!({ "fields": [field(256, 1024)], "author": { "name": "a".repeat(256) } })),
        with_embed(
            json!({ "description": "d".repeat(3952), "footer": { "text": "f".repeat(2048) } }),
        ),
        json!({ "embeds": vec![json!({ "title": "t" }); 10] }),
        json!({ "content": "x", "components": (0..5).map(|n| row(buttons(n * 5, 5))).collect::<Vec<_>>() }),
        with_part(button(&"l".repeat(80), &"k".repeat(100))),
        with_part(json!({ "type": 2, "style": 5, "label": "open", "url": "https://example.com/" })),
        with_part(menu(25)),
        json!({ "content": "x", "unknown": 1, "embeds": null, "components": null }),
    ];
    for message in fine {
        let reply = bot.send(&message).await;
        assert_eq!(reply.0, 200, "{message} {reply:?}");
    }
    assert!(discord.unknown_routes().is_empty());
}

#[tokio::test]
async fn what_is_beyond_the_limits_is_refused_at_its_place() {
    let (discord, _) = start().await;
    let bot = Bot::of(&discord);
    let link = |url: Value| json!({ "type": 2, "style": 5, "label": "open", "url": url });
    let wrong = [
        ("/content", json!({ "content": "x".repeat(2001) })),
        ("/content", json!({ "content": "😀".repeat(1001) })),
        ("/content", json!({ "content": ["x"] })),
        ("/nonce", json!({ "content": "x", "nonce": "n".repeat(26) })),
        (
            "/embeds/0/title",
            with_embed(json!({ "title": "t".repeat(257) })),
        ),
        (
            "/embeds/0/description",
            with_embed(json!({ "description": "d".repeat(4097) })),
        ),
        (
            "/embeds/0/footer/text",
            with_embed(json!({ "footer": { "text": "f".repeat(2049) } })),
        ),
        (
            "/embeds/0/footer/text",
            with_embed(json!({ "title": "t", "footer": {} })),
        ),
        (
            "/embeds/0/author/name",
            with_embed(json!({ "author": { "name": "a".repeat(257) } })),
        ),
        (
            "/embeds/0/fields",
            with_embed(json!({ "fields": vec![field(1, 1); 26] })),
        ),
        (
            "/embeds/0/fields/0/name",
            with_embed(json!({ "fields": [field(257, 1)] })),
        ),
        (
            "/embeds/0/fields/0/value",
            with_embed(json!({ "fields": [field(1, 1025)] })),
        ),
        (
            "/embeds/0/fields/0/value",
            with_embed(json!({ "fields": [{ "name": "n", "value": " " }] })),
        ),
        (
            "/embeds/0/color",
            with_embed(json!({ "title": "t", "color": 0x100_0000 })),
        ),
        (
            "/embeds/0/timestamp",
            with_embed(json!({ "title": "t", "timestamp": "yesterday" })),
        ),
        (
            "/embeds/0/url",
            with_embed(json!({ "title": "t", "url": "javascript:alert(1)" })),
        ),
        (
            "/embeds/0/image/url",
            with_embed(json!({ "title": "t", "image": { "url": "ftp://x/y.png" } })),
        ),
        (
            "/embeds",
            with_embed(
                json!({ "description": "d".repeat(3953), "footer": { "text": "f".repeat(2048) } }),
            ),
        ),
        (
            "/embeds",
            json!({ "embeds": vec![json!({ "title": "t" }); 11] }),
        ),
        ("/embeds", json!({ "embeds": { "title": "t" } })),
        (
            "/components",
            json!({ "content": "x", "components": (0..6).map(|n| row(buttons(n, 1))).collect::<Vec<_>>() }),
        ),
        (
            "/components/0/components",
            json!({ "content": "x", "components": [row(buttons(0, 6))] }),
        ),
        (
            "/components/0/components",
            json!({ "content": "x", "components": [row(vec![])] }),
        ),
        (
            "/components/0/type",
            json!({ "content": "x", "components": [button("b", "k")] }),
        ),
        (
            "/components/0/components/0/label",
            with_part(button(&"l".repeat(81), "k")),
        ),
        (
            "/components/0/components/0/label",
            with_part(button(" ", "k")),
        ),
        (
            "/components/0/components/0/custom_id",
            with_part(button("b", &"k".repeat(101))),
        ),
        (
            "/components/0/components/0/custom_id",
            with_part(json!({ "type": 2, "style": 1, "label": "b" })),
        ),
        (
            "/components/0/components/1/custom_id",
            json!({ "content": "x", "components": [row(vec![button("a", "k"), button("b", "k")])] }),
        ),
        (
            "/components/0/components/0/url",
            with_part(link(Value::Null)),
        ),
        (
            "/components/0/components/0/url",
            with_part(link(json!("javascript:alert(1)"))),
        ),
        (
            "/components/0/components/0/url",
            with_part(
                json!({ "type": 2, "style": 1, "label": "b", "custom_id": "k", "url": "https://x.jp" }),
            ),
        ),
        (
            "/components/0/components/0/custom_id",
            with_part(
                json!({ "type": 2, "style": 5, "label": "b", "custom_id": "k", "url": "https://x.jp" }),
            ),
        ),
        (
            "/components/0/components/0/style",
            with_part(json!({ "type": 2, "style": 9, "label": "b", "custom_id": "k" })),
        ),
        ("/components/0/components/0/options", with_part(menu(26))),
        (
            "/components/0/components/0",
            json!({ "content": "x", "components": [row(vec![menu(1), button("b", "k")])] }),
        ),
        (
            "/allowed_mentions/parse/0",
            json!({ "content": "x", "allowed_mentions": { "parse": ["all"] } }),
        ),
        (
            "/allowed_mentions",
            json!({ "content": "x", "allowed_mentions": { "parse": ["users"], "users": ["5"] } }),
        ),
    ];
    for (place, message) in wrong {
        let reply = bot.send(&message).await;
        assert_eq!(refusal(&reply), (400, 50035), "{place} {message}");
        let errors = reply.1["errors"]
            .pointer(place)
            .map(|at| &at["_errors"][0]["code"]);
        assert!(errors.is_some_and(Value::is_string), "{place} {reply:?}");
    }
    assert!(discord.messages(crate::CHANNEL).is_empty());
}

#[tokio::test]
async fn a_message_without_anything_to_see_is_refused() {
    let (discord, _) = start().await;
    let bot = Bot::of(&discord);
    for message in [
        json!({}),
        json!({ "content": "" }),
        json!({ "content": " \n\t" }),
        json!({ "components": [row(buttons(0, 1))] }),
        json!({ "embeds": [{}] }),
        json!({ "embeds": [{ "color": 5, "title": " " }] }),
    ] {
        assert_eq!(
            refusal(&bot.send(&message).await),
            (400, 50006),
            "{message}"
        );
    }
    let (_, sent) = bot.send(&json!({ "content": "x" })).await;
    let path = format!(
        "/channels/{}/messages/{}",
        crate::CHANNEL,
        crate::bot::text(&sent["id"])
    );
    let emptied = bot.ask("PATCH", &path, &json!({ "content": null })).await;
    assert_eq!(refusal(&emptied), (400, 50006));
    let garbled = bot.try_ask("PATCH", &path, b"{\"content\":").await.unwrap();
    assert_eq!(refusal(&garbled), (400, 50109));
}
