//! What a batch makes of the rows.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use kpi::model::{
    Batch, BrokenRecord, Campaign, Cursor, Deal, EmailAsset, Engagement, EngagementKind,
    LeadRecord, Money, Owner, Record, StageHistory, Stream, Tool, ToolStage,
};
use store::{SourceId, StoreError, WorkspaceId};

use crate::support::{Home, WS, at, day, entry, history, lead, merged, removed, told};

#[tokio::test]
async fn an_unchanged_lead_is_not_written() {
    let home = Home::new().await;
    let records = vec![told(lead("1", "lead")), history("1", &[(2, "lead")])];
    let first = home.absorb(Stream::Leads, records.clone(), day(3)).await;
    assert_eq!((first.added, first.changed, first.moved), (1, 1, 1));
    let again = home.absorb(Stream::Leads, records, day(4)).await;
    assert_eq!(
        (again.added, again.changed, again.unchanged, again.moved),
        (0, 0, 1, 0)
    );
    assert_eq!(
        home.count("SELECT changed_at FROM lead").await,
        day(3).as_millisecond()
    );
}

#[tokio::test]
async fn a_change_of_any_field_is_written() {
    let home = Home::new().await;
    home.absorb(Stream::Leads, vec![told(lead("1", "lead"))], day(3))
        .await;
    let record = LeadRecord {
        employees: Some(1200),
        modified_at: Some(day(2)),
        ..lead("1", "lead")
    };
    let absorbed = home.absorb(Stream::Leads, vec![told(record)], day(4)).await;
    assert_eq!((absorbed.changed, absorbed.added), (1, 0));
    assert_eq!(home.count("SELECT employees FROM lead").await, 1200);
}

#[tokio::test]
async fn an_older_version_does_not_replace_a_newer_one() {
    let home = Home::new().await;
    let newer = LeadRecord {
        score: Some(80.0),
        modified_at: Some(day(5)),
        ..lead("1", "lead")
    };
    let older = LeadRecord {
        score: Some(10.0),
        modified_at: Some(day(4)),
        ..lead("1", "lead")
    };
    home.absorb(
        Stream::Leads,
        vec![told(newer.clone()), told(older.clone())],
        day(6),
    )
    .await;
    assert_eq!(
        home.count("SELECT CAST(score AS INTEGER) FROM lead").await,
        80
    );
    home.absorb(Stream::Leads, vec![told(older)], day(7)).await;
    assert_eq!(
        home.count("SELECT CAST(score AS INTEGER) FROM lead").await,
        80
    );
    // Without a date there is nothing to doubt.
    let dateless = LeadRecord {
        score: Some(5.0),
        modified_at: None,
        ..newer
    };
    home.absorb(Stream::Leads, vec![told(dateless)], day(8))
        .await;
    assert_eq!(
        home.count("SELECT CAST(score AS INTEGER) FROM lead").await,
        5
    );
}

#[tokio::test]
async fn the_cursor_moves_with_its_batch_and_the_watermark_never_back() {
    let home = Home::new().await;
    home.absorb(Stream::Leads, vec![], day(9)).await;
    let batch = Batch {
        complete_to: Some(day(8)),
        ..Batch::default()
    };
    home.store
        .absorb(home.source, Stream::Leads, &batch, day(10))
        .await
        .unwrap();
    let state = home.store.streams(WS).await.unwrap().remove(0);
    assert_eq!(
        (state.complete_to, state.last_ok_at),
        (Some(day(9)), Some(day(10)))
    );
    let cursor = home.store.cursor(home.source, Stream::Leads).await.unwrap();
    assert_eq!(cursor, Some(Cursor(day(9).to_string())));
    assert_eq!(
        home.store.cursor(home.source, Stream::Deals).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn nothing_is_stored_where_it_cannot_be() {
    let home = Home::new().await;
    let batch = Batch {
        records: vec![told(lead("1", "lead"))],
        ..Batch::default()
    };
    let unknown = home
        .store
        .absorb(SourceId(77), Stream::Leads, &batch, day(2))
        .await;
    assert!(matches!(
        unknown,
        Err(StoreError::NoSource { source_id: 77 })
    ));
    let other = WorkspaceId(2);
    let source = home
        .store
        .source(other, Tool::Mautic, "https://b.test")
        .await
        .unwrap();
    let early = home
        .store
        .absorb(source, Stream::Leads, &batch, day(2))
        .await;
    assert!(matches!(
        early,
        Err(StoreError::NoAgreement { workspace: 2 })
    ));
    assert_eq!(home.count("SELECT count(*) FROM lead").await, 0);
}

#[tokio::test]
async fn a_source_is_the_same_for_the_same_account() {
    let home = Home::new().await;
    let again = home
        .store
        .source(WS, Tool::Hubspot, "https://a.test")
        .await
        .unwrap();
    assert_eq!(again, home.source);
    let other = home
        .store
        .source(WS, Tool::Hubspot, "https://b.test")
        .await
        .unwrap();
    assert_ne!(other, home.source);
}

#[tokio::test]
async fn a_history_that_lost_its_oldest_entries_keeps_them() {
    let home = Home::new().await;
    let all = [
        (2, "lead"),
        (3, "marketingqualifiedlead"),
        (4, "salesqualifiedlead"),
    ];
    home.absorb(
        Stream::Leads,
        vec![told(lead("1", "x")), history("1", &all)],
        day(5),
    )
    .await;
    home.absorb(Stream::Leads, vec![history("1", &all[1..])], day(6))
        .await;
    assert_eq!(home.stages().await[0], (0, 1, 0));
    // Rewritten, it replaces ours.
    home.absorb(
        Stream::Leads,
        vec![history("1", &[(3, "marketingqualifiedlead")])],
        day(7),
    )
    .await;
    assert_eq!(home.stages().await[..3], [(0, 0, 0), (1, 1, 0), (0, 0, 0)]);
    home.assert_proven().await;
}

#[tokio::test]
async fn rows_of_a_log_are_put_in_order_whatever_the_order_of_the_pieces() {
    let home = Home::new().await;
    let rows = [
        entry(day(2), "lead", Some("9")),
        entry(day(3), "salesqualifiedlead", Some("10")),
        entry(day(3), "marketingqualifiedlead", Some("11")),
        entry(day(3), "customer", Some("100")),
    ];
    let piece = |rows: &[_]| {
        Record::StageHistory(StageHistory {
            lead: "1".into(),
            whole: false,
            entries: rows.to_vec(),
        })
    };
    home.absorb(Stream::Leads, vec![told(lead("1", "x"))], day(4))
        .await;
    for rows in [&rows[2..], &rows[1..2], &rows[..], &rows[..1]] {
        home.absorb(Stream::StageHistory, vec![piece(rows)], day(5))
            .await;
    }
    let stages = home.stages().await;
    assert_eq!(
        stages,
        [(0, 1, 0), (0, 1, 0), (0, 1, 0), (0, 0, 0), (1, 1, 0)]
    );
    home.assert_proven().await;
}

#[tokio::test]
async fn a_stage_renamed_in_the_tool_moves_its_leads() {
    let home = Home::new().await;
    let stage = |label: &str| {
        Record::ToolStage(ToolStage {
            raw: "37".to_owned(),
            label: label.to_owned(),
            position: 1,
        })
    };
    let records = vec![
        stage("Something"),
        told(lead("1", "37")),
        history("1", &[(2, "37")]),
    ];
    home.absorb(Stream::Leads, records, day(3)).await;
    assert_eq!(home.stages().await[2], (0, 0, 0));
    assert_eq!(home.store.unmapped(WS).await.unwrap().len(), 1);
    home.absorb(Stream::Stages, vec![stage("SalesQualifiedLead")], day(4))
        .await;
    assert_eq!(home.stages().await[2], (1, 1, 0));
    assert_eq!(home.store.unmapped(WS).await.unwrap(), []);
    home.assert_proven().await;
    home.store.settle(WS).await.unwrap();
    home.absorb(Stream::Stages, vec![stage("Something")], day(5))
        .await;
    assert_eq!(home.stages().await[2], (0, 0, 0));
    home.assert_proven().await;
}

#[tokio::test]
async fn lists_of_the_tool_are_written_where_they_changed() {
    let home = Home::new().await;
    let records = vec![
        Record::Owner(Owner {
            id: "7".into(),
            name: "Sales".to_owned(),
            email: None,
            active: true,
        }),
        Record::Campaign(Campaign {
            id: "c".into(),
            name: "Spring".to_owned(),
            active: None,
        }),
        Record::Email(EmailAsset {
            id: "e".into(),
            name: "News".to_owned(),
            ..EmailAsset::default()
        }),
        Record::ToolStage(ToolStage {
            raw: "1".to_owned(),
            label: "One".to_owned(),
            position: 1,
        }),
    ];
    assert_eq!(
        home.absorb(Stream::Owners, records.clone(), day(2))
            .await
            .changed,
        4
    );
    assert_eq!(
        home.absorb(Stream::Owners, records, day(3)).await.changed,
        0
    );
    let renamed = Owner {
        id: "7".into(),
        name: "Inside Sales".to_owned(),
        email: None,
        active: true,
    };
    assert_eq!(
        home.absorb(Stream::Owners, vec![Record::Owner(renamed)], day(4))
            .await
            .changed,
        1
    );
}

#[tokio::test]
async fn deals_know_their_leads_also_before_those_are_told() {
    let home = Home::new().await;
    let deal = |leads: &[&str], won| {
        Record::Deal(Deal {
            id: "d".into(),
            name: Some("Deal".to_owned()),
            amount: Some(Money {
                minor: 500,
                currency: "JPY".to_owned(),
            }),
            monthly: None,
            starts_at: None,
            ends_at: None,
            stage_raw: None,
            won,
            created_at: Some(day(1)),
            closed_at: None,
            modified_at: Some(day(2)),
            owner: None,
            leads: leads.iter().map(|id| (*id).into()).collect(),
        })
    };
    assert_eq!(
        home.absorb(Stream::Deals, vec![deal(&["1", "2"], None)], day(2))
            .await
            .added,
        1
    );
    assert_eq!(
        home.absorb(Stream::Deals, vec![deal(&["1", "2"], None)], day(3))
            .await
            .changed,
        0
    );
    home.absorb(Stream::Deals, vec![deal(&["2", "3"], Some(true))], day(4))
        .await;
    let links = "SELECT group_concat(ext_id) FROM (SELECT ext_id FROM deal_lead JOIN lead ON lead.id = lead ORDER BY 1)";
    let linked: String = sqlx::query_scalar(links)
        .fetch_one(&mut home.connection().await)
        .await
        .unwrap();
    assert_eq!(linked, "2,3");
    // A lead that only a deal names is none yet.
    home.absorb(
        Stream::StageHistory,
        vec![history("2", &[(2, "lead")])],
        day(5),
    )
    .await;
    assert_eq!(home.stages().await[0], (0, 0, 0));
    home.absorb(Stream::Leads, vec![told(lead("2", "lead"))], day(6))
        .await;
    assert_eq!(home.stages().await[0], (1, 1, 0));
    // The deal follows its leads through a merge, also where both had it.
    home.absorb(Stream::Removals, vec![merged("3", "2", day(7))], day(7))
        .await;
    let linked: String = sqlx::query_scalar(links)
        .fetch_one(&mut home.connection().await)
        .await
        .unwrap();
    assert_eq!(linked, "2");
}

#[tokio::test]
async fn the_same_act_is_stored_once() {
    let home = Home::new().await;
    let act = |lead: &str| {
        Record::Engagement(Engagement {
            id: "hit:1".into(),
            kind: EngagementKind::PageViewed,
            at: day(2),
            lead: Some(lead.into()),
            asset: None,
            url: Some("https://example.test/pricing?mail=x".to_owned()),
            send: None,
            sent_at: None,
        })
    };
    let first = home
        .absorb(Stream::Engagements, vec![act("1"), act("1")], day(3))
        .await;
    assert_eq!((first.added, first.changed), (1, 2));
    let again = home
        .absorb(Stream::Engagements, vec![act("1")], day(3))
        .await;
    assert_eq!((again.added, again.changed), (0, 0));
    // The tool moves acts to the survivor of a merge, here one that was never heard of.
    assert_eq!(
        home.absorb(Stream::Engagements, vec![act("2")], day(4))
            .await
            .changed,
        2
    );
    assert_eq!(home.count("SELECT count(*) FROM engagement").await, 1);
    // What a deleted lead typed goes with it, told before or after; which page it saw stays and counts.
    home.absorb(Stream::Leads, vec![told(lead("2", "lead"))], day(5))
        .await;
    home.absorb(Stream::Removals, vec![removed("2", day(6))], day(6))
        .await;
    let bare = "SELECT count(*) FROM engagement WHERE url = 'https://example.test/pricing'";
    assert_eq!(home.count(bare).await, 1);
    home.absorb(Stream::Engagements, vec![act("2")], day(7))
        .await;
    assert_eq!(home.count(bare).await, 1);
}

fn named(ids: &[&str], complete_to: Option<Timestamp>) -> Batch {
    let broken = ids.iter().map(|id| BrokenRecord {
        id: (*id).to_owned(),
        why: "a date of year 0001".to_owned(),
    });
    Batch {
        broken: broken.collect(),
        complete_to,
        ..Batch::default()
    }
}

async fn broken_now(home: &Home) -> Vec<String> {
    let broken = home.store.broken(WS, 100).await.unwrap();
    let mut ids: Vec<String> = broken.into_iter().map(|(_, record, _)| record.id).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_whole_round_forgets_what_it_does_not_name_again() {
    let home = Home::new().await;
    let absorb = async |batch: Batch, now| {
        let absorbed = home.store.absorb(home.source, Stream::Emails, &batch, now);
        absorbed.await.unwrap();
    };
    absorb(named(&["emails 4", "emails 5"], Some(day(2))), day(2)).await;
    // The next round has two batches, and a poll between them.
    absorb(named(&["emails 4"], None), day(3)).await;
    assert_eq!(broken_now(&home).await, ["emails 4", "emails 5"]);
    absorb(named(&["emails 9"], Some(day(3))), day(4)).await;
    assert_eq!(broken_now(&home).await, ["emails 4", "emails 9"]);
    // A poll in which the list was not due tells the old instant again, or none.
    absorb(named(&[], Some(day(3))), day(5)).await;
    absorb(named(&[], None), day(5)).await;
    assert_eq!(broken_now(&home).await, ["emails 4", "emails 9"]);
    absorb(named(&[], Some(day(6))), day(6)).await;
    assert_eq!(broken_now(&home).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_round_of_changes_forgets_only_places_that_can_be_read_again() {
    let home = Home::new().await;
    let absorb = async |batch: Batch, now| {
        let acts = Stream::Engagements;
        let absorbed = home.store.absorb(home.source, acts, &batch, now);
        absorbed.await.unwrap();
    };
    let ids = ["page_hits 12", "stats/page_hits", "stats/page_hits after 7"];
    absorb(named(&ids, None), day(2)).await;
    absorb(named(&["stats/page_hits"], None), day(3)).await;
    assert_eq!(broken_now(&home).await, ids);
    // The right was given: the round ends, and the row that it did not read again is broken as before.
    absorb(named(&[], Some(day(4))), day(4)).await;
    assert_eq!(broken_now(&home).await, [ids[0], ids[2]]);
}

#[tokio::test]
async fn broken_records_are_named_bounded_and_forgotten_when_mended() {
    let home = Home::new().await;
    let broken = |range: std::ops::Range<u32>| Batch {
        broken: range
            .map(|id| BrokenRecord {
                id: id.to_string(),
                why: "a date of year 0001".repeat(100),
            })
            .collect(),
        ..Batch::default()
    };
    let absorbed = home
        .store
        .absorb(home.source, Stream::Leads, &broken(0..1200), day(2))
        .await
        .unwrap();
    assert_eq!(absorbed.broken, 1200);
    home.store
        .absorb(home.source, Stream::Leads, &broken(5000..5001), day(3))
        .await
        .unwrap();
    let listed = home.store.broken(WS, 2).await.unwrap();
    assert_eq!(
        (listed.len(), listed[0].1.id.as_str(), listed[0].2),
        (2, "5000", day(3))
    );
    assert_eq!(listed[0].1.why.chars().count(), 300);
    assert_eq!(home.store.streams(WS).await.unwrap()[0].broken, 1000);
    home.absorb(Stream::Leads, vec![told(lead("5000", "lead"))], day(4))
        .await;
    assert_eq!(home.store.streams(WS).await.unwrap()[0].broken, 999);
}

#[tokio::test]
async fn odd_text_and_odd_dates_are_stored_as_they_are() {
    let home = Home::new().await;
    let name = "👩‍👩‍👧 \u{202e}abc\0\u{feff}]( @everyone";
    let record = LeadRecord {
        name: Some(name.to_owned()),
        company: Some("x".repeat(1_000_000)),
        created_at: Some(at("-009999-01-03T00:00:00Z")),
        ..lead("ピンク'; --", "lead")
    };
    let entries = vec![
        entry(at("0001-01-01T00:00:00Z"), "lead", None),
        entry(at("9999-12-20T00:00:00Z"), "customer", None),
    ];
    let history = StageHistory {
        lead: record.id.clone(),
        whole: true,
        entries,
    };
    home.absorb(
        Stream::Leads,
        vec![told(record), Record::StageHistory(history)],
        day(2),
    )
    .await;
    let stored: String = sqlx::query_scalar("SELECT name FROM lead")
        .fetch_one(&mut home.connection().await)
        .await
        .unwrap();
    assert_eq!(stored, name);
    assert_eq!(home.stages().await[0].0, 1);
    home.assert_proven().await;
    home.store.settle(WS).await.unwrap();
    home.assert_proven().await;
}

#[tokio::test]
async fn readers_see_whole_batches_while_a_poll_writes() {
    let home = Home::new().await;
    let done = AtomicBool::new(false);
    let write = async {
        for batch in 0..40_u32 {
            let records = (0..10)
                .flat_map(|n| {
                    let id = format!("{batch}-{n}");
                    [
                        told(lead(&id, "lead")),
                        history(&id, &[(2, "lead"), (3, "customer")]),
                    ]
                })
                .collect();
            home.absorb(Stream::Leads, records, day(4)).await;
            if batch % 7 == 0 {
                home.store.settle(WS).await.unwrap();
            }
        }
        done.store(true, Ordering::Relaxed);
    };
    let read = async {
        let mut last = 0;
        while !done.load(Ordering::Relaxed) {
            let now = home.stages().await[4].0;
            assert!(now % 10 == 0 && now >= last, "{now} after {last}");
            last = now;
        }
    };
    tokio::join!(write, read, read_until(&home, &done));
    assert_eq!(home.stages().await[4], (400, 400, 0));
}

async fn read_until(home: &Home, done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        let funnel = home
            .funnel_as_of(
                "2026-11-01T00:00:00Z",
                "2026-12-01T00:00:00Z",
                "2026-11-03T13:00:00Z",
            )
            .await;
        assert_eq!(funnel.stages[0].now.inflow % 10, 0);
        assert_eq!(
            funnel.stages[0].now.outflow.forward,
            funnel.stages[4].now.inflow
        );
    }
}
