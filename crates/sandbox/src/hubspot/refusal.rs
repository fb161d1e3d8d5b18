//! How HubSpot says no.
//!
//! Lives here: the bodies of its errors. Must not live here: when it says no.

use serde_json::{Value, json};

use crate::tool::{Answer, faults::Quota};

/// Every error carries one; here always the same.
const CORRELATION: &str = "0194f2c1-7d6e-7aa0-9f4b-000000000000";

fn body(category: &str, message: &str, more: Value) -> String {
    let mut body = json!({
        "status": "error",
        "message": message,
        "correlationId": CORRELATION,
        "category": category,
    });
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    body.to_string()
}

/// 400.
pub(crate) fn invalid(message: &str) -> Answer {
    Answer::json(400, body("VALIDATION_ERROR", message, json!({})))
}

/// 401.
pub(crate) fn denied() -> Answer {
    let message = "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find \
                   more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview";
    Answer::json(401, body("INVALID_AUTHENTICATION", message, json!({})))
}

/// What stands before HubSpot answers a token that cannot be one.
pub(crate) fn malformed_token() -> Answer {
    Answer::html(
        530,
        "<!DOCTYPE html><html><head><title>Error 1016</title></head><body>error code: 1016</body></html>",
    )
}

/// 403 for want of a scope.
pub(crate) fn missing_scope(scope: &str) -> Answer {
    let message = "This app hasn't been granted all required scopes to make this call. Read more about required scopes \
                   here: https://developers.hubspot.com/scopes.";
    let more = json!({
        "errors": [{
            "message": "One or more of the following scopes are required.",
            "context": {"requiredGranularScopes": [scope]},
        }],
        "links": {"scopes": "https://developers.hubspot.com/scopes"},
    });
    Answer::json(403, body("MISSING_SCOPES", message, more))
}

/// 404 of a record.
pub(crate) fn not_found(message: &str) -> Answer {
    Answer::json(404, body("OBJECT_NOT_FOUND", message, json!({})))
}

/// 404 of a route.
pub(crate) fn no_route() -> Answer {
    Answer::html(404, "<html><head><title>Error 404 Not Found</title></head><body>Resource not found</body></html>")
        .of_unknown_route()
}

/// 429.
pub(crate) fn throttled(quota: Quota) -> Answer {
    let (policy, message) = match quota {
        Quota::Rolling => (
            "TEN_SECONDLY_ROLLING",
            "You have reached your ten_secondly_rolling limit.",
        ),
        Quota::Secondly => ("SECONDLY", "You have reached your secondly limit."),
        Quota::Daily => ("DAILY", "You have reached your daily limit."),
    };
    let body = json!({
        "status": "error",
        "message": message,
        "errorType": "RATE_LIMIT",
        "correlationId": CORRELATION,
        "policyName": policy,
        "requestId": CORRELATION,
        "category": "RATE_LIMITS",
    });
    Answer::json(429, body.to_string())
}

/// 500.
pub(crate) fn broke() -> Answer {
    Answer::json(500, body("INTERNAL_ERROR", "internal error", json!({})))
}
