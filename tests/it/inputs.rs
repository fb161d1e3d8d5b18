//! What KPIs are computed from, held against the world it comes from: the real path from the tool's HTTP to
//! the rows of the database, beside what truly happened.
//!
//! Lives here: a company polled at different times and the comparison of raw facts. Must not live here: KPIs.

mod mails;
mod rest;

use std::collections::BTreeSet;

use funnelbot::stage::{SEEDED_TEAM, Stage, StageOptions};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kpi::model::{Stream, Tool};
use sandbox::world::{LeadKey, World, WorldOptions};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use store::WorkspaceId;

use crate::harness::{at, end, hours, set};

/// A company whose bot has been running for two days.
struct Company {
    stage: Stage,
    world: World,
    tool: Tool,
    first_poll: Timestamp,
}

impl Company {
    async fn opens(tool: Tool) -> Self {
        let world = World::seeded(&WorldOptions {
            leads: 700,
            visitors: 60,
            ..WorldOptions::default()
        });
        let first_poll = at("2026-11-10 09:00");
        let mut stage = set(StageOptions {
            team: SEEDED_TEAM.to_owned(),
            poll_every: hours(12),
            ..StageOptions::new(tool, world.clone(), first_poll)
        })
        .await;
        stage
            .live_until(first_poll + SignedDuration::from_hours(48))
            .await;
        Self {
            stage,
            world,
            tool,
            first_poll,
        }
    }

    fn now(&self) -> Timestamp {
        self.stage.clock().now()
    }

    async fn connection(&self) -> SqliteConnection {
        let url = format!("sqlite://{}?mode=ro", self.stage.database().display());
        SqliteConnection::connect(&url).await.expect("it is there")
    }

    /// One whole number from the database.
    async fn count(&self, sql: &str) -> i64 {
        let count: Option<i64> = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
            .fetch_one(&mut self.connection().await)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        count.unwrap_or(0)
    }

    /// Ids from the database.
    async fn ids(&self, sql: &str) -> BTreeSet<String> {
        let ids: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
            .fetch_all(&mut self.connection().await)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        ids.into_iter().collect()
    }

    /// Up to when a stream is complete.
    async fn complete_to(&self, stream: Stream) -> Timestamp {
        let streams = self.stage.store().streams(WorkspaceId::DEFAULT).await;
        let state = streams
            .expect("readable")
            .into_iter()
            .find(|state| state.stream == stream);
        state
            .and_then(|state| state.complete_to)
            .unwrap_or_else(|| self.now())
    }

    /// Leads that were ever deleted, or merged with another: how much of these a tool still tells differs.
    fn odd_ones(&self) -> BTreeSet<LeadKey> {
        let mut odd = BTreeSet::new();
        for story in self.world.truth(self.now()) {
            let merged = story.merged_into.map(|(survivor, _)| survivor);
            if merged.is_some() || !story.removals.is_empty() || !story.absorbed.is_empty() {
                odd.insert(story.lead);
                odd.extend(merged);
            }
        }
        odd
    }

    fn id(&self, lead: LeadKey) -> String {
        match self.tool {
            Tool::Hubspot => lead.hubspot_id(),
            Tool::Mautic => lead.mautic_id(),
        }
    }

    /// SQL: the odd ones' ids in the tool, and those of the records that HubSpot makes in a merge.
    fn odd_ids(&self) -> String {
        let odd = self.odd_ones();
        let merged = (1..=odd.len()).map(|number| (2_000_000_000 + number).to_string());
        let ids: Vec<String> = odd
            .into_iter()
            .map(|lead| self.id(lead))
            .chain(merged)
            .map(|id| format!("'{id}'"))
            .collect();
        format!("({})", ids.join(","))
    }
}

/// Months from 2026-06 to 2026-11 in Tokyo, as the two instants between which they lie.
fn months() -> Vec<(Timestamp, Timestamp)> {
    let zone = TimeZone::get("Asia/Tokyo").expect("the zone database is bundled");
    let start = |month: i8| {
        let first = jiff::civil::date(2026, month, 1);
        zone.to_timestamp(first.at(0, 0, 0, 0)).expect("a midnight")
    };
    (6..=11)
        .map(|month| (start(month), start(month + 1)))
        .collect()
}

#[tokio::test]
async fn hubspot_tells_what_happened() {
    let company = Company::opens(Tool::Hubspot).await;
    mails::counted(&company).await;
    rest::deals(&company).await;
    rest::forms(&company).await;
    rest::costs(&company).await;
    rest::automations(&company, 5).await;
    rest::scores(&company).await;
    rest::active(&company).await;
    end(company.stage).await;
}

#[tokio::test]
async fn mautic_tells_what_happened() {
    let company = Company::opens(Tool::Mautic).await;
    mails::one_by_one(&company).await;
    rest::runs(&company).await;
    rest::segments(&company).await;
    rest::automations(&company, 6).await;
    rest::forms(&company).await;
    rest::scores(&company).await;
    rest::active(&company).await;
    end(company.stage).await;
}
