//! Forms sent, and what campaigns cost.

use kpi::model::{CampaignCost, Engagement, EngagementKind, Money, Record, Stream};
use serde_json::{Value, json};

use super::account::{Account, Reply};
use crate::rounds::{Round, later, now, round};

fn acts(round: &Round) -> Vec<&Engagement> {
    let acts = round.records.iter().filter_map(|record| match record {
        Record::Engagement(act) => Some(act),
        _ => None,
    });
    acts.collect()
}

fn sent(id: &str, at: &str, address: &str) -> Value {
    let at: jiff::Timestamp = at.parse().unwrap();
    json!({"conversionId": id, "submittedAt": at.as_millisecond(), "pageUrl": "https://www.example.jp/contact",
        "values": [{"name": "lastname", "value": "佐藤"}, {"name": "email", "value": address}]})
}

#[tokio::test]
async fn a_form_sent_is_the_act_of_the_contact_with_its_address() {
    let mut account = Account::of_leads(2);
    account.forms.insert(
        "f-1".to_owned(),
        vec![
            sent("c-2", "2026-11-02T00:00:00Z", "User7@example.jp"),
            sent("c-1", "2026-11-01T00:00:00Z", "nobody@example.jp"),
            json!({"conversionId": "c-0"}),
        ],
    );
    let running = account.start().await;
    let told = round(running.connector().as_ref(), Stream::Forms, None, now())
        .await
        .unwrap();
    let [known, unknown] = acts(&told)[..] else {
        panic!("{:?}", told.records)
    };
    assert_eq!(
        (
            known.id.as_str(),
            known.kind,
            known.asset.as_ref().unwrap().as_str()
        ),
        ("form:c-2", EngagementKind::FormSubmitted, "f-1")
    );
    assert_eq!(known.lead.as_ref().map(|lead| lead.as_str()), Some("7"));
    assert_eq!(unknown.lead, None);
    assert_eq!((told.broken.len(), told.complete_to), (1, Some(now())));
    let words = format!("{told:?}");
    assert!(
        !words.contains("佐藤") && !words.contains("@example.jp"),
        "{words}"
    );
}

#[tokio::test]
async fn a_form_is_read_until_what_is_known_and_no_more_than_once_an_hour() {
    let mut account = Account::of_leads(1);
    let old = (0..1_300).rev();
    let old = old.map(|number| {
        sent(
            &format!("c-{number}"),
            "2026-10-01T00:00:00Z",
            "user7@example.jp",
        )
    });
    account.forms.insert("f-1".to_owned(), old.collect());
    account.forms.insert("f-2".to_owned(), Vec::new());
    let running = account.start().await;
    let connector = running.connector();
    let first = round(connector.as_ref(), Stream::Forms, None, now())
        .await
        .unwrap();
    assert_eq!((acts(&first).len(), first.batches), (1_300, 2));
    running.asked();
    running.change(|account| {
        let form = account.forms.get_mut("f-1").unwrap();
        form.insert(0, sent("c-new", "2026-11-23T12:10:00Z", "user7@example.jp"));
    });
    let soon = round(
        connector.as_ref(),
        Stream::Forms,
        first.cursor.as_ref(),
        later(30),
    )
    .await
    .unwrap();
    assert_eq!((soon.records.len(), running.asked().len()), (0, 0));
    let hour = round(
        connector.as_ref(),
        Stream::Forms,
        soon.cursor.as_ref(),
        later(60),
    )
    .await
    .unwrap();
    let new: Vec<&str> = acts(&hour).iter().map(|act| act.id.as_str()).collect();
    assert_eq!(new, ["form:c-new"]);
    assert_eq!(
        running.asked().len(),
        4,
        "the forms, a page of each, and whose they are"
    );
}

#[tokio::test]
async fn a_campaign_costs_what_was_spent_over_its_days() {
    let costs = |round: &Round| -> Vec<CampaignCost> {
        let costs = round.records.iter().filter_map(|record| match record {
            Record::CampaignCost(cost) => Some(cost.clone()),
            _ => None,
        });
        costs.collect()
    };
    let mut account = Account::of_leads(0);
    account.campaigns = vec![
        json!({"id": "c-1", "properties": {"hs_start_date": "2026-10-01", "hs_end_date": null}}),
    ];
    account.totals =
        Some(json!({"budgetTotal": 900000, "spendTotal": "123456.5", "currencyCode": "JPY"}));
    let running = account.start().await;
    let connector = running.connector();
    let told = round(connector.as_ref(), Stream::Costs, None, now())
        .await
        .unwrap();
    let yen = |minor| {
        Some(Money {
            minor,
            currency: "JPY".to_owned(),
        })
    };
    let cost = &costs(&told)[0];
    assert_eq!((&cost.spent, &cost.budget), (&yen(123_457), &yen(900_000)));
    assert_eq!((cost.from, cost.to), ("2026-10-01".parse().ok(), None));
    // Without any totals nothing is said, and nothing is 0.
    running.change(|account| account.totals = None);
    let told = round(connector.as_ref(), Stream::Costs, None, now())
        .await
        .unwrap();
    assert_eq!(costs(&told), []);
}

#[tokio::test]
async fn a_form_deleted_while_the_round_is_under_way_costs_nothing_else() {
    let mut account = Account::of_leads(1);
    let many = (0..1_100).rev();
    let many = many.map(|number| {
        sent(
            &format!("b-{number}"),
            "2026-10-01T00:00:00Z",
            "x@example.jp",
        )
    });
    account.forms.insert("f-2".to_owned(), many.collect());
    account.forms.insert(
        "f-1".to_owned(),
        vec![sent("a-1", "2026-11-01T00:00:00Z", "user7@example.jp")],
    );
    account.forms.insert("f-0".to_owned(), Vec::new());
    let running = account.start().await;
    let connector = running.connector();
    let begun = connector.pull(Stream::Forms, None, now()).await.unwrap();
    assert!(begun.more);
    for status in [404, 400] {
        running.twist(move |asked| {
            asked
                .path
                .ends_with("/f-2")
                .then(|| Reply::refused(status, "NOT_FOUND"))
        });
        let rest = round(
            connector.as_ref(),
            Stream::Forms,
            begun.cursor.as_ref(),
            later(10),
        )
        .await
        .unwrap();
        let came: Vec<&str> = acts(&rest).iter().map(|act| act.id.as_str()).collect();
        assert_eq!(came, ["form:a-1"]);
        assert_eq!(rest.complete_to, Some(now()));
        let [gone] = &rest.broken[..] else {
            panic!("{:?}", rest.broken)
        };
        assert_eq!(gone.id, "form f-2");
        assert!(gone.why.contains(&status.to_string()), "{gone:?}");
    }
}

#[tokio::test]
async fn a_form_without_an_id_is_named() {
    let running = Account::of_leads(0).start().await;
    running.twist(|asked| {
        let forms = json!({"results": [{"id": null}, {"id": "../x"}]});
        asked
            .path
            .starts_with("/marketing/forms/")
            .then(|| Reply::json(200, &forms))
    });
    let told = round(running.connector().as_ref(), Stream::Forms, None, now())
        .await
        .unwrap();
    let named: Vec<&str> = told.broken.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(named, ["forms, row 1", "forms, row 2"]);
}
