//! Leads for the rules, and the leads that meet one. Must not live here: the rules (`leads`), pings.

use std::collections::HashMap;

use jiff::Timestamp;
use kpi::model::ExtId;
use leads::facts::LeadFacts;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{
    PingRecord, SourceId, Store, StoreError, WorkspaceId,
    agreement::Agreement,
    lead::Lead,
    pings::{self, set_hot},
    raw_stages::RawStages,
    status::instant,
    walk::sources,
};

/// Leads that changed, for the rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidates {
    /// The change up to which these are all: where the next call goes on.
    pub upto: i64,
    /// The leads, in the order in which they changed last.
    pub leads: Vec<LeadFacts>,
    /// Whether there are more after `upto`; a call brings at most 2,000.
    pub more: bool,
}

/// A lead that meets a rule now.
#[derive(Debug, Clone, PartialEq)]
pub struct HotLead {
    /// The lead.
    pub facts: LeadFacts,
    /// The rule it meets.
    pub rule: String,
    /// Since when, as far as we know.
    pub since: Timestamp,
    /// Its newest ping under that rule.
    pub ping: Option<PingRecord>,
}

/// The most leads of one call.
const AT_ONCE: usize = 2_000;

impl Store {
    /// Leads that are there, count, and changed after `changed_since` (all, without it).
    ///
    /// # Errors
    /// `NoAgreement` where none is adopted, or a failure of the file.
    pub async fn candidates(
        &self,
        workspace: WorkspaceId,
        changed_since: Option<i64>,
    ) -> Result<Candidates, StoreError> {
        let agreement = self.agreement(workspace)?;
        let since = changed_since.unwrap_or(0);
        let mut tx = self.snapshot().await?;
        let last: i64 = sqlx::query(include_str!("sql/workspace_last_change.sql"))
            .bind(workspace.0)
            .fetch_one(&mut *tx)
            .await?
            .try_get(0)?;
        let mut changed = Vec::new();
        for source in sources(&mut tx, workspace).await? {
            let stages =
                RawStages::load(&mut tx, source.0, source.1, &agreement.definition).await?;
            let rows = sqlx::query(include_str!("sql/candidates.sql"))
                .bind(source.0.0)
                .bind(since)
                .bind(AT_ONCE as i64)
                .fetch_all(&mut *tx)
                .await?;
            for row in &rows {
                changed.push((row.try_get::<i64, _>("change")?, facts(row, &stages)?));
            }
        }
        changed.sort_by_key(|(change, _)| *change);
        let more = changed.len() >= AT_ONCE;
        changed.truncate(AT_ONCE);
        let upto = changed
            .last()
            .filter(|_| more)
            .map_or(last.max(since), |(change, _)| *change);
        Ok(Candidates {
            upto,
            leads: changed.into_iter().map(|(_, lead)| lead).collect(),
            more,
        })
    }

    /// The facts of one lead; `None` where it is deleted, merged or counts nowhere.
    ///
    /// # Errors
    /// `NoAgreement` where none is adopted, or a failure of the file.
    pub async fn lead_facts(
        &self,
        workspace: WorkspaceId,
        lead: i64,
    ) -> Result<Option<LeadFacts>, StoreError> {
        let agreement = self.agreement(workspace)?;
        let mut tx = self.snapshot().await?;
        let row = sqlx::query(include_str!("sql/lead_facts.sql"))
            .bind(lead)
            .bind(workspace.0)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let stages = Stages::load(&mut tx, workspace, &agreement).await?;
        Ok(Some(facts(&row, stages.of(&row)?)?))
    }

    /// Notes which rule each lead meets now, or that it meets none; `hot_leads` lists them.
    ///
    /// # Errors
    /// `Full`, `Locked` or a failure of the file.
    pub async fn mark_hot(
        &self,
        workspace: WorkspaceId,
        verdicts: &[(i64, Option<String>)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if verdicts.is_empty() {
            return Ok(());
        }
        let mut writer = self.writer().await?;
        let mut tx = writer.begin().await?;
        for (lead, rule) in verdicts {
            set_hot(&mut tx, workspace, (*lead, rule.as_deref()), now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Leads that meet a rule now, those that became so last first.
    ///
    /// # Errors
    /// `NoAgreement` where none is adopted, or a failure of the file.
    pub async fn hot_leads(
        &self,
        workspace: WorkspaceId,
        limit: u32,
    ) -> Result<Vec<HotLead>, StoreError> {
        let agreement = self.agreement(workspace)?;
        let mut tx = self.snapshot().await?;
        let rows = sqlx::query(include_str!("sql/hot_leads.sql"))
            .bind(workspace.0)
            .bind(limit)
            .fetch_all(&mut *tx)
            .await?;
        let stages = Stages::load(&mut tx, workspace, &agreement).await?;
        let mut hot = Vec::with_capacity(rows.len());
        for row in &rows {
            let facts = facts(row, stages.of(row)?)?;
            let rule: String = row.try_get("rule")?;
            let ping = sqlx::query(include_str!("sql/ping_last.sql"))
                .bind(workspace.0)
                .bind(facts.lead)
                .bind(&rule)
                .fetch_optional(&mut *tx)
                .await?;
            hot.push(HotLead {
                facts,
                rule,
                since: instant(row, "since")?.unwrap_or_default(),
                ping: ping.as_ref().map(pings::read).transpose()?,
            });
        }
        Ok(hot)
    }
}

/// The values of every source of a workspace.
struct Stages(HashMap<i64, RawStages>);

impl Stages {
    async fn load(
        connection: &mut SqliteConnection,
        workspace: WorkspaceId,
        agreement: &Agreement,
    ) -> Result<Self, StoreError> {
        let mut all = HashMap::new();
        for (source, tool) in sources(connection, workspace).await? {
            let stages = RawStages::load(connection, source, tool, &agreement.definition).await?;
            all.insert(source.0, stages);
        }
        Ok(Self(all))
    }

    fn of(&self, row: &SqliteRow) -> Result<&RawStages, StoreError> {
        let source = SourceId(row.try_get("source")?);
        self.0.get(&source.0).ok_or(StoreError::NoSource {
            source_id: source.0,
        })
    }
}

fn facts(row: &SqliteRow, stages: &RawStages) -> Result<LeadFacts, StoreError> {
    let lead = Lead::read(row, stages)?;
    let first_contact_at = instant(row, "first_contact_at")?.or(instant(row, "created_at")?);
    Ok(LeadFacts {
        lead: lead.id,
        place: crate::lead::place(&lead, stages),
        ext_id: ExtId(lead.ext_id),
        score: row.try_get("score")?,
        employees: row.try_get("employees")?,
        annual_revenue: row.try_get("annual_revenue")?,
        first_contact_at,
        last_activity_at: instant(row, "last_activity_at")?,
        target_list: row.try_get("target_list")?,
        opted_out: row.try_get("opted_out")?,
        channel: row.try_get("channel")?,
        company: row.try_get("company")?,
        industry: row.try_get("industry")?,
        job_title: row.try_get("job_title")?,
        owner: row.try_get("owner_name")?,
        link: row.try_get("link")?,
    })
}
