//! Companies: what a lead's own record leaves open.
//!
//! Lives here: reading companies once a round, and filling in their values. Must not live here: what a
//! contact's own properties mean.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::future::try_join_all;
use jiff::Timestamp;
use kpi::model::BrokenRecord;
use serde_json::json;

use super::{
    Hubspot,
    api::{COMPANIES, Turn},
    contact::Contact,
    contacts::Contacts,
    pages,
    reading::Reading,
    wire::{Object, Page},
};
use crate::{PullError, http::Request};

/// Ids a request; the most that HubSpot allows.
const LIMIT: usize = 100;

/// Companies kept at once; more are asked for again.
const KEPT: usize = 20_000;

/// What `/status` calls the want of companies.
pub(super) const NOTE: &str = "companies";

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

/// Companies by id; `None` is one that is not there.
type ById = HashMap<u64, Option<Arc<Company>>>;

#[derive(Default)]
struct Known {
    round: Option<Timestamp>,
    by_id: ById,
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
        let by_id = self.read_companies(contacts, round, turn).await?;
        for contact in &mut contacts.contacts {
            contact.lead.link = self.api.link(details, contact.lead.id.as_str());
            let company = contact.company.and_then(|id| by_id.get(&id)?.as_deref());
            fill(contact, company);
        }
        Ok(())
    }

    /// The companies of these contacts. Where the token may not read them, leads go on without, and that is
    /// named.
    async fn read_companies(
        &self,
        contacts: &mut Contacts,
        round: Timestamp,
        turn: Turn,
    ) -> Result<ById, PullError> {
        let (mut by_id, unknown) = self.companies.of(&contacts.contacts, round);
        let parts = try_join_all(
            unknown
                .chunks(LIMIT)
                .map(|part| self.read_companies_part(part, turn)),
        )
        .await?;
        let mut known = self.companies.lock();
        for part in parts {
            match part {
                Some((companies, broken)) => {
                    by_id.extend(companies.clone());
                    known.by_id.extend(companies);
                    contacts.broken.extend(broken);
                    contacts.mended.push(NOTE.to_owned());
                }
                None => known.denied = true,
            }
        }
        if known.denied && known.round == Some(round) {
            contacts.lack_companies();
        }
        Ok(by_id)
    }

    /// `None` where the token may not read companies.
    async fn read_companies_part(
        &self,
        ids: &[u64],
        turn: Turn,
    ) -> Result<Option<(ById, Vec<BrokenRecord>)>, PullError> {
        let ask = |part: &[u64]| {
            let inputs: Vec<_> = part
                .iter()
                .map(|id| json!({"id": id.to_string()}))
                .collect();
            let body = json!({"inputs": inputs, "properties": PROPERTIES});
            Request::post(format!("{COMPANIES}/batch/read"), body)
        };
        let answers = match self.api.in_parts(ids, ask, turn).await {
            Err(PullError::Unavailable { .. }) => return Ok(None),
            answers => answers?,
        };
        let mut companies: ById = ids.iter().map(|id| (*id, None)).collect();
        let mut broken = Vec::new();
        for (part, answer) in answers {
            let Some(answer) = answer else {
                let id = format!("company {}", part[0]);
                let why = "it is larger than can be read".to_owned();
                broken.push(BrokenRecord { id, why });
                continue;
            };
            let page: Page<'_> = self.api.read(&answer, turn)?;
            broken.extend(pages::failures(&page, "company"));
            for raw in &page.results {
                let object = serde_json::from_str::<Object<'_>>(raw.get()).ok();
                if let Some((id, object)) =
                    object.and_then(|object| Some((object.number()?, object)))
                {
                    companies.insert(id, Some(Arc::new(company(&object))));
                }
            }
        }
        Ok(Some((companies, broken)))
    }
}

impl Contacts {
    /// Says that sizes and the target list are not known, for want of a permission.
    pub(super) fn lack_companies(&mut self) {
        self.mended.retain(|name| name != NOTE);
        let why = "the scope crm.objects.companies.read is missing: no sizes, no target list";
        if self.broken.iter().all(|broken| broken.id != NOTE) {
            self.complain(NOTE.to_owned(), why);
        }
    }
}

impl Companies {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The contacts' companies that are known in this round, and the ids of those still to be read.
    fn of(&self, contacts: &[Contact], round: Timestamp) -> (ById, Vec<u64>) {
        let mut known = self.lock();
        if known.round != Some(round) || known.by_id.len() > KEPT {
            let denied = known.denied && known.round == Some(round);
            *known = Known {
                round: Some(round),
                denied,
                ..Known::default()
            };
        }
        let ids: BTreeSet<u64> = contacts
            .iter()
            .filter_map(|contact| contact.company)
            .collect();
        let (mut by_id, mut unknown) = (ById::new(), Vec::new());
        for id in ids {
            match known.by_id.get(&id) {
                Some(company) => drop(by_id.insert(id, company.clone())),
                None if known.denied => {}
                None => unknown.push(id),
            }
        }
        (by_id, unknown)
    }

    /// Forgets companies that changed: they are read anew.
    pub(super) fn forget(&self, ids: &[u64]) {
        let mut known = self.lock();
        for id in ids {
            known.by_id.remove(id);
        }
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
