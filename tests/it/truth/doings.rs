//! What a tool can tell of everything beside the stages: mails, acts, scores, segments, runs.
//!
//! Lives here: what a tool hides (what went before the first poll, who did it, fractions of seconds, all acts
//! but a lead's last). Must not live here: counting.

use std::collections::{BTreeMap, BTreeSet};

use funnelbot::stage::Stage;
use jiff::Timestamp;
use kpi::model::Tool;
use sandbox::world::{Act, LeadKey, LeadNow, Mail, World};

use super::known::{self, SETTLE, Story, Watch, What, whole_seconds};

/// Emails from here on are newsletters, which go out to everybody at once; those before it lead by lead.
pub(crate) const FIRST_NEWSLETTER: u16 = 15;
/// From this score on a lead is in Mautic's third segment.
const HIGH_SCORE: i32 = 60;

/// What a lead did by itself, with the number of the page, form or file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Did {
    Viewed(u16),
    Submitted(u16),
    Downloaded(u16),
    Clicked(u16),
}

/// A lead that the bot knows.
pub(crate) struct Person {
    pub(crate) now: LeadNow,
    pub(crate) created: Timestamp,
    pub(crate) gone: Option<Timestamp>,
    pub(crate) opted_out: Option<Timestamp>,
    /// When a mail to it came back for the first time, or it wanted no more.
    barred: Option<Timestamp>,
    /// From when on its score was what.
    pub(crate) scores: Vec<(Timestamp, i32)>,
    /// Instants that show that it was active.
    pub(crate) signs: Vec<Timestamp>,
}

/// A lead in a campaign.
pub(crate) struct KnownRun {
    pub(crate) entered: Timestamp,
    pub(crate) completed: Option<Timestamp>,
    pub(crate) steps: Vec<Timestamp>,
}

/// A mail, as far as the tool tells what came of it.
pub(crate) struct KnownMail {
    pub(crate) mail: Mail,
    /// The lead that stands for the receiver today.
    pub(crate) to: LeadKey,
    /// Whether the tool says of clicks and unsubscriptions whose they were.
    pub(crate) told: bool,
}

/// Everything that a tool can tell.
pub(crate) struct Doings {
    pub(crate) tool: Tool,
    pub(crate) first_poll: Timestamp,
    pub(crate) as_of: Timestamp,
    pub(crate) stories: Vec<Story>,
    pub(crate) people: BTreeMap<LeadKey, Person>,
    pub(crate) acts: Vec<(LeadKey, Timestamp, Did)>,
    pub(crate) mails: Vec<KnownMail>,
    pub(crate) runs: Vec<KnownRun>,
    /// Who was in a segment, from when to when.
    pub(crate) members: Vec<(LeadKey, Timestamp, Option<Timestamp>)>,
    /// The lead that stands for each today.
    survivors: BTreeMap<LeadKey, LeadKey>,
}

impl Doings {
    pub(crate) fn told(stage: &Stage, world: &World, watch: &Watch) -> Self {
        let named = known::named(stage, world, watch);
        let mut doings = Self {
            tool: watch.tool(),
            first_poll: watch.first(),
            as_of: watch.as_of(),
            people: BTreeMap::new(),
            acts: Vec::new(),
            mails: Vec::new(),
            runs: Vec::new(),
            members: Vec::new(),
            survivors: survivors(world, watch),
            stories: Vec::new(),
        };
        for (lead, story) in &named {
            let person = doings.person(*lead, story, world, watch);
            doings.people.insert(*lead, person);
        }
        doings.stories = named.into_iter().map(|(_, story)| story).collect();
        doings.tell_mails(world, watch);
        doings.tell_acts(world, watch);
        doings.tell_signs(world, watch);
        doings.tell_runs(world, watch);
        doings.tell_members(world, watch);
        doings
    }

    /// The lead that stands for this one today.
    pub(crate) fn survivor(&self, lead: LeadKey) -> LeadKey {
        self.survivors.get(&lead).copied().unwrap_or(lead)
    }

    /// Mautic's columns hold whole seconds.
    fn at(&self, at: Timestamp) -> Timestamp {
        match self.tool {
            Tool::Hubspot => at,
            Tool::Mautic => whole_seconds(at),
        }
    }

    fn person(&self, lead: LeadKey, story: &Story, world: &World, watch: &Watch) -> Person {
        let now = world
            .lead_at(lead, watch.last())
            .expect("its story has begun");
        let gone = story.iter().rev().find_map(|(at, what)| match what {
            What::Deleted => Some(*at),
            _ => None,
        });
        Person {
            created: self.at(now.created),
            gone,
            opted_out: None,
            barred: None,
            scores: self.scores(lead, world, watch),
            signs: Vec::new(),
            now,
        }
    }

    /// HubSpot shows both histories of a merged lead together; Mautic adds the loser's points at the merge.
    fn scores(&self, lead: LeadKey, world: &World, watch: &Watch) -> Vec<(Timestamp, i32)> {
        let mut scores = world.scores(lead, watch.last());
        for (loser, survivor) in &self.survivors {
            if *survivor != lead {
                continue;
            }
            let own = world.scores(*loser, watch.last());
            match self.tool {
                Tool::Hubspot => scores.extend(own),
                Tool::Mautic => {
                    let merged_at = merged_at(world, *loser, watch.last());
                    let before = |scores: &[(Timestamp, i32)]| {
                        let newest = scores.iter().rfind(|(at, _)| *at <= merged_at);
                        newest.map_or(0, |(_, score)| *score)
                    };
                    scores.push((merged_at, before(&scores) + before(&own)));
                }
            }
            scores.sort_by_key(|(at, _)| *at);
        }
        scores
    }

    /// Whether a poll saw something of that instant together with its lead.
    fn is_seen(&self, lead: LeadKey, at: Timestamp, watch: &Watch) -> bool {
        let poll = watch.first_from(at);
        self.people.get(&lead).is_some_and(|person| {
            poll.is_some_and(|poll| person.gone.is_none_or(|gone| poll < gone))
        })
    }

    fn tell_mails(&mut self, world: &World, watch: &Watch) {
        for mut mail in world.mails(watch.last()) {
            let to = self.survivor(mail.lead);
            let told = mail
                .clicked
                .or(mail.unsubscribed)
                .is_none_or(|at| self.is_seen(to, at, watch));
            mail.sent = self.at(mail.sent);
            for at in [
                &mut mail.opened,
                &mut mail.reopened,
                &mut mail.clicked,
                &mut mail.unsubscribed,
                &mut mail.replied,
            ] {
                *at = at.map(|at| self.at(at));
            }
            let out = mail.unsubscribed;
            let back = mail.bounced.then_some(mail.sent);
            if let Some(person) = self.people.get_mut(&to).filter(|_| mail.lead == to) {
                person.opted_out = person.opted_out.into_iter().chain(out).min();
                let barred = person.barred.into_iter().chain(out).chain(back);
                person.barred = barred.min();
            }
            self.mails.push(KnownMail { mail, to, told });
        }
    }

    /// Acts beside opens and replies: they are counted. HubSpot names the sender of a form alone.
    fn tell_acts(&mut self, world: &World, watch: &Watch) {
        let did = world.acts(watch.last()).into_iter().map(|(lead, at, act)| {
            let did = match act {
                Act::Viewed(page) => Did::Viewed(page),
                Act::Submitted(form) => Did::Submitted(form),
                Act::Downloaded(file) => Did::Downloaded(file),
                other => panic!("{other:?} is no act of the kind"),
            };
            (lead, at, did)
        });
        let clicks = self.mails.iter().filter_map(|known| {
            let at = known.mail.clicked?;
            Some((known.mail.lead, at, Did::Clicked(known.mail.email)))
        });
        let all: Vec<_> = did.chain(clicks).collect();
        for (lead, at, did) in all {
            let lead = self.survivor(lead);
            let is_told = self.tool == Tool::Mautic || matches!(did, Did::Submitted(_));
            if is_told && self.is_seen(lead, at, watch) {
                self.acts.push((lead, self.at(at), did));
            }
        }
    }

    fn tell_signs(&mut self, world: &World, watch: &Watch) {
        let mut own: BTreeMap<LeadKey, BTreeSet<Timestamp>> = BTreeMap::new();
        for (lead, at, did) in world.acts(watch.last()) {
            // HubSpot keeps no trace of a download on the contact.
            if self.tool == Tool::Mautic || !matches!(did, Act::Downloaded(_)) {
                own.entry(self.survivor(lead)).or_default().insert(at);
            }
        }
        for known in &self.mails {
            let mail = &known.mail;
            let acts = [mail.opened, mail.reopened, mail.clicked, mail.replied];
            own.entry(known.to)
                .or_default()
                .extend(acts.into_iter().flatten());
        }
        let sent: Vec<(LeadKey, Timestamp)> = self
            .acts
            .iter()
            .filter(|(.., did)| matches!(did, Did::Submitted(_)))
            .map(|(lead, at, _)| (*lead, *at))
            .collect();
        for (lead, person) in &mut self.people {
            let Some(own) = own.get(lead) else { continue };
            person.signs = match self.tool {
                Tool::Mautic => own.iter().copied().map(whole_seconds).collect(),
                // Each poll shows the newest alone.
                Tool::Hubspot => watch
                    .polls()
                    .iter()
                    .filter(|poll| person.gone.is_none_or(|gone| **poll < gone))
                    .filter_map(|poll| own.range(..=*poll - SETTLE).next_back().copied())
                    .collect(),
            };
            let forms = sent.iter().filter(|(sender, _)| sender == lead);
            person.signs.extend(forms.map(|(_, at)| *at));
        }
    }

    /// A lead is in a campaign once, also where it is two that were merged.
    fn tell_runs(&mut self, world: &World, watch: &Watch) {
        if self.tool == Tool::Hubspot {
            return;
        }
        let mut runs: BTreeMap<(LeadKey, u16), KnownRun> = BTreeMap::new();
        for run in world.runs(watch.last()) {
            let lead = self.survivor(run.lead);
            let seen = |at: &Timestamp| self.is_seen(lead, *at, watch);
            if !seen(&run.entered) {
                continue;
            }
            let entered = self.at(run.entered);
            let completed = run.completed().filter(seen).map(|at| self.at(at));
            let known = runs.entry((lead, run.campaign)).or_insert(KnownRun {
                entered,
                completed,
                steps: Vec::new(),
            });
            known.entered = known.entered.min(entered);
            known.completed = known.completed.into_iter().chain(completed).min();
            let steps = run.steps.iter().filter(|at| seen(at));
            known.steps.extend(steps.map(|at| self.at(*at)));
        }
        self.runs = runs.into_values().collect();
    }

    /// Mautic's three segments, read once a day: who gets mail, who is of a wanted company, who scores high.
    fn tell_members(&mut self, world: &World, watch: &Watch) {
        if self.tool == Tool::Hubspot {
            return;
        }
        let scans: Vec<Timestamp> = watch.polls().iter().copied().step_by(2).collect();
        for lead in self.people.keys() {
            for segment in 0..3 {
                let mut member: Option<(Timestamp, Option<Timestamp>)> = None;
                for scan in &scans {
                    let since = self.in_segment(*lead, segment, world, *scan);
                    member = match (since, member) {
                        (Some(since), _) => Some((whole_seconds(since), None)),
                        (None, Some((since, None))) => Some((since, Some(*scan))),
                        (None, left) => left,
                    };
                }
                self.members
                    .extend(member.map(|(since, left)| (*lead, since, left)));
            }
        }
    }

    fn in_segment(
        &self,
        lead: LeadKey,
        segment: u8,
        world: &World,
        at: Timestamp,
    ) -> Option<Timestamp> {
        let now = world.lead_at(lead, at).filter(|now| !now.removed)?;
        match segment {
            0 => {
                let barred = self.people[&lead].barred;
                barred
                    .is_none_or(|barred| barred > at)
                    .then_some(now.created)
            }
            1 => now.target_list.then_some(now.created),
            _ => {
                let scores = &self.people[&lead].scores;
                let mut since = None;
                for (from, score) in scores.iter().filter(|(from, _)| *from <= at) {
                    since = since.or(Some(*from)).filter(|_| *score >= HIGH_SCORE);
                }
                since
            }
        }
    }
}

fn merged_at(world: &World, loser: LeadKey, now: Timestamp) -> Timestamp {
    let truth = world.truth(now);
    let story = truth.iter().find(|story| story.lead == loser);
    let merged = story.and_then(|story| story.merged_into);
    merged.expect("it lost").1
}

fn survivors(world: &World, watch: &Watch) -> BTreeMap<LeadKey, LeadKey> {
    let truth = world.truth(watch.last());
    let next: BTreeMap<LeadKey, LeadKey> = truth
        .iter()
        .filter_map(|story| Some((story.lead, story.merged_into?.0)))
        .collect();
    let last = |mut lead: LeadKey| {
        while let Some(into) = next.get(&lead) {
            lead = *into;
        }
        lead
    };
    next.keys().map(|lead| (*lead, last(*lead))).collect()
}
