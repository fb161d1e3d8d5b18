//! What belongs to the account: owners, pipelines, properties, links between records, details.
//!
//! Lives here: endpoints 4 to 7 and 22. Must not live here: records, marketing.

use serde_json::{Value, json};

use super::{
    contact_table, contacts,
    objects::{Kind, Moment},
    pages::{cursor, read_cursor, read_inputs},
    records::{FIRST_CONTACT, FIRST_DEAL, FIRST_OWNER},
    refusal, sales,
};
use crate::{
    tool::{Answer, dates::iso, query},
    world::cast::{PIPELINE, stage},
};

/// When the people and assets of the account were made; long before any lead.
const LONG_AGO: i64 = 1_580_515_200_000;

/// A page of a list that is short enough to be made whole.
pub(crate) fn page(rows: Vec<(u64, Value)>, query_text: &str, with_total: bool) -> Answer {
    let pairs = query::pairs(query_text);
    let limit = match query::value(&pairs, "limit").map(str::parse::<usize>) {
        None => 100,
        Some(Ok(limit)) if (1..=500).contains(&limit) => limit,
        Some(_) => return refusal::invalid("limit must be a number from 1 to 500."),
    };
    let after = match query::value(&pairs, "after").map(read_cursor) {
        None => 0,
        Some(Some(after)) => after,
        Some(None) => return refusal::invalid("The after parameter is not a valid paging cursor."),
    };
    let total = rows.len();
    let mut rest = rows.into_iter().filter(|(id, _)| *id > after);
    let shown: Vec<(u64, Value)> = rest.by_ref().take(limit).collect();
    let more = rest.next().is_some();
    let mut page = json!({});
    if with_total {
        page["total"] = json!(total);
    }
    if let (Some((last, _)), true) = (shown.last(), more) {
        page["paging"] =
            json!({"next": {"after": cursor(*last), "link": format!("?after={}", cursor(*last))}});
    }
    page["results"] = shown.into_iter().map(|(_, row)| row).collect();
    Answer::json(200, page.to_string())
}

/// Endpoint 4.
pub(crate) fn owners(moment: Moment<'_>, query_text: &str) -> Answer {
    let pairs = query::pairs(query_text);
    let archived = query::value(&pairs, "archived") == Some("true");
    let email = query::value(&pairs, "email");
    let rows = moment
        .world
        .cast
        .sellers
        .iter()
        .enumerate()
        .filter(|(_, seller)| seller.active != archived);
    let rows = rows.map(|(index, seller)| {
        let id = FIRST_OWNER + index as u64;
        let row = json!({
            "id": id.to_string(),
            "email": format!("{}@example.jp", seller.login),
            "type": "PERSON",
            "firstName": seller.given,
            "lastName": seller.family,
            "userId": 40_000 + index,
            "userIdIncludingInactive": 40_000 + index,
            "createdAt": iso(LONG_AGO),
            "updatedAt": iso(LONG_AGO),
            "archived": archived,
            "teams": [{"id": "1", "name": "インサイドセールス", "primary": true}],
        });
        (id, row)
    });
    let rows = rows
        .filter(|(_, row)| email.is_none_or(|email| row["email"] == email))
        .collect();
    page(rows, query_text, false)
}

/// Endpoint 5.
pub(crate) fn pipelines() -> Answer {
    let stages: Vec<Value> = PIPELINE
        .iter()
        .enumerate()
        .map(|(order, (id, label, probability))| {
            json!({
                "id": id,
                "label": label,
                "displayOrder": order,
                "metadata": {
                    "isClosed": (*id == "closedwon" || *id == "closedlost").to_string(),
                    "probability": format!("{probability:.1}"),
                },
                "createdAt": iso(LONG_AGO),
                "updatedAt": iso(LONG_AGO),
                "archived": false,
            })
        })
        .collect();
    let body = json!({"results": [{
        "id": "default",
        "label": "新規営業",
        "displayOrder": 0,
        "stages": stages,
        "createdAt": iso(LONG_AGO),
        "updatedAt": iso(LONG_AGO),
        "archived": false,
    }]});
    Answer::json(200, body.to_string())
}

/// Endpoint 6, for any property that the account knows.
pub(crate) fn property(moment: Moment<'_>, kind: Kind, name: &str) -> Answer {
    match describe(moment, kind, name) {
        Some(property) => Answer::json(200, property.to_string()),
        None => refusal::not_found(&format!("Property '{name}' does not exist")),
    }
}

/// All properties of a kind.
pub(crate) fn properties(moment: Moment<'_>, kind: Kind) -> Answer {
    let mut names: Vec<&str> = match kind {
        Kind::Contacts => contact_table::names().collect(),
        Kind::Companies => sales::COMPANY.to_vec(),
        Kind::Deals => sales::DEAL.to_vec(),
    };
    if kind == Kind::Contacts {
        names.push(&moment.options.score_property);
    }
    let rows: Vec<Value> = names
        .iter()
        .filter_map(|name| describe(moment, kind, name))
        .collect();
    Answer::json(200, json!({"results": rows}).to_string())
}

fn describe(moment: Moment<'_>, kind: Kind, name: &str) -> Option<Value> {
    let known = match kind {
        Kind::Contacts => contacts::property(moment.world, moment.options, name).is_some(),
        Kind::Companies => sales::COMPANY.contains(&name),
        Kind::Deals => sales::DEAL.contains(&name),
    };
    let is_score = kind == Kind::Contacts && name == moment.options.score_property;
    let options = if (kind, name) == (Kind::Contacts, "lifecyclestage") {
        lifecycle(moment)
    } else {
        Vec::new()
    };
    known.then(|| {
        json!({
            "updatedAt": iso(LONG_AGO),
            "createdAt": iso(LONG_AGO),
            "name": name,
            "label": if name == "lifecyclestage" { "Lifecycle Stage" } else { name },
            "type": if !options.is_empty() { "enumeration" } else if is_score { "number" } else { "string" },
            "fieldType": if !options.is_empty() { "radio" } else if is_score { "number" } else { "text" },
            "description": "",
            "groupName": "contactinformation",
            "options": options,
            "displayOrder": -1,
            "calculated": is_score,
            "externalOptions": false,
            "hasUniqueValue": false,
            "hidden": false,
            "hubspotDefined": !is_score,
            "modificationMetadata": {"archivable": false, "readOnlyDefinition": true, "readOnlyValue": false},
            "formField": true,
        })
    })
}

/// The stages, in HubSpot's order: custom ones come last.
fn lifecycle(moment: Moment<'_>) -> Vec<Value> {
    let stages = moment.world.cast.stages.iter().enumerate();
    stages
        .map(|(index, known)| {
            let order = match index as u16 {
                stage::RECYCLED => 7,
                other => i64::from(other),
            };
            json!({
                "label": known.hubspot_label,
                "value": known.hubspot,
                "description": "",
                "displayOrder": order,
                "hidden": false,
            })
        })
        .collect()
}

/// Endpoint 7: contacts of deals.
pub(crate) fn deal_contacts(moment: Moment<'_>, body: &[u8]) -> Answer {
    let Ok(body @ Value::Object(_)) = serde_json::from_slice(body) else {
        return refusal::invalid("Invalid input JSON");
    };
    let ids = match read_inputs(&body, 1000) {
        Ok(ids) => ids,
        Err(refusal) => return *refusal,
    };
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for id in ids {
        match deal_of(moment, id) {
            None => errors.push(no_such_deal(id)),
            Some(index) => results.extend(link(moment, id, index)),
        }
    }
    let at = iso(moment.now);
    let mut answer =
        json!({"status": "COMPLETE", "results": results, "startedAt": at, "completedAt": at});
    if errors.is_empty() {
        return Answer::json(200, answer.to_string());
    }
    answer["numErrors"] = json!(errors.len());
    answer["errors"] = Value::Array(errors);
    Answer::json(207, answer.to_string())
}

fn deal_of(moment: Moment<'_>, id: &str) -> Option<usize> {
    let index = usize::try_from(id.parse::<u64>().ok()?.checked_sub(FIRST_DEAL)?).ok()?;
    moment.view.deals.get(index)?.is_some().then_some(index)
}

/// A link goes with the contact's archiving.
fn link(moment: Moment<'_>, id: &str, index: usize) -> Option<Value> {
    let lead = u64::from(moment.world.deals[index].lead) + FIRST_CONTACT;
    let contact = moment
        .view
        .resolve(lead)
        .filter(|contact| contact.archived_at.is_none())?;
    Some(json!({
        "from": {"id": id},
        "to": [{
            "toObjectId": contact.id.to_string(),
            "associationTypes": [{"category": "HUBSPOT_DEFINED", "typeId": 3, "label": null}],
        }],
    }))
}

fn no_such_deal(id: &str) -> Value {
    json!({
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": format!("No contact is associated with deal {id}."),
        "context": {"fromObjectId": [id], "fromObjectType": ["deal"], "toObjectType": ["contact"]},
    })
}

/// Endpoint 22.
pub(crate) fn details(moment: Moment<'_>) -> Answer {
    let body = json!({
        "portalId": 24_000_001,
        "accountType": "STANDARD",
        "timeZone": moment.options.zone,
        "companyCurrency": "JPY",
        "additionalCurrencies": [],
        "utcOffset": "+09:00",
        "utcOffsetMilliseconds": 32_400_000,
        "uiDomain": "app.hubspot.com",
        "dataHostingLocation": "na1",
    });
    Answer::json(200, body.to_string())
}
