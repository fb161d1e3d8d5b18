//! The table of contact properties: a name, and how its value is read.
//!
//! Lives here: what each property says. Must not live here: history, paging.

use std::borrow::Cow;

use super::{
    contacts::{Card, Text},
    records::{FIRST_COMPANY, FIRST_OWNER},
};
use crate::{
    tool::dates::iso,
    world::{
        Inner,
        cast::{CHANNELS, FORMS, stage},
        event::NONE,
        names::CITIES,
    },
};

/// Reads one property; `None` is null.
pub(crate) type Reading = for<'a> fn(&Card<'a>) -> Text<'a>;

/// How the property of that name is read; `None` where the table does not know it.
pub(crate) fn reading(name: &str) -> Option<Reading> {
    let found = PROPERTIES
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok()?;
    Some(PROPERTIES[found].1)
}

fn owned<'a>(text: impl ToString) -> Text<'a> {
    Some(Cow::Owned(text.to_string()))
}

fn date<'a>(at: Option<i64>) -> Text<'a> {
    at.map(|at| Cow::Owned(iso(at)))
}

fn counted<'a>(count: u32) -> Text<'a> {
    if count == 0 { None } else { owned(count) }
}

fn flag<'a>(is: bool) -> Text<'a> {
    Some(Cow::Borrowed(if is { "true" } else { "false" }))
}

/// What sales made of a contact in that stage.
pub(crate) fn status(of: u16) -> &'static str {
    match of {
        stage::SUBSCRIBER | stage::LEAD => "NEW",
        stage::MQL => "OPEN",
        stage::SQL => "IN_PROGRESS",
        stage::OPPORTUNITY => "OPEN_DEAL",
        stage::CUSTOMER | stage::EVANGELIST => "CONNECTED",
        stage::RECYCLED => "BAD_TIMING",
        _ => "UNQUALIFIED",
    }
}

/// Names of the properties in the table.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    PROPERTIES.iter().map(|(name, _)| *name)
}

/// What is shown where nobody says what they want.
pub(crate) const DEFAULTS: [&str; 6] = [
    "createdate",
    "email",
    "firstname",
    "hs_object_id",
    "lastmodifieddate",
    "lastname",
];

/// Sorted by name.
const PROPERTIES: [(&str, Reading); 56] = [
    ("annualrevenue", |card| {
        card.company()?.revenue.and_then(owned)
    }),
    ("associatedcompanyid", |card| {
        card.company()?;
        owned(FIRST_COMPANY + u64::from(card.lead().company))
    }),
    ("city", |card| {
        Some(Cow::Borrowed(
            CITIES[usize::from(card.lead().city) % CITIES.len()],
        ))
    }),
    ("company", |card| Some(Cow::Borrowed(&card.company()?.name))),
    ("country", |_| Some(Cow::Borrowed("Japan"))),
    ("createdate", |card| date(Some(card.contact.created))),
    ("email", |card| {
        card.world.email_of(card.contact.lead).map(Cow::Owned)
    }),
    ("fax", |_| None),
    ("first_conversion_date", |card| {
        date(card.contact.counts.first_form.map(|(at, _)| at))
    }),
    ("first_conversion_event_name", |card| {
        conversion(card.contact.counts.first_form)
    }),
    ("firstname", |card| {
        Some(Cow::Borrowed(card.world.name_of(card.lead()).1))
    }),
    ("hs_additional_emails", |card| {
        let also = card.contact.also.iter();
        let also: Vec<String> = also.filter_map(|lead| card.world.email_of(*lead)).collect();
        if also.is_empty() {
            None
        } else {
            owned(also.join(";"))
        }
    }),
    ("hs_analytics_first_timestamp", |card| {
        date(Some(card.contact.created))
    }),
    ("hs_analytics_last_visit_timestamp", |card| {
        date(card.contact.counts.last_viewed)
    }),
    ("hs_analytics_num_page_views", |card| {
        owned(card.contact.counts.views)
    }),
    ("hs_analytics_num_visits", |card| {
        owned(card.contact.counts.views.div_ceil(2))
    }),
    ("hs_analytics_source", |card| {
        Some(Cow::Borrowed(channel(card).1))
    }),
    ("hs_analytics_source_data_1", |card| {
        Some(Cow::Borrowed(channel(card).2))
    }),
    ("hs_analytics_source_data_2", |card| {
        Some(Cow::Borrowed(channel(card).3))
    }),
    ("hs_calculated_phone_number", |_| None),
    ("hs_email_bounce", |card| {
        counted(card.contact.counts.bounced)
    }),
    ("hs_email_click", |card| {
        counted(card.contact.counts.clicked)
    }),
    ("hs_email_delivered", |card| {
        counted(
            card.contact.counts.sent - card.contact.counts.bounced.min(card.contact.counts.sent),
        )
    }),
    ("hs_email_domain", |card| {
        let email = card.world.email_of(card.contact.lead)?;
        owned(email.rsplit_once('@')?.1)
    }),
    ("hs_email_hard_bounce_reason_enum", |card| {
        (card.contact.counts.bounced > 0).then_some(Cow::Borrowed("UNKNOWN_USER"))
    }),
    ("hs_email_last_click_date", |card| {
        date(card.contact.counts.last_clicked)
    }),
    ("hs_email_last_open_date", |card| {
        date(card.contact.counts.last_opened)
    }),
    ("hs_email_last_reply_date", |card| {
        date(card.contact.counts.last_replied)
    }),
    ("hs_email_last_send_date", |card| {
        date(card.contact.counts.last_sent)
    }),
    ("hs_email_open", |card| counted(card.contact.counts.opened)),
    ("hs_email_optout", |card| {
        if card.contact.opted_out {
            flag(true)
        } else {
            None
        }
    }),
    ("hs_email_replied", |_| None),
    ("hs_email_sends_since_last_engagement", |card| {
        counted(card.contact.counts.sent - card.contact.counts.opened.min(card.contact.counts.sent))
    }),
    ("hs_last_sales_activity_timestamp", |_| None),
    ("hs_latest_source", |card| {
        Some(Cow::Borrowed(channel(card).1))
    }),
    ("hs_lead_status", |card| {
        (card.contact.stage != NONE).then(|| Cow::Borrowed(status(card.contact.stage)))
    }),
    ("hs_marketable_status", |card| flag(!card.contact.opted_out)),
    ("hs_merged_object_ids", |card| {
        let ids: Vec<String> = card.contact.merged_ids.iter().map(u64::to_string).collect();
        if ids.is_empty() {
            None
        } else {
            owned(ids.join(";"))
        }
    }),
    ("hs_object_id", |card| owned(card.contact.id)),
    ("hs_persona", |_| None),
    ("hs_sales_email_last_replied", |_| None),
    ("hubspot_owner_id", |card| match card.contact.owner {
        NONE => None,
        owner => owned(FIRST_OWNER + u64::from(owner)),
    }),
    ("hubspotscore", |_| None),
    ("industry", |card| {
        Some(Cow::Borrowed(&card.company()?.industry))
    }),
    ("jobtitle", |card| {
        Some(Cow::Borrowed(Inner::title_of(card.lead())))
    }),
    ("lastmodifieddate", |card| date(Some(card.contact.modified))),
    ("lastname", |card| {
        Some(Cow::Borrowed(card.world.name_of(card.lead()).0))
    }),
    ("lifecyclestage", |card| match card.stage() {
        Some(stage) => Some(Cow::Borrowed(&stage.hubspot)),
        None if card.contact.cleared => Some(Cow::Borrowed("")),
        None => None,
    }),
    ("mobilephone", |_| None),
    ("notes_last_contacted", |_| None),
    ("num_conversion_events", |card| {
        counted(card.contact.counts.forms)
    }),
    ("numemployees", |card| {
        card.company()?
            .employees
            .map(|people| Cow::Borrowed(bracket(people)))
    }),
    ("phone", |card| {
        owned(format_args!("03-0000-{:04}", card.contact.lead % 10_000))
    }),
    ("recent_conversion_date", |card| {
        date(card.contact.counts.last_form.map(|(at, _)| at))
    }),
    ("recent_conversion_event_name", |card| {
        conversion(card.contact.counts.last_form)
    }),
    ("website", |card| {
        owned(format_args!("https://{}/", card.company()?.domain))
    }),
];

fn channel(card: &Card<'_>) -> (&'static str, &'static str, &'static str, &'static str) {
    CHANNELS[usize::from(card.lead().channel) % CHANNELS.len()]
}

fn conversion<'a>(form: Option<(i64, u16)>) -> Text<'a> {
    Some(Cow::Borrowed(
        FORMS[usize::from(form?.1) % FORMS.len()].name,
    ))
}

/// The bracket of HubSpot's list for contacts.
fn bracket(people: u32) -> &'static str {
    match people {
        0..5 => "1-5",
        5..25 => "5-25",
        25..50 => "25-50",
        50..100 => "50-100",
        100..500 => "100-500",
        500..1000 => "500-1000",
        _ => "1000+",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_it_can_be_searched() {
        assert!(PROPERTIES.is_sorted_by_key(|(name, _)| *name));
        assert!(
            DEFAULTS
                .iter()
                .all(|name| names().any(|known| known == *name))
        );
    }
}
