//! Short lists read whole: stages, owners, campaigns, workflows.
//!
//! Lives here: what a row of each means. Must not live here: paging.

use jiff::{SignedDuration, Timestamp};
use kpi::model::{
    Automation, Batch, BrokenRecord, Campaign, Cursor, ExtId, Owner, Record, Stream, ToolStage,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Hubspot,
    api::{CAMPAIGNS, FLOWS, OWNERS, STAGE_PROPERTY, Turn},
    cursor::{self, Scans},
    reading::{self, Notes},
    wire::{Object, Text},
};
use crate::{PullError, http::Request};

/// How often campaigns and workflows are read.
const CAMPAIGNS_EVERY: SignedDuration = SignedDuration::from_hours(1);

impl Hubspot {
    /// The lifecycle stages: the options of one property.
    pub(super) async fn pull_stages(&self, now: Timestamp) -> Result<Batch, PullError> {
        #[derive(Deserialize)]
        struct Property<'a> {
            #[serde(borrow)]
            options: Vec<&'a RawValue>,
        }
        let turn = Turn {
            stream: Stream::Stages,
            now,
        };
        let answer = self.api.ask(&Request::get(STAGE_PROPERTY), turn).await?;
        let property: Property<'_> = self.api.read(&answer, turn)?;
        let mut batch = Batch {
            complete_to: Some(now),
            ..Batch::default()
        };
        for (place, raw) in property.options.iter().enumerate() {
            sort(stage(raw.get(), place), "stages", place, &mut batch);
        }
        Ok(batch)
    }

    /// Owners, also those who have left: leads still bear their ids.
    pub(super) async fn pull_owners(&self, now: Timestamp) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Owners,
            now,
        };
        let mut batch = Batch {
            complete_to: Some(now),
            ..Batch::default()
        };
        for (archived, active) in [("false", true), ("true", false)] {
            let request = Request::get(OWNERS).query("archived", archived);
            self.api
                .every_page(&request, turn, |page| {
                    for (place, raw) in page.results.iter().enumerate() {
                        sort(owner(raw.get(), active), "owners", place, &mut batch);
                    }
                })
                .await?;
        }
        Ok(batch)
    }

    /// Campaigns, once an hour.
    pub(super) async fn pull_campaigns(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Campaigns,
            now,
        };
        let state: Scans = cursor::read(since);
        let Some(scan) = state.due(now, CAMPAIGNS_EVERY) else {
            return Ok(Batch {
                cursor: since.cloned(),
                ..Batch::default()
            });
        };
        let mut batch = Batch {
            complete_to: Some(now),
            ..Batch::default()
        };
        let request = Request::get(CAMPAIGNS).query("properties", "hs_name,hs_campaign_status");
        self.api
            .every_page(&request, turn, |page| {
                for (place, raw) in page.results.iter().enumerate() {
                    sort(campaign(raw.get()), "campaigns", place, &mut batch);
                }
            })
            .await?;
        batch.cursor = Some(cursor::write(&state.ended(&scan, now)));
        Ok(batch)
    }

    /// Workflows, once an hour.
    pub(super) async fn pull_automations(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Automations,
            now,
        };
        let state: Scans = cursor::read(since);
        let Some(scan) = state.due(now, CAMPAIGNS_EVERY) else {
            return Ok(Batch {
                cursor: since.cloned(),
                ..Batch::default()
            });
        };
        let mut batch = Batch {
            complete_to: Some(now),
            ..Batch::default()
        };
        let request = Request::get(FLOWS);
        let mut whole = true;
        self.api
            .every_page(&request, turn, |page| {
                for (place, raw) in page.results.iter().enumerate() {
                    whole &= sort(flow(raw.get()), "workflows", place, &mut batch);
                }
            })
            .await?;
        // Nothing is gone that may only have been unreadable.
        if whole {
            batch.records.push(Record::AutomationsListed { began: now });
        }
        batch.cursor = Some(cursor::write(&state.ended(&scan, now)));
        Ok(batch)
    }
}

/// A row, and what was wrong with it.
type Row = (Record, Option<BrokenRecord>);

/// Takes a row into the batch; whether it was one.
fn sort(row: Option<Row>, list: &str, place: usize, batch: &mut Batch) -> bool {
    let is_row = row.is_some();
    match row {
        Some((record, broken)) => {
            batch.records.push(record);
            batch.broken.extend(broken);
        }
        None => batch.broken.push(BrokenRecord {
            id: format!("{list}, row {}", place + 1),
            why: "it has no readable id".to_owned(),
        }),
    }
    is_row
}

fn stage(raw: &str, place: usize) -> Option<Row> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Wire<'a> {
        #[serde(borrow)]
        value: Text<'a>,
        #[serde(borrow, default)]
        label: Text<'a>,
        #[serde(borrow, default)]
        display_order: Text<'a>,
    }
    let wire: Wire<'_> = serde_json::from_str(raw).ok()?;
    let raw = wire.value.as_str()?.to_owned();
    let order = wire
        .display_order
        .as_str()
        .and_then(|order| order.parse().ok())
        .filter(|order| *order >= 0);
    let mut notes = Notes::default();
    let stage = ToolStage {
        label: notes
            .short("label", &wire.label)
            .unwrap_or_else(|| raw.clone()),
        position: order.or_else(|| i64::try_from(place).ok()).unwrap_or(0),
        raw: raw.clone(),
    };
    Some((Record::ToolStage(stage), notes.end(&raw)))
}

fn owner(raw: &str, active: bool) -> Option<Row> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Wire<'a> {
        #[serde(borrow)]
        id: Text<'a>,
        #[serde(borrow, default)]
        first_name: Text<'a>,
        #[serde(borrow, default)]
        last_name: Text<'a>,
        #[serde(borrow, default)]
        email: Text<'a>,
    }
    let wire: Wire<'_> = serde_json::from_str(raw).ok()?;
    let id = wire.id.as_str()?;
    let mut notes = Notes::default();
    let name = reading::full_name(
        notes.short("firstName", &wire.first_name),
        notes.short("lastName", &wire.last_name),
    );
    let owner = Owner {
        // Never the address: the name is shown in channels.
        name: name.unwrap_or_else(|| format!("#{id}")),
        id: ExtId::from(id),
        email: notes.short("email", &wire.email),
        active,
    };
    Some((Record::Owner(owner), notes.end(id)))
}

fn flow(raw: &str) -> Option<Row> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Wire<'a> {
        #[serde(borrow)]
        id: Text<'a>,
        #[serde(borrow, default)]
        name: Text<'a>,
        #[serde(borrow, default)]
        is_enabled: Text<'a>,
        #[serde(borrow, default)]
        created_at: Text<'a>,
    }
    let wire: Wire<'_> = serde_json::from_str(raw).ok()?;
    let id = wire.id.as_str()?;
    let mut notes = Notes::default();
    let automation = Automation {
        id: ExtId::from(id),
        name: notes
            .short("name", &wire.name)
            .unwrap_or_else(|| format!("#{id}")),
        active: wire.is_enabled.as_str() == Some("true"),
        created_at: wire.created_at.as_str().and_then(reading::instant),
        steps: Vec::new(),
    };
    Some((Record::Automation(automation), notes.end(id)))
}

fn campaign(raw: &str) -> Option<Row> {
    let object: Object<'_> = serde_json::from_str(raw).ok()?;
    let id = object.id.as_str()?;
    let status = object.properties.get("hs_campaign_status").as_str();
    let mut notes = Notes::default();
    let name = notes.short("hs_name", object.properties.get("hs_name"));
    let campaign = Campaign {
        name: name.unwrap_or_else(|| id.to_owned()),
        id: ExtId::from(id),
        active: status.map(|status| matches!(status, "active" | "in_progress")),
    };
    Some((Record::Campaign(campaign), notes.end(id)))
}
