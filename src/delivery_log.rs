//! What the log tells of deliveries: each trouble of a message once, not at every further attempt.
//!
//! Must not live here: when a message is tried again (`chat`), what `/status` says of it.

use chat::deliver::{Delivered, Outcome};

/// Tells of a round of deliveries.
pub(crate) fn tell(round: &[Delivered]) {
    for each in round {
        let post = each.key.as_str();
        match &each.outcome {
            Outcome::Later { why, .. } if each.before != Some(why.setback()) => {
                tracing::warn!(
                    post,
                    "a message could not be sent and is tried again: {why}"
                );
            }
            Outcome::Later { why, .. } => {
                tracing::debug!(post, "a message still could not be sent: {why}");
            }
            Outcome::GivenUp { why, .. } => {
                tracing::error!(post, "a message is given up: {why}");
            }
            Outcome::Withdrawn => {
                tracing::info!(post, "a message is not sent, its lead was deleted");
            }
            Outcome::Sent { .. } | Outcome::AlreadyThere { .. } if each.before.is_some() => {
                tracing::info!(post, "a message arrived after all");
            }
            Outcome::Sent { .. } | Outcome::AlreadyThere { .. } => {
                tracing::debug!(post, "a message was sent");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex, PoisonError},
    };

    use chat::{
        deliver::{Delivered, Outcome},
        outlet::SendFault,
    };
    use jiff::Timestamp;
    use store::Setback;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            held.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The lines of a log that shows what people are to see.
    fn told(round: &[Delivered]) -> Vec<String> {
        let lines = Lines::default();
        let writer = lines.clone();
        let log = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::INFO)
            .without_time()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(log, || super::tell(round));
        let bytes = lines.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&bytes);
        text.lines().map(str::to_owned).collect()
    }

    fn delivered(before: Option<Setback>, outcome: Outcome) -> Delivered {
        Delivered {
            key: "weekly@2026-11-16T09:00".to_owned(),
            kind: "weekly".to_owned(),
            before,
            outcome,
        }
    }

    fn denied() -> Outcome {
        Outcome::Later {
            until: Timestamp::UNIX_EPOCH,
            why: SendFault::Denied {
                what: "channel 5: Missing Permissions".to_owned(),
                mend: "give the bot Send Messages".to_owned(),
            },
        }
    }

    #[test]
    fn each_trouble_of_a_message_is_told_once_with_its_mend() {
        let first = told(&[delivered(None, denied())]);
        assert_eq!(first.len(), 1, "{first:?}");
        for part in ["WARN", "weekly@2026-11-16", "give the bot Send Messages"] {
            assert!(first[0].contains(part), "{first:?}");
        }
        let again = told(&[delivered(Some(Setback::Denied), denied())]);
        assert_eq!(again, Vec::<String>::new());
        let other = told(&[delivered(Some(Setback::Unreachable), denied())]);
        assert_eq!(other.len(), 1, "another trouble is news: {other:?}");
    }

    #[test]
    fn the_end_of_a_trouble_is_told_and_a_good_day_is_silent() {
        let sent = Outcome::Sent { message_id: 7 };
        let given_up = Outcome::GivenUp {
            setback: Setback::Refused,
            why: "Invalid Form Body".to_owned(),
        };
        let lines = told(&[
            delivered(None, sent.clone()),
            delivered(Some(Setback::Denied), sent),
            delivered(Some(Setback::Unreachable), given_up),
        ]);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].contains("arrived after all"), "{lines:?}");
        assert!(lines[1].contains("Invalid Form Body"), "{lines:?}");
    }
}
