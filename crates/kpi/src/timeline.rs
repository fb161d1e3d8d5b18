//! The timeline of one lead: where it stood, from when to when.
//!
//! Lives here: the way from a tool's history to moves between places, and when each stage was first
//! reached. Must not live here: sums over leads (`rollup`), where histories are kept.

use jiff::Timestamp;

use crate::{
    model::StageEntry,
    stage::{MAX_STAGES, Place, Rank},
};

/// A change of place. A visit is the time between two moves of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// When, in milliseconds since the epoch.
    pub at: i64,
    /// Where from.
    pub from: Place,
    /// Where to; never the same as `from`.
    pub to: Place,
    /// When the visit that ends here began; `None` for the first move. A restored lead's stay outside
    /// begins at the restore.
    pub since: Option<i64>,
    /// Leads' moves of the same instant happened in this order.
    pub position: u32,
}

/// Whether the tool still has the lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Deleted at this instant.
    Removed(Timestamp),
    /// Back at this instant.
    Restored(Timestamp),
}

impl Presence {
    fn at(self) -> i64 {
        match self {
            Self::Removed(at) | Self::Restored(at) => at.as_millisecond(),
        }
    }
}

/// One lead's moves, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The moves, oldest first.
    pub moves: Vec<Move>,
}

impl Timeline {
    /// The timeline of a lead whose history is `entries` (oldest first) and which was deleted and
    /// restored as `presence` says (oldest first). `place` maps a raw value; `None` as a raw value is
    /// a cleared stage, which is outside.
    ///
    /// Setting the stage it already has is no change. Changes in the millisecond of a deletion come
    /// before it; while deleted there are none; a restore is a change from outside (`kpi.md` §2).
    pub fn new(
        entries: &[StageEntry],
        presence: &[Presence],
        place: impl Fn(Option<&str>) -> Place,
    ) -> Self {
        let places = entries
            .iter()
            .map(|entry| (entry.at, place(entry.raw.as_deref())));
        Self::of_places(places, presence)
    }

    /// As `new`, of a history whose values are mapped already: from each instant on, the place.
    pub fn of_places(
        places: impl Iterator<Item = (Timestamp, Place)>,
        presence: &[Presence],
    ) -> Self {
        let mut builder = Builder::default();
        let mut presence = presence.iter().copied().peekable();
        for (at, place) in places {
            while let Some(change) = presence.next_if(|change| change.at() < at.as_millisecond()) {
                builder.presence(change);
            }
            builder.set(at, place);
        }
        for change in presence {
            builder.presence(change);
        }
        Self {
            moves: builder.moves,
        }
    }

    /// When each rank was first reached, in milliseconds: index is the rank. A lead that jumps over a
    /// stage reaches it at the same instant.
    pub fn reached(&self) -> [Option<i64>; MAX_STAGES] {
        let mut reached = [None; MAX_STAGES];
        for change in &self.moves {
            if let Some(rank) = change.to.rank() {
                for slot in &mut reached[..=usize::from(rank)] {
                    slot.get_or_insert(change.at);
                }
            }
        }
        reached
    }

    /// Whether the lead was ever in a ranked stage; if not it is in no number of the funnel.
    pub fn is_ranked_ever(&self) -> bool {
        self.moves.iter().any(|change| change.to.rank().is_some())
    }

    /// Where the lead stands after its last move.
    pub fn place(&self) -> Place {
        self.moves.last().map_or(Place::Outside, |last| last.to)
    }
}

#[derive(Debug)]
struct Builder {
    moves: Vec<Move>,
    standing: Place,
    since: Option<i64>,
    gone: bool,
    // The last value the tool set, also while the lead was deleted: what a restore brings back.
    value: Place,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            moves: Vec::new(),
            standing: Place::Outside,
            since: None,
            gone: false,
            value: Place::Outside,
        }
    }
}

impl Builder {
    fn set(&mut self, at: Timestamp, to: Place) {
        self.value = to;
        if !self.gone {
            self.go(at, to);
        }
    }

    fn presence(&mut self, change: Presence) {
        match change {
            Presence::Removed(at) if !self.gone => {
                self.go(at, Place::Gone);
                self.gone = true;
            }
            Presence::Restored(at) if self.gone => {
                self.gone = false;
                self.since = Some(at.as_millisecond());
                // A lead whose value is outside by now does come back, but only to there.
                if self.value != Place::Outside {
                    self.standing = Place::Outside;
                }
                self.go(at, self.value);
            }
            Presence::Removed(_) | Presence::Restored(_) => {}
        }
    }

    fn go(&mut self, at: Timestamp, to: Place) {
        if self.standing == to {
            return;
        }
        let at = at.as_millisecond();
        let position = self
            .moves
            .last()
            .filter(|last| last.at == at)
            .map_or(0, |last| last.position + 1);
        self.moves.push(Move {
            at,
            from: self.standing,
            to,
            since: self.since,
            position,
        });
        self.standing = to;
        self.since = Some(at);
    }
}

/// The moves by which a lead comes (again) to at least `rank` from below, an exit or outside.
pub fn arrivals(moves: &[Move], rank: Rank) -> impl Iterator<Item = &Move> {
    moves
        .iter()
        .filter(move |change| change.to.is_at_least(rank) && !change.from.is_at_least(rank))
}

/// Puts the tool's present history beside ours: the present one replaces ours, except where it has only
/// lost its oldest entries, which we keep (`kpi.md`, small print).
pub fn reconcile(ours: &[StageEntry], theirs: &[StageEntry]) -> Vec<StageEntry> {
    let same = |a: &StageEntry, b: &StageEntry| a.at == b.at && a.raw == b.raw;
    let Some(first) = theirs.first() else {
        return ours.to_vec();
    };
    for (index, _) in ours
        .iter()
        .enumerate()
        .filter(|(_, entry)| same(entry, first))
    {
        let kept = &ours[index..];
        let is_prefix =
            kept.len() <= theirs.len() && kept.iter().zip(theirs).all(|(a, b)| same(a, b));
        if is_prefix {
            return ours[..index].iter().chain(theirs).cloned().collect();
        }
    }
    theirs.to_vec()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    fn entries(history: &[(i64, &str)]) -> Vec<StageEntry> {
        let entry = |(ms, raw): &(i64, &str)| StageEntry {
            at: at(*ms),
            raw: (!raw.is_empty()).then(|| (*raw).to_owned()),
            entry_id: None,
        };
        history.iter().map(entry).collect()
    }

    /// Digits are ranks; other values are outside.
    fn place(raw: Option<&str>) -> Place {
        let rank = raw.and_then(|raw| raw.parse().ok());
        rank.map_or(Place::Outside, Place::Ranked)
    }

    fn timeline(history: &[(i64, &str)], presence: &[Presence]) -> Timeline {
        Timeline::new(&entries(history), presence, place)
    }

    fn moves(timeline: &Timeline) -> Vec<(i64, Place, Place)> {
        let told = |change: &Move| (change.at, change.from, change.to);
        timeline.moves.iter().map(told).collect()
    }

    use Place::{Gone, Outside, Ranked};

    #[test]
    fn the_first_entry_is_a_change_from_outside_and_a_repetition_is_none() {
        let lead = timeline(&[(1, "0"), (2, "0"), (3, "2"), (4, "")], &[]);
        assert_eq!(
            moves(&lead),
            [
                (1, Outside, Ranked(0)),
                (3, Ranked(0), Ranked(2)),
                (4, Ranked(2), Outside)
            ]
        );
        assert_eq!(lead.moves[1].since, Some(1));
        assert_eq!(lead.reached()[..4], [Some(1), Some(3), Some(3), None]);
    }

    #[test]
    fn moves_of_one_instant_keep_their_order() {
        let lead = timeline(&[(1, "0"), (1, "1"), (1, "0")], &[]);
        let positions: Vec<u32> = lead.moves.iter().map(|change| change.position).collect();
        assert_eq!(positions, [0, 1, 2]);
        assert_eq!(lead.place(), Ranked(0));
        assert_eq!(arrivals(&lead.moves, 0).count(), 1);
        assert_eq!(arrivals(&lead.moves, 1).count(), 1);
    }

    #[test]
    fn a_change_in_the_millisecond_of_the_deletion_comes_first() {
        let lead = timeline(&[(1, "0"), (5, "1"), (6, "2")], &[Presence::Removed(at(5))]);
        assert_eq!(
            moves(&lead),
            [
                (1, Outside, Ranked(0)),
                (5, Ranked(0), Ranked(1)),
                (5, Ranked(1), Gone)
            ]
        );
        assert_eq!(lead.place(), Gone);
    }

    #[test]
    fn a_restored_lead_comes_back_from_outside_to_the_value_it_has_by_then() {
        let presence = [
            Presence::Removed(at(5)),
            Presence::Removed(at(6)),
            Presence::Restored(at(9)),
        ];
        let lead = timeline(&[(1, "0"), (7, "1")], &presence);
        assert_eq!(moves(&lead)[2], (9, Outside, Ranked(1)));
        assert_eq!(lead.moves[2].since, Some(9));
        assert_eq!(moves(&lead).len(), 3);
    }

    #[test]
    fn a_lead_restored_to_no_stage_is_outside_and_not_gone() {
        let presence = [Presence::Removed(at(5)), Presence::Restored(at(9))];
        let lead = timeline(&[(1, "0"), (7, "")], &presence);
        assert_eq!(lead.place(), Outside);
        let again = timeline(&[(1, "0"), (7, ""), (11, "0")], &presence);
        assert_eq!(moves(&again).last(), Some(&(11, Outside, Ranked(0))));
    }

    #[test]
    fn a_lead_that_was_never_ranked_says_so() {
        assert!(!timeline(&[(1, "x")], &[Presence::Removed(at(2))]).is_ranked_ever());
        assert!(timeline(&[(1, "0")], &[]).is_ranked_ever());
    }

    fn raws(entries: &[StageEntry]) -> String {
        entries
            .iter()
            .filter_map(|entry| entry.raw.clone())
            .collect()
    }

    fn reconciled(ours: &[(i64, &str)], theirs: &[(i64, &str)]) -> String {
        raws(&reconcile(&entries(ours), &entries(theirs)))
    }

    #[test]
    fn entries_that_the_tool_has_only_lost_at_its_old_end_are_kept() {
        let ours = [(1, "a"), (2, "b"), (3, "c")];
        assert_eq!(reconciled(&ours, &[(2, "b"), (3, "c"), (4, "d")]), "abcd");
        assert_eq!(reconciled(&ours, &[(3, "c")]), "abc");
        assert_eq!(reconciled(&ours, &[]), "abc");
    }

    #[test]
    fn a_history_that_the_tool_has_rewritten_replaces_ours() {
        let ours = [(1, "a"), (2, "b"), (3, "c")];
        assert_eq!(reconciled(&ours, &[(1, "a"), (2, "x"), (3, "c")]), "axc");
        assert_eq!(reconciled(&ours, &[(1, "a"), (2, "b")]), "ab");
        assert_eq!(reconciled(&ours, &[(2, "b"), (4, "d")]), "bd");
        assert_eq!(reconciled(&ours, &[(9, "z")]), "z");
        assert_eq!(reconciled(&[], &[(9, "z")]), "z");
    }

    fn histories() -> impl Strategy<Value = Vec<StageEntry>> {
        prop::collection::vec((0..6i64, "[abc]"), 0..8).prop_map(|mut history| {
            history.sort_by_key(|(ms, _)| *ms);
            let history: Vec<_> = history
                .iter()
                .map(|(ms, raw)| (*ms, raw.as_str()))
                .collect();
            entries(&history)
        })
    }

    proptest! {
        #[test]
        fn reconciling_again_changes_nothing(ours in histories(), theirs in histories()) {
            let once = reconcile(&ours, &theirs);
            prop_assert_eq!(reconcile(&once, &theirs), once.clone());
            prop_assert!(once.ends_with(&theirs));
            prop_assert!(once.is_sorted_by_key(|entry| entry.at));
        }

        #[test]
        fn what_a_tool_forgets_at_its_old_end_costs_nothing(
            all in histories(),
            known in 0..8usize,
            forgotten in 0..8usize,
        ) {
            let known = known.min(all.len());
            let forgotten = forgotten.min(known.saturating_sub(1));
            // Two equal entries in one instant cannot be told apart; setting what is set is no change.
            let mut all = all;
            all.dedup();
            prop_assume!(known <= all.len());
            prop_assert_eq!(reconcile(&all[..known], &all[forgotten..]), all);
        }

        #[test]
        fn moves_are_in_order_and_hang_together(
            history in prop::collection::vec((0..20i64, prop::sample::select(vec!["0", "1", "2", "", "x"])), 0..12),
            presence in prop::collection::vec((0..20i64, any::<bool>()), 0..5),
        ) {
            let mut history = history;
            history.sort_by_key(|(ms, _)| *ms);
            let mut presence = presence;
            presence.sort_by_key(|(ms, _)| *ms);
            let presence: Vec<_> = presence
                .into_iter()
                .map(|(ms, gone)| if gone { Presence::Removed(at(ms)) } else { Presence::Restored(at(ms)) })
                .collect();
            let lead = timeline(&history, &presence);
            for change in &lead.moves {
                prop_assert!(change.from != change.to);
                prop_assert!(change.since.is_none_or(|since| since <= change.at));
            }
            for pair in lead.moves.windows(2) {
                prop_assert!((pair[0].at, pair[0].position) < (pair[1].at, pair[1].position));
                prop_assert!(pair[0].to == pair[1].from || pair[0].to == Gone);
            }
        }
    }
}
