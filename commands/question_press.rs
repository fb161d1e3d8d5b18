//! The buttons under answers and posts: an answer is shared with the channel once, and anything is read in another
//! language.
//!
//! A question is answered again for who presses, under that person's rights, as of the instant of the first answer.
//! Must not live here: how a question is answered, how a button reads (`report::question`).

use std::time::Duration;

use report::{
    locale::Locale,
    question::{Wish, already_shared, language_for, read_button, share_button, too_old, wish},
};
use store::{Question, QuestionId};

use crate::{
    asked::Asked,
    desk::{PressReply, Pressed},
    office::Office,
    posts::languages,
    reply::{Error, Reply, UserError},
    table,
};

/// The longest that an answer waits for its buttons while something else is being written.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a press of one of these buttons does; `None` where it is another kind of button.
pub(crate) async fn answer(
    office: &Office,
    pressed: &Pressed,
) -> Result<Option<PressReply>, Error> {
    let Some(wish) = wish(&pressed.key) else {
        return Ok(None);
    };
    let done = match wish {
        Wish::Share(id) => share(office, pressed, QuestionId(id)).await?,
        Wish::Read(id) => read(office, pressed, QuestionId(id)).await?,
        Wish::ReadPost(key) => read_post(office, pressed, key).await?,
    };
    Ok(Some(done.unwrap_or_else(|| {
        PressReply::Ephemeral(too_old(pressed.locale))
    })))
}

async fn share(
    office: &Office,
    pressed: &Pressed,
    id: QuestionId,
) -> Result<Option<PressReply>, Error> {
    let Some(kept) = Kept::find(office, id).await? else {
        return Ok(None);
    };
    let reply = kept.answer(office, pressed, kept.written).await?;
    let now = office.now();
    let is_first = office.store().share_question(office.workspace(), id, now);
    if !is_first.await? {
        return Ok(Some(PressReply::Ephemeral(already_shared(pressed.locale))));
    }
    let mut message = reply.message;
    message.buttons.push(read_button(kept.written, id.0));
    Ok(Some(PressReply::Public(message)))
}

async fn read(
    office: &Office,
    pressed: &Pressed,
    id: QuestionId,
) -> Result<Option<PressReply>, Error> {
    let Some(kept) = Kept::find(office, id).await? else {
        return Ok(None);
    };
    let locale = language_for(pressed.locale, kept.written);
    let reply = kept.answer(office, pressed, locale).await?;
    let again = Question {
        locale: locale.code().to_owned(),
        ..kept.question
    };
    let kept = self::kept(office, &again).await;
    let message = with_buttons(kept, reply, locale).message;
    Ok(Some(PressReply::Ephemeral(message)))
}

async fn read_post(
    office: &Office,
    pressed: &Pressed,
    key: &str,
) -> Result<Option<PressReply>, Error> {
    let Some(post) = office.store().post(office.workspace(), key).await? else {
        return Ok(None);
    };
    let message = languages::read(office, post, pressed.locale).await?;
    Ok(message.map(PressReply::Ephemeral))
}

/// A question that is known still.
struct Kept {
    question: Question,
    /// The language of the first answer.
    written: Locale,
}

impl Kept {
    async fn find(office: &Office, id: QuestionId) -> Result<Option<Self>, Error> {
        let kept = office
            .store()
            .question(office.workspace(), id, office.now())
            .await?;
        Ok(kept.and_then(|question| {
            let written = Locale::parse(&question.locale)?;
            Some(Self { question, written })
        }))
    }

    /// The answer as of then, for who presses now.
    async fn answer(
        &self,
        office: &Office,
        pressed: &Pressed,
        locale: Locale,
    ) -> Result<Reply, Error> {
        let question = &self.question;
        let spec = table::find(&question.command)
            .filter(|spec| spec.is_question())
            .ok_or_else(|| UserError::new("error-unknown-button"))?;
        let caller = pressed.caller.clone();
        let asked = Asked::new(spec, &question.given, caller, locale, pressed.origin)?;
        let then = office.at(question.asked_at, question.as_of);
        // One future inside the other would have no size.
        Box::pin(then.try_answer(&asked)).await
    }
}

/// The question as it is kept; taken before it is answered, so that a poll in between changes nothing.
///
/// # Errors
/// Where the store cannot be read.
pub(crate) async fn noted(office: &Office, asked: &Asked) -> Result<Question, Error> {
    Ok(Question {
        command: asked.spec.path.to_owned(),
        given: asked.values.given(),
        locale: asked.locale.code().to_owned(),
        as_of: office.as_of().await?,
        asked_at: office.now(),
    })
}

/// Keeps the question for its buttons. `None` where it cannot be kept, or not soon: a button never keeps an answer
/// waiting.
pub(crate) async fn kept(office: &Office, question: &Question) -> Option<QuestionId> {
    let keeping = office.store().keep_question(office.workspace(), question);
    match tokio::time::timeout(PATIENCE, keeping).await {
        Ok(Ok(id)) => Some(id),
        Ok(Err(fault)) => {
            tracing::warn!(%fault, "an answer goes without its buttons");
            None
        }
        Err(_elapsed) => {
            tracing::warn!("an answer goes without its buttons: the database is busy");
            None
        }
    }
}

/// The answer with the buttons of its question.
pub(crate) fn with_buttons(kept: Option<QuestionId>, mut reply: Reply, locale: Locale) -> Reply {
    if let Some(QuestionId(id)) = kept {
        let buttons = [share_button(locale, id), read_button(locale, id)];
        reply.message.buttons.extend(buttons);
    }
    reply
}
