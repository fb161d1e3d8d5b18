//! How Mautic says no.
//!
//! Lives here: the bodies of its errors. Must not live here: when it says no.

use serde_json::json;

use crate::tool::{
    Answer,
    json::{Escape, Json},
};

/// A tree as Mautic writes it.
pub(crate) fn php(value: &serde_json::Value) -> Vec<u8> {
    let mut json = Json::new(Escape::Php);
    json.value(value);
    json.finish()
}

/// The shape of refusals that come before a controller: `type` stands last.
fn early(status: u16, message: &str, kind: Option<&str>) -> Answer {
    Answer::json(
        status,
        php(&json!({"errors": [{"message": message, "code": status, "type": kind}]})),
    )
}

/// The shape of refusals by a controller.
fn late(status: u16, message: &str) -> Answer {
    Answer::json(
        status,
        php(&json!({"errors": [{"code": status, "message": message, "details": []}]})),
    )
}

/// 401 without credentials.
pub(crate) fn no_credentials() -> Answer {
    early(401, "API authorization denied.", Some("access_denied"))
}

/// 401 with wrong ones.
pub(crate) fn wrong_credentials() -> Answer {
    early(
        401,
        "Authorization denied, invalid credentials.",
        Some("access_denied"),
    )
}

/// 401 with a token where there are none.
pub(crate) fn wrong_token() -> Answer {
    early(
        401,
        "The access token provided is invalid.",
        Some("invalid_grant"),
    )
}

/// 403 while the API is off.
pub(crate) fn api_off() -> Answer {
    let message =
        "API disabled. You need to enable the API in the API settings of Mautic's Configuration.";
    apostrophe(early(403, message, Some("api_disabled")))
}

/// 403 while basic auth is off.
pub(crate) fn basic_off() -> Answer {
    let message = "Basic Auth disabled. You need to enable HTTP basic auth in the API settings of Mautic's Configuration.";
    apostrophe(early(403, message, Some("access_denied")))
}

/// These two come from a place that escapes apostrophes.
fn apostrophe(mut answer: Answer) -> Answer {
    if let Ok(text) = std::str::from_utf8(&answer.body) {
        answer.body = text.replace('\'', "\\u0027").into_bytes();
    }
    answer
}

/// 403 for want of a permission.
pub(crate) fn forbidden() -> Answer {
    late(403, "You do not have access to the requested area/action.")
}

/// The same from the log tables: inside a 200.
pub(crate) fn forbidden_table() -> Answer {
    table_error(
        "You do not have the view permission to load data from the lead table",
        403,
    )
}

/// An error inside a 200.
pub(crate) fn table_error(message: &str, code: u16) -> Answer {
    Answer::json(
        200,
        php(&json!({"errors": [{"message": message, "code": code}]})),
    )
}

/// 404 of a record.
pub(crate) fn not_found() -> Answer {
    late(404, "Item was not found.")
}

/// 404 of a route.
pub(crate) fn no_route(path: &str) -> Answer {
    early(404, &format!("Requested URL not found: {path}"), None).of_unknown_route()
}

/// 404 of a known route with a word where an id stands.
pub(crate) fn no_such_path(path: &str) -> Answer {
    early(404, &format!("Requested URL not found: {path}"), None)
}

/// 429.
pub(crate) fn throttled(limit: u32) -> Answer {
    let body = format!(
        "{{ \"errors\": [ {{ \"code\": 429, \"message\": \"You exceeded the rate limit of {limit} API calls per hour.\", \
         \"details\": [] }} ]}}"
    );
    Answer::json(429, body)
}

/// 500, which never tells the cause.
pub(crate) fn broke() -> Answer {
    let message = "Looks like I encountered an error (error #500). If I do it again, please report me to the system \
                   administrator!";
    early(500, message, None)
}
