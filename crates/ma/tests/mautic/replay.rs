//! Every recorded answer that the connector would ask for is read, and every refusal is the right one.

use std::collections::HashSet;

use kpi::model::{EngagementKind, Record, StepEnd, Stream};
use ma::PullError;
use serde_json::Value;

use super::{
    pulled::{Pulled, now, pull_round},
    recordings::Recording,
    server::{PASSWORD, Reply, Server},
};

/// What other questions of a pull are answered with.
pub(crate) fn nothing(path: &str) -> Reply {
    if path.starts_with("/api/contacts/") {
        return Recording::named("err_404_contact").reply();
    }
    Reply::json(match path {
        "/api/contacts" => r#"{"total":"0","contacts":{}}"#,
        "/api/companies" => r#"{"total":"0","companies":{}}"#,
        "/api/segments" => r#"{"total":0,"lists":[]}"#,
        _ => r#"{"total":"0","stats":[]}"#,
    })
}

/// A server that gives the recorded answer at its path and empty lists elsewhere.
async fn replay(recording: &Recording) -> Server {
    let recording = recording.clone();
    Server::start(move |asked| {
        if asked.path == recording.path {
            recording.reply()
        } else {
            nothing(&asked.path)
        }
    })
    .await
}

/// The stream that asks for a path, and the name of its list.
fn stream_of(path: &str) -> Option<(Stream, &'static str)> {
    Some(match path {
        "/api/contacts" => (Stream::Leads, "contacts"),
        "/api/stages" => (Stream::Stages, "stages"),
        "/api/users" => (Stream::Owners, "users"),
        "/api/campaigns" => (Stream::Campaigns, "campaigns"),
        "/api/emails" => (Stream::Emails, "emails"),
        "/api/stats/lead_stages_change_log" => (Stream::StageHistory, "stats"),
        "/api/stats/audit_log" => (Stream::Removals, "stats"),
        "/api/stats/email_stats"
        | "/api/stats/email_stat_replies"
        | "/api/stats/page_hits"
        | "/api/stats/form_submissions"
        | "/api/stats/asset_downloads"
        | "/api/stats/lead_donotcontact" => (Stream::Engagements, "stats"),
        "/api/segments" => (Stream::Segments, "lists"),
        "/api/stats/lead_lists_leads" => (Stream::Segments, "stats"),
        "/api/stats/campaign_leads" | "/api/stats/campaign_lead_event_log" => {
            (Stream::ScenarioRuns, "stats")
        }
        _ => return None,
    })
}

/// All that a recorded answer brings.
pub(crate) async fn pull(recording: &Recording, stream: Stream) -> Result<Pulled, PullError> {
    let server = replay(recording).await;
    pull_round(server.connector().as_ref(), stream, None, now()).await
}

/// How many rows of a recorded list must come out as something.
fn expected(path: &str, rows: &[Value]) -> usize {
    let yes = |row: &&Value, field: &str, value: &str| row[field] == value;
    match path {
        // Visitors without a name are no leads.
        "/api/contacts" => rows
            .iter()
            .filter(|row| {
                let known = |field: &str| row["fields"]["all"][field].is_string();
                row["dateIdentified"].is_string()
                    || known("email")
                    || known("firstname")
                    || known("lastname")
            })
            .count(),
        "/api/stats/audit_log" => {
            let merged = rows
                .iter()
                .filter(|row| yes(row, "action", "merge"))
                .count();
            merged
                + rows
                    .iter()
                    .filter(|row| yes(row, "action", "delete"))
                    .count()
        }
        // A mail that failed was sent, and came back.
        "/api/stats/email_stats" => {
            rows.len() + rows.iter().filter(|row| yes(row, "is_failed", "1")).count()
        }
        // What is to fire later has not run.
        "/api/stats/campaign_lead_event_log" => rows
            .iter()
            .filter(|row| yes(row, "is_scheduled", "0"))
            .count(),
        "/api/stats/lead_donotcontact" => rows
            .iter()
            .filter(|row| yes(row, "channel", "email") && !yes(row, "reason", "3"))
            .count(),
        _ => rows.len(),
    }
}

fn got(pulled: &Pulled) -> usize {
    pulled
        .records
        .iter()
        .map(|record| match record {
            Record::StageHistory(history) => history.entries.len(),
            // Says that a scan came to its end.
            Record::MembershipsListed { .. } => 0,
            Record::Engagement(act) if act.kind == EngagementKind::EmailOpened => 0,
            _ => 1,
        })
        .sum()
}

#[tokio::test]
async fn every_recorded_list_is_read_whole_and_without_complaint() {
    let mut read = HashSet::new();
    for recording in Recording::all() {
        let Some((stream, list)) = stream_of(&recording.path) else {
            continue;
        };
        if recording.status != 200 || recording.body.starts_with(r#"{"errors""#) {
            continue;
        }
        let name = &recording.name;
        let pulled = pull(&recording, stream)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(pulled.broken.is_empty(), "{name}: {:?}", pulled.broken);
        assert_eq!(
            got(&pulled),
            expected(&recording.path, &recording.rows(list)),
            "{name}"
        );
        assert_eq!(pulled.complete_to, Some(now()), "{name}");
        read.insert(recording.path);
    }
    assert_eq!(read.len(), 17, "each place has a recording: {read:?}");
}

/// A server that gives the recorded answer at its path, and recorded contacts, links and companies elsewhere.
async fn replay_among_companies(recording: &Recording) -> Server {
    let recording = recording.clone();
    let named = |name| Recording::named(name).reply();
    let (contacts, links, companies) = (
        named("contacts_limit5"),
        named("stats_companies_leads"),
        named("list_companies"),
    );
    Server::start(move |asked| match asked.path.as_str() {
        path if path == recording.path => recording.reply(),
        "/api/contacts" => contacts.clone(),
        "/api/stats/companies_leads" => links.clone(),
        "/api/companies" => companies.clone(),
        other => nothing(other),
    })
    .await
}

#[tokio::test]
async fn every_recorded_answer_about_companies_is_read_with_its_leads() {
    let (mut read, mut refused) = (HashSet::new(), 0);
    for recording in Recording::all() {
        let of_companies = ["/api/companies", "/api/stats/companies_leads"];
        if !of_companies.contains(&recording.path.as_str()) {
            continue;
        }
        let name = &recording.name;
        let server = replay_among_companies(&recording).await;
        let pulled = pull_round(server.connector().as_ref(), Stream::Leads, None, now())
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(pulled.complete_to, Some(now()), "{name}");
        let asked = server.asked();
        assert!(
            asked.iter().any(|asked| asked.path == recording.path),
            "{name}"
        );
        let leads = pulled
            .records
            .iter()
            .filter(|record| matches!(record, Record::Lead(_)));
        assert_eq!(leads.count(), 5, "{name}");
        if recording.status == 200 && !recording.body.starts_with(r#"{"errors""#) {
            assert!(pulled.broken.is_empty(), "{name}: {:?}", pulled.broken);
            read.insert(recording.path);
        } else {
            let named: Vec<&str> = pulled.broken.iter().map(|row| row.id.as_str()).collect();
            assert_eq!(named, ["companies"], "{name}");
            refused += 1;
        }
    }
    assert_eq!((read.len(), refused), (2, 1), "both places, and a refusal");
}

#[tokio::test]
async fn the_census_reads_every_recorded_list_of_contacts() {
    for recording in Recording::all() {
        if recording.path != "/api/contacts" || recording.status != 200 {
            continue;
        }
        let pulled = pull(&recording, Stream::Census).await.unwrap();
        let ids: HashSet<_> = pulled
            .records
            .iter()
            .filter_map(|record| {
                if let Record::Present { lead, .. } = record {
                    Some(lead.as_str())
                } else {
                    None
                }
            })
            .collect();
        assert_eq!(
            ids.len(),
            recording.rows("contacts").len(),
            "{}",
            recording.name
        );
        assert!(
            matches!(pulled.records.last(), Some(Record::ScanEnded { scan }) if *scan == now())
        );
    }
}

#[tokio::test]
async fn every_recorded_refusal_is_the_right_one() {
    let mut seen = 0;
    for recording in Recording::all() {
        let refused = recording.status != 200 || recording.body.starts_with(r#"{"errors""#);
        let Some((stream, _)) = stream_of(&recording.path).filter(|_| refused) else {
            continue;
        };
        let name = recording.name.as_str();
        let error = match pull(&recording, stream).await {
            Err(error) => error,
            // One table of several: named, and the others go on.
            Ok(pulled) if name == "limited_stats_email_stats" => {
                assert_eq!(pulled.broken[0].id, "stats/email_stats");
                assert_eq!(pulled.complete_to, None);
                continue;
            }
            Ok(_) => panic!("{name} is no refusal"),
        };
        let words = error.to_string();
        assert!(
            !words.contains(PASSWORD) && !words.contains("SQLSTATE"),
            "{name}: {words}"
        );
        match name {
            "api_disabled" | "api_disabled_noauth" => {
                assert!(
                    matches!(&error, PullError::Denied { setting: "MAUTIC_URL", mend } if mend.contains("API enabled")),
                    "{name}: {words}"
                );
            }
            "basic_auth_disabled" => {
                assert!(
                    matches!(&error, PullError::Denied { setting: "MAUTIC_USER / MAUTIC_PASSWORD", mend } if mend.contains("basic auth")),
                    "{name}: {words}"
                );
            }
            _ if recording.status == 401 => {
                assert!(
                    matches!(&error, PullError::Denied { setting: "MAUTIC_USER / MAUTIC_PASSWORD", mend } if mend.contains("password")),
                    "{name}: {words}"
                );
            }
            _ if name.starts_with("limited_") || name.starts_with("noapi_") => {
                assert!(
                    matches!(&error, PullError::Unavailable { stream: refused, .. } if *refused == stream),
                    "{name}: {words}"
                );
            }
            _ if name.starts_with("rate_") => {
                // The server names the second: an hour after it began to count.
                let left = 1_795_366_676 - 1_795_363_079;
                assert!(
                    matches!(&error, PullError::Throttled { until } if until.duration_since(now()).as_secs().abs_diff(left) <= 5),
                    "{name}: {words}"
                );
            }
            _ if recording.status == 500 => assert!(
                matches!(&error, PullError::Unreachable { .. }),
                "{name}: {words}"
            ),
            _ => assert!(
                matches!(&error, PullError::Garbled { .. }),
                "{name}: {words}"
            ),
        }
        seen += 1;
    }
    assert!(seen >= 30, "{seen} refusals");
}

#[tokio::test]
async fn a_table_that_is_not_listed_is_unavailable() {
    let tables = Recording::named("err_stats_unknown_table");
    let server = Server::start(move |_| tables.reply()).await;
    let connector = server.connector();
    for stream in [Stream::StageHistory, Stream::Removals, Stream::Engagements] {
        let error = pull_round(connector.as_ref(), stream, None, now())
            .await
            .unwrap_err();
        assert!(
            matches!(error, PullError::Unavailable { stream: refused, .. } if refused == stream),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_probe_names_the_user_and_the_version() {
    for name in ["one_users_self", "limited_users_self"] {
        let recording = Recording::named(name);
        let username = recording.json()["username"].as_str().unwrap().to_owned();
        let account = replay(&recording).await.connector().probe().await.unwrap();
        assert_eq!(account.name, Some(username));
        assert_eq!(account.version.as_deref(), Some("5.1.1"));
        assert_eq!(account.zone, None);
    }
}

#[tokio::test]
async fn campaigns_are_automations_whose_last_steps_are_known() {
    let recording = Recording::named("list_campaigns");
    let pulled = pull(&recording, Stream::Automations).await.unwrap();
    assert_eq!((pulled.broken.len(), pulled.complete_to), (0, Some(now())));
    let [
        Record::Automation(campaign),
        Record::AutomationsListed { began },
    ] = &pulled.records[..]
    else {
        panic!("{:?}", pulled.records)
    };
    assert_eq!(
        (campaign.name.as_str(), campaign.active, *began),
        ("Nurture", true, now())
    );
    let last: Vec<(&str, bool)> = campaign
        .steps
        .iter()
        .map(|step| (step.id.as_str(), step.end == StepEnd::Last))
        .collect();
    let expected = [
        ("1", false),
        ("4", true),
        ("5", true),
        ("2", false),
        ("3", true),
    ];
    assert_eq!(last, expected);
    for recording in Recording::all() {
        let is_list = recording.path == "/api/campaigns" && recording.status == 200;
        if !is_list || recording.body.starts_with(r#"{"errors""#) {
            continue;
        }
        let pulled = pull(&recording, Stream::Automations).await.unwrap();
        assert!(pulled.broken.is_empty(), "{}", recording.name);
        let told = pulled.records.len() - 1;
        assert_eq!(
            told,
            recording.rows("campaigns").len(),
            "{}",
            recording.name
        );
    }
}
