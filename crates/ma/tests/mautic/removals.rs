//! Deletions and merges, with an audit log and without.

use kpi::model::{Record, Stream};
use ma::PullError;
use serde_json::Value;

use super::{
    pulled::{later, leads, now, pull_round},
    recordings::Recording,
    replay::nothing,
    server::{Reply, Server},
    world::World,
};

#[tokio::test]
async fn deletions_and_merges_are_told_from_each_other() {
    let mut world = World::default();
    world.contact(5, "2026-11-01 09:00:00", None);
    world.stage_change(1, 5, 2, "2026-11-02 09:00:00");
    world.stage_change(2, 5, 3, "2026-11-03 09:00:00");
    world.audit(1, 1, "delete", "a:0:{}", "2026-01-01 09:00:00");
    world.audit(
        2,
        3,
        "merge",
        r#"a:1:{s:11:"merged_into";i:5;}"#,
        "2026-11-20 09:00:00",
    );
    world.audit(3, 4, "delete", "a:0:{}", "2026-11-20 09:00:00");
    world.audit(4, 3, "delete", "a:0:{}", "2026-11-20 09:00:00");
    world.audit(5, 9, "update", "a:0:{}", "2026-11-20 09:00:00");
    let running = world.start().await;
    let pulled = pull_round(
        running.server.connector().as_ref(),
        Stream::Removals,
        None,
        now(),
    )
    .await
    .unwrap();
    let [
        Record::Merged {
            loser, survivor, ..
        },
        Record::Removed(removed),
        Record::Lead(lead),
        Record::StageHistory(history),
    ] = pulled.records.as_slice()
    else {
        panic!("{:?}", pulled.records)
    };
    assert_eq!(
        (
            loser.as_str(),
            survivor.as_str(),
            removed.lead.as_str(),
            lead.id.as_str()
        ),
        ("3", "5", "4", "5")
    );
    assert!(history.whole);
    assert_eq!(
        history
            .entries
            .iter()
            .filter_map(|entry| entry.raw.as_deref())
            .collect::<Vec<_>>(),
        ["2", "3"]
    );
}

#[tokio::test]
async fn without_an_audit_log_the_census_comes_each_hour_instead_of_each_day() {
    let mut world = World::default();
    world.contact(1, "2026-11-01 09:00:00", None);
    let refused = r#"{"errors":[{"message":"no","code":403}]}"#;
    world
        .instead
        .insert("/api/stats/audit_log".to_owned(), Reply::json(refused));
    let running = world.start().await;
    let connector = running.server.connector();
    let removals = async || connector.pull(Stream::Removals, None, now()).await;
    assert!(matches!(
        removals().await,
        Err(PullError::Unavailable {
            stream: Stream::Removals,
            ..
        })
    ));
    assert_eq!(connector.refused(), [Stream::Removals]);
    let first = pull_round(connector.as_ref(), Stream::Census, None, now())
        .await
        .unwrap();
    let next = async |minutes: i64| {
        pull_round(
            connector.as_ref(),
            Stream::Census,
            first.cursor.as_ref(),
            later(minutes),
        )
        .await
        .unwrap()
        .records
        .len()
    };
    assert_eq!((next(30).await, next(60).await), (0, 2));
    running.change(|world| world.instead.clear());
    removals().await.unwrap();
    assert_eq!(connector.refused(), []);
    assert_eq!((next(60).await, next(24 * 60).await), (0, 2));
}

#[tokio::test]
async fn the_recorded_merge_brings_the_survivor_with_all_its_history() {
    let (merge, deletions) = (
        Recording::named("stats_audit_log_merged"),
        Recording::named("stats_audit_log_deleted_contacts"),
    );
    let rows: Vec<Value> = merge
        .rows("stats")
        .into_iter()
        .chain(deletions.rows("stats"))
        .collect();
    let audit = serde_json::json!({"total": "3", "stats": rows}).to_string();
    let survivor = Recording::named("contact_one_merged_target").json()["contact"].clone();
    let contacts = serde_json::json!({"total": "1", "contacts": {"26": survivor}}).to_string();
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/api/stats/audit_log" => Reply::json(audit.clone()),
        "/api/contacts" => Reply::json(contacts.clone()),
        path => nothing(path),
    })
    .await;
    let pulled = pull_round(server.connector().as_ref(), Stream::Removals, None, now())
        .await
        .unwrap();
    let [
        Record::Merged {
            loser, survivor, ..
        },
        Record::Removed(removed),
        Record::Lead(lead),
        Record::StageHistory(history),
    ] = pulled.records.as_slice()
    else {
        panic!("{:?}", pulled.records)
    };
    assert_eq!((loser.as_str(), survivor.as_str()), ("2", "26"));
    assert_eq!(
        removed.lead.as_str(),
        "28",
        "the deletion of 2 belongs to its merge"
    );
    assert_eq!((lead.id.as_str(), lead.stage_raw.as_deref()), ("26", None));
    assert_eq!(
        (history.lead.as_str(), history.whole, history.entries.len()),
        ("26", true, 0)
    );
}

#[tokio::test]
async fn a_contact_that_answers_under_another_id_was_merged() {
    let recorded = Recording::named("err_404_contact_merged_away");
    let single = recorded.path.clone();
    let survivor = recorded.json()["contact"].clone();
    // Contact 9 was merged into 2, and 2 into 26: the row of the second merge is not there yet.
    let audit = r#"{"total":"1","stats":[{"id":"180","object":"lead","object_id":"9","action":"merge","details":"a:1:{s:11:\"merged_into\";i:2;}","date_added":"2026-11-22 15:49:00"}]}"#;
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/api/stats/audit_log" => Reply::json(audit),
        "/api/contacts" if asked.query.iter().any(|(_, value)| value == "26") => Reply::json(
            serde_json::json!({"total": "1", "contacts": {"26": survivor.clone()}}).to_string(),
        ),
        path if path == single => recorded.reply(),
        path => nothing(path),
    })
    .await;
    let pulled = pull_round(server.connector().as_ref(), Stream::Removals, None, now())
        .await
        .unwrap();
    let merges: Vec<_> = pulled
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Merged {
                loser, survivor, ..
            } => Some((loser.as_str(), survivor.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(merges, [("9", "2"), ("2", "26")]);
    assert!(leads(&pulled).iter().any(|lead| lead.id.as_str() == "26"));
}

#[tokio::test]
async fn every_recorded_single_contact_is_found_as_the_survivor_it_is() {
    for recording in Recording::all() {
        let Some(asked_id) = recording
            .path
            .strip_prefix("/api/contacts/")
            .filter(|_| recording.name != "limited_contacts_1")
        else {
            continue;
        };
        let audit = format!(
            r#"{{"stats":[{{"id":"1","object_id":"999","action":"merge","details":"a:1:{{s:11:\"merged_into\";i:{asked_id};}}","date_added":"2026-11-22 15:49:00"}}]}}"#
        );
        let (path, reply) = (recording.path.clone(), recording.reply());
        let server = Server::start(move |asked| match asked.path.as_str() {
            "/api/stats/audit_log" => Reply::json(audit.clone()),
            asked if asked == path => reply.clone(),
            other => nothing(other),
        })
        .await;
        let pulled = pull_round(server.connector().as_ref(), Stream::Removals, None, now())
            .await
            .unwrap();
        assert!(pulled.broken.is_empty(), "{}", recording.name);
        assert!(
            server
                .asked()
                .iter()
                .any(|asked| asked.path == recording.path),
            "{}",
            recording.name
        );
    }
}
