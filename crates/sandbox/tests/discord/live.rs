//! An unmodified serenity client: it connects, registers, answers, resumes, identifies again, gives up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sandbox::discord::{Discord, On, Way};
use serenity::all::{
    Client, Command, Context, CreateActionRow, CreateButton, CreateCommand,
    CreateInteractionResponse, CreateInteractionResponseMessage, EditInteractionResponse,
    EventHandler, GatewayIntents, Interaction, Ready,
};
use serenity::gateway::GatewayError;
use serenity::http::HttpBuilder;
use tokio::task::JoinHandle;

use crate::{ALEX, CHANNEL, SATO, start};

#[derive(Debug, Default)]
struct Handler {
    presses: AtomicUsize,
}

#[async_trait::async_trait]
impl EventHandler for Handler {
    async fn ready(&self, context: Context, _: Ready) {
        let hello = CreateCommand::new("hello").description("Says hello");
        Command::set_global_commands(&context.http, vec![hello])
            .await
            .unwrap();
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        match interaction {
            Interaction::Command(command) => {
                command.defer(&context.http).await.unwrap();
                let button = CreateButton::new("press").label("Press");
                let edit = EditInteractionResponse::new()
                    .content(format!("hello {}", command.user.display_name()))
                    .components(vec![CreateActionRow::Buttons(vec![button])]);
                command.edit_response(&context.http, edit).await.unwrap();
            }
            Interaction::Component(component) => {
                let place = self.presses.fetch_add(1, Ordering::SeqCst);
                let words = CreateInteractionResponseMessage::new();
                let response = if place == 0 {
                    let words = words.content("pressed").components(Vec::new());
                    CreateInteractionResponse::UpdateMessage(words)
                } else {
                    CreateInteractionResponse::Message(words.content("too late").ephemeral(true))
                };
                component
                    .create_response(&context.http, response)
                    .await
                    .unwrap();
            }
            _ => {}
        }
    }
}

async fn client(discord: &Discord, token: &str) -> Client {
    let http = HttpBuilder::new(token)
        .proxy(discord.url())
        .ratelimiter_disabled(true)
        .build();
    serenity::client::ClientBuilder::new_with_http(http, GatewayIntents::GUILDS)
        .event_handler_arc(Arc::new(Handler::default()))
        .await
        .unwrap()
}

async fn run(discord: &Discord) -> JoinHandle<()> {
    let mut client = client(discord, &discord.options().token).await;
    let running = tokio::spawn(async move {
        client.start().await.unwrap();
    });
    discord.wait_for_gateway().await.unwrap();
    discord.wait_for_commands().await.unwrap();
    running
}

#[tokio::test]
async fn a_serenity_bot_answers_commands_and_presses() {
    let (discord, _) = start().await;
    let running = run(&discord).await;
    let answer = discord
        .slash(SATO, "/hello")
        .unwrap()
        .answer()
        .await
        .unwrap();
    assert_eq!(
        (answer.way, answer.content.as_str()),
        (Way::DeferredReply, "hello 佐藤")
    );
    let message = answer.message.unwrap().id;
    let both = [(SATO, message, "press"), (ALEX, message, "press")];
    let mut ways = Vec::new();
    for pressed in discord.press_together(&both).unwrap() {
        ways.push(pressed.answer().await.unwrap().way);
    }
    ways.sort_by_key(|way| *way == Way::Reply);
    assert_eq!(ways, [Way::Update, Way::Reply]);
    assert_eq!(discord.messages(CHANNEL)[0].content, "pressed");
    assert!(discord.unknown_routes().is_empty());
    running.abort();
}

#[tokio::test]
async fn a_serenity_bot_resumes_after_a_dropped_socket_and_a_request_to_reconnect() {
    let (discord, _) = start().await;
    let running = run(&discord).await;
    discord.faults().drop_gateway();
    let resumed = |times| move |discord: &Discord| (discord.resumed() == times).then_some(());
    discord
        .until("a first resumption", resumed(1))
        .await
        .unwrap();
    discord.faults().ask_reconnect();
    discord
        .until("a second resumption", resumed(2))
        .await
        .unwrap();
    let answer = discord
        .slash(SATO, "/hello")
        .unwrap()
        .answer()
        .await
        .unwrap();
    assert_eq!(answer.content, "hello 佐藤");
    assert_eq!(discord.identified(), 1);
    running.abort();
}

#[tokio::test]
async fn a_serenity_bot_identifies_again_when_its_session_is_gone() {
    let (discord, _) = start().await;
    let running = run(&discord).await;
    discord.faults().invalidate_sessions();
    let again = |discord: &Discord| (discord.identified() == 2).then_some(());
    discord.until("a second session", again).await.unwrap();
    discord.wait_for_gateway().await.unwrap();
    let answer = discord
        .slash(SATO, "/hello")
        .unwrap()
        .answer()
        .await
        .unwrap();
    assert_eq!(answer.content, "hello 佐藤");
    running.abort();
}

#[tokio::test]
async fn a_serenity_bot_with_a_wrong_token_gives_up() {
    let (discord, _) = start().await;
    let outcome = client(&discord, "wrong").await.start().await;
    assert!(matches!(
        outcome,
        Err(serenity::Error::Gateway(
            GatewayError::InvalidAuthentication
        ))
    ));
}

#[tokio::test]
async fn serenity_sees_a_lost_answer_as_an_error_and_does_not_send_twice() {
    let (discord, _) = start().await;
    let client = client(&discord, &discord.options().token).await;
    let channel = serenity::model::id::ChannelId::new(CHANNEL);
    channel.say(&client.http, "warm").await.unwrap();
    discord.faults().lose_answer(On::Sending, 1);
    assert!(channel.say(&client.http, "once").await.is_err());
    assert_eq!(discord.messages(CHANNEL).len(), 2);
}

#[tokio::test]
async fn stopping_closes_every_door() {
    let (discord, _) = start().await;
    let running = run(&discord).await;
    running.abort();
    discord.stop().await;
    let client = client(&discord, &discord.options().token).await;
    assert!(client.http.get_current_user().await.is_err());
    assert!(discord.messages(CHANNEL).is_empty());
}
