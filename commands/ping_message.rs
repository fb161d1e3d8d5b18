//! A ping's message as it is to stand in its channel now, with what became of its leads.
//!
//! Lives here: putting the claims into the message that was sent, taking deleted leads out of it. Must not live here:
//! how that reads (`report::ping`, `report::gone`), what a press does (`ping_press`).

use jiff::Timestamp;
use report::{
    locale::Locale,
    message::Message,
    ping::{Claimed, claimed},
};
use store::{PingRecord, PostRecord, StoreError};

use crate::office::Office;

/// The kind of a ping's message in the outbox.
pub const KIND: &str = "ping";

/// The message without the leads that were deleted in the tool, and with every claim made in it so far; `None` where
/// what is stored cannot be read.
///
/// # Errors
/// Where the store cannot be read.
pub async fn as_it_stands(
    office: &Office,
    post: &PostRecord,
) -> Result<Option<Message>, StoreError> {
    let pings = office.store().pings_of_post(post.id).await?;
    let Some(mut message) = without_gone(office.agreement().locale, post, &pings) else {
        return Ok(None);
    };
    let sent_at = post.sent_at.unwrap_or(post.due);
    for ping in pings.iter().filter(|ping| !ping.gone) {
        message = with_claim(office, message, ping, sent_at).await?;
    }
    Ok(Some(message))
}

/// Takes deleted leads out of the stored messages that still tell of them; to be done before anything is sent.
///
/// # Errors
/// Where the store cannot go on.
pub async fn forget_gone(office: &Office) -> Result<(), StoreError> {
    let store = office.store();
    for post in store.stale_posts(office.workspace()).await? {
        let pings = store.pings_of_post(post.id).await?;
        let gone = pings.iter().filter(|ping| ping.gone).count();
        // What cannot be read cannot be told from what is to be forgotten either.
        let message = without_gone(office.agreement().locale, &post, &pings)
            .unwrap_or_else(|| report::gone::message(office.agreement().locale, pings.len()));
        let message = serde_json::to_value(&message).unwrap_or_default();
        store.reword(post.id, &message, gone).await?;
    }
    Ok(())
}

fn without_gone(locale: Locale, post: &PostRecord, pings: &[PingRecord]) -> Option<Message> {
    if pings.iter().all(|ping| ping.gone) {
        return Some(report::gone::message(locale, pings.len()));
    }
    let mut message: Message = serde_json::from_value(post.message.clone()).ok()?;
    // A digest numbers its leads in the order in which their pings were opened.
    let mut ids: Vec<i64> = pings.iter().map(|ping| ping.id.0).collect();
    ids.sort_unstable();
    for ping in pings.iter().filter(|ping| ping.gone) {
        let number = ids.iter().position(|id| *id == ping.id.0).unwrap_or(0) + 1;
        message = report::gone::without(locale, &message, number, ping.id.0);
    }
    Some(message)
}

async fn with_claim(
    office: &Office,
    message: Message,
    ping: &PingRecord,
    sent_at: Timestamp,
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

/// Where it is kept how a member is called in the chat.
pub(crate) fn member_mark(id: u64) -> String {
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
