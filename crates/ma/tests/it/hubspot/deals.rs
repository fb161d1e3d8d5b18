//! Deals.

use kpi::model::{Deal, ExtId, Money, Record, Stream};
use serde_json::json;

use super::account::{Account, LONG_AGO, Reply};
use crate::rounds::{Round, later, now, round};

fn deals(round: &Round) -> Vec<&Deal> {
    round
        .records
        .iter()
        .filter_map(|record| {
            if let Record::Deal(deal) = record {
                Some(deal)
            } else {
                None
            }
        })
        .collect()
}

fn account() -> Account {
    let mut account = Account::default();
    let deal = |properties: serde_json::Value| {
        let mut properties = properties;
        properties["hs_lastmodifieddate"] = json!(LONG_AGO);
        json!({"properties": properties})
    };
    account.deals.insert(
        9,
        deal(json!({"dealname": "Big", "amount": "1500000.5", "hs_is_closed": "true", "hs_is_closed_won": "true",
            "closedate": "2026-10-01T00:00:00Z", "dealstage": "won"})),
    );
    account.deals.insert(
        10,
        deal(json!({"amount": "12.34", "deal_currency_code": "usd", "dealstage": "lost"})),
    );
    account.deals.insert(
        11,
        deal(json!({"amount": "lots", "hs_is_closed": "false", "dealstage": "open"})),
    );
    account.deals.insert(
        12,
        deal(json!({"amount": null, "hs_is_closed": "true", "hs_is_closed_won": "false"})),
    );
    account.links.insert(9, vec![101, 102]);
    account
}

#[tokio::test]
async fn deals_come_with_money_outcome_and_leads() {
    let running = account().start().await;
    let round = round(running.connector().as_ref(), Stream::Deals, None, now())
        .await
        .unwrap();
    let [big, lost, open, refused] = deals(&round)[..] else {
        panic!("four deals")
    };
    assert_eq!(
        big.amount,
        Some(Money {
            minor: 1_500_001,
            currency: "JPY".to_owned()
        }),
        "the account's currency"
    );
    assert_eq!(
        (big.won, &big.leads),
        (Some(true), &vec![ExtId::from("101"), ExtId::from("102")])
    );
    assert_eq!(
        lost.amount,
        Some(Money {
            minor: 1_234,
            currency: "USD".to_owned()
        })
    );
    assert_eq!(
        lost.won,
        Some(false),
        "its stage in the pipeline is closed and lost"
    );
    assert_eq!((open.won, &open.amount), (None, &None));
    assert_eq!((refused.won, refused.leads.len()), (Some(false), 0));
    let named: Vec<&str> = round
        .broken
        .iter()
        .map(|broken| broken.id.as_str())
        .collect();
    assert_eq!(named, ["11"]);
}

#[tokio::test]
async fn open_deals_are_read_again_once_a_day_for_links_change_unseen() {
    let running = account().start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Deals, None, now())
        .await
        .unwrap();
    running.change(|account| {
        account.links.insert(11, vec![103]);
    });
    let soon = round(
        connector.as_ref(),
        Stream::Deals,
        first.cursor.as_ref(),
        later(60),
    )
    .await
    .unwrap();
    assert!(deals(&soon).is_empty());
    let day = round(
        connector.as_ref(),
        Stream::Deals,
        soon.cursor.as_ref(),
        later(24 * 60 + 1),
    )
    .await
    .unwrap();
    let [open] = deals(&day)[..] else {
        panic!("the open one")
    };
    assert_eq!(open.leads, [ExtId::from("103")]);
    let next = round(
        connector.as_ref(),
        Stream::Deals,
        day.cursor.as_ref(),
        later(24 * 60 + 6),
    )
    .await
    .unwrap();
    assert!(deals(&next).is_empty());
}

#[tokio::test]
async fn more_deals_than_a_search_shows_all_come() {
    let mut account = Account::default();
    for id in 1..=10_001 {
        account.deals.insert(
            id,
            json!({"properties": {"hs_lastmodifieddate": LONG_AGO, "hs_is_closed": "false"}}),
        );
    }
    let running = account.start().await;
    let round = round(running.connector().as_ref(), Stream::Deals, None, now())
        .await
        .unwrap();
    assert_eq!((deals(&round).len(), round.batches), (10_001, 11));
}

#[tokio::test]
async fn what_a_deal_brings_each_month_is_read_from_the_properties_that_are_set() {
    let mut account = account();
    account.deals.get_mut(&9).unwrap()["properties"]["hs_mrr"] = json!("125000");
    account.deals.get_mut(&9).unwrap()["properties"]["contract_from"] = json!("2026-10-15");
    account.deals.get_mut(&9).unwrap()["properties"]["contract_to"] = json!("2027-10-15");
    account.deals.get_mut(&9).unwrap()["properties"]["own_mrr"] = json!("130000");
    let running = account.start().await;
    let told = round(running.connector().as_ref(), Stream::Deals, None, now())
        .await
        .unwrap();
    let yen = |minor| {
        Some(Money {
            minor,
            currency: "JPY".to_owned(),
        })
    };
    let first = deals(&told)[0];
    assert_eq!((&first.monthly, first.starts_at), (&yen(125_000), None));
    assert_eq!(deals(&told)[1].monthly, None, "not told is not zero");
    let mut settings = super::account::settings(&running.url);
    settings.mrr_property = "own_mrr".to_owned();
    settings.contract_start_property = Some("contract_from".to_owned());
    settings.contract_end_property = Some("contract_to".to_owned());
    let told = round(
        ma::hubspot(settings).unwrap().as_ref(),
        Stream::Deals,
        None,
        now(),
    )
    .await
    .unwrap();
    let first = deals(&told)[0];
    assert_eq!(first.monthly, yen(130_000));
    assert_eq!(
        (first.starts_at, first.ends_at),
        (
            "2026-10-15T00:00:00Z".parse().ok(),
            "2027-10-15T00:00:00Z".parse().ok()
        )
    );
}

#[tokio::test]
async fn deleted_deals_are_found_in_the_bin_once_an_hour() {
    let mut account = account();
    let gone = account.deals.remove(&10).unwrap();
    account.deal_bin.insert(10, gone);
    account.deal_bin.get_mut(&10).unwrap()["archivedAt"] = json!("2026-11-20T00:00:00Z");
    let running = account.start().await;
    let connector = running.connector();
    let removed = |round: &Round| -> Vec<String> {
        let removed = round.records.iter().filter_map(|record| match record {
            Record::DealRemoved { deal, at } => Some(format!("{deal} {at}")),
            _ => None,
        });
        removed.collect()
    };
    let mut cursor = None;
    for (minutes, found) in [(0, 1), (30, 0), (61, 1)] {
        let told = round(
            connector.as_ref(),
            Stream::Deals,
            cursor.as_ref(),
            later(minutes),
        )
        .await
        .unwrap();
        assert_eq!(removed(&told).len(), found, "after {minutes} minutes");
        cursor = told.cursor;
    }
}

#[tokio::test]
async fn every_page_of_a_deals_contacts_is_read_and_odd_ones_are_named() {
    let running = account().start().await;
    running.twist(|asked| {
        if !asked.path.contains("/associations/") {
            return None;
        }
        let page = if asked.body["inputs"][0]["after"] == "x2" {
            json!({"results": [{"from": {"id": "9"}, "to": [{"toObjectId": "103"}]}]})
        } else {
            json!({"results": [
                {"from": {"id": "9"}, "to": [{"toObjectId": "101"}, {"toObjectId": null}, {"toObjectId": 102}],
                    "paging": {"next": {"after": "x2"}}},
                {"from": {"id": "10"}, "to": [], "paging": {}},
                {"from": {}, "to": []}, 7],
                "errors": [{"category": "OBJECT_NOT_FOUND", "context": {"fromObjectId": ["11"]}},
                    {"category": "INTERNAL_ERROR", "context": {"fromObjectId": ["12"]}}]})
        };
        Some(Reply::json(207, &page))
    });
    let round = round(running.connector().as_ref(), Stream::Deals, None, now())
        .await
        .unwrap();
    let leads: Vec<&str> = deals(&round)[0].leads.iter().map(ExtId::as_str).collect();
    assert_eq!(leads, ["101", "102", "103"]);
    let named: Vec<&str> = round.broken.iter().map(|row| row.id.as_str()).collect();
    for name in ["9", "12", "links of deals, row 3", "links of deals, row 4"] {
        assert!(named.contains(&name), "{name} is not among {named:?}");
    }
    assert_eq!(deals(&round).len(), 4);
}

#[tokio::test]
async fn a_deal_larger_than_can_be_read_is_named_and_the_others_come() {
    let mut account = Account::default();
    for id in 1..=9 {
        account.deals.insert(
            id,
            json!({"properties": {"hs_lastmodifieddate": LONG_AGO, "hs_is_closed": "false"}}),
        );
    }
    let running = account.start().await;
    running.twist(|asked| {
        let asks_for = asked.body["filterGroups"][0]["filters"][0]["value"].as_str()?;
        let (last, limit): (u64, u64) = (asks_for.parse().ok()?, asked.body["limit"].as_u64()?);
        let whole = asked.body["properties"].as_array()?.len() > 1;
        let holds_it = whole && last < 5 && last + limit >= 5;
        (asked.path.ends_with("deals/search") && holds_it).then(|| Reply {
            status: 200,
            headers: Vec::new(),
            body: vec![b' '; 65 << 20],
        })
    });
    let mut settings = super::account::settings(&running.url);
    settings.timeout = std::time::Duration::from_secs(30);
    let connector = ma::hubspot(settings).unwrap();
    let round = round(connector.as_ref(), Stream::Deals, None, now())
        .await
        .unwrap();
    let came: Vec<&str> = deals(&round).iter().map(|deal| deal.id.as_str()).collect();
    assert_eq!(came, ["1", "2", "3", "4", "6", "7", "8", "9"]);
    let named: Vec<&str> = round.broken.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(named, ["5"]);
}
