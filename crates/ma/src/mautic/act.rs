//! Rows of the logs of what leads did.
//!
//! Lives here: each log's table, columns and meaning. Must not live here: paging.

use jiff::Timestamp;
use kpi::model::{Engagement, EngagementKind, ExtId, Record};
use serde::Deserialize;

use super::{
    reading::Reading,
    scalar::Scalar,
    site::{Place, Row},
};

/// A log of something that leads did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Log {
    /// Mails sent, and whether they were opened.
    Mails,
    /// Replies to mails, where a mailbox is watched for them.
    Replies,
    /// Pages seen, and links followed.
    PageHits,
    /// Forms sent.
    FormSubmissions,
    /// Files downloaded.
    Downloads,
    /// Who wants no mail, or cannot get any.
    DoNotContact,
}

impl Log {
    /// Every log.
    pub(super) const ALL: [Self; 6] = [
        Self::Mails,
        Self::Replies,
        Self::PageHits,
        Self::FormSubmissions,
        Self::Downloads,
        Self::DoNotContact,
    ];

    /// The table's name.
    pub(super) fn table(self) -> &'static str {
        // Every place of a log lies below `stats/`.
        self.place().path.trim_start_matches("stats/")
    }

    /// Where it is asked for.
    pub(super) fn place(self) -> Place {
        let permission = "Contacts: View Own and View Others";
        match self {
            Self::Mails => Place {
                path: "stats/email_stats",
                permission,
            },
            Self::Replies => Place {
                path: "stats/email_stat_replies",
                permission,
            },
            Self::PageHits => Place {
                path: "stats/page_hits",
                permission,
            },
            Self::FormSubmissions => Place {
                path: "stats/form_submissions",
                permission,
            },
            Self::Downloads => Place {
                path: "stats/asset_downloads",
                permission,
            },
            Self::DoNotContact => Place {
                path: "stats/lead_donotcontact",
                permission,
            },
        }
    }

    /// Adds what a row tells. Returns when the row was written.
    pub(super) fn read(
        self,
        id: u64,
        row: &ActRow,
        reading: &mut Reading,
        records: &mut Vec<Record>,
    ) -> Option<Timestamp> {
        let lead = reading.reference("lead_id", &row.lead_id);
        let mut acts = Acts { lead, records };
        match self {
            Self::Mails => mail(id, row, reading, &mut acts),
            Self::Replies => reply(id, row, reading, &mut acts),
            Self::PageHits => page_hit(id, row, reading, &mut acts),
            Self::FormSubmissions => {
                let form = reading.reference("form_id", &row.form_id);
                let at = dated("date_submitted", &row.date_submitted, reading)?;
                acts.add(
                    format!("form:{id}"),
                    EngagementKind::FormSubmitted,
                    at,
                    form,
                );
                Some(at)
            }
            Self::Downloads => {
                let asset = reading.reference("asset_id", &row.asset_id);
                let at = dated("date_download", &row.date_download, reading)?;
                acts.add(
                    format!("download:{id}"),
                    EngagementKind::Downloaded,
                    at,
                    asset,
                );
                Some(at)
            }
            Self::DoNotContact => do_not_contact(id, row, reading, &mut acts),
        }
    }
}

/// A row of any of the logs.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ActRow {
    id: Scalar,
    lead_id: Scalar,
    email_id: Scalar,
    page_id: Scalar,
    redirect_id: Scalar,
    form_id: Scalar,
    asset_id: Scalar,
    channel: Scalar,
    channel_id: Scalar,
    reason: Scalar,
    url: Scalar,
    is_failed: Scalar,
    date_sent: Scalar,
    date_read: Scalar,
    last_opened: Scalar,
    date_hit: Scalar,
    date_submitted: Scalar,
    date_download: Scalar,
    date_added: Scalar,
    stat_id: Scalar,
    date_replied: Scalar,
}

impl Row for ActRow {
    fn id(&self) -> Option<u64> {
        self.id.id()
    }
}

/// Acts of the row's lead, as records.
struct Acts<'a> {
    lead: Option<ExtId>,
    records: &'a mut Vec<Record>,
}

impl Acts<'_> {
    /// An act that names no mail of its own and no address.
    fn add(&mut self, id: String, kind: EngagementKind, at: Timestamp, asset: Option<ExtId>) {
        self.push(Engagement {
            id: ExtId(id),
            kind,
            at,
            lead: self.lead.clone(),
            asset,
            url: None,
            send: None,
            sent_at: None,
        });
    }

    fn push(&mut self, act: Engagement) {
        self.records.push(Record::Engagement(act));
    }
}

/// The act by which a mail went out: a row of the log of mails is one email to one contact at one time.
fn send(id: impl std::fmt::Display) -> ExtId {
    ExtId(format!("stat:{id}:sent"))
}

/// The date that the row cannot do without.
fn dated(column: &str, value: &Scalar, reading: &mut Reading) -> Option<Timestamp> {
    let at = reading.instant(column, value);
    if at.is_none() {
        reading.note(format!("the row is left out: it has no {column}"));
    }
    at
}

/// A mail, its first open and its latest: the row keeps no more than these. A mail that failed was
/// sent and did not arrive; the row does not say when that became known.
fn mail(id: u64, row: &ActRow, reading: &mut Reading, acts: &mut Acts<'_>) -> Option<Timestamp> {
    let asset = reading.reference("email_id", &row.email_id);
    let sent_at = dated("date_sent", &row.date_sent, reading)?;
    let lead = acts.lead.clone();
    let mut add = |name: String, kind, at| {
        acts.push(Engagement {
            id: ExtId(format!("stat:{id}:{name}")),
            kind,
            at,
            lead: lead.clone(),
            asset: asset.clone(),
            url: None,
            send: Some(send(id)),
            sent_at: Some(sent_at),
        });
    };
    add("sent".to_owned(), EngagementKind::EmailSent, sent_at);
    if row.is_failed.yes() {
        add("failed".to_owned(), EngagementKind::EmailBounced, sent_at);
    }
    let read_at = reading.instant("date_read", &row.date_read);
    let latest = reading.instant("last_opened", &row.last_opened);
    if let Some(first) = read_at.or(latest) {
        add("open".to_owned(), EngagementKind::EmailOpened, first);
        if let Some(again) = latest.filter(|latest| *latest > first) {
            let name = format!("open:{}", again.as_second());
            add(name, EngagementKind::EmailOpened, again);
        }
    }
    Some(sent_at)
}

/// A reply names the mail alone; whose it was and when it went out is known with the mail.
fn reply(id: u64, row: &ActRow, reading: &mut Reading, acts: &mut Acts<'_>) -> Option<Timestamp> {
    let mail = reading.reference("stat_id", &row.stat_id);
    let at = dated("date_replied", &row.date_replied, reading)?;
    acts.push(Engagement {
        id: ExtId(format!("reply:{id}")),
        kind: EngagementKind::EmailReplied,
        at,
        lead: None,
        asset: None,
        url: None,
        send: mail.map(send),
        sent_at: None,
    });
    Some(at)
}

/// A hit is a click where a mail's link led to it, else a page seen.
fn page_hit(
    id: u64,
    row: &ActRow,
    reading: &mut Reading,
    acts: &mut Acts<'_>,
) -> Option<Timestamp> {
    let email = reading.reference("email_id", &row.email_id);
    let redirect = reading.reference("redirect_id", &row.redirect_id);
    let url = reading.text("url", &row.url);
    let at = dated("date_hit", &row.date_hit, reading)?;
    let (kind, asset) = match (email, redirect) {
        (Some(email), Some(_)) => (EngagementKind::EmailClicked, Some(email)),
        _ => (
            EngagementKind::PageViewed,
            reading.reference("page_id", &row.page_id),
        ),
    };
    let lead = acts.lead.clone();
    acts.push(Engagement {
        id: ExtId(format!("hit:{id}")),
        kind,
        at,
        lead,
        asset,
        url,
        send: None,
        sent_at: None,
    });
    Some(at)
}

/// Reasons: 1 unsubscribed, 2 bounced, 3 somebody of ours entered it, which is no act of the lead's.
fn do_not_contact(
    id: u64,
    row: &ActRow,
    reading: &mut Reading,
    acts: &mut Acts<'_>,
) -> Option<Timestamp> {
    let at = dated("date_added", &row.date_added, reading)?;
    let mail = row.channel == Scalar::Text("email".to_owned());
    let kind = match row.reason.whole() {
        Some(1) if mail => Some(EngagementKind::Unsubscribed),
        Some(2) if mail => Some(EngagementKind::EmailBounced),
        _ => None,
    };
    if let Some(kind) = kind {
        let email = reading.reference("channel_id", &row.channel_id);
        acts.add(format!("dnc:{id}:{}", kind.as_str()), kind, at, email);
    }
    Some(at)
}
