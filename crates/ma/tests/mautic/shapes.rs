//! Odd shapes and odd values: each costs itself and nothing else.

use kpi::model::{EngagementKind, Record, Stream};
use serde_json::json;

use super::{
    pulled::{lead_ids, now, pull_round},
    server::{Reply, Server},
    world::{World, Writes},
};

#[tokio::test]
async fn lists_are_read_as_arrays_and_as_objects_with_totals_of_any_type() {
    for writes in [Writes::Objects, Writes::Arrays] {
        let mut world = World {
            writes,
            ..World::default()
        };
        let empty = world.clone().start().await;
        let pulled = pull_round(
            empty.server.connector().as_ref(),
            Stream::Leads,
            None,
            now(),
        )
        .await
        .unwrap();
        assert!(
            pulled.records.is_empty() && pulled.complete_to.is_some(),
            "an empty list is an answer"
        );
        for id in [3, 20, 100] {
            world.contact(id, "2026-11-01 09:00:00", None);
        }
        let full = world.start().await;
        let pulled = pull_round(full.server.connector().as_ref(), Stream::Leads, None, now())
            .await
            .unwrap();
        assert_eq!(lead_ids(&pulled), ["3", "20", "100"], "{writes:?}");
    }
}

#[tokio::test]
async fn a_contact_with_odd_values_is_kept_and_named() {
    let mut world = World::default();
    world.contact(1, "2026-11-01 09:00:00", None);
    let odd = world.contact(2, "2026-11-01 09:00:00", None);
    odd["points"] = json!("a lot");
    odd["lastActive"] = json!("0000-00-00 00:00:00");
    odd["stage"] = json!({"id": "third"});
    odd["owner"] = json!([]);
    odd["doNotContact"] = json!({"0": {"id": 1, "reason": "1", "channel": "email"}});
    odd["fields"]["all"]["company"] = json!("x".repeat(10 << 20));
    odd["fields"]["all"]["position"] = json!({"no": "text"});
    world.contact(3, "2026-11-01 09:00:00", None)["id"] = json!("none");
    world.contact(4, "2026-11-01 09:00:00", None)["fields"]["all"]["firstname"] =
        json!("مرحبا 👩‍👩‍👧 \u{202e}");
    let running = world.start().await;
    // Ten megabytes take their time where the machine is busy.
    let mut settings = running.server.settings();
    settings.timeout = std::time::Duration::from_secs(30);
    let connector = ma::mautic(settings).unwrap();
    let pulled = pull_round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(lead_ids(&pulled), ["1", "2", "4"]);
    let why = &pulled
        .broken
        .iter()
        .find(|broken| broken.id == "2")
        .unwrap()
        .why;
    for field in [
        "points is no number",
        "lastActive is before 1970",
        "stage is no id",
        "company is left out",
        "position is no text",
    ] {
        assert!(why.contains(field), "{field}: {why}");
    }
    assert!(!why.contains("example.test"), "no personal data: {why}");
    assert!(
        pulled
            .broken
            .iter()
            .any(|broken| broken.why.contains("1 rows have no readable id"))
    );
    let Record::Lead(odd) = &pulled.records[1] else {
        panic!()
    };
    assert_eq!(
        (odd.opted_out, odd.score, odd.owner.is_none()),
        (Some(true), None, true)
    );
    let Record::Lead(right_to_left) = &pulled.records[2] else {
        panic!()
    };
    assert!(
        right_to_left
            .name
            .as_deref()
            .is_some_and(|name| name.contains("👩‍👩‍👧"))
    );
}

#[tokio::test]
async fn a_scan_with_an_unreadable_id_proves_nothing() {
    let mut world = World::default();
    world.contact(1, "2026-11-01 09:00:00", None);
    world.contact(2, "2026-11-01 09:00:00", None)["id"] = json!(null);
    let running = world.start().await;
    let pulled = pull_round(
        running.server.connector().as_ref(),
        Stream::Census,
        None,
        now(),
    )
    .await
    .unwrap();
    assert!(matches!(
        pulled.records.as_slice(),
        [Record::Present { .. }]
    ));
    assert_eq!(pulled.broken.len(), 1);
}

#[tokio::test]
async fn bytes_that_are_no_text_cost_a_character_and_not_the_page() {
    let mut body = br#"{"total":"2","stages":[{"id":1,"name":"Le?d","weight":"10"},{"id":2,"name":"MQL","weight":20}]}"#.to_vec();
    let place = body.iter().position(|byte| *byte == b'?').unwrap();
    body[place] = 0xE9;
    let mut world = World::default();
    world
        .instead
        .insert("/api/stages".to_owned(), Reply::json(body));
    let running = world.start().await;
    let pulled = pull_round(
        running.server.connector().as_ref(),
        Stream::Stages,
        None,
        now(),
    )
    .await
    .unwrap();
    let [Record::ToolStage(lead), Record::ToolStage(mql)] = pulled.records.as_slice() else {
        panic!("{:?}", pulled.records)
    };
    assert_eq!((lead.label.as_str(), lead.position), ("Le\u{fffd}d", 10));
    assert_eq!((mql.raw.as_str(), mql.position), ("2", 20));
}

#[tokio::test]
async fn acts_have_ids_that_never_change_and_kinds_that_fit() {
    let mut world = World::default();
    world.row("email_stats", json!({"id": "1", "email_id": "4", "lead_id": "7", "date_sent": "2026-11-01 09:00:00", "is_read": "1", "is_failed": "0", "date_read": "2026-11-01 10:00:00", "last_opened": "2026-11-02 10:00:00"}));
    world.row(
        "email_stats",
        json!({"id": "2", "date_sent": "2026-11-01 09:00:00", "is_failed": "1"}),
    );
    world.row(
        "email_stat_replies",
        json!({"id": "1", "stat_id": "1", "date_replied": "2026-11-01 11:00:00"}),
    );
    world.row("page_hits", json!({"id": "1", "lead_id": "7", "email_id": "4", "redirect_id": "2", "date_hit": "2026-11-01 10:01:00", "url": "https://example.test/pricing"}));
    world.row("page_hits", json!({"id": "2", "lead_id": "7", "page_id": "3", "date_hit": "2026-11-01 10:02:00", "url": "https://example.test/"}));
    world.row(
        "page_hits",
        json!({"id": "3", "lead_id": "7", "date_hit": "0000-00-00 00:00:00"}),
    );
    world.row(
        "form_submissions",
        json!({"id": "1", "form_id": "5", "lead_id": "7", "date_submitted": "2026-11-01 10:03:00"}),
    );
    world.row(
        "asset_downloads",
        json!({"id": "1", "asset_id": "6", "lead_id": "7", "date_download": "2026-11-01 10:04:00"}),
    );
    for (id, reason, channel) in [
        ("1", "1", "email"),
        ("2", "2", "email"),
        ("3", "3", "email"),
        ("4", "1", "sms"),
    ] {
        world.row("lead_donotcontact", json!({"id": id, "lead_id": "7", "reason": reason, "channel": channel, "date_added": "2026-11-03 09:00:00"}));
    }
    let running = world.start().await;
    let pulled = pull_round(
        running.server.connector().as_ref(),
        Stream::Engagements,
        None,
        now(),
    )
    .await
    .unwrap();
    let acts: Vec<(&str, EngagementKind, Option<&str>)> = pulled
        .records
        .iter()
        .map(|record| match record {
            Record::Engagement(act) => (
                act.id.as_str(),
                act.kind,
                act.asset.as_ref().map(|asset| asset.as_str()),
            ),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        acts,
        [
            ("stat:1:sent", EngagementKind::EmailSent, Some("4")),
            ("stat:1:open", EngagementKind::EmailOpened, Some("4")),
            (
                "stat:1:open:1793613600",
                EngagementKind::EmailOpened,
                Some("4")
            ),
            // A mail that failed was sent, and came back.
            ("stat:2:sent", EngagementKind::EmailSent, None),
            ("stat:2:failed", EngagementKind::EmailBounced, None),
            ("reply:1", EngagementKind::EmailReplied, None),
            ("hit:1", EngagementKind::EmailClicked, Some("4")),
            ("hit:2", EngagementKind::PageViewed, Some("3")),
            ("form:1", EngagementKind::FormSubmitted, Some("5")),
            ("download:1", EngagementKind::Downloaded, Some("6")),
            ("dnc:1:unsubscribed", EngagementKind::Unsubscribed, None),
            ("dnc:2:email_bounced", EngagementKind::EmailBounced, None),
        ]
    );
    assert_eq!(
        pulled.broken.len(),
        1,
        "the page hit without a date: {:?}",
        pulled.broken
    );
    assert_eq!(pulled.batches, 1, "small logs come together");
}

#[tokio::test]
async fn bytes_that_are_no_text_are_named() {
    let mut world = World::default();
    world.contact(1, "2026-11-01 09:00:00", None)["fields"]["all"]["company"] =
        json!("ab\u{fffd}cd");
    let running = world.start().await;
    let pulled = pull_round(
        running.server.connector().as_ref(),
        Stream::Leads,
        None,
        now(),
    )
    .await
    .unwrap();
    assert_eq!(lead_ids(&pulled), ["1"]);
    let [named] = &pulled.broken[..] else {
        panic!("{:?}", pulled.broken)
    };
    assert_eq!(
        (named.id.as_str(), named.why.as_str()),
        ("1", "company holds bytes that are no text")
    );
}

#[tokio::test]
async fn rows_that_name_nobody_are_named_themselves() {
    let mut world = World::default();
    world.row(
        "campaign_leads",
        json!({"campaign_id": null, "lead_id": "7", "date_added": "2026-10-01 09:00:00"}),
    );
    let event = |id: u64, event: Option<u64>, at: Option<&str>| json!({"id": id, "campaign_id": 1, "event_id": event, "lead_id": 7, "is_scheduled": "0", "date_triggered": at});
    let at = Some("2026-10-01 09:00:00");
    for row in [
        event(1, Some(4), at),
        event(2, None, at),
        event(3, Some(4), None),
    ] {
        world.row("campaign_lead_event_log", row);
    }
    let running = world.start().await;
    let pulled = pull_round(
        running.server.connector().as_ref(),
        Stream::ScenarioRuns,
        None,
        now(),
    )
    .await
    .unwrap();
    assert_eq!(pulled.records.len(), 1);
    let named: Vec<&str> = pulled.broken.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(
        named,
        [
            "campaign_leads of 7",
            "campaign_lead_event_log 2",
            "campaign_lead_event_log 3"
        ]
    );
}

#[tokio::test]
async fn an_email_larger_than_can_be_read_is_named_and_the_others_come() {
    let server = Server::start(|asked| {
        let ids: Vec<u64> = (1..=5).collect();
        let after: u64 = asked
            .get("where[0][val]")
            .map_or(0, |after| after.parse().unwrap());
        let limit: usize = asked.get("limit").unwrap().parse().unwrap();
        let shown: Vec<u64> = ids
            .into_iter()
            .filter(|id| *id > after)
            .take(limit)
            .collect();
        if shown.contains(&3) && asked.get("minimal").is_none() {
            return Reply::json(vec![b' '; 65 << 20]);
        }
        let emails: Vec<_> = shown
            .iter()
            .map(|id| json!({"id": id, "name": format!("Mail {id}")}))
            .collect();
        Reply::json(json!({"total": 5, "emails": emails}).to_string())
    })
    .await;
    let mut settings = server.settings();
    settings.timeout = std::time::Duration::from_secs(30);
    let connector = ma::mautic(settings).unwrap();
    let pulled = pull_round(connector.as_ref(), Stream::Emails, None, now())
        .await
        .unwrap();
    let came: Vec<&str> = pulled
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Email(email) => Some(email.id.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(came, ["1", "2", "4", "5"]);
    let named: Vec<&str> = pulled.broken.iter().map(|row| row.id.as_str()).collect();
    assert_eq!((named, pulled.complete_to), (vec!["emails 3"], Some(now())));
}
