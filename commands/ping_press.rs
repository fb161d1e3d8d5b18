//! The Claim button of a ping: of two people in the same instant one wins, the other is told.
//!
//! Lives here: what a press does and how the message changes. Must not live here: who wins (the store), how it
//! reads (`report::ping`).

use report::{
    leads_list::listed_id,
    message::Message,
    ping::{Claimed, already_claimed, already_yours, claimed, claimed_id, unknown},
};
use store::{ClaimOutcome, PingId, PingRecord, PostRecord, StoreError};

use crate::{
    desk::{Posted, PressReply, Pressed},
    hot,
    office::Office,
    reply::Error,
};

pub(crate) async fn answer(office: &Office, pressed: &Pressed) -> Result<PressReply, Error> {
    let listed = listed_id(&pressed.key);
    let Some(id) = claimed_id(&pressed.key).or(listed).map(PingId) else {
        return Ok(PressReply::Ephemeral(unknown(pressed.locale)));
    };
    let now = office.now();
    let caller = &pressed.caller;
    // The name comes first: whoever presses in the same instant is told it as soon as the claim stands.
    let mark = member_mark(caller.id);
    office
        .store()
        .set_mark(office.workspace(), &mark, &caller.name)
        .await?;
    match office.store().claim_ping(id, caller.id, now).await? {
        ClaimOutcome::Won => taken(office, pressed, id, listed.is_some()).await,
        ClaimOutcome::AlreadyClaimed { by, at } if by == caller.id => {
            Ok(PressReply::Ephemeral(already_yours(pressed.locale, at)))
        }
        ClaimOutcome::AlreadyClaimed { by, at } => {
            let by = member_name(office, by).await?;
            Ok(PressReply::Ephemeral(already_claimed(
                pressed.locale,
                &by,
                at,
            )))
        }
        ClaimOutcome::Unknown => Ok(PressReply::Ephemeral(unknown(pressed.locale))),
    }
}

/// Who has the ping stands in its own message, for all; pressed in the list, that is shown anew as well.
async fn taken(
    office: &Office,
    pressed: &Pressed,
    id: PingId,
    from_list: bool,
) -> Result<PressReply, Error> {
    let ping = office.store().ping(id).await?;
    let post = match ping.as_ref().and_then(|ping| ping.post) {
        Some(post) => office.store().post_of_ping(post).await?,
        None => None,
    };
    let Some(post) = post else {
        let yours = already_yours(pressed.locale, office.now());
        return Ok(PressReply::Ephemeral(yours));
    };
    let posted = post.channel.zip(post.message_id);
    let message = standing(office, post).await?;
    if !from_list {
        return Ok(PressReply::Edit(message));
    }
    Ok(PressReply::EditBoth {
        here: hot::list(office, pressed.locale).await?,
        there: posted.map(|(channel, message_id)| Posted {
            channel,
            message_id,
            message,
        }),
    })
}

/// The message of a ping or a digest with every claim made in it so far.
async fn standing(office: &Office, post: PostRecord) -> Result<Message, Error> {
    let sent_at = post.sent_at.unwrap_or(post.due);
    let mut message: Message = serde_json::from_value(post.message)?;
    for ping in office.store().pings_of_post(post.id).await? {
        message = with_claim(office, message, &ping, sent_at).await?;
    }
    Ok(message)
}

async fn with_claim(
    office: &Office,
    message: Message,
    ping: &PingRecord,
    sent_at: jiff::Timestamp,
) -> Result<Message, StoreError> {
    let Some((by, at)) = ping.claimed_by.zip(ping.claimed_at) else {
        return Ok(message);
    };
    let claim = Claimed {
        id: ping.id.0,
        by: &member_name(office, by).await?,
        at,
        sent_at,
    };
    Ok(claimed(office.agreement().locale, &message, &claim))
}

fn member_mark(id: u64) -> String {
    format!("member {id}")
}

/// How somebody who has pressed a ping's button was called in the chat.
pub(crate) async fn member_name(office: &Office, id: u64) -> Result<String, StoreError> {
    let name = office
        .store()
        .mark(office.workspace(), &member_mark(id))
        .await?;
    Ok(name.unwrap_or_else(|| id.to_string()))
}
