//! Faults on order.

use std::time::Duration;

use sandbox::{
    tool::{Broken, Fault, Quota},
    world::{NewLead, World},
};
use serde_json::Value;

use crate::hubspot::{at, open};

const CONTACTS: &str = "/crm/objects/2026-09/contacts?limit=2&properties=firstname";

fn four() -> World {
    let world = World::empty();
    for _ in 0..4 {
        world.add_lead(NewLead::default(), at("2026-10-01T00:00:00Z"));
    }
    world
}

#[tokio::test]
async fn faults_come_as_often_as_ordered_and_only_where_ordered() {
    let (hubspot, _, client) = open(&four(), |_| {}).await;
    hubspot
        .faults()
        .next_on("/crm/objects", 2, Fault::ServerError);
    assert_eq!(client.get("/crm/owners/2026-09").await.status, 200);
    assert_eq!(hubspot.faults().left(), 2);
    assert_eq!(client.get(CONTACTS).await.status, 500);
    assert_eq!(client.get(CONTACTS).await.status, 500);
    assert_eq!(client.get(CONTACTS).await.status, 200);
    let throttled = Fault::Throttled {
        quota: Quota::Daily,
        retry_after: Some(7),
    };
    for (fault, status) in [
        (Fault::Maintenance, 503),
        (Fault::LoginPage, 200),
        (Fault::Denied, 401),
        (Fault::Forbidden, 403),
        (Fault::NotFound, 404),
        (throttled, 429),
    ] {
        hubspot.faults().next(1, fault);
        assert_eq!(client.get(CONTACTS).await.status, status, "{fault:?}");
    }
    assert_eq!(hubspot.log().with_status(500), 2);
}

#[tokio::test]
async fn answers_break_off_or_never_come() {
    let (hubspot, _, client) = open(&four(), |_| {}).await;
    let whole = client.get(CONTACTS).await;
    hubspot.faults().next(1, Fault::Truncated);
    let half = client.get(CONTACTS).await;
    assert_eq!(
        (half.promised(), half.body.len()),
        (whole.body.len(), whole.body.len() / 2)
    );
    hubspot.faults().next(1, Fault::Dropped);
    assert_eq!(client.get(CONTACTS).await.status, 0);
    hubspot.faults().next(1, Fault::CutShort);
    let short = client.get(CONTACTS).await;
    assert_eq!(short.promised(), short.body.len());
    assert!(serde_json::from_slice::<Value>(&short.body).is_err());
    hubspot.faults().next(1, Fault::Garbage);
    assert!(serde_json::from_slice::<Value>(&client.get(CONTACTS).await.body).is_err());
    hubspot.faults().next(1, Fault::Hang);
    let waiting = tokio::time::timeout(Duration::from_millis(50), client.get(CONTACTS)).await;
    assert!(waiting.is_err());
}

#[tokio::test]
async fn the_same_page_comes_for_ever() {
    let (hubspot, _, client) = open(&four(), |_| {}).await;
    hubspot
        .faults()
        .always_on("/crm/objects", Fault::SameAnswer);
    let first = client.get(CONTACTS).await.json();
    let after = first["paging"]["next"]["after"].as_str().expect("more");
    assert_eq!(
        client
            .get(&format!("{CONTACTS}&after={after}"))
            .await
            .json(),
        first
    );
    hubspot.faults().clear();
    assert_ne!(
        client
            .get(&format!("{CONTACTS}&after={after}"))
            .await
            .json(),
        first
    );
}

#[tokio::test]
async fn one_record_of_a_page_is_broken_and_the_others_are_not() {
    let (hubspot, _, client) = open(&four(), |_| {}).await;
    let broken = async |how: Broken| {
        hubspot.faults().next(1, Fault::Record(how));
        client.get(CONTACTS).await
    };
    let page = broken(Broken::BadDate).await.json();
    assert_eq!(page["results"][0]["createdAt"], "not a date");
    assert_eq!(page["results"][1]["createdAt"], "2026-10-01T00:00:00.000Z");
    let page = broken(Broken::YearOne).await.json();
    assert_eq!(
        page["results"][0]["properties"]["createdate"],
        "0001-01-01T00:00:00Z"
    );
    let page = broken(Broken::NullId).await.json();
    assert_eq!(page["results"][0]["id"], Value::Null);
    assert!(page["results"][1]["id"].is_string());
    assert!(std::str::from_utf8(&broken(Broken::InvalidUtf8).await.body).is_err());
    assert!(broken(Broken::HugeField).await.body.len() > 10 << 20);
    assert!(broken(Broken::NotAnObject).await.json()["results"][0].is_number());
}
