//! Deals: what they bring in, and those that are deleted.

use kpi::model::{Deal, Money, Record, Stream};

use crate::support::{Home, day};

fn deal(monthly: Option<i64>) -> Record {
    Record::Deal(Deal {
        id: "d".into(),
        name: None,
        amount: None,
        monthly: monthly.map(|minor| Money {
            minor,
            currency: "JPY".to_owned(),
        }),
        starts_at: Some(day(3)),
        ends_at: None,
        stage_raw: None,
        won: Some(true),
        created_at: Some(day(1)),
        closed_at: Some(day(2)),
        modified_at: Some(day(2)),
        owner: None,
        leads: Vec::new(),
    })
}

#[tokio::test]
async fn what_a_deal_brings_each_month_is_kept_and_a_change_of_it_is_news() {
    let home = Home::new().await;
    let monthly = "SELECT coalesce(monthly_minor, -1) FROM deal WHERE starts_at IS NOT NULL AND ends_at IS NULL";
    home.absorb(Stream::Deals, vec![deal(None)], day(4)).await;
    assert_eq!(home.count(monthly).await, -1, "not told is not zero");
    let changed = home
        .absorb(Stream::Deals, vec![deal(Some(500))], day(5))
        .await;
    assert_eq!((changed.changed, home.count(monthly).await), (1, 500));
    let again = home
        .absorb(Stream::Deals, vec![deal(Some(500))], day(6))
        .await;
    assert_eq!(again.changed, 0);
}

#[tokio::test]
async fn a_deleted_deal_is_marked_and_comes_back_when_it_is_shown() {
    let home = Home::new().await;
    let gone = || {
        let deal = |id: &str| Record::DealRemoved {
            deal: id.into(),
            at: day(5),
        };
        vec![deal("d"), deal("never seen")]
    };
    home.absorb(Stream::Deals, vec![deal(None)], day(4)).await;
    let removed = home.absorb(Stream::Deals, gone(), day(6)).await;
    assert_eq!(removed.changed, 1);
    let kept = "SELECT count(*) FROM deal WHERE removed_at IS NOT NULL";
    assert_eq!(home.count(kept).await, 1);
    assert_eq!(home.absorb(Stream::Deals, gone(), day(7)).await.changed, 0);
    home.absorb(Stream::Deals, vec![deal(None)], day(8)).await;
    assert_eq!(home.count(kept).await, 0);
}
