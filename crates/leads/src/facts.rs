//! What a rule may know of a lead.

use jiff::Timestamp;
use kpi::{model::ExtId, stage::Place};

/// One lead as the rules see it. `None` is "not known", which meets no condition.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadFacts {
    /// The store's key of the lead.
    pub lead: i64,
    /// Its id in the tool.
    pub ext_id: ExtId,
    /// Where it stands now.
    pub place: Place,
    /// The tool's score.
    pub score: Option<f64>,
    /// Employees of the company.
    pub employees: Option<i64>,
    /// Annual revenue of the company in major units of the account's currency.
    pub annual_revenue: Option<f64>,
    /// First contact with us, else the creation of the record.
    pub first_contact_at: Option<Timestamp>,
    /// The last thing the person did.
    pub last_activity_at: Option<Timestamp>,
    /// Whether the company is on the target list.
    pub target_list: Option<bool>,
    /// Whether the person opted out of mail.
    pub opted_out: Option<bool>,
    /// Original channel, in the tool's words.
    pub channel: Option<String>,
    /// Company name: text from outside.
    pub company: Option<String>,
    /// Industry: text from outside.
    pub industry: Option<String>,
    /// Job title: text from outside.
    pub job_title: Option<String>,
    /// Name of the owner in the tool.
    pub owner: Option<String>,
    /// Link to the lead in the tool.
    pub link: Option<String>,
}

impl LeadFacts {
    /// A lead of which nothing is known but where it stands.
    pub fn nameless(lead: i64, place: Place) -> Self {
        Self {
            lead,
            ext_id: ExtId(lead.to_string()),
            place,
            score: None,
            employees: None,
            annual_revenue: None,
            first_contact_at: None,
            last_activity_at: None,
            target_list: None,
            opted_out: None,
            channel: None,
            company: None,
            industry: None,
            job_title: None,
            owner: None,
            link: None,
        }
    }
}
