//! The counter: takes an interaction, has it answered, hands the answer over.
//!
//! Lives here: the order of Discord's acknowledgements (the first within three seconds, the answer within
//! fifteen minutes) and what is shown when something of ours fails. Must not live here: the answers.

use std::sync::Arc;

use funnelbot_commands::{
    asked::Asked,
    desk::{Begun, Desk, Posted, PressReply, Pressed, Soon},
    reply::{Reference, UserError},
    table::{self, COMMANDS, Visibility},
};
use report::{locale::Locale, message::Message};
use serde_json::{Value, json};
use serenity::{
    http::{LightMethod, Route},
    model::{
        application::{CommandInteraction, ComponentInteraction},
        id::{ApplicationId, GuildId, InteractionId},
    },
};
use tokio::task::JoinError;

use crate::{
    adapter::{caller, locale, origin, words},
    enclosure,
    http::{DiscordHttp, Fault},
    outlet::Outlet,
    render,
};

/// Discord's flag of a message that only one person sees.
const EPHEMERAL: u32 = 64;
/// Discord's limit of offers while somebody types, and of the length of one.
const OFFERS: usize = 25;
const LONGEST_OFFER: usize = 100;

/// Kinds of a first answer.
const MESSAGE: u8 = 4;
const MESSAGE_LATER: u8 = 5;
const EDIT_LATER: u8 = 6;
const OFFER: u8 = 8;

/// Takes interactions and has them answered at the desk.
#[derive(Debug, Clone)]
pub(crate) struct Counter {
    http: Arc<DiscordHttp>,
    desk: Arc<dyn Desk>,
}

/// What an interaction is answered by.
struct Slip<'a> {
    id: InteractionId,
    application_id: ApplicationId,
    token: &'a str,
}

impl Counter {
    pub(crate) fn new(http: Arc<DiscordHttp>, desk: Arc<dyn Desk>) -> Self {
        Self { http, desk }
    }

    /// A slash command: acknowledged at once, answered when the answer is there.
    pub(crate) async fn command(&self, command: &CommandInteraction) {
        let slip = Slip {
            id: command.id,
            application_id: command.application_id,
            token: &command.token,
        };
        let locale = locale(&command.locale);
        let (path, given) = words(&command.data);
        let known = match self.admit(command.guild_id) {
            Ok(()) => table::find(&path).ok_or_else(|| unknown(&path)),
            Err(error) => Err(error),
        };
        let spec = match known {
            Ok(spec) => spec,
            Err(error) => return self.tell(&slip, &self.desk.refuse(&error, locale)).await,
        };
        if !self
            .acknowledge(&slip, MESSAGE_LATER, spec.visibility)
            .await
        {
            return;
        }
        let caller = caller(command.member.as_deref(), &command.user);
        let origin = origin(command.guild_id, command.channel_id);
        let message = match Asked::new(spec, &given, caller, locale, origin) {
            Ok(asked) => self.answer(asked).await,
            Err(error) => self.desk.refuse(&error, locale),
        };
        self.hand_over(&slip, &message).await;
    }

    /// A pressed button: what it does to the message is for all, what it says to one is for that one.
    pub(crate) async fn component(&self, component: &ComponentInteraction) {
        let slip = Slip {
            id: component.id,
            application_id: component.application_id,
            token: &component.token,
        };
        let locale = locale(&component.locale);
        if let Err(error) = self.admit(component.guild_id) {
            return self.tell(&slip, &self.desk.refuse(&error, locale)).await;
        }
        if !self
            .acknowledge(&slip, EDIT_LATER, Visibility::Channel)
            .await
        {
            return;
        }
        let pressed = Pressed {
            key: component.data.custom_id.clone(),
            caller: caller(component.member.as_ref(), &component.user),
            locale,
            origin: origin(component.guild_id, component.channel_id),
        };
        match self.press(pressed).await {
            PressReply::Edit(message) => self.hand_over(&slip, &message).await,
            PressReply::Ephemeral(message) => {
                self.follow_up(&slip, &message, Visibility::Ephemeral).await;
            }
            PressReply::Public(message) => {
                self.follow_up(&slip, &message, Visibility::Channel).await;
            }
            PressReply::EditBoth { here, there } => {
                self.hand_over(&slip, &here).await;
                if let Some(posted) = there {
                    self.edit(&posted).await;
                }
            }
        }
    }

    /// Offers for a value that somebody is typing.
    pub(crate) async fn autocomplete(&self, command: &CommandInteraction) {
        let slip = Slip {
            id: command.id,
            application_id: command.application_id,
            token: &command.token,
        };
        let offers = match self.begun(command) {
            Some(begun) => self.desk.complete(begun).await,
            None => Vec::new(),
        };
        let choices: Vec<Value> = offers
            .iter()
            .filter(|offer| fits(&offer.name) && fits(&offer.value))
            .take(OFFERS)
            .map(|offer| json!({ "name": offer.name, "value": offer.value }))
            .collect();
        let response = json!({ "type": OFFER, "data": { "choices": choices } });
        if let Err(fault) = self.respond(&slip, &response).await {
            // Nobody waits for an offer: the next letter asks again.
            tracing::debug!(%fault, "an offer came too late");
        }
    }

    fn begun(&self, command: &CommandInteraction) -> Option<Begun> {
        self.admit(command.guild_id).ok()?;
        let (path, _) = words(&command.data);
        let spec = table::find(&path)?;
        let typing = command.data.autocomplete()?;
        Some(Begun {
            spec,
            option: spec.option(typing.name)?,
            typed: typing.value.to_owned(),
            locale: locale(&command.locale),
        })
    }

    /// Where the bot works for one server, nobody from another learns anything.
    fn admit(&self, guild: Option<GuildId>) -> Result<(), UserError> {
        match self.http.settings().guild {
            Some(ours) if guild.map(GuildId::get) != Some(ours) => {
                Err(UserError::new("error-wrong-server"))
            }
            _ => Ok(()),
        }
    }

    async fn answer(&self, asked: Asked) -> Message {
        let locale = asked.locale;
        let command = asked.spec.path;
        let desk = Arc::clone(&self.desk);
        let answered = survive(async move { desk.answer(asked).await.message }).await;
        answered.unwrap_or_else(|why| self.broken(command, &why, locale))
    }

    async fn press(&self, pressed: Pressed) -> PressReply {
        let locale = pressed.locale;
        let desk = Arc::clone(&self.desk);
        let answered = survive(async move { desk.press(pressed).await }).await;
        answered.unwrap_or_else(|why| PressReply::Ephemeral(self.broken("button", &why, locale)))
    }

    /// What the asker sees of a panic; the log has the same reference.
    fn broken(&self, command: &str, why: &JoinError, locale: Locale) -> Message {
        let reference = Reference::fresh();
        tracing::error!(%reference, command, %why, "answering broke off");
        self.desk.apologise(reference.as_str(), locale)
    }

    /// The first answer, due within three seconds. Says whether it makes sense to go on.
    async fn acknowledge(&self, slip: &Slip<'_>, kind: u8, visibility: Visibility) -> bool {
        let mut response = json!({ "type": kind });
        if visibility == Visibility::Ephemeral {
            response["data"] = json!({ "flags": EPHEMERAL });
        }
        match self.respond(slip, &response).await {
            Ok(()) => true,
            // It may have arrived; then the answer can still be handed over.
            Err(Fault::Unreachable { what }) => {
                tracing::warn!(what, "no sign that an interaction was acknowledged");
                true
            }
            Err(fault) => {
                tracing::warn!(%fault, "an interaction could not be acknowledged");
                false
            }
        }
    }

    /// A first answer that is the whole answer, for one pair of eyes.
    async fn tell(&self, slip: &Slip<'_>, message: &Message) {
        let response = json!({ "type": MESSAGE, "data": ephemeral(message) });
        log(self.respond(slip, &response).await);
    }

    async fn respond(&self, slip: &Slip<'_>, response: &Value) -> Result<(), Fault> {
        let route = Route::InteractionResponse {
            interaction_id: slip.id,
            token: slip.token,
        };
        self.http.post(route, response).await.map(drop)
    }

    /// The answer takes the place of what stands there: the promise of one, or the button's message.
    async fn hand_over(&self, slip: &Slip<'_>, message: &Message) {
        let route = Route::WebhookOriginalInteractionResponse {
            application_id: slip.application_id,
            token: slip.token,
        };
        let (body, picture) = (render::body(message), message.picture.as_deref());
        let handed = enclosure::send(&self.http, LightMethod::Patch, route, body, picture);
        log(handed.await.map(drop));
    }

    /// A message elsewhere that a press has changed.
    async fn edit(&self, posted: &Posted) {
        let outlet = Outlet::new(Arc::clone(&self.http));
        let edited = outlet.edit(posted.channel, posted.message_id, &posted.message);
        if let Err(fault) = edited.await {
            tracing::error!(%fault, "a message could not be changed");
        }
    }

    /// A message beside the one that was pressed, for who pressed it or for all.
    async fn follow_up(&self, slip: &Slip<'_>, message: &Message, visibility: Visibility) {
        let route = Route::WebhookFollowupMessages {
            application_id: slip.application_id,
            token: slip.token,
        };
        let body = match visibility {
            Visibility::Ephemeral => ephemeral(message),
            Visibility::Channel => render::body(message),
        };
        let picture = message.picture.as_deref();
        let followed = enclosure::send(&self.http, LightMethod::Post, route, body, picture);
        log(followed.await.map(drop));
    }
}

/// Whether it is neither empty nor longer than an offer may be.
fn fits(text: &str) -> bool {
    (1..=LONGEST_OFFER).contains(&text.chars().count())
}

fn ephemeral(message: &Message) -> Value {
    let mut body = render::body(message);
    body["flags"] = json!(EPHEMERAL);
    body
}

/// Discord still shows a command for a while after it is gone from the table.
fn unknown(path: &str) -> UserError {
    UserError::new("error-unknown-command")
        .with("typed", format!("/{path}"))
        .accepting(COMMANDS.iter().map(|spec| spec.usage()))
}

fn log(handed_over: Result<(), Fault>) {
    if let Err(fault) = handed_over {
        tracing::error!(%fault, "an answer could not be handed over");
    }
}

/// Runs it so that even a panic leaves somebody to say so: nobody is left with "thinking…".
async fn survive<T: Send + 'static>(
    answering: impl Future<Output = T> + Send + 'static,
) -> Result<T, JoinError> {
    let answering: Soon<'static, T> = Box::pin(answering);
    tokio::spawn(answering).await
}
