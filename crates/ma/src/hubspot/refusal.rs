//! What HubSpot's refusals mean.
//!
//! Lives here: statuses and error bodies to remedies. Must not live here: requests.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kpi::model::Stream;
use serde_json::Value;

use crate::{
    PullError,
    http::{HttpFault, Quota},
};

/// The variable that holds the token.
pub(super) const TOKEN_SETTING: &str = "HUBSPOT_TOKEN";
/// The variable that holds the base URL.
pub(super) const URL_SETTING: &str = "HUBSPOT_URL";

/// The fault as an error of `stream`. `zone` is the account's, in whose midnight the day's quota ends.
pub(super) fn of(fault: HttpFault, stream: Stream, now: Timestamp, zone: &TimeZone) -> PullError {
    match fault {
        HttpFault::Status {
            status: 401 | 530, ..
        } => denied(),
        HttpFault::Status {
            status: 403, body, ..
        } => {
            let scope = missing_scope(&body).unwrap_or_else(|| scope_of(stream).to_owned());
            PullError::Unavailable { stream, scope }
        }
        HttpFault::Status { status, path, body } if status == 400 || status == 404 => {
            let category = word(&body["category"]).unwrap_or_else(|| "no category".to_owned());
            PullError::Garbled {
                what: format!("{path} was refused with status {status} ({category})"),
            }
        }
        HttpFault::Throttled {
            quota: Quota::Day, ..
        } => PullError::Throttled {
            until: next_midnight(now, zone),
        },
        other => other.into_pull(now),
    }
}

/// The token is not accepted.
pub(super) fn denied() -> PullError {
    PullError::Denied {
        setting: TOKEN_SETTING,
        mend: "HubSpot does not accept this token. Make a service key in HubSpot under Development > Keys > \
               Service keys with the scopes that docs name, and put it there"
            .to_owned(),
    }
}

/// Why the one record that was asked for cannot be had, in words for people, where the fault is about it alone: then
/// the others go on.
pub(super) fn of_one(fault: &HttpFault) -> Option<String> {
    match fault {
        HttpFault::Status { status, .. } if matches!(status, 400 | 404) => {
            Some(format!("HubSpot refuses it with status {status}"))
        }
        HttpFault::TooLarge { .. } => Some("it is larger than can be read".to_owned()),
        _ => None,
    }
}

/// The scope that a stream needs first of all.
pub(super) fn scope_of(stream: Stream) -> &'static str {
    match stream {
        Stream::Stages => "crm.schemas.contacts.read",
        Stream::Owners => "crm.objects.owners.read",
        Stream::Campaigns => "marketing.campaigns.read",
        Stream::Emails => "content",
        Stream::Leads | Stream::StageHistory | Stream::Removals | Stream::Census => {
            "crm.objects.contacts.read"
        }
        Stream::Deals => "crm.objects.deals.read",
        Stream::Engagements | Stream::Forms => "forms",
        Stream::Costs => "marketing.campaigns.read",
        Stream::Automations | Stream::ScenarioRuns => "automation",
        Stream::Segments => "crm.lists.read",
    }
}

/// The scope that the answer itself names.
fn missing_scope(body: &Value) -> Option<String> {
    let contexts = body["errors"]
        .as_array()?
        .iter()
        .map(|error| &error["context"]);
    contexts
        .flat_map(|context| {
            [
                &context["requiredGranularScopes"],
                &context["requiredScopes"],
            ]
        })
        .filter_map(Value::as_array)
        .flatten()
        .find_map(word)
}

/// A value that is one harmless word; nothing else of an answer is ever repeated.
pub(super) fn word(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    (!text.is_empty() && text.len() <= 80 && text.chars().all(harmless)).then(|| text.to_owned())
}

/// When the day ends in that zone, and with it the day's quota.
pub(super) fn next_midnight(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let midnight = now
        .to_zoned_datetime(zone.clone())
        .tomorrow()
        .and_then(|tomorrow| tomorrow.start_of_day());
    midnight.map_or_else(
        |_| now + SignedDuration::from_hours(24),
        |midnight| midnight.timestamp(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-16T09:30:00Z".parse().unwrap()
    }

    fn status(status: u16, body: Value) -> PullError {
        let fault = HttpFault::Status {
            status,
            path: "/crm/x".to_owned(),
            body,
        };
        of(fault, Stream::Owners, now(), &TimeZone::UTC)
    }

    #[test]
    fn the_scope_is_the_one_that_the_answer_names() {
        let body = json!({"category": "MISSING_SCOPES",
            "errors": [{"context": {"requiredGranularScopes": ["crm.objects.owners.read"]}}]});
        let unavailable = |scope: &str| PullError::Unavailable {
            stream: Stream::Owners,
            scope: scope.to_owned(),
        };
        assert_eq!(status(403, body), unavailable("crm.objects.owners.read"));
        assert_eq!(
            status(403, Value::Null),
            unavailable("crm.objects.owners.read")
        );
        let odd = json!({"errors": [{"context": {"requiredScopes": ["see sato@example.jp"]}}]});
        assert_eq!(status(403, odd), unavailable("crm.objects.owners.read"));
    }

    #[test]
    fn nothing_of_a_refusal_but_its_category_is_repeated() {
        let told = status(
            400,
            json!({"category": "VALIDATION_ERROR", "message": "sato@example.jp is odd"}),
        )
        .to_string();
        assert!(
            told.contains("VALIDATION_ERROR") && !told.contains("sato"),
            "{told}"
        );
        assert!(matches!(
            status(530, Value::Null),
            PullError::Denied {
                setting: "HUBSPOT_TOKEN",
                ..
            }
        ));
    }

    #[test]
    fn the_days_quota_comes_back_at_the_accounts_midnight() {
        let day = HttpFault::Throttled {
            after: std::time::Duration::from_secs(10),
            quota: Quota::Day,
        };
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        let until = "2026-11-16T15:00:00Z".parse().unwrap();
        assert_eq!(
            of(day, Stream::Leads, now(), &tokyo),
            PullError::Throttled { until }
        );
    }
}
