//! Segments, and who is in them.
//!
//! Lives here: the list of segments and the table of memberships. Must not live here: how active a segment
//! is.
//!
//! A membership has no id, and its row goes without a trace when the contact meets the segment's filters no
//! more. So all of them are read once a day.

use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, Cursor, ExtId, Membership, Record, Segment};
use serde::{Deserialize, Serialize};

use super::{
    Mautic,
    by_lead::OfLead,
    query::{Is, Query},
    reading::Reading,
    refusal::Refusal,
    round::{Gathered, Round, resume},
    scalar::Scalar,
    site::{Place, Row},
};

/// Segments a page.
const SEGMENTS_PAGE: usize = 200;
/// Memberships a page: about 100 bytes each.
const PAGE: usize = 5_000;
/// How long a scan is good for.
const FRESH_FOR: SignedDuration = SignedDuration::from_hours(23);

const SEGMENTS: Place = Place {
    path: "segments",
    permission: "Segments: View Own and View Others",
};
const MEMBERS: Place = Place {
    path: "stats/lead_lists_leads",
    permission: "Contacts: View Own and View Others",
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Walk {
    round: Round,
    /// Whether the segments themselves are read.
    listed: bool,
    /// The last segment, then the last lead.
    after: u64,
    /// Whether a row could not be read: then nobody is concluded to have left.
    holes: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct SegmentRow {
    id: Scalar,
    name: Scalar,
    is_published: Scalar,
}

impl Row for SegmentRow {
    fn id(&self) -> Option<u64> {
        self.id.id()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MemberRow {
    leadlist_id: Scalar,
    lead_id: Scalar,
    date_added: Scalar,
    manually_removed: Scalar,
}

impl OfLead for MemberRow {
    fn lead(&self) -> Option<u64> {
        self.lead_id.id()
    }
}

impl Mautic {
    /// One page of segments or memberships; nothing while the last scan is fresh.
    pub(super) async fn pull_segments(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        let mut walk: Walk = resume(since);
        let mut gathered = Gathered::default();
        if let Some(complete_to) = walk.round.still_fresh(now, FRESH_FOR) {
            return Ok(gathered.last(&walk, Some(complete_to)));
        }
        let scan = walk.round.enter(now);
        let more = if walk.listed {
            self.take_memberships(&mut walk, &mut gathered, scan, now)
                .await?
        } else {
            self.take_segments(&mut walk, &mut gathered, now).await?;
            true
        };
        if more {
            return Ok(gathered.more(&walk));
        }
        if !walk.holes {
            gathered.records.push(Record::MembershipsListed { scan });
        }
        (walk.listed, walk.after, walk.holes) = (false, 0, false);
        let complete_to = walk.round.end();
        Ok(gathered.last(&walk, complete_to))
    }

    async fn take_segments(
        &self,
        walk: &mut Walk,
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let query = Query::first(SEGMENTS_PAGE)
            .entities_by_id()
            .with("minimal", "1");
        let page = self
            .site
            .page::<SegmentRow>(SEGMENTS, query, walk.after, SEGMENTS_PAGE, now)
            .await?;
        gathered.unread(&page, SEGMENTS.path, walk.after);
        walk.holes |= page.nameless > 0;
        for (id, row) in &page.rows {
            let mut reading = Reading::of(format!("segments {id}"));
            gathered.records.push(Record::Segment(Segment {
                id: ExtId(id.to_string()),
                name: reading
                    .text("name", &row.name)
                    .unwrap_or_else(|| format!("#{id}")),
                active: row.is_published == Scalar::Missing || row.is_published.yes(),
            }));
            gathered.broken.extend(reading.end());
        }
        walk.listed = !page.full;
        walk.after = page.last().filter(|_| page.full).unwrap_or(0);
        Ok(())
    }

    async fn take_memberships(
        &self,
        walk: &mut Walk,
        gathered: &mut Gathered,
        scan: Timestamp,
        now: Timestamp,
    ) -> Result<bool, Refusal> {
        // Who was taken out by hand keeps a row that says so.
        let query = Query::default().filter("manually_removed", Is::Equal, "0");
        let page = self
            .site
            .page_by_lead::<MemberRow>(MEMBERS, query, walk.after, PAGE, now)
            .await?;
        gathered.nameless(page.nameless, MEMBERS.path, walk.after);
        walk.holes |= page.nameless > 0;
        for (lead, row) in page
            .rows
            .iter()
            .filter(|(_, row)| !row.manually_removed.yes())
        {
            let mut reading = Reading::of(format!("lead_lists_leads of {lead}"));
            let segment = reading.needed("leadlist_id", &row.leadlist_id);
            walk.holes |= segment.is_none();
            gathered.records.extend(segment.map(|segment| {
                Record::Membership(Membership {
                    segment,
                    lead: ExtId(lead.to_string()),
                    since: reading.instant("date_added", &row.date_added),
                    scan,
                })
            }));
            gathered.broken.extend(reading.end());
        }
        walk.after = page.next.unwrap_or(walk.after);
        Ok(page.next.is_some())
    }
}
