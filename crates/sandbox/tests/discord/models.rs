//! Every payload is what serenity's models expect: a malformed one would vanish without a word.

use serde_json::json;
use serenity::http::{Http, HttpBuilder};
use serenity::model::application::{CommandDataOptionValue, Interaction};
use serenity::model::event::{Event, GatewayEvent};
use serenity::model::id::{ApplicationId, ChannelId, GuildId, UserId};

use crate::bot::{Bot, Socket, identification};
use crate::{CHANNEL, SALES, SATO, start};

fn http(discord: &sandbox::discord::Discord) -> Http {
    HttpBuilder::new(&discord.options().token)
        .proxy(discord.url())
        .ratelimiter_disabled(true)
        .application_id(ApplicationId::new(discord.options().application_id))
        .build()
}

async fn next(socket: &mut Socket) -> Event {
    let frame = socket.frame().await.unwrap();
    match serde_json::from_value(frame.clone()) {
        Ok(GatewayEvent::Dispatch(_, event)) => event,
        other => panic!("{frame} became {other:?}"),
    }
}

async fn interaction(socket: &mut Socket) -> Interaction {
    match next(socket).await {
        Event::InteractionCreate(event) => event.interaction,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn rest_answers_are_read_by_serenity() {
    let (discord, _) = start().await;
    let (http, guild) = (http(&discord), GuildId::new(discord.options().guild_id));
    assert!(http.get_current_user().await.unwrap().bot);
    let application = http.get_current_application_info().await.unwrap();
    assert_eq!(application.id.get(), discord.options().application_id);
    assert_eq!(http.get_gateway().await.unwrap().url, discord.gateway_url());
    assert_eq!(http.get_bot_gateway().await.unwrap().shards, 1);
    assert_eq!(http.get_guild(guild).await.unwrap().name, "Marketing");
    assert_eq!(http.get_guild_roles(guild).await.unwrap().len(), 3);
    assert_eq!(http.get_channels(guild).await.unwrap().len(), 1);
    let member = http.get_member(guild, UserId::new(SATO)).await.unwrap();
    assert_eq!(member.display_name(), "佐藤");
    let channel = http.get_channel(ChannelId::new(CHANNEL)).await.unwrap();
    assert_eq!(channel.guild().unwrap().name, "marketing-weekly");
    ChannelId::new(CHANNEL)
        .broadcast_typing(&http)
        .await
        .unwrap();
    let commands =
        json!([{ "name": "help", "description": "d", "name_localizations": { "ja": "ヘルプ" } }]);
    assert_eq!(
        http.create_global_commands(&commands).await.unwrap().len(),
        1
    );
    assert_eq!(
        http.create_guild_commands(guild, &commands).await.unwrap()[0].name,
        "help"
    );
    assert_eq!(http.get_global_commands().await.unwrap().len(), 1);
    assert!(discord.unknown_routes().is_empty());
}

#[tokio::test]
async fn gateway_events_are_read_by_serenity() {
    let (discord, _) = start().await;
    let bot = Bot::of(&discord);
    let mut socket = Socket::connect(&discord).await;
    socket
        .say(&identification(&discord.options().token, 1))
        .await;
    assert!(matches!(next(&mut socket).await, Event::Ready(_)));
    match next(&mut socket).await {
        Event::GuildCreate(event) => {
            assert_eq!(event.guild.channels.len(), 1);
            assert_eq!(event.guild.roles.len(), 3);
        }
        other => panic!("{other:?}"),
    }
    let options = json!([
        { "type": 3, "name": "period", "description": "d", "autocomplete": true },
        { "type": 9, "name": "who", "description": "d" },
        { "type": 7, "name": "where", "description": "d" },
    ]);
    bot.register(
        &discord,
        &json!([{ "name": "kpi", "description": "d", "options": options }]),
    )
    .await;

    let line = "/kpi period:x who:@佐藤 where:#marketing-weekly";
    discord.slash(SATO, line).unwrap();
    let Interaction::Command(command) = interaction(&mut socket).await else {
        panic!("no command");
    };
    assert_eq!(command.user.id.get(), SATO);
    assert_eq!(command.locale, "ja");
    assert_eq!(command.data.resolved.users.len(), 1);
    assert_eq!(command.data.resolved.members.len(), 1);
    assert_eq!(command.data.resolved.channels.len(), 1);
    assert!(command.member.unwrap().permissions.unwrap().send_messages());
    assert_eq!(
        command.app_permissions.unwrap().bits(),
        discord.options().bot_permissions.0
    );

    discord.slash(SATO, "/kpi who:@sales").unwrap();
    let Interaction::Command(command) = interaction(&mut socket).await else {
        panic!("no command");
    };
    let named = &command.data.options[0].value;
    assert!(matches!(named, CommandDataOptionValue::Mentionable(id) if id.get() == SALES));
    assert_eq!(command.data.resolved.roles.len(), 1);

    discord.autocomplete(SATO, "/kpi period:la").unwrap();
    let Interaction::Autocomplete(typing) = interaction(&mut socket).await else {
        panic!("no autocomplete");
    };
    assert_eq!(typing.data.autocomplete().unwrap().value, "la");
}

#[tokio::test]
async fn presses_and_modals_are_read_by_serenity() {
    let (discord, _) = start().await;
    let bot = Bot::of(&discord);
    let (mut socket, _) = Socket::identify(&discord).await;
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "b", "custom_id": "k" }] }]);
    let menu = json!([{ "type": 1, "components": [{ "type": 3, "custom_id": "m", "options": [{ "label": "l", "value": "v" }] }] }]);
    bot.send(&json!({ "content": "x", "components": row }))
        .await;
    bot.send(&json!({ "content": "x", "components": menu }))
        .await;
    let messages = discord.messages(CHANNEL);
    assert_eq!(messages[0].buttons()[0].custom_id.as_deref(), Some("k"));

    assert!(discord.choose(SATO, messages[1].id, "m", &["w"]).is_err());
    discord.choose(SATO, messages[1].id, "m", &["v"]).unwrap();
    assert!(matches!(
        interaction(&mut socket).await,
        Interaction::Component(_)
    ));

    let pressed = discord.press(SATO, messages[0].id, "k").unwrap();
    let frame = socket.event("INTERACTION_CREATE").await;
    let Interaction::Component(component) = serde_json::from_value(frame.clone()).unwrap() else {
        panic!("no component");
    };
    assert_eq!(
        (
            component.data.custom_id.as_str(),
            component.message.id.get()
        ),
        ("k", messages[0].id)
    );

    let input = json!({ "type": 4, "custom_id": "why", "style": 2, "label": "Why" });
    let modal = json!({ "custom_id": "m", "title": "t", "components": [{ "type": 1, "components": [input] }] });
    assert_eq!(
        bot.call_back(&frame, &json!({ "type": 9, "data": modal }))
            .await
            .0,
        204
    );
    pressed.submit(&[("why", "because")]).unwrap();
    let frame = socket.event("INTERACTION_CREATE").await;
    assert!(matches!(
        serde_json::from_value(frame.clone()).unwrap(),
        Interaction::Modal(_)
    ));

    bot.call_back(
        &frame,
        &json!({ "type": 4, "data": { "content": "thanks", "flags": 64 } }),
    )
    .await;
    let token = frame["token"].as_str().unwrap();
    let original = http(&discord)
        .get_original_interaction_response(token)
        .await
        .unwrap();
    assert_eq!(original.content, "thanks");
    assert!(original.interaction_metadata.is_some());
}
