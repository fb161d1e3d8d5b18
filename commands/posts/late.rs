//! Whether a post is late when it is sent, and what has cost the most time.
//!
//! Lives here: that its first line owns up to it, in whichever language it is read. Must not live here: when a post is
//! due, how the line reads (`report::posts`).

use jiff::{SignedDuration, Timestamp};
use report::{
    locale::Locale,
    message::Message,
    posts::{Cause, delayed},
};
use store::{OwedPost, PostRecord};

use super::PostKind;

/// A post later than this says so in its first line.
pub const LATE_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// The word in the outbox.
pub fn word(cause: Cause) -> &'static str {
    match cause {
        Cause::WaitedForData => "waited-for-data",
        Cause::BotWasDown => "bot-was-down",
        Cause::DeliveryRetried => "delivery-retried",
    }
}

fn parse(text: &str) -> Option<Cause> {
    [
        Cause::WaitedForData,
        Cause::BotWasDown,
        Cause::DeliveryRetried,
    ]
    .into_iter()
    .find(|cause| word(*cause) == text)
}

/// A post as it is sent at `now`: where it is later than it was due, its first line says so.
pub fn worded(locale: Locale, post: &OwedPost, message: Message, now: Timestamp) -> Message {
    let times = Times {
        due: post.due,
        late: post.late.as_deref().and_then(parse),
        owed: post.owed_at,
        tried: post.first_attempt_at.unwrap_or(now),
        sent: now,
    };
    times.worded(locale, &post.kind, message)
}

/// The same of a post that was sent, as its first line was then.
pub fn standing(locale: Locale, post: &PostRecord, message: Message) -> Message {
    let sent = post.sent_at.unwrap_or(post.due);
    let times = Times {
        due: post.due,
        late: post.late.as_deref().and_then(parse),
        owed: post.owed_at,
        tried: post.first_attempt_at.unwrap_or(sent),
        sent,
    };
    times.worded(locale, &post.kind, message)
}

/// The way of a post to its channel.
struct Times {
    due: Timestamp,
    late: Option<Cause>,
    owed: Timestamp,
    tried: Timestamp,
    sent: Timestamp,
}

impl Times {
    fn worded(&self, locale: Locale, kind: &str, message: Message) -> Message {
        let by = self.sent.duration_since(self.due);
        if PostKind::parse(kind).is_some() && by > LATE_AFTER {
            delayed(locale, message, by, self.cause())
        } else {
            message
        }
    }

    /// What has cost the most time.
    fn cause(&self) -> Cause {
        let spent = [
            (
                self.owed.duration_since(self.due),
                self.late.unwrap_or(Cause::WaitedForData),
            ),
            // A post is tried as soon as it is written down, unless the bot ends between the two.
            (self.tried.duration_since(self.owed), Cause::BotWasDown),
            (self.sent.duration_since(self.tried), Cause::DeliveryRetried),
        ];
        let most = spent.into_iter().max_by_key(|(time, _)| *time);
        most.map_or(Cause::DeliveryRetried, |(_, cause)| cause)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn cause(late: Option<Cause>, minutes: [i64; 3]) -> Cause {
        let due = Timestamp::UNIX_EPOCH;
        let after = |minutes: i64| due + SignedDuration::from_mins(minutes);
        let [owed, tried, sent] = minutes;
        Times {
            due,
            late,
            owed: after(owed),
            tried: after(tried),
            sent: after(sent),
        }
        .cause()
    }

    #[test]
    fn the_cause_is_what_took_the_longest() {
        assert_eq!(cause(None, [0, 0, 40]), Cause::DeliveryRetried);
        assert_eq!(cause(None, [0, 90, 90]), Cause::BotWasDown);
        assert_eq!(
            cause(Some(Cause::BotWasDown), [60, 60, 75]),
            Cause::BotWasDown
        );
        assert_eq!(
            cause(Some(Cause::WaitedForData), [20, 20, 95]),
            Cause::DeliveryRetried
        );
        assert_eq!(
            cause(Some(Cause::WaitedForData), [60, 60, 60]),
            Cause::WaitedForData
        );
    }

    #[test]
    fn every_cause_is_found_by_its_word() {
        for known in [
            Cause::WaitedForData,
            Cause::BotWasDown,
            Cause::DeliveryRetried,
        ] {
            assert_eq!(parse(word(known)), Some(known));
        }
    }
}
