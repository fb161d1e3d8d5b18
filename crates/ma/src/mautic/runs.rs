//! Who went through which campaign, and which of its events fired.
//!
//! Lives here: two tables and the passes over what changed in them. Must not live here: when a run counts
//! as completed.
//!
//! `campaign_leads` has a row for each contact in a campaign and no ids. An event that is to fire later
//! stands in the log beforehand, and its row changes in place when it does.

use jiff::Timestamp;
use kpi::model::{Batch, Cursor, ExtId, Record, ScenarioRun, StepOutcome, StepRun};
use serde::{Deserialize, Serialize};

use super::{
    Mautic,
    by_lead::OfLead,
    instant, php,
    query::{Is, Query},
    reading::Reading,
    refusal::Refusal,
    round::{Follow, Gathered, Round, resume},
    scalar::Scalar,
    site::{Place, Row},
};

/// Rows a page.
const PAGE: usize = 5_000;
const PERMISSION: &str = "Contacts: View Own and View Others";

const MEMBERS: Place = Place {
    path: "stats/campaign_leads",
    permission: PERMISSION,
};
const EVENTS: Place = Place {
    path: "stats/campaign_lead_event_log",
    permission: PERMISSION,
};

/// One pass of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// Members of which this column is new; in the first round, all.
    Members(&'static str),
    /// New rows of the log.
    Events,
    /// Rows of the log that fired since.
    Fired,
}

const PASSES: [Pass; 4] = [
    Pass::Members("date_added"),
    Pass::Members("date_last_exited"),
    Pass::Events,
    Pass::Fired,
];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Walk {
    round: Round,
    pass: usize,
    /// The last lead, or the last id, of the pass under way.
    after: u64,
    log: Follow,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MemberRow {
    campaign_id: Scalar,
    lead_id: Scalar,
    rotation: Scalar,
    date_added: Scalar,
    date_last_exited: Scalar,
}

impl OfLead for MemberRow {
    fn lead(&self) -> Option<u64> {
        self.lead_id.id()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EventRow {
    id: Scalar,
    campaign_id: Scalar,
    event_id: Scalar,
    lead_id: Scalar,
    rotation: Scalar,
    date_triggered: Scalar,
    is_scheduled: Scalar,
    metadata: Scalar,
}

impl Row for EventRow {
    fn id(&self) -> Option<u64> {
        self.id.id()
    }
}

impl Mautic {
    /// One page of one pass.
    pub(super) async fn pull_runs(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        let mut walk: Walk = resume(since);
        walk.round.enter(now);
        let mut gathered = Gathered::default();
        while let Some(pass) = PASSES.get(walk.pass).copied() {
            let more = match pass {
                Pass::Members(column) => {
                    self.take_members(column, &mut walk, &mut gathered, now)
                        .await?
                }
                Pass::Events | Pass::Fired => {
                    self.take_events(pass, &mut walk, &mut gathered, now)
                        .await?
                }
            };
            if !more {
                (walk.pass, walk.after) = (walk.pass + 1, 0);
            }
            if more || gathered.records.len() >= PAGE {
                return Ok(gathered.more(&walk));
            }
        }
        walk.pass = 0;
        walk.log.end();
        let complete_to = walk.round.end();
        Ok(gathered.last(&walk, complete_to))
    }

    /// A page of members. Returns whether another may follow.
    async fn take_members(
        &self,
        column: &'static str,
        walk: &mut Walk,
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<bool, Refusal> {
        let query = match walk.round.since(self.overlap) {
            Some(since) => Query::default().filter(column, Is::AtLeast, instant::write(since)),
            // The first round reads every row as it is, once.
            None if column == "date_added" => Query::default(),
            None => return Ok(false),
        };
        let page = self
            .site
            .page_by_lead::<MemberRow>(MEMBERS, query, walk.after, PAGE, now)
            .await?;
        gathered.nameless(page.nameless, MEMBERS.path, walk.after);
        for (lead, row) in &page.rows {
            let mut reading = Reading::of(format!("campaign_leads of {lead}"));
            gathered.records.extend(member(*lead, row, &mut reading));
            gathered.broken.extend(reading.end());
        }
        walk.after = page.next.unwrap_or(walk.after);
        Ok(page.next.is_some())
    }

    /// A page of the log. Returns whether another may follow.
    async fn take_events(
        &self,
        pass: Pass,
        walk: &mut Walk,
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<bool, Refusal> {
        let began = walk.round.enter(now);
        let mut query = Query::first(PAGE).rows_by("id");
        let mut after = walk.log.after();
        if pass == Pass::Fired {
            let Some(since) = walk.round.since(self.overlap) else {
                return Ok(false);
            };
            query = query.filter("date_triggered", Is::AtLeast, instant::write(since));
            after = walk.after;
        }
        let page = self
            .site
            .page::<EventRow>(EVENTS, query, after, PAGE, now)
            .await?;
        gathered.unread(&page, EVENTS.path, after);
        for (id, row) in &page.rows {
            let mut reading = Reading::of(format!("campaign_lead_event_log {id}"));
            let at = reading.instant("date_triggered", &row.date_triggered);
            gathered.records.extend(event(*id, row, at, &mut reading));
            gathered.broken.extend(reading.end());
            match pass {
                Pass::Fired => walk.after = *id,
                _ => walk.log.saw(*id, at, began, self.overlap),
            }
        }
        Ok(page.full)
    }
}

fn member(lead: u64, row: &MemberRow, reading: &mut Reading) -> Option<Record> {
    let automation = reading.needed("campaign_id", &row.campaign_id)?;
    let Some(entered_at) = reading.instant("date_added", &row.date_added) else {
        reading.note("the row is left out: it has no date_added".to_owned());
        return None;
    };
    // Who comes in again keeps the day of having left before.
    let left_at = reading
        .instant("date_last_exited", &row.date_last_exited)
        .filter(|left| *left >= entered_at);
    Some(Record::ScenarioRun(ScenarioRun {
        automation,
        lead: ExtId(lead.to_string()),
        rotation: row.rotation.whole().unwrap_or(1),
        entered_at,
        left_at,
    }))
}

/// A row whose event is still to come says nothing yet.
fn event(id: u64, row: &EventRow, at: Option<Timestamp>, reading: &mut Reading) -> Option<Record> {
    if row.is_scheduled.yes() {
        return None;
    }
    if at.is_none() {
        reading.note("the row is left out: it has no date_triggered".to_owned());
    }
    let failed = match &row.metadata {
        Scalar::Text(metadata) => php::number_under(metadata, "failed") == Some(1),
        _ => false,
    };
    Some(Record::StepRun(StepRun {
        id: ExtId(id.to_string()),
        automation: reading.needed("campaign_id", &row.campaign_id)?,
        step: reading.needed("event_id", &row.event_id)?,
        lead: reading.needed("lead_id", &row.lead_id)?,
        rotation: row.rotation.whole().unwrap_or(1),
        at: at?,
        outcome: if failed {
            StepOutcome::Failed
        } else {
            StepOutcome::Done
        },
    }))
}
