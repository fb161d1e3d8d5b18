//! Marketing assets: emails with their counters, campaigns, forms.
//!
//! Lives here: endpoints 8 to 11 and 13. Must not live here: what a single contact did.

use serde_json::{Value, json};

use super::{
    account::page,
    objects::Moment,
    records::{FIRST_EMAIL, Sending},
    refusal,
};
use crate::{
    tool::{
        Answer,
        dates::{day, iso},
        query,
    },
    world::{
        cast::{Email, FORMS, NEWSLETTER},
        hours::{DAY, day_of, start_of},
    },
};

/// Ids of workflows begin here.
const FIRST_FLOW: u64 = 3301;

/// When forms and campaigns were made.
const LONG_AGO: i64 = 1_580_515_200_000;

/// Counters over some sendings. Opens and clicks are unique people.
fn counters<'a>(sendings: impl Iterator<Item = &'a Sending>) -> Value {
    let (mut sent, mut bounced, mut opened, mut clicked, mut unsubscribed) =
        (0_i64, 0_i64, 0_i64, 0_i64, 0_i64);
    let mut replied = 0_i64;
    for sending in sendings {
        sent += 1;
        bounced += i64::from(sending.bounced);
        opened += i64::from(sending.opened);
        clicked += i64::from(sending.clicked);
        unsubscribed += i64::from(sending.unsubscribed);
        replied += i64::from(sending.replied);
    }
    let delivered = sent - bounced;
    let percent = |part: i64, whole: i64| {
        if whole == 0 {
            0.0
        } else {
            part as f64 * 100.0 / whole as f64
        }
    };
    json!({
        "counters": {
            "sent": sent,
            "open": opened,
            "delivered": delivered,
            "bounce": bounced,
            "unsubscribed": unsubscribed,
            "click": clicked,
            "reply": replied,
            "dropped": 0,
            "selected": sent,
            "spamreport": 0,
            "suppressed": 0,
            "hardbounced": bounced,
            "softbounced": 0,
            "pending": 0,
            "contactslost": bounced + unsubscribed,
            "notsent": 0,
        },
        "deviceBreakdown": {},
        "qualifierStats": {},
        "ratios": {
            "clickratio": percent(clicked, delivered),
            "clickthroughratio": percent(clicked, opened),
            "deliveredratio": percent(delivered, sent),
            "openratio": percent(opened, delivered),
            "unsubscribedratio": percent(unsubscribed, delivered),
            "spamreportratio": 0.0,
            "bounceratio": percent(bounced, sent),
        },
    })
}

/// Emails that exist at the moment.
fn emails(moment: Moment<'_>) -> impl Iterator<Item = (usize, &Email)> {
    moment
        .world
        .cast
        .emails
        .iter()
        .enumerate()
        .filter(move |(_, email)| email.made_at <= moment.now)
}

fn sendings(moment: Moment<'_>, email: usize) -> &[Sending] {
    moment.view.sendings.get(email).map_or(&[], Vec::as_slice)
}

/// Endpoint 8.
pub(crate) fn email_list(moment: Moment<'_>, query_text: &str) -> Answer {
    let pairs = query::pairs(query_text);
    let with_stats = query::value(&pairs, "includeStats") == Some("true");
    let instant = |name: &str| match query::value(&pairs, name) {
        None => Ok(None),
        Some(text) => read_instant(text)
            .map(Some)
            .ok_or_else(|| refusal::invalid(&format!("{name} is no instant"))),
    };
    let (updated, published) = match (instant("updatedAfter"), instant("publishedAfter")) {
        (Ok(updated), Ok(published)) => (updated, published),
        (Err(refusal), _) | (_, Err(refusal)) => return refusal,
    };
    if query::value(&pairs, "archived") == Some("true") {
        return page(Vec::new(), query_text, true);
    }
    let rows = emails(moment).filter(|(_, email)| {
        let live = email.sent_at.unwrap_or(email.made_at);
        let changed = if live <= moment.now {
            live
        } else {
            email.made_at
        };
        updated.is_none_or(|since| changed > since)
            && published.is_none_or(|since| live <= moment.now && live > since)
    });
    let rows = rows.map(|(index, email)| {
        (
            FIRST_EMAIL + index as u64,
            describe(moment, index, email, with_stats),
        )
    });
    page(rows.collect(), query_text, true)
}

fn describe(moment: Moment<'_>, index: usize, email: &Email, with_stats: bool) -> Value {
    let live = email.sent_at.unwrap_or(email.made_at);
    let out = live <= moment.now;
    let campaign = usize::from(email.campaign);
    let mut row = json!({
        "id": (FIRST_EMAIL + index as u64).to_string(),
        "name": email.name,
        "subject": email.subject,
        "state": match (email.sent_at, out) {
            (None, _) => "AUTOMATED",
            (Some(_), true) => "PUBLISHED",
            (Some(_), false) => "SCHEDULED",
        },
        "type": if email.sent_at.is_some() { "BATCH_EMAIL" } else { "AUTOMATED_EMAIL" },
        "isPublished": out,
        "isTransactional": false,
        "archived": false,
        "language": "ja",
        "createdAt": iso(email.made_at),
        "updatedAt": iso(if out { live } else { email.made_at }),
        "campaign": campaign_id(campaign),
        "campaignName": moment.world.cast.campaigns[campaign].name,
        "primaryEmailCampaignId": (8800 + index).to_string(),
        "allEmailCampaignIds": [(8800 + index).to_string()],
        "workflowNames": [],
    });
    if out {
        row["publishDate"] = json!(iso(live));
        row["publishedAt"] = json!(iso(live));
    }
    if with_stats {
        row["stats"] = counters(sendings(moment, index).iter());
    }
    row
}

/// Endpoint 9: counters over the mails sent in the span.
pub(crate) fn statistics(moment: Moment<'_>, query_text: &str) -> Answer {
    let (span, ids) = match span(query_text) {
        Ok(found) => found,
        Err(refusal) => return refusal,
    };
    let chosen: Vec<usize> = emails(moment)
        .map(|(index, _)| index)
        .filter(|index| ids.is_empty() || ids.contains(&(FIRST_EMAIL + *index as u64)))
        .collect();
    let within = |index: usize| {
        sendings(moment, index)
            .iter()
            .filter(|sending| span.contains(&sending.at))
    };
    let sent: Vec<usize> = chosen
        .into_iter()
        .filter(|index| within(*index).next().is_some())
        .collect();
    let mut by_campaign = serde_json::Map::new();
    for index in &sent {
        by_campaign.insert((8800 + index).to_string(), counters(within(*index)));
    }
    let body = json!({
        "aggregate": counters(sent.iter().flat_map(|index| within(*index))),
        "emails": sent.iter().map(|index| FIRST_EMAIL + *index as u64).collect::<Vec<_>>(),
        "campaignAggregations": by_campaign,
    });
    Answer::json(200, body.to_string())
}

/// Endpoint 10: the same by day.
pub(crate) fn histogram(moment: Moment<'_>, query_text: &str) -> Answer {
    let (span, ids) = match span(query_text) {
        Ok(found) => found,
        Err(refusal) => return refusal,
    };
    let pairs = query::pairs(query_text);
    let days = match query::value(&pairs, "interval") {
        Some("DAY") => 1,
        Some("WEEK") => 7,
        Some("MONTH") => 30,
        _ => return refusal::invalid("interval must be DAY, WEEK or MONTH"),
    };
    let chosen: Vec<&Sending> = emails(moment)
        .filter(|(index, _)| ids.is_empty() || ids.contains(&(FIRST_EMAIL + *index as u64)))
        .flat_map(|(index, _)| sendings(moment, index))
        .filter(|sending| span.contains(&sending.at))
        .collect();
    let mut rows = Vec::new();
    let mut start = start_of(day_of(span.start));
    while start < span.end.min(moment.now + 1) {
        let end = start + days * DAY;
        let within = chosen
            .iter()
            .copied()
            .filter(|sending| (start..end).contains(&sending.at));
        rows.push(json!({"interval": {"start": iso(start), "end": iso(end)}, "aggregations": counters(within)}));
        start = end;
    }
    Answer::json(
        200,
        json!({"total": rows.len(), "results": rows}).to_string(),
    )
}

fn span(query_text: &str) -> Result<(std::ops::Range<i64>, Vec<u64>), Answer> {
    let pairs = query::pairs(query_text);
    let instant = |name: &str| {
        let text = query::value(&pairs, name)
            .ok_or_else(|| refusal::invalid(&format!("{name} is required")))?;
        read_instant(text).ok_or_else(|| refusal::invalid(&format!("{name} is no instant")))
    };
    let ids = pairs
        .iter()
        .filter(|(name, _)| name == "emailIds")
        .filter_map(|(_, id)| id.parse().ok())
        .collect();
    Ok((instant("startTimestamp")?..instant("endTimestamp")?, ids))
}

fn read_instant(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>()
        .ok()
        .map(jiff::Timestamp::as_millisecond)
}

/// Endpoint 11.
pub(crate) fn forms(query_text: &str) -> Answer {
    let rows = FORMS.iter().enumerate().map(|(index, form)| {
        let row = json!({
            "id": form_id(index),
            "name": form.name,
            "formType": "hubspot",
            "createdAt": iso(LONG_AGO),
            "updatedAt": iso(LONG_AGO),
            "archived": false,
            "fieldGroups": [],
            "configuration": {"language": "ja"},
        });
        (index as u64 + 1, row)
    });
    page(rows.collect(), query_text, false)
}

fn form_id(index: usize) -> String {
    format!("0000000{index}-1111-4222-8333-444444444444")
}

/// Endpoint 12: newest first, under the address that was typed in.
pub(crate) fn submissions(moment: Moment<'_>, form: &str, query_text: &str) -> Answer {
    let Some(index) = (0..FORMS.len()).find(|index| form_id(*index) == form) else {
        return refusal::not_found("no such form");
    };
    let pairs = query::pairs(query_text);
    let number = |name: &str, usual: usize| {
        query::value(&pairs, name).map_or(Some(usual), |text| text.parse().ok())
    };
    let limit = number("limit", 20).filter(|limit| (1..=50).contains(limit));
    let (Some(limit), Some(after)) = (limit, number("after", 0)) else {
        return refusal::invalid("limit must be a number from 1 to 50.");
    };
    let all = moment
        .view
        .submissions
        .get(index)
        .map_or(&[][..], Vec::as_slice);
    let shown = all.iter().enumerate().rev().skip(after).take(limit);
    let rows: Vec<Value> = shown
        .map(|(number, (at, lead))| {
            json!({
                "conversionId": format!("{index}-{number}"),
                "submittedAt": at,
                "pageUrl": format!("https://www.example.jp/{}", FORMS[index].alias),
                "values": [{
                    "name": "email",
                    "value": moment.world.email_of(*lead),
                    "objectTypeId": "0-1",
                }],
            })
        })
        .collect();
    let mut page = json!({"results": rows});
    if after + limit < all.len() {
        page["paging"] = json!({"next": {"after": (after + limit).to_string()}});
    }
    Answer::json(200, page.to_string())
}

/// Endpoint 16.
pub(crate) fn totals(moment: Moment<'_>, campaign: &str) -> Answer {
    let campaigns = &moment.world.cast.campaigns;
    let Some(index) = (0..campaigns.len()).find(|index| campaign_id(*index) == campaign) else {
        return refusal::not_found("no such campaign");
    };
    let campaign = &campaigns[index];
    let spent = campaign.spent(moment.now);
    let budget = campaign.monthly_cost * 12;
    let body = json!({
        "budgetItems": [],
        "spendItems": [],
        "budgetTotal": budget,
        "spendTotal": spent,
        "remainingBudget": budget - spent,
        "currencyCode": "JPY",
    });
    Answer::json(200, body.to_string())
}

fn campaign_id(index: usize) -> String {
    format!("c000000{index}-aaaa-4bbb-8ccc-dddddddddddd")
}

/// Endpoint 13.
pub(crate) fn campaigns(moment: Moment<'_>, query_text: &str) -> Answer {
    let pairs = query::pairs(query_text);
    let asked: Vec<String> = pairs
        .iter()
        .filter(|(name, _)| name == "properties")
        .flat_map(|(_, value)| value.split(',').map(str::to_owned))
        .collect();
    let rows = moment
        .world
        .cast
        .campaigns
        .iter()
        .enumerate()
        .map(|(index, campaign)| {
            let mut properties = serde_json::Map::new();
            for name in &asked {
                let value = match name.as_str() {
                    "hs_name" => json!(campaign.name),
                    "hs_campaign_status" => json!(if campaign.active {
                        "in_progress"
                    } else {
                        "completed"
                    }),
                    "hs_start_date" => json!(day(campaign.starts)),
                    "hs_end_date" => campaign.ends.map_or(Value::Null, |ends| json!(day(ends))),
                    "hs_notes" => json!(campaign.description),
                    _ => continue,
                };
                properties.insert(name.clone(), value);
            }
            let row = json!({
                "id": campaign_id(index),
                "createdAt": iso(LONG_AGO),
                "updatedAt": iso(LONG_AGO),
                "properties": properties,
            });
            (index as u64 + 1, row)
        });
    page(rows.collect(), query_text, true)
}

/// Endpoint 18: the workflows behind the campaigns that send mail lead by lead.
pub(crate) fn flows(moment: Moment<'_>, query_text: &str) -> Answer {
    let campaigns = moment.world.cast.campaigns.iter().enumerate();
    let rows = campaigns
        .filter(|(index, _)| *index != usize::from(NEWSLETTER))
        .map(|(index, campaign)| {
            let row = json!({
                "id": (FIRST_FLOW + index as u64).to_string(),
                "name": campaign.name,
                "isEnabled": campaign.active,
                "flowType": "WORKFLOW",
                "objectTypeId": "0-1",
                "revisionId": "3",
                "createdAt": iso(LONG_AGO),
                "updatedAt": iso(LONG_AGO),
            });
            (FIRST_FLOW + index as u64, row)
        });
    page(rows.collect(), query_text, false)
}
