//! Deletions: from the bin, and without a trace.

use kpi::model::{ExtId, Record, Removed, Stream};
use serde_json::json;

use super::account::{Account, LONG_AGO, Reply};
use crate::rounds::{Round, later, now, round};

fn removed(round: &Round) -> Vec<Removed> {
    let removal = |record: &Record| {
        if let Record::Removed(removed) = record {
            Some(removed.clone())
        } else {
            None
        }
    };
    round.records.iter().filter_map(removal).collect()
}

#[tokio::test]
async fn the_bin_brings_history_and_deletion_but_nobodys_name() {
    let mut account = Account::of_leads(3);
    account.contacts.get_mut(&7).unwrap()["properties"]["firstname"] = json!("花子");
    account.delete(7, "2026-11-20T00:00:00.000Z");
    let running = account.start().await;
    let round = round(running.connector().as_ref(), Stream::Removals, None, now())
        .await
        .unwrap();
    let lead = round.leads()[0];
    assert_eq!(
        (lead.id.as_str(), &lead.email, &lead.name, &lead.company),
        ("7", &None, &None, &None)
    );
    assert_eq!(round.history("7").unwrap().entries.len(), 1);
    assert_eq!(
        removed(&round),
        [Removed {
            lead: ExtId::from("7"),
            at: "2026-11-20T00:00:00Z".parse().unwrap()
        }]
    );
    assert!(matches!(round.records.last(), Some(Record::Removed(_))));
    let asked = running.asked();
    assert!(
        !asked[0].query["properties"].contains("email"),
        "nothing personal is even asked for"
    );
}

#[tokio::test]
async fn later_polls_bring_only_what_was_deleted_since() {
    let mut account = Account::of_leads(300);
    for id in 1..=120 {
        account.delete(id * 7, "2026-10-01T00:00:00Z");
    }
    let running = account.start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Removals, None, now())
        .await
        .unwrap();
    assert_eq!(
        (removed(&first).len(), first.complete_to),
        (120, Some(later(-2)))
    );
    running.change(|account| {
        account.delete(850 - 3, "2026-11-23T12:02:00Z");
        account.delete(1_400, "2026-11-23T12:04:30Z");
    });
    let next = round(
        connector.as_ref(),
        Stream::Removals,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    let leads: Vec<String> = removed(&next)
        .into_iter()
        .map(|removed| removed.lead.0)
        .collect();
    assert_eq!(leads, ["847"], "the other one is too fresh to be sure of");
    let last = round(
        connector.as_ref(),
        Stream::Removals,
        next.cursor.as_ref(),
        later(10),
    )
    .await
    .unwrap();
    assert!(
        removed(&last)
            .iter()
            .any(|removed| removed.lead.as_str() == "1400")
    );
}

#[tokio::test]
async fn a_large_bin_is_read_in_batches_and_then_rests() {
    let mut account = Account::of_leads(2_000);
    for id in 1..=2_000 {
        account.delete(id * 7, "2026-10-01T00:00:00Z");
    }
    let running = account.start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Removals, None, now())
        .await
        .unwrap();
    assert_eq!((removed(&first).len(), first.batches), (2_000, 2));
    running.asked();
    let next = round(
        connector.as_ref(),
        Stream::Removals,
        first.cursor.as_ref(),
        later(1),
    )
    .await
    .unwrap();
    assert_eq!(
        (next.records.len(), next.complete_to, running.asked().len()),
        (0, None, 0)
    );
    let next = round(
        connector.as_ref(),
        Stream::Removals,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    assert_eq!((next.records.len(), running.asked().len()), (0, 40));
}

#[tokio::test]
async fn however_large_the_bin_the_as_of_stays_within_a_poll() {
    let mut account = Account::of_leads(6_500);
    for id in 1..=6_500 {
        account.delete(id * 7, "2026-10-01T00:00:00Z");
    }
    let running = account.start().await;
    let connector = running.connector();
    let mut cursor = None;
    // Every ten minutes, as usual.
    for minutes in [0, 10, 20] {
        let told = round(
            connector.as_ref(),
            Stream::Removals,
            cursor.as_ref(),
            later(minutes),
        )
        .await
        .unwrap();
        assert_eq!(told.complete_to, Some(later(minutes - 2)));
        cursor = told.cursor;
    }
}

#[tokio::test]
async fn a_row_of_the_bin_that_cannot_be_read_is_tried_again() {
    let mut account = Account::of_leads(2);
    account.delete(7, "2026-11-23T11:00:00Z");
    let running = account.start().await;
    running.twist(|asked| {
        asked
            .query
            .contains_key("archived")
            .then(|| Reply::json(200, &json!({"results": [{"id": null}]})))
    });
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Removals, None, now())
        .await
        .unwrap();
    assert_eq!(first.broken.len(), 1);
    running.change(|account| account.twist = None);
    let next = round(
        connector.as_ref(),
        Stream::Removals,
        first.cursor.as_ref(),
        later(600),
    )
    .await
    .unwrap();
    assert_eq!(removed(&next).len(), 1);
}

#[tokio::test]
async fn the_census_is_due_a_day_after_the_first_sync_and_names_everybody() {
    let running = Account::of_leads(1_234).start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Census, None, now())
        .await
        .unwrap();
    let soon = round(
        connector.as_ref(),
        Stream::Census,
        first.cursor.as_ref(),
        later(60),
    )
    .await
    .unwrap();
    assert_eq!(
        (
            first.records.len(),
            soon.records.len(),
            running.asked().len()
        ),
        (0, 0, 0)
    );
    running.change(|account| {
        account.contacts.remove(&7);
    });
    let day = later(24 * 60);
    let census = round(
        connector.as_ref(),
        Stream::Census,
        soon.cursor.as_ref(),
        day,
    )
    .await
    .unwrap();
    let present = census
        .records
        .iter()
        .filter(|record| matches!(record, Record::Present { scan, .. } if *scan == day));
    assert_eq!((present.count(), census.batches), (1_233, 2));
    assert_eq!(
        census.records.last(),
        Some(&Record::ScanEnded { scan: day })
    );
    assert_eq!(
        running
            .asked()
            .iter()
            .filter(|asked| asked.path.ends_with("/contacts"))
            .count(),
        13
    );
}

#[tokio::test]
async fn the_census_reads_what_the_index_never_showed() {
    let mut account = Account::of_leads(5);
    account.contact(1_000, "2026-11-23T08:00:00Z");
    account.unindexed.insert(1_000);
    let running = account.start().await;
    let connector = running.connector();
    let leads = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert!(!leads.lead_ids().contains(&"1000"));
    let first = round(connector.as_ref(), Stream::Census, None, now())
        .await
        .unwrap();
    let census = round(
        connector.as_ref(),
        Stream::Census,
        first.cursor.as_ref(),
        later(24 * 60),
    )
    .await
    .unwrap();
    assert_eq!(census.lead_ids(), ["1000"]);
    assert!(census.history("1000").is_some());
}

#[tokio::test]
async fn a_census_with_an_unreadable_row_concludes_nothing() {
    let mut account = Account::of_leads(5);
    account.contact(1_000, LONG_AGO)["id"] = json!(["odd"]);
    let running = account.start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Census, None, now())
        .await
        .unwrap();
    let census = round(
        connector.as_ref(),
        Stream::Census,
        first.cursor.as_ref(),
        later(24 * 60),
    )
    .await
    .unwrap();
    assert_eq!(census.broken.len(), 1);
    assert!(
        !census
            .others()
            .iter()
            .any(|record| record.contains("ScanEnded")),
        "{:?}",
        census.others()
    );
}
