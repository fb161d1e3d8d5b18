//! What one lead adds to the counts of the company, and at which instants.
//!
//! Lives here: from the facts of a lead to the ticks of each count (`kpi.md` §4–5). Must not live here: where facts and
//! ticks are kept, which source tells which facts.
//!
//! A count at an instant is the sum of all ticks before it; what happened in a span is the difference of two such sums.
//! So the counts of a company add up from its leads, and when one lead changes only its own ticks change. All instants
//! are milliseconds since the epoch, in UTC.

use std::collections::BTreeMap;

use crate::model::EngagementKind;

const DAY: i64 = 86_400_000;
/// Within so long an act of its own makes a lead active: 90 days of 24 hours.
pub const ACTIVE: i64 = 90 * DAY;
/// After so long without one a lead is dormant: 180 days of 24 hours.
pub const DORMANT: i64 = 180 * DAY;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Count {
    /// Reachable leads.
    Contacts,
    /// Those of them that did something of their own lately.
    Active,
    /// Those of them that did not for long.
    Dormant,
    /// Leads with a score of so many hundredths.
    Scored(i64),
    /// Reachable leads in any segment that is in use.
    SegmentMembers,
    /// Those of them that did something of their own lately.
    SegmentActive,
    /// Forms that were sent.
    Forms,
    /// Files that were downloaded.
    Downloads,
    /// Pages that were seen.
    PageViews,
    /// Steps that automations made.
    Fired,
    /// Leads that entered a scenario.
    ScenarioEntered,
    /// Those that got through it, by when they entered.
    ScenarioCompleted,
    /// Mails to which this happened, by when they went out; each once.
    Mails {
        /// The account that sent them.
        source: i64,
        /// What happened.
        kind: EngagementKind,
    },
}

/// A count changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tick {
    /// When.
    pub at: i64,
    /// Which.
    pub count: Count,
    /// By how much.
    pub by: i64,
}

/// An act after a long silence: the lead counts as reactivated in each span that begins in `since < start ≤ until` and
/// ends after `at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Comeback {
    /// The act.
    pub at: i64,
    /// The lead has been reachable and silent for long after this instant.
    pub since: i64,
    /// Up to here, at the latest when it acted.
    pub until: i64,
}

impl Comeback {
    /// Whether it is one of the span from `start` up to `end`.
    pub fn is_in(&self, start: i64, end: i64) -> bool {
        self.since < start && start <= self.until && self.at < end
    }
}

/// Something a lead did, or that was done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What.
    pub kind: EngagementKind,
    /// When.
    pub at: i64,
    /// Whether it is known of which form, file or page it tells.
    pub has_asset: bool,
    /// Which mail it belongs to.
    pub mail: Option<MailOfAct>,
}

/// The mail to which something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailOfAct {
    /// Its id, or that of the act where the tool does not tell it.
    pub id: String,
    /// When it went out.
    pub sent_at: i64,
}

/// A lead on its way through a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// When it entered.
    pub entered_at: i64,
    /// Whether it got through.
    pub is_completed: bool,
}

/// All that the counts need to know of a lead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeadFacts {
    /// The account it comes from.
    pub source: i64,
    /// Whether the tool showed the lead itself.
    pub is_known: bool,
    /// Whether it is a test contact.
    pub is_excluded: bool,
    /// Whether another lead goes on in its place.
    pub is_merged: bool,
    /// When it was created, or first seen.
    pub born_at: Option<i64>,
    /// When it was deleted.
    pub removed_at: Option<i64>,
    /// Whether it wants no mail now.
    pub is_opted_out: bool,
    /// What it did, oldest first.
    pub acts: Vec<Act>,
    /// From when on its score was so many hundredths, oldest first.
    pub scores: Vec<(i64, i64)>,
    /// Since when it was in segments in use, and up to when.
    pub memberships: Vec<(i64, Option<i64>)>,
    /// Its scenarios.
    pub runs: Vec<Run>,
    /// When an automation made a step with it.
    pub fired: Vec<i64>,
}

/// What a lead adds to the counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ticks {
    /// Oldest first; one for each count and instant, none of nothing.
    pub ticks: Vec<Tick>,
    /// Oldest first.
    pub comebacks: Vec<Comeback>,
}

/// Instants after the first and up to the second. A list of them is in order, and none touch.
type Stretch = (i64, i64);

impl LeadFacts {
    /// What the lead adds to the counts of its company.
    pub fn ticks(&self) -> Ticks {
        let mut made = Made::default();
        self.mails(&mut made);
        if !self.is_known || self.is_excluded {
            return Ticks {
                ticks: made.into_ticks(),
                comebacks: Vec::new(),
            };
        }
        self.happenings(&mut made);
        let mut comebacks = Vec::new();
        if !self.is_merged {
            self.scores(&mut made);
            if let Some(reach) = self.reach() {
                self.stocks(reach, &mut made);
                comebacks = self.comebacks(reach);
            }
        }
        Ticks {
            ticks: made.into_ticks(),
            comebacks,
        }
    }

    /// While the lead can be reached; `None` where it never could.
    fn reach(&self) -> Option<Stretch> {
        let unsubscribed = self
            .acts
            .iter()
            .find(|act| act.kind == EngagementKind::Unsubscribed)
            .map(|act| act.at);
        // Who wants no mail, nobody knows since when, is not counted at any time.
        let opted_out_at = match self.is_opted_out {
            true => unsubscribed.unwrap_or(0),
            false => i64::MAX,
        };
        let born = self.born_at?;
        let gone = self.removed_at.unwrap_or(i64::MAX).min(opted_out_at);
        (born < gone).then_some((born, gone))
    }

    fn own_acts(&self) -> impl Iterator<Item = i64> {
        let own = self.acts.iter().filter(|act| act.kind.is_own());
        own.map(|act| act.at)
    }

    fn stocks(&self, reach: Stretch, made: &mut Made) {
        made.stretches(Count::Contacts, &[reach]);
        let active = within(&after_each(self.own_acts(), ACTIVE), &[reach]);
        made.stretches(Count::Active, &active);
        let awake = after_each(self.own_acts(), DORMANT);
        made.stretches(Count::Dormant, &without(reach, &awake));
        let mut members: Vec<Stretch> = self
            .memberships
            .iter()
            .map(|(since, left)| (*since, left.unwrap_or(i64::MAX)))
            .collect();
        members.sort_unstable();
        let members = within(&joined(members), &[reach]);
        made.stretches(Count::SegmentMembers, &members);
        made.stretches(Count::SegmentActive, &within(&active, &members));
    }

    fn comebacks(&self, (born, gone): Stretch) -> Vec<Comeback> {
        let mut comebacks = Vec::new();
        let mut silent_since = i64::MIN;
        for at in self.own_acts() {
            let comeback = Comeback {
                at,
                since: silent_since.max(born),
                until: at.min(gone),
            };
            if comeback.since < comeback.until {
                comebacks.push(comeback);
            }
            silent_since = at.saturating_add(DORMANT);
        }
        comebacks
    }

    fn scores(&self, made: &mut Made) {
        let removed = self.removed_at.unwrap_or(i64::MAX);
        let mut next = self.scores.iter().skip(1).map(|(at, _)| *at);
        for (at, hundredths) in &self.scores {
            let until = next.next().unwrap_or(i64::MAX).min(removed);
            if *at < until {
                made.stretches(Count::Scored(*hundredths), &[(*at, until)]);
            }
        }
    }

    fn happenings(&self, made: &mut Made) {
        for act in self.acts.iter().filter(|act| act.has_asset) {
            let count = match act.kind {
                EngagementKind::FormSubmitted => Count::Forms,
                EngagementKind::Downloaded => Count::Downloads,
                EngagementKind::PageViewed => Count::PageViews,
                _ => continue,
            };
            made.tick(act.at, count, 1);
        }
        for at in &self.fired {
            made.tick(*at, Count::Fired, 1);
        }
        for run in &self.runs {
            made.tick(run.entered_at, Count::ScenarioEntered, 1);
            if run.is_completed {
                made.tick(run.entered_at, Count::ScenarioCompleted, 1);
            }
        }
    }

    fn mails(&self, made: &mut Made) {
        if self.is_excluded {
            return;
        }
        let mut first: BTreeMap<(EngagementKind, &str), i64> = BTreeMap::new();
        for act in &self.acts {
            if let Some(mail) = act.mail.as_ref().filter(|_| act.kind.is_of_mail()) {
                let sent_at = first.entry((act.kind, &mail.id)).or_insert(mail.sent_at);
                *sent_at = mail.sent_at.min(*sent_at);
            }
        }
        let source = self.source;
        for ((kind, _), sent_at) in first {
            made.tick(sent_at, Count::Mails { source, kind }, 1);
        }
    }
}

/// Ticks while they are made.
#[derive(Debug, Default)]
struct Made(Vec<Tick>);

impl Made {
    fn tick(&mut self, at: i64, count: Count, by: i64) {
        self.0.push(Tick { at, count, by });
    }

    /// One lead counts for so long.
    fn stretches(&mut self, count: Count, stretches: &[Stretch]) {
        for (after, until) in stretches {
            self.tick(*after, count, 1);
            if *until != i64::MAX {
                self.tick(*until, count, -1);
            }
        }
    }

    fn into_ticks(self) -> Vec<Tick> {
        added_up(self.0)
    }
}

/// In order, with one tick for each count and instant and none of nothing.
pub fn added_up(mut ticks: Vec<Tick>) -> Vec<Tick> {
    ticks.sort_unstable();
    ticks.dedup_by(|tick, kept| {
        let is_same = (tick.at, tick.count) == (kept.at, kept.count);
        if is_same {
            kept.by += tick.by;
        }
        is_same
    });
    ticks.retain(|tick| tick.by != 0);
    ticks
}

/// So long after each of these instants, which are in order.
fn after_each(instants: impl Iterator<Item = i64>, length: i64) -> Vec<Stretch> {
    joined(instants.map(|at| (at, at.saturating_add(length))))
}

/// Stretches that begin in order, with those that touch joined.
fn joined(stretches: impl IntoIterator<Item = Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    for (after, until) in stretches.into_iter().filter(|(after, until)| after < until) {
        match joined.last_mut() {
            Some(last) if after <= last.1 => last.1 = last.1.max(until),
            _ => joined.push((after, until)),
        }
    }
    joined
}

/// What lies in both.
fn within(these: &[Stretch], those: &[Stretch]) -> Vec<Stretch> {
    let both = these.iter().flat_map(|(after, until)| {
        let those = those.iter();
        those.map(|(from, to)| (*after.max(from), *until.min(to)))
    });
    joined(both)
}

/// What of the whole lies in none of the parts.
fn without((after, until): Stretch, parts: &[Stretch]) -> Vec<Stretch> {
    let mut rest = Vec::new();
    let mut from = after;
    for (begins, ends) in parts {
        rest.push((from, (*begins).min(until)));
        from = from.max(*ends);
    }
    rest.push((from, until));
    rest.retain(|(after, until)| after < until);
    rest
}

#[cfg(test)]
mod tests;
