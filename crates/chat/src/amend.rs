//! Edits of posts that the bot owes: the same edit made twice leaves the same message.
//!
//! Must not live here: what the lines say, which posts are edited and why.

use jiff::Timestamp;
use report::message::Message;
use store::{OwedEdit, Store, StoreError, WorkspaceId};

use crate::{
    deliver::next_attempt,
    outlet::{Outlet, SendFault},
};

/// After so many attempts the message is taken to be gone, or the channel closed to us.
const MOST_ATTEMPTS: u32 = 20;

/// Makes the edits that are owed at `now`. `wording` tells how the message is to stand, or `None` where that can't be
/// told any more; such an edit is given up. Ends early when Discord can't take more at present.
///
/// # Errors
/// The store's alone, also those of `wording`; what Discord refuses stands in the row.
pub async fn amend(
    store: &Store,
    workspace: WorkspaceId,
    outlet: &Outlet,
    now: Timestamp,
    wording: impl AsyncFn(&OwedEdit) -> Result<Option<Message>, StoreError>,
) -> Result<(), StoreError> {
    for edit in store.owed_edits(workspace, now).await? {
        let message = wording(&edit).await?;
        let fault = match attempt(outlet, &edit, message).await {
            Ok(()) => {
                store.mark_edited(&edit, now).await?;
                continue;
            }
            Err(fault) => fault,
        };
        let is_hopeless =
            matches!(fault, SendFault::Refused { .. }) || edit.attempts >= MOST_ATTEMPTS;
        let retry_at = (!is_hopeless).then(|| next_attempt(&fault, edit.attempts + 1, now));
        match retry_at {
            None => tracing::warn!(post = edit.post.key, %fault, "an edit is given up"),
            // The further attempts at the same edit tell nothing new.
            Some(_) if edit.attempts > 0 => {}
            Some(_) => tracing::warn!(post = edit.post.key, %fault, "a post could not be edited"),
        }
        store
            .mark_unedited(&edit, &fault.to_string(), retry_at)
            .await?;
        if matches!(
            fault,
            SendFault::Throttled { .. } | SendFault::Unreachable { .. }
        ) {
            break;
        }
    }
    Ok(())
}

async fn attempt(
    outlet: &Outlet,
    edit: &OwedEdit,
    message: Option<Message>,
) -> Result<(), SendFault> {
    let refused = |what: &str| SendFault::Refused {
        what: what.to_owned(),
    };
    let (channel, message_id) = (edit.post.channel.zip(edit.post.message_id))
        .ok_or_else(|| refused("the post is in no channel"))?;
    let message = message.ok_or_else(|| refused("the stored message can't be read"))?;
    outlet.edit(channel, message_id, &message).await
}
