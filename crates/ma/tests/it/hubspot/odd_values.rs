//! Values that nobody should write and somebody does.

use kpi::model::{Record, Stream};
use ma::PullError;
use serde_json::{Value, json};

use super::account::{Account, LONG_AGO, Reply, settings};
use crate::rounds::{later, now, round};

#[tokio::test]
async fn a_broken_record_is_named_and_the_others_come() {
    let mut account = Account::of_leads(2);
    account.contact(100, LONG_AGO)["properties"]["createdate"] = json!("0001-01-01T00:00:00Z");
    account.contact(101, LONG_AGO)["properties"]["lifecyclestage"] = json!({"deep": ["x"]});
    account.contact(102, LONG_AGO)["properties"] =
        json!({"lastmodifieddate": LONG_AGO, "email": null});
    account.contact(103, LONG_AGO)["properties"]["hs_email_optout"] = json!("perhaps");
    account.contact(104, LONG_AGO)["history"] =
        json!([{"value": "lead", "timestamp": "not a date"}]);
    account.contact(105, LONG_AGO)["properties"]["jobtitle"] = json!("🦀 שלום");
    let running = account.start().await;
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(
        round.lead_ids(),
        ["7", "14", "100", "101", "102", "103", "104", "105"]
    );
    let named: Vec<&str> = round
        .broken
        .iter()
        .map(|broken| broken.id.as_str())
        .collect();
    assert_eq!(named, ["100", "101", "103", "104"]);
    assert!(
        round
            .broken
            .iter()
            .all(|broken| !broken.why.contains("example.jp"))
    );
    assert!(
        round.history("104").is_none(),
        "an unreadable history replaces nothing"
    );
    assert_eq!(round.leads()[7].job_title.as_deref(), Some("🦀 שלום"));
}

#[tokio::test]
async fn rows_without_an_id_are_counted_by_their_place_or_by_the_id_asked_for() {
    let running = Account::of_leads(3).start().await;
    running.twist(|asked| {
        let found = json!({"total": 4, "results": [7, {"id": null}, {"id": "7"}, {"id": "14"}]});
        let read =
            json!({"results": [{"id": "7", "properties": {}}, {"id": {}, "properties": {}}]});
        match asked.path.rsplit('/').next().unwrap() {
            "search" => Some(Reply::json(200, &found)),
            "read" if asked.path.contains("contacts") => Some(Reply::json(200, &read)),
            _ => None,
        }
    });
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.lead_ids(), ["7"]);
    let named: Vec<&str> = round
        .broken
        .iter()
        .map(|broken| broken.id.as_str())
        .collect();
    assert_eq!(
        named,
        ["14", "search behind 0, row 1", "search behind 0, row 2"]
    );
}

#[tokio::test]
async fn a_field_of_ten_megabytes_is_shortened_and_named() {
    let mut account = Account::of_leads(1);
    account.contact(100, LONG_AGO)["properties"]["company"] = json!("x".repeat(10_000_000));
    let running = account.start().await;
    // So much takes its time where the machine is busy.
    let mut settings = settings(&running.url);
    settings.timeout = std::time::Duration::from_secs(30);
    let connector = ma::hubspot(settings).unwrap();
    let round = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.leads()[1].company.as_ref().unwrap().len(), 4_000);
    assert_eq!(round.broken.len(), 1);
}

#[tokio::test]
async fn a_record_too_large_to_read_does_not_take_its_page_along() {
    let mut account = Account::of_leads(60);
    account.contact(100, LONG_AGO);
    let running = account.start().await;
    running.twist(|asked| {
        let asks_for_it = asked.body["inputs"]
            .as_array()
            .is_some_and(|inputs| inputs.contains(&json!({"id": "100"})));
        asks_for_it.then(|| Reply {
            status: 200,
            headers: Vec::new(),
            body: vec![b' '; 65 << 20],
        })
    });
    let mut settings = super::account::settings(&running.url);
    settings.timeout = std::time::Duration::from_secs(30);
    let connector = ma::hubspot(settings).unwrap();
    let round = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.lead_ids().len(), 60);
    assert_eq!(
        (round.broken.len(), round.broken[0].id.as_str()),
        (1, "100")
    );
}

#[tokio::test]
async fn bytes_that_are_no_text_cost_one_value() {
    let running = Account::of_leads(2).start().await;
    running.twist(|asked| {
        let mut body = br#"{"results":[{"id":"7","properties":{"company":"ab"#.to_vec();
        body.extend([0xff, 0xfe]);
        body.extend(br#"c"}},{"id":"14","properties":{"company":"ok"}}]}"#);
        let is_read = asked.path.ends_with("contacts/batch/read");
        is_read.then_some(Reply {
            status: 200,
            headers: Vec::new(),
            body,
        })
    });
    let round = round(running.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.lead_ids(), ["7", "14"]);
    assert_eq!(round.broken.len(), 1);
    assert!(round.broken[0].why.contains("company"));
}

#[tokio::test]
async fn a_list_whose_cursor_goes_round_in_circles_is_found_out() {
    let running = Account::of_leads(3).start().await;
    let mut pages = 0_u32;
    running.twist(move |asked| {
        let page = |after: Value| {
            Reply::json(
                200,
                &json!({"results": [], "paging": {"next": {"after": after}}}),
            )
        };
        pages += 1;
        (asked.path.contains("/owners/") || asked.query.contains_key("archived"))
            .then(|| page(json!((pages % 3).to_string())))
    });
    for stream in [Stream::Owners, Stream::Removals] {
        let error = round(running.connector().as_ref(), stream, None, now())
            .await
            .unwrap_err();
        assert!(
            matches!(error, PullError::Garbled { .. }),
            "{stream:?}: {error:?}"
        );
        assert!(running.asked().len() < 20);
    }
}

#[tokio::test]
async fn an_empty_page_with_a_next_one_is_no_end() {
    let running = Account::of_leads(1).start().await;
    running.twist(|asked| {
        let first = json!({"results": [], "paging": {"next": {"after": "x"}}});
        let is_first = asked.path.contains("/campaigns/") && !asked.query.contains_key("after");
        is_first.then(|| Reply::json(200, &first))
    });
    let round = round(
        running.connector().as_ref(),
        Stream::Campaigns,
        None,
        later(1),
    )
    .await
    .unwrap();
    assert!(
        matches!(&round.records[..], [Record::Campaign(campaign)] if campaign.name == "Spring")
    );
}
