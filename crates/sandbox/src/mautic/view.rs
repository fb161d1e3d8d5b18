//! The installation as of an instant: contacts, and the log tables with their rows in the order of ids.
//!
//! Lives here: what the events so far have left in the database. Must not live here: JSON, HTTP, SQL.

use std::collections::HashMap;

use super::rows::{
    AuditRow, BarRow, CompanyRow, Contact, Deed, Entry, HIGH_SCORE, HitRow, LinkRow, MailRow,
    MemberRow, PointsRow, ReplyRow, STAGE_STEP, StageRow, StepRow,
};
use crate::world::{
    Inner, NOBODY,
    event::{Event, NONE, What},
    reader::{Reader, Turn},
};

/// The installation as of an instant.
#[derive(Debug, Default)]
pub(crate) struct View {
    reader: Reader,
    pub(crate) contacts: Vec<Contact>,
    /// Present version and times of each company that has a contact.
    pub(crate) companies: Vec<Option<CompanyRow>>,
    pub(crate) stages: Vec<StageRow>,
    pub(crate) points: Vec<PointsRow>,
    pub(crate) mails: Vec<MailRow>,
    mail_of: HashMap<(u32, u16), u32>,
    pub(crate) replies: Vec<ReplyRow>,
    pub(crate) hits: Vec<HitRow>,
    pub(crate) submissions: Vec<LinkRow>,
    pub(crate) downloads: Vec<LinkRow>,
    pub(crate) bars: Vec<BarRow>,
    pub(crate) tags: Vec<LinkRow>,
    pub(crate) members: Vec<MemberRow>,
    member_of: HashMap<(u32, u16), u32>,
    pub(crate) staff: Vec<LinkRow>,
    pub(crate) steps: Vec<StepRow>,
    pub(crate) audit: Vec<AuditRow>,
}

impl View {
    /// Catches up with the world.
    pub(crate) fn look(&mut self, world: &Inner, now: i64) {
        if self.reader.look(world, now) == Turn::Back {
            let reader = std::mem::take(&mut self.reader);
            *self = Self {
                reader,
                ..Self::default()
            };
        }
        if self.contacts.len() < world.leads.len() {
            self.contacts.resize(world.leads.len(), Contact::default());
        }
        while let Some(event) = self.reader.next(world) {
            self.apply(world, event);
        }
    }

    /// The contact that stands for a lead today.
    pub(crate) fn owner_of(&self, mut lead: u32) -> u32 {
        while let Some(next) = self
            .contacts
            .get(lead as usize)
            .map(|contact| contact.merged_into)
        {
            if next == NOBODY {
                break;
            }
            lead = next;
        }
        lead
    }

    /// Whether a row that goes with its contact is still there.
    pub(crate) fn shows(&self, lead: u32, at: i64) -> bool {
        let contact = &self.contacts[lead as usize];
        contact.exists && at >= contact.since
    }

    /// The contact that a row which survives merges belongs to; `None` where it is gone.
    pub(crate) fn bearer(&self, lead: u32, at: i64) -> Option<u32> {
        let owner = self.owner_of(lead);
        self.shows(owner, if owner == lead { at } else { i64::MAX })
            .then_some(owner)
    }

    fn apply(&mut self, world: &Inner, mut event: Event) {
        event.lead = self.owner_of(event.lead);
        let Event { at, lead, what } = event;
        match what {
            What::Created => self.create(world, event),
            What::Stage { stage, by } => self.set_stage(world, event, stage, by),
            What::Cleared => self.clear_stage(event),
            What::Score(score) => self.score(event, score),
            What::Owner(owner) => {
                self.contacts[lead as usize].owner = owner;
                self.update(event);
            }
            What::Touched => self.update(event),
            What::Company(version) => self.company(world, event, version),
            What::OptedOut(email) => self.bar(event, email, if email == NONE { 3 } else { 1 }),
            What::Bounced(email) => self.bounce(event, email),
            What::Deleted => {
                self.contacts[lead as usize].exists = false;
                self.audit.push(AuditRow {
                    at,
                    lead,
                    deed: Deed::Delete,
                });
            }
            What::Purged => self.contacts[lead as usize].exists = false,
            What::Restored => self.restore(event),
            What::Absorbed(loser) => self.merge(event, self.owner_of(loser)),
            What::MergedInto(_)
            | What::DealOpened(_)
            | What::DealMoved { .. }
            | What::DealDeleted(_) => {}
            _ => self.behave(event),
        }
    }

    fn create(&mut self, world: &Inner, Event { at, lead, .. }: Event) {
        let facts = &world.leads[lead as usize];
        self.contacts[lead as usize] = Contact::born(at);
        self.audit.push(AuditRow {
            at,
            lead,
            deed: Deed::Create,
        });
        if facts.visitor {
            return;
        }
        self.audit.push(AuditRow {
            at,
            lead,
            deed: Deed::Identified,
        });
        self.tags.push(LinkRow {
            at,
            lead,
            other: u32::from(facts.channel),
        });
        if facts.company != NOBODY {
            self.staff.push(LinkRow {
                at,
                lead,
                other: facts.company,
            });
            let fresh = CompanyRow {
                version: facts.company,
                added: at,
                modified: None,
            };
            self.company_slot(facts.company).get_or_insert(fresh);
        }
    }

    fn company_slot(&mut self, index: u32) -> &mut Option<CompanyRow> {
        let index = index as usize;
        if self.companies.len() <= index {
            self.companies.resize(index + 1, None);
        }
        &mut self.companies[index]
    }

    /// A stage that Mautic does not have is no stage.
    fn set_stage(&mut self, world: &Inner, event: Event, stage: u16, by: u16) {
        let Event { at, lead, .. } = event;
        if world.cast.stages[usize::from(stage)].mautic.is_none() {
            return self.clear_stage(event);
        }
        let entry = if by == NONE {
            Entry::Added
        } else {
            Entry::Campaign(by)
        };
        self.stages.push(StageRow {
            at,
            lead,
            stage,
            entry,
        });
        if by != NONE {
            self.steps.push(StepRow {
                at,
                lead,
                campaign: by,
                step: STAGE_STEP,
            });
        }
        let contact = &mut self.contacts[lead as usize];
        // Set together with the contact, it is no change of it.
        if at > contact.added {
            contact.modified = Some(at);
        }
        contact.stage = stage;
    }

    fn clear_stage(&mut self, Event { at, lead, .. }: Event) {
        let contact = &mut self.contacts[lead as usize];
        if contact.stage == NONE {
            return;
        }
        self.stages.push(StageRow {
            at,
            lead,
            stage: contact.stage,
            entry: Entry::Removed,
        });
        (contact.stage, contact.modified) = (NONE, Some(at));
    }

    /// Points given at creation leave no row.
    fn score(&mut self, Event { at, lead, .. }: Event, score: i32) {
        let contact = &mut self.contacts[lead as usize];
        let delta = score - contact.points;
        contact.points = score;
        contact.high_since = contact
            .high_since
            .or(Some(at))
            .filter(|_| score >= HIGH_SCORE);
        if at > contact.added && delta != 0 {
            contact.modified = Some(at);
            self.points.push(PointsRow { at, lead, delta });
        }
    }

    fn update(&mut self, Event { at, lead, .. }: Event) {
        let contact = &mut self.contacts[lead as usize];
        if at > contact.added {
            contact.modified = Some(at);
            self.audit.push(AuditRow {
                at,
                lead,
                deed: Deed::Update,
            });
        }
    }

    fn company(&mut self, world: &Inner, event: Event, version: u32) {
        let Event { at, lead, .. } = event;
        let index = world.leads[lead as usize].company;
        let slot = self.company_slot(index);
        let known = *slot;
        let added = known.map_or(at, |row| row.added);
        *slot = Some(CompanyRow {
            version,
            added,
            modified: Some(at),
        });
        if known.is_none() {
            self.staff.push(LinkRow {
                at,
                lead,
                other: index,
            });
        }
    }

    fn bar(&mut self, Event { at, lead, .. }: Event, email: u16, reason: u8) {
        let contact = &mut self.contacts[lead as usize];
        contact.modified = Some(at);
        if contact.barred == NOBODY {
            contact.barred = self.bars.len() as u32;
            self.bars.push(BarRow {
                at,
                lead,
                email,
                reason,
            });
            return;
        }
        // A bounce that becomes an unsubscription keeps its row.
        let row = &mut self.bars[contact.barred as usize];
        if (row.reason, reason) == (2, 1) {
            (row.at, row.email, row.reason) = (at, email, reason);
        }
    }

    fn bounce(&mut self, event: Event, email: u16) {
        if let Some(row) = self.mail_of.get(&(event.lead, email)) {
            self.mails[*row as usize].failed = true;
        }
        self.bar(event, email, 2);
    }

    /// The id comes back to life without a past.
    fn restore(&mut self, Event { at, lead, .. }: Event) {
        self.contacts[lead as usize] = Contact::born(at);
        self.audit.push(AuditRow {
            at,
            lead,
            deed: Deed::Create,
        });
    }

    fn merge(&mut self, Event { at, lead, .. }: Event, loser: u32) {
        if loser == lead {
            return;
        }
        let gone = self.contacts[loser as usize];
        self.contacts[loser as usize].exists = false;
        self.contacts[loser as usize].merged_into = lead;
        let kept = &mut self.contacts[lead as usize];
        kept.points += gone.points;
        kept.high_since = kept
            .high_since
            .or(Some(at))
            .filter(|_| kept.points >= HIGH_SCORE);
        kept.active = kept.active.max(gone.active);
        kept.modified = Some(at);
        self.audit.push(AuditRow {
            at,
            lead: loser,
            deed: Deed::MergeInto(lead),
        });
        self.audit.push(AuditRow {
            at,
            lead: loser,
            deed: Deed::Delete,
        });
    }

    /// What a contact does moves its last activity, and its modified time only for forms.
    fn behave(&mut self, event: Event) {
        self.log_behaviour(event);
        let Event { at, lead, what } = event;
        let contact = &mut self.contacts[lead as usize];
        if what.is_activity() {
            contact.active = contact.active.max(Some(at));
        }
        if matches!(what, What::Submitted(_) | What::Entered(_)) && at > contact.added {
            contact.modified = contact.modified.max(Some(at));
        }
    }

    fn log_behaviour(&mut self, Event { at, lead, what }: Event) {
        let link = |other: u16| LinkRow {
            at,
            lead,
            other: u32::from(other),
        };
        match what {
            What::Sent(email) => {
                self.mail_of.insert((lead, email), self.mails.len() as u32);
                self.mails.push(MailRow::sent(at, lead, email));
            }
            What::Opened(email) => {
                if let Some(row) = self.mail_of.get(&(lead, email)) {
                    self.mails[*row as usize].open(at);
                }
            }
            What::Replied(email) => {
                if let Some(mail) = self.mail_of.get(&(lead, email)) {
                    self.replies.push(ReplyRow { at, mail: *mail });
                }
            }
            What::Clicked { email, page } => self.hits.push(HitRow {
                at,
                lead,
                page,
                email,
            }),
            What::Viewed(page) => self.hits.push(HitRow {
                at,
                lead,
                page,
                email: NONE,
            }),
            What::Submitted(form) => self.submissions.push(link(form)),
            What::Downloaded(file) => self.downloads.push(link(file)),
            What::Entered(campaign) => {
                let row = self.members.len() as u32;
                // Nobody is let in twice.
                if *self.member_of.entry((lead, campaign)).or_insert(row) == row {
                    self.members.push(MemberRow {
                        at,
                        lead,
                        campaign,
                        left: None,
                    });
                }
            }
            What::Left(campaign) => {
                if let Some(row) = self.member_of.get(&(lead, campaign)) {
                    self.members[*row as usize].left = Some(at);
                }
            }
            What::Step { campaign, step } => self.steps.push(StepRow {
                at,
                lead,
                campaign,
                step,
            }),
            _ => {}
        }
    }
}
