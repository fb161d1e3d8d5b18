//! Mautic's shapes against what a real one answered.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::mautic::open_seeded;

/// Every path of keys in a value; what is keyed by id counts as one record, lists are looked into.
fn paths(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let key = if key.parse::<u64>().is_ok() { "*" } else { key };
                let path = format!("{at}.{key}");
                found.insert(path.clone());
                paths(value, &path, found);
            }
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| paths(value, &format!("{at}[]"), found)),
        _ => {}
    }
}

fn keys(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    paths(value, "", &mut found);
    found
}

fn recorded(name: &str) -> Value {
    let path = format!("{}/tests/data/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read(path).expect("a recording");
    serde_json::from_slice(&text).expect("JSON")
}

/// Keys that one has and the other has not, apart from those below `except`.
fn differences(ours: &Value, theirs: &Value, except: &[&str]) -> Vec<String> {
    let (ours, theirs) = (keys(ours), keys(theirs));
    let kept = |path: &&String| !except.iter().any(|part| path.contains(part));
    let more = ours
        .difference(&theirs)
        .filter(kept)
        .map(|path| format!("only here: {path}"));
    let less = theirs
        .difference(&ours)
        .filter(kept)
        .map(|path| format!("only there: {path}"));
    more.chain(less).collect()
}

#[tokio::test]
async fn lists_and_records_have_the_keys_of_the_real_ones() {
    let (_mautic, client) = open_seeded().await;
    for (path, name, except) in [
        ("/api/stages", "list_stages", &[][..]),
        ("/api/users", "list_users", &[]),
        ("/api/users/self", "one_users_self", &[]),
        (
            "/api/emails?limit=100",
            "list_emails",
            &["dynamicContent", "lists", "category."],
        ),
        ("/api/segments", "list_segments", &["filters"]),
        ("/api/pages", "list_pages", &[]),
        ("/api/assets", "list_assets", &[]),
        (
            "/api/campaigns",
            "list_campaigns",
            &["events[]", "lists", "canvasSettings"],
        ),
        (
            "/api/companies?limit=1&start=1&orderBy=id",
            "companies_limit1",
            &[],
        ),
        (
            "/api/contacts?limit=5&start=500&minimal=1&orderBy=id",
            "contacts_past_end",
            &[],
        ),
        (
            "/api/contacts?limit=50&minimal=true&orderBy=id",
            "contacts_minimal_limit5",
            &[],
        ),
        (
            "/api/contacts?limit=50&select[]=id&select[]=email&select[]=points&search=!is:anonymous",
            "contacts_select",
            &[
                "tags",
                "doNotContact",
                "ipAddresses",
                "lastActive",
                "stage",
                "owner",
                "utmtags",
            ],
        ),
    ] {
        let got = client.get(path).await;
        assert_eq!(got.status, 200, "{path}: {}", got.text());
        assert_eq!(
            differences(&got.json(), &recorded(name), except),
            Vec::<String>::new(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_contact_in_full_has_the_keys_of_the_real_one() {
    let (_mautic, client) = open_seeded().await;
    let all = client
        .get("/api/contacts?limit=0&orderBy=id&search=!is:anonymous")
        .await
        .json();
    let contacts = all["contacts"].as_object().expect("keyed by id");
    let barred =
        |contact: &&Value| contact["doNotContact"][0].is_object() && contact["stage"].is_object();
    let one = contacts.values().find(barred).expect("someone opted out");
    let whole = client
        .get(&format!("/api/contacts/{}", one["id"]))
        .await
        .json();
    let except = ["tags", "owner", "utmtags"];
    assert_eq!(
        differences(&whole, &recorded("contact_one_dnc"), &except),
        Vec::<String>::new()
    );
    let visitors = client
        .get("/api/contacts?search=is:anonymous&limit=1")
        .await
        .json();
    let visitor = visitors["contacts"]
        .as_object()
        .expect("keyed by id")
        .values()
        .next()
        .expect("a visitor");
    let theirs = &recorded("contact_one_anonymous")["contact"];
    assert_eq!(
        differences(visitor, theirs, &["utmtags"]),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn rows_of_the_log_tables_have_no_column_that_the_real_ones_lack() {
    let (_mautic, client) = open_seeded().await;
    for (table, name) in [
        (
            "lead_stages_change_log",
            "stats_lead_stages_change_log_limit3",
        ),
        ("lead_points_change_log", "stats_lead_points_change_log"),
        ("email_stats", "stats_email_stats"),
        ("page_hits", "stats_page_hits"),
        ("form_submissions", "stats_form_submissions"),
        ("asset_downloads", "stats_asset_downloads"),
        ("lead_donotcontact", "stats_lead_donotcontact"),
        ("lead_utmtags", "stats_lead_utmtags"),
        ("campaign_leads", "stats_campaign_leads"),
        ("campaign_lead_event_log", "stats_campaign_lead_event_log"),
        ("companies_leads", "stats_companies_leads"),
        ("lead_lists_leads", "stats_lead_lists_leads"),
        ("audit_log", "stats_audit_log_merged"),
    ] {
        let ours = client
            .get(&format!("/api/stats/{table}?limit=5000"))
            .await
            .json();
        let rows = ours["stats"].as_array().expect("rows");
        assert!(!rows.is_empty(), "{table}");
        for row in rows {
            assert!(
                row.as_object()
                    .expect("a row")
                    .values()
                    .all(Value::is_string),
                "{table}: {row}"
            );
        }
        let more: Vec<String> = differences(
            &ours,
            &recorded(name),
            &["channel_id", "email_id", "date_last_exited"],
        );
        let foreign: Vec<&String> = more
            .iter()
            .filter(|line| line.starts_with("only here"))
            .collect();
        assert!(foreign.is_empty(), "{table}: {foreign:?}");
        let missing: Vec<&String> = more
            .iter()
            .filter(|line| line.starts_with("only there"))
            // Columns that only some rows have, or that this world leaves empty.
            .filter(|line| {
                ![
                    "list_id",
                    "device_id",
                    "ip_id",
                    "date_left",
                    "referer",
                    "page_language",
                    "trigger_date",
                    "user_agent",
                ]
                .iter()
                .any(|rare| line.ends_with(rare))
            })
            .collect();
        assert!(missing.is_empty(), "{table}: {missing:?}");
    }
}

#[tokio::test]
async fn the_directory_of_tables_is_the_real_one() {
    let (_mautic, client) = open_seeded().await;
    for path in ["/api/stats", "/api/stats/users"] {
        assert_eq!(client.get(path).await.json(), recorded("stats_tables"));
    }
}
