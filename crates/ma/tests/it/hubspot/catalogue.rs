//! Stages, owners, campaigns, emails, and what is declared.

use kpi::model::{Capability, EmailCohorts, EmailCounters, Record, Stream, Tool};
use serde_json::json;

use super::account::Account;
use crate::rounds::{later, now, round};

#[tokio::test]
async fn stages_come_with_labels_in_order_also_custom_ones() {
    let mut account = Account::of_leads(0);
    account.stages = vec![
        json!({"value": "lead", "label": "リード", "displayOrder": 1}),
        json!({"value": "123456789", "label": "デモ済み", "displayOrder": -1}),
        json!({"label": "nameless"}),
    ];
    let running = account.start().await;
    let round = round(running.connector().as_ref(), Stream::Stages, None, now())
        .await
        .unwrap();
    let stages: Vec<_> = round
        .records
        .iter()
        .filter_map(|record| {
            if let Record::ToolStage(stage) = record {
                Some(stage)
            } else {
                None
            }
        })
        .map(|stage| (stage.raw.as_str(), stage.label.as_str(), stage.position))
        .collect();
    assert_eq!(
        stages,
        [("lead", "リード", 1), ("123456789", "デモ済み", 1)]
    );
    assert_eq!(round.broken.len(), 1);
}

#[tokio::test]
async fn owners_come_with_those_who_left_and_never_show_an_address() {
    let mut account = Account::of_leads(0);
    account.owners = vec![
        json!({"id": "1", "firstName": "太郎", "lastName": "佐藤", "email": "sato@example.jp"}),
        json!({"id": 2, "firstName": null, "lastName": "", "email": "left@example.jp", "archived": true}),
    ];
    let running = account.start().await;
    let round = round(running.connector().as_ref(), Stream::Owners, None, now())
        .await
        .unwrap();
    let owners: Vec<_> = round
        .records
        .iter()
        .filter_map(|record| {
            if let Record::Owner(owner) = record {
                Some(owner)
            } else {
                None
            }
        })
        .map(|owner| (owner.id.as_str(), owner.name.as_str(), owner.active))
        .collect();
    assert_eq!(owners, [("1", "佐藤 太郎", true), ("2", "#2", false)]);
}

#[tokio::test]
async fn emails_bring_counters_and_young_ones_without_are_asked_for() {
    let mut account = Account::of_leads(0);
    account.emails = vec![
        json!({"id": "1", "name": "April", "subject": "新製品", "publishDate": "2026-04-01T00:00:00Z",
            "stats": {"counters": {"sent": 10, "delivered": 9, "open": 4, "click": 1, "bounce": 1, "unsubscribed": 0}}}),
        json!({"id": "2", "name": "November", "publishDate": "2026-11-20T00:00:00Z"}),
        json!({"id": "3", "name": "Old and silent", "publishDate": "2026-01-20T00:00:00Z"}),
        json!({"id": "4", "name": "Draft", "publishDate": null}),
    ];
    let running = account.start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Emails, None, now())
        .await
        .unwrap();
    let counters: Vec<EmailCounters> = first
        .records
        .iter()
        .filter_map(|record| {
            if let Record::Email(email) = record {
                Some(email.counters)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(
        (
            counters[0].sent,
            counters[0].opened,
            counters[0].unsubscribed
        ),
        (Some(10), Some(4), Some(0))
    );
    assert_eq!(
        (counters[1].sent, counters[1].clicked),
        (Some(200), None),
        "not counted is not zero"
    );
    assert_eq!(counters[2..], [EmailCounters::default(); 2]);
    assert_eq!(running.asked().len(), 2);
    let soon = round(
        connector.as_ref(),
        Stream::Emails,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    assert_eq!(
        (soon.records.len(), running.asked().len()),
        (0, 0),
        "once an hour is enough"
    );
    let hour = round(
        connector.as_ref(),
        Stream::Emails,
        soon.cursor.as_ref(),
        later(60),
    )
    .await
    .unwrap();
    assert_eq!(hour.records.len(), 4, "none of which has moved");
}

#[tokio::test]
async fn mails_are_told_by_when_they_went_out() {
    let mut account = Account::of_leads(0);
    account.emails = vec![
        json!({"id": "1", "type": "BATCH_EMAIL", "publishDate": "2026-04-01T00:00:00Z", "campaign": "c-1",
            "stats": {"counters": {"sent": 10, "delivered": 9, "open": 4, "reply": 2}}}),
        json!({"id": "2", "type": "AUTOMATED_EMAIL", "publishDate": "2026-11-12T03:00:00Z",
            "stats": {"counters": {"sent": 7}}}),
        json!({"id": "3", "type": "BATCH_EMAIL", "publishDate": "2027-04-01T00:00:00Z",
            "stats": {"counters": {"sent": 0}}}),
    ];
    let running = account.start().await;
    let connector = running.connector();
    let cohorts = |records: &[Record]| -> Vec<EmailCohorts> {
        let told = records.iter().filter_map(|record| match record {
            Record::EmailCohorts(told) => Some(told.clone()),
            _ => None,
        });
        told.collect()
    };
    let first = round(connector.as_ref(), Stream::Emails, None, now())
        .await
        .unwrap();
    let told = cohorts(&first.records);
    assert_eq!(told.len(), 2, "what has not gone out is in no cohort");
    let once = &told[0].cohorts[0];
    assert_eq!((told[0].from, told[0].cohorts.len()), (None, 1));
    assert_eq!(
        (once.sent_at.to_string().as_str(), once.until),
        ("2026-04-01T00:00:00Z", None)
    );
    assert_eq!(
        (once.counters.sent, once.counters.replied),
        (Some(10), Some(2))
    );
    // Days are the account's, in Tokyo; those on which nothing went out are left out.
    assert_eq!((told[1].from, told[1].email.as_str()), (None, "2"));
    let day = &told[1].cohorts[0];
    assert_eq!(day.sent_at.to_string(), "2026-11-12T15:00:00Z");
    assert_eq!(day.until.unwrap().to_string(), "2026-11-13T15:00:00Z");
    let month = later(60 * 24 * 60);
    let again = round(
        connector.as_ref(),
        Stream::Emails,
        first.cursor.as_ref(),
        month,
    )
    .await
    .unwrap();
    assert_eq!(cohorts(&again.records), [], "the sums have not moved");
    // Later only what may still move is asked for, from the beginning of a day on, and only where the sums
    // have moved.
    running.change(|account| {
        account.emails[0]["stats"]["counters"]["open"] = json!(5);
        account.emails[1]["stats"]["counters"]["sent"] = json!(8);
    });
    let again = round(
        connector.as_ref(),
        Stream::Emails,
        again.cursor.as_ref(),
        month + jiff::SignedDuration::from_hours(2),
    )
    .await
    .unwrap();
    let told = cohorts(&again.records);
    let from = told[1].from.unwrap();
    assert_eq!(from.to_string().get(10..), Some("T15:00:00Z"));
    assert!(told[1].cohorts.iter().all(|cohort| cohort.sent_at >= from));
}

#[tokio::test]
async fn capabilities_are_honest_and_the_probe_names_the_account() {
    let running = Account::of_leads(3).start().await;
    let connector = running.connector();
    assert_eq!(connector.tool(), Tool::Hubspot);
    assert_eq!(
        connector.capabilities().of(Stream::Engagements),
        Capability::None
    );
    assert_eq!(
        connector.capabilities().of(Stream::Leads),
        Capability::Native
    );
    let account = connector.probe().await.unwrap();
    assert_eq!(
        (account.name.as_deref(), account.zone.as_deref()),
        (Some("HubSpot 4711"), Some("Asia/Tokyo"))
    );
    assert_eq!(running.asked().len(), 1);
}

#[tokio::test]
async fn a_poll_without_news_costs_a_handful_of_requests() {
    let running = Account::of_leads(400).start().await;
    let connector = running.connector();
    let mut cursors = Vec::new();
    for stream in Stream::ALL {
        cursors.push(
            round(connector.as_ref(), stream, None, now())
                .await
                .unwrap()
                .cursor,
        );
    }
    running.asked();
    for (stream, cursor) in Stream::ALL.into_iter().zip(&cursors) {
        round(connector.as_ref(), stream, cursor.as_ref(), later(5))
            .await
            .unwrap();
    }
    let asked = running.asked();
    assert!(asked.len() <= 7, "{} requests", asked.len());
}

#[tokio::test]
async fn workflows_are_automations_and_who_went_through_them_is_not_told() {
    let mut account = Account::of_leads(0);
    account.flows = vec![
        json!({"id": "1", "name": "Follow-up", "isEnabled": true, "createdAt": "2026-04-01T00:00:00Z"}),
        json!({"id": 2, "name": "", "isEnabled": false}),
    ];
    let running = account.start().await;
    let connector = running.connector();
    let told = round(connector.as_ref(), Stream::Automations, None, now())
        .await
        .unwrap();
    let flows: Vec<_> = told
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Automation(flow) => Some((flow.name.as_str(), flow.active)),
            _ => None,
        })
        .collect();
    assert_eq!(flows, [("Follow-up", true), ("#2", false)]);
    assert!(
        matches!(told.records.last(), Some(Record::AutomationsListed { began }) if *began == now())
    );
    running.change(|account| account.flows.push(json!({"name": "nameless"})));
    let told = round(
        connector.as_ref(),
        Stream::Automations,
        told.cursor.as_ref(),
        later(61),
    )
    .await
    .unwrap();
    assert_eq!(told.broken.len(), 1);
    assert!(
        !told
            .records
            .iter()
            .any(|record| matches!(record, Record::AutomationsListed { .. })),
        "nothing is gone that may only be unreadable"
    );
    assert_eq!(
        connector.capabilities().of(Stream::ScenarioRuns),
        Capability::None
    );
}
