//! Registering commands, and typing them as they are registered.

use serde_json::{Value, json};

use crate::bot::{Bot, Socket, refusal};
use crate::{ALEX, SALES, SATO, start};

fn option(kind: u64, name: &str) -> Value {
    json!({ "type": kind, "name": name, "description": "d" })
}

fn command(options: Value) -> Value {
    json!({ "name": "kpi", "description": "d", "options": options })
}

fn kpi() -> Value {
    json!([{
        "name": "kpi", "description": "Numbers", "name_localizations": { "ja": "指標" },
        "description_localizations": { "ja": "数字" },
        "options": [{
            "type": 1, "name": "funnel", "description": "The funnel", "name_localizations": { "ja": "ファネル" },
            "options": [
                { "type": 3, "name": "period", "description": "d", "name_localizations": { "ja": "期間" }, "autocomplete": true },
                { "type": 3, "name": "basis", "description": "d", "choices": [
                    { "name": "cohort", "name_localizations": { "ja": "コホート" }, "value": "c" },
                    { "name": "period", "value": "p" },
                ]},
                { "type": 4, "name": "weeks", "description": "d", "min_value": 1, "max_value": 9 },
                { "type": 5, "name": "open", "description": "d" },
                { "type": 9, "name": "owner", "description": "d" },
                { "type": 7, "name": "channel", "description": "d" },
            ],
        }, {
            "type": 1, "name": "goal", "description": "A goal",
            "options": [{ "type": 3, "name": "kpi", "description": "d", "required": true, "max_length": 5 }],
        }],
    }, { "name": "settings", "description": "d", "default_member_permissions": "32" }])
}

#[tokio::test]
async fn commands_that_break_a_rule_are_refused() {
    let (discord, _) = start().await;
    let bot = Bot::of(&discord);
    let with = |key: &str, value: Value| {
        let mut command = command(json!([]));
        command[key] = value;
        command
    };
    let choices = |count: usize| {
        let list: Vec<Value> = (0..count)
            .map(|n| json!({ "name": format!("n{n}"), "value": format!("v{n}") }))
            .collect();
        let mut option = option(3, "o");
        option["choices"] = json!(list);
        option
    };
    let required = |name: &str| {
        let mut option = option(3, name);
        option["required"] = json!(true);
        option
    };
    let mut bounded = option(3, "o");
    bounded["min_value"] = json!(1);
    let wrong = [
        with("name", json!("KPI")),
        with("name", json!("k p i")),
        with("name", json!("・")),
        with("name", json!("k".repeat(33))),
        with("name", Value::Null),
        with("description", json!("")),
        with("description", json!("d".repeat(101))),
        with("name_localizations", json!({ "ja": "指 標" })),
        with("name_localizations", json!({ "jp": "指標" })),
        with(
            "description_localizations",
            json!({ "ja": "数".repeat(101) }),
        ),
        with("default_member_permissions", json!("admin")),
        command(Value::Array(
            (0..26).map(|n| option(3, &format!("o{n}"))).collect(),
        )),
        command(json!([option(3, "a"), required("b")])),
        command(json!([option(3, "a"), option(3, "a")])),
        command(json!([option(1, "a"), option(3, "b")])),
        command(json!([option(12, "a")])),
        command(json!([choices(26)])),
        command(json!([bounded])),
        command(
            json!([{ "type": 4, "name": "o", "description": "d", "choices": [{ "name": "n", "value": "v" }] }]),
        ),
        command(
            json!([{ "type": 2, "name": "g", "description": "d", "options": [option(3, "x")] }]),
        ),
        command(
            json!([{ "type": 1, "name": "s", "description": "d", "options": [option(1, "x")] }]),
        ),
    ];
    for command in wrong {
        let reply = bot.register(&discord, &json!([command])).await;
        assert_eq!(refusal(&reply), (400, 50035), "{command}");
    }
    let twice = json!([command(json!([])), command(json!([]))]);
    assert_eq!(refusal(&bot.register(&discord, &twice).await), (400, 50035));
    assert_eq!(
        bot.register(&discord, &json!([command(json!([choices(25)]))]))
            .await
            .0,
        200
    );
    let elsewhere = bot.ask("PUT", "/applications/5/commands", &json!([])).await;
    assert_eq!(refusal(&elsewhere), (403, 20012));
}

#[tokio::test]
async fn registering_again_keeps_the_ids_of_names_that_stay() {
    let (discord, _) = start().await;
    let bot = Bot::of(&discord);
    let (_, first) = bot.register(&discord, &kpi()).await;
    let (_, second) = bot.register(&discord, &json!([kpi()[0]])).await;
    assert_eq!(first[0]["id"], second[0]["id"]);
    assert_ne!(first[0]["version"], second[0]["version"]);
    assert_eq!(discord.registered_commands().len(), 1);
    let path = format!(
        "/applications/{}/commands",
        discord.options().application_id
    );
    let (status, made) = bot.ask("POST", &path, &kpi()[1]).await;
    assert_eq!((status, made.get("guild_id")), (201, None));
    assert_eq!(discord.registered_commands().len(), 2);
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let (_, edited) = bot
        .ask("PATCH", &one, &json!({ "description": "other" }))
        .await;
    assert_eq!(edited["description"], "other");
    assert_eq!(bot.ask("DELETE", &one, &Value::Null).await.0, 204);
    assert_eq!(refusal(&bot.get(&one).await), (404, 10063));
}

#[tokio::test]
async fn a_line_becomes_the_options_that_are_registered() {
    let (discord, _) = start().await;
    let (mut socket, _) = Socket::identify(&discord).await;
    Bot::of(&discord).register(&discord, &kpi()).await;
    let line = format!(
        "/kpi funnel period:last week basis:cohort weeks:3 open:true owner:<@&{SALES}> channel:#marketing-weekly"
    );
    discord.slash(ALEX, &line).unwrap();
    let event = socket.event("INTERACTION_CREATE").await;
    let funnel = &event["data"]["options"][0];
    assert_eq!(
        (&funnel["name"], &funnel["type"]),
        (&json!("funnel"), &json!(1))
    );
    let sent: Vec<(&str, &Value)> = funnel["options"]
        .as_array()
        .unwrap()
        .iter()
        .map(|option| (option["name"].as_str().unwrap(), &option["value"]))
        .collect();
    let (sales, channel) = (json!(SALES.to_string()), json!(crate::CHANNEL.to_string()));
    let wanted = [
        ("period", &json!("last week")),
        ("basis", &json!("c")),
        ("weeks", &json!(3)),
        ("open", &json!(true)),
        ("owner", &sales),
        ("channel", &channel),
    ];
    assert_eq!(sent, wanted);
    assert_eq!(
        event["data"]["resolved"]["roles"][SALES.to_string()]["name"],
        "sales"
    );
    assert_eq!(event["locale"], "en-US");

    discord
        .slash(SATO, "/指標 ファネル 期間:先週 basis:コホート")
        .unwrap();
    let event = socket.event("INTERACTION_CREATE").await;
    assert_eq!(event["data"]["name"], "kpi");
    assert_eq!(event["data"]["options"][0]["options"][0]["name"], "period");
    assert_eq!(event["locale"], "ja");
}

#[tokio::test]
async fn what_a_client_cannot_send_is_not_sent() {
    let (discord, _) = start().await;
    let line = |line: &str| discord.slash(SATO, line).map(|_| ()).map_err(|why| why.0);
    assert!(line("/kpi funnel").unwrap_err().contains("no command"));
    Bot::of(&discord).register(&discord, &kpi()).await;
    assert!(line("/kpi funnel").unwrap_err().contains("not connected"));
    let _socket = Socket::identify(&discord).await;
    for (wrong, why) in [
        ("kpi funnel", "no slash command"),
        ("/kpi", "comes one of"),
        ("/kpi tunnel", "comes one of"),
        ("/kpi funnel stage:mql", "no option `stage`"),
        (
            "/kpi funnel period:last-week stage:mql",
            "no option `stage`",
        ),
        ("/kpi funnel mql", "belongs to no option"),
        ("/kpi funnel basis:other", "no choice"),
        ("/kpi funnel weeks:ten", "does not fit"),
        ("/kpi funnel weeks:10", "does not fit"),
        ("/kpi funnel weeks:1 weeks:2", "given twice"),
        ("/kpi goal", "required"),
        ("/kpi goal kpi:too-long", "does not fit"),
        ("/settings", "does not see"),
    ] {
        assert!(
            line(wrong).unwrap_err().contains(why),
            "{wrong}: {:?}",
            line(wrong)
        );
    }
    assert!(line("/kpi funnel period:\"a b:c\" weeks:9").is_ok());
    assert!(discord.autocomplete(SATO, "/kpi funnel weeks:1").is_err());
    assert!(discord.press(SATO, 5, "key").is_err());
}
