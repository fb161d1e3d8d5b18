//! Objects page by page, and by id.
//!
//! Lives here: endpoints 1 and 3. Must not live here: how a record is written, search.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{
    objects::{Kind, Moment, Record, Wish},
    records::FIRST_CONTACT,
    refusal,
};
use crate::tool::{
    Answer,
    dates::iso,
    json::{Escape, Json},
    query,
};

/// The names in all parameters of that name, separated by commas.
fn names(pairs: &[(String, String)], name: &str) -> Vec<String> {
    pairs
        .iter()
        .filter(|(known, _)| known == name)
        .flat_map(|(_, value)| value.split(','))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Endpoint 1.
pub(crate) fn list(moment: Moment<'_>, kind: Kind, query_text: &str) -> Answer {
    let pairs = query::pairs(query_text);
    let history = names(&pairs, "propertiesWithHistory");
    let most = if history.is_empty() { 100 } else { 50 };
    let limit = match query::value(&pairs, "limit").map(str::parse::<usize>) {
        None => 10,
        Some(Ok(limit)) if (1..=most).contains(&limit) => limit,
        Some(_) => return refusal::invalid(&format!("limit must be a number from 1 to {most}.")),
    };
    let after = match query::value(&pairs, "after").map(read_cursor) {
        None => 0,
        Some(Some(after)) => after,
        Some(None) => {
            return refusal::invalid("The after parameter is not a valid paging cursor.");
        }
    };
    let links = names(&pairs, "associations")
        .iter()
        .any(|name| name == "contacts");
    let wish = moment.wish(kind, names(&pairs, "properties"), history, links);
    let records: Box<dyn Iterator<Item = Record<'_>>> = match query::value(&pairs, "archived") {
        Some("true") if kind == Kind::Contacts => Box::new(moment.archived(after)),
        Some("true") if kind == Kind::Deals => Box::new(moment.archived_deals(after)),
        Some("true") => Box::new(std::iter::empty()),
        _ => moment.after(kind, after),
    };
    page(moment, records, limit, &wish)
}

fn page<'a>(
    moment: Moment<'a>,
    mut records: Box<dyn Iterator<Item = Record<'a>> + 'a>,
    limit: usize,
    wish: &Wish,
) -> Answer {
    let mut json = Json::new(Escape::Plain);
    json.open().key("results").open_list();
    let mut last = None;
    for record in records.by_ref().take(limit) {
        moment.write(&mut json, record, wish);
        last = Some(moment.id(record));
    }
    json.close_list();
    if let (Some(last), true) = (last, records.next().is_some()) {
        write_next(&mut json, &cursor(last));
    }
    json.close();
    Answer::json(200, json.finish())
}

/// `paging`, which stands only where there is a next page.
pub(crate) fn write_next(json: &mut Json, after: &str) {
    json.key("paging").open().key("next").open();
    json.key("after")
        .str(after)
        .key("link")
        .str(&format!("?after={after}"));
    json.close().close();
}

/// Opaque to whoever asks.
pub(crate) fn cursor(last: u64) -> String {
    STANDARD.encode(format!("id:{last}"))
}

/// The id in a cursor.
pub(crate) fn read_cursor(text: &str) -> Option<u64> {
    let plain = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    plain.strip_prefix("id:")?.parse().ok()
}

/// The ids of a batch, no more than `most` of them.
pub(crate) fn read_inputs(body: &Value, most: usize) -> Result<Vec<&str>, Box<Answer>> {
    let refuse = |message: &str| Box::new(refusal::invalid(message));
    let inputs = body.get("inputs").and_then(Value::as_array);
    let inputs = inputs.ok_or_else(|| refuse("Invalid input JSON: inputs must be a list"))?;
    if inputs.len() > most {
        return Err(refuse(&format!(
            "The maximum number of inputs supported in a batch request for property histories is \
             {most}. Received {}",
            inputs.len()
        )));
    }
    let id = |input: &'_ Value| input.get("id").and_then(Value::as_str).is_some();
    if !inputs.iter().all(id) {
        return Err(refuse(
            "Invalid input JSON: every input needs an id as text",
        ));
    }
    Ok(inputs
        .iter()
        .filter_map(|input| input["id"].as_str())
        .collect())
}

/// Endpoint 3.
pub(crate) fn batch_read(moment: Moment<'_>, kind: Kind, body: &[u8]) -> Answer {
    let Ok(body @ Value::Object(_)) = serde_json::from_slice(body) else {
        return refusal::invalid("Invalid input JSON");
    };
    let names = |name: &str| -> Vec<String> {
        let list = body
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let history = names("propertiesWithHistory");
    let inputs = match read_inputs(&body, if history.is_empty() { 100 } else { 50 }) {
        Ok(inputs) => inputs,
        Err(refusal) => return *refusal,
    };
    let wish = moment.wish(kind, names("properties"), history, false);
    let by_address = kind == Kind::Contacts && body["idProperty"] == "email";
    let find = |id: &str| {
        let number = if by_address {
            u64::from(moment.world.lead_of_email(id)?) + FIRST_CONTACT
        } else {
            id.parse().ok()?
        };
        moment.find(kind, number)
    };
    let mut json = Json::new(Escape::Plain);
    let (mut missing, mut shown) = (Vec::new(), Vec::new());
    json.open()
        .key("status")
        .str("COMPLETE")
        .key("results")
        .open_list();
    for id in inputs {
        match find(id) {
            Some(record) if !shown.contains(&moment.id(record)) => {
                shown.push(moment.id(record));
                moment.write(&mut json, record, &wish);
            }
            Some(_) => {}
            None => missing.push(id),
        }
    }
    json.close_list();
    let at = iso(moment.now);
    json.key("startedAt").str(&at).key("completedAt").str(&at);
    if !missing.is_empty() {
        write_missing(&mut json, &missing);
    }
    json.close();
    Answer::json(if missing.is_empty() { 200 } else { 207 }, json.finish())
}

/// What stands beside the results where some ids have none.
fn write_missing(json: &mut Json, ids: &[&str]) {
    let message =
        "Could not get some objects, they may be deleted or not exist. Check that ids are valid.";
    json.key("numErrors")
        .raw(1)
        .key("errors")
        .open_list()
        .open();
    json.key("status")
        .str("error")
        .key("category")
        .str("OBJECT_NOT_FOUND")
        .key("message")
        .str(message);
    json.key("context").open().key("ids").open_list();
    for id in ids {
        json.str(id);
    }
    json.close_list().close().close().close_list();
}
