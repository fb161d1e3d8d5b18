//! Delivery of what the bot owes: at most one message per row, whatever is killed or lost on the way.
//!
//! Lives here: the order of writing, looking and sending, and when to try again. Must not live here: what
//! is owed and why, how a message is sent.

use jiff::{SignedDuration, Timestamp};
use report::message::Message;
use serde_json::Value;
use store::{Claim, OwedPost, Setback, Store, StoreError, WorkspaceId};

use crate::outlet::{Outlet, SendFault, Sent};

/// First wait after Discord could not be reached; doubled with every further attempt.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(30);
/// Longest wait between two attempts, and the wait while people have something to mend.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// What became of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was sent.
    Sent {
        /// Discord's id of it.
        message_id: u64,
    },
    /// An earlier attempt had arrived after all.
    AlreadyThere {
        /// Discord's id of it.
        message_id: u64,
    },
    /// It is still owed.
    Later {
        /// Not before this instant.
        until: Timestamp,
        /// What is in the way.
        why: SendFault,
    },
    /// It was withdrawn before it arrived, and is not sent.
    Withdrawn,
    /// It will never be sent as it is.
    GivenUp {
        /// What stands in the way.
        setback: Setback,
        /// Discord's reason, or ours.
        why: String,
    },
}

/// One message and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The row's key.
    pub key: String,
    /// Its kind, as the store has it.
    pub kind: String,
    /// What stood in its way before this attempt.
    pub before: Option<Setback>,
    /// What became of it.
    pub outcome: Outcome,
}

/// Sends what is owed at `now`, oldest first. Each attempt is written down before it is made; before any
/// further attempt the channel is read. A round ends early when Discord can't take more at present.
/// `wording` may change a message just before it is sent, such as to say that it is late.
///
/// # Errors
/// The store's alone; what Discord refuses is an [`Outcome`] and stands in the row.
pub async fn deliver(
    store: &Store,
    workspace: WorkspaceId,
    outlet: &Outlet,
    now: Timestamp,
    wording: impl Fn(&OwedPost, Message) -> Message,
) -> Result<Vec<Delivered>, StoreError> {
    let mut delivered = Vec::new();
    for post in store.owed(workspace, now).await? {
        let Some(claim) = store.claim(post.id, now).await? else {
            continue;
        };
        let outcome = attempt(outlet, &post, claim.attempt(), now, &wording).await;
        record(store, claim, &outcome, now).await?;
        let goes_on = !matches!(
            outcome,
            Outcome::Later {
                why: SendFault::Throttled { .. } | SendFault::Unreachable { .. },
                ..
            }
        );
        delivered.push(Delivered {
            key: post.key,
            kind: post.kind,
            before: post.setback,
            outcome,
        });
        if !goes_on {
            break;
        }
    }
    Ok(delivered)
}

/// Makes one attempt, counted from 1.
async fn attempt(
    outlet: &Outlet,
    post: &OwedPost,
    number: u32,
    now: Timestamp,
    wording: impl Fn(&OwedPost, Message) -> Message,
) -> Outcome {
    let message = match stored(post) {
        Ok(message) => message.map(|message| wording(post, message)),
        Err(why) => {
            return Outcome::GivenUp {
                setback: Setback::Unreadable,
                why: format!("the stored message can't be read: {why}"),
            };
        }
    };
    match look_then_send(outlet, post, number, message.as_ref()).await {
        Ok(outcome) => outcome,
        Err(SendFault::Refused { what }) => Outcome::GivenUp {
            setback: Setback::Refused,
            why: what,
        },
        Err(why) => Outcome::Later {
            until: next_attempt(&why, number, now),
            why,
        },
    }
}

/// The message; `None` where it was withdrawn.
fn stored(post: &OwedPost) -> Result<Option<Message>, serde_json::Error> {
    match &post.message {
        Value::Null => Ok(None),
        message => serde_json::from_value(message.clone()).map(Some),
    }
}

async fn look_then_send(
    outlet: &Outlet,
    post: &OwedPost,
    number: u32,
    message: Option<&Message>,
) -> Result<Outcome, SendFault> {
    if number > 1 {
        let since = post.first_attempt_at.unwrap_or(post.due);
        let found = outlet
            .find(post.channel, &post.key, &post.nonce, since)
            .await?;
        if let Some(Sent { message_id }) = found {
            return Ok(Outcome::AlreadyThere { message_id });
        }
    }
    let Some(message) = message else {
        return Ok(Outcome::Withdrawn);
    };
    let Sent { message_id } = outlet.send(post.channel, message, &post.nonce).await?;
    Ok(Outcome::Sent { message_id })
}

async fn record(
    store: &Store,
    claim: Claim,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    match outcome {
        Outcome::Sent { message_id } | Outcome::AlreadyThere { message_id } => {
            store.mark_sent(claim, *message_id, now).await
        }
        Outcome::Later { until, why } => {
            let told = why.to_string();
            let failure = (why.setback(), told.as_str());
            store.mark_failed(claim, failure, Some(*until), now).await
        }
        Outcome::Withdrawn => store.mark_withdrawn(claim).await,
        Outcome::GivenUp { setback, why } => {
            store.mark_failed(claim, (*setback, why), None, now).await
        }
    }
}

/// When to try again after the failure of that attempt, where it can pass.
pub(crate) fn next_attempt(why: &SendFault, number: u32, now: Timestamp) -> Timestamp {
    let wait = match why {
        SendFault::Throttled { wait } => {
            let wait = SignedDuration::try_from(*wait).unwrap_or(LONGEST_WAIT);
            wait.max(SignedDuration::from_secs(1))
        }
        SendFault::Unreachable { .. } => {
            let doublings = number.saturating_sub(1).min(10);
            (FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT)
        }
        SendFault::Token | SendFault::Denied { .. } | SendFault::Refused { .. } => LONGEST_WAIT,
    };
    now.checked_add(wait).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::{SendFault, next_attempt};

    fn seconds(why: &SendFault, number: u32) -> i64 {
        next_attempt(why, number, Timestamp::UNIX_EPOCH).as_second()
    }

    #[test]
    fn the_wait_grows_while_discord_is_away_and_stays_bounded() {
        let away = SendFault::Unreachable {
            what: String::new(),
        };
        let waits: Vec<i64> = [1, 2, 3, 5, 6, 60]
            .map(|number| seconds(&away, number))
            .to_vec();
        assert_eq!(waits, [30, 60, 120, 480, 900, 900]);
    }

    #[test]
    fn a_rate_limit_is_honoured_to_the_second() {
        let throttled = SendFault::Throttled {
            wait: Duration::from_secs(77),
        };
        assert_eq!(seconds(&throttled, 3), 77);
    }
}
