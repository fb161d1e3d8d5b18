//! The records of the account and how events change a contact.
//!
//! Lives here: what a record holds. Must not live here: finding records, merging (`view`).

use crate::world::event::{Event, NONE, What};

/// Ids of contacts begin here, so that they cross from three digits to four and more.
pub(crate) const FIRST_CONTACT: u64 = 101;
/// Ids of records that came out of a merge begin here.
pub(crate) const FIRST_MERGED: u64 = 2_000_000_001;
/// Ids of companies begin here.
pub(crate) const FIRST_COMPANY: u64 = 5001;
/// Ids of deals begin here.
pub(crate) const FIRST_DEAL: u64 = 900;
/// Ids of owners begin here.
pub(crate) const FIRST_OWNER: u64 = 71;
/// Ids of emails begin here.
pub(crate) const FIRST_EMAIL: u64 = 5001;

/// What a contact did, counted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) sent: u32,
    pub(crate) opened: u32,
    pub(crate) clicked: u32,
    pub(crate) bounced: u32,
    pub(crate) views: u32,
    pub(crate) forms: u32,
    pub(crate) last_sent: Option<i64>,
    pub(crate) last_opened: Option<i64>,
    pub(crate) last_clicked: Option<i64>,
    pub(crate) last_replied: Option<i64>,
    pub(crate) last_viewed: Option<i64>,
    pub(crate) first_form: Option<(i64, u16)>,
    pub(crate) last_form: Option<(i64, u16)>,
}

/// A contact record.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub(crate) id: u64,
    /// The lead whose name and address it bears.
    pub(crate) lead: u32,
    /// Other leads whose history it carries.
    pub(crate) also: Vec<u32>,
    /// Ids that it took the place of.
    pub(crate) merged_ids: Vec<u64>,
    /// Created and not gone for good.
    pub(crate) exists: bool,
    pub(crate) archived_at: Option<i64>,
    /// The record that took its place.
    pub(crate) successor: Option<u64>,
    pub(crate) created: i64,
    pub(crate) modified: i64,
    /// Index of the stage; `NONE` is none.
    pub(crate) stage: u16,
    /// Whether the stage was taken away, which HubSpot tells from "never set".
    pub(crate) cleared: bool,
    pub(crate) score: Option<i32>,
    pub(crate) owner: u16,
    pub(crate) opted_out: bool,
    pub(crate) counts: Counts,
}

/// A company record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CompanyRecord {
    /// Index of its present version.
    pub(crate) version: u32,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

/// A deal record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DealRecord {
    pub(crate) stage: u8,
    pub(crate) modified: i64,
    pub(crate) closed: Option<i64>,
    pub(crate) archived_at: Option<i64>,
}

/// One mail to one lead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sending {
    pub(crate) at: i64,
    pub(crate) opened: bool,
    pub(crate) clicked: bool,
    pub(crate) bounced: bool,
    pub(crate) unsubscribed: bool,
    pub(crate) replied: bool,
}

impl Contact {
    /// One that nothing is known of yet.
    pub(crate) fn unborn(id: u64, lead: u32) -> Self {
        Self {
            id,
            lead,
            also: Vec::new(),
            merged_ids: Vec::new(),
            exists: false,
            archived_at: None,
            successor: None,
            created: 0,
            modified: 0,
            stage: NONE,
            cleared: false,
            score: None,
            owner: NONE,
            opted_out: false,
            counts: Counts::default(),
        }
    }

    /// What an event makes of it.
    pub(crate) fn apply(&mut self, Event { at, what, .. }: Event) {
        self.modified = self.modified.max(at);
        match what {
            What::Created => (self.exists, self.created) = (true, at),
            What::Stage { stage, .. } => (self.stage, self.cleared) = (stage, false),
            What::Cleared => (self.stage, self.cleared) = (NONE, true),
            What::Score(score) => self.score = Some(score),
            What::Owner(owner) => self.owner = owner,
            What::OptedOut(_) => self.opted_out = true,
            What::Deleted => self.archived_at = Some(at),
            What::Restored => self.archived_at = None,
            What::Purged => self.exists = false,
            _ => self.counts.apply(at, what),
        }
    }
}

impl Counts {
    fn apply(&mut self, at: i64, what: What) {
        match what {
            What::Sent(_) => (self.sent, self.last_sent) = (self.sent + 1, Some(at)),
            What::Opened(_) => (self.opened, self.last_opened) = (self.opened + 1, Some(at)),
            What::Clicked { .. } => {
                (self.clicked, self.last_clicked) = (self.clicked + 1, Some(at))
            }
            What::Bounced(_) => self.bounced += 1,
            What::Replied(_) => self.last_replied = Some(at),
            What::Viewed(_) => (self.views, self.last_viewed) = (self.views + 1, Some(at)),
            What::Submitted(form) => {
                self.forms += 1;
                self.first_form.get_or_insert((at, form));
                self.last_form = Some((at, form));
            }
            _ => {}
        }
    }

    /// Both together.
    pub(crate) fn with(&self, other: &Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            opened: self.opened + other.opened,
            clicked: self.clicked + other.clicked,
            bounced: self.bounced + other.bounced,
            views: self.views + other.views,
            forms: self.forms + other.forms,
            last_sent: self.last_sent.max(other.last_sent),
            last_opened: self.last_opened.max(other.last_opened),
            last_clicked: self.last_clicked.max(other.last_clicked),
            last_replied: self.last_replied.max(other.last_replied),
            last_viewed: self.last_viewed.max(other.last_viewed),
            first_form: self.first_form.into_iter().chain(other.first_form).min(),
            last_form: self.last_form.max(other.last_form),
        }
    }
}
