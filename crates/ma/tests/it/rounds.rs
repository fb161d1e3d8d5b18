//! Pulling whole rounds, and what they brought.

use jiff::{SignedDuration, Timestamp};
use kpi::model::{BrokenRecord, Cursor, LeadRecord, Record, StageHistory, Stream};
use ma::{Connector, PullError};

/// Noon of a day after everything that the tests' servers know.
pub(crate) fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// So many minutes after `now`.
pub(crate) fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

/// All that one round of a stream brought.
#[derive(Debug, Default)]
pub(crate) struct Round {
    pub(crate) records: Vec<Record>,
    pub(crate) broken: Vec<BrokenRecord>,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) complete_to: Option<Timestamp>,
    pub(crate) batches: usize,
}

/// Pulls a stream until it says that there is no more.
pub(crate) async fn round(
    connector: &dyn Connector,
    stream: Stream,
    since: Option<&Cursor>,
    now: Timestamp,
) -> Result<Round, PullError> {
    let mut round = Round {
        cursor: since.cloned(),
        ..Round::default()
    };
    loop {
        let batch = connector.pull(stream, round.cursor.as_ref(), now).await?;
        assert!(
            !batch.more || batch.cursor != round.cursor,
            "{stream:?}: more to come from the same place"
        );
        round.records.extend(batch.records);
        round.broken.extend(batch.broken);
        round.cursor = batch.cursor;
        round.complete_to = batch.complete_to;
        round.batches += 1;
        assert!(round.batches < 1_000, "{stream:?} never ends");
        if !batch.more {
            return Ok(round);
        }
    }
}

impl Round {
    /// The leads among the records.
    pub(crate) fn leads(&self) -> Vec<&LeadRecord> {
        let leads = self.records.iter().filter_map(|record| match record {
            Record::Lead(lead) => Some(lead.as_ref()),
            _ => None,
        });
        leads.collect()
    }

    /// Their ids.
    pub(crate) fn lead_ids(&self) -> Vec<&str> {
        self.leads().iter().map(|lead| lead.id.as_str()).collect()
    }

    /// The stage history of a lead.
    pub(crate) fn history(&self, lead: &str) -> Option<&StageHistory> {
        self.records.iter().find_map(|record| match record {
            Record::StageHistory(history) if history.lead.as_str() == lead => Some(history),
            _ => None,
        })
    }

    /// Records of the other kinds, as text.
    pub(crate) fn others(&self) -> Vec<String> {
        let other = |record: &&Record| !matches!(record, Record::Lead(_) | Record::StageHistory(_));
        self.records
            .iter()
            .filter(other)
            .map(|record| format!("{record:?}"))
            .collect()
    }
}

/// What a record is about: two records of one thing have the same.
pub(crate) fn identity(record: &Record) -> String {
    match record {
        Record::Lead(lead) => format!("lead {}", lead.id),
        Record::StageHistory(history) if history.whole => format!("history {}", history.lead),
        Record::Engagement(act) => format!("act {}", act.id),
        Record::ToolStage(stage) => format!("stage {}", stage.raw),
        Record::Owner(owner) => format!("owner {}", owner.id),
        Record::Campaign(campaign) => format!("campaign {}", campaign.id),
        Record::Email(email) => format!("email {}", email.id),
        Record::EmailCohorts(cohorts) => format!("cohorts {}", cohorts.email),
        Record::Deal(deal) => format!("deal {}", deal.id),
        Record::Automation(automation) => format!("automation {}", automation.id),
        Record::ScenarioRun(run) => format!("run {} {} {}", run.automation, run.lead, run.rotation),
        Record::ScoreHistory(history) => format!("scores {}", history.lead),
        Record::CampaignCost(cost) => format!("cost {}", cost.campaign),
        Record::Segment(segment) => format!("segment {}", segment.id),
        Record::Membership(member) => format!("member {} {}", member.segment, member.lead),
        Record::StepRun(run) => format!("step {}", run.id),
        Record::DealRemoved { deal, .. } => format!("removed deal {deal}"),
        Record::Present { lead, .. } => format!("present {lead}"),
        other => format!("{other:?}"),
    }
}
