//! Companies: what a lead's own record leaves open.
//!
//! Lives here: reading companies once a round, and filling in their values. Must not live here: what a
//! contact's own properties mean.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures_util::future::try_join_all;
use jiff::Timestamp;
use serde_json::json;
use tracing::warn;

use super::{
    Hubspot,
    api::{COMPANIES, Turn},
    contact::Contact,
    contacts::Contacts,
    reading::Reading,
    refusal,
    wire::{Object, Page},
};
use crate::{PullError, http::Request};

/// Ids a request; the most that HubSpot allows.
const LIMIT: usize = 100;

/// Companies kept at once; more are asked for again.
const KEPT: usize = 20_000;

const PROPERTIES: [&str; 7] = [
    "name",
    "industry",
    "numberofemployees",
    "annualrevenue",
    "hs_is_target_account",
    "hs_target_account",
    "is_target_account",
];

/// What a company says.
#[derive(Debug, Clone, Default)]
struct Company {
    name: Option<String>,
    industry: Option<String>,
    employees: Option<i64>,
    annual_revenue: Option<f64>,
    target_list: Option<bool>,
}

/// Companies read in the round that is under way: they change too, so a new round reads them anew.
#[derive(Default)]
pub(super) struct Companies(Mutex<Known>);

#[derive(Default)]
struct Known {
    round: Option<Timestamp>,
    /// `None` is a company that is not there.
    by_id: HashMap<u64, Option<Company>>,
    denied: bool,
}

impl Hubspot {
    /// Completes contacts with links and with their companies' values.
    pub(super) async fn complete(
        &self,
        contacts: &mut Contacts,
        round: Timestamp,
        turn: Turn,
    ) -> Result<(), PullError> {
        let details = self.api.details(turn).await?;
        self.read_companies(&contacts.contacts, round, turn).await?;
        let known = self.companies.lock();
        for contact in &mut contacts.contacts {
            contact.lead.link = self.api.link(details, contact.lead.id.as_str());
            let company = contact
                .company
                .and_then(|id| known.by_id.get(&id)?.as_ref());
            fill(contact, company);
        }
        Ok(())
    }

    async fn read_companies(
        &self,
        contacts: &[Contact],
        round: Timestamp,
        turn: Turn,
    ) -> Result<(), PullError> {
        let unknown = self.companies.unknown(contacts, round);
        let parts = try_join_all(
            unknown
                .chunks(LIMIT)
                .map(|part| self.read_companies_part(part, turn)),
        )
        .await?;
        let mut known = self.companies.lock();
        for part in parts {
            match part {
                Some(companies) => known.by_id.extend(companies),
                None => known.denied = true,
            }
        }
        Ok(())
    }

    /// `None` where the token may not read companies: leads go on without them.
    async fn read_companies_part(
        &self,
        ids: &[u64],
        turn: Turn,
    ) -> Result<Option<HashMap<u64, Option<Company>>>, PullError> {
        let inputs: Vec<_> = ids.iter().map(|id| json!({"id": id.to_string()})).collect();
        let body = json!({"inputs": inputs, "properties": PROPERTIES});
        let answer = match self
            .api
            .try_ask(&Request::post(format!("{COMPANIES}/batch/read"), body))
            .await
        {
            Ok(answer) => answer,
            Err(fault) if refusal::is_missing_scope(&fault) => {
                warn!(
                    "leads come without their companies' values: the scope crm.objects.companies.read is missing"
                );
                return Ok(None);
            }
            Err(fault) => return Err(self.api.refused(fault, turn)),
        };
        let page: Page<'_> = self.api.read(&answer, turn)?;
        let mut companies: HashMap<u64, Option<Company>> =
            ids.iter().map(|id| (*id, None)).collect();
        for raw in &page.results {
            let object = serde_json::from_str::<Object<'_>>(raw.get()).ok();
            if let Some((id, object)) = object.and_then(|object| Some((object.number()?, object))) {
                companies.insert(id, Some(company(&object)));
            }
        }
        Ok(Some(companies))
    }
}

impl Companies {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ids of companies that are still to be read in this round.
    fn unknown(&self, contacts: &[Contact], round: Timestamp) -> Vec<u64> {
        let mut known = self.lock();
        if known.round != Some(round) || known.by_id.len() > KEPT {
            let denied = known.denied && known.round == Some(round);
            *known = Known {
                round: Some(round),
                denied,
                ..Known::default()
            };
        }
        if known.denied {
            return Vec::new();
        }
        let ids: BTreeSet<u64> = contacts
            .iter()
            .filter_map(|contact| contact.company)
            .collect();
        ids.into_iter()
            .filter(|id| !known.by_id.contains_key(id))
            .collect()
    }
}

/// What cannot be read in a company is left open; it is no lead that somebody would miss.
fn company(object: &Object<'_>) -> Company {
    let mut reading = Reading::of(object);
    let flagged = reading
        .flag("hs_is_target_account")
        .or_else(|| reading.flag("is_target_account"));
    // A tier ("tier_1") is a target account too.
    let tier = reading
        .scalar("hs_target_account")
        .map(|tier| !tier.eq_ignore_ascii_case("false"));
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    let employees = reading
        .number("numberofemployees")
        .filter(|number| (0.0..1e12).contains(number))
        .map(|n| n as i64);
    Company {
        name: reading.text("name"),
        industry: reading.text("industry"),
        employees,
        annual_revenue: reading.number("annualrevenue"),
        // HubSpot leaves the flag empty for all others.
        target_list: Some(flagged.or(tier).unwrap_or(false)),
    }
}

/// A contact's own value wins, but for the bracket of employees, which is coarser than the company's number.
fn fill(contact: &mut Contact, company: Option<&Company>) {
    let lead = &mut contact.lead;
    if let Some(company) = company {
        lead.company = lead.company.take().or_else(|| company.name.clone());
        lead.industry = lead.industry.take().or_else(|| company.industry.clone());
        lead.employees = lead.employees.or(company.employees);
        lead.annual_revenue = lead.annual_revenue.or(company.annual_revenue);
        lead.target_list = company.target_list;
    }
    lead.employees = lead.employees.or(contact.bracket);
}
