//! The rows of the database: contacts, companies, and the log tables.
//!
//! Lives here: what a row holds. Must not live here: how it comes about (`view`), how it is shown.

use crate::world::{NOBODY, event::NONE};

/// A contact's row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contact {
    pub(crate) exists: bool,
    /// Rows of the logs before this belong to an earlier life of the id.
    pub(crate) since: i64,
    pub(crate) added: i64,
    pub(crate) modified: Option<i64>,
    pub(crate) active: Option<i64>,
    /// Index of the stage; `NONE` is none.
    pub(crate) stage: u16,
    pub(crate) points: i32,
    /// Since when the points are enough for the segment of high scores.
    pub(crate) high_since: Option<i64>,
    pub(crate) owner: u16,
    /// Index into the do-not-contact rows, or `NOBODY`.
    pub(crate) barred: u32,
    /// The contact it was merged into, or `NOBODY`.
    pub(crate) merged_into: u32,
}

impl Default for Contact {
    fn default() -> Self {
        Self {
            exists: false,
            since: 0,
            added: 0,
            modified: None,
            active: None,
            stage: NONE,
            points: 0,
            high_since: None,
            owner: NONE,
            barred: NOBODY,
            merged_into: NOBODY,
        }
    }
}

impl Contact {
    /// One that begins to exist.
    pub(crate) fn born(at: i64) -> Self {
        Self {
            exists: true,
            since: at,
            added: at,
            ..Self::default()
        }
    }
}

/// How a row of the stage log came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Set by a person or the API.
    Added,
    /// Taken away.
    Removed,
    /// Set by this campaign.
    Campaign(u16),
}

/// `lead_stages_change_log`
#[derive(Debug, Clone, Copy)]
pub(crate) struct StageRow {
    pub(crate) at: i64,
    pub(crate) lead: u32,
    pub(crate) stage: u16,
    pub(crate) entry: Entry,
}

/// `lead_points_change_log`
#[derive(Debug, Clone, Copy)]
pub(crate) struct PointsRow {
    pub(crate) at: i64,
    pub(crate) lead: u32,
    pub(crate) delta: i32,
}

/// `email_stats`
#[derive(Debug, Clone, Copy)]
pub(crate) struct MailRow {
    pub(crate) at: i64,
    pub(crate) lead: u32,
    pub(crate) email: u16,
    pub(crate) opens: u16,
    pub(crate) failed: bool,
    pub(crate) read: Option<i64>,
    pub(crate) last_opened: Option<i64>,
}

impl MailRow {
    /// A mail that went out.
    pub(crate) fn sent(at: i64, lead: u32, email: u16) -> Self {
        Self {
            at,
            lead,
            email,
            opens: 0,
            failed: false,
            read: None,
            last_opened: None,
        }
    }

    /// It was opened: the row changes in place.
    pub(crate) fn open(&mut self, at: i64) {
        self.opens += 1;
        self.read.get_or_insert(at);
        self.last_opened = Some(at);
    }
}

/// `email_stat_replies`
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReplyRow {
    pub(crate) at: i64,
    /// Index of the mail's row.
    pub(crate) mail: u32,
}

/// `page_hits`; a hit with an email is a click in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HitRow {
    pub(crate) at: i64,
    pub(crate) lead: u32,
    pub(crate) page: u16,
    pub(crate) email: u16,
}

/// `campaign_leads`
#[derive(Debug, Clone, Copy)]
pub(crate) struct MemberRow {
    pub(crate) at: i64,
    pub(crate) lead: u32,
    pub(crate) campaign: u16,
    pub(crate) left: Option<i64>,
}

/// `form_submissions`, `asset_downloads`, `companies_leads`, `lead_utmtags`: a lead and
/// what it came together with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LinkRow {
    pub(crate) at: i64,
    pub(crate) lead: u32,
    pub(crate) other: u32,
}

/// `lead_donotcontact`
#[derive(Debug, Clone, Copy)]
pub(crate) struct BarRow {
    pub(crate) at: i64,
    pub(crate) lead: u32,
    pub(crate) email: u16,
    /// 1 unsubscribed, 2 bounced, 3 by hand.
    pub(crate) reason: u8,
}

/// `campaign_lead_event_log`
#[derive(Debug, Clone, Copy)]
pub(crate) struct StepRow {
    pub(crate) at: i64,
    pub(crate) lead: u32,
    pub(crate) campaign: u16,
    pub(crate) step: u16,
}

/// What the audit log says was done to a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Create,
    Identified,
    Update,
    Delete,
    MergeInto(u32),
}

/// `audit_log`
#[derive(Debug, Clone, Copy)]
pub(crate) struct AuditRow {
    pub(crate) at: i64,
    pub(crate) lead: u32,
    pub(crate) deed: Deed,
}

/// A company's row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CompanyRow {
    pub(crate) version: u32,
    pub(crate) added: i64,
    pub(crate) modified: Option<i64>,
}

/// Points that make a contact one of the segment of high scores.
pub(crate) const HIGH_SCORE: i32 = 60;

/// The step that changes the stage comes after a campaign's mails.
pub(crate) const STAGE_STEP: u16 = 9;
