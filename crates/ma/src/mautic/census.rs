//! The census: a list of all ids that exist, to find deletions without a trace.
//!
//! Lives here: walking the ids, and how often. Must not live here: what a missing id means.

use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, Cursor, ExtId, Record};
use serde::{Deserialize, Serialize};

use super::{
    Mautic,
    leads::{CONTACTS, known_contacts},
    refusal::Refusal,
    round::{Gathered, Round, resume},
    site::IdRow,
};

/// Ids a page: half a kilobyte each, as small as a contact gets.
const PAGE: usize = 2_000;
/// Between two scans where the audit log tells of deletions, and the scan is for what it forgot.
const DAILY: SignedDuration = SignedDuration::from_hours(24);
/// Between two scans where nothing else tells of deletions.
const HOURLY: SignedDuration = SignedDuration::from_mins(55);

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Walk {
    round: Round,
    after: u64,
    /// Whether a contact had no readable id: a scan with holes proves nothing.
    holes: bool,
}

/// What tells of deletions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trace {
    /// The audit log does.
    AuditLog,
    /// Only the census does.
    Nothing,
}

impl Trace {
    /// How long a scan is good for.
    fn pause(self) -> SignedDuration {
        match self {
            Self::AuditLog => DAILY,
            Self::Nothing => HOURLY,
        }
    }
}

fn present(id: u64, scan: Timestamp) -> Record {
    Record::Present {
        lead: ExtId(id.to_string()),
        scan,
    }
}

impl Mautic {
    /// One page of ids; nothing until the next scan is due.
    pub(super) async fn pull_census(
        &self,
        trace: Trace,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        let mut walk: Walk = resume(since);
        let mut gathered = Gathered::default();
        if let Some(complete_to) = walk.round.still_fresh(now, trace.pause()) {
            return Ok(gathered.last(&walk, Some(complete_to)));
        }
        let scan = walk.round.enter(now);
        let query = known_contacts(PAGE, &["id"])
            .with("minimal", "1")
            .entities_by_id();
        let page = self
            .site
            .page::<IdRow>(CONTACTS, query, walk.after, PAGE, now)
            .await?;
        gathered.unread(&page, CONTACTS.path, walk.after);
        walk.holes |= page.nameless > 0;
        gathered
            .records
            .extend(page.rows.iter().map(|(id, _)| present(*id, scan)));
        if page.full {
            walk.after = page.last().unwrap_or(walk.after);
            return Ok(gathered.more(&walk));
        }
        if !walk.holes {
            gathered.records.push(Record::ScanEnded { scan });
        }
        (walk.after, walk.holes) = (0, false);
        let complete_to = walk.round.end();
        Ok(gathered.last(&walk, complete_to))
    }
}
