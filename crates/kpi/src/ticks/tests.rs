//! The counts that ticks add up to are those of the words of `kpi.md`, at every instant.

use proptest::prelude::*;

use super::{ACTIVE, Act, Count, DORMANT, LeadFacts, MailOfAct, Run, added_up};
use crate::model::EngagementKind;

const HOUR: i64 = 3_600_000;
const YEARS: i64 = 2 * 365 * 24;

fn hour() -> impl Strategy<Value = i64> {
    // Few instants, so that ends meet.
    (0..YEARS / 200).prop_map(|hours| hours * 200 * HOUR)
}

fn act() -> impl Strategy<Value = Act> {
    let kind = prop::sample::select(EngagementKind::ALL.to_vec());
    let mail = prop::option::of((0..3_u8, hour()));
    (kind, hour(), any::<bool>(), mail).prop_map(|(kind, at, has_asset, mail)| Act {
        kind,
        at,
        has_asset,
        mail: mail.map(|(id, _)| MailOfAct {
            id: id.to_string(),
            sent_at: i64::from(id) * 4_000 * HOUR,
        }),
    })
}

fn facts() -> impl Strategy<Value = LeadFacts> {
    let flags = (
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.3),
    );
    let life = (
        prop::option::weighted(0.9, hour()),
        prop::option::weighted(0.2, hour()),
    );
    let memberships = prop::collection::vec((hour(), prop::option::of(hour())), 0..3);
    let scores = prop::collection::btree_map(hour(), -5..5_i64, 0..5);
    let runs = prop::collection::vec((hour(), any::<bool>()), 0..3);
    (
        flags,
        life,
        prop::collection::vec(act(), 0..8),
        scores,
        memberships,
        runs,
    )
        .prop_map(|(flags, life, mut acts, scores, memberships, runs)| {
            acts.sort_by_key(|act| act.at);
            LeadFacts {
                source: 7,
                is_known: flags.0,
                is_excluded: flags.1,
                is_merged: flags.2,
                is_opted_out: flags.3,
                born_at: life.0,
                removed_at: life.1,
                acts,
                scores: scores.into_iter().collect(),
                memberships,
                fired: runs.iter().map(|(at, _)| *at).collect(),
                runs: runs
                    .into_iter()
                    .map(|(entered_at, is_completed)| Run {
                        entered_at,
                        is_completed,
                    })
                    .collect(),
            }
        })
}

/// The words of the definitions, one instant at a time.
struct Plain<'a>(&'a LeadFacts);

impl Plain<'_> {
    fn counts(&self) -> bool {
        self.0.is_known && !self.0.is_excluded
    }

    fn is_reachable(&self, at: i64) -> bool {
        let lead = self.0;
        let unsubscribed = lead
            .acts
            .iter()
            .filter(|act| act.kind == EngagementKind::Unsubscribed)
            .map(|act| act.at)
            .min();
        self.counts()
            && !lead.is_merged
            && lead.born_at.is_some_and(|born| born < at)
            && lead.removed_at.is_none_or(|removed| removed >= at)
            && !(lead.is_opted_out && unsubscribed.unwrap_or(0) < at)
    }

    fn acted(&self, from: i64, to: i64) -> bool {
        let mut own = self.0.acts.iter().filter(|act| act.kind.is_own());
        own.any(|act| (from..to).contains(&act.at))
    }

    fn is_member(&self, at: i64) -> bool {
        let mut of = self.0.memberships.iter();
        self.is_reachable(at)
            && of.any(|(since, left)| *since < at && left.is_none_or(|left| left >= at))
    }

    fn score(&self, at: i64) -> Option<i64> {
        let lead = self.0;
        let is_there = self.counts() && !lead.is_merged;
        let is_there = is_there && lead.removed_at.is_none_or(|removed| at <= removed);
        let before = lead.scores.iter().rfind(|(since, _)| *since < at);
        before.filter(|_| is_there).map(|(_, score)| *score)
    }

    fn forms(&self, before: i64) -> usize {
        let forms = self.0.acts.iter().filter(|act| {
            act.kind == EngagementKind::FormSubmitted && act.has_asset && act.at < before
        });
        if self.counts() { forms.count() } else { 0 }
    }

    fn opened(&self, before: i64) -> usize {
        let opened = self.0.acts.iter().filter_map(|act| {
            let mail = act.mail.as_ref()?;
            let is_open = act.kind == EngagementKind::EmailOpened && mail.sent_at < before;
            is_open.then_some(mail.id.as_str())
        });
        let each: std::collections::BTreeSet<&str> = opened.collect();
        if self.0.is_excluded { 0 } else { each.len() }
    }

    fn completed(&self, before: i64) -> usize {
        let through = self.0.runs.iter();
        let through = through.filter(|run| run.is_completed && run.entered_at < before);
        if self.counts() { through.count() } else { 0 }
    }
}

proptest! {
    #[test]
    fn ticks_add_up_to_what_the_words_say(facts in facts(), at in -1..YEARS / 100, length in 0..60_i64) {
        let at = at * 100 * HOUR;
        let ticks = facts.ticks();
        prop_assert_eq!(&added_up(ticks.ticks.clone()), &ticks.ticks);
        let sum = |count: Count| -> i64 {
            let before = ticks.ticks.iter().filter(|tick| tick.at < at && tick.count == count);
            before.map(|tick| tick.by).sum()
        };
        let plain = Plain(&facts);
        let is_active = plain.acted(at - ACTIVE, at);
        prop_assert_eq!(sum(Count::Contacts), i64::from(plain.is_reachable(at)));
        prop_assert_eq!(sum(Count::Active), i64::from(plain.is_reachable(at) && is_active));
        let is_dormant = plain.is_reachable(at) && !plain.acted(at - DORMANT, at);
        prop_assert_eq!(sum(Count::Dormant), i64::from(is_dormant));
        prop_assert_eq!(sum(Count::SegmentMembers), i64::from(plain.is_member(at)));
        prop_assert_eq!(sum(Count::SegmentActive), i64::from(plain.is_member(at) && is_active));
        for score in -5..5 {
            prop_assert_eq!(sum(Count::Scored(score)), i64::from(plain.score(at) == Some(score)));
        }
        prop_assert_eq!(sum(Count::Forms), plain.forms(at) as i64);
        prop_assert_eq!(sum(Count::ScenarioCompleted), plain.completed(at) as i64);
        let opened = Count::Mails { source: 7, kind: EngagementKind::EmailOpened };
        prop_assert_eq!(sum(opened), plain.opened(at) as i64);

        let end = at + length * 100 * HOUR;
        let back = ticks.comebacks.iter().filter(|comeback| comeback.is_in(at, end));
        prop_assert_eq!(back.count() as i64, i64::from(is_dormant && plain.acted(at, end)));
    }
}
