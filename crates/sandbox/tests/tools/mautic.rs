//! The Mautic-shaped server.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sandbox::{
    clock::SandboxClock,
    mautic::{Area, Mautic, MauticOptions, Switch},
    world::{Act, NewLead, World, WorldOptions},
};
use serde_json::Value;

use crate::client::{Client, Got};

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub(crate) async fn open(
    world: &World,
    change: impl FnOnce(&mut MauticOptions),
) -> (Mautic, SandboxClock, Client) {
    let clock = SandboxClock::new(at("2026-11-01T00:00:00Z"));
    let mut options = MauticOptions::default();
    change(&mut options);
    let (user, password) = (options.user.clone(), options.password.clone());
    let mautic = Mautic::start(world.clone(), clock.clone(), options)
        .await
        .expect("a port");
    let client = Client::basic(mautic.url(), &user, &password);
    (mautic, clock, client)
}

/// A server over a small seeded company.
pub(crate) async fn open_seeded() -> (Mautic, Client) {
    let world = World::seeded(&WorldOptions {
        leads: 400,
        visitors: 30,
        ..WorldOptions::default()
    });
    let (mautic, _, client) = open(&world, |_| {}).await;
    (mautic, client)
}

fn lead(stage: &str) -> NewLead {
    NewLead {
        stage: Some(stage.to_owned()),
        ..NewLead::default()
    }
}

fn contacts(got: &Got) -> Vec<String> {
    got.json()["contacts"]
        .as_object()
        .expect("keyed by id")
        .keys()
        .cloned()
        .collect()
}

async fn stats(client: &Client, query: &str) -> Vec<Value> {
    let got = client.get(&format!("/api/stats/{query}")).await;
    assert_eq!(got.status, 200);
    got.json()["stats"]
        .as_array()
        .unwrap_or_else(|| panic!("{query}: {}", got.text()))
        .clone()
}

#[tokio::test]
async fn keyset_paging_reads_every_contact_but_visitors_once() {
    let (mautic, client) = open_seeded().await;
    let (mut all, mut last) = (Vec::new(), "0".to_owned());
    loop {
        let got = client
            .get(&format!(
                "/api/contacts?limit=100&orderBy=id&orderByDir=asc&select[]=email&search=!is:anonymous\
                 &where[0][col]=id&where[0][expr]=gt&where[0][val]={last}"
            ))
            .await;
        assert!(got.json()["total"].is_string());
        let page = contacts(&got);
        all.extend(page.clone());
        if page.len() < 100 {
            break;
        }
        last.clone_from(page.last().expect("some"));
    }
    assert_eq!(all, mautic.contact_ids());
    let everybody = contacts(&client.get("/api/contacts?limit=0&minimal=1").await);
    assert!(everybody.len() > all.len());
}

#[tokio::test]
async fn an_empty_list_is_an_object_for_contacts_and_an_array_elsewhere() {
    let (_mautic, client) = open_seeded().await;
    let past = client
        .get("/api/contacts?start=90000&orderBy=id")
        .await
        .text();
    assert!(past.ends_with("\"contacts\":{}}"), "{past}");
    for (path, key) in [
        ("emails", "emails"),
        ("campaigns", "campaigns"),
        ("segments", "lists"),
        ("stages", "stages"),
    ] {
        let got = client.get(&format!("/api/{path}?start=900")).await.text();
        assert!(got.ends_with(&format!("\"{key}\":[]}}")), "{got}");
    }
}

#[tokio::test]
async fn orders_and_filters_that_mautic_cannot_read_are_a_500_without_a_cause() {
    let (_mautic, client) = open_seeded().await;
    for query in [
        "orderBy=dateModified",
        "orderBy=no_such",
        "orderBy=id&orderByDir=sideways",
        "limit=-1",
        "limit=abc",
        "where=foo",
        "where[0][col]=id&where[0][val]=1",
        "where[0][expr]=eq&where[0][val]=1",
        "where[0][col]=no_such&where[0][expr]=eq&where[0][val]=1",
        "where[0][expr]=orX&where[0][val][0][col]=dateModified&where[0][val][0][expr]=gte&where[0][val][0][val]=2026-01-01 00:00:00",
    ] {
        let got = client.get(&format!("/api/contacts?{query}")).await;
        assert_eq!(got.status, 500, "{query}");
        assert!(got.text().contains("error #500") && got.header("mautic-version").is_none());
    }
    for query in [
        "orderBy=date_modified,id",
        "where[0][col]=dateModified&where[0][expr]=gte&where[0][val]=2026-01-01 00:00:00",
        "where[0][col]=id&where[0][expr]=bogus&where[0][val]=1",
        "where[0][col]=id&where[0][expr]=eq",
        "order[0][col]=date_added&order[0][dir]=desc",
    ] {
        assert_eq!(
            client
                .get(&format!("/api/contacts?limit=2&{query}"))
                .await
                .status,
            200,
            "{query}"
        );
    }
    assert_eq!(
        contacts(
            &client
                .get("/api/contacts?where[0][col]=id&where[0][expr]=eq")
                .await
        )
        .len(),
        0
    );
}

#[tokio::test]
async fn modified_is_null_until_the_first_change_and_both_dates_find_everybody() {
    let world = World::empty();
    let fresh = world.add_lead(lead("lead"), at("2026-10-20T00:00:00Z"));
    let changed = world.add_lead(lead("lead"), at("2026-01-01T00:00:00Z"));
    world.set_stage(changed, "mql", at("2026-10-21T00:00:00Z"));
    let old = world.add_lead(lead("lead"), at("2026-01-01T00:00:00Z"));
    world.act(old, Act::Sent(0), at("2026-10-22T00:00:00Z"));
    world.act(old, Act::Opened(0), at("2026-10-22T01:00:00Z"));
    let (_mautic, _, client) = open(&world, |_| {}).await;
    let one = client
        .get(&format!("/api/contacts/{}", fresh.mautic_id()))
        .await
        .json();
    assert_eq!(one["contact"]["dateModified"], Value::Null);
    let one = client
        .get(&format!("/api/contacts/{}", old.mautic_id()))
        .await
        .json();
    assert_eq!(
        one["contact"]["dateModified"],
        Value::Null,
        "an opened mail is no change"
    );
    assert_eq!(one["contact"]["lastActive"], "2026-10-22T01:00:00+00:00");
    let since = "2026-10-15 00:00:00";
    let found = client
        .get(&format!(
            "/api/contacts?orderBy=id&where[0][expr]=orX\
             &where[0][val][0][col]=date_modified&where[0][val][0][expr]=gte&where[0][val][0][val]={since}\
             &where[0][val][1][col]=date_added&where[0][val][1][expr]=gte&where[0][val][1][val]={since}"
        ))
        .await;
    assert_eq!(contacts(&found), [fresh.mautic_id(), changed.mautic_id()]);
    let east = client
        .get("/api/contacts?where[0][col]=date_modified&where[0][expr]=gte&where[0][val]=2026-10-21T02:00:00%2B02:00")
        .await;
    assert!(contacts(&east).is_empty(), "an offset is not converted");
}

#[tokio::test]
async fn the_stage_log_is_the_worlds_truth() {
    let world = World::seeded(&WorldOptions {
        leads: 400,
        ..WorldOptions::default()
    });
    let (mautic, clock, client) = open(&world, |_| {}).await;
    let mut told: BTreeMap<String, Vec<(String, Option<String>)>> = BTreeMap::new();
    let mut last = 0;
    loop {
        let rows = stats(
            &client,
            &format!(
                "lead_stages_change_log?limit=100&order[0][col]=id&order[0][dir]=asc\
                 &where[0][col]=id&where[0][expr]=gt&where[0][val]={last}"
            ),
        )
        .await;
        for row in &rows {
            let text = |column: &str| row[column].as_str().expect("text").to_owned();
            let id: u64 = text("id").parse().expect("a number");
            assert!(id > last);
            last = id;
            let stage = (text("action_name") != "Manually Removed").then(|| text("stage_id"));
            told.entry(text("lead_id"))
                .or_default()
                .push((text("date_added"), stage));
        }
        if rows.len() < 100 {
            break;
        }
    }
    let ids = [
        "lead",
        "mql",
        "sql",
        "opportunity",
        "customer",
        "recycled",
        "rejected",
        "lost",
        "churned",
    ];
    let mut checked = 0;
    for truth in world.truth(clock.now()) {
        let gone = truth.merged_into.is_some() || !truth.removals.is_empty();
        let rows = told.remove(&truth.lead.mautic_id()).unwrap_or_default();
        assert!(!gone || rows.is_empty(), "the log goes with its contact");
        if gone {
            continue;
        }
        let mut expected: Vec<(String, Option<String>)> = Vec::new();
        for change in &truth.changes {
            let word = change.stage.as_deref().map(|word| {
                if word == "evangelist" {
                    "customer"
                } else {
                    word
                }
            });
            let id = word
                .and_then(|word| ids.iter().position(|known| *known == word))
                .map(|index| (index + 1).to_string());
            // What was never in a stage of Mautic leaves no row of its removal.
            if id.is_some() || expected.last().is_some_and(|(_, stage)| stage.is_some()) {
                expected.push((change.at.strftime("%Y-%m-%d %H:%M:%S").to_string(), id));
            }
        }
        assert_eq!(rows, expected, "lead {}", truth.lead.mautic_id());
        assert_eq!(mautic.stage_history(truth.lead).len(), rows.len());
        checked += 1;
    }
    assert!(checked > 250 && told.is_empty());
}

#[tokio::test]
async fn an_opened_mail_changes_its_row_in_place() {
    let world = World::empty();
    let key = world.add_lead(lead("lead"), at("2026-10-01T00:00:00Z"));
    world.act(key, Act::Sent(3), at("2026-10-02T00:00:00Z"));
    let (_mautic, clock, client) = open(&world, |_| {}).await;
    let before = stats(&client, "email_stats").await;
    assert_eq!(
        (before[0]["is_read"].as_str(), before[0].get("date_read")),
        (Some("0"), None)
    );
    world.act(key, Act::Opened(3), clock.now());
    let after = stats(
        &client,
        "email_stats?where[0][col]=date_read&where[0][expr]=isNotNull",
    )
    .await;
    assert_eq!(after.len(), 1);
    assert_eq!(
        (&after[0]["id"], &after[0]["date_read"]),
        (&before[0]["id"], &Value::from("2026-11-01 00:00:00"))
    );
}

#[tokio::test]
async fn rows_keep_their_ids_when_something_is_entered_late() {
    let world = World::empty();
    let key = world.add_lead(lead("lead"), at("2026-10-01T00:00:00Z"));
    world.set_stage(key, "sql", at("2026-12-01T00:00:00Z"));
    let (_mautic, clock, client) = open(&world, |_| {}).await;
    assert_eq!(stats(&client, "lead_stages_change_log").await.len(), 1);
    world.set_stage(key, "mql", at("2026-10-15T00:00:00Z"));
    let rows = stats(&client, "lead_stages_change_log").await;
    assert_eq!(
        (&rows[1]["id"], &rows[1]["event_name"]),
        (&Value::from("2"), &Value::from("2: MQL"))
    );
    clock.advance(SignedDuration::from_hours(24 * 60));
    let rows = stats(&client, "lead_stages_change_log").await;
    assert_eq!(
        (&rows[2]["id"], &rows[2]["stage_id"]),
        (&Value::from("3"), &Value::from("3"))
    );
}

#[tokio::test]
async fn a_deleted_contact_takes_its_logs_along_and_stays_in_the_audit() {
    let world = World::empty();
    let key = world.add_lead(lead("lead"), at("2026-10-01T00:00:00Z"));
    world.act(key, Act::Sent(0), at("2026-10-02T00:00:00Z"));
    world.act(key, Act::Submitted(0), at("2026-10-02T00:00:00Z"));
    world.opt_out(key, at("2026-10-03T00:00:00Z"));
    world.delete(key, at("2026-10-04T00:00:00Z"));
    let (_mautic, _, client) = open(&world, |_| {}).await;
    assert_eq!(
        client
            .get(&format!("/api/contacts/{}", key.mautic_id()))
            .await
            .status,
        404
    );
    for table in [
        "lead_stages_change_log",
        "lead_donotcontact",
        "lead_utmtags",
    ] {
        assert!(stats(&client, table).await.is_empty(), "{table}");
    }
    for table in ["email_stats", "form_submissions"] {
        let rows = stats(&client, table).await;
        assert_eq!((rows.len(), rows[0].get("lead_id")), (1, None), "{table}");
    }
    let audit = stats(
        &client,
        "audit_log?where[0][col]=action&where[0][expr]=eq&where[0][val]=delete",
    )
    .await;
    assert_eq!(audit[0]["object_id"], key.mautic_id().as_str());
    assert_eq!(audit[0]["date_added"], "2026-10-04 00:00:00");
}

#[tokio::test]
async fn a_merge_moves_the_mails_drops_the_losers_stages_and_stands_in_the_audit() {
    let world = World::empty();
    let survivor = world.add_lead(lead("lead"), at("2026-10-01T00:00:00Z"));
    let loser = world.add_lead(lead("sql"), at("2026-10-01T00:00:00Z"));
    world.act(loser, Act::Sent(0), at("2026-10-02T00:00:00Z"));
    world.merge(loser, survivor, at("2026-10-05T00:00:00Z"));
    let (mautic, _, client) = open(&world, |_| {}).await;
    let one = client
        .get(&format!("/api/contacts/{}", loser.mautic_id()))
        .await
        .json();
    assert_eq!(one["contact"]["id"].to_string(), survivor.mautic_id());
    assert_eq!(mautic.contact_id(loser), survivor.mautic_id());
    let mails = stats(&client, "email_stats").await;
    assert_eq!(mails[0]["lead_id"], survivor.mautic_id().as_str());
    let stages = stats(&client, "lead_stages_change_log").await;
    assert_eq!(
        (stages.len(), &stages[0]["stage_id"]),
        (1, &Value::from("1"))
    );
    let audit = stats(
        &client,
        "audit_log?where[0][col]=object_id&where[0][expr]=eq&where[0][val]=2",
    )
    .await;
    let actions: Vec<&str> = audit
        .iter()
        .filter_map(|row| row["action"].as_str())
        .collect();
    assert_eq!(actions, ["create", "identified", "merge", "delete"]);
    let details = format!("a:1:{{s:11:\"merged_into\";i:{};}}", survivor.mautic_id());
    assert_eq!(audit[2]["details"], details.as_str());
}

#[tokio::test]
async fn errors_of_the_log_tables_come_inside_a_200() {
    let (_mautic, client) = open_seeded().await;
    for (query, code) in [
        (
            "where[0][col]=no_such&where[0][expr]=eq&where[0][val]=1",
            1054,
        ),
        ("order[0][col]=nope&order[0][dir]=asc", 1054),
        ("where[0][col]=id&where[0][val]=1", 0),
    ] {
        let got = client
            .get(&format!("/api/stats/lead_stages_change_log?{query}"))
            .await;
        assert_eq!(
            (got.status, got.json()["errors"][0]["code"].as_i64()),
            (200, Some(code)),
            "{query}"
        );
    }
    let none = client
        .get("/api/stats/lead_stages_change_log?limit=0")
        .await
        .json();
    assert_eq!(none["stats"], Value::Array(Vec::new()));
    assert!(
        none["total"]
            .as_str()
            .expect("text")
            .parse::<u64>()
            .expect("a number")
            > 100
    );
    let lower = stats(
        &client,
        "LEAD_STAGES_CHANGE_LOG?limit=1&order[0][col]=date_added&order[0][dir]=desc",
    )
    .await;
    assert_eq!(lower.len(), 1);
}

#[tokio::test]
async fn refusals_are_the_real_ones() {
    let (mautic, client) = open_seeded().await;
    let ask = async |authorization: &str| {
        Client {
            authorization: authorization.to_owned(),
            url: mautic.url().to_owned(),
        }
        .get("/api/contacts")
        .await
    };
    assert_eq!(
        ask("").await.text(),
        r#"{"errors":[{"message":"API authorization denied.","code":401,"type":"access_denied"}]}"#
    );
    assert_eq!(
        ask("Basic Ym90Ondyb25n").await.text(),
        r#"{"errors":[{"message":"Authorization denied, invalid credentials.","code":401,"type":"access_denied"}]}"#
    );
    assert_eq!(
        client.get("/api/contacts/99999").await.text(),
        r#"{"errors":[{"code":404,"message":"Item was not found.","details":[]}]}"#
    );
    assert_eq!(
        client.get("/api/nonexistent").await.text(),
        r#"{"errors":[{"message":"Requested URL not found: \/api\/nonexistent","code":404,"type":null}]}"#
    );
    assert_eq!(mautic.unknown_routes(), ["GET /api/nonexistent"]);
    let slash = client.get("/api/contacts/?limit=1").await;
    assert_eq!(
        (slash.status, slash.header("location")),
        (301, Some("/api/contacts"))
    );
    assert_eq!(
        client.get("/api/stages").await.header("mautic-version"),
        Some("5.1.1")
    );
}

#[tokio::test]
async fn switches_permissions_and_the_hourly_limit_refuse() {
    let world = World::empty();
    let (_off, _, client) = open(&world, |options| options.switch = Switch::ApiOff).await;
    assert_eq!(
        client.get("/api/stages").await.json()["errors"][0]["type"],
        "api_disabled"
    );
    let (_basic, _, client) = open(&world, |options| options.switch = Switch::BasicOff).await;
    assert_eq!(client.get("/api/stages").await.status, 403);
    let (_role, _, client) = open(&world, |options| options.hidden = vec![Area::Contacts]).await;
    assert_eq!(client.get("/api/contacts").await.status, 403);
    let table = client.get("/api/stats/email_stats").await;
    assert_eq!(
        (table.status, table.json()["errors"][0]["code"].as_i64()),
        (200, Some(403))
    );
    assert_eq!(client.get("/api/stages").await.status, 200);
    let (limited, _, client) = open(&world, |options| options.per_hour = Some(2)).await;
    assert_eq!(
        client
            .get("/api/stages")
            .await
            .header("x-ratelimit-remaining"),
        Some("1")
    );
    client.get("/api/stages").await;
    let third = client.get("/api/stages").await;
    assert_eq!((third.status, third.header("retry-after")), (429, None));
    assert!(third.header("x-ratelimit-reset").is_some());
    assert_eq!(limited.throttled(), 1);
}

#[tokio::test]
async fn stages_have_the_names_that_map_by_themselves() {
    let (_mautic, client) = open_seeded().await;
    let stages = client.get("/api/stages").await.json();
    let names: Vec<&str> = stages["stages"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|stage| stage["name"].as_str())
        .collect();
    assert_eq!(
        names,
        [
            "Lead",
            "MQL",
            "SQL",
            "Opportunity",
            "Customer",
            "Recycled",
            "Rejected",
            "Lost",
            "Churned"
        ]
    );
}
