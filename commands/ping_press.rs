//! The Claim button of a ping: of two people in the same instant one wins, the other is told.
//!
//! Lives here: what a press does. Must not live here: who wins (the store), how the message changes (`ping_message`),
//! how it reads (`report::ping`, `report::gone`).

use report::{
    gone::nothing_to_claim,
    leads_list::listed_id,
    ping::{already_claimed, already_yours, claimed_id, unknown},
};
use store::{ClaimOutcome, PingId};

use crate::{
    desk::{Posted, PressReply, Pressed},
    hot,
    office::Office,
    ping_message::{as_it_stands, member_mark, member_name},
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
        ClaimOutcome::Gone => Ok(PressReply::Ephemeral(nothing_to_claim(pressed.locale))),
        ClaimOutcome::Unknown => Ok(PressReply::Ephemeral(unknown(pressed.locale))),
    }
}

/// Who has the ping stands in its own message, for all, at once; the edit that the claim owes makes the same of it where
/// this one is lost. Pressed in the list, that is shown anew as well.
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
    let message = match &post {
        Some(post) => as_it_stands(office, post).await?,
        None => None,
    };
    let Some((post, message)) = post.zip(message) else {
        let yours = already_yours(pressed.locale, office.now());
        return Ok(PressReply::Ephemeral(yours));
    };
    if !from_list {
        return Ok(PressReply::Edit(message));
    }
    Ok(PressReply::EditBoth {
        here: hot::list(office, pressed.locale).await?,
        there: post
            .channel
            .zip(post.message_id)
            .map(|(channel, message_id)| Posted {
                channel,
                message_id,
                message,
            }),
    })
}
