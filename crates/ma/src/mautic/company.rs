//! What companies tell about their leads.
//!
//! Lives here: the fields of a company, and which contact belongs to which. A contact's row names its
//! company, but not how large it is: that takes two more questions a page. Must not live here: leads.

use std::collections::HashMap;

use jiff::Timestamp;
use kpi::model::BrokenRecord;
use serde::Deserialize;

use super::{
    query::{Is, Query},
    reading::Reading,
    refusal::Refusal,
    round::Gathered,
    scalar::Scalar,
    site::{Place, Row, Site},
    wire::Maybe,
};

const COMPANIES: Place = Place {
    path: "companies",
    permission: "Contacts > Companies: View",
};
const LINKS: Place = Place {
    path: "stats/companies_leads",
    permission: "Contacts: View Own and View Others",
};

/// Ids in one question: their list must fit into an address.
pub(super) const IDS_A_QUESTION: usize = 250;
/// Companies in one question: a row has 7 KB.
const COMPANIES_A_QUESTION: usize = 100;

/// What a company tells about each of its leads.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct CompanyFacts {
    /// Industry, in the tool's words.
    pub(super) industry: Option<String>,
    /// Number of employees.
    pub(super) employees: Option<i64>,
    /// Annual revenue, in the account's currency.
    pub(super) annual_revenue: Option<f64>,
}

/// A company as it comes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Company {
    id: Scalar,
    fields: Maybe<Fields>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    all: Maybe<Values>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Values {
    companyindustry: Scalar,
    companynumber_of_employees: Scalar,
    companyannual_revenue: Scalar,
}

impl Row for Company {
    fn id(&self) -> Option<u64> {
        self.id.id()
    }
}

fn facts(company: &Company) -> CompanyFacts {
    let Some(values) = company
        .fields
        .0
        .as_ref()
        .and_then(|fields| fields.all.0.as_ref())
    else {
        return CompanyFacts::default();
    };
    CompanyFacts {
        // An odd value is none: no person is looking for it in a company's name.
        industry: Reading::of("").text("companyindustry", &values.companyindustry),
        employees: values
            .companynumber_of_employees
            .number()
            .map(f64::round)
            .and_then(|count| Scalar::Real(count).whole()),
        annual_revenue: values.companyannual_revenue.number(),
    }
}

/// A row of the table that says who belongs where. It has no id of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Link {
    company_id: Scalar,
    lead_id: Scalar,
}

/// What `/status` calls the want of companies.
const NOTE: &str = "companies";

/// Companies seen since the start, by id.
#[derive(Debug, Default)]
pub(super) struct Companies {
    known: HashMap<u64, CompanyFacts>,
}

impl Companies {
    /// The facts of each lead's primary company. Where companies may not be read, nobody has any, and that is
    /// named: leads are worth having without.
    pub(super) async fn of_leads(
        &mut self,
        site: &Site,
        leads: &[u64],
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<HashMap<u64, CompanyFacts>, Refusal> {
        if leads.is_empty() {
            return Ok(HashMap::new());
        }
        let read = self.try_of_leads(site, leads, gathered, now).await;
        Ok(told(read, gathered)?.unwrap_or_default())
    }

    async fn try_of_leads(
        &mut self,
        site: &Site,
        leads: &[u64],
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<HashMap<u64, CompanyFacts>, Refusal> {
        let mut links = Vec::new();
        for question in questions(leads) {
            let query = Query::first(leads.len().max(1) * 4)
                .rows_by("lead_id")
                .filter("is_primary", Is::Equal, "1");
            let query = match question {
                Question::Between(first, last) => query
                    .filter("lead_id", Is::AtLeast, first.to_string())
                    .filter("lead_id", Is::AtMost, last.to_string()),
                Question::OneOf(ids) => query.one_of("lead_id", ids),
            };
            links.extend(read_links(site.list(LINKS, query, now).await?));
        }
        let missing = missing(&links, &self.known);
        for ids in missing.chunks(COMPANIES_A_QUESTION) {
            let query = Query::default().entities_by_id().one_of("id", ids);
            self.read(site, query, gathered, now).await?;
        }
        Ok(links
            .into_iter()
            .filter_map(|(lead, company)| Some((lead, self.known.get(&company)?.clone())))
            .collect())
    }

    /// Companies changed at or after `since`, by id; they are read again. Where they may not be read, there are
    /// none, and that is named.
    pub(super) async fn changed(
        &mut self,
        site: &Site,
        since: Timestamp,
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<Vec<u64>, Refusal> {
        let query = Query::default()
            .entities_by_id()
            .any_since(&["date_modified", "date_added"], since);
        let read = self.read(site, query, gathered, now).await;
        Ok(told(read, gathered)?.unwrap_or_default())
    }

    /// Reads all companies that `query` asks for. Returns their ids.
    async fn read(
        &mut self,
        site: &Site,
        query: Query,
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<Vec<u64>, Refusal> {
        // One more than is asked for at once, so that a page with all of them is not full.
        let limit = COMPANIES_A_QUESTION + 1;
        let (mut read, mut after) = (Vec::new(), 0);
        loop {
            let page = site
                .page::<Company>(COMPANIES, query.clone(), after, limit, now)
                .await?;
            gathered.unread(&page, COMPANIES.path, after);
            for (id, company) in &page.rows {
                self.known.insert(*id, facts(company));
                read.push(*id);
            }
            match page.last() {
                Some(last) if page.full => after = last,
                _ => return Ok(read),
            }
        }
    }
}

/// What was read of companies; `None` where they may not be read, which is named.
fn told<T>(read: Result<T, Refusal>, gathered: &mut Gathered) -> Result<Option<T>, Refusal> {
    let permission = match read {
        Ok(read) => {
            gathered.mended.push(NOTE.to_owned());
            return Ok(Some(read));
        }
        Err(Refusal::Forbidden(permission)) => permission,
        Err(Refusal::NotFound) => COMPANIES.permission,
        Err(other) => return Err(other),
    };
    gathered.mended.retain(|name| name != NOTE);
    if gathered.broken.iter().all(|broken| broken.id != NOTE) {
        gathered.broken.push(BrokenRecord {
            id: NOTE.to_owned(),
            why: format!("the permission \"{permission}\" is missing: no sizes"),
        });
    }
    Ok(None)
}

/// Leads of these companies with an id above `after`, ascending, and whether there may be more.
pub(super) async fn leads_of(
    site: &Site,
    companies: &[u64],
    after: u64,
    now: Timestamp,
) -> Result<(Vec<u64>, bool), Refusal> {
    let query = Query::first(IDS_A_QUESTION)
        .rows_by("lead_id")
        .filter("is_primary", Is::Equal, "1")
        .one_of("company_id", companies)
        .filter("lead_id", Is::Above, after.to_string());
    let links = site.list::<Link>(LINKS, query, now).await?;
    let full = links.len() >= IDS_A_QUESTION;
    let mut leads: Vec<u64> = read_links(links)
        .map(|(lead, _)| lead)
        .filter(|lead| *lead > after)
        .collect();
    leads.sort_unstable();
    leads.dedup();
    Ok((leads, full))
}

fn read_links(links: Vec<Option<Link>>) -> impl Iterator<Item = (u64, u64)> {
    links
        .into_iter()
        .flatten()
        .filter_map(|link| Some((link.lead_id.id()?, link.company_id.id()?)))
}

fn missing(links: &[(u64, u64)], known: &HashMap<u64, CompanyFacts>) -> Vec<u64> {
    let mut missing: Vec<u64> = links
        .iter()
        .map(|(_, company)| *company)
        .filter(|company| !known.contains_key(company))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

#[derive(Debug, PartialEq, Eq)]
enum Question<'a> {
    Between(u64, u64),
    OneOf(&'a [u64]),
}

/// How to ask about ascending `leads`: by their span where they are dense, else one by one.
fn questions(leads: &[u64]) -> Vec<Question<'_>> {
    let (Some(first), Some(last)) = (leads.first(), leads.last()) else {
        return Vec::new();
    };
    let dense = usize::try_from(last - first).is_ok_and(|span| span < leads.len() * 4);
    if dense {
        return vec![Question::Between(*first, *last)];
    }
    leads.chunks(IDS_A_QUESTION).map(Question::OneOf).collect()
}

#[cfg(test)]
mod tests {
    use super::{Company, Question, facts, questions};

    #[test]
    fn dense_ids_are_asked_by_span_and_sparse_ones_one_by_one() {
        assert!(questions(&[]).is_empty());
        assert_eq!(questions(&[1, 2, 9]), [Question::Between(1, 9)]);
        assert_eq!(questions(&[1, 900]), [Question::OneOf(&[1, 900])]);
    }

    #[test]
    fn a_company_tells_numbers_in_any_shape() {
        let read = |values: &str| {
            let company: Company =
                serde_json::from_str(&format!(r#"{{"id":1,"fields":{{"all":{values}}}}}"#))
                    .unwrap();
            facts(&company)
        };
        let told = read(
            r#"{"companynumber_of_employees":"1200","companyannual_revenue":1000000.0,"companyindustry":"IT"}"#,
        );
        assert_eq!(
            (told.employees, told.annual_revenue),
            (Some(1200), Some(1_000_000.0))
        );
        assert_eq!(told.industry.as_deref(), Some("IT"));
        let silent = read(r#"{"companynumber_of_employees":null,"companyindustry":""}"#);
        assert_eq!((silent.employees, silent.industry), (None, None));
        assert_eq!(read("[]"), super::CompanyFacts::default());
    }
}
