//! Deletions, restores, merges, scans: who counts, and what is kept of whom.

use kpi::{
    definition::Definition,
    model::{Engagement, EngagementKind, LeadRecord, Record, Stream},
};
use store::SourceId;

use crate::support::{Home, WS, day, history, lead, merged, removed, told};

async fn home_with(ids: &[&str]) -> Home {
    let home = Home::new().await;
    let records = ids
        .iter()
        .flat_map(|id| [told(lead(id, "lead")), history(id, &[(2, "lead")])])
        .collect();
    home.absorb(Stream::Leads, records, day(3)).await;
    home
}

async fn personal(home: &Home) -> i64 {
    home.count("SELECT count(coalesce(email, name, company, link)) FROM lead")
        .await
}

#[tokio::test]
async fn a_deleted_lead_leaves_at_its_instant_and_without_its_person() {
    let home = home_with(&["1", "2"]).await;
    let absorbed = home
        .absorb(Stream::Removals, vec![removed("1", day(5))], day(6))
        .await;
    assert_eq!(absorbed.removed, 1);
    assert_eq!(home.stages().await[0], (1, 2, 1));
    assert_eq!(personal(&home).await, 1);
    let before = home
        .funnel("2026-11-01T00:00:00Z", "2026-11-05T00:00:00Z")
        .await;
    assert_eq!(before.stages[0].now.stock_end, 2);
    assert_eq!(before.stages[0].now.entered, 2);
    // Told again, nothing changes.
    let again = home
        .absorb(Stream::Removals, vec![removed("1", day(5))], day(7))
        .await;
    assert_eq!((again.changed, again.moved), (0, 0));
    home.assert_proven().await;
}

#[tokio::test]
async fn a_lead_found_in_the_bin_counts_up_to_its_deletion_and_leaves_no_person() {
    let home = Home::new().await;
    let bin = vec![
        told(lead("1", "lead")),
        history("1", &[(2, "lead")]),
        removed("1", day(4)),
    ];
    for order in [bin.clone(), bin.into_iter().rev().collect()] {
        home.absorb(Stream::Removals, order.clone(), day(5)).await;
        assert_eq!(home.stages().await[0], (0, 1, 1));
        assert_eq!(personal(&home).await, 0);
        let again = home.absorb(Stream::Removals, order, day(6)).await;
        assert_eq!(
            (again.changed, again.restored),
            (0, 0),
            "the bin is read again"
        );
    }
    home.assert_proven().await;
}

#[tokio::test]
async fn a_deletion_of_a_lead_nobody_knows_counts_nowhere() {
    let home = Home::new().await;
    home.absorb(Stream::Removals, vec![removed("1", day(4))], day(5))
        .await;
    assert_eq!(home.stages().await[0], (0, 0, 0));
    // Unless its history is found later.
    home.absorb(Stream::Removals, vec![history("1", &[(2, "lead")])], day(6))
        .await;
    assert_eq!(home.stages().await[0], (0, 1, 1));
}

#[tokio::test]
async fn a_restored_lead_is_back_with_its_person_and_returns() {
    let home = home_with(&["1"]).await;
    home.absorb(Stream::Removals, vec![removed("1", day(5))], day(6))
        .await;
    let back = Record::Restored {
        lead: "1".into(),
        at: day(8),
    };
    let absorbed = home.absorb(Stream::Removals, vec![back], day(9)).await;
    assert_eq!(absorbed.restored, 1);
    home.absorb(Stream::Leads, vec![told(lead("1", "lead"))], day(9))
        .await;
    let funnel = home
        .funnel("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")
        .await;
    let now = funnel.stages[0].now;
    assert_eq!(
        (
            now.stock_end,
            now.entered,
            now.returned,
            now.outflow.removed
        ),
        (1, 1, 1, 1)
    );
    assert_eq!(personal(&home).await, 1);
    // The old deletion told again is not a new one.
    home.absorb(Stream::Removals, vec![removed("1", day(5))], day(10))
        .await;
    assert_eq!(home.stages().await[0].0, 1);
    home.assert_proven().await;
}

#[tokio::test]
async fn a_deleted_lead_that_shows_up_again_is_back_at_the_poll_that_saw_it() {
    let home = home_with(&["1"]).await;
    home.absorb(Stream::Removals, vec![removed("1", day(5))], day(6))
        .await;
    home.absorb(Stream::Leads, vec![told(lead("1", "lead"))], day(9))
        .await;
    let funnel = home
        .funnel("2026-11-09T00:00:00Z", "2026-11-10T00:00:00Z")
        .await;
    assert_eq!(
        (
            funnel.stages[0].now.returned,
            funnel.stages[0].now.stock_end
        ),
        (1, 1)
    );
    assert_eq!(personal(&home).await, 1);
    // The exact instant, told later, takes its place.
    let back = Record::Restored {
        lead: "1".into(),
        at: day(8),
    };
    home.absorb(Stream::Removals, vec![back], day(10)).await;
    let funnel = home
        .funnel("2026-11-08T00:00:00Z", "2026-11-09T00:00:00Z")
        .await;
    assert_eq!(funnel.stages[0].now.returned, 1);
    assert_eq!(home.stages().await[0], (1, 2, 1));
}

#[tokio::test]
async fn a_lead_that_a_full_scan_misses_was_deleted_when_the_scan_began() {
    let home = home_with(&["1", "2", "3"]).await;
    let seen = |id: &str, scan| Record::Present {
        lead: id.into(),
        scan,
    };
    // In two batches, with a restart between them.
    home.absorb(
        Stream::Census,
        vec![seen("1", day(6)), seen("unheard of", day(6))],
        day(6),
    )
    .await;
    home.absorb(
        Stream::Leads,
        vec![told(lead("4", "lead")), history("4", &[(6, "lead")])],
        day(7),
    )
    .await;
    let end = vec![seen("3", day(6)), Record::ScanEnded { scan: day(6) }];
    let absorbed = home.absorb(Stream::Census, end, day(7)).await;
    assert_eq!(absorbed.removed, 1);
    assert_eq!(home.stages().await[0], (3, 4, 1));
    assert_eq!(home.count("SELECT count(*) FROM census_seen").await, 0);
    assert_eq!(
        home.count("SELECT removed_at FROM lead WHERE ext_id = '2'")
            .await,
        day(6).as_millisecond()
    );
    // An exact deletion found later corrects the instant.
    home.absorb(Stream::Removals, vec![removed("2", day(5))], day(8))
        .await;
    assert_eq!(
        home.count("SELECT removed_at FROM lead WHERE ext_id = '2'")
            .await,
        day(5).as_millisecond()
    );
    // A later scan that sees it brings it back.
    let back = home
        .absorb(Stream::Census, vec![seen("2", day(9))], day(9))
        .await;
    assert_eq!(back.restored, 1);
    home.assert_proven().await;
}

#[tokio::test]
async fn a_scan_that_never_ended_removes_nobody() {
    let home = home_with(&["1", "2"]).await;
    let seen = |id: &str, scan| Record::Present {
        lead: id.into(),
        scan,
    };
    home.absorb(Stream::Census, vec![seen("1", day(5))], day(5))
        .await;
    let all = vec![
        seen("1", day(6)),
        seen("2", day(6)),
        Record::ScanEnded { scan: day(6) },
    ];
    let absorbed = home.absorb(Stream::Census, all, day(6)).await;
    assert_eq!(absorbed.removed, 0);
    assert_eq!(home.count("SELECT count(*) FROM census_seen").await, 0);
}

#[tokio::test]
async fn a_merged_lead_was_never_one_of_its_own() {
    let home = home_with(&["1", "2"]).await;
    let act = Record::Engagement(Engagement {
        id: "a".into(),
        kind: EngagementKind::FormSubmitted,
        at: day(2),
        lead: Some("1".into()),
        asset: None,
        url: None,
        send: None,
        sent_at: None,
    });
    home.absorb(Stream::Engagements, vec![act], day(4)).await;
    home.store.settle(WS).await.unwrap();
    let absorbed = home
        .absorb(Stream::Removals, vec![merged("1", "2", day(5))], day(6))
        .await;
    assert_eq!(absorbed.merged, 1);
    assert_eq!(home.stages().await[0], (1, 1, 0));
    assert_eq!(personal(&home).await, 1);
    let owner = "SELECT lead.ext_id = '2' FROM engagement JOIN lead ON lead.id = engagement.lead";
    assert_eq!(home.count(owner).await, 1);
    // Neither its record nor its deletion brings it back.
    home.absorb(
        Stream::Leads,
        vec![told(lead("1", "lead")), removed("1", day(5))],
        day(7),
    )
    .await;
    assert_eq!(home.stages().await[0], (1, 1, 0));
    assert_eq!(personal(&home).await, 1);
    home.assert_proven().await;
}

#[tokio::test]
async fn what_a_deleted_lead_typed_does_not_come_back_with_its_act() {
    let home = home_with(&["1"]).await;
    let hit = |id: &str, lead: Option<&str>| {
        Record::Engagement(Engagement {
            id: id.into(),
            kind: EngagementKind::PageViewed,
            at: day(2),
            lead: lead.map(Into::into),
            asset: None,
            url: Some("https://a.test/thanks?email=1@example.test#1".to_owned()),
            send: None,
            sent_at: None,
        })
    };
    let typed = "SELECT count(*) FROM engagement WHERE url LIKE '%example%'";
    home.absorb(Stream::Engagements, vec![hit("a", Some("1"))], day(3))
        .await;
    assert_eq!(home.count(typed).await, 1);
    home.absorb(Stream::Removals, vec![removed("1", day(4))], day(5))
        .await;
    assert_eq!(home.count(typed).await, 0);
    // The tool forgets whose act it was; it is told again, also from the very beginning.
    home.absorb(Stream::Engagements, vec![hit("a", None)], day(6))
        .await;
    let mut connection = home.connection().await;
    let again = "UPDATE sync_state SET cursor = NULL WHERE stream = 'engagements'";
    sqlx::query(again).execute(&mut connection).await.unwrap();
    let acts = vec![hit("a", None), hit("first told after the deletion", None)];
    home.absorb(Stream::Engagements, acts, day(7)).await;
    assert_eq!(home.count(typed).await, 0);
    let kept = "SELECT count(*) FROM engagement WHERE url = 'https://a.test/thanks'";
    assert_eq!(home.count(kept).await, 2);
    assert_eq!(home.count("SELECT count(lead) FROM engagement").await, 1);
}

#[tokio::test]
async fn merges_chain_and_may_come_before_their_survivor() {
    let home = home_with(&["1", "2"]).await;
    home.absorb(
        Stream::Removals,
        vec![merged("1", "9", day(5)), merged("never seen", "1", day(5))],
        day(6),
    )
    .await;
    home.absorb(Stream::Removals, vec![merged("9", "8", day(6))], day(7))
        .await;
    assert_eq!(home.stages().await[0], (1, 1, 0));
    let records = vec![
        told(lead("8", "customer")),
        history("8", &[(2, "lead"), (3, "customer")]),
        told(lead("never seen", "lead")),
        history("never seen", &[(2, "lead")]),
    ];
    home.absorb(Stream::Leads, records, day(8)).await;
    assert_eq!(home.stages().await[4], (1, 1, 0));
    assert_eq!(home.stages().await[0], (1, 2, 0));
    let roots = "SELECT count(*) FROM lead JOIN lead AS root ON root.id = lead.merged_into WHERE root.ext_id = '8'";
    assert_eq!(home.count(roots).await, 3);
    // A circle changes nothing.
    let circle = home
        .absorb(Stream::Removals, vec![merged("8", "1", day(9))], day(9))
        .await;
    assert_eq!(circle.merged, 0);
    home.assert_proven().await;
}

#[tokio::test]
async fn a_survivor_of_two_that_were_in_one_batch_is_found() {
    let home = home_with(&["1", "2", "3"]).await;
    home.absorb(
        Stream::Removals,
        vec![merged("1", "2", day(5)), merged("2", "3", day(5))],
        day(6),
    )
    .await;
    assert_eq!(home.stages().await[0], (1, 1, 0));
    home.assert_proven().await;
}

#[tokio::test]
async fn test_contacts_count_nowhere_even_after_they_are_deleted() {
    let definition = Definition {
        excluded_domains: vec!["test.example".to_owned()],
        ..Definition::default()
    };
    let mut home = Home::under(definition).await;
    let inside = LeadRecord {
        email: Some("qa@TEST.example".to_owned()),
        ..lead("1", "lead")
    };
    let records = vec![
        told(inside),
        history("1", &[(2, "lead")]),
        told(lead("2", "lead")),
        history("2", &[(2, "lead")]),
    ];
    home.absorb(Stream::Leads, records, day(3)).await;
    assert_eq!(home.stages().await[0], (1, 1, 0));
    home.absorb(Stream::Removals, vec![removed("1", day(4))], day(5))
        .await;
    assert_eq!(home.stages().await[0], (1, 1, 0));
    assert_eq!(
        home.store.candidates(WS, None).await.unwrap().leads.len(),
        1
    );
    // Another rule holds from then on for those whose address is there.
    home.definition.excluded_domains = vec!["example.test".to_owned()];
    home.store.adopt(WS, &home.definition).await.unwrap();
    assert_eq!(home.stages().await[0], (0, 0, 0));
    home.assert_proven().await;
}

#[tokio::test]
async fn workspaces_do_not_mix() {
    let home = home_with(&["1"]).await;
    let other = store::WorkspaceId(2);
    home.store
        .adopt(other, &Definition::default())
        .await
        .unwrap();
    let source: SourceId = home
        .store
        .source(other, kpi::model::Tool::Hubspot, "https://a.test")
        .await
        .unwrap();
    let batch = kpi::model::Batch {
        records: vec![
            told(lead("1", "customer")),
            history("1", &[(2, "customer")]),
        ],
        ..kpi::model::Batch::default()
    };
    home.store
        .absorb(source, Stream::Leads, &batch, day(3))
        .await
        .unwrap();
    assert_eq!(home.stages().await[0].0, 1);
    assert_eq!(home.stages().await[4].0, 0);
    assert_eq!(home.store.verify(other).await.unwrap().leads, 1);
}
