//! What every connector must hold, on a Mautic that misbehaves.

use std::collections::HashSet;

use kpi::model::{Capability, Stream};
use ma::PullError;
use serde_json::json;

use super::{
    pulled::{identity, later, now, pull_round},
    server::{PASSWORD, Reply, Server},
    world::World,
};

/// Streams that ask this Mautic for anything.
const STREAMS: [Stream; 9] = [
    Stream::Stages,
    Stream::Owners,
    Stream::Campaigns,
    Stream::Emails,
    Stream::Leads,
    Stream::StageHistory,
    Stream::Removals,
    Stream::Census,
    Stream::Engagements,
];

/// A world whose lists and logs are longer than a page.
fn large() -> World {
    let mut world = World::default();
    for id in 1..=1_234 {
        world.contact(id * 3, "2026-11-01 09:00:00", None);
    }
    for id in 1..=5_001 {
        world.stage_change(id, id % 1_000 + 1, id % 5 + 1, "2026-11-01 09:00:00");
    }
    for id in 1..=2_500_u64 {
        world.row(
            "page_hits",
            json!({"id": id.to_string(), "lead_id": "3", "date_hit": "2026-11-01 09:00:00"}),
        );
    }
    world
}

#[tokio::test]
async fn paging_ends_and_every_record_comes_once() {
    let running = large().start().await;
    let connector = running.server.connector();
    for (stream, expected, batches) in [
        (Stream::Leads, 1_234, 3),
        (Stream::StageHistory, 5_001, 2),
        (Stream::Census, 1_235, 1),
        (Stream::Engagements, 2_500, 2),
    ] {
        let pulled = pull_round(connector.as_ref(), stream, None, now())
            .await
            .unwrap();
        let all: Vec<String> = pulled.records.iter().flat_map(identity).collect();
        let unique: HashSet<&String> = all.iter().collect();
        assert_eq!(
            (all.len(), unique.len()),
            (expected, expected),
            "{stream:?}"
        );
        assert_eq!(pulled.batches, batches, "{stream:?}");
        assert_eq!(pulled.complete_to, Some(now()), "{stream:?}");
    }
}

#[tokio::test]
async fn a_second_round_brings_nothing_new_and_costs_little() {
    let running = large().start().await;
    let connector = running.server.connector();
    let mut cursors = Vec::new();
    for stream in STREAMS {
        cursors.push(
            pull_round(connector.as_ref(), stream, None, now())
                .await
                .unwrap()
                .cursor,
        );
    }
    let before = running.server.asked().len();
    for (stream, cursor) in STREAMS.into_iter().zip(&cursors) {
        let again = pull_round(connector.as_ref(), stream, cursor.as_ref(), later(10))
            .await
            .unwrap();
        assert!(
            again.records.is_empty(),
            "{stream:?}: {:?}",
            again.records.first()
        );
        assert!(again.complete_to.is_some(), "{stream:?}");
    }
    let asked = running.server.asked().len() - before;
    assert!(asked <= 14, "{asked} requests for a round without news");
}

#[tokio::test]
async fn a_cursor_goes_on_where_it_stood_also_in_another_connector() {
    let running = large().start().await;
    let first = running
        .server
        .connector()
        .pull(Stream::Leads, None, now())
        .await
        .unwrap();
    assert!(first.more && first.complete_to.is_none());
    let rest = pull_round(
        running.server.connector().as_ref(),
        Stream::Leads,
        first.cursor.as_ref(),
        later(1),
    )
    .await
    .unwrap();
    assert_eq!(first.records.len() + rest.records.len(), 1_234);
    assert_eq!(
        rest.complete_to,
        Some(now()),
        "the round began before it was broken off"
    );
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_before_anything_is_sent() {
    let secret = |text: &str| text.to_owned().into();
    for (url, user, password, wrong) in [
        ("mautic.example.com", "reader", "x", "MAUTIC_URL"),
        ("ftp://mautic.example.com", "reader", "x", "MAUTIC_URL"),
        (
            "https://reader:x@mautic.example.com",
            "reader",
            "x",
            "MAUTIC_URL",
        ),
        (
            "https://mautic.example.com",
            " ",
            "x",
            "MAUTIC_USER / MAUTIC_PASSWORD",
        ),
        (
            "https://mautic.example.com",
            "reader",
            "",
            "MAUTIC_USER / MAUTIC_PASSWORD",
        ),
        (
            "https://mautic.example.com",
            "rea:der",
            "x",
            "MAUTIC_USER / MAUTIC_PASSWORD",
        ),
    ] {
        let error = ma::mautic(ma::MauticSettings::new(url, user, secret(password))).unwrap_err();
        assert!(
            matches!(error, PullError::Denied { setting, .. } if setting == wrong),
            "{url} {user}: {error}"
        );
    }
}

/// Whether an error is the right one.
type Right = fn(&PullError) -> bool;

#[tokio::test]
async fn bad_answers_are_the_right_errors_and_tell_no_secret() {
    let html = |status| {
        Reply::status(
            status,
            "<html><body>Site is offline for maintenance</body></html>",
        )
        .with_header("content-type", "text/html")
    };
    let moved =
        Reply::status(301, "").with_header("location", "http://127.0.0.1:1/api/contacts?secret=1");
    let echo = format!(
        r#"{{"errors":[{{"code":418,"message":"{PASSWORD} Basic cmVhZGVyOmNvcnJlY3Q="}}]}}"#
    );
    let cases: [(&str, Reply, Right); 11] = [
        ("html instead of json", html(200), |error| {
            matches!(error, PullError::Garbled { .. })
        }),
        ("html 500", html(500), |error| {
            matches!(error, PullError::Unreachable { .. })
        }),
        ("html 503", html(503), |error| {
            matches!(error, PullError::Unreachable { .. })
        }),
        (
            "half a body",
            Reply::json(r#"{"total":"2","contacts":{"1":{"id":1,"#),
            |error| matches!(error, PullError::Garbled { .. }),
        ),
        ("no list", Reply::json(r#"{"total":"2"}"#), |error| {
            matches!(error, PullError::Garbled { .. })
        }),
        ("no object", Reply::json("[]"), |error| {
            matches!(error, PullError::Garbled { .. })
        }),
        ("empty", Reply::json(""), |error| {
            matches!(error, PullError::Garbled { .. })
        }),
        ("an echo", Reply::json(echo), |error| {
            matches!(error, PullError::Garbled { .. })
        }),
        ("a redirect", moved, |error| {
            matches!(
                error,
                PullError::Denied {
                    setting: "MAUTIC_URL",
                    ..
                }
            )
        }),
        ("no api", html(404), |error| {
            matches!(
                error,
                PullError::Denied {
                    setting: "MAUTIC_URL",
                    ..
                }
            )
        }),
        ("silence", Reply::Silence, |error| {
            matches!(error, PullError::Unreachable { .. })
        }),
    ];
    for (what, reply, right) in cases {
        let server = Server::start(move |_| reply.clone()).await;
        let mut settings = server.settings();
        if what == "silence" {
            settings.timeout = std::time::Duration::from_millis(100);
        }
        let connector = ma::mautic(settings).unwrap();
        let error = connector
            .pull(Stream::Leads, None, now())
            .await
            .unwrap_err();
        assert!(right(&error), "{what}: {error:?}");
        for words in [
            error.to_string(),
            format!("{error:?}"),
            format!("{connector:?}"),
        ] {
            assert!(
                !words.contains(PASSWORD)
                    && !words.contains("cmVhZGVy")
                    && !words.contains("secret=1"),
                "{what}: {words}"
            );
        }
        assert!(
            server.asked().len() <= 3,
            "{what}: {} tries",
            server.asked().len()
        );
    }
}

#[tokio::test]
async fn a_server_that_repeats_a_page_is_found_out() {
    let server = Server::start(|asked| {
        let rows: Vec<_> = (1..=asked.get("limit").unwrap().parse::<u64>().unwrap())
            .map(|id| json!({"id": id}))
            .collect();
        let list = if asked.path == "/api/contacts" {
            "contacts"
        } else {
            "stats"
        };
        Reply::json(json!({"total": "9", list: rows}).to_string())
    })
    .await;
    let connector = server.connector();
    for stream in [Stream::StageHistory, Stream::Census] {
        let error = pull_round(connector.as_ref(), stream, None, now())
            .await
            .unwrap_err();
        assert!(
            matches!(error, PullError::Garbled { .. }),
            "{stream:?}: {error}"
        );
    }
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_not_asked_further() {
    let until = later(30);
    let reset = until.as_second().to_string();
    let server = Server::start(move |_| {
        Reply::json(r#"{"total":0,"stages":[]}"#)
            .with_header("x-ratelimit-limit", "3")
            .with_header("x-ratelimit-remaining", "0")
            .with_header("x-ratelimit-reset", &reset)
    })
    .await;
    let connector = server.connector();
    pull_round(connector.as_ref(), Stream::Stages, None, now())
        .await
        .unwrap();
    let error = connector
        .pull(Stream::Stages, None, later(1))
        .await
        .unwrap_err();
    assert_eq!(error, PullError::Throttled { until });
    assert_eq!(
        server.asked().len(),
        1,
        "the next request would have been a 429 of our own doing"
    );
    assert!(
        connector
            .pull(Stream::Stages, None, later(31))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn questions_go_to_the_api_with_basic_auth_and_without_a_slash_at_the_end() {
    let running = large().start().await;
    let mut settings = running.server.settings();
    settings.url.push('/');
    let connector = ma::mautic(settings).unwrap();
    for stream in STREAMS {
        pull_round(connector.as_ref(), stream, None, now())
            .await
            .unwrap();
    }
    for asked in running.server.asked() {
        assert!(
            asked.path.starts_with("/api/") && !asked.path.ends_with('/'),
            "{}",
            asked.path
        );
        assert!(
            asked
                .authorization
                .as_deref()
                .is_some_and(|header| header.starts_with("Basic "))
        );
        assert!(
            asked.get("limit").is_some_and(|limit| limit != "0"),
            "no limit is all contacts: {}",
            asked.path
        );
    }
    assert!(
        connector
            .pull(Stream::Deals, None, now())
            .await
            .unwrap()
            .records
            .is_empty()
    );
    assert_eq!(connector.capabilities().of(Stream::Deals), Capability::None);
}
