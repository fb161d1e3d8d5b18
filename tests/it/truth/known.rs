//! What a tool can tell of the world: which leads, their stages in words, and when they left.
//!
//! Lives here: the few things that a tool hides (what went before the first poll, merged histories, fractions
//! of seconds). Must not live here: counting.

use funnelbot::stage::Stage;
use jiff::{SignedDuration, Timestamp};
use kpi::model::Tool;
use sandbox::world::{LeadKey, LeadTruth, Removal, World};

/// HubSpot's search settles for two minutes: up to then everything is known.
pub(crate) const SETTLE: SignedDuration = SignedDuration::from_mins(2);
/// How long HubSpot keeps what was deleted.
const BIN: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How often ids are counted to find what went without a trace.
const CENSUS: SignedDuration = SignedDuration::from_hours(24);

/// When the bot looked.
pub(crate) struct Watch {
    tool: Tool,
    every: SignedDuration,
    polls: Vec<Timestamp>,
}

impl Watch {
    pub(crate) fn new(tool: Tool, opening: Timestamp, every: SignedDuration) -> Self {
        Self {
            tool,
            every,
            polls: vec![opening],
        }
    }

    pub(crate) fn until(&mut self, now: Timestamp) {
        while self.last() + self.every <= now {
            let next = self.last() + self.every;
            self.polls.push(next);
        }
        assert_eq!(self.last(), now, "time stops at polls");
    }

    pub(crate) fn tool(&self) -> Tool {
        self.tool
    }

    pub(crate) fn first(&self) -> Timestamp {
        self.polls[0]
    }

    pub(crate) fn last(&self) -> Timestamp {
        *self.polls.last().expect("there is one")
    }

    /// Up to when everything is known.
    pub(crate) fn as_of(&self) -> Timestamp {
        match self.tool {
            Tool::Hubspot => self.last() - SETTLE,
            Tool::Mautic => self.last(),
        }
    }

    pub(crate) fn polls(&self) -> &[Timestamp] {
        &self.polls
    }

    fn last_before(&self, instant: Timestamp) -> Option<Timestamp> {
        let polls = self.polls.iter().copied();
        polls.filter(|poll| *poll <= instant).max()
    }

    pub(crate) fn first_from(&self, instant: Timestamp) -> Option<Timestamp> {
        self.polls.iter().copied().find(|poll| *poll >= instant)
    }

    /// The first count of all ids at or after `instant`.
    fn census_from(&self, instant: Timestamp) -> Option<Timestamp> {
        let mut last = self.first();
        let mut counts = vec![last];
        for poll in &self.polls {
            if poll.duration_since(last) >= CENSUS {
                last = *poll;
                counts.push(last);
            }
        }
        counts.into_iter().find(|count| *count >= instant)
    }
}

/// Something that happens to a lead, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// It is in that stage or exit, or outside.
    Stands(String),
    Deleted,
    Restored,
}

pub(crate) type Story = Vec<(Timestamp, What)>;

/// The stories of all leads that count, as the tool can tell them.
pub(crate) fn leads(stage: &Stage, world: &World, watch: &Watch) -> Vec<Story> {
    let named = named(stage, world, watch).into_iter();
    named.map(|(_, story)| story).collect()
}

/// The same, with whose story each is.
pub(crate) fn named(stage: &Stage, world: &World, watch: &Watch) -> Vec<(LeadKey, Story)> {
    world
        .truth(watch.last())
        .iter()
        .filter(|lead| lead.merged_into.is_none())
        .filter_map(|lead| Some((lead.lead, story(stage, lead, watch)?)))
        .collect()
}

fn story(stage: &Stage, lead: &LeadTruth, watch: &Watch) -> Option<Story> {
    let mut story: Story = stages(stage, lead, watch.tool);
    let mut removals = lead.removals.iter().peekable();
    while let Some(removal) = removals.next() {
        match (*removal, removals.peek()) {
            // Over before anybody looked.
            (Removal::Deleted(_), Some(Removal::Restored(back))) if *back <= watch.first() => {
                removals.next();
            }
            (Removal::Deleted(at), _) => deleted(&mut story, at, watch)?,
            (Removal::Purged(at), _) => purged(&mut story, at, watch)?,
            (Removal::Restored(at), _) => restored(&mut story, at, watch),
        }
    }
    // Stage changes in the deletion's instant come first.
    story.sort_by_key(|(at, what)| (*at, !matches!(what, What::Stands(_))));
    Some(story)
}

fn stages(stage: &Stage, lead: &LeadTruth, tool: Tool) -> Story {
    if tool == Tool::Hubspot && !lead.absorbed.is_empty() {
        // Both histories together, as HubSpot shows them.
        let shown = stage.stage_history(lead.lead).into_iter();
        return shown
            .map(|(at, value)| (at, What::Stands(hubspot_word(value.as_deref()).to_owned())))
            .collect();
    }
    let changes = lead.changes.iter();
    changes
        .map(|change| {
            let at = match tool {
                Tool::Hubspot => change.at,
                Tool::Mautic => whole_seconds(change.at),
            };
            (at, What::Stands(word(change.stage.as_deref()).to_owned()))
        })
        .collect()
}

fn deleted(story: &mut Story, at: Timestamp, watch: &Watch) -> Option<()> {
    match watch.tool {
        Tool::Hubspot => {
            (at >= watch.first() - BIN).then_some(())?;
            story.push((at, What::Deleted));
        }
        Tool::Mautic => {
            (at > watch.first()).then_some(())?;
            seen_by(story, watch.last_before(at)?, at);
            story.push((whole_seconds(at), What::Deleted));
        }
    }
    Some(())
}

/// Without a trace: known is what was polled before, and it is missed by the next count of ids.
fn purged(story: &mut Story, at: Timestamp, watch: &Watch) -> Option<()> {
    (at > watch.first()).then_some(())?;
    seen_by(story, watch.last_before(at)?, at);
    if let Some(count) = watch.census_from(at) {
        story.push((count, What::Deleted));
    }
    Some(())
}

/// HubSpot does not tell when: it is the poll that saw it.
fn restored(story: &mut Story, at: Timestamp, watch: &Watch) {
    assert_eq!(watch.tool, Tool::Hubspot, "Mautic has no bin");
    if let Some(poll) = watch.first_from(at) {
        story.push((poll, What::Restored));
    }
}

/// What happened after the last poll before it went, nobody saw.
fn seen_by(story: &mut Story, poll: Timestamp, gone: Timestamp) {
    story.retain(|(at, _)| *at <= poll || *at > gone);
}

pub(crate) fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_millisecond().div_euclid(1000)).expect("in range")
}

/// What a word of the world means.
fn word(stage: Option<&str>) -> &str {
    match stage {
        Some("evangelist") => "customer",
        Some(
            word @ ("lead" | "mql" | "sql" | "opportunity" | "customer" | "recycled" | "rejected"
            | "lost" | "churned"),
        ) => word,
        _ => "outside",
    }
}

/// What HubSpot's own value means (`kpi.md` §2, and the three that the company mapped).
fn hubspot_word(value: Option<&str>) -> &str {
    match value {
        Some("marketingqualifiedlead") => "mql",
        Some("salesqualifiedlead") => "sql",
        Some("other") => "recycled",
        Some("148392011") => "rejected",
        Some("148392012") => "lost",
        Some("148392013") => "churned",
        other => word(other),
    }
}
