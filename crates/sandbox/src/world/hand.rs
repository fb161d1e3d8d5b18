//! Changing the world by hand, also while servers show it.
//!
//! Lives here: adding leads and events. An event may lie in the future (it shows when the clock gets
//! there) or in the past (it shows at once, as a late entry would). Must not live here: reading.

use jiff::Timestamp;

use super::{
    Company, Inner, Lead, LeadKey, NOBODY, Person, World,
    cast::{CHANNELS, PIPELINE, stage},
    event::{Event, NONE, What},
    life::Deal,
};

/// A deal of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DealKey(pub u32);

impl DealKey {
    /// The id that the HubSpot-shaped server gives this deal.
    pub fn hubspot_id(self) -> String {
        (u64::from(self.0) + 900).to_string()
    }
}

/// A lead to add. Fields left as they are get plausible values.
#[derive(Debug, Clone, Default)]
pub struct NewLead {
    /// Family name.
    pub family: Option<String>,
    /// Given name.
    pub given: Option<String>,
    /// E-mail address; one at a reserved domain unless given.
    pub email: Option<String>,
    /// A company of its own.
    pub company: Option<Company>,
    /// Or the company of another lead.
    pub colleague_of: Option<LeadKey>,
    /// `organic`, `paid`, `referral`, `event`, `webinar`, `email`, `social` or `direct`; else organic.
    pub channel: Option<String>,
    /// Number of the seller from 0 to 4; 5 is the one who left.
    pub owner: Option<u16>,
    /// Score at creation.
    pub score: Option<i32>,
    /// Stage word at creation; without one the lead is in no stage.
    pub stage: Option<String>,
}

/// Something a lead does, by the number of what it does it with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Was sent that email.
    Sent(u16),
    /// Opened it.
    Opened(u16),
    /// Clicked in it.
    Clicked(u16),
    /// Its mail came back.
    Bounced(u16),
    /// Answered it.
    Replied(u16),
    /// Wants no more mail because of it.
    OptedOut(u16),
    /// Saw a page: 1 is pricing, 2 and 3 are case studies.
    Viewed(u16),
    /// Sent a form, 0 to 3.
    Submitted(u16),
    /// Downloaded a file, 0 to 3.
    Downloaded(u16),
    /// Entered a campaign, 0 to 5.
    Entered(u16),
}

impl World {
    /// Adds a lead created at `at`.
    pub fn add_lead(&self, new: NewLead, at: Timestamp) -> LeadKey {
        let mut world = self.write();
        let key = LeadKey(world.leads.len() as u32);
        let at_ms = at.as_millisecond();
        let lead = world.enrol(&new, key, at_ms);
        world.leads.push(lead);
        world.tell(key, at, What::Created);
        if let Some(owner) = new.owner {
            world.tell(key, at, What::Owner(owner));
        }
        if let Some(score) = new.score {
            world.tell(key, at, What::Score(score));
        }
        drop(world);
        if let Some(word) = &new.stage {
            self.set_stage(key, word, at);
        }
        key
    }

    /// Sets the stage. Words: `subscriber`, `lead`, `mql`, `sql`, `opportunity`, `customer`,
    /// `evangelist`, `recycled`, `rejected`, `lost`, `churned`; any other becomes a stage of its own
    /// in both tools (HubSpot's value and label, and Mautic's name, are the word).
    pub fn set_stage(&self, lead: LeadKey, word: &str, at: Timestamp) {
        let mut world = self.write();
        let stage = world.cast.stage(word);
        world.tell(lead, at, What::Stage { stage, by: NONE });
    }

    /// Sets the stage by a campaign (0 to 5): in Mautic the log then bears the campaign event's name.
    pub fn set_stage_by_campaign(&self, lead: LeadKey, word: &str, campaign: u16, at: Timestamp) {
        let mut world = self.write();
        let stage = world.cast.stage(word);
        world.tell(
            lead,
            at,
            What::Stage {
                stage,
                by: campaign,
            },
        );
    }

    /// Takes the stage away.
    pub fn clear_stage(&self, lead: LeadKey, at: Timestamp) {
        self.write().tell(lead, at, What::Cleared);
    }

    /// Sets the score.
    pub fn set_score(&self, lead: LeadKey, score: i32, at: Timestamp) {
        self.write().tell(lead, at, What::Score(score));
    }

    /// Sets the owner: a seller from 0 to 5, or nobody.
    pub fn set_owner(&self, lead: LeadKey, seller: Option<u16>, at: Timestamp) {
        self.write()
            .tell(lead, at, What::Owner(seller.unwrap_or(NONE)));
    }

    /// The lead wants no more mail.
    pub fn opt_out(&self, lead: LeadKey, at: Timestamp) {
        self.write().tell(lead, at, What::OptedOut(NONE));
    }

    /// Deletes the lead: HubSpot keeps it among the archived for 90 days, Mautic notes it in its audit log.
    pub fn delete(&self, lead: LeadKey, at: Timestamp) {
        self.write().tell(lead, at, What::Deleted);
    }

    /// Deletes the lead without any trace in either tool.
    pub fn purge(&self, lead: LeadKey, at: Timestamp) {
        self.write().tell(lead, at, What::Purged);
    }

    /// Brings a deleted lead back. HubSpot keeps its history; in Mautic it starts anew without a stage.
    pub fn restore(&self, lead: LeadKey, at: Timestamp) {
        self.write().tell(lead, at, What::Restored);
    }

    /// Merges `loser` into `survivor`. HubSpot makes a new record of both, with both histories;
    /// in Mautic the survivor keeps its own history and the loser's is gone.
    pub fn merge(&self, loser: LeadKey, survivor: LeadKey, at: Timestamp) {
        let mut world = self.write();
        world.tell(loser, at, What::MergedInto(survivor.0));
        world.tell(survivor, at, What::Absorbed(loser.0));
    }

    /// Changes the record of the lead's company, for all its people, whose own records stay as they are. A
    /// lead without a company gets this one, which is a change of its own record.
    pub fn set_company(&self, lead: LeadKey, company: Company, at: Timestamp) {
        let mut world = self.write();
        let version = world.companies.len() as u32;
        world.companies.push(company);
        if world.leads[lead.index()].company == NOBODY {
            world.leads[lead.index()].company = version;
            world.tell(lead, at, What::Touched);
        }
        world.tell(lead, at, What::Company(version));
    }

    /// Changes some field that nobody looks at: only the modified time moves.
    pub fn touch(&self, lead: LeadKey, at: Timestamp) {
        self.write().tell(lead, at, What::Touched);
    }

    /// Touches the first `n` leads in the same instant, as a bulk update does.
    pub fn bulk_touch(&self, n: usize, at: Timestamp) {
        let mut world = self.write();
        let keys: Vec<u32> = (0..world.leads.len() as u32)
            .filter(|key| !world.leads[*key as usize].visitor)
            .take(n)
            .collect();
        for key in keys {
            world.tell(LeadKey(key), at, What::Touched);
        }
    }

    /// Notes an act of the lead.
    pub fn act(&self, lead: LeadKey, act: Act, at: Timestamp) {
        let what = match act {
            Act::Sent(email) => What::Sent(email),
            Act::Opened(email) => What::Opened(email),
            Act::Clicked(email) => What::Clicked { email, page: 1 },
            Act::Bounced(email) => What::Bounced(email),
            Act::Replied(email) => What::Replied(email),
            Act::OptedOut(email) => What::OptedOut(email),
            Act::Viewed(page) => What::Viewed(page),
            Act::Submitted(form) => What::Submitted(form),
            Act::Downloaded(file) => What::Downloaded(file),
            Act::Entered(campaign) => What::Entered(campaign),
        };
        self.write().tell(lead, at, what);
    }

    /// Opens a deal of that many yen with the lead.
    pub fn open_deal(&self, lead: LeadKey, amount: i64, at: Timestamp) -> DealKey {
        let mut world = self.write();
        let deal = world.deals.len() as u32;
        world.deals.push(Deal {
            lead: lead.0,
            amount,
            opened: at.as_millisecond(),
            monthly: amount / 12,
            term: None,
            renewal: false,
        });
        world.tell(lead, at, What::DealOpened(deal));
        DealKey(deal)
    }

    /// What the deal brings in each month, from one day to another.
    pub fn set_contract(&self, deal: DealKey, monthly: i64, starts: Timestamp, ends: Timestamp) {
        let mut world = self.write();
        let deal = &mut world.deals[deal.0 as usize];
        deal.monthly = monthly;
        deal.term = Some((starts.as_millisecond(), ends.as_millisecond()));
    }

    /// Deletes a deal.
    pub fn delete_deal(&self, deal: DealKey, at: Timestamp) {
        let mut world = self.write();
        let lead = LeadKey(world.deals[deal.0 as usize].lead);
        world.tell(lead, at, What::DealDeleted(deal.0));
    }

    /// Moves a deal to `appointmentscheduled`, `qualifiedtobuy`, `presentationscheduled`,
    /// `contractsent`, `closedwon` or `closedlost`.
    ///
    /// # Panics
    /// When there is no such step.
    pub fn move_deal(&self, deal: DealKey, step: &str, at: Timestamp) {
        let mut world = self.write();
        let stage = PIPELINE
            .iter()
            .position(|(word, ..)| *word == step)
            .expect("a step of the pipeline") as u8;
        let lead = world.deals[deal.0 as usize].lead;
        world.tell(
            LeadKey(lead),
            at,
            What::DealMoved {
                deal: deal.0,
                stage,
            },
        );
    }

    /// The stage words there are now, the standard ones first.
    pub fn stage_words(&self) -> Vec<String> {
        let world = self.read();
        world
            .cast
            .stages
            .iter()
            .skip(usize::from(stage::SUBSCRIBER))
            .map(|stage| stage.word.clone())
            .collect()
    }
}

impl Inner {
    fn tell(&mut self, lead: LeadKey, at: Timestamp, what: What) {
        let index = self.live.len() as u32;
        self.live.push(Event {
            at: at.as_millisecond(),
            lead: lead.0,
            what,
        });
        self.live_of.entry(lead.0).or_default().push(index);
    }

    fn enrol(&mut self, new: &NewLead, key: LeadKey, created: i64) -> Lead {
        let company = match (&new.company, new.colleague_of) {
            (Some(company), _) => {
                self.companies.push(company.clone());
                self.companies.len() as u32 - 1
            }
            (None, Some(colleague)) => self.leads[colleague.index()].company,
            (None, None) => NOBODY,
        };
        let named = new.family.is_some() || new.given.is_some() || new.email.is_some();
        let mut lead = Lead {
            created,
            company,
            person: NOBODY,
            events: (0, 0),
            campaign: NONE,
            family: (key.0 % 48) as u8,
            given: (key.0 % 40) as u8,
            channel: channel(new.channel.as_deref()),
            title: (key.0 % 9) as u8,
            city: (key.0 % 10) as u8,
            visitor: false,
        };
        if named {
            let (family, given) = self.name_of(&lead);
            let person = Person {
                family: new.family.clone().unwrap_or_else(|| family.to_owned()),
                given: new.given.clone().unwrap_or_else(|| given.to_owned()),
                email: Some(
                    new.email
                        .clone()
                        .unwrap_or_else(|| format!("lead{}@example.jp", key.0)),
                ),
            };
            lead.person = self.people.len() as u32;
            self.people.push(person);
        }
        lead
    }
}

fn channel(word: Option<&str>) -> u8 {
    CHANNELS
        .iter()
        .position(|(known, ..)| Some(*known) == word)
        .unwrap_or(0) as u8
}
