//! The life of a ping: `sent → claimed → accepted | rejected(reason) | snoozed(until) | expired(escalated)`
//! (`kpi.md` §8).
//!
//! Lives here: which step may follow which. Must not live here: when a ping is sent (`rule`), where its
//! state is kept, buttons and words.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A member of the chat, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Member(pub u64);

/// Why sales refuses a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// Not an industry we sell to (対象外業種).
    Industry,
    /// Too small or too large (規模).
    Size,
    /// A competitor or a student (競合・学生).
    NoBuyer,
    /// Too early (時期が先).
    Timing,
    /// Cannot be reached (連絡不可).
    Unreachable,
    /// Known already (重複).
    Duplicate,
    /// Anything else (その他).
    Other,
}

impl Refusal {
    /// Every reason, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Industry,
        Self::Size,
        Self::NoBuyer,
        Self::Timing,
        Self::Unreachable,
        Self::Duplicate,
        Self::Other,
    ];

    /// The word used in tables, button keys and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Industry => "industry",
            Self::Size => "size",
            Self::NoBuyer => "no-buyer",
            Self::Timing => "timing",
            Self::Unreachable => "unreachable",
            Self::Duplicate => "duplicate",
            Self::Other => "other",
        }
    }

    /// The reason of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// Where a ping is in its life. `at` is when it came there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum State {
    /// Nobody has taken it yet.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// Someone has taken it.
    Claimed {
        /// Who.
        by: Member,
        /// When.
        at: Timestamp,
    },
    /// The lead is worth working on. Final.
    Accepted {
        /// Who said so.
        by: Member,
        /// When.
        at: Timestamp,
    },
    /// The lead is not. Final.
    Rejected {
        /// Who said so.
        by: Member,
        /// When.
        at: Timestamp,
        /// Why.
        reason: Refusal,
    },
    /// Put off; to be taken again.
    Snoozed {
        /// By whom.
        by: Member,
        /// When.
        at: Timestamp,
        /// Until when.
        until: Timestamp,
    },
    /// Nobody took it, or nothing came of it, in time. It can still be taken.
    Expired {
        /// When.
        at: Timestamp,
        /// The mention target that was told; `None` where the settings name none.
        escalated: Option<String>,
    },
}

/// What someone does with a ping, or what befalls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Takes it.
    Claim(Member),
    /// Finds the lead worth working on.
    Accept(Member),
    /// Refuses the lead.
    Reject(Member, Refusal),
    /// Puts it off until the instant.
    Snooze(Member, Timestamp),
    /// Its time runs out, and this mention target is told.
    Expire(Option<String>),
}

/// Why a step is not taken. The ping stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Illegal {
    /// It is taken: the first to claim wins, also where that is the same member.
    AlreadyClaimed {
        /// By whom.
        by: Member,
        /// When.
        at: Timestamp,
    },
    /// It has to be claimed before.
    NotClaimed,
    /// It was accepted or rejected, which is final.
    Closed,
    /// It cannot be put off to an instant that is over.
    SnoozeInThePast,
    /// It has expired before.
    AlreadyExpired,
    /// It is put off, and cannot expire before that is over.
    StillSnoozed,
}

impl State {
    /// The word used in tables and locale keys.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Sent { .. } => "sent",
            Self::Claimed { .. } => "claimed",
            Self::Accepted { .. } => "accepted",
            Self::Rejected { .. } => "rejected",
            Self::Snoozed { .. } => "snoozed",
            Self::Expired { .. } => "expired",
        }
    }

    /// Whether nothing can happen to it any more.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::Rejected { .. })
    }

    /// The state after `step` at `now`.
    ///
    /// A sent ping can be claimed or expire; a claimed one has an outcome, is put off or expires; one that was
    /// put off or expired can be claimed again. Whoever looks after the lead may tell the outcome, not only
    /// the one who claimed it.
    ///
    /// # Errors
    ///
    /// Why the step may not follow.
    pub fn step(&self, step: Step, now: Timestamp) -> Result<Self, Illegal> {
        if self.is_final() {
            return Err(Illegal::Closed);
        }
        match step {
            Step::Claim(by) => self.claim(by, now),
            Step::Expire(escalated) => self.expire(escalated, now),
            Step::Accept(by) => self.after_claim(Self::Accepted { by, at: now }),
            Step::Reject(by, reason) => self.after_claim(Self::Rejected {
                by,
                at: now,
                reason,
            }),
            Step::Snooze(_, until) if until <= now => Err(Illegal::SnoozeInThePast),
            Step::Snooze(by, until) => self.after_claim(Self::Snoozed { by, at: now, until }),
        }
    }

    fn claim(&self, by: Member, now: Timestamp) -> Result<Self, Illegal> {
        match self {
            Self::Claimed { by, at } => Err(Illegal::AlreadyClaimed { by: *by, at: *at }),
            _ => Ok(Self::Claimed { by, at: now }),
        }
    }

    fn expire(&self, escalated: Option<String>, now: Timestamp) -> Result<Self, Illegal> {
        match self {
            Self::Expired { .. } => Err(Illegal::AlreadyExpired),
            Self::Snoozed { until, .. } if now < *until => Err(Illegal::StillSnoozed),
            _ => Ok(Self::Expired { at: now, escalated }),
        }
    }

    fn after_claim(&self, next: Self) -> Result<Self, Illegal> {
        match self {
            Self::Claimed { .. } => Ok(next),
            _ => Err(Illegal::NotClaimed),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SATO: Member = Member(1);
    const TANAKA: Member = Member(2);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn sent() -> State {
        State::Sent { at: at(0) }
    }

    #[test]
    fn of_two_who_claim_in_the_same_instant_one_wins_and_the_other_is_told() {
        let claimed = sent().step(Step::Claim(SATO), at(5)).unwrap();
        assert_eq!(
            claimed,
            State::Claimed {
                by: SATO,
                at: at(5)
            }
        );
        let told = Illegal::AlreadyClaimed {
            by: SATO,
            at: at(5),
        };
        assert_eq!(claimed.step(Step::Claim(TANAKA), at(5)), Err(told));
        assert_eq!(claimed.step(Step::Claim(SATO), at(6)), Err(told));
    }

    #[test]
    fn an_outcome_needs_a_claim_and_is_final() {
        for outcome in [Step::Accept(SATO), Step::Reject(SATO, Refusal::Size)] {
            assert_eq!(
                sent().step(outcome.clone(), at(1)),
                Err(Illegal::NotClaimed)
            );
            let claimed = sent().step(Step::Claim(SATO), at(1)).unwrap();
            let done = claimed.step(outcome, at(2)).unwrap();
            assert!(done.is_final());
            assert_eq!(done.step(Step::Claim(TANAKA), at(3)), Err(Illegal::Closed));
            assert_eq!(done.step(Step::Expire(None), at(3)), Err(Illegal::Closed));
        }
    }

    #[test]
    fn what_was_put_off_is_taken_again_and_expires_only_afterwards() {
        let claimed = sent().step(Step::Claim(SATO), at(1)).unwrap();
        assert_eq!(
            claimed.step(Step::Snooze(SATO, at(2)), at(2)),
            Err(Illegal::SnoozeInThePast)
        );
        let snoozed = claimed.step(Step::Snooze(SATO, at(9)), at(2)).unwrap();
        assert_eq!(
            snoozed.step(Step::Accept(SATO), at(3)),
            Err(Illegal::NotClaimed)
        );
        assert_eq!(
            snoozed.step(Step::Expire(None), at(8)),
            Err(Illegal::StillSnoozed)
        );
        assert!(snoozed.step(Step::Expire(None), at(9)).is_ok());
        assert!(snoozed.step(Step::Claim(TANAKA), at(3)).is_ok());
    }

    #[test]
    fn an_expired_ping_names_who_was_told_and_can_still_be_taken() {
        let leader = Some("sales-lead".to_owned());
        let expired = sent().step(Step::Expire(leader.clone()), at(7)).unwrap();
        assert_eq!(
            expired,
            State::Expired {
                at: at(7),
                escalated: leader
            }
        );
        assert_eq!(
            expired.step(Step::Expire(None), at(8)),
            Err(Illegal::AlreadyExpired)
        );
        assert!(expired.step(Step::Claim(TANAKA), at(8)).is_ok());
    }

    #[test]
    fn every_reason_has_a_word() {
        for reason in Refusal::ALL {
            assert_eq!(Refusal::parse(reason.as_str()), Some(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
        assert_eq!(Refusal::parse("weather"), None);
    }

    fn steps() -> impl Strategy<Value = Step> {
        let member = || (0..3u64).prop_map(Member);
        prop_oneof![
            member().prop_map(Step::Claim),
            member().prop_map(Step::Accept),
            (member(), prop::sample::select(Refusal::ALL.to_vec()))
                .prop_map(|(by, reason)| Step::Reject(by, reason)),
            (member(), 0..120i64).prop_map(|(by, until)| Step::Snooze(by, at(until))),
            prop::option::of(Just("sales-lead".to_owned())).prop_map(Step::Expire),
        ]
    }

    /// The arrows, written down a second time.
    const ARROWS: [(&str, &str); 9] = [
        ("sent", "claimed"),
        ("sent", "expired"),
        ("claimed", "accepted"),
        ("claimed", "rejected"),
        ("claimed", "snoozed"),
        ("claimed", "expired"),
        ("snoozed", "claimed"),
        ("snoozed", "expired"),
        ("expired", "claimed"),
    ];

    proptest! {
        #[test]
        fn a_ping_only_goes_along_the_arrows(steps in prop::collection::vec(steps(), 0..40)) {
            let mut state = sent();
            let mut claims = Vec::new();
            for (second, step) in (0..).zip(steps) {
                let claims_it = matches!(step, Step::Claim(_));
                if let Ok(next) = state.step(step, at(second)) {
                    prop_assert!(ARROWS.contains(&(state.as_str(), next.as_str())));
                    if claims_it {
                        claims.push(second);
                    }
                    state = next;
                }
                let json = serde_json::to_string(&state).unwrap();
                prop_assert_eq!(&serde_json::from_str::<State>(&json).unwrap(), &state);
                prop_assert!(json.contains(state.as_str()));
            }
            if state.is_final() {
                prop_assert!(!claims.is_empty());
            }
        }
    }
}
