//! A batch sorted by what it is about. Must not live here: the database.

use std::collections::HashMap;

use jiff::Timestamp;
use kpi::model::{
    Automation, Batch, Campaign, CampaignCost, Deal, EmailAsset, EmailCohorts, Engagement,
    LeadRecord, Membership, Owner, Record, ScenarioRun, ScoreHistory, Segment, StageHistory,
    StepRun, ToolStage,
};

/// What a batch tells of one lead.
#[derive(Debug, Default)]
pub(super) struct LeadTold<'a> {
    pub(super) record: Option<&'a LeadRecord>,
    pub(super) histories: Vec<&'a StageHistory>,
    pub(super) scores: Option<&'a ScoreHistory>,
    pub(super) removed: Vec<Timestamp>,
    pub(super) restored: Vec<Timestamp>,
    /// The scan that saw it.
    pub(super) present: Option<Timestamp>,
}

/// Everything a batch tells, borrowed from it.
#[derive(Debug, Default)]
pub(super) struct Told<'a> {
    pub(super) leads: Vec<(&'a str, LeadTold<'a>)>,
    index: HashMap<&'a str, usize>,
    pub(super) merges: Vec<(&'a str, &'a str)>,
    pub(super) present: Vec<(&'a str, Timestamp)>,
    pub(super) scans_ended: Vec<Timestamp>,
    pub(super) stages: Vec<&'a ToolStage>,
    pub(super) owners: Vec<&'a Owner>,
    pub(super) campaigns: Vec<&'a Campaign>,
    pub(super) emails: Vec<&'a EmailAsset>,
    pub(super) cohorts: Vec<&'a EmailCohorts>,
    pub(super) deals: Vec<&'a Deal>,
    pub(super) deals_removed: Vec<(&'a str, Timestamp)>,
    pub(super) engagements: Vec<&'a Engagement>,
    pub(super) automations: Vec<&'a Automation>,
    pub(super) automations_listed: Vec<Timestamp>,
    pub(super) runs: Vec<&'a ScenarioRun>,
    pub(super) step_runs: Vec<&'a StepRun>,
    pub(super) costs: Vec<&'a CampaignCost>,
    pub(super) segments: Vec<&'a Segment>,
    pub(super) members: Vec<&'a Membership>,
    pub(super) members_listed: Vec<Timestamp>,
}

impl<'a> Told<'a> {
    pub(super) fn of(batch: &'a Batch) -> Self {
        let mut told = Self::default();
        for record in &batch.records {
            told.take(record);
        }
        told
    }

    fn take(&mut self, record: &'a Record) {
        match record {
            Record::Lead(record) => self.lead(record.id.as_str()).newer(record),
            Record::StageHistory(history) => {
                self.lead(history.lead.as_str()).histories.push(history)
            }
            Record::ScoreHistory(history) => {
                self.lead(history.lead.as_str()).scores = Some(history);
            }
            Record::Removed(removed) => self.lead(removed.lead.as_str()).removed.push(removed.at),
            Record::Restored { lead, at } => self.lead(lead.as_str()).restored.push(*at),
            Record::Merged {
                loser, survivor, ..
            } => {
                self.merges.push((loser.as_str(), survivor.as_str()));
            }
            Record::Present { lead, scan } => self.present.push((lead.as_str(), *scan)),
            Record::ScanEnded { scan } => self.scans_ended.push(*scan),
            Record::ToolStage(stage) => self.stages.push(stage),
            Record::Owner(owner) => self.owners.push(owner),
            Record::Campaign(campaign) => self.campaigns.push(campaign),
            Record::Email(email) => self.emails.push(email),
            Record::EmailCohorts(cohorts) => self.cohorts.push(cohorts),
            Record::Deal(deal) => self.deals.push(deal),
            Record::DealRemoved { deal, at } => self.deals_removed.push((deal.as_str(), *at)),
            Record::Engagement(engagement) => self.engagements.push(engagement),
            Record::Automation(automation) => self.automations.push(automation),
            Record::AutomationsListed { began } => self.automations_listed.push(*began),
            Record::ScenarioRun(run) => self.runs.push(run),
            Record::StepRun(run) => self.step_runs.push(run),
            Record::CampaignCost(cost) => self.costs.push(cost),
            Record::Segment(segment) => self.segments.push(segment),
            Record::Membership(member) => self.members.push(member),
            Record::MembershipsListed { scan } => self.members_listed.push(*scan),
        }
    }

    /// What is told of the lead with that id.
    pub(super) fn lead(&mut self, id: &'a str) -> &mut LeadTold<'a> {
        let index = *self.index.entry(id).or_insert(self.leads.len());
        if index == self.leads.len() {
            self.leads.push((id, LeadTold::default()));
        }
        &mut self.leads[index].1
    }

    /// Ids of leads that others refer to, themselves not told here.
    pub(super) fn referred(&self) -> Vec<&'a str> {
        let deals = self.deals.iter().flat_map(|deal| &deal.leads);
        let acts = self.engagements.iter().filter_map(|act| act.lead.as_ref());
        let runs = self.runs.iter().map(|run| &run.lead);
        let steps = self.step_runs.iter().map(|run| &run.lead);
        let mut ids: Vec<&str> = deals
            .chain(acts)
            .chain(runs)
            .chain(steps)
            .chain(self.members.iter().map(|member| &member.lead))
            .map(|id| id.as_str())
            .chain(self.present.iter().map(|(id, _)| *id))
            .filter(|id| !self.index.contains_key(id))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

impl<'a> LeadTold<'a> {
    // Two versions of one record in a batch: the one the tool changed last, else the one told last.
    fn newer(&mut self, record: &'a LeadRecord) {
        let is_older = self.record.is_some_and(|known| {
            record.modified_at.is_some() && record.modified_at < known.modified_at
        });
        if !is_older {
            self.record = Some(record);
        }
    }
}
