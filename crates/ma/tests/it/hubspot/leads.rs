//! Leads and their stage history.

use kpi::model::{ExtId, Record, Stream};
use serde_json::{Value, json};

use super::account::{Account, LONG_AGO, Reply};
use crate::rounds::{later, now, round};

fn contacts(paths: &[super::account::Asked], end: &str) -> usize {
    paths
        .iter()
        .filter(|asked| asked.path.ends_with(end))
        .count()
}

#[tokio::test]
async fn more_rows_of_one_instant_than_a_search_shows_all_come() {
    let running = Account::of_leads(10_001).start().await;
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.lead_ids().len(), 10_001);
    assert!(round.broken.is_empty(), "{:?}", round.broken);
    let asked = running.asked();
    // By id, and at most to the end of a page by offset.
    assert!(
        asked
            .iter()
            .filter(|asked| asked.path.ends_with("/search"))
            .all(|asked| ["0", "199"].map(Value::from).contains(&asked.body["after"]))
    );
    // 50 histories a request, 200 ids a search: nothing is asked for twice.
    assert_eq!(
        (
            contacts(&asked, "contacts/search"),
            contacts(&asked, "contacts/batch/read")
        ),
        (51, 201)
    );
}

#[tokio::test]
async fn a_row_that_vanishes_between_two_searches_at_once_hides_none_behind_it() {
    let running = Account::of_leads(1_500).start().await;
    running.twist(|asked| {
        let side_by_side = asked.path.ends_with("contacts/search") && asked.body["after"] != "0";
        let floor = &asked.body["filterGroups"][0]["filters"][0]["value"];
        let floor: u64 = floor.as_str()?.parse().ok()?;
        // Two rows of the page before are gone: this one begins as much later.
        side_by_side.then(|| {
            let rows = (floor / 7 + 1..=1_500).skip(201).take(200);
            let rows: Vec<_> = rows
                .map(|row| json!({"id": (row * 7).to_string(), "properties": {}}))
                .collect();
            Reply::json(200, &json!({"results": rows}))
        })
    });
    let told = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(told.lead_ids().len(), 1_500);
    let asked = running.asked();
    assert!(asked.iter().any(|asked| asked.body["after"] == "199"));
}

#[tokio::test]
async fn a_round_without_news_costs_two_requests() {
    let running = Account::of_leads(400).start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    running.asked();
    let next = round(
        connector.as_ref(),
        Stream::Leads,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    assert!(next.records.is_empty());
    assert_eq!(
        running.asked().len(),
        2,
        "which leads changed, and which companies"
    );
    assert_eq!(
        next.complete_to,
        Some(later(3)),
        "two minutes behind the present"
    );
}

#[tokio::test]
async fn ids_are_compared_as_numbers() {
    let mut account = Account::default();
    for id in [9, 10, 99, 100, 1_000, 20_000_000_001] {
        account.contact(id, LONG_AGO);
    }
    let running = account.start().await;
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(
        round.lead_ids(),
        ["9", "10", "99", "100", "1000", "20000000001"]
    );
}

#[tokio::test]
async fn a_row_that_the_index_shows_two_polls_late_is_read_all_the_same() {
    let mut account = Account::default();
    account.contact(1, "2026-11-23T11:50:00Z");
    account.contact(2, "2026-11-23T11:40:00Z");
    account.unindexed.insert(2);
    let running = account.start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(first.lead_ids(), ["1"]);
    let second = round(
        connector.as_ref(),
        Stream::Leads,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    running.change(|account| account.unindexed.clear());
    let third = round(
        connector.as_ref(),
        Stream::Leads,
        second.cursor.as_ref(),
        later(10),
    )
    .await
    .unwrap();
    assert!(
        third.lead_ids().contains(&"2"),
        "older than the watermark, but within the overlap"
    );
}

#[tokio::test]
async fn what_changes_at_this_moment_comes_already_and_again_with_the_next_poll() {
    let mut account = Account::default();
    account.contact(1, "2026-11-23T11:59:00Z");
    let running = account.start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    // It may have changed before the watermark too, and bears only the later time.
    assert_eq!(first.lead_ids(), ["1"]);
    let settled = later(-2);
    assert_eq!(
        first.complete_to,
        Some(settled),
        "the index may not have settled"
    );
    let next = round(
        connector.as_ref(),
        Stream::Leads,
        first.cursor.as_ref(),
        later(5),
    )
    .await
    .unwrap();
    assert_eq!(next.lead_ids(), ["1"]);
}

#[tokio::test]
async fn history_comes_oldest_first_with_custom_stages_and_cleared_ones() {
    let mut account = Account::default();
    let contact = account.contact(1, LONG_AGO);
    contact["properties"]["lifecyclestage"] = json!("123456789");
    contact["history"] = json!([
        {"value": "123456789", "timestamp": "2026-04-08T10:00:00.000Z"},
        {"value": "", "timestamp": "2026-04-08T10:00:00.000Z"},
        {"value": "salesqualifiedlead", "timestamp": "2026-04-08T10:00:00.000Z"},
        {"value": "lead", "timestamp": "2026-04-01T00:00:00Z"},
    ]);
    let running = account.start().await;
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.leads()[0].stage_raw.as_deref(), Some("123456789"));
    let history = round.history("1").unwrap();
    let raw: Vec<_> = history
        .entries
        .iter()
        .map(|entry| entry.raw.as_deref())
        .collect();
    assert_eq!(
        raw,
        [
            Some("lead"),
            Some("salesqualifiedlead"),
            None,
            Some("123456789")
        ]
    );
}

#[tokio::test]
async fn a_merged_contact_names_the_ids_it_took_over() {
    let mut account = Account::default();
    let contact = account.contact(2_000, LONG_AGO);
    contact["properties"]["hs_merged_object_ids"] = json!("101;102");
    let running = account.start().await;
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    let losers: Vec<&str> = round
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Merged {
                loser,
                survivor,
                at,
            } => {
                assert_eq!(
                    (survivor, *at),
                    (&ExtId::from("2000"), LONG_AGO.parse().unwrap())
                );
                Some(loser.as_str())
            }
            _ => None,
        })
        .collect();
    assert_eq!(losers, ["101", "102"]);
}

#[tokio::test]
async fn two_ids_that_became_one_contact_between_search_and_read_bring_it_once() {
    let mut account = Account::default();
    account.contact(1, LONG_AGO);
    account.contact(2, LONG_AGO);
    let running = account.start().await;
    running.change(|account| {
        account.contact(3_000, "2026-11-23T11:59:59Z");
        account.moved.extend([(1, 3_000), (2, 3_000)]);
    });
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.lead_ids(), ["3000"]);
}

#[tokio::test]
async fn a_contact_deleted_between_search_and_read_is_no_error() {
    let running = Account::of_leads(3).start().await;
    running.twist(|asked| {
        let found = json!({"total": 2, "results": [{"id": "7", "properties": {}}, {"id": "999", "properties": {}}]});
        asked.path.ends_with("contacts/search").then(|| Reply::json(200, &found))
    });
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(
        (round.lead_ids(), round.broken.len()),
        (vec!["7"], 0),
        "207 with one id missing"
    );
}

#[tokio::test]
async fn companies_fill_in_what_a_contact_leaves_open() {
    let mut account = Account::default();
    account.contact(1, LONG_AGO)["properties"]["associatedcompanyid"] = json!("50");
    let own = &mut account.contact(2, LONG_AGO)["properties"];
    own["associatedcompanyid"] = json!("50");
    own["company"] = json!("自社");
    own["annualrevenue"] = json!("7");
    own["numemployees"] = json!("1000+");
    account.contact(3, LONG_AGO)["properties"]["numemployees"] = json!("1000+");
    account.companies.insert(
        50,
        json!({"properties": {"name": "山田商事", "numberofemployees": "1200", "annualrevenue": "6000000000.0",
            "industry": "MACHINERY", "hs_is_target_account": "true"}}),
    );
    let running = account.start().await;
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    let [first, second, third] = round.leads()[..] else {
        panic!("three leads")
    };
    assert_eq!(
        (first.company.as_deref(), first.employees),
        (Some("山田商事"), Some(1_200))
    );
    assert_eq!(
        (first.annual_revenue, first.target_list),
        (Some(6e9), Some(true))
    );
    assert_eq!(
        (second.company.as_deref(), second.annual_revenue),
        (Some("自社"), Some(7.0))
    );
    assert_eq!(
        second.employees,
        Some(1_200),
        "the company's number is finer than the contact's bracket"
    );
    assert_eq!((third.employees, third.target_list), (Some(1_000), None));
    assert_eq!(
        first.link.as_deref(),
        Some("https://app-eu1.hubspot.com/contacts/4711/record/0-1/1")
    );
}

#[tokio::test]
async fn without_the_scope_for_companies_leads_go_on() {
    let running = Account::of_leads(120).start().await;
    running.twist(|asked| {
        asked
            .path
            .contains("/companies/")
            .then(|| Reply::refused(403, "MISSING_SCOPES"))
    });
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.lead_ids().len(), 120);
    assert!(round.leads().iter().all(|lead| lead.employees.is_none()));
    let [note] = &round.broken[..] else {
        panic!("named once: {:?}", round.broken)
    };
    assert_eq!(note.id, "companies");
    assert!(note.why.contains("crm.objects.companies.read"), "{note:?}");
}

#[tokio::test]
async fn the_want_of_companies_ends_when_the_scope_is_granted() {
    let running = Account::of_leads(1).start().await;
    let connector = running.connector();
    running.twist(|asked| {
        asked
            .path
            .contains("/companies/")
            .then(|| Reply::refused(403, "MISSING_SCOPES"))
    });
    let mut cursor = None;
    for (granted, minutes) in [(false, 0), (false, 10), (true, 20)] {
        if granted {
            running.change(|account| account.twist = None);
        }
        let batch = connector
            .pull(Stream::Leads, cursor.as_ref(), later(minutes))
            .await
            .unwrap();
        assert_eq!(
            batch.broken.iter().any(|note| note.id == "companies"),
            !granted
        );
        assert_eq!(batch.mended.contains(&"companies".to_owned()), granted);
        cursor = batch.cursor;
    }
}

#[tokio::test]
async fn an_edit_of_a_company_brings_its_leads_though_nobody_touched_them() {
    let mut account = Account::of_leads(20);
    // More people than a search shows at once.
    for id in 1_000..1_250 {
        account.contact(id, LONG_AGO)["properties"]["associatedcompanyid"] = json!("6000");
    }
    let company = |employees: &str, modified: &str| {
        json!({"properties": {"name": "山田商事", "numberofemployees": employees,
            "hs_is_target_account": "true", "hs_lastmodifieddate": modified}})
    };
    account.companies.insert(6_000, company("120", LONG_AGO));
    let running = account.start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(first.lead_ids().len(), 270);
    running.change(|account| {
        account
            .companies
            .insert(6_000, company("2400", "2026-11-23T12:05:00Z"));
    });
    let next = round(
        connector.as_ref(),
        Stream::Leads,
        first.cursor.as_ref(),
        later(10),
    )
    .await
    .unwrap();
    assert_eq!(next.lead_ids().len(), 250);
    assert!(
        next.leads()
            .iter()
            .all(|lead| lead.employees == Some(2_400))
    );
    assert_eq!(next.complete_to, Some(later(8)));
    let mut cursor = next.cursor;
    for (minutes, news) in [(80, true), (90, false)] {
        let told = round(
            connector.as_ref(),
            Stream::Leads,
            cursor.as_ref(),
            later(minutes),
        )
        .await
        .unwrap();
        assert_eq!(
            !told.records.is_empty(),
            news,
            "behind the overlap it is no news"
        );
        cursor = told.cursor;
    }
}

#[tokio::test]
async fn an_item_of_a_batch_that_fails_is_named_unless_it_is_gone() {
    let running = Account::of_leads(2).start().await;
    running.twist(|asked| {
        let part = json!({"results": [{"id": "7", "properties": {}}], "numErrors": 2, "errors": [
            {"category": "OBJECT_NOT_FOUND", "context": {"ids": ["21"]}},
            {"category": "INTERNAL_ERROR", "message": "sato@example.jp", "context": {"ids": ["14"]}}]});
        asked.path.ends_with("contacts/batch/read").then(|| Reply::json(207, &part))
    });
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.lead_ids(), ["7"]);
    let [failed] = &round.broken[..] else {
        panic!("{:?}", round.broken)
    };
    assert_eq!(failed.id, "14");
    assert!(failed.why.contains("INTERNAL_ERROR") && !failed.why.contains("sato"));
}

#[tokio::test]
async fn the_score_is_the_property_that_the_settings_name() {
    let mut account = Account::default();
    account.contact(1, LONG_AGO)["properties"]["fit_score"] = json!("81");
    let running = account.start().await;
    let mut settings = super::account::settings(&running.url);
    settings.score_property = Some("fit_score".to_owned());
    settings.app_url = "https://crm.example.jp/".to_owned();
    let connector = ma::hubspot(settings).unwrap();
    let round = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.leads()[0].score, Some(81.0));
    assert_eq!(
        round.leads()[0].link.as_deref(),
        Some("https://crm.example.jp/contacts/4711/record/0-1/1")
    );
}

#[tokio::test]
async fn what_was_read_before_an_error_is_kept() {
    let running = Account::of_leads(1_000).start().await;
    let mut searches = 0;
    running.twist(move |asked| {
        searches += usize::from(asked.path.ends_with("contacts/search"));
        (searches > 3 && asked.path.ends_with("contacts/search"))
            .then(|| Reply::refused(403, "MISSING_SCOPES"))
    });
    let connector = running.connector();
    let batch = connector.pull(Stream::Leads, None, now()).await.unwrap();
    assert!(batch.more && batch.complete_to.is_none());
    let leads = batch
        .records
        .iter()
        .filter(|record| matches!(record, Record::Lead(_)))
        .count();
    assert_eq!(leads, 599, "a page, and two at once that share a row");
    connector
        .pull(Stream::Leads, batch.cursor.as_ref(), now())
        .await
        .unwrap_err();
    running.change(|account| account.twist = None);
    let rest = round(
        connector.as_ref(),
        Stream::Leads,
        batch.cursor.as_ref(),
        now(),
    )
    .await
    .unwrap();
    assert_eq!(rest.lead_ids().len(), 401);
}

#[tokio::test]
async fn a_search_that_ignores_the_order_is_found_out() {
    let running = Account::of_leads(3).start().await;
    running.twist(|asked| {
        let found = json!({"total": 2, "results": [{"id": "20"}, {"id": "3"}]});
        asked
            .path
            .ends_with("contacts/search")
            .then(|| Reply::json(200, &found))
    });
    let error = running
        .connector()
        .pull(Stream::Leads, None, now())
        .await
        .unwrap_err();
    assert!(matches!(error, ma::PullError::Garbled { .. }), "{error:?}");
}
