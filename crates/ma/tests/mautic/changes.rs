//! What changed since the last round, however it shows.

use std::collections::HashSet;

use kpi::model::{Record, StepOutcome, Stream};
use ma::PullError;
use serde_json::json;

use super::{
    pulled::{Pulled, identity, later, lead_ids, now, pull_round},
    server::Reply,
    world::World,
};

#[tokio::test]
async fn changes_are_found_by_either_date_and_by_activity_alone() {
    let mut world = World::default();
    for id in 1..=4 {
        world.contact(id, "2026-11-01 09:00:00", None);
    }
    let running = world.start().await;
    let connector = running.server.connector();
    let first = pull_round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    running.change(|world| {
        world.contact(2, "2026-11-01 09:00:00", Some("2026-11-23 12:01:00"));
        world.contact(9, "2026-11-23 11:58:00", None);
        world.contacts.get_mut(&3).unwrap()["columns"]["last_active"] =
            json!("2026-11-23 12:02:00");
    });
    let second = pull_round(
        connector.as_ref(),
        Stream::Leads,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    assert_eq!(
        lead_ids(&second),
        ["2", "3", "9"],
        "9 was created within the overlap"
    );
}

#[tokio::test]
async fn a_company_that_grows_brings_its_leads_again() {
    let mut world = World::default();
    for id in 1..=3 {
        world.contact(id, "2026-11-01 09:00:00", None);
    }
    let company = |employees: u64, modified: &str| {
        json!({"id": 8, "fields": {"all": {"companynumber_of_employees": employees}},
            "columns": {"id": 8, "date_added": "2026-11-01 09:00:00", "date_modified": modified}})
    };
    world
        .companies
        .insert(8, company(900, "2026-11-01 09:00:00"));
    world.row(
        "companies_leads",
        json!({"company_id": "8", "lead_id": "2", "is_primary": "1"}),
    );
    world.row(
        "companies_leads",
        json!({"company_id": "8", "lead_id": "3", "is_primary": "0"}),
    );
    let running = world.start().await;
    let connector = running.server.connector();
    let first = pull_round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    let employees = |pulled: &Pulled| -> Vec<Option<i64>> {
        pulled
            .records
            .iter()
            .filter_map(|record| {
                if let Record::Lead(lead) = record {
                    Some(lead.employees)
                } else {
                    None
                }
            })
            .collect()
    };
    assert_eq!(employees(&first), [None, Some(900), None]);
    running.change(|world| {
        world
            .companies
            .insert(8, company(1_200, "2026-11-23 12:01:00"));
    });
    let second = pull_round(
        connector.as_ref(),
        Stream::Leads,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    assert_eq!(lead_ids(&second), ["2"]);
    assert_eq!(employees(&second), [Some(1_200)]);
    assert_eq!(second.complete_to, Some(later(5)));
}

#[tokio::test]
async fn owners_come_with_their_leads_where_users_may_not_be_read() {
    let mut world = World::default();
    let owner = json!({"id": 4, "username": "sato", "firstName": "Hana", "lastName": "Sato"});
    world.contact(1, "2026-11-01 09:00:00", None)["owner"] = owner.clone();
    world.contact(2, "2026-11-01 09:00:00", None)["owner"] = owner;
    let refused = r#"{"errors":[{"message":"no","code":403}]}"#;
    world
        .instead
        .insert("/api/users".to_owned(), Reply::status(403, refused));
    let running = world.start().await;
    let connector = running.server.connector();
    let error = connector
        .pull(Stream::Owners, None, now())
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            PullError::Unavailable {
                stream: Stream::Owners,
                ..
            }
        ),
        "{error}"
    );
    let pulled = pull_round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    let owners: Vec<_> = pulled
        .records
        .iter()
        .filter_map(|record| {
            if let Record::Owner(owner) = record {
                Some((owner.id.as_str(), owner.name.as_str()))
            } else {
                None
            }
        })
        .collect();
    assert_eq!(owners, [("4", "Hana Sato")]);
}

#[tokio::test]
async fn leads_come_without_company_facts_where_companies_may_not_be_read() {
    let mut world = World::default();
    world.contact(1, "2026-11-01 09:00:00", None);
    let refused = r#"{"errors":[{"message":"You do not have the view permission to load data from the lead table","code":403}]}"#;
    world.instead.insert(
        "/api/stats/companies_leads".to_owned(),
        Reply::json(refused),
    );
    world
        .instead
        .insert("/api/companies".to_owned(), Reply::status(403, refused));
    let running = world.start().await;
    let connector = running.server.connector();
    let first = pull_round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(lead_ids(&first), ["1"]);
    let second = pull_round(
        connector.as_ref(),
        Stream::Leads,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    assert_eq!(second.complete_to, Some(later(5)));
    for pulled in [&first, &second] {
        let [note] = &pulled.broken[..] else {
            panic!("named once: {:?}", pulled.broken)
        };
        assert_eq!(note.id, "companies");
        assert!(note.why.contains("permission"), "{note:?}");
    }
    // Granted, the note is taken back.
    running.change(|world| world.instead.clear());
    let third = connector
        .pull(Stream::Leads, second.cursor.as_ref(), later(10))
        .await
        .unwrap();
    assert_eq!(
        (third.broken.len(), third.mended),
        (0, vec!["companies".to_owned()])
    );
}

#[tokio::test]
async fn a_row_that_shows_late_with_a_lower_id_is_not_skipped() {
    let mut world = World::default();
    world.stage_change(1, 1, 1, "2026-11-01 09:00:00");
    world.stage_change(3, 3, 1, "2026-11-23 11:59:59");
    let running = world.start().await;
    let connector = running.server.connector();
    let first = pull_round(connector.as_ref(), Stream::StageHistory, None, now())
        .await
        .unwrap();
    running.change(|world| world.stage_change(2, 2, 1, "2026-11-23 11:59:58"));
    let second = pull_round(
        connector.as_ref(),
        Stream::StageHistory,
        first.cursor.as_ref(),
        later(1),
    )
    .await
    .unwrap();
    let ids: Vec<String> = second.records.iter().flat_map(identity).collect();
    assert_eq!(
        ids.len(),
        2,
        "the late one, and once more the one above it: {ids:?}"
    );
    let third = pull_round(
        connector.as_ref(),
        Stream::StageHistory,
        second.cursor.as_ref(),
        later(10),
    )
    .await
    .unwrap();
    let fourth = pull_round(
        connector.as_ref(),
        Stream::StageHistory,
        third.cursor.as_ref(),
        later(20),
    )
    .await
    .unwrap();
    assert!(
        fourth.records.is_empty(),
        "what is older than the overlap is settled"
    );
}

#[tokio::test]
async fn an_open_that_changes_an_old_row_in_place_is_found() {
    let mut world = World::default();
    world.row("email_stats", json!({"id": "1", "email_id": "4", "lead_id": "7", "date_sent": "2026-10-01 09:00:00", "is_read": "0", "is_failed": "0"}));
    world.row("lead_donotcontact", json!({"id": "1", "lead_id": "7", "reason": "2", "channel": "email", "date_added": "2026-10-01 09:00:00"}));
    let running = world.start().await;
    let connector = running.server.connector();
    let first = pull_round(connector.as_ref(), Stream::Engagements, None, now())
        .await
        .unwrap();
    assert_eq!(first.records.len(), 2);
    running.change(|world| {
        let row = &mut world.tables.get_mut("email_stats").unwrap()[0];
        row["date_read"] = json!("2026-11-23 12:01:00");
        row["last_opened"] = json!("2026-11-23 12:01:00");
        let row = &mut world.tables.get_mut("lead_donotcontact").unwrap()[0];
        row["reason"] = json!("1");
        row["date_added"] = json!("2026-11-23 12:01:00");
    });
    let second = pull_round(
        connector.as_ref(),
        Stream::Engagements,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    let acts: HashSet<String> = second.records.iter().flat_map(identity).collect();
    assert!(
        acts.contains("act stat:1:open") && acts.contains("act dnc:1:unsubscribed"),
        "{acts:?}"
    );
}

#[tokio::test]
async fn a_table_that_is_refused_is_named_and_the_others_go_on() {
    let mut world = World::default();
    world.row(
        "form_submissions",
        json!({"id": "1", "form_id": "5", "lead_id": "7", "date_submitted": "2026-11-01 10:03:00"}),
    );
    let refused = Reply::json(r#"{"errors":[{"message":"no","code":403}]}"#);
    world
        .instead
        .insert("/api/stats/page_hits".to_owned(), refused.clone());
    let running = world.start().await;
    let connector = running.server.connector();
    let pulled = pull_round(connector.as_ref(), Stream::Engagements, None, now())
        .await
        .unwrap();
    assert_eq!((pulled.records.len(), pulled.complete_to), (1, None));
    assert_eq!(pulled.broken[0].id, "stats/page_hits");
    running.change(|world| world.instead.clear());
    let healed = pull_round(
        connector.as_ref(),
        Stream::Engagements,
        pulled.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    assert_eq!(healed.complete_to, Some(later(5)));
}

#[tokio::test]
async fn acts_in_a_mail_name_the_mail_and_a_missing_table_of_replies_stops_nothing() {
    let mut world = World::default();
    world.row("email_stats", json!({"id": "8", "email_id": "4", "lead_id": "7", "date_sent": "2026-11-01 09:00:00", "is_read": "1", "date_read": "2026-11-01 10:00:00"}));
    world.row(
        "email_stat_replies",
        json!({"id": "1", "stat_id": "8", "date_replied": "2026-11-01 11:00:00"}),
    );
    let running = world.start().await;
    let connector = running.server.connector();
    let pulled = pull_round(connector.as_ref(), Stream::Engagements, None, now())
        .await
        .unwrap();
    let sends: Vec<_> = pulled
        .records
        .iter()
        .map(|record| match record {
            Record::Engagement(act) => (act.send.as_ref().unwrap().as_str(), act.sent_at),
            other => panic!("{other:?}"),
        })
        .collect();
    let sent_at = "2026-11-01T09:00:00Z".parse().ok();
    assert_eq!(
        sends,
        [
            ("stat:8:sent", sent_at),
            ("stat:8:sent", sent_at),
            ("stat:8:sent", None)
        ]
    );
    let refused = Reply::json(r#"{"errors":[{"message":"no","code":403}]}"#);
    running.change(|world| {
        let path = "/api/stats/email_stat_replies".to_owned();
        world.instead.insert(path, refused);
    });
    let pulled = pull_round(connector.as_ref(), Stream::Engagements, None, now())
        .await
        .unwrap();
    assert_eq!(pulled.complete_to, Some(now()));
    assert_eq!(pulled.broken, []);
}

#[tokio::test]
async fn a_target_tag_marks_the_target_list() {
    let mut world = World::default();
    world.contact(1, "2026-11-01 09:00:00", None)["tags"] = json!([{"id": 1, "tag": "Target"}]);
    world.contact(2, "2026-11-01 09:00:00", None);
    let running = world.start().await;
    let mut settings = running.server.settings();
    settings.target_tag = Some("target".to_owned());
    let connector = ma::mautic(settings).unwrap();
    let pulled = pull_round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    let marked: Vec<Option<bool>> = pulled
        .records
        .iter()
        .filter_map(|record| {
            if let Record::Lead(lead) = record {
                Some(lead.target_list)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(marked, [Some(true), Some(false)]);
}

#[tokio::test]
async fn a_step_that_was_to_fire_later_is_told_when_it_fires() {
    let mut world = World::default();
    world.row("campaign_leads", json!({"campaign_id": "1", "lead_id": "7", "rotation": "1", "date_added": "2026-10-01 09:00:00"}));
    let step = |id: &str, scheduled: &str, metadata: &str| {
        json!({"id": id, "campaign_id": "1", "event_id": "5", "lead_id": "7", "rotation": "1",
        "date_triggered": "2026-10-01 09:00:00", "is_scheduled": scheduled, "metadata": metadata})
    };
    world.row("campaign_lead_event_log", step("1", "1", "a:0:{}"));
    let failed = r#"a:2:{s:6:"failed";i:1;s:6:"reason";s:2:"no";}"#;
    world.row("campaign_lead_event_log", step("2", "0", failed));
    let running = world.start().await;
    let connector = running.server.connector();
    let first = pull_round(connector.as_ref(), Stream::ScenarioRuns, None, now())
        .await
        .unwrap();
    let [Record::ScenarioRun(run), Record::StepRun(failed)] = &first.records[..] else {
        panic!("{:?}", first.records)
    };
    assert_eq!((run.rotation, run.left_at), (1, None));
    assert_eq!(
        (failed.id.as_str(), failed.outcome),
        ("2", StepOutcome::Failed)
    );
    running.change(|world| {
        let row = &mut world.tables.get_mut("campaign_lead_event_log").unwrap()[0];
        row["is_scheduled"] = json!("0");
        row["date_triggered"] = json!("2026-11-23 12:01:00");
        let row = &mut world.tables.get_mut("campaign_leads").unwrap()[0];
        row["date_last_exited"] = json!("2026-11-23 12:02:00");
    });
    let second = pull_round(
        connector.as_ref(),
        Stream::ScenarioRuns,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    let [Record::ScenarioRun(run), Record::StepRun(fired)] = &second.records[..] else {
        panic!("{:?}", second.records)
    };
    assert_eq!(run.left_at, "2026-11-23T12:02:00Z".parse().ok());
    assert_eq!((fired.id.as_str(), fired.outcome), ("1", StepOutcome::Done));
    assert_eq!(second.complete_to, Some(later(5)));
}

#[tokio::test]
async fn memberships_are_scanned_once_a_day() {
    let mut world = World::default();
    let member = |lead: &str, removed: &str| {
        json!({"leadlist_id": "1", "lead_id": lead, "date_added": "2026-10-01 09:00:00",
        "manually_removed": removed, "manually_added": "0"})
    };
    world.row("lead_lists_leads", member("7", "0"));
    world.row("lead_lists_leads", member("8", "1"));
    let lists =
        Reply::json(r#"{"total":1,"lists":{"1":{"id":1,"name":"News","isPublished":true}}}"#);
    world.instead.insert("/api/segments".to_owned(), lists);
    let running = world.start().await;
    let connector = running.server.connector();
    let first = pull_round(connector.as_ref(), Stream::Segments, None, now())
        .await
        .unwrap();
    let [
        Record::Segment(segment),
        Record::Membership(member),
        Record::MembershipsListed { scan },
    ] = &first.records[..]
    else {
        panic!("{:?}", first.records)
    };
    assert_eq!((segment.name.as_str(), segment.active), ("News", true));
    assert_eq!(
        (
            member.lead.as_str(),
            member.segment.as_str(),
            member.scan,
            *scan
        ),
        ("7", "1", now(), now())
    );
    let asked = running.server.asked().len();
    let mut cursor = first.cursor;
    for (minutes, records) in [(60, 0), (23 * 60 + 1, 3)] {
        let later = pull_round(
            connector.as_ref(),
            Stream::Segments,
            cursor.as_ref(),
            later(minutes),
        )
        .await
        .unwrap();
        assert_eq!(later.records.len(), records, "after {minutes} minutes");
        cursor = later.cursor;
    }
    assert_eq!(running.server.asked().len(), asked + 2);
}
