//! What is true, for those who check a bot's numbers: told without any tool's dialect.
//!
//! Lives here: reading the world as of an instant. Must not live here: what a tool shows of it.

use jiff::Timestamp;

use super::{
    Inner, LeadKey, World,
    cast::CHANNELS,
    event::{NONE, What},
    instant,
};

/// A change of a lead's stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageChange {
    /// When.
    pub at: Timestamp,
    /// The stage's word; `None` where it was cleared.
    pub stage: Option<String>,
}

/// How a lead left or came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Into the bin.
    Deleted(Timestamp),
    /// Gone without a trace.
    Purged(Timestamp),
    /// Back from the bin.
    Restored(Timestamp),
}

/// A lead's whole story up to an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadTruth {
    /// The lead.
    pub lead: LeadKey,
    /// When it was created.
    pub created: Timestamp,
    /// Its own stage changes, oldest first; equal instants in the order they happened.
    pub changes: Vec<StageChange>,
    /// Deletions and restores, oldest first.
    pub removals: Vec<Removal>,
    /// The lead it was merged into, and when.
    pub merged_into: Option<(LeadKey, Timestamp)>,
    /// The leads that were merged into it, and when.
    pub absorbed: Vec<(LeadKey, Timestamp)>,
}

/// A lead as it stands at an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadNow {
    /// The lead.
    pub lead: LeadKey,
    /// When it was created.
    pub created: Timestamp,
    /// The last instant at which anything happened to it.
    pub modified: Timestamp,
    /// The last thing it did itself.
    pub last_activity: Option<Timestamp>,
    /// Present stage's word.
    pub stage: Option<String>,
    /// Present score.
    pub score: i32,
    /// Seller from 0 to 5.
    pub owner: Option<u16>,
    /// Whether it wants no mail.
    pub opted_out: bool,
    /// Whether it is deleted or purged.
    pub removed: bool,
    /// The lead it was merged into.
    pub merged_into: Option<LeadKey>,
    /// E-mail address.
    pub email: Option<String>,
    /// Family name and given name.
    pub name: (String, String),
    /// Company's name.
    pub company: Option<String>,
    /// Whether the company is one that is wanted as a customer.
    pub target_list: bool,
    /// Where it came from, in the world's own word.
    pub channel: &'static str,
}

impl World {
    /// Every lead that exists or existed at `now`, visitors left out, in the order of their keys.
    pub fn leads(&self, now: Timestamp) -> Vec<LeadKey> {
        let (world, now) = (self.read(), now.as_millisecond());
        (0..world.leads.len() as u32)
            .filter(|key| {
                let lead = &world.leads[*key as usize];
                !lead.visitor && lead.created <= now
            })
            .map(LeadKey)
            .collect()
    }

    /// The lead as it stands at `now`; `None` before its creation.
    pub fn lead_at(&self, lead: LeadKey, now: Timestamp) -> Option<LeadNow> {
        let (world, now) = (self.read(), now.as_millisecond());
        world
            .leads
            .get(lead.index())
            .filter(|facts| facts.created <= now)?;
        Some(world.fold(lead, now))
    }

    /// The lead's own stage changes up to `now`, oldest first.
    pub fn changes(&self, lead: LeadKey, now: Timestamp) -> Vec<StageChange> {
        self.read().story(lead, now.as_millisecond()).changes
    }

    /// The whole story of every lead up to `now`, visitors left out.
    pub fn truth(&self, now: Timestamp) -> Vec<LeadTruth> {
        let leads = self.leads(now);
        let world = self.read();
        leads
            .into_iter()
            .map(|lead| world.story(lead, now.as_millisecond()))
            .collect()
    }

    /// Instants up to `now` at which a lead's score rose to `threshold` from below, with the lead,
    /// in the order of time.
    pub fn score_crossings(&self, threshold: i32, now: Timestamp) -> Vec<(Timestamp, LeadKey)> {
        let leads = self.leads(now);
        let world = self.read();
        let mut crossings = Vec::new();
        for lead in leads {
            let mut score = 0;
            for event in world.events_of(lead.0, now.as_millisecond()) {
                if let What::Score(value) = event.what {
                    if score < threshold && value >= threshold {
                        crossings.push((instant(event.at), lead));
                    }
                    score = value;
                }
            }
        }
        crossings.sort();
        crossings
    }
}

impl Inner {
    fn story(&self, lead: LeadKey, now: i64) -> LeadTruth {
        let mut story = LeadTruth {
            lead,
            created: instant(self.leads[lead.index()].created),
            changes: Vec::new(),
            removals: Vec::new(),
            merged_into: None,
            absorbed: Vec::new(),
        };
        for event in self.events_of(lead.0, now) {
            let at = instant(event.at);
            match event.what {
                What::Stage { stage, .. } => {
                    let word = self.cast.stages[usize::from(stage)].word.clone();
                    story.changes.push(StageChange {
                        at,
                        stage: Some(word),
                    });
                }
                What::Cleared => story.changes.push(StageChange { at, stage: None }),
                What::Deleted => story.removals.push(Removal::Deleted(at)),
                What::Purged => story.removals.push(Removal::Purged(at)),
                What::Restored => story.removals.push(Removal::Restored(at)),
                What::MergedInto(survivor) => story.merged_into = Some((LeadKey(survivor), at)),
                What::Absorbed(loser) => story.absorbed.push((LeadKey(loser), at)),
                _ => {}
            }
        }
        story
    }

    fn fold(&self, lead: LeadKey, now: i64) -> LeadNow {
        let facts = &self.leads[lead.index()];
        let (family, given) = self.name_of(facts);
        let mut company = self.companies.get(facts.company as usize);
        let mut state = LeadNow {
            lead,
            created: instant(facts.created),
            modified: instant(facts.created),
            last_activity: None,
            stage: None,
            score: 0,
            owner: None,
            opted_out: false,
            removed: false,
            merged_into: None,
            email: self.email_of(lead.0),
            name: (family.to_owned(), given.to_owned()),
            company: None,
            target_list: false,
            channel: CHANNELS[usize::from(facts.channel)].0,
        };
        for event in self.events_of(lead.0, now) {
            state.modified = instant(event.at);
            if event.what.is_activity() {
                state.last_activity = Some(instant(event.at));
            }
            match event.what {
                What::Stage { stage, .. } => {
                    state.stage = Some(self.cast.stages[usize::from(stage)].word.clone())
                }
                What::Cleared => state.stage = None,
                What::Score(score) => state.score = score,
                What::Owner(seller) => state.owner = (seller != NONE).then_some(seller),
                What::OptedOut(_) => state.opted_out = true,
                What::Deleted | What::Purged => state.removed = true,
                What::Restored => state.removed = false,
                What::MergedInto(survivor) => state.merged_into = Some(LeadKey(survivor)),
                What::Company(version) => company = self.companies.get(version as usize),
                _ => {}
            }
        }
        state.company = company.map(|company| company.name.clone());
        state.target_list = company.is_some_and(|company| company.target_list);
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Activity, NewLead, WorldOptions};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn small() -> WorldOptions {
        WorldOptions {
            leads: 3000,
            ..WorldOptions::default()
        }
    }

    #[test]
    fn the_same_seed_grows_the_same_world() {
        let now = at("2026-11-01T00:00:00Z");
        let (one, two) = (World::seeded(&small()), World::seeded(&small()));
        assert_eq!(one.truth(now), two.truth(now));
        let other = World::seeded(&WorldOptions { seed: 7, ..small() });
        assert_ne!(one.truth(now), other.truth(now));
    }

    #[test]
    fn stages_convert_at_realistic_rates() {
        let world = World::seeded(&small());
        let now = at("2026-11-01T00:00:00Z");
        let truth = world.truth(now);
        let reached = |word: &str| {
            truth
                .iter()
                .filter(|lead| {
                    lead.changes
                        .iter()
                        .any(|change| change.stage.as_deref() == Some(word))
                })
                .count() as f64
        };
        let rate = |a: &str, b: &str| reached(b) / reached(a);
        for (a, b, low, high) in [
            ("lead", "mql", 0.30, 0.55),
            ("mql", "sql", 0.25, 0.50),
            ("sql", "opportunity", 0.45, 0.80),
            ("opportunity", "customer", 0.15, 0.45),
        ] {
            assert!(
                (low..high).contains(&rate(a, b)),
                "{a} to {b}: {}",
                rate(a, b)
            );
        }
        for word in [
            "recycled",
            "rejected",
            "lost",
            "churned",
            "evangelist",
            "subscriber",
        ] {
            assert!(reached(word) > 0.0, "nobody was ever {word}");
        }
        assert!(truth.iter().any(|lead| lead.merged_into.is_some()));
        assert!(truth.iter().any(|lead| !lead.removals.is_empty()));
    }

    #[test]
    fn leads_become_hot_several_times_a_week() {
        let world = World::seeded(&WorldOptions::default());
        let count = |text: &str| world.score_crossings(80, at(text)).len();
        for week in ["2026-09-07", "2026-10-05", "2026-11-02", "2026-11-16"] {
            let start = at(&format!("{week}T00:00:00+09:00"));
            let end = start + jiff::SignedDuration::from_hours(7 * 24);
            let hot = count(&end.to_string()) - count(&start.to_string());
            assert!((2..=25).contains(&hot), "{hot} in the week of {week}");
        }
    }

    #[test]
    fn what_lies_ahead_is_not_told() {
        let world = World::empty();
        let lead = world.add_lead(
            NewLead {
                stage: Some("lead".into()),
                ..NewLead::default()
            },
            at("2026-01-01T00:00:00Z"),
        );
        world.set_stage(lead, "mql", at("2026-02-01T00:00:00Z"));
        assert!(world.lead_at(lead, at("2025-12-31T00:00:00Z")).is_none());
        assert_eq!(world.changes(lead, at("2026-01-31T00:00:00Z")).len(), 1);
        assert_eq!(world.changes(lead, at("2026-02-01T00:00:00Z")).len(), 2);
    }

    #[test]
    fn a_hundred_thousand_leads_are_there_in_a_moment() {
        let world = World::seeded(&WorldOptions {
            leads: 100_000,
            activity: Activity::StagesOnly,
            ..WorldOptions::default()
        });
        assert!(world.leads(Timestamp::MAX).len() == 100_000);
    }
}
