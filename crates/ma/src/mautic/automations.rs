//! Automations: what Mautic calls campaigns, with their steps.
//!
//! Lives here: the list of campaigns with their events. Must not live here: who went through them (`runs`).

use jiff::{SignedDuration, Timestamp};
use kpi::model::{Automation, Batch, Cursor, ExtId, Record, Step, StepEnd};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{
    Mautic,
    query::Query,
    reading::Reading,
    refusal::Refusal,
    round::{Gathered, Round, resume},
    scalar::Scalar,
    site::{Place, Row},
    wire::Many,
};

/// Rows a page: each holds all its events, several times over.
const PAGE: usize = 50;
/// How long the list is good for.
const FRESH_FOR: SignedDuration = SignedDuration::from_mins(55);

const CAMPAIGNS: Place = Place {
    path: "campaigns",
    permission: "Campaigns: View Own and View Others",
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Walk {
    round: Round,
    after: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct CampaignRow {
    id: Scalar,
    name: Scalar,
    is_published: Scalar,
    publish_up: Scalar,
    publish_down: Scalar,
    date_added: Scalar,
    events: Many<EventRow>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EventRow {
    id: Scalar,
    name: Scalar,
    order: Scalar,
    children: Many<IgnoredAny>,
}

impl Row for CampaignRow {
    fn id(&self) -> Option<u64> {
        self.id.id()
    }
}

impl Mautic {
    /// One page of campaigns; nothing while the list is fresh.
    pub(super) async fn pull_automations(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        let mut walk: Walk = resume(since);
        let mut gathered = Gathered::default();
        if let Some(complete_to) = walk.round.still_fresh(now, FRESH_FOR) {
            return Ok(gathered.last(&walk, Some(complete_to)));
        }
        let began = walk.round.enter(now);
        let query = Query::first(PAGE).entities_by_id();
        let page = self
            .site
            .page::<CampaignRow>(CAMPAIGNS, query, walk.after, PAGE, now)
            .await?;
        gathered.unread(&page, CAMPAIGNS.path, walk.after);
        for (id, row) in &page.rows {
            let mut reading = Reading::of(format!("campaigns {id}"));
            let automation = automation(*id, row, now, &mut reading);
            gathered.records.push(Record::Automation(automation));
            gathered.broken.extend(reading.end());
        }
        if page.full {
            walk.after = page.last().unwrap_or(walk.after);
            return Ok(gathered.more(&walk));
        }
        walk.after = 0;
        gathered.records.push(Record::AutomationsListed { began });
        let complete_to = walk.round.end();
        Ok(gathered.last(&walk, complete_to))
    }
}

fn automation(id: u64, row: &CampaignRow, now: Timestamp, reading: &mut Reading) -> Automation {
    // Published campaigns can have a first and a last day.
    let begun = reading.instant("publishUp", &row.publish_up);
    let ended = reading.instant("publishDown", &row.publish_down);
    let is_open = begun.is_none_or(|at| at <= now) && ended.is_none_or(|at| now < at);
    Automation {
        id: ExtId(id.to_string()),
        name: reading
            .text("name", &row.name)
            .unwrap_or_else(|| format!("#{id}")),
        active: row.is_published.yes() && is_open,
        created_at: reading.instant("dateAdded", &row.date_added),
        steps: row
            .events
            .iter()
            .filter_map(|event| step(event, reading))
            .collect(),
    }
}

fn step(event: &EventRow, reading: &mut Reading) -> Option<Step> {
    let id = reading.needed("event", &event.id)?;
    Some(Step {
        name: reading
            .text("event name", &event.name)
            .unwrap_or_else(|| format!("#{id}")),
        position: event.order.whole().unwrap_or(0),
        end: if event.children.0.is_empty() {
            StepEnd::Last
        } else {
            StepEnd::GoesOn
        },
        id,
    })
}
