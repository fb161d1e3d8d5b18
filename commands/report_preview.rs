//! `/report preview`: a post as it would be made now, shown to the asker.

use report::message::Message;

use crate::{
    asked::Asked,
    funnel::nothing_yet,
    office::Office,
    posts::{ComposeFault, Composed, Occasion, Order, PostKind, compose},
    reply::{Error, Reply},
    table::REPORTS,
};

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let kind = kind(asked);
    let order = Order {
        kind,
        period: kind
            .period_word()
            .resolve(&office.agreement().definition, office.now()),
        key: &format!("preview-{}", kind.as_str()),
        occasion: Occasion::Preview,
        locale: asked.locale,
    };
    let Composed { message, facts, .. } = composed(office, &order).await?;
    Ok(Reply {
        json: Some(facts),
        ..Reply::ephemeral(without_buttons(message))
    })
}

/// The kind of post that was asked for; the table lets only known ones through.
pub(crate) fn kind(asked: &Asked) -> PostKind {
    let word = asked.values.choice("kind").unwrap_or(REPORTS[0]);
    PostKind::parse(word).unwrap_or(PostKind::Weekly)
}

/// The post, or the asker's error where nothing was polled yet.
pub(crate) async fn composed(office: &Office, order: &Order<'_>) -> Result<Composed, Error> {
    match compose(office, order).await {
        Ok(composed) => Ok(composed),
        Err(ComposeFault::NothingYet) => Err(nothing_yet().into()),
        Err(fault) => Err(fault.into()),
    }
}

fn without_buttons(message: Message) -> Message {
    Message {
        buttons: Vec::new(),
        ..message
    }
}
