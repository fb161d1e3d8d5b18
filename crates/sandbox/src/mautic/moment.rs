//! The installation at one moment, as a request sees it.
//!
//! Lives here: what several endpoints read of contacts. Must not live here: JSON.

use super::{rows::Contact, view::View};
use crate::world::{
    Company, Inner, Lead, NOBODY,
    cast::{CHANNELS, StageName},
};

/// The installation at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) world: &'a Inner,
    pub(crate) view: &'a View,
    pub(crate) now: i64,
}

impl<'a> Moment<'a> {
    pub(crate) fn contact(self, lead: u32) -> &'a Contact {
        &self.view.contacts[lead as usize]
    }

    pub(crate) fn lead(self, lead: u32) -> &'a Lead {
        &self.world.leads[lead as usize]
    }

    pub(crate) fn stage(self, index: u16) -> Option<(u32, &'a str)> {
        let stage: &StageName = self.world.cast.stages.get(usize::from(index))?;
        stage.mautic.as_ref().map(|(id, name)| (*id, name.as_str()))
    }

    pub(crate) fn company(self, index: u32) -> Option<&'a Company> {
        let row = self.view.companies.get(index as usize)?.as_ref()?;
        self.world.companies.get(row.version as usize)
    }

    pub(crate) fn company_of(self, lead: u32) -> Option<&'a Company> {
        self.company(self.lead(lead).company)
    }

    /// Family and given name, for the audit log.
    pub(crate) fn full_name(self, lead: u32) -> String {
        let (family, given) = self.world.name_of(self.lead(lead));
        format!("{given} {family}")
    }

    pub(crate) fn channel(
        self,
        lead: u32,
    ) -> (&'static str, &'static str, &'static str, &'static str) {
        CHANNELS[usize::from(self.lead(lead).channel) % CHANNELS.len()]
    }
}

/// The segments, by index: name and alias.
pub(crate) const SEGMENTS: [(&str, &str); 3] = [
    ("メルマガ購読者", "newsletter"),
    ("ターゲット企業", "target-accounts"),
    ("スコア上位", "high-score"),
];

impl Moment<'_> {
    /// Since when the lead is in a segment; `None` where it is not.
    pub(crate) fn in_segment(self, lead: u32, segment: usize) -> Option<i64> {
        let contact = self.contact(lead);
        if !contact.exists || self.lead(lead).visitor {
            return None;
        }
        match segment {
            0 => (contact.barred == NOBODY).then_some(contact.added),
            1 => self
                .company_of(lead)
                .is_some_and(|company| company.target_list)
                .then_some(contact.added),
            _ => contact.high_since,
        }
    }
}

/// The id of a contact.
pub(crate) fn contact_id(lead: u32) -> u64 {
    u64::from(lead) + 1
}

/// The contact of that id.
pub(crate) fn lead_of(id: u64) -> Option<u32> {
    u32::try_from(id.checked_sub(1)?).ok()
}

/// The id of a company.
pub(crate) fn company_id(index: u32) -> u64 {
    u64::from(index) + 1
}

/// The id of a seller; 1 is the administrator.
pub(crate) fn user_id(seller: u16) -> u64 {
    u64::from(seller) + 2
}

/// The id of an email, campaign, form, page or file.
pub(crate) fn asset_id(index: u16) -> u64 {
    u64::from(index) + 1
}

/// The id of a campaign's step.
pub(crate) fn step_id(campaign: u16, step: u16) -> u64 {
    u64::from(campaign) * 10 + u64::from(step) + 1
}
