//! Refusals in HubSpot's own words, and settings that cannot work.

use kpi::model::Stream;
use ma::PullError;
use serde_json::json;

use super::account::{Account, Reply, TOKEN, settings};
use crate::{
    logs,
    rounds::{later, now, round},
};

#[tokio::test]
async fn a_missing_scope_closes_its_stream_alone() {
    let running = Account::of_leads(3).start().await;
    running.twist(|asked| {
        let body = json!({"status": "error", "category": "MISSING_SCOPES",
            "errors": [{"context": {"requiredGranularScopes": ["crm.objects.owners.read"]}}]});
        asked
            .path
            .contains("/owners/")
            .then(|| Reply::json(403, &body))
    });
    let connector = running.connector();
    for stream in Stream::ALL {
        let outcome = round(connector.as_ref(), stream, None, now()).await;
        if stream == Stream::Owners {
            let scope = "crm.objects.owners.read".to_owned();
            assert_eq!(
                outcome.unwrap_err(),
                PullError::Unavailable { stream, scope }
            );
        } else {
            outcome.unwrap();
        }
    }
}

#[tokio::test]
async fn a_token_that_the_proxy_refuses_with_530_is_denied_at_once() {
    let running = Account::of_leads(3).start().await;
    running.twist(|_| {
        Some(Reply {
            status: 530,
            headers: Vec::new(),
            body: b"error code: 1016".to_vec(),
        })
    });
    let error = running
        .connector()
        .pull(Stream::Leads, None, now())
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            PullError::Denied {
                setting: "HUBSPOT_TOKEN",
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(running.asked().len(), 1);
}

#[tokio::test]
async fn a_429_without_a_hint_is_waited_out() {
    let running = Account::of_leads(3).start().await;
    let mut refusals = 2;
    running.twist(move |_| {
        let body = json!({"status": "error", "errorType": "RATE_LIMIT", "policyName": "TEN_SECONDLY_ROLLING"});
        (refusals > 0).then(|| {
            refusals -= 1;
            Reply::json(429, &body)
        })
    });
    let round = round(running.connector().as_ref(), Stream::Stages, None, now())
        .await
        .unwrap();
    assert_eq!((round.records.len(), running.asked().len()), (1, 3));
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let running = Account::of_leads(3).start().await;
    let mut refused = false;
    running.twist(move |_| {
        (!std::mem::replace(&mut refused, true)).then(|| Reply {
            headers: vec![("retry-after", "1".to_owned())],
            ..Reply::refused(429, "RATE_LIMITS")
        })
    });
    round(running.connector().as_ref(), Stream::Stages, None, now())
        .await
        .unwrap();
    let asked = running.asked();
    let waited = asked[1].at - asked[0].at;
    assert!(waited.as_millis() >= 1_000, "{waited:?}");
}

#[tokio::test]
async fn the_days_quota_stops_every_stream_until_the_accounts_midnight() {
    let running = Account::of_leads(3).start().await;
    let connector = running.connector();
    round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    running.twist(|_| {
        Some(Reply::json(
            429,
            &json!({"status": "error", "policyName": "DAILY"}),
        ))
    });
    running.asked();
    // Midnight in Tokyo.
    let until = "2026-11-23T15:00:00Z".parse().unwrap();
    for stream in [Stream::Stages, Stream::Owners, Stream::Removals] {
        let error = connector.pull(stream, None, now()).await.unwrap_err();
        assert_eq!(error, PullError::Throttled { until }, "{stream:?}");
    }
    assert_eq!(
        running.asked().len(),
        1,
        "nobody knocks again at a closed door"
    );
    running.change(|account| account.twist = None);
    connector
        .pull(Stream::Stages, None, later(59))
        .await
        .unwrap_err();
    connector
        .pull(Stream::Stages, None, later(181))
        .await
        .unwrap();
}

#[tokio::test]
async fn nobody_asks_into_the_last_of_the_days_quota() {
    let running = Account::of_leads(3).start().await;
    let connector = running.connector();
    let stages = json!({"options": []});
    let mut left = 11;
    running.twist(move |asked| {
        left -= 1;
        asked.path.contains("/properties/").then(|| Reply {
            headers: vec![("x-hubspot-ratelimit-daily-remaining", left.to_string())],
            ..Reply::json(200, &stages)
        })
    });
    connector.pull(Stream::Stages, None, now()).await.unwrap();
    connector.pull(Stream::Stages, None, now()).await.unwrap();
    running.asked();
    // Midnight where the account is: nobody has asked where that is.
    let until = "2026-11-24T00:00:00Z".parse().unwrap();
    for minutes in [0, 61, 600] {
        let error = connector
            .pull(Stream::Leads, None, later(minutes))
            .await
            .unwrap_err();
        assert_eq!(error, PullError::Throttled { until });
    }
    assert_eq!(running.asked().len(), 0);
    running.change(|account| account.twist = None);
    connector
        .pull(Stream::Stages, None, later(12 * 60))
        .await
        .unwrap();
}

#[tokio::test]
async fn locked_moving_and_failing_accounts_are_asked_again() {
    for status in [423, 477, 500, 502, 503, 504] {
        let running = Account::of_leads(3).start().await;
        let mut refusals = 2;
        running.twist(move |_| {
            (refusals > 0).then(|| {
                refusals -= 1;
                Reply::refused(status, "LOCKED")
            })
        });
        round(running.connector().as_ref(), Stream::Stages, None, now())
            .await
            .unwrap();
        assert_eq!(running.asked().len(), 3, "{status}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let running = Account::of_leads(3).start().await;
    let elsewhere = running.url.clone();
    running.twist(move |asked| {
        let headers = vec![("location", format!("{elsewhere}/trap"))];
        assert_ne!(asked.path, "/trap");
        Some(Reply {
            status: 302,
            headers,
            body: Vec::new(),
        })
    });
    let error = running
        .connector()
        .pull(Stream::Stages, None, now())
        .await
        .unwrap_err();
    assert!(
        matches!(&error, PullError::Garbled { what } if what.contains("redirect")),
        "{error:?}"
    );
}

#[test]
fn settings_that_cannot_work_are_refused_before_anything_is_sent() {
    for (url, token, wrong) in [
        ("api.hubapi.com", TOKEN, "HUBSPOT_URL"),
        ("ftp://api.hubapi.com", TOKEN, "HUBSPOT_URL"),
        ("https://me:pw@api.hubapi.com", TOKEN, "HUBSPOT_URL"),
        ("https://api.hubapi.com", "  ", "HUBSPOT_TOKEN"),
        ("https://api.hubapi.com", "two\nlines", "HUBSPOT_TOKEN"),
    ] {
        let error = ma::hubspot(ma::HubspotSettings::new(url, token.into())).unwrap_err();
        assert!(
            matches!(error, PullError::Denied { setting, .. } if setting == wrong),
            "{url}: {error}"
        );
        assert!(!error.to_string().contains("pw"), "{error}");
    }
}

#[tokio::test]
async fn the_token_stands_nowhere() {
    logs::listen();
    let running = Account::of_leads(3).start().await;
    let settings = settings(&running.url);
    let told = format!("{settings:?} {:?}", ma::hubspot(settings.clone()).unwrap());
    assert!(!told.contains(TOKEN), "{told}");
    round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert!(!logs::so_far().contains(TOKEN));
}
