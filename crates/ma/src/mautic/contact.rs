//! A contact of Mautic as a lead.
//!
//! Lives here: the fields of a contact and what they mean. Must not live here: which contacts are asked
//! for.

use kpi::model::{BrokenRecord, ExtId, LeadRecord, Owner};
use serde::Deserialize;

use super::{
    company::CompanyFacts,
    reading::Reading,
    scalar::Scalar,
    site::Row,
    wire::{Many, Maybe},
};

/// The custom fields that a lead needs. Asking for them alone makes a row an eighth of its size and
/// keeps stage, tags, owner and dates, which `minimal` would drop.
pub(super) const FIELDS: [&str; 6] = [
    "id",
    "email",
    "firstname",
    "lastname",
    "company",
    "position",
];

/// Do-not-contact reasons that are the person's own wish (1) or somebody's for them (3); 2 is a bounce.
const OPTED_OUT: [i64; 2] = [1, 3];

/// A contact as it comes. With selected fields, what is null is absent.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Contact {
    id: Scalar,
    points: Scalar,
    date_added: Scalar,
    date_modified: Scalar,
    date_identified: Scalar,
    last_active: Scalar,
    owner: Maybe<User>,
    stage: Maybe<Reference>,
    tags: Many<Tag>,
    utmtags: Many<UtmTag>,
    do_not_contact: Option<Many<DoNotContact>>,
    fields: Maybe<Fields>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Reference {
    id: Scalar,
}

/// A user of the installation, as far as a contact names its owner.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct User {
    id: Scalar,
    username: Scalar,
    first_name: Scalar,
    last_name: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tag {
    tag: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct UtmTag {
    id: Scalar,
    utm_source: Scalar,
    utm_medium: Scalar,
    utm_campaign: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DoNotContact {
    reason: Scalar,
    channel: Scalar,
}

/// `core`, `social` and the like hold the same values again, with their definitions.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    all: Maybe<Values>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Values {
    email: Scalar,
    firstname: Scalar,
    lastname: Scalar,
    company: Scalar,
    position: Scalar,
}

impl Row for Contact {
    fn id(&self) -> Option<u64> {
        self.id.id()
    }
}

/// What a lead needs beside its contact.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    /// Base URL of the installation, without a slash at its end.
    pub(super) url: &'a str,
    /// The tag of the target list, where there is one.
    pub(super) target_tag: Option<&'a str>,
    /// What is known of the contact's primary company.
    pub(super) company: Option<&'a CompanyFacts>,
}

/// The lead behind `contact`, and what of it could not be read. `None` for an anonymous visitor.
pub(super) fn lead(
    id: u64,
    contact: &Contact,
    around: Around<'_>,
) -> Option<(LeadRecord, Option<BrokenRecord>)> {
    let mut reading = Reading::of(id.to_string());
    let identified_at = reading.instant("dateIdentified", &contact.date_identified);
    let mut lead = described(contact, &mut reading);
    if lead.email.is_none() && lead.name.is_none() && identified_at.is_none() {
        return None;
    }
    lead.id = ExtId(id.to_string());
    lead.link = Some(format!("{}/s/contacts/view/{id}", around.url));
    lead.target_list = around.target_tag.map(|tag| has_tag(&contact.tags, tag));
    // A visitor who became known later was with us since the first visit.
    lead.first_contact_at = lead
        .created_at
        .filter(|created| identified_at.is_some_and(|known| known > *created));
    if let Some(company) = around.company {
        lead.industry = company.industry.clone();
        lead.employees = company.employees;
        lead.annual_revenue = company.annual_revenue;
    }
    Some((lead, reading.end()))
}

/// What the contact's own fields say.
fn described(contact: &Contact, reading: &mut Reading) -> LeadRecord {
    let nothing = Values::default();
    let fields = contact.fields.0.as_ref();
    let values = fields.and_then(|fields| fields.all.0.as_ref());
    let values = values.unwrap_or(&nothing);
    let stage = contact.stage.0.as_ref();
    let owner = contact.owner.0.as_ref();
    let (channel, channel_detail) = channel(reading, &contact.utmtags);
    LeadRecord {
        created_at: reading.instant("dateAdded", &contact.date_added),
        modified_at: reading.instant("dateModified", &contact.date_modified),
        last_activity_at: reading.instant("lastActive", &contact.last_active),
        stage_raw: stage
            .and_then(|stage| reading.reference("stage", &stage.id))
            .map(|id| id.0),
        score: reading.number("points", &contact.points),
        email: reading.text("email", &values.email),
        name: full_name(reading, &values.firstname, &values.lastname),
        company: reading.text("company", &values.company),
        job_title: reading.text("position", &values.position),
        owner: owner.and_then(|owner| reading.reference("owner", &owner.id)),
        channel,
        channel_detail,
        opted_out: contact.do_not_contact.as_ref().map(opted_out),
        ..LeadRecord::default()
    }
}

/// The owner that a contact names; all that is known of owners where users may not be read.
pub(super) fn owner(contact: &Contact) -> Option<Owner> {
    let user = contact.owner.0.as_ref()?;
    // What is wrong with it was told with its lead.
    let mut reading = Reading::of("");
    let id = reading.reference("owner", &user.id)?;
    let name = full_name(&mut reading, &user.first_name, &user.last_name)
        .or_else(|| reading.text("username", &user.username))?;
    Some(Owner {
        id,
        name,
        email: None,
        active: true,
    })
}

/// First and last name, as far as they are known.
pub(super) fn full_name(reading: &mut Reading, first: &Scalar, last: &Scalar) -> Option<String> {
    match (
        reading.text("first name", first),
        reading.text("last name", last),
    ) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (first, last) => first.or(last),
    }
}

/// The first campaign link that brought the person: source and medium, and its campaign.
fn channel(reading: &mut Reading, tags: &Many<UtmTag>) -> (Option<String>, Option<String>) {
    let Some(first) = tags
        .iter()
        .min_by_key(|tag| tag.id.id().unwrap_or(u64::MAX))
    else {
        return (None, None);
    };
    let source = reading.text("utmSource", &first.utm_source);
    let medium = reading.text("utmMedium", &first.utm_medium);
    let channel = match (source, medium) {
        (Some(source), Some(medium)) => Some(format!("{source} / {medium}")),
        (source, medium) => source.or(medium),
    };
    (channel, reading.text("utmCampaign", &first.utm_campaign))
}

fn opted_out(entries: &Many<DoNotContact>) -> bool {
    entries.iter().any(|entry| {
        entry.channel == Scalar::Text("email".to_owned())
            && entry
                .reason
                .whole()
                .is_some_and(|reason| OPTED_OUT.contains(&reason))
    })
}

fn has_tag(tags: &Many<Tag>, wanted: &str) -> bool {
    let wanted = wanted.trim().to_lowercase();
    tags.iter()
        .any(|tag| matches!(&tag.tag, Scalar::Text(text) if text.trim().to_lowercase() == wanted))
}
