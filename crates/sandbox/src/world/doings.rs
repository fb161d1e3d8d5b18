//! What is true beside the stages: mails, acts, campaigns, scores, deals, money. Told without any tool's
//! dialect, for those who check a bot's numbers.
//!
//! Lives here: reading all that as of an instant. Must not live here: stages (`truth`), what a tool shows.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    Act, DealKey, LeadKey, World,
    cast::{LOST, WON},
    event::What,
    instant,
};

/// One mail to one lead, and what came of it up to the instant asked for: the first time of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub lead: LeadKey,
    /// Number of the email.
    pub email: u16,
    /// When it went out.
    pub sent: Timestamp,
    /// Whether it came back.
    pub bounced: bool,
    /// When it was opened.
    pub opened: Option<Timestamp>,
    /// When it was opened for the last time, where that was not the first.
    pub reopened: Option<Timestamp>,
    /// When something in it was clicked.
    pub clicked: Option<Timestamp>,
    /// When the lead unsubscribed by it.
    pub unsubscribed: Option<Timestamp>,
    /// When the lead answered it.
    pub replied: Option<Timestamp>,
}

/// A lead in a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Who.
    pub lead: LeadKey,
    /// Number of the campaign.
    pub campaign: u16,
    /// When the lead came in.
    pub entered: Timestamp,
    /// When it was let go before the end.
    pub left: Option<Timestamp>,
    /// When each mail of the campaign went out to it.
    pub mails: Vec<Timestamp>,
    /// When the campaign changed its stage.
    pub stage_changed: Option<Timestamp>,
    /// When any of its steps ran, mails and changes of the stage alike.
    pub steps: Vec<Timestamp>,
}

impl Run {
    /// When the last mail went out, or the campaign changed the stage: nothing follows either.
    pub fn completed(&self) -> Option<Timestamp> {
        let last_mail = self.mails.get(2).copied();
        last_mail.into_iter().chain(self.stage_changed).min()
    }
}

/// A deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DealTruth {
    /// The deal.
    pub deal: DealKey,
    /// Whose.
    pub lead: LeadKey,
    /// Yen.
    pub amount: i64,
    /// Yen a month.
    pub monthly: i64,
    /// When it began.
    pub opened: Timestamp,
    /// When it was won or lost, and whether won.
    pub closed: Option<(Timestamp, bool)>,
    /// First day of its contract and the day on which that ends, once it is won: midnights in UTC.
    pub term: Option<(Timestamp, Timestamp)>,
    /// When it was deleted.
    pub deleted: Option<Timestamp>,
}

/// What a campaign has cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spend {
    /// Number of the campaign.
    pub campaign: u16,
    /// Yen, up to the instant asked for.
    pub yen: i64,
    /// Its first day, midnight in UTC.
    pub starts: Timestamp,
    /// Its last day.
    pub ends: Option<Timestamp>,
}

impl World {
    /// Every mail that went out up to `now`, by lead and then by time.
    pub fn mails(&self, now: Timestamp) -> Vec<Mail> {
        let leads = self.leads(now);
        let world = self.read();
        let mut mails = Vec::new();
        for lead in leads {
            let mut own: BTreeMap<u16, Mail> = BTreeMap::new();
            for event in world.events_of(lead.0, now.as_millisecond()) {
                note_mail(&mut own, lead, event.what, instant(event.at));
            }
            let mut own: Vec<Mail> = own.into_values().collect();
            own.sort_by_key(|mail| mail.sent);
            mails.extend(own);
        }
        mails
    }

    /// What leads and anonymous visitors did themselves up to `now`, apart from mails.
    pub fn acts(&self, now: Timestamp) -> Vec<(LeadKey, Timestamp, Act)> {
        let world = self.read();
        let mut acts = Vec::new();
        for lead in 0..world.leads.len() as u32 {
            for event in world.events_of(lead, now.as_millisecond()) {
                let act = match event.what {
                    What::Viewed(page) => Act::Viewed(page),
                    What::Submitted(form) => Act::Submitted(form),
                    What::Downloaded(file) => Act::Downloaded(file),
                    _ => continue,
                };
                acts.push((LeadKey(lead), instant(event.at), act));
            }
        }
        acts
    }

    /// Every lead in every campaign up to `now`.
    pub fn runs(&self, now: Timestamp) -> Vec<Run> {
        let leads = self.leads(now);
        let world = self.read();
        let mut runs = Vec::new();
        for lead in leads {
            let mut own: BTreeMap<u16, Run> = BTreeMap::new();
            for event in world.events_of(lead.0, now.as_millisecond()) {
                note_run(&mut own, lead, event.what, instant(event.at));
            }
            runs.extend(own.into_values());
        }
        runs
    }

    /// From when on the lead's score was what, up to `now`.
    pub fn scores(&self, lead: LeadKey, now: Timestamp) -> Vec<(Timestamp, i32)> {
        let events = self.read().events_of(lead.0, now.as_millisecond());
        let scores = events.iter().filter_map(|event| match event.what {
            What::Score(score) => Some((instant(event.at), score)),
            _ => None,
        });
        scores.collect()
    }

    /// Every deal that was opened up to `now`.
    pub fn deals(&self, now: Timestamp) -> Vec<DealTruth> {
        let leads = self.leads(now);
        let world = self.read();
        let mut deals = BTreeMap::new();
        for lead in leads {
            for event in world.events_of(lead.0, now.as_millisecond()) {
                match event.what {
                    What::DealOpened(deal) => {
                        let facts = &world.deals[deal as usize];
                        let opened = DealTruth {
                            deal: DealKey(deal),
                            lead,
                            amount: facts.amount,
                            monthly: facts.monthly,
                            opened: instant(facts.opened),
                            closed: None,
                            term: None,
                            deleted: None,
                        };
                        deals.insert(deal, opened);
                    }
                    What::DealMoved {
                        deal,
                        stage: stage @ (WON | LOST),
                    } => {
                        if let Some(known) = deals.get_mut(&deal) {
                            let term = world.deals[deal as usize].term;
                            known.closed = Some((instant(event.at), stage == WON));
                            known.term = term
                                .filter(|_| stage == WON)
                                .map(|(starts, ends)| (instant(starts), instant(ends)));
                        }
                    }
                    What::DealDeleted(deal) => {
                        if let Some(known) = deals.get_mut(&deal) {
                            known.deleted = Some(instant(event.at));
                        }
                    }
                    _ => {}
                }
            }
        }
        deals.into_values().collect()
    }

    /// What each campaign has cost up to `now`.
    pub fn spend(&self, now: Timestamp) -> Vec<Spend> {
        let world = self.read();
        let campaigns = world.cast.campaigns.iter().enumerate();
        campaigns
            .map(|(number, campaign)| Spend {
                campaign: number as u16,
                yen: campaign.spent(now.as_millisecond()),
                starts: instant(campaign.starts),
                ends: campaign.ends.map(instant),
            })
            .collect()
    }

    /// Names of the campaigns, and whether each is switched on.
    pub fn campaigns(&self) -> Vec<(&'static str, bool)> {
        let world = self.read();
        let campaigns = world.cast.campaigns.iter();
        campaigns
            .map(|campaign| (campaign.name, campaign.active))
            .collect()
    }
}

fn note_mail(own: &mut BTreeMap<u16, Mail>, lead: LeadKey, what: What, at: Timestamp) {
    let email = match what {
        What::Sent(email)
        | What::Opened(email)
        | What::Bounced(email)
        | What::Replied(email)
        | What::OptedOut(email) => email,
        What::Clicked { email, .. } => email,
        _ => return,
    };
    if let What::Sent(_) = what {
        own.entry(email).or_insert(Mail {
            lead,
            email,
            sent: at,
            bounced: false,
            opened: None,
            reopened: None,
            clicked: None,
            unsubscribed: None,
            replied: None,
        });
    }
    let Some(mail) = own.get_mut(&email) else {
        return;
    };
    let first = match what {
        What::Bounced(_) => {
            mail.bounced = true;
            return;
        }
        What::Opened(_) if mail.opened.is_some() => {
            mail.reopened = Some(at);
            return;
        }
        What::Opened(_) => &mut mail.opened,
        What::Clicked { .. } => &mut mail.clicked,
        What::Replied(_) => &mut mail.replied,
        What::OptedOut(_) => &mut mail.unsubscribed,
        _ => return,
    };
    first.get_or_insert(at);
}

fn note_run(own: &mut BTreeMap<u16, Run>, lead: LeadKey, what: What, at: Timestamp) {
    match what {
        What::Entered(campaign) => {
            own.entry(campaign).or_insert(Run {
                lead,
                campaign,
                entered: at,
                left: None,
                mails: Vec::new(),
                stage_changed: None,
                steps: Vec::new(),
            });
        }
        What::Left(campaign) => {
            if let Some(run) = own.get_mut(&campaign) {
                run.left = Some(at);
            }
        }
        What::Step { campaign, .. } => {
            if let Some(run) = own.get_mut(&campaign) {
                run.mails.push(at);
                run.steps.push(at);
            }
        }
        What::Stage { by, .. } => {
            if let Some(run) = own.get_mut(&by) {
                run.stage_changed.get_or_insert(at);
                run.steps.push(at);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::WorldOptions;

    fn world() -> (World, Timestamp) {
        let world = World::seeded(&WorldOptions {
            leads: 2000,
            ..WorldOptions::default()
        });
        (world, "2026-11-01T00:00:00Z".parse().expect("an instant"))
    }

    #[test]
    fn mails_are_answered_at_realistic_rates() {
        let (world, now) = world();
        let mails = world.mails(now);
        let share = |is: fn(&Mail) -> bool| {
            mails.iter().filter(|mail| is(mail)).count() as f64 / mails.len() as f64
        };
        for (name, share, low, high) in [
            ("bounced", share(|mail| mail.bounced), 0.005, 0.03),
            ("opened", share(|mail| mail.opened.is_some()), 0.2, 0.5),
            ("clicked", share(|mail| mail.clicked.is_some()), 0.03, 0.15),
            (
                "unsubscribed",
                share(|mail| mail.unsubscribed.is_some()),
                0.002,
                0.02,
            ),
            ("replied", share(|mail| mail.replied.is_some()), 0.003, 0.03),
        ] {
            assert!((low..high).contains(&share), "{name}: {share}");
        }
    }

    #[test]
    fn contracts_grow_shrink_go_on_and_end() {
        let (world, now) = world();
        let deals = world.deals(now);
        let running = deals.iter().filter(|deal| {
            let begun = deal.term.filter(|(starts, _)| *starts <= now);
            begun.is_some_and(|(_, ends)| ends > now)
        });
        assert!(running.count() > 10);
        let customers: std::collections::BTreeSet<LeadKey> = deals
            .iter()
            .filter(|deal| deal.term.is_some())
            .map(|deal| deal.lead)
            .collect();
        let won = deals.iter().filter(|deal| deal.term.is_some()).count();
        assert!(won > customers.len(), "nobody ever renewed or took more");
        assert!(deals.iter().any(|deal| deal.deleted.is_some()));
    }

    #[test]
    fn some_get_through_a_campaign_and_some_do_not() {
        let (world, now) = world();
        let runs = world.runs(now);
        let completed = runs.iter().filter(|run| run.completed().is_some()).count();
        assert!(completed * 10 > runs.len() && completed < runs.len());
        assert!(runs.iter().any(|run| run.left.is_some()));
    }
}
