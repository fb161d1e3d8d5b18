//! The HubSpot-shaped server.

use jiff::{SignedDuration, Timestamp};
use sandbox::{
    clock::SandboxClock,
    hubspot::{Hubspot, HubspotOptions, Merging},
    world::{Act, Activity, Company, NewLead, World, WorldOptions},
};
use serde_json::{Value, json};

use crate::client::Client;

const CONTACTS: &str = "/crm/objects/2026-09/contacts";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// A server without limits at 2026-11-01, and one who may ask it.
pub(crate) async fn open(
    world: &World,
    change: impl FnOnce(&mut HubspotOptions),
) -> (Hubspot, SandboxClock, Client) {
    let clock = SandboxClock::new(at("2026-11-01T00:00:00Z"));
    let mut options = HubspotOptions {
        per_ten_seconds: None,
        searches_per_second: None,
        ..HubspotOptions::default()
    };
    change(&mut options);
    let token = options.token.clone();
    let hubspot = Hubspot::start(world.clone(), clock.clone(), options)
        .await
        .expect("a port");
    let client = Client::bearer(hubspot.url(), &token);
    (hubspot, clock, client)
}

fn small() -> World {
    World::seeded(&WorldOptions {
        leads: 400,
        ..WorldOptions::default()
    })
}

fn lead(stage: &str) -> NewLead {
    NewLead {
        stage: Some(stage.to_owned()),
        ..NewLead::default()
    }
}

fn ids(page: &Value) -> Vec<String> {
    let results = page["results"].as_array().expect("results");
    results
        .iter()
        .map(|record| record["id"].as_str().expect("ids are text").to_owned())
        .collect()
}

async fn every_id(client: &Client, query: &str) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = client
            .get(&format!("{CONTACTS}?limit=100{query}{after}"))
            .await
            .json();
        all.extend(ids(&page));
        match page["paging"]["next"]["after"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

#[tokio::test]
async fn the_list_pages_through_every_contact_once() {
    let world = small();
    let (hubspot, _, client) = open(&world, |_| {}).await;
    let all = every_id(&client, "").await;
    assert_eq!(all, hubspot.contact_ids());
    assert!(all.is_sorted_by_key(|id| id.parse::<u64>().expect("digits")));
    assert!(all.len() > 250);
}

#[tokio::test]
async fn values_are_text_or_null_and_unknown_properties_are_left_out() {
    let world = World::empty();
    world.add_lead(lead("lead"), at("2026-10-01T00:00:00.500Z"));
    let (_hubspot, _, client) = open(&world, |_| {}).await;
    let page = client
        .get(&format!(
            "{CONTACTS}?properties=email,phone,hubspotscore,lifecyclestage,no_such"
        ))
        .await
        .json();
    let properties = page["results"][0]["properties"]
        .as_object()
        .expect("properties");
    assert!(
        properties
            .values()
            .all(|value| value.is_string() || value.is_null())
    );
    assert_eq!(properties["hubspotscore"], Value::Null);
    assert_eq!(properties["lifecyclestage"], "lead");
    assert_eq!(properties["createdate"], "2026-10-01T00:00:00.500Z");
    assert!(!properties.contains_key("no_such"));
    assert!(page.get("paging").is_none());
}

#[tokio::test]
async fn limits_of_a_page_are_kept() {
    let (_hubspot, _, client) = open(&small(), |_| {}).await;
    for (query, status) in [
        ("limit=100", 200),
        ("limit=101", 400),
        ("limit=0", 400),
        ("limit=51&propertiesWithHistory=lifecyclestage", 400),
        ("limit=50&propertiesWithHistory=lifecyclestage", 200),
        ("after=nonsense", 400),
    ] {
        assert_eq!(
            client.get(&format!("{CONTACTS}?{query}")).await.status,
            status,
            "{query}"
        );
    }
}

#[tokio::test]
async fn history_of_every_contact_is_the_worlds_truth() {
    let world = small();
    let (_hubspot, clock, client) = open(&world, |_| {}).await;
    let words = |value: &str| match value {
        "marketingqualifiedlead" => "mql".to_owned(),
        "salesqualifiedlead" => "sql".to_owned(),
        "other" => "recycled".to_owned(),
        "148392011" => "rejected".to_owned(),
        "148392012" => "lost".to_owned(),
        "148392013" => "churned".to_owned(),
        same => same.to_owned(),
    };
    let mut checked = 0;
    for truth in world.truth(clock.now()) {
        if truth.merged_into.is_some() || !truth.absorbed.is_empty() || !truth.removals.is_empty() {
            continue;
        }
        let body = json!({"inputs": [{"id": truth.lead.hubspot_id()}], "propertiesWithHistory": ["lifecyclestage"]});
        let page = client
            .post(&format!("{CONTACTS}/batch/read"), body)
            .await
            .json();
        let history = page["results"][0]["propertiesWithHistory"]["lifecyclestage"]
            .as_array()
            .expect("history");
        let mut told: Vec<(Timestamp, Option<String>)> = history
            .iter()
            .map(|entry| {
                let value = entry["value"].as_str().expect("text");
                let stage = (!value.is_empty()).then(|| words(value));
                (at(entry["timestamp"].as_str().expect("text")), stage)
            })
            .collect();
        told.reverse();
        let true_ones: Vec<_> = truth
            .changes
            .into_iter()
            .map(|change| (change.at, change.stage))
            .collect();
        assert_eq!(told, true_ones);
        checked += 1;
    }
    assert!(checked > 250);
}

#[tokio::test]
async fn ten_thousand_rows_are_the_ceiling_and_ids_lead_past_it() {
    let world = World::seeded(&WorldOptions {
        leads: 10_050,
        visitors: 0,
        until: at("2026-09-01T00:00:00Z"),
        activity: Activity::StagesOnly,
        ..WorldOptions::default()
    });
    let bulk = at("2026-10-10T00:00:00Z");
    world.bulk_touch(10_050, bulk);
    let (hubspot, _, client) = open(&world, |_| {}).await;
    let search = |floor: &str, after: usize| {
        json!({
            "filterGroups": [{"filters": [
                {"propertyName": "lastmodifieddate", "operator": "GTE", "value": bulk.as_millisecond().to_string()},
                {"propertyName": "lastmodifieddate", "operator": "LTE", "value": bulk.as_millisecond().to_string()},
                {"propertyName": "hs_object_id", "operator": "GT", "value": floor},
            ]}],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": ["email"],
            "limit": 200,
            "after": after.to_string(),
        })
    };
    let path = format!("{CONTACTS}/search");
    let (mut seen, mut floor, mut after) = (Vec::new(), "0".to_owned(), 0);
    loop {
        let page = client.post(&path, search(&floor, after)).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let page = page.json();
        seen.extend(ids(&page));
        match page["paging"]["next"]["after"]
            .as_str()
            .map(|next| next.parse::<usize>().expect("a number"))
        {
            None => break,
            Some(10_000) => {
                assert_eq!(client.post(&path, search(&floor, 10_000)).await.status, 400);
                (floor, after) = (seen.last().expect("some").clone(), 0);
            }
            Some(next) => after = next,
        }
    }
    assert_eq!(seen, hubspot.contact_ids());
    assert!(seen.len() > 9_800);
}

#[tokio::test]
async fn searches_that_break_the_rules_are_refused() {
    let (_hubspot, _, client) = open(&small(), |_| {}).await;
    let filter = |name: &str, operator: &str, value: Value| json!({"filterGroups": [{"filters": [{"propertyName": name, "operator": operator, "value": value}]}]});
    let six: Vec<Value> = (0..6).map(|_| json!({"filters": []})).collect();
    for body in [
        json!({"limit": 201}),
        json!({"filterGroups": six}),
        filter("lastmodifieddate", "GTE", json!(1_775_000_000_000_i64)),
        filter("lastmodifieddate", "GTE", json!("2026-01-01T00:00:00Z")),
        filter("no_such", "EQ", json!("1")),
        filter("email", "LIKE", json!("1")),
    ] {
        let got = client
            .post(&format!("{CONTACTS}/search"), body.clone())
            .await;
        assert_eq!(
            (got.status, got.json()["category"].as_str()),
            (400, Some("VALIDATION_ERROR")),
            "{body}"
        );
    }
}

#[tokio::test]
async fn fifty_ids_with_history_and_a_hundred_without_are_the_most() {
    let (_hubspot, _, client) = open(&small(), |_| {}).await;
    let inputs = |n: usize| {
        (0..n)
            .map(|id| json!({"id": (101 + id).to_string()}))
            .collect::<Vec<_>>()
    };
    let ask = async |n: usize, history: &[&str]| {
        let body =
            json!({"inputs": inputs(n), "properties": ["email"], "propertiesWithHistory": history});
        client
            .post(&format!("{CONTACTS}/batch/read"), body)
            .await
            .status
    };
    assert!(matches!(ask(50, &["lifecyclestage"]).await, 200 | 207));
    assert_eq!(ask(51, &["lifecyclestage"]).await, 400);
    assert!(matches!(ask(100, &[]).await, 200 | 207));
    assert_eq!(ask(101, &[]).await, 400);
}

#[tokio::test]
async fn a_batch_with_unknown_ids_is_answered_in_part() {
    let world = World::empty();
    let known = world.add_lead(lead("lead"), at("2026-10-01T00:00:00Z"));
    let (_hubspot, _, client) = open(&world, |_| {}).await;
    let body = json!({"inputs": [{"id": known.hubspot_id()}, {"id": "999999"}]});
    let got = client.post(&format!("{CONTACTS}/batch/read"), body).await;
    assert_eq!(got.status, 207);
    assert_eq!(ids(&got.json()), [known.hubspot_id()]);
    assert_eq!(got.json()["errors"][0]["context"]["ids"], json!(["999999"]));
}

#[tokio::test]
async fn a_cleared_stage_is_a_blank_in_the_history_and_newest_comes_first() {
    let world = World::empty();
    let key = world.add_lead(lead("mql"), at("2026-10-01T00:00:00Z"));
    world.clear_stage(key, at("2026-10-02T00:00:00Z"));
    world.set_stage(key, "lead", at("2026-10-02T00:00:00Z"));
    let (_hubspot, _, client) = open(&world, |_| {}).await;
    let body =
        json!({"inputs": [{"id": key.hubspot_id()}], "propertiesWithHistory": ["lifecyclestage"]});
    let page = client
        .post(&format!("{CONTACTS}/batch/read"), body)
        .await
        .json();
    let history = page["results"][0]["propertiesWithHistory"]["lifecyclestage"]
        .as_array()
        .expect("history");
    let values: Vec<&str> = history
        .iter()
        .filter_map(|entry| entry["value"].as_str())
        .collect();
    assert_eq!(values, ["lead", "", "marketingqualifiedlead"]);
}

#[tokio::test]
async fn deleted_contacts_lie_in_the_bin_for_ninety_days_and_leave_no_trace_when_purged() {
    let world = World::empty();
    let created = at("2026-06-01T00:00:00Z");
    let keys: Vec<_> = (0..4)
        .map(|_| world.add_lead(lead("lead"), created))
        .collect();
    world.delete(keys[0], at("2026-07-01T00:00:00Z"));
    world.delete(keys[1], at("2026-10-20T00:00:00Z"));
    world.purge(keys[2], at("2026-10-20T00:00:00Z"));
    let (hubspot, clock, client) = open(&world, |_| {}).await;
    assert_eq!(every_id(&client, "").await, [keys[3].hubspot_id()]);
    let bin = client
        .get(&format!("{CONTACTS}?archived=true"))
        .await
        .json();
    assert_eq!(ids(&bin), [keys[1].hubspot_id()]);
    assert_eq!(bin["results"][0]["archivedAt"], "2026-10-20T00:00:00.000Z");
    assert_eq!(bin["results"][0]["archived"], true);
    let search = client
        .post(&format!("{CONTACTS}/search"), json!({}))
        .await
        .json();
    assert_eq!(ids(&search), [keys[3].hubspot_id()]);
    world.restore(keys[1], clock.now());
    assert_eq!(
        hubspot.contact_ids(),
        [keys[1].hubspot_id(), keys[3].hubspot_id()]
    );
}

#[tokio::test]
async fn a_merge_makes_a_new_record_with_both_histories() {
    let world = World::empty();
    let survivor = world.add_lead(lead("mql"), at("2026-10-01T00:00:00Z"));
    let loser = world.add_lead(lead("lead"), at("2026-09-01T00:00:00Z"));
    world.merge(loser, survivor, at("2026-10-05T00:00:00Z"));
    let (hubspot, _, client) = open(&world, |_| {}).await;
    let id = hubspot.contact_id(survivor);
    assert_ne!(id, survivor.hubspot_id());
    assert_eq!(every_id(&client, "").await, std::slice::from_ref(&id));
    let body = json!({
        "inputs": [{"id": loser.hubspot_id()}, {"id": survivor.hubspot_id()}],
        "properties": ["hs_merged_object_ids", "lifecyclestage"],
        "propertiesWithHistory": ["lifecyclestage"],
    });
    let page = client
        .post(&format!("{CONTACTS}/batch/read"), body)
        .await
        .json();
    assert_eq!(ids(&page), [id]);
    let merged = format!("{};{}", survivor.hubspot_id(), loser.hubspot_id());
    assert_eq!(
        page["results"][0]["properties"]["hs_merged_object_ids"],
        merged
    );
    let history = page["results"][0]["propertiesWithHistory"]["lifecyclestage"]
        .as_array()
        .expect("history");
    assert_eq!(history.len(), 2);
    assert_eq!(
        hubspot.stage_history(loser),
        hubspot.stage_history(survivor)
    );
}

#[tokio::test]
async fn a_survivor_may_keep_its_id() {
    let world = World::empty();
    let survivor = world.add_lead(lead("mql"), at("2026-10-01T00:00:00Z"));
    let loser = world.add_lead(lead("lead"), at("2026-09-01T00:00:00Z"));
    world.merge(loser, survivor, at("2026-10-05T00:00:00Z"));
    let (hubspot, _, _) = open(&world, |options| options.merging = Merging::SurvivorStays).await;
    assert_eq!(hubspot.contact_ids(), [survivor.hubspot_id()]);
    assert_eq!(hubspot.stage_history(survivor).len(), 2);
}

#[tokio::test]
async fn tokens_and_scopes_are_checked() {
    let (hubspot, _, client) = open(&small(), |options| {
        options.missing_scopes = vec!["crm.objects.owners.read".to_owned()];
    })
    .await;
    let as_token = |token: &str| Client::bearer(hubspot.url(), token);
    let wrong = as_token("pat-na1-wrong-wrong").get(CONTACTS).await;
    assert_eq!(
        (wrong.status, wrong.json()["category"].as_str()),
        (401, Some("INVALID_AUTHENTICATION"))
    );
    assert_eq!(as_token("x").get(CONTACTS).await.status, 530);
    assert_eq!(
        Client {
            authorization: String::new(),
            ..client.clone()
        }
        .get(CONTACTS)
        .await
        .status,
        401
    );
    let owners = client.get("/crm/owners/2026-09").await;
    assert_eq!(
        (owners.status, owners.json()["category"].as_str()),
        (403, Some("MISSING_SCOPES"))
    );
    assert!(owners.text().contains("crm.objects.owners.read"));
    assert_eq!(client.get(CONTACTS).await.status, 200);
}

#[tokio::test]
async fn quotas_are_enforced_and_told() {
    let (hubspot, _, client) = open(&small(), |options| {
        options.searches_per_second = Some(2);
        options.per_ten_seconds = Some(6);
        options.per_day = Some(8);
    })
    .await;
    let search = format!("{CONTACTS}/search");
    let first = client.post(&search, json!({})).await;
    assert!(
        first.header("x-hubspot-ratelimit-remaining").is_none(),
        "searches do not tell"
    );
    client.post(&search, json!({})).await;
    let third = client.post(&search, json!({})).await;
    assert_eq!(
        (third.status, third.json()["policyName"].as_str()),
        (429, Some("SECONDLY"))
    );
    for left in ["3", "2", "1", "0"] {
        assert_eq!(
            client
                .get(CONTACTS)
                .await
                .header("x-hubspot-ratelimit-remaining"),
            Some(left)
        );
    }
    let over = client.get(CONTACTS).await;
    assert_eq!(
        (over.status, over.json()["policyName"].as_str()),
        (429, Some("TEN_SECONDLY_ROLLING"))
    );
    assert!(over.header("retry-after").is_none());
    assert_eq!(hubspot.throttled(), 2);
}

#[tokio::test]
async fn the_daily_quota_ends_with_the_day() {
    let (hubspot, _, client) = open(&small(), |options| options.per_day = Some(1)).await;
    assert_eq!(client.get(CONTACTS).await.status, 200);
    assert_eq!(client.get(CONTACTS).await.json()["policyName"], "DAILY");
    hubspot.reset_day();
    assert_eq!(client.get(CONTACTS).await.status, 200);
}

#[tokio::test]
async fn the_search_index_lags_behind_the_objects() {
    let world = World::empty();
    let lag = SignedDuration::from_mins(10);
    let (_hubspot, clock, client) = open(&world, |options| options.search_lag = lag).await;
    let key = world.add_lead(lead("lead"), clock.now());
    let body = json!({"inputs": [{"id": key.hubspot_id()}]});
    assert_eq!(
        client
            .post(&format!("{CONTACTS}/batch/read"), body)
            .await
            .status,
        200
    );
    let search = format!("{CONTACTS}/search");
    clock.advance(SignedDuration::from_mins(9));
    assert_eq!(client.post(&search, json!({})).await.json()["total"], 0);
    clock.advance(SignedDuration::from_mins(1));
    assert_eq!(client.post(&search, json!({})).await.json()["total"], 1);
}

#[tokio::test]
async fn moving_the_clock_reveals_what_happens() {
    let world = small();
    let (hubspot, clock, client) = open(&world, |_| {}).await;
    let before = hubspot.contact_ids().len();
    let start = clock.now();
    clock.advance(SignedDuration::from_hours(24 * 14));
    let modified = json!({
        "filterGroups": [{"filters": [
            {"propertyName": "lastmodifieddate", "operator": "GT", "value": start.as_millisecond().to_string()},
        ]}],
        "limit": 200,
    });
    let changed = client
        .post(&format!("{CONTACTS}/search"), modified)
        .await
        .json();
    assert!(hubspot.contact_ids().len() > before);
    assert!(changed["total"].as_u64().expect("a number") > 5);
    clock.set(start);
    assert_eq!(hubspot.contact_ids().len(), before);
}

#[tokio::test]
async fn the_account_tells_its_stages_owners_pipelines_and_zone() {
    let (hubspot, _, client) = open(&small(), |_| {}).await;
    let stages = client
        .get("/crm/properties/2026-09/contacts/lifecyclestage")
        .await
        .json();
    let options = stages["options"].as_array().expect("options");
    assert!(
        options
            .iter()
            .any(|option| option["value"] == "148392012" && option["label"] == "Lost")
    );
    let owners = client.get("/crm/owners/2026-09?limit=3").await.json();
    assert_eq!(ids(&owners).len(), 3);
    let next = owners["paging"]["next"]["after"].as_str().expect("more");
    let rest = client
        .get(&format!("/crm/owners/2026-09?limit=3&after={next}"))
        .await
        .json();
    assert_eq!((ids(&rest).len(), rest.get("paging")), (2, None));
    let gone = client.get("/crm/owners/2026-09?archived=true").await.json();
    assert_eq!(
        (ids(&gone).len(), gone["results"][0]["archived"].as_bool()),
        (1, Some(true))
    );
    let pipelines = client.get("/crm/pipelines/2026-09/deals").await.json();
    assert_eq!(
        pipelines["results"][0]["stages"][4]["metadata"]["isClosed"],
        "true"
    );
    assert_eq!(
        client.get("/account-info/2026-09/details").await.json()["timeZone"],
        "Asia/Tokyo"
    );
    assert_eq!(
        client
            .get("/marketing/campaigns/2026-09?properties=hs_name")
            .await
            .json()["total"],
        6
    );
    assert_eq!(
        ids(&client.get("/marketing/forms/2026-09-beta").await.json()).len(),
        4
    );
    assert!(hubspot.unknown_routes().is_empty());
    assert_eq!(client.get("/crm/v3/objects/contacts").await.status, 404);
    assert_eq!(client.get("/crm/objects/2026-09/tickets").await.status, 404);
    assert_eq!(
        hubspot.unknown_routes(),
        [
            "GET /crm/v3/objects/contacts",
            "GET /crm/objects/2026-09/tickets"
        ]
    );
}

#[tokio::test]
async fn deals_carry_stages_amounts_and_links() {
    let world = World::empty();
    let key = world.add_lead(lead("opportunity"), at("2026-10-01T00:00:00Z"));
    let deal = world.open_deal(key, 1_250_000, at("2026-10-01T00:00:00Z"));
    world.move_deal(deal, "closedwon", at("2026-10-21T00:00:00Z"));
    let (_hubspot, _, client) = open(&world, |_| {}).await;
    let list = client
        .get("/crm/objects/2026-09/deals?properties=amount,dealstage,hs_is_closed_won,deal_currency_code&associations=contacts")
        .await
        .json();
    let record = &list["results"][0];
    assert_eq!(record["properties"]["amount"], "1250000");
    assert_eq!(record["properties"]["dealstage"], "closedwon");
    assert_eq!(record["properties"]["hs_is_closed_won"], "true");
    assert_eq!(
        record["associations"]["contacts"]["results"][0]["id"],
        key.hubspot_id()
    );
    let body = json!({"inputs": [{"id": deal.hubspot_id()}, {"id": "4711"}]});
    let links = client
        .post("/crm/associations/2026-09/deals/contacts/batch/read", body)
        .await;
    assert_eq!(links.status, 207);
    assert_eq!(
        links.json()["results"][0]["to"][0]["toObjectId"],
        key.hubspot_id()
    );
}

#[tokio::test]
async fn companies_change_and_are_found_from_their_people() {
    let world = World::empty();
    let new = NewLead {
        company: Some(Company::enterprise("大企業株式会社")),
        ..lead("lead")
    };
    let key = world.add_lead(new, at("2026-10-01T00:00:00Z"));
    let nasty = Company {
        name: "@everyone ](http://x) \u{202e}\u{1f600}".to_owned(),
        ..Company::enterprise("")
    };
    world.set_company(key, nasty.clone(), at("2026-10-09T00:00:00Z"));
    let (_hubspot, clock, client) = open(&world, |_| {}).await;
    let contact = client
        .get(&format!(
            "{CONTACTS}?properties=associatedcompanyid,company"
        ))
        .await
        .json();
    let properties = &contact["results"][0]["properties"];
    assert_eq!(properties["company"], nasty.name.as_str());
    let body = json!({
        "inputs": [{"id": properties["associatedcompanyid"]}],
        "properties": ["name", "numberofemployees", "annualrevenue", "hs_lastmodifieddate"],
    });
    let companies = client
        .post("/crm/objects/2026-09/companies/batch/read", body.clone())
        .await
        .json();
    let company = &companies["results"][0]["properties"];
    assert_eq!(company["numberofemployees"], "2400");
    assert_eq!(company["hs_lastmodifieddate"], "2026-10-09T00:00:00.000Z");
    clock.set(at("2026-10-02T00:00:00Z"));
    let companies = client
        .post("/crm/objects/2026-09/companies/batch/read", body)
        .await
        .json();
    assert_eq!(
        companies["results"][0]["properties"]["name"],
        "大企業株式会社"
    );
}

#[tokio::test]
async fn counters_of_emails_follow_the_mails_sent_in_the_span() {
    let world = World::empty();
    for number in 0..4 {
        let key = world.add_lead(lead("lead"), at("2026-08-01T00:00:00Z"));
        world.act(key, Act::Sent(0), at("2026-08-02T00:00:00Z"));
        if number < 2 {
            world.act(key, Act::Opened(0), at("2026-08-03T00:00:00Z"));
            world.act(key, Act::Opened(0), at("2026-08-04T00:00:00Z"));
        }
        if number == 3 {
            world.act(key, Act::Bounced(0), at("2026-08-02T00:01:00Z"));
        }
    }
    let (_hubspot, _, client) = open(&world, |_| {}).await;
    let path = "/marketing/emails/2026-09/statistics/list?emailIds=5001&endTimestamp=2026-10-01T00:00:00Z&startTimestamp=";
    let all = client
        .get(&format!("{path}2026-08-01T00:00:00Z"))
        .await
        .json();
    let counters = &all["aggregate"]["counters"];
    assert_eq!(
        (&counters["sent"], &counters["delivered"], &counters["open"]),
        (&json!(4), &json!(3), &json!(2))
    );
    let none = client
        .get(&format!("{path}2026-08-03T00:00:00Z"))
        .await
        .json();
    assert_eq!(none["aggregate"]["counters"]["sent"], 0);
    let list = client
        .get("/marketing/emails/2026-09?includeStats=true&limit=5")
        .await
        .json();
    assert_eq!(list["results"][0]["stats"]["counters"]["sent"], 4);
    assert!(list["paging"]["next"]["after"].is_string());
}
